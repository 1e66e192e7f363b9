//! The plan account split into income and principal (收入分账户, 本金分账户): as written, what the engine sees of it, and what the
//! state knows of it.

use std::fmt;

use super::order::{Funds, StepPlan};
use super::state::State;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::Collected;

/// A plan account in two ledgers. Interest is income, what borrowers repay is principal, and each pays its own: income the
/// taxes, fees, interest and yield, principal the principal of the notes.
///
/// What is lost of principal, income makes good from what its dues leave: it owes principal whatever has defaulted, and
/// whatever principal has paid of dues that income did not reach. The step [`make-good`](crate::waterfall::StepKind::MakeGood)
/// pays that, as far as income reaches. The ledgers merge for ever once the plan pays by another order than the normal one.
///
/// ```
/// use abs_waterfall::waterfall::{SplitLedgers, SplitRecoveries};
/// let split = SplitLedgers::default().with_recoveries(SplitRecoveries::Principal);
/// assert_eq!(split.income, "income ledger");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[doc(alias = "收入分账户")]
#[doc(alias = "本金分账户")]
#[non_exhaustive]
pub struct SplitLedgers {
    /// What the ledger of income is called.
    #[cfg_attr(feature = "schema", schemars(example = "income ledger"))]
    pub income: String,
    /// What the ledger of principal is called.
    #[cfg_attr(feature = "schema", schemars(example = "principal ledger"))]
    pub principal: String,
    /// Which ledger recoveries go to.
    pub recoveries: SplitRecoveries,
}

/// Which ledger recoveries go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SplitRecoveries {
    /// To income, which goes on owing principal all that has defaulted.
    #[default]
    Income,
    /// To principal, up to what income owes it, which is so much less then; the rest is income.
    Principal,
}

impl SplitLedgers {
    /// The same ledgers, called so: that of income, and that of principal.
    #[must_use]
    pub fn with_names(self, income: &str, principal: &str) -> SplitLedgers {
        SplitLedgers { income: income.into(), principal: principal.into(), ..self }
    }

    /// The same ledgers, with recoveries in this one.
    #[must_use]
    pub fn with_recoveries(self, recoveries: SplitRecoveries) -> SplitLedgers {
        SplitLedgers { recoveries, ..self }
    }
}

impl Default for SplitLedgers {
    fn default() -> SplitLedgers {
        SplitLedgers {
            income: "income ledger".into(),
            principal: "principal ledger".into(),
            recoveries: SplitRecoveries::default(),
        }
    }
}

/// In words, as on the page of a deal.
impl fmt::Display for SplitLedgers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SplitLedgers { income, principal, .. } = self;
        let recoveries = match self.recoveries {
            SplitRecoveries::Income => format!("recoveries go to {income}"),
            SplitRecoveries::Principal => format!("recoveries go to {principal} up to what {income} owes it"),
        };
        write!(f, "{income} and {principal}: {recoveries}")
    }
}

/// The split, resolved.
#[derive(Clone, Debug)]
pub(crate) struct SplitPlan {
    pub(crate) recoveries: SplitRecoveries,
    /// The normal order once the ledgers have merged.
    pub(crate) merged: Vec<StepPlan>,
}

impl SplitPlan {
    /// The ledgers as written, and the normal order of the split account.
    pub(crate) fn of(written: &SplitLedgers, steps: &[StepPlan]) -> SplitPlan {
        let merged = steps.iter().map(StepPlan::merged).collect();
        SplitPlan { recoveries: written.recoveries, merged }
    }
}

/// The account in whose place the plan account stands once the ledgers have merged.
fn merged(account: AccountId) -> AccountId {
    if account == AccountId::INCOME || account == AccountId::PRINCIPAL { AccountId::PLAN } else { account }
}

impl StepPlan {
    /// The same step of the plan account in one; a step between the ledgers finds nothing in them.
    fn merged(&self) -> StepPlan {
        match self {
            StepPlan::Pay(ranked, funds) => StepPlan::Pay(*ranked, funds.merged()),
            StepPlan::Share(claims, funds) => StepPlan::Share(claims.clone(), funds.merged()),
            StepPlan::TopUp { reserve, from, cap } => {
                StepPlan::TopUp { reserve: *reserve, from: merged(*from), cap: cap.clone() }
            }
            StepPlan::Release { reserve, to } => StepPlan::Release { reserve: *reserve, to: merged(*to) },
            StepPlan::When(conditional) => {
                let parts = conditional.parts.iter().map(StepPlan::merged).collect();
                StepPlan::when(conditional.when.clone(), parts)
            }
            StepPlan::MakeGood | StepPlan::FreePrincipal => self.clone(),
        }
    }
}

impl Funds {
    fn merged(&self) -> Funds {
        let source = merged(self.source);
        let mut further: Vec<AccountId> = Vec::with_capacity(self.further.len());
        for account in self.further.iter().map(|account| merged(*account)) {
            if account != source && !further.contains(&account) {
                further.push(account);
            }
        }
        Funds { source, further, cap: self.cap.clone(), ratio: self.ratio.clone(), is_turbo: self.is_turbo }
    }
}

impl State {
    /// Are there two ledgers now?
    #[inline(always)]
    pub(crate) fn is_split(&self) -> bool {
        self.owed_to_principal.is_some()
    }

    /// The account that pays principal, and in which it is kept for a bullet.
    #[inline(always)]
    pub(crate) fn principal_account(&self) -> AccountId {
        if self.is_split() { AccountId::PRINCIPAL } else { AccountId::PLAN }
    }

    /// The account of all that is not principal.
    #[inline(always)]
    pub(crate) fn main_account(&self) -> AccountId {
        if self.is_split() { AccountId::INCOME } else { AccountId::PLAN }
    }

    /// What is in an account, with what is kept in it for bullets.
    #[inline]
    pub(crate) fn held_in(&self, account: AccountId) -> Money {
        let is_kept_in = account == self.principal_account();
        let kept = if is_kept_in { self.ledger.balance(AccountId::KEPT) } else { Money::ZERO };
        self.ledger.balance(account) + kept
    }

    /// What of a period's collections is principal: first income owes it what has defaulted, then recoveries come in.
    pub(super) fn allocate(&mut self, plan: &SplitPlan, collected: &Collected) -> Money {
        let owed = self.owed_to_principal.unwrap_or_default() + collected.defaulted;
        let recovered = match plan.recoveries {
            SplitRecoveries::Income => Money::ZERO,
            SplitRecoveries::Principal => collected.recovery.min(owed),
        };
        self.owed_to_principal = Some(owed - recovered);
        collected.principal + recovered
    }

    /// Principal has paid this from an account for what income did not reach. In an account that is not split nothing is owed.
    #[inline]
    pub(super) fn owe_principal(&mut self, account: AccountId, paid: Money) {
        if let Some(owed) = self.owed_to_principal.as_mut().filter(|_| account == AccountId::PRINCIPAL) {
            *owed += paid;
        }
    }

    /// What income now pays principal of what it owes it.
    pub(super) fn to_make_good(&self) -> Money {
        self.owed_while_outstanding().min(self.ledger.balance(AccountId::INCOME))
    }

    /// What income owes principal while a note is outstanding that needs it.
    pub(crate) fn owed_while_outstanding(&self) -> Money {
        let owed = self.owed_to_principal.filter(|_| self.outstanding > Money::ZERO);
        owed.unwrap_or_default()
    }

    /// What is in an account, once no note is outstanding.
    #[inline]
    pub(crate) fn left_in(&self, account: AccountId) -> Money {
        if self.outstanding.is_zero() { self.ledger.balance(account) } else { Money::ZERO }
    }
}

#[cfg(test)]
mod tests;
