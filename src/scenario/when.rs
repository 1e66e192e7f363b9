//! When somebody stops paying.

use std::fmt;
use std::str::FromStr;

use super::error::StressError;
use crate::calendar::{Date, MOST_DATES, written_date};

/// When loans stop paying.
///
/// ```
/// use abs_waterfall::scenario::When;
/// assert_eq!("6".parse(), Ok(When::After(6)));
/// assert_eq!("2025-06-20".parse::<When>()?.to_string(), "2025-06-20");
/// assert!("20.06.2025".parse::<When>().is_err());
/// # Ok::<(), abs_waterfall::scenario::StressError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum When {
    /// After so many instalments, counted from the disbursement of each loan.
    After(u32),
    /// The first due date of each loan on or after this day is the first that it misses.
    On(Date),
}

/// `6`, `2025-06-20`. No loan has as many instalments as a date without its dashes says.
impl FromStr for When {
    type Err = StressError;

    fn from_str(text: &str) -> Result<When, StressError> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| text.parse().ok()).flatten().filter(|number| *number <= MOST_DATES);
        let when = number.map(When::After).or_else(|| written_date(text).map(When::On));
        when.ok_or_else(|| StressError::When(text.into()))
    }
}

/// `6`, `2025-06-20`: what it is read from.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::After(instalments) => write!(f, "{instalments}"),
            When::On(date) => write!(f, "{date}"),
        }
    }
}
