//! What the pool brings on a path where loans are guaranteed: what it would bring if every loan defaulted at once, and what
//! guarantors change of that; with them, and under a mask without some.

use super::{CashFlowPlan, Change, Events, Incoming, Path};
use crate::credit::Failure;
use crate::servicing::{Brought, Case, GuaranteeDesk, LoanDefault, PoolLoss};
use crate::waterfall::{PoolTax, TaxSpace};

impl Incoming {
    /// Lets the guarantors of loans answer, given what the pool brings and loses where nobody is called: what it loses now.
    fn answer(
        &mut self,
        cash: &CashFlowPlan,
        (defaults, fails): (&[LoanDefault], &[Failure]),
        (desk, space): (&mut GuaranteeDesk, &mut TaxSpace),
        mut loss: PoolLoss,
    ) -> PoolLoss {
        let brought = Brought { periods: &mut self.periods, loss: &mut loss };
        cash.guarantees.settle(&cash.collections, (defaults, fails), cash.plan.kind_of(), desk, brought);
        desk.tell(&cash.guarantees, &mut self.others, &mut self.recourse);
        if let PoolTax::ByKind(tax) = &cash.plan.vat {
            tax.with_defaults(defaults, desk.by_kind(), space, &mut self.taxes);
        }
        loss
    }
}

impl Path {
    /// Lets the guarantors of loans answer, given what the pool comes to where nobody is called. What is collected late may be called
    /// for before it is missed in a period's cash.
    pub(super) fn call_guarantors(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        Change { loss, from }: Change,
    ) -> Change {
        self.unguaranteed.clone_from(&self.incoming.periods);
        let (desk, space) = (&mut self.guarantees, &mut self.tax_space);
        let loss = self.incoming.answer(cash, (&events.defaults, &events.fails), (desk, space), loss);
        Change { loss, from: from.min(self.guarantees.first()) }
    }

    /// What comes in under a mask that takes guarantors of loans away.
    pub(super) fn collect_without(&mut self, cash: &CashFlowPlan, events: &Events) {
        self.masked.periods.clone_from(&self.unguaranteed);
        let (desk, space) = (&mut self.guarantees, &mut self.tax_space);
        self.masked.answer(cash, (&events.defaults, &self.fails), (desk, space), PoolLoss::default());
    }

    /// What became of the guaranteed loans whose borrowers stopped paying.
    pub(crate) fn cases(&self) -> &[Case] {
        self.guarantees.cases()
    }
}
