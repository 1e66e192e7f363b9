//! Plain decimals, as contracts have them.

use rust_decimal::Decimal;

/// Why a text is no decimal.
pub(crate) enum NotDecimal {
    /// It is more, or less, than digits with one optional sign and one optional point.
    NotPlain,
    /// It has more digits than a decimal holds, about 28.
    TooManyDigits,
}

/// A decimal from digits, one optional sign and one optional point; no exponent, no separators, no silent rounding.
pub(crate) fn parse_plain_decimal(text: &str) -> Result<Decimal, NotDecimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.chars().filter(|c| *c == '.').count() <= 1;
    if !plain {
        return Err(NotDecimal::NotPlain);
    }
    Decimal::from_str_exact(&without_idle_zeros(text)).map_err(|_| NotDecimal::TooManyDigits)
}

/// A plain decimal without zeros before its digits and behind its decimals, which say nothing, however many there are.
fn without_idle_zeros(text: &str) -> String {
    let digits = text.trim_start_matches('-');
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let sign = &text[..text.len() - digits.len()];
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}0{whole}{point}{decimals}")
}
