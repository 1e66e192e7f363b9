//! Reserve accounts (准备金): as written, as the engine sees them, and the way from one to the other.

use thiserror::Error;

use super::amount::{Amount, AmountPlan, FormulaProblem};
use super::condition::{Condition, ConditionPlan};
use super::gauge::Readable;
use super::state::State;
use crate::found::Found;
use crate::ledger::AccountId;
use crate::limits::{AmountProblem, check_limit, check_positive};
use crate::money::Money;
use crate::names::{NameProblem, Names};
use crate::place::Place;

/// An account in which the plan holds cash for worse days.
///
/// A [top-up](crate::waterfall::Step::top_up) step fills it up to its target; a step that names it in its sources pays from
/// it what must be paid and the accounts before it do not reach; a [release](crate::waterfall::Step::release) step brings what
/// is beyond the target back into the plan account.
///
/// A reserve of 2 % of the senior notes, of which the originator has paid in 3 million at closing:
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::waterfall::{Amount, Gauge, Reserve};
/// let target = Amount::share("2%".parse()?, Gauge::notes(&["senior"]));
/// let reserve = Reserve::new("liquidity reserve", target).with_opening(Money::from_yuan(3_000_000), "Lender");
/// assert_eq!(reserve.target.to_string(), "2.00 % of the balance of senior");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "准备金")]
#[doc(alias = "保证金")]
#[non_exhaustive]
pub struct Reserve {
    /// Its name, unique among the accounts of the deal.
    pub name: String,
    /// How much it should hold. Reading a gauge, it is looked up whenever a step asks for it.
    pub target: Amount,
    /// What is paid in at closing; nothing, if it is not said.
    #[cfg_attr(feature = "serde", serde(default))]
    pub opening: Money,
    /// The party that pays the opening balance in; an opening balance needs one.
    #[cfg_attr(feature = "serde", serde(default))]
    pub paid_in_by: Option<String>,
    /// While this holds nothing need be held any more, and the target counts as nothing. If it is not said: once every note
    /// that is not subordinated has been repaid; what is said takes the place of that. On the plan's legal final date, and once the plan has ended, nothing is held
    /// in any case.
    #[cfg_attr(feature = "serde", serde(default))]
    pub released_when: Option<Condition>,
}

impl Reserve {
    /// An account that is empty at closing and should hold so much.
    #[must_use]
    pub fn new(name: &str, target: impl Into<Amount>) -> Reserve {
        let (target, opening) = (target.into(), Money::ZERO);
        Reserve { name: name.into(), target, opening, paid_in_by: None, released_when: None }
    }

    /// The same account, into which a party has paid so much at closing.
    #[must_use]
    pub fn with_opening(self, opening: Money, paid_in_by: &str) -> Reserve {
        Reserve { opening, paid_in_by: Some(paid_in_by.into()), ..self }
    }

    /// The same account, whose target counts as nothing while this holds.
    #[must_use]
    pub fn with_release(self, released_when: Condition) -> Reserve {
        Reserve { released_when: Some(released_when), ..self }
    }
}

impl From<&Reserve> for Place {
    fn from(reserve: &Reserve) -> Place {
        Place::Reserve(reserve.name.clone())
    }
}

/// What is wrong with a reserve account.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReserveProblem {
    /// It names what there is not.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// Its opening balance is negative, or too large.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// Its target or its release is no formula.
    #[error(transparent)]
    Formula(#[from] FormulaProblem),
    /// Money from nowhere.
    #[error("it opens with {0}, and nobody pays that in: name the party in `paid_in_by`")]
    PaidInByNobody(Money),
    /// Somebody who pays nothing.
    #[error("`{0}` pays nothing in: give the opening balance, or leave `paid_in_by` out")]
    NothingPaidIn(String),
}

/// A reserve account, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReservePlan {
    pub(crate) account: AccountId,
    /// What is paid in at closing, and by whom.
    pub(crate) opening: Option<(Money, AccountId)>,
    pub(crate) target: AmountPlan,
    pub(crate) released_when: Option<ConditionPlan>,
}

impl Reserve {
    /// Binds its names, given its account and those of the parties; `None` after an error.
    pub(crate) fn resolve(
        &self,
        account: AccountId,
        parties: &Names,
        account_of: impl Fn(usize) -> AccountId,
        names: Readable<'_>,
        found: &mut Found<ReserveProblem>,
    ) -> Option<ReservePlan> {
        let opening = found.take(self, self.opening(parties));
        let target = self.target.resolve(self, names, found);
        let released_when = self.released_when.as_ref().map(|when| when.resolve(0, self, names, found));
        Some(ReservePlan {
            account,
            opening: opening?.map(|(amount, party)| (amount, account_of(party))),
            target: target?,
            released_when: match released_when {
                None => None,
                Some(resolved) => Some(resolved?),
            },
        })
    }

    /// What is paid in, and by which party.
    fn opening(&self, parties: &Names) -> Result<Option<(Money, usize)>, ReserveProblem> {
        match &self.paid_in_by {
            None if self.opening.is_zero() => Ok(None),
            None => Err(ReserveProblem::PaidInByNobody(self.opening)),
            Some(party) if self.opening.is_zero() => Err(ReserveProblem::NothingPaidIn(party.clone())),
            Some(party) => {
                check_positive("opening balance", self.opening)?;
                check_limit("opening balance", self.opening)?;
                Ok(Some((self.opening, parties.find(party)?)))
            }
        }
    }
}

impl ReservePlan {
    /// How much it should hold now.
    pub(crate) fn target(&self, state: &State, is_final: bool) -> Money {
        let released = match &self.released_when {
            None => state.senior.is_zero(),
            Some(condition) => condition.holds(state),
        };
        if released || is_final || state.end.is_some() { Money::ZERO } else { self.target.now(state) }
    }

    /// What it lacks to its target.
    pub(crate) fn lacks(&self, state: &State, is_final: bool) -> Money {
        (self.target(state, is_final) - state.ledger.balance(self.account)).or_zero()
    }

    /// What it holds beyond its target.
    pub(crate) fn exceeds(&self, state: &State, is_final: bool) -> Money {
        (state.ledger.balance(self.account) - self.target(state, is_final)).or_zero()
    }
}
