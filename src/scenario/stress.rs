//! One stress: who defaults and when, or how much of the whole pool.

use std::fmt;
use std::str::FromStr;

use super::error::StressError;
use super::pool::{PoolDefaults, PoolShare};
use super::quoted::parts;
use super::when::When;
use super::who::Who;

/// A default: of whom, and when. From then on the loans pay nothing but what the deal's recovery assumption says.
///
/// ```
/// use abs_waterfall::scenario::{DefaultEvent, When, Who};
/// let event: DefaultEvent = "largest=3:2025-06-20".parse()?;
/// assert_eq!(event, DefaultEvent::new(Who::Largest(3), When::On("2025-06-20".parse()?)));
/// assert_eq!(event.to_string(), "largest=3:2025-06-20");
/// assert_eq!("C01:6:principal".parse(), Ok(DefaultEvent::new(Who::Loan("C01".into()), When::After(6)).paying_interest()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DefaultEvent {
    /// Whose loans.
    pub who: Who,
    /// From when on.
    pub when: When,
    /// The interest of the first missed instalment is still paid, only its principal is not.
    pub pays_interest: bool,
}

/// One stress of a pool, in one list of words:
///
/// | words | what |
/// |---|---|
/// | `C01:6` | loan C01 pays six instalments, counted from its disbursement, and then nothing |
/// | `C01:2025-06-20` | it pays nothing that is due on that day or later |
/// | `C01:6:principal` | of its seventh instalment it pays the interest |
/// | `"Firm 01":6` | a borrower with all its loans; also `firm=Firm 01:6` |
/// | `largest=3:2025-06-20` | the three largest borrowers by what they owe then |
/// | `industry=biomedicine:2025-06-20` | all borrowers of an industry |
/// | `region=Xiamen:2025-06-20` | all borrowers of a region |
/// | `pool=10%:2025-06-20` | a tenth of every loan |
/// | `20%:front` | a fifth of the pool over time: `front`, `even`, `back`, or shares by month, `20%/30%/50%` |
///
/// Names with signs in them stand in quotes, `industry="pharma, other":6`; a loan so named is `loan="A:1":6`.
///
/// ```
/// use abs_waterfall::scenario::Stress;
/// let stress: Stress = "\"Firm 01\":6".parse()?;
/// assert_eq!(stress.to_string(), "\"Firm 01\":6");
/// let error = "sector=biomedicine:6".parse::<Stress>().unwrap_err().to_string();
/// assert_eq!(error, "`sector` is unknown; write one of loan, firm, largest, industry, region, pool");
/// # Ok::<(), abs_waterfall::scenario::StressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stress {
    /// Loans that default, by name or by what they have in common.
    Default(DefaultEvent),
    /// A share of the whole pool over time.
    Pool(PoolDefaults),
    /// A share of the whole pool on a date.
    Share(PoolShare),
}

impl DefaultEvent {
    /// These loans pay nothing from then on.
    #[must_use]
    pub fn new(who: Who, when: When) -> DefaultEvent {
        DefaultEvent { who, when, pays_interest: false }
    }

    /// Though the interest of the first missed instalment is still paid.
    #[must_use]
    pub fn paying_interest(self) -> DefaultEvent {
        DefaultEvent { pays_interest: true, ..self }
    }

    fn in_words(&self) -> String {
        let (who, is_one) = self.who.in_words();
        let pays = if is_one { "pays" } else { "pay" };
        match (self.when, self.pays_interest) {
            (When::After(count), false) => format!("{who} {pays} {count} instalments and then nothing"),
            (When::After(count), true) => {
                format!("{who} {pays} {count} instalments and then interest once, but no principal")
            }
            (When::On(date), false) => format!("{who} {pays} nothing that is due from {date} on"),
            (When::On(date), true) => {
                format!("{who} {pays} nothing that is due from {date} on but interest once")
            }
        }
    }
}

impl Stress {
    /// In a sentence without its full stop.
    pub(super) fn in_words(&self) -> String {
        match self {
            Stress::Default(event) => event.in_words(),
            Stress::Pool(defaults) => defaults.in_words(),
            Stress::Share(share) => share.in_words(),
        }
    }
}

/// `C01:6`, `largest=3:2025-06-20`: see [`Stress`].
impl FromStr for DefaultEvent {
    type Err = StressError;

    fn from_str(text: &str) -> Result<DefaultEvent, StressError> {
        match parts(text, ':').as_slice() {
            [who, when] => Ok(DefaultEvent::new(who.parse()?, when.parse()?)),
            [who, when, "principal"] => Ok(DefaultEvent::new(who.parse()?, when.parse()?).paying_interest()),
            [_] | [] => Err(StressError::NoWhen(text.into())),
            _ => Err(StressError::TooMuch(text.into())),
        }
    }
}

/// `C01:6`, `largest=3:2025-06-20`: what it is read from.
impl fmt::Display for DefaultEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let principal = if self.pays_interest { ":principal" } else { "" };
        write!(f, "{}:{}{principal}", self.who, self.when)
    }
}

/// `C01:6`, `20%:front`: see [`Stress`].
impl FromStr for Stress {
    type Err = StressError;

    fn from_str(text: &str) -> Result<Stress, StressError> {
        let text = text.trim();
        let head = parts(text, ':')[0];
        match parts(head, '=').as_slice() {
            ["pool", _] => text.parse().map(Stress::Share),
            [rate] if rate.ends_with('%') => text.parse().map(Stress::Pool),
            _ => text.parse().map(Stress::Default),
        }
    }
}

/// `C01:6`, `20%:front`: what it is read from.
impl fmt::Display for Stress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stress::Default(event) => write!(f, "{event}"),
            Stress::Pool(defaults) => write!(f, "{defaults}"),
            Stress::Share(share) => write!(f, "{share}"),
        }
    }
}

impl From<DefaultEvent> for Stress {
    fn from(event: DefaultEvent) -> Stress {
        Stress::Default(event)
    }
}

impl From<PoolDefaults> for Stress {
    fn from(defaults: PoolDefaults) -> Stress {
        Stress::Pool(defaults)
    }
}

impl From<PoolShare> for Stress {
    fn from(share: PoolShare) -> Stress {
        Stress::Share(share)
    }
}
