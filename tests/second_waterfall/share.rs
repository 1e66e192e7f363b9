//! Short cash among claims of one rank.

use rust_decimal::Decimal;

use crate::days::Yuan;

/// Shares cash in proportion to what is due, by largest remainder: everyone's share is rounded down to the fen, and
/// the fen that are left go one by one to those who lost most by that, the earlier first where they lost the same.
pub(crate) fn share(cash: Yuan, dues: &[Yuan]) -> Vec<Yuan> {
    if cash >= dues.iter().sum() { dues.to_vec() } else { largest_remainder(cash, dues) }
}

/// Shares cash in a ratio: whoever would get more than is due to it gets that, and the others share what is left anew.
pub(crate) fn share_in(ratio: &[u32], cash: Yuan, dues: &[Yuan]) -> Vec<Yuan> {
    if cash >= dues.iter().sum() {
        return dues.to_vec();
    }
    let mut has: Vec<Option<Yuan>> = vec![None; dues.len()];
    loop {
        let open: Vec<usize> = (0..dues.len()).filter(|i| has[*i].is_none()).collect();
        let parts: Vec<Yuan> = open.iter().map(|i| Yuan::from(ratio[*i])).collect();
        let left = cash - has.iter().flatten().sum::<Yuan>();
        let shares = largest_remainder(left, &parts);
        if open.iter().zip(&shares).all(|(i, share)| *share <= dues[*i]) {
            open.iter().zip(shares).for_each(|(i, share)| has[*i] = Some(share));
            return has.into_iter().map(Option::unwrap).collect();
        }
        for (i, share) in open.into_iter().zip(shares) {
            has[i] = (share > dues[i]).then_some(dues[i]);
        }
    }
}

fn largest_remainder(cash: Yuan, dues: &[Yuan]) -> Vec<Yuan> {
    let total: Yuan = dues.iter().sum();
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
