//! A plan account in two ledgers, from the words of its definition.

use abs_waterfall::deal::{NoteRepayment, Step};
use abs_waterfall::waterfall::{PaymentOrder, SplitLedgers, SplitRecoveries, StepKind, Surplus};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::days::Yuan;
use crate::pool::Collection;

const ZERO: Decimal = Decimal::ZERO;

impl<'a> Books<'a> {
    fn ledgers(&self) -> Option<&'a SplitLedgers> {
        self.deal.accounts.split.as_ref()
    }

    /// The ledgers, as long as they are apart.
    pub(crate) fn apart(&self) -> Option<&'a SplitLedgers> {
        self.ledgers().filter(|_| !self.merged)
    }

    /// The account of all that is not principal.
    pub(crate) fn main(&self) -> &'a str {
        self.apart().map_or(&self.deal.accounts.plan, |ledgers| &ledgers.income)
    }

    /// The account that pays principal.
    pub(crate) fn for_principal(&self) -> &'a str {
        self.apart().map_or(&self.deal.accounts.plan, |ledgers| &ledgers.principal)
    }

    /// Everything in the plan account, and in its ledgers.
    pub(crate) fn cash(&self) -> Yuan {
        let ledgers = self.ledgers().into_iter().flat_map(|ledgers| [&ledgers.income, &ledgers.principal]);
        ledgers.chain([&self.deal.accounts.plan]).map(|name| self.accounts[name]).sum()
    }

    /// What goes from the collection account to each ledger.
    pub(crate) fn collect_apart(&mut self, ledgers: &SplitLedgers, collected: &Collection) {
        let account = &self.deal.accounts.collection;
        self.receive_apart(account, ledgers, collected, "transfer of the period's collections");
    }

    /// What goes from an account to each ledger. What has defaulted is owed before anything is recovered.
    pub(crate) fn receive_apart(
        &mut self,
        account: &str,
        ledgers: &SplitLedgers,
        collected: &Collection,
        why: &str,
    ) {
        let mut to_principal = collected.principal;
        let mut to_income = collected.interest + collected.recovery;
        self.owed_to_principal += collected.defaulted;
        if ledgers.recoveries == SplitRecoveries::Principal {
            let back = collected.recovery.min(self.owed_to_principal);
            self.owed_to_principal -= back;
            to_principal += back;
            to_income -= back;
        }
        self.transfer(account, &ledgers.income, to_income, why.into());
        self.transfer(account, &ledgers.principal, to_principal, why.into());
    }

    /// An event of any kind makes the ledgers one account.
    pub(crate) fn merge(&mut self) {
        let Some(ledgers) = self.apart().filter(|_| self.order != PaymentOrder::Normal) else { return };
        for ledger in [&ledgers.income, &ledgers.principal] {
            self.transfer(
                ledger,
                &self.deal.accounts.plan,
                self.accounts[ledger],
                "the ledgers merge".into(),
            );
        }
        (self.merged, self.owed_to_principal) = (true, ZERO);
    }

    /// The accounts of a step in a deal with ledgers; once they have merged the plan account stands in the place of both.
    pub(crate) fn ledger_sources(&self, step: &'a Step) -> Vec<&'a str> {
        let Some(ledgers) = self.ledgers() else { return Vec::new() };
        let (income, principal) = (ledgers.income.as_str(), ledgers.principal.as_str());
        let mut named: Vec<&str> = step.from.iter().map(String::as_str).collect();
        if named.is_empty() && self.apart().is_some() {
            named = match &step.kind {
                StepKind::Principal(_) => vec![principal],
                _ if self.can_use_principal(step) => vec![income, principal],
                _ => vec![income],
            };
        }
        if self.apart().is_none() {
            let mut once: Vec<&str> = Vec::new();
            for name in named {
                let name = if [income, principal].contains(&name) { &self.deal.accounts.plan } else { name };
                if !once.contains(&name) {
                    once.push(name);
                }
            }
            named = once;
        }
        named
    }

    /// Taxes, fees and interest that is not subordinated, above the step by which income makes good.
    fn can_use_principal(&self, step: &Step) -> bool {
        let mut above = self.deal.waterfall.iter().take_while(|other| other.kind != StepKind::MakeGood);
        let subordinated = |note: &String| self.note(note).repayment == NoteRepayment::Subordinated;
        above.any(|other| std::ptr::eq(other, step))
            && match &step.kind {
                StepKind::Taxes | StepKind::Fees(_) | StepKind::SupportFees(_) => true,
                StepKind::Interest(notes) => !notes.iter().any(subordinated),
                _ => false,
            }
    }

    /// Does income pay a step of principal, from what it leaves?
    pub(crate) fn is_turbo(&self, step: &Step) -> bool {
        let names_income = |ledgers: &SplitLedgers| step.from.contains(&ledgers.income);
        matches!(step.kind, StepKind::Principal(_)) && self.ledgers().is_some_and(names_income)
    }

    /// Income pays what it owes principal, as far as it reaches and while there is a note to be repaid.
    pub(crate) fn make_good(&mut self) {
        if let Some(ledgers) = self.apart() {
            let amount = self.to_make_good().min(self.accounts[&ledgers.income]);
            self.transfer(&ledgers.income, &ledgers.principal, amount, "made good to principal".into());
            self.owed_to_principal -= amount;
        }
    }

    /// What income owes principal, while there is a note to be repaid.
    pub(crate) fn to_make_good(&self) -> Yuan {
        let is_owed = self.balances.values().any(|left| !left.is_zero());
        if is_owed { self.owed_to_principal } else { ZERO }
    }

    /// After the last step of principal: what no note needs is income.
    pub(crate) fn free_principal(&mut self, step: &Step) {
        let is_principal = |step: &&Step| matches!(step.kind, StepKind::Principal(_)) && !self.is_turbo(step);
        let is_last =
            self.deal.waterfall.iter().rfind(is_principal).is_some_and(|last| std::ptr::eq(last, step));
        let releases = self.deal.accounts.surplus == Surplus::ResidualOfBoth;
        let repaid = releases || self.balances.values().all(Decimal::is_zero);
        if let Some(ledgers) = self.apart().filter(|_| is_last && repaid) {
            let left = self.free(&ledgers.principal);
            self.transfer(&ledgers.principal, &ledgers.income, left, "principal that is left".into());
        }
    }
}
