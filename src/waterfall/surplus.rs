//! What is left on a date: whether it stays in the plan, or goes to the residual.

use super::event::PaymentOrder;
use super::plan::Plan;
use super::state::State;
use crate::money::Money;

/// What becomes of the cash that no step takes while a note is outstanding that is not subordinated. Cash is left where notes take
/// no more: they are locked, follow a plan, or their steps have a cap, as in a deal with a target of over-collateralisation. What is
/// kept for a bullet is not left.
///
/// ```
/// use abs_waterfall::deal::Accounts;
/// use abs_waterfall::waterfall::Surplus;
/// assert_eq!(Accounts::default().surplus, Surplus::Keep);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Surplus {
    /// It stays in the plan account and is cash of the next date, until every note is repaid; in the income ledger of an account
    /// that is split, until those are that are not subordinated.
    #[default]
    Keep,
    /// It goes to the residual on every date on which the plan pays by its normal order; of an account that is split, what is left of
    /// income.
    Residual,
    /// It goes to the residual like that; of an account that is split, what is left of principal too, below the last step that it pays.
    ResidualOfBoth,
}

#[cfg(feature = "serde")]
impl Surplus {
    /// Does it stay?
    pub(crate) fn is_kept(&self) -> bool {
        *self == Surplus::Keep
    }
}

impl State {
    /// What goes to the residual.
    #[inline]
    pub(super) fn residual(&self, plan: &Plan) -> Money {
        let is_released = plan.surplus != Surplus::Keep && self.order == PaymentOrder::Normal;
        let is_income_free = self.is_split() && self.senior.is_zero();
        let account = self.main_account();
        if is_released || is_income_free { self.ledger.balance(account) } else { self.left_in(account) }
    }
}
