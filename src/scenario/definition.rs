//! A scenario chosen by hand: what a user asks for, as data.

use std::fmt;

use super::pool::PoolDefaults;
use super::stress::{DefaultEvent, PartyFailure, Stress};
use super::when::When;
use super::who::Who;
use crate::calendar::Date;
use crate::credit::Multiple;

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
    #[cfg_attr(feature = "serde", serde(deserialize_with = "super::list::in_files::defaults"))]
    pub(crate) defaults: Vec<Stress>,
    pub(crate) failures: Vec<ChosenFailure>,
    pub(crate) without: Absent,
    /// How many times the recovery that the deal assumes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Multiple::is_once"))]
    pub(crate) recovery_times: Multiple,
    /// How many months later it comes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "is_as_agreed"))]
    pub(crate) lag_plus: u32,
}

#[cfg(feature = "serde")]
fn is_as_agreed(months: &u32) -> bool {
    *months == 0
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

/// The failure of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ChosenFailure {
    pub(crate) party: String,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    pub(crate) on: Date,
}

impl Scenario {
    /// Do defaulted loans bring what the deal assumes, when it assumes it?
    pub(crate) fn recovers_as_assumed(&self) -> bool {
        self.recovery_times.is_once() && self.lag_plus == 0
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

    /// With this stress, which may be written in [words](Stress).
    #[must_use]
    pub fn with(mut self, stress: Stress) -> Scenario {
        match stress {
            Stress::Fails(PartyFailure { party, on }) => return self.with_failure(&party, on),
            Stress::Recovery(times) => return self.with_recovery_times(times),
            Stress::Lag(months) => return self.with_lag_plus(months),
            default => self.defaults.push(default),
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

    /// This party cannot pay from this day on: nothing of what it has promised, under any of its supports.
    #[must_use]
    pub fn with_failure(mut self, party: &str, on: Date) -> Scenario {
        self.failures.push(ChosenFailure { party: party.into(), on });
        self
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
        let mut events: Vec<String> = self.defaults.iter().map(Stress::in_words).collect();
        if events.is_empty() {
            events.push("nobody defaults".into());
        }
        events
            .extend(self.failures.iter().map(|ChosenFailure { party, on }| format!("{party} fails on {on}")));
        match &self.without {
            Absent::Everybody => events.push("nobody stands behind the deal".into()),
            Absent::Parties(parties) => {
                events.extend(parties.iter().map(|party| format!("{party} does not stand behind the deal")));
            }
        }
        if !self.recovery_times.is_once() {
            events.push(format!("{} times the recovery", self.recovery_times));
        }
        if self.lag_plus > 0 {
            events.push(format!("recovered {} month(s) later", self.lag_plus));
        }
        f.write_str(&events.join("; "))
    }
}
