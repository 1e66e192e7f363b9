//! Amounts in texts and decimals: what is read as one, and how it is shown.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use super::amount::Money;
use super::decimal::{NotDecimal, parse_plain_decimal};
use crate::reading::instead;

/// Why a text or a decimal is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text is not a plain decimal number.
    #[error(
        "`{text}` is not an amount of money: write yuan and fen as plain digits, {advice}",
        text = .0, advice = instead(.0, "1500000 or 877427.79")
    )]
    NotANumber(String),
    /// The amount has more than two decimals; rounding it silently would lose somebody's money.
    #[error("`{0}` is finer than a fen: round it to two decimals first, by the rule the contract states")]
    FinerThanFen(String),
    /// The amount does not fit into 64-bit fen.
    #[error("`{0}` is too large: amounts reach to 92 quadrillion yuan")]
    TooLarge(String),
}

/// Yuan and fen with separators: `-1,234,567.80`. A width and an alignment apply to the whole text.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let yuan = (magnitude / 100).to_string();
        let mut grouped = String::with_capacity(yuan.len() + yuan.len() / 3 + 4);
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped.push_str(&format!(".{:02}", magnitude % 100));
        f.pad_integral(self.0 >= 0, "", &grouped)
    }
}

/// As it displays: a bare number of fen would be read as yuan.
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Plain digits with at most two decimals, as a contract has them: `20000000`, `-3.5`, `877427.79`; or tens of thousands and
/// hundreds of millions of yuan, as people say them: `5000万`, `1.4亿`.
impl FromStr for Money {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let (digits, unit) = in_units(text);
        match parse_plain_decimal(digits) {
            Ok(number) => match number.checked_mul(Decimal::from(unit)) {
                Some(yuan) => Money::try_from(yuan).map_err(|error| error.about(text)),
                None => Err(MoneyError::TooLarge(text.into())),
            },
            Err(NotDecimal::NotPlain) => Err(MoneyError::NotANumber(text.into())),
            Err(NotDecimal::TooManyDigits) => match digits.split_once('.') {
                Some((_, decimals)) if decimals.trim_end_matches('0').len() > 2 => {
                    Err(MoneyError::FinerThanFen(text.into()))
                }
                _ => Err(MoneyError::TooLarge(text.into())),
            },
        }
    }
}

/// The number that a text has before its unit, and how many yuan that is.
fn in_units(text: &str) -> (&str, u32) {
    let units = [("亿", 100_000_000), ("万", 10_000)];
    let found = units.iter().find_map(|(unit, yuan)| Some((text.strip_suffix(unit)?, *yuan)));
    found.unwrap_or((text, 1))
}

impl MoneyError {
    /// What is wrong with an amount that was written like this.
    fn about(self, text: &str) -> MoneyError {
        match self {
            MoneyError::NotANumber(_) => MoneyError::NotANumber(text.into()),
            MoneyError::FinerThanFen(_) => MoneyError::FinerThanFen(text.into()),
            MoneyError::TooLarge(_) => MoneyError::TooLarge(text.into()),
        }
    }
}

impl TryFrom<Decimal> for Money {
    type Error = MoneyError;
    fn try_from(yuan: Decimal) -> Result<Money, MoneyError> {
        let exact = yuan.normalize();
        if exact.scale() > 2 {
            return Err(MoneyError::FinerThanFen(yuan.to_string()));
        }
        let fen = exact.mantissa().checked_mul(10_i128.pow(2 - exact.scale()));
        fen.and_then(|fen| i64::try_from(fen).ok())
            .map(Money)
            .ok_or_else(|| MoneyError::TooLarge(yuan.to_string()))
    }
}

impl From<Money> for Decimal {
    fn from(amount: Money) -> Decimal {
        amount.to_decimal()
    }
}
