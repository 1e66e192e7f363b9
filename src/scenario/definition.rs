//! A scenario chosen by hand: what a user asks for, as data.

use std::fmt;

use super::pool::PoolDefaults;
use super::stress::{DefaultEvent, Defaults, PartyFailure, PartyRating, Stress};
use super::when::When;
use super::who::Who;
use crate::calendar::Date;
use crate::credit::{CreditStress, Grade, Multiple};

/// A scenario chosen by hand: nobody defaults but those that are named.
///
/// ```
/// use abs_waterfall::Scenario;
/// let stress = Scenario::no_default().with_default("C01", 6).without_supports();
/// assert_eq!(stress.to_string(), "loan C01 pays 6 instalments and then nothing; nobody stands behind the deal");
/// ```
///
/// Who defaults may be told in [words](Stress); of a loan that two of them name, the earlier default counts.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), abs_waterfall::Error> {
/// use abs_waterfall::{Deal, Scenario};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let slump = Scenario::no_default().with("largest=2:2025-01-01".parse()?).with_recovery_times("0.5".parse()?);
/// let projection = deal.project(&slump)?;
/// assert_eq!(projection.defaults.len(), 2);
/// assert_eq!(projection.defaults[0].recovery.to_string(), "1,777,777.78", "half a fifteenth of 53 million");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, rename_all = "kebab-case", deny_unknown_fields)
)]
pub struct Scenario {
    pub(crate) defaults: Vec<Defaults>,
    pub(crate) failures: Vec<PartyFailure>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub(crate) ratings: Vec<PartyRating>,
    pub(crate) without: Absent,
    /// Is a clean-up call exercised?
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    pub(crate) clean_up: bool,
    /// How many times the recovery that the deal assumes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Multiple::is_once"))]
    recovery_times: Multiple,
    /// How many months later it comes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "crate::credit::is_at_once"))]
    lag_plus: u32,
}

/// Whose supports the deal is looked at without.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub(crate) enum Absent {
    /// Nobody stands behind the deal.
    Everybody,
    /// These parties do not; usually none.
    Parties(Vec<String>),
}

impl Default for Absent {
    fn default() -> Absent {
        Absent::Parties(Vec::new())
    }
}

impl Scenario {
    /// What is changed of the recovery that the deal assumes.
    pub(crate) fn stress(&self) -> CreditStress {
        CreditStress::default().with_recovery(self.recovery_times).with_lag_months(self.lag_plus)
    }

    /// Everybody pays as agreed.
    #[must_use]
    pub fn no_default() -> Scenario {
        Scenario::default()
    }

    /// This loan pays its first `after_instalments` instalments, counted from its disbursement, and then nothing but
    /// what the deal's recovery assumption says. Other loans of its borrower go on paying, unless they are named too; in a
    /// simulation they default together.
    #[must_use]
    pub fn with_default(self, loan: &str, after_instalments: u32) -> Scenario {
        self.with(DefaultEvent::new(Who::Loan(loan.into()), When::After(after_instalments)).into())
    }

    /// This loan pays its first `after_instalments` instalments and the interest of the next one, but none of its principal;
    /// and then nothing but what the deal's recovery assumption says.
    #[must_use]
    pub fn with_missed_principal(self, loan: &str, after_instalments: u32) -> Scenario {
        let event = DefaultEvent::new(Who::Loan(loan.into()), When::After(after_instalments));
        self.with(event.paying_interest().into())
    }

    /// These loans pay nothing from then on but what the deal's recovery assumption says.
    #[must_use]
    pub fn with_default_of(self, who: Who, when: When) -> Scenario {
        self.with(DefaultEvent::new(who, when).into())
    }

    /// This share of the whole pool defaults over time. A scenario has one such rate.
    #[must_use]
    pub fn with_pool_defaults(self, defaults: PoolDefaults) -> Scenario {
        self.with(defaults.into())
    }

    /// With this stress on top of the others, which may be written in [words](Stress): of two recoveries the product counts, of
    /// two lags the sum.
    #[must_use]
    pub fn with(mut self, stress: Stress) -> Scenario {
        match stress {
            Stress::Default(event) => self.defaults.push(Defaults::Loans(event)),
            Stress::Pool(defaults) => self.defaults.push(Defaults::Pool(defaults)),
            Stress::Share(share) => self.defaults.push(Defaults::Share(share)),
            Stress::Fails(failure) => self.failures.push(failure),
            Stress::Rated(rating) => self.ratings.push(rating),
            Stress::CleanUp => self.clean_up = true,
            Stress::Recovery(times) => self.recovery_times = self.recovery_times.times(times),
            Stress::Lag(months) => self.lag_plus = self.lag_plus.saturating_add(months),
        }
        self
    }

    /// Defaulted loans bring this many times what the deal assumes, though never more than is owed. The deal is
    /// [varied](crate::ResolvedDeal::varied) for it.
    #[must_use]
    pub fn with_recovery_times(self, recovery_times: Multiple) -> Scenario {
        Scenario { recovery_times, ..self }
    }

    /// What defaulted loans bring comes so many months later than the deal assumes.
    #[must_use]
    pub fn with_lag_plus(self, months: u32) -> Scenario {
        Scenario { lag_plus: months, ..self }
    }

    /// This party fails on this day. From then on it pays nothing of what it has promised, under any of its supports, and buys nothing
    /// of the pool; what a failure of the servicer does the deal says.
    #[must_use]
    pub fn with_failure(mut self, party: &str, on: Date) -> Scenario {
        self.failures.push(PartyFailure::new(party, on));
        self
    }

    /// This party is rated so from this day on: of several ratings that of the last day counts.
    #[must_use]
    pub fn with_rating(mut self, party: &str, grade: Grade, on: Date) -> Scenario {
        self.ratings.push(PartyRating::new(party, grade, on));
        self
    }

    /// Whoever may buy what is left of the pool does so on the first date on which it may.
    #[must_use]
    pub fn with_clean_up_call(self) -> Scenario {
        Scenario { clean_up: true, ..self }
    }

    /// The deal as if nobody stood behind it.
    #[must_use]
    pub fn without_supports(self) -> Scenario {
        Scenario { without: Absent::Everybody, ..self }
    }

    /// The deal as if this party had promised nothing; those that come after it are called in its place. Where nobody stands
    /// behind the deal anyhow, that changes nothing.
    #[must_use]
    pub fn without_supports_of(mut self, party: &str) -> Scenario {
        if let Absent::Parties(parties) = &mut self.without {
            parties.push(party.into());
        }
        self
    }
}

/// What happens, in a sentence without its full stop: "loan C01 pays 6 instalments and then nothing".
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut events: Vec<String> = self.defaults.iter().map(Defaults::in_words).collect();
        if events.is_empty() {
            events.push("nobody defaults".into());
        }
        let failures = self.failures.iter();
        events.extend(failures.map(|PartyFailure { party, on }| format!("{party} fails on {on}")));
        let ratings = self.ratings.iter();
        events.extend(
            ratings.map(|PartyRating { party, grade, on }| format!("{party} is rated {grade} from {on} on")),
        );
        match &self.without {
            Absent::Everybody => events.push("nobody stands behind the deal".into()),
            Absent::Parties(parties) => {
                events.extend(parties.iter().map(|party| format!("{party} does not stand behind the deal")));
            }
        }
        if self.clean_up {
            events.push("what is left of the pool is bought on the first date on which it may be".into());
        }
        events.extend(self.stress().in_words());
        f.write_str(&events.join("; "))
    }
}
