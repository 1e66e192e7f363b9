//! Where the steps of an order take their cash from; and what stands where in the order of a plan account that is split.

use thiserror::Error;

use super::event::PaymentOrder;
use super::order::{OrderProblem, StepPlan};
use super::ranking::{At, Ranking};
use super::split::SplitLedgers;
use super::step::{Step, StepKind};
use crate::ledger::AccountId;

/// What is wrong with what an order of payments says of income and principal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LedgerProblem {
    /// A step between ledgers that there are not.
    #[error(
        "the plan account is not split, and income owes principal nothing: leave `make-good` out, or give `accounts.split`"
    )]
    NotSplit,
    /// A step between ledgers that have merged.
    #[error("the ledgers merge when this order starts, and nothing is owed any more: leave `make-good` out")]
    NothingOwed,
    /// No step between the ledgers.
    #[error(
        "the plan account is split, and no step makes good what income owes principal: add `make-good` below the dues that \
         may use principal, and above the principal of the notes"
    )]
    NeverMadeGood,
    /// A ledger that is there no more.
    #[error("`{0}` is no account of its own any more when this order starts: name the plan account")]
    Merged(String),
    /// The account of both.
    #[error("`{0}` is split: name the ledger that pays, or leave `from` out")]
    Split(String),
    /// Income for principal.
    #[error(
        "income pays principal by `make-good`, or repays notes in a step of its own: leave `{0}` out, or name no other ledger"
    )]
    IncomeForPrincipal(String),
    /// Principal behind a reserve, for its own.
    #[error("`{0}` pays the notes before any reserve does: name it first")]
    PrincipalNotFirst(String),
    /// Principal for what it does not pay.
    #[error(
        "nothing can use `{0}` but taxes, fees and the interest on notes that are not subordinated, above `make-good`: leave \
         it out"
    )]
    NotForPrincipal(String),
    /// Principal before income.
    #[error("`{1}` pays only what the others are short of: name `{0}` first and `{1}` last")]
    PrincipalNotLast(String, String),
    /// Something that waits until income has made good.
    #[error("income makes good what it owes principal before this is paid: move it below `make-good`")]
    AboveMakeGood,
    /// Something that income pays, among the principal of the notes.
    #[error(
        "principal pays nothing of it, and once no note is outstanding income should have what principal leaves before it \
         is paid: move it below the principal of the last note"
    )]
    AmongPrincipal,
}

/// What of a split account a step can use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Uses {
    Income,
    IncomeThenPrincipal,
    Principal,
}

impl Uses {
    /// The accounts of a step that names none.
    fn accounts(self) -> Vec<AccountId> {
        match self {
            Uses::Income => vec![AccountId::INCOME],
            Uses::IncomeThenPrincipal => vec![AccountId::INCOME, AccountId::PRINCIPAL],
            Uses::Principal => vec![AccountId::PRINCIPAL],
        }
    }

    /// Whether it can use these accounts in this order.
    fn check(self, named: &[AccountId], ledgers: &SplitLedgers) -> Result<(), LedgerProblem> {
        let (income, principal) = (ledgers.income.clone(), ledgers.principal.clone());
        let has = |account| named.contains(&account);
        let is_last =
            named.first() == Some(&AccountId::INCOME) && named.last() == Some(&AccountId::PRINCIPAL);
        match self {
            Uses::Principal if has(AccountId::INCOME) => Err(LedgerProblem::IncomeForPrincipal(income)),
            Uses::Principal if named.iter().skip(1).any(|account| *account == AccountId::PRINCIPAL) => {
                Err(LedgerProblem::PrincipalNotFirst(principal))
            }
            Uses::Income if has(AccountId::PRINCIPAL) => Err(LedgerProblem::NotForPrincipal(principal)),
            Uses::IncomeThenPrincipal if has(AccountId::PRINCIPAL) && !is_last => {
                Err(LedgerProblem::PrincipalNotLast(income, principal))
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Ranking<'a> {
    /// The ledgers, in the order of a plan account that is split.
    fn ledgers(&self) -> Option<&'a SplitLedgers> {
        self.payables.split.filter(|_| self.of == PaymentOrder::Normal)
    }

    /// The account of all that is not principal.
    pub(super) fn main_account(&self) -> AccountId {
        if self.ledgers().is_some() { AccountId::INCOME } else { AccountId::PLAN }
    }

    /// The account that pays what may be paid, and those that pay what must be.
    pub(super) fn sources(&mut self, step: &Step, at: At) -> (AccountId, Vec<AccountId>) {
        self.found.add_all(at, crate::names::listed_twice(&step.from));
        let accounts = self.payables.readable.accounts;
        let find = |name: &String| self.found.take(at, accounts.find(name));
        let named: Vec<AccountId> = step.from.iter().filter_map(find).collect();
        self.found.take(at, self.check_ledgers(step, at, &named));
        let found = match self.ledgers() {
            Some(_) if named.is_empty() => self.uses(step, at).accounts(),
            _ => named,
        };
        let mut found = found.into_iter();
        (found.next().unwrap_or(AccountId::PLAN), found.collect())
    }

    pub(super) fn check_no_sources(&mut self, step: &Step, at: At) {
        if !step.from.is_empty() {
            self.found.add(at, OrderProblem::NoSource);
        }
    }

    /// Whether a step can take cash from these accounts, as far as they are ledgers or the account of both.
    fn check_ledgers(&self, step: &Step, at: At, named: &[AccountId]) -> Result<(), LedgerProblem> {
        let is_ledger = |account: &&AccountId| [AccountId::INCOME, AccountId::PRINCIPAL].contains(account);
        let name = |account: &AccountId| self.payables.readable.accounts.name(*account).to_string();
        match (self.payables.split, self.ledgers()) {
            (None, _) => Ok(()),
            (Some(_), None) => {
                named.iter().find(is_ledger).map_or(Ok(()), |ledger| Err(LedgerProblem::Merged(name(ledger))))
            }
            (Some(_), Some(_)) if named.contains(&AccountId::PLAN) => {
                Err(LedgerProblem::Split(name(&AccountId::PLAN)))
            }
            (Some(_), Some(ledgers)) => self.uses(step, at).check(named, ledgers),
        }
    }

    fn uses(&self, step: &Step, at: At) -> Uses {
        let is_above = self.make_good_step().is_some_and(|make_good| at.1 <= make_good);
        match &step.kind {
            StepKind::Principal(_) if self.is_turbo(step) => Uses::Income,
            StepKind::Principal(_) => Uses::Principal,
            StepKind::Taxes | StepKind::Fees(_) | StepKind::SupportFees(_) if is_above => {
                Uses::IncomeThenPrincipal
            }
            StepKind::Interest(_) if is_above && !self.pays_subordinated(step) => Uses::IncomeThenPrincipal,
            _ => Uses::Income,
        }
    }

    /// Does a step repay notes from what income leaves?
    pub(super) fn is_turbo(&self, step: &Step) -> bool {
        self.ledgers().is_some_and(|split| step.is_turbo(split))
    }

    /// Does one repay them from principal, or from the account of both?
    fn pays_principal(&self, step: &Step) -> bool {
        matches!(step.kind, StepKind::Principal(_)) && !self.is_turbo(step)
    }

    /// The index of the step between the ledgers.
    fn make_good_step(&self) -> Option<usize> {
        self.written.iter().position(|step| step.kind == StepKind::MakeGood)
    }

    /// Does a step repay a support? A facility, which is repaid before principal, may be above.
    fn repays_other_than_facilities(&self, step: &Step) -> bool {
        let supports = self.payables.supports;
        let is_facility = |name: &String| {
            supports.iter().any(|support| support.name() == name && support.kind.is_facility())
        };
        match &step.kind {
            StepKind::Reimbursement(of) => of.is_empty() || !of.iter().all(is_facility),
            _ => false,
        }
    }

    /// Does a step pay anything of a subordinated note?
    fn pays_subordinated(&self, step: &Step) -> bool {
        match &step.kind {
            StepKind::Interest(notes) | StepKind::Principal(notes) => {
                notes.iter().any(|name| self.is_subordinated(name) == Some(true))
            }
            _ => false,
        }
    }

    pub(super) fn make_good(&mut self, step: &Step, at: At) {
        self.check_no_sources(step, at);
        match (self.payables.split, self.ledgers(), self.make_good_step()) {
            (None, ..) => self.found.add(at, LedgerProblem::NotSplit),
            (Some(_), None, _) => self.found.add(at, LedgerProblem::NothingOwed),
            (.., Some(first)) if first + 1 < at.1 => {
                self.found.add(at, OrderProblem::PaidTwice("what income owes principal".into(), first + 1));
            }
            _ => self.order.steps.push(StepPlan::MakeGood),
        }
    }

    /// Below the last step that pays principal: what no note needs any more is income.
    pub(super) fn free_principal(&mut self, index: usize) {
        let last = self.written.iter().rposition(|step| self.pays_principal(step));
        if self.ledgers().is_some() && last == Some(index) {
            self.order.steps.push(StepPlan::FreePrincipal);
        }
    }

    /// The order of a split account is in three parts: what can use principal; once income has made good, the principal of the
    /// notes; and what income pays.
    pub(super) fn check_parts(&mut self) {
        if self.ledgers().is_none() {
            return;
        }
        let Some(make_good) = self.make_good_step() else {
            return self.found.add(self.of.field(), LedgerProblem::NeverMadeGood);
        };
        let is_principal = |step: &Step| matches!(step.kind, StepKind::Principal(_));
        let last = self.written.iter().rposition(|step| self.pays_principal(step)).unwrap_or(make_good);
        for (i, step) in self.written.iter().enumerate() {
            let is_below = |step| is_principal(step) || self.repays_other_than_facilities(step);
            if i < make_good && (is_below(step) || self.pays_subordinated(step)) {
                self.found.add(self.at(i), LedgerProblem::AboveMakeGood);
            }
            if (make_good + 1..last).contains(&i) && !is_principal(step) {
                self.found.add(self.at(i), LedgerProblem::AmongPrincipal);
            }
        }
    }
}
