//! One stress: who defaults and when, or how much of the whole pool.

use std::fmt;
use std::str::FromStr;

use super::error::StressError;
use super::pool::{PoolDefaults, PoolShare};
use super::quoted::{name, parts, written};
use super::when::When;
use super::who::Who;
use crate::calendar::{Date, written_date};
use crate::credit::{Grade, Multiple};

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
/// | `fails=Guarantor:2025-06-26` | a party that gives supports, buys or services the pool fails on that day |
/// | `rated=Guarantor:A+:2025-06-26` | a party is rated so from that day on |
/// | `clean-up` | what is left of the pool is bought on the first date on which it may be |
/// | `recovery=0.5` | what defaulted loans bring, times this |
/// | `lag=6` | it comes so many months later |
///
/// Names with signs in them stand in quotes, `industry="pharma, other":6`; a loan so named is `loan="A:1":6`.
///
/// ```
/// use abs_waterfall::scenario::Stress;
/// let stress: Stress = "\"Firm 01\":6".parse()?;
/// assert_eq!(stress.to_string(), "\"Firm 01\":6");
/// let error = "sector=biomedicine:6".parse::<Stress>().unwrap_err().to_string();
/// assert_eq!(error, "`sector` is unknown; write one of loan, firm, largest, industry, region, pool, fails, rated, recovery, lag");
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
    /// A party that cannot pay any more.
    Fails(PartyFailure),
    /// A party whose rating changes.
    Rated(PartyRating),
    /// What is left of the pool is bought as soon as it may be.
    CleanUp,
    /// So many times the recovery.
    Recovery(Multiple),
    /// So many months more until it comes.
    Lag(u32),
}

/// What defaults: of all stresses those that a scenario may have many of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Defaults {
    /// Loans, by name or by what they have in common.
    Loans(DefaultEvent),
    /// A share of the whole pool over time.
    Pool(PoolDefaults),
    /// A share of the whole pool on a date.
    Share(PoolShare),
}

/// The failure of a party that gives supports, buys loans back or what is left of the pool, or services it.
///
/// ```
/// use abs_waterfall::scenario::PartyFailure;
/// let failure: PartyFailure = "fails=Guarantor:2025-06-26".parse()?;
/// assert_eq!(failure, PartyFailure::new("Guarantor", "2025-06-26".parse()?));
/// assert_eq!(failure.to_string(), "fails=Guarantor:2025-06-26");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct PartyFailure {
    /// The party.
    pub party: String,
    /// The first day on which it cannot pay.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    pub on: Date,
}

impl PartyFailure {
    /// This party cannot pay from this day on.
    #[must_use]
    pub fn new(party: &str, on: Date) -> PartyFailure {
        PartyFailure { party: party.into(), on }
    }
}

/// `fails=Guarantor:2025-06-26`.
impl FromStr for PartyFailure {
    type Err = StressError;

    fn from_str(text: &str) -> Result<PartyFailure, StressError> {
        let words = text.trim().strip_prefix("fails").and_then(|rest| rest.trim_start().strip_prefix('='));
        let words = words.ok_or_else(|| StressError::Failure(text.into()))?;
        match parts(words, ':')?.as_slice() {
            [party, on] => {
                let on = written_date(on).ok_or_else(|| StressError::Failure(text.into()))?;
                Ok(PartyFailure { party: name(party)?, on })
            }
            _ => Err(StressError::Failure(text.into())),
        }
    }
}

/// `fails=Guarantor:2025-06-26`: what it is read from.
impl fmt::Display for PartyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fails={}:{}", written(&self.party), self.on)
    }
}

/// The rating of a party from a day on.
///
/// ```
/// use abs_waterfall::scenario::PartyRating;
/// let rating: PartyRating = "rated=Guarantor:A+:2025-06-26".parse()?;
/// assert_eq!(rating, PartyRating::new("Guarantor", "A+".parse()?, "2025-06-26".parse()?));
/// assert_eq!(rating.to_string(), "rated=Guarantor:A+:2025-06-26");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct PartyRating {
    /// The party.
    pub party: String,
    /// Its grade.
    pub grade: Grade,
    /// The first day on which it is rated so.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    pub on: Date,
}

impl PartyRating {
    /// This party is rated so from this day on.
    #[must_use]
    pub fn new(party: &str, grade: Grade, on: Date) -> PartyRating {
        PartyRating { party: party.into(), grade, on }
    }
}

/// `rated=Guarantor:A+:2025-06-26`.
impl FromStr for PartyRating {
    type Err = StressError;

    fn from_str(text: &str) -> Result<PartyRating, StressError> {
        let none = || StressError::Rating(text.into());
        let words = text.trim().strip_prefix("rated").and_then(|rest| rest.trim_start().strip_prefix('='));
        match parts(words.ok_or_else(none)?, ':')?.as_slice() {
            [party, grade, on] => {
                let on = written_date(on).ok_or_else(none)?;
                Ok(PartyRating { party: name(party)?, grade: grade.parse()?, on })
            }
            _ => Err(none()),
        }
    }
}

/// `rated=Guarantor:A+:2025-06-26`: what it is read from.
impl fmt::Display for PartyRating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rated={}:{}:{}", written(&self.party), self.grade, self.on)
    }
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

impl Defaults {
    /// In a sentence without its full stop.
    pub(super) fn in_words(&self) -> String {
        match self {
            Defaults::Loans(event) => event.in_words(),
            Defaults::Pool(defaults) => defaults.in_words(),
            Defaults::Share(share) => share.in_words(),
        }
    }
}

impl From<Defaults> for Stress {
    fn from(defaults: Defaults) -> Stress {
        match defaults {
            Defaults::Loans(event) => Stress::Default(event),
            Defaults::Pool(defaults) => Stress::Pool(defaults),
            Defaults::Share(share) => Stress::Share(share),
        }
    }
}

/// What a stress lets default, or the stress if that is nothing.
impl TryFrom<Stress> for Defaults {
    type Error = Stress;

    fn try_from(stress: Stress) -> Result<Defaults, Stress> {
        match stress {
            Stress::Default(event) => Ok(Defaults::Loans(event)),
            Stress::Pool(defaults) => Ok(Defaults::Pool(defaults)),
            Stress::Share(share) => Ok(Defaults::Share(share)),
            other => Err(other),
        }
    }
}

/// `C01:6`, `largest=3:2025-06-20`: see [`Stress`].
impl FromStr for DefaultEvent {
    type Err = StressError;

    fn from_str(text: &str) -> Result<DefaultEvent, StressError> {
        match parts(text, ':')?.as_slice() {
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
        let head = parts(text, ':')?.first().copied().unwrap_or(text);
        match parts(head, '=')?.as_slice() {
            ["pool", _] => text.parse().map(Stress::Share),
            ["fails", _] => text.parse().map(Stress::Fails),
            ["rated", _] => text.parse().map(Stress::Rated),
            ["clean-up"] if head == text => Ok(Stress::CleanUp),
            ["recovery", times] => times.parse().map(Stress::Recovery).map_err(StressError::from),
            ["lag", months] => {
                months.parse().map(Stress::Lag).map_err(|_| StressError::Months(months.to_string()))
            }
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
            Stress::Fails(failure) => write!(f, "{failure}"),
            Stress::Rated(rating) => write!(f, "{rating}"),
            Stress::CleanUp => f.write_str("clean-up"),
            Stress::Recovery(times) => write!(f, "recovery={times}"),
            Stress::Lag(months) => write!(f, "lag={months}"),
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
