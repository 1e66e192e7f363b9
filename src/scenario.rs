//! A scenario chosen by hand: what a user asks for, as data.

use std::fmt;

use crate::calendar::Date;

/// A scenario chosen by hand: nobody defaults but those that are named.
///
/// ```
/// use abs_waterfall::Scenario;
/// let stress = Scenario::no_default().with_default("C01", 6).without_undertaking();
/// assert_eq!(stress.to_string(), "loan C01 pays 6 instalments and then nothing; nobody stands behind the deal");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    pub(crate) defaults: Vec<ChosenDefault>,
    pub(crate) enhancer_fails: Option<Date>,
    pub(crate) without_undertaking: bool,
}

/// The default of one loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChosenDefault {
    pub(crate) loan: String,
    /// Counted from disbursement.
    pub(crate) after_instalments: u32,
    /// The interest of the missed instalment is still paid.
    pub(crate) pays_interest: bool,
}

impl Scenario {
    /// Everybody pays as agreed.
    pub fn no_default() -> Scenario {
        Scenario::default()
    }

    /// This loan pays its first `after_instalments` instalments, counted from its disbursement, and then nothing but
    /// what the deal's recovery assumption says. Other loans of its borrower go on paying, unless they are named too; in a
    /// simulation they default together.
    pub fn with_default(self, loan: &str, after_instalments: u32) -> Scenario {
        self.with(loan, after_instalments, false)
    }

    /// This loan pays its first `after_instalments` instalments and the interest of the next one, but none of its principal;
    /// and then nothing but what the deal's recovery assumption says.
    pub fn with_missed_principal(self, loan: &str, after_instalments: u32) -> Scenario {
        self.with(loan, after_instalments, true)
    }

    fn with(mut self, loan: &str, after_instalments: u32, pays_interest: bool) -> Scenario {
        self.defaults.push(ChosenDefault { loan: loan.into(), after_instalments, pays_interest });
        self
    }

    /// The enhancer cannot pay from this day on.
    pub fn with_enhancer_failing(self, on: Date) -> Scenario {
        Scenario { enhancer_fails: Some(on), ..self }
    }

    /// The deal as if nobody stood behind it.
    pub fn without_undertaking(self) -> Scenario {
        Scenario { without_undertaking: true, ..self }
    }
}

/// What happens, in a sentence without its full stop: "loan C01 pays 6 instalments and then nothing".
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut events: Vec<String> = self.defaults.iter().map(ChosenDefault::in_words).collect();
        if events.is_empty() {
            events.push("nobody defaults".into());
        }
        events.extend(self.enhancer_fails.map(|on| format!("the enhancer fails on {on}")));
        if self.without_undertaking {
            events.push("nobody stands behind the deal".into());
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
