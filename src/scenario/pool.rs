//! Defaults of a whole pool, by share and not by name.

use std::fmt;
use std::str::FromStr;

use super::error::StressError;
use super::quoted::parts;
use super::timing::Timing;
use crate::calendar::{Date, written_date};
use crate::rate::Rate;

/// A cumulative default rate of the whole pool with its timing: so much of the principal at the cut-off defaults, spread over
/// the months, and within each over all loans that perform, in proportion to their balances.
///
/// It is no constant default rate (CDR), which is a share of what performs, a year. What is left of a loan pays its scheduled
/// interest and principal in proportion.
///
/// ```
/// use abs_waterfall::scenario::{PoolDefaults, Timing};
/// let front: PoolDefaults = "20%:front".parse()?;
/// assert_eq!(front, PoolDefaults::new("20%".parse()?, Timing::Front));
/// assert_eq!(front.to_string(), "20%:front");
/// # Ok::<(), abs_waterfall::scenario::StressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias = "累计违约率")]
#[doc(alias = "CDR")]
#[non_exhaustive]
pub struct PoolDefaults {
    /// The share of the principal at the cut-off that defaults.
    pub rate: Rate,
    /// When.
    pub timing: Timing,
}

/// A share of the whole pool on a date: so much of the balance of every loan that performs misses its first due date on or
/// after it, and all later ones.
///
/// ```
/// use abs_waterfall::scenario::PoolShare;
/// let tenth: PoolShare = "pool=10%:2025-06-20".parse()?;
/// assert_eq!(tenth, PoolShare::new("10%".parse()?, "2025-06-20".parse()?));
/// assert_eq!(tenth.to_string(), "pool=10%:2025-06-20");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolShare {
    /// The share of what performs.
    pub share: Rate,
    /// The date.
    pub on: Date,
}

impl PoolDefaults {
    /// This share of the principal at the cut-off, over time.
    #[must_use]
    pub fn new(rate: Rate, timing: Timing) -> PoolDefaults {
        PoolDefaults { rate, timing }
    }

    pub(super) fn in_words(&self) -> String {
        format!("{} % of the pool defaults, {}", self.rate.to_percent(), self.timing.in_words())
    }
}

impl PoolShare {
    /// This share of what performs on a date.
    #[must_use]
    pub fn new(share: Rate, on: Date) -> PoolShare {
        PoolShare { share, on }
    }

    pub(super) fn in_words(&self) -> String {
        let PoolShare { share, on } = self;
        format!("{} % of the pool pays nothing that is due from {on} on", share.to_percent())
    }
}

/// `20%:front`.
impl FromStr for PoolDefaults {
    type Err = StressError;

    fn from_str(text: &str) -> Result<PoolDefaults, StressError> {
        match parts(text, ':')?.as_slice() {
            [rate, timing] => Ok(PoolDefaults::new(rate.parse()?, timing.parse()?)),
            _ => Err(StressError::Timing(text.into())),
        }
    }
}

/// `pool=10%:2025-06-20`.
impl FromStr for PoolShare {
    type Err = StressError;

    fn from_str(text: &str) -> Result<PoolShare, StressError> {
        let share =
            |head: &str| head.strip_prefix("pool").map(str::trim)?.strip_prefix('=').map(str::to_string);
        match parts(text, ':')?.as_slice() {
            [head, on] => {
                let share = share(head).ok_or_else(|| StressError::NoWhen(text.into()))?;
                let on = written_date(on).ok_or_else(|| StressError::Date(on.to_string()))?;
                Ok(PoolShare::new(share.trim().parse()?, on))
            }
            _ => Err(StressError::NoWhen(text.into())),
        }
    }
}

/// `20%:front`: what it is read from.
impl fmt::Display for PoolDefaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%:{}", self.rate.to_percent(), self.timing)
    }
}

/// `pool=10%:2025-06-20`: what it is read from.
impl fmt::Display for PoolShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pool={}%:{}", self.share.to_percent(), self.on)
    }
}
