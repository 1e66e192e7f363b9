//! Money by examples and by properties.

use super::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn fen(fen: i64) -> Money {
    Money::from_fen(fen)
}

/// CFPB form H-25(B): month-1 interest of 162,000 at 3.875 % is 523.125.
#[test]
fn a_tie_goes_where_the_named_rounding_says() {
    let month = |rounding| Factor::new(3_875, 12 * 100_000, rounding).unwrap();
    let loan = Money::from_yuan(162_000);
    assert_eq!(loan.times(month(Rounding::HalfUp)), fen(52_313));
    assert_eq!(loan.times(month(Rounding::HalfEven)), fen(52_312));
    assert_eq!(loan.times(month(Rounding::Down)), fen(52_312));
    assert_eq!((-loan).times(month(Rounding::HalfUp)), fen(-52_313));
}

#[test]
fn text_in_and_out() {
    for (text, shown) in [
        ("0", "0.00"),
        ("7.5", "7.50"),
        ("-0.01", "-0.01"),
        ("1000", "1,000.00"),
        ("20000000", "20,000,000.00"),
        ("1.500", "1.50"),
        ("00000000000000000000000000000007.50000000000000000000000000000", "7.50"),
        ("5000万", "50,000,000.00"),
        ("1.4亿", "140,000,000.00"),
        ("0.000001万", "0.01"),
    ] {
        assert_eq!(text.parse::<Money>().unwrap().to_string(), shown);
    }
    assert_eq!(format!("{:>12}", fen(123_456)), "    1,234.56");
    assert_eq!(format!("{:?}", Some(fen(-123_456))), "Some(-1,234.56)");
}

#[test]
fn what_is_not_money_is_refused() {
    for text in
        ["", "-", "1e6", "1,000", "１０", "0x1f", "NaN", ".5", "5.", "1.2.3", "+5", " 5", "万", "1万亿"]
    {
        assert_eq!(text.parse::<Money>(), Err(MoneyError::NotANumber(text.into())), "{text:?}");
    }
    // The last two of each have more digits than a decimal holds: only their text tells which of the two they are.
    let forty_digits = "1234567890".repeat(4);
    for fine in ["0.001", "0.0000001万", &format!("0.{forty_digits}"), &format!("{forty_digits}.123")] {
        assert_eq!(fine.parse::<Money>(), Err(MoneyError::FinerThanFen(fine.into())));
    }
    for vast in ["92233720368547758.08", "922337204亿", &forty_digits, &format!("{forty_digits}.12")] {
        assert_eq!(vast.parse::<Money>(), Err(MoneyError::TooLarge(vast.into())));
    }
    let wide = "１０，０００".parse::<Money>().unwrap_err().to_string();
    assert!(
        wide.ends_with("write yuan and fen as plain digits, in half-width characters, like 10,000"),
        "{wide}"
    );
}

#[test]
fn sums_saturate() {
    let (least, one) = (fen(i64::MIN), fen(1));
    assert_eq!(Money::MAX + one, Money::MAX);
    assert_eq!(least - one, least);
    assert_eq!(Money::MAX - (-one), Money::MAX);
    assert_eq!(least + (-one), least);
    assert_eq!(-least, Money::MAX);
    assert_eq!([Money::MAX, one, -one].iter().sum::<Money>(), Money::MAX - one);
}

#[test]
fn equal_remainders_go_to_the_earlier_claim() {
    assert_eq!(fen(10).split(&[fen(1); 4]), [fen(3), fen(3), fen(2), fen(2)]);
    assert_eq!(fen(7).split(&[fen(0), fen(5), fen(-5)]), [fen(0), fen(7), fen(0)]);
    assert_eq!(fen(7).split(&[fen(0)]), [fen(0)]);
}

proptest! {
    /// Sum with `==`, and no share a whole fen away from its exact proportion.
    #[test]
    fn a_split_gives_everything_and_is_fair(
        amount in 0_i64..1_000_000_000_000_000,
        weights in proptest::collection::vec(0_i64..1_000_000_000_000_000, 1..12),
    ) {
        let weights: Vec<Money> = weights.into_iter().map(fen).collect();
        let total: i128 = weights.iter().map(|w| i128::from(w.fen())).sum();
        prop_assume!(total > 0);
        let shares = fen(amount).split(&weights);
        prop_assert_eq!(shares.iter().sum::<Money>(), fen(amount));
        for (share, weight) in shares.iter().zip(&weights) {
            let off = i128::from(share.fen()) * total - i128::from(amount) * i128::from(weight.fen());
            prop_assert!(off.abs() < total, "off by {} / {}", off, total);
        }
    }

    /// The 64-bit and the 128-bit route agree with arithmetic in `Decimal`.
    #[test]
    fn a_factor_is_exact(amount in 0_i64..10_000_000_000, n in 0_u32..100_000_000, d in 1_u32..1_000_000) {
        for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
            let factor = Factor::new(n.into(), d.into(), rounding).unwrap();
            let exact = fen(amount).to_decimal() * Decimal::from(n) / Decimal::from(d);
            prop_assert_eq!(fen(amount).times(factor), rounding.to_fen(exact).unwrap());
        }
    }

    #[test]
    fn display_and_decimal_come_back(amount in any::<i64>()) {
        let text = fen(amount).to_string().replace(',', "");
        prop_assert_eq!(text.parse::<Money>().unwrap(), fen(amount));
        prop_assert_eq!(Money::try_from(Decimal::from(fen(amount))).unwrap(), fen(amount));
    }
}
