//! Short cash among claims of one rank.

use rust_decimal::Decimal;

use crate::days::Yuan;

/// Shares cash in proportion to what is due, by largest remainder: everyone's share is rounded down to the fen, and
/// the fen that are left go one by one to those who lost most by that, the earlier first where they lost the same.
pub(crate) fn share(cash: Yuan, dues: &[Yuan]) -> Vec<Yuan> {
    let total: Yuan = dues.iter().sum();
    if cash >= total {
        return dues.to_vec();
    }
    let mut shares: Vec<Yuan> = dues.iter().map(|due| (cash * due / total).trunc_with_scale(2)).collect();
    // Products, not quotients: what two claims lost is compared exactly.
    let lost: Vec<Decimal> =
        dues.iter().zip(&shares).map(|(due, share)| cash * due - share * total).collect();
    let mut first: Vec<usize> = (0..dues.len()).collect();
    first.sort_by(|a, b| lost[*b].cmp(&lost[*a]));
    let fen = Decimal::new(1, 2);
    for i in first {
        if shares.iter().sum::<Yuan>() < cash {
            shares[i] += fen;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::share;
    use rust_decimal::Decimal;

    #[test]
    fn the_fen_that_is_left_goes_to_the_largest_remainder() {
        let yuan = |fen: &[i64]| fen.iter().map(|fen| Decimal::new(*fen, 2)).collect::<Vec<_>>();
        assert_eq!(share(Decimal::new(100, 2), &yuan(&[100, 100, 100])), yuan(&[34, 33, 33]));
        assert_eq!(share(Decimal::new(10, 2), &yuan(&[1, 15, 16])), yuan(&[0, 5, 5]));
        assert_eq!(share(Decimal::new(40, 2), &yuan(&[1, 15, 16])), yuan(&[1, 15, 16]));
    }
}
