//! One path through a deal. This is the only place that knows the order of things: the pool pays, defaults take out
//! what is missed, the servicer hands over what is left, and the waterfall pays it out with the enhancer behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use thiserror::Error;

use crate::calendar::Date;
use crate::deal::ResolvedDeal;
use crate::servicing::{Collected, LoanDefault, MissedPayments, PoolLoss};
use crate::waterfall::{self, CashNotConserved, Recorder, State};

/// What happens on one path: who defaults when, and from when the enhancer cannot pay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Events {
    pub(crate) defaults: Vec<LoanDefault>,
    /// The index of the first distribution date on which the enhancer does not pay.
    pub(crate) enhancer_fails: usize,
}

/// Where a path is computed: made once, used for any number of paths, never growing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    pub(crate) periods: Vec<Collected>,
    missed: MissedPayments,
    pub(crate) state: State,
}

impl Workspace {
    /// The pool pays, but for what the defaults of these events take out of it, none of them before the date `from`.
    #[inline]
    pub(crate) fn collect(&mut self, deal: &ResolvedDeal, events: &Events, from: usize) -> PoolLoss {
        deal.collections.collect(&events.defaults, from, &mut self.missed, &mut self.periods)
    }

    /// The waterfall pays out what is collected on some of the dates, with the enhancer behind it until it fails; what
    /// happens is in the state and with the recorder.
    #[inline]
    pub(crate) fn distribute(
        &mut self,
        deal: &ResolvedDeal,
        dates: Range<usize>,
        events: &Events,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        waterfall::run(&deal.plan, &self.periods, dates, events.enhancer_fails, &mut self.state, recorder)
    }

    /// One whole path, from closing to the last date.
    pub(crate) fn run(
        &mut self,
        deal: &ResolvedDeal,
        events: &Events,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        self.collect(deal, events, 0);
        self.state.copy_from(&deal.baseline[0]);
        self.distribute(deal, 0..deal.plan.dates, events, recorder)
    }
}

impl ResolvedDeal {
    /// The first date on which a path can differ from the one without events.
    #[inline]
    pub(crate) fn first_change(&self, events: &Events) -> usize {
        let defaults = events.defaults.iter().map(|default| self.collections.period(*default));
        let ever_called = self.last_state().recourse.was_called();
        let enhancer = if ever_called { events.enhancer_fails } else { self.plan.dates };
        defaults.fold(enhancer.min(self.plan.dates), usize::min)
    }
}

/// A scenario chosen by hand: nobody defaults but those that are named.
///
/// ```
/// use abs_waterfall::Scenario;
/// let stress = Scenario::no_default().with_default("C01", 6).without_undertaking();
/// assert_eq!(stress.to_string(), "loan C01 pays 6 instalments and then nothing; nobody stands behind the deal");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    defaults: Vec<ChosenDefault>,
    enhancer_fails: Option<Date>,
    without_undertaking: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ChosenDefault {
    loan: String,
    after_instalments: u32,
    pays_interest: bool,
}

/// Why a scenario does not fit its deal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// No such loan.
    #[error("the scenario lets loan `{0}` default, but the pool has no loan of that id")]
    UnknownLoan(String),
    /// The loan cannot default there.
    #[error(
        "loan `{loan}` cannot default after {after} instalments: it has {total}, of which {before} before the cut-off"
    )]
    NoSuchInstalment {
        /// The loan.
        loan: String,
        /// After how many instalments it was to default.
        after: u32,
        /// How many it has.
        total: usize,
        /// How many it has paid at the cut-off.
        before: usize,
    },
    /// A loan defaults once.
    #[error("the scenario lets loan `{0}` default twice")]
    DefaultsTwice(String),
    /// Nobody to fail.
    #[error("the scenario lets the enhancer fail, but the deal has no undertaking")]
    NoUndertaking,
    /// The engine found its own books wrong.
    #[error(transparent)]
    CashNotConserved(#[from] CashNotConserved),
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

    pub(crate) fn ignores_undertaking(&self) -> bool {
        self.without_undertaking
    }

    pub(crate) fn events(&self, deal: &ResolvedDeal) -> Result<Events, ScenarioError> {
        let by_id = if self.defaults.is_empty() { BTreeMap::new() } else { deal.loans_by_id() };
        let mut seen = BTreeSet::new();
        let mut defaults = Vec::with_capacity(self.defaults.len());
        for chosen in &self.defaults {
            defaults.push(chosen.resolve(deal, &by_id)?);
            if !seen.insert(&chosen.loan) {
                return Err(ScenarioError::DefaultsTwice(chosen.loan.clone()));
            }
        }
        Ok(Events { defaults, enhancer_fails: self.first_date_unpaid(deal)? })
    }

    fn first_date_unpaid(&self, deal: &ResolvedDeal) -> Result<usize, ScenarioError> {
        match self.enhancer_fails {
            _ if self.without_undertaking => Ok(0),
            None => Ok(deal.periods().len()),
            Some(_) if deal.plan.undertaking.is_none() => Err(ScenarioError::NoUndertaking),
            Some(on) => Ok(deal.periods().partition_point(|period| period.payment < on)),
        }
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

    fn resolve(
        &self,
        deal: &ResolvedDeal,
        by_id: &BTreeMap<&str, usize>,
    ) -> Result<LoanDefault, ScenarioError> {
        let unknown = || ScenarioError::UnknownLoan(self.loan.clone());
        let loan = *by_id.get(self.loan.as_str()).ok_or_else(unknown)?;
        let (before, remaining) = deal.collections.schedule().instalments(loan);
        let instalment = (self.after_instalments as usize).checked_sub(before).filter(|i| *i < remaining);
        let Some(instalment) = instalment else {
            return Err(ScenarioError::NoSuchInstalment {
                loan: self.loan.clone(),
                after: self.after_instalments,
                total: before + remaining,
                before,
            });
        };
        Ok(LoanDefault {
            loan: loan as u32,
            instalment: instalment as u32,
            pays_interest: self.pays_interest,
        })
    }
}
