//! A scenario chosen by hand: what a user asks for, as data.

use std::fmt;

use crate::calendar::Date;

/// A scenario chosen by hand: nobody defaults but those that are named.
///
/// ```
/// use abs_waterfall::Scenario;
/// let stress = Scenario::no_default().with_default("C01", 6).without_supports();
/// assert_eq!(stress.to_string(), "loan C01 pays 6 instalments and then nothing; nobody stands behind the deal");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, rename_all = "kebab-case", deny_unknown_fields)
)]
pub struct Scenario {
    pub(crate) defaults: Vec<ChosenDefault>,
    pub(crate) failures: Vec<ChosenFailure>,
    pub(crate) without: Absent,
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

/// The default of one loan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ChosenDefault {
    pub(crate) loan: String,
    /// Counted from disbursement.
    pub(crate) after_instalments: u32,
    /// The interest of the missed instalment is still paid.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) pays_interest: bool,
}

impl Scenario {
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
        self.with(loan, after_instalments, false)
    }

    /// This loan pays its first `after_instalments` instalments and the interest of the next one, but none of its principal;
    /// and then nothing but what the deal's recovery assumption says.
    #[must_use]
    pub fn with_missed_principal(self, loan: &str, after_instalments: u32) -> Scenario {
        self.with(loan, after_instalments, true)
    }

    fn with(mut self, loan: &str, after_instalments: u32, pays_interest: bool) -> Scenario {
        self.defaults.push(ChosenDefault { loan: loan.into(), after_instalments, pays_interest });
        self
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
        let mut events: Vec<String> = self.defaults.iter().map(ChosenDefault::in_words).collect();
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
        f.write_str(&events.join("; "))
    }
}

impl ChosenDefault {
    fn in_words(&self) -> String {
        let ChosenDefault { loan, after_instalments, pays_interest } = self;
        match pays_interest {
            true => format!(
                "loan {loan} pays {after_instalments} instalments and then interest once, but no principal"
            ),
            false => format!("loan {loan} pays {after_instalments} instalments and then nothing"),
        }
    }
}
