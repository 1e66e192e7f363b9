//! Gauges: what an amount or a condition can ask of a deal while it runs.

use std::fmt;

use super::amount::FormulaProblem;
use super::state::State;
use crate::calendar::{Date, PaymentPeriod};
use crate::credit::Grade;
use crate::found::Found;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::names::{NameProblem, Names};
use crate::place::Place;

/// An amount that changes while a deal runs, read at the moment at which something asks for it.
///
/// ```
/// use abs_waterfall::waterfall::Gauge;
/// assert_eq!(Gauge::notes(&["A1", "A2"]).to_string(), "the balance of A1, A2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Gauge {
    /// Performing principal of the pool at the end of the collection period.
    Pool,
    /// Principal that the pool owed at the cut-off.
    OpeningPool,
    /// Principal that was outstanding on the loans that have defaulted, by the end of the collection period.
    Defaulted,
    /// Principal that borrowers have paid to a servicer that has failed, and that is lost.
    Commingled,
    /// The sum of these notes' balances.
    Notes(Vec<String>),
    /// The amounts that were issued of these notes, whatever they were sold for.
    Issued(Vec<String>),
    /// Interest on these notes that was due and left unpaid on the last distribution date.
    UnpaidInterest(Vec<String>),
    /// Principal of these notes that was expected by their expected maturity, or by their plan, and left unpaid on the last
    /// distribution date.
    UnpaidPrincipal(Vec<String>),
    /// Principal of these notes that had to be paid by their legal final maturity, and was not.
    MissedPrincipal(Vec<String>),
    /// What is in an account of the plan: the plan account or a ledger of it, with what bullets keep in it, or a reserve.
    Account(#[cfg_attr(feature = "schema", schemars(example = "liquidity reserve"))] String),
    /// What income owes principal, in a plan account that is split into the two.
    OwedToPrincipal,
    /// What is due in a step when its turn comes: what its claims may be paid, or what its reserve lacks. Caps alone ask it, each of its
    /// own step.
    Due,
    /// What a support has paid so far, whatever it was repaid.
    Drawn(#[cfg_attr(feature = "schema", schemars(example = "second for A2"))] String),
}

impl Gauge {
    /// The sum of these notes' balances.
    pub fn notes(names: &[&str]) -> Gauge {
        Gauge::Notes(names.iter().map(ToString::to_string).collect())
    }

    /// What is in an account of the plan.
    pub fn account(name: &str) -> Gauge {
        Gauge::Account(name.into())
    }

    /// What a support has paid so far.
    pub fn drawn(support: &str) -> Gauge {
        Gauge::Drawn(support.into())
    }
}

/// In words, as in a report.
impl fmt::Display for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gauge::Pool => f.write_str("the performing pool"),
            Gauge::Defaulted => f.write_str("the principal defaulted so far"),
            Gauge::Commingled => f.write_str("the principal lost with the servicer so far"),
            Gauge::Notes(notes) => write!(f, "the balance of {}", notes.join(", ")),
            Gauge::OpeningPool => f.write_str("the pool at the cut-off"),
            Gauge::Issued(notes) => write!(f, "the amount issued of {}", notes.join(", ")),
            Gauge::UnpaidInterest(notes) => write!(f, "the unpaid interest on {}", notes.join(", ")),
            Gauge::UnpaidPrincipal(notes) => {
                write!(f, "the principal of {} unpaid at its expected maturity", notes.join(", "))
            }
            Gauge::MissedPrincipal(notes) => {
                write!(f, "the principal of {} unpaid at its legal final maturity", notes.join(", "))
            }
            Gauge::Account(name) => write!(f, "the cash in {name}"),
            Gauge::OwedToPrincipal => f.write_str("what income owes principal"),
            Gauge::Due => f.write_str("what is due in the step"),
            Gauge::Drawn(support) => write!(f, "what {support} has paid"),
        }
    }
}

/// A gauge, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GaugePlan {
    Pool,
    Defaulted,
    Commingled,
    /// An amount that never changes.
    Constant(Money),
    Notes(Vec<usize>),
    UnpaidInterest(Vec<usize>),
    UnpaidPrincipal(Vec<usize>),
    MissedPrincipal(Vec<usize>),
    Account(AccountId),
    OwedToPrincipal,
    /// What is due in the step whose cap it is.
    Due,
    Drawn(usize),
}

/// The names that a gauge can read.
#[derive(Clone, Copy)]
pub(crate) struct Readable<'a> {
    pub(crate) notes: &'a Names,
    pub(crate) supports: &'a Names,
    pub(crate) events: &'a Names,
    pub(crate) accounts: &'a PlanAccounts,
    /// By note: what it is issued for.
    pub(crate) issued: &'a [Money],
    /// All parties.
    pub(crate) parties: &'a Names,
    /// By party: how it is rated at closing, if an agency's grade says so.
    pub(crate) ratings: &'a [Option<Grade>],
    /// Those that can fail, in the order of the plan: those that give supports, and the servicer.
    pub(crate) givers: &'a [&'a str],
    pub(crate) periods: &'a [PaymentPeriod],
    /// Principal that the pool owes at the cut-off.
    pub(crate) pool: Money,
    /// Is it an event that asks?
    pub(crate) in_event: bool,
    /// Is it a cap of a step that asks?
    pub(crate) in_cap: bool,
}

impl Readable<'_> {
    pub(super) fn giver(&self, party: &str) -> Result<usize, NameProblem> {
        let found = self.givers.iter().position(|giver| *giver == party);
        let known = || self.givers.iter().copied();
        found.ok_or_else(|| NameProblem::unknown("party that can fail", party, known()))
    }

    /// The first distribution date on a day or after it. Without dates there is an error already.
    pub(super) fn date_from(&self, day: Date) -> Result<usize, FormulaProblem> {
        let date = self.periods.partition_point(|period| period.payment < day && period.distribution < day);
        match self.periods.last() {
            Some(last) if date >= self.periods.len() => {
                Err(FormulaProblem::NeverComes { day, last: last.distribution })
            }
            _ => Ok(date),
        }
    }

    fn check_in_event(&self) -> Result<(), FormulaProblem> {
        if self.in_event { Ok(()) } else { Err(FormulaProblem::OfEvents) }
    }

    fn check_in_cap(&self) -> Result<(), FormulaProblem> {
        if self.in_cap { Ok(()) } else { Err(FormulaProblem::OfCaps) }
    }

    pub(super) fn check_no_event(&self) -> Result<(), FormulaProblem> {
        if self.in_event { Err(FormulaProblem::NotOfEvents) } else { Ok(()) }
    }

    fn check_split(&self) -> Result<(), FormulaProblem> {
        if self.accounts.split { Ok(()) } else { Err(FormulaProblem::NotSplit) }
    }

    pub(super) fn check_times(&self, times: u32) -> Result<(), FormulaProblem> {
        let dates = self.periods.len();
        let fits = times >= 1 && (dates == 0 || times as usize <= dates);
        if fits { Ok(()) } else { Err(FormulaProblem::Times { times, dates }) }
    }
}

/// The accounts of the plan that a step can pay from, by name.
pub(crate) struct PlanAccounts {
    named: Vec<(String, AccountId)>,
    /// Are there a ledger of income and one of principal among them?
    pub(super) split: bool,
}

impl PlanAccounts {
    pub(crate) fn new(accounts: impl IntoIterator<Item = (String, AccountId)>, split: bool) -> PlanAccounts {
        PlanAccounts { named: accounts.into_iter().collect(), split }
    }

    /// What an account is called.
    pub(super) fn name(&self, account: AccountId) -> &str {
        self.named.iter().find(|(_, known)| *known == account).map_or("", |(name, _)| name)
    }

    pub(crate) fn find(&self, name: &str) -> Result<AccountId, NameProblem> {
        let known = self.named.iter().map(|(name, _)| name.as_str());
        let found = self.named.iter().find(|(known, _)| known == name);
        found.map(|(_, id)| *id).ok_or_else(|| NameProblem::unknown("account of the plan", name, known))
    }
}

impl Gauge {
    pub(super) fn resolve<P: From<FormulaProblem> + From<NameProblem>>(
        &self,
        place: impl Into<Place> + Copy,
        names: Readable<'_>,
        found: &mut Found<P>,
    ) -> Option<GaugePlan> {
        Some(match self {
            Gauge::OpeningPool => GaugePlan::Constant(names.pool),
            Gauge::Issued(notes) => {
                let notes = names.notes.find_list(notes, place, found);
                GaugePlan::Constant(notes.iter().map(|&note| names.issued[note]).sum())
            }
            Gauge::UnpaidInterest(notes) => {
                found.take(place, names.check_in_event())?;
                GaugePlan::UnpaidInterest(names.notes.find_list(notes, place, found))
            }
            Gauge::UnpaidPrincipal(notes) => {
                found.take(place, names.check_in_event())?;
                GaugePlan::UnpaidPrincipal(names.notes.find_list(notes, place, found))
            }
            Gauge::MissedPrincipal(notes) => {
                found.take(place, names.check_in_event())?;
                GaugePlan::MissedPrincipal(names.notes.find_list(notes, place, found))
            }
            Gauge::Pool => GaugePlan::Pool,
            Gauge::Defaulted => GaugePlan::Defaulted,
            Gauge::Commingled => GaugePlan::Commingled,
            Gauge::Notes(notes) => GaugePlan::Notes(names.notes.find_list(notes, place, found)),
            Gauge::OwedToPrincipal => {
                found.take(place, names.check_split())?;
                GaugePlan::OwedToPrincipal
            }
            Gauge::Account(name) => GaugePlan::Account(found.take(place, names.accounts.find(name))?),
            Gauge::Due => {
                found.take(place, names.check_in_cap())?;
                GaugePlan::Due
            }
            Gauge::Drawn(support) => GaugePlan::Drawn(found.take(place, names.supports.find(support))?),
        })
    }
}

impl GaugePlan {
    /// Does it read what is unpaid?
    pub(super) fn asks_unpaid(&self) -> bool {
        matches!(
            self,
            GaugePlan::UnpaidInterest(_) | GaugePlan::UnpaidPrincipal(_) | GaugePlan::MissedPrincipal(_)
        )
    }

    /// What it reads.
    pub(crate) fn read(&self, state: &State) -> Money {
        match self {
            GaugePlan::Pool => state.pool,
            GaugePlan::Defaulted => state.defaulted,
            GaugePlan::Commingled => state.commingled.principal,
            GaugePlan::Constant(amount) => *amount,
            GaugePlan::UnpaidInterest(notes) => state.unpaid_of(notes, |unpaid| unpaid.interest),
            GaugePlan::UnpaidPrincipal(notes) => state.unpaid_of(notes, |unpaid| unpaid.expected),
            GaugePlan::MissedPrincipal(notes) => state.unpaid_of(notes, |unpaid| unpaid.required),
            GaugePlan::Notes(notes) => notes.iter().map(|&note| state.notes[note].balance).sum(),
            GaugePlan::Account(AccountId::PLAN) => state.cash(),
            GaugePlan::Account(account) => state.held_in(*account),
            GaugePlan::OwedToPrincipal => state.owed_to_principal.unwrap_or_default(),
            // Which step it is of the state does not know: see `AmountPlan::of_step`.
            GaugePlan::Due => Money::ZERO,
            GaugePlan::Drawn(support) => state.supports[*support].recourse.drawn,
        }
    }
}
