//! What the pool brings on a path where loans are guaranteed: what it would bring if nobody were called, and what guarantors change of
//! that; with them, and under a mask without some.

use super::{CashFlowPlan, Change, Events, Incoming, Path, Without};
use crate::calendar::Date;
use crate::credit::Failure;
use crate::servicing::{
    Brought, Case, Custody, CustodyPlan, GuaranteeDesk, Handover, LoanDefault, PathDays, PoolLoss, Receipt,
};
use crate::waterfall::{PoolTax, TaxSpace};

/// What guarantors are called for, and who of them can pay.
#[derive(Clone, Copy)]
struct Calls<'a> {
    defaults: &'a [LoanDefault],
    fails: &'a [Failure],
    /// The defaults, and where loans are bought back, and what is paid for them.
    stops: &'a [LoanDefault],
    bought: &'a [Receipt],
    /// Where the pool was collected day by day.
    moved: Option<(&'a CustodyPlan, Handover)>,
    custody: &'a Custody,
}

impl Incoming {
    /// Lets the guarantors of loans answer, given what the pool brings and loses where nobody is called: what it loses now.
    fn answer(
        &mut self,
        cash: &CashFlowPlan,
        calls: Calls<'_>,
        (desk, space): (&mut GuaranteeDesk, &mut TaxSpace),
        mut loss: PoolLoss,
    ) -> PoolLoss {
        let Calls { defaults, fails, stops, bought, moved, custody } = calls;
        let brought = Brought { periods: &mut self.periods, loss: &mut loss };
        let days = PathDays { plan: &cash.collections, moved };
        cash.guarantees.settle(days, (defaults, fails), cash.plan.kind_of(), desk, brought);
        let estate = moved.and_then(|(plan, handover)| plan.estate(handover, &custody.lost));
        self.others.clear();
        self.others.extend(estate.into_iter().chain(bought.iter().copied()));
        desk.books.tell(&cash.guarantees, &mut self.others, &mut self.recourse);
        if let PoolTax::ByKind(tax) = &cash.plan.vat {
            let (dates, taxes) = (cash.plan.dates, &mut self.taxes);
            match moved {
                None => tax.with_defaults(stops, &desk.books.by_kind, space, taxes),
                Some(_) => tax.find_of_kinds(&custody.by_kind, &desk.books.by_kind, dates, taxes),
            }
        }
        loss
    }
}

impl Path {
    /// Lets the guarantors of loans answer who have not failed, given what the pool comes to where nobody is called. What is collected
    /// late may be called for before it is missed in a period's cash.
    pub(super) fn call_guarantors(
        &mut self,
        cash: &CashFlowPlan,
        (defaults, fails): (&[LoanDefault], &[Failure]),
        moved: Option<(&CustodyPlan, Handover)>,
        Change { loss, from }: Change,
    ) -> Change {
        self.unguaranteed.clone_from(&self.incoming.periods);
        let stops = if cash.repurchases.is_empty() { defaults } else { &self.stops };
        let (bought, custody) = (self.bought.as_slice(), &self.custody);
        let calls = Calls { defaults, fails, stops, bought, moved, custody };
        let loss = self.incoming.answer(cash, calls, (&mut self.guarantees, &mut self.tax_space), loss);
        Change { loss, from: from.min(self.guarantees.books.first) }
    }

    /// What comes in under a mask that takes guarantors of loans away.
    pub(super) fn collect_without(&mut self, cash: &CashFlowPlan, events: &Events, mask: Without) {
        let is_left = cash.guarantees.any_of(|giver| !mask.takes_away(giver));
        let is_plain = !self.is_walked && cash.repurchases.is_empty();
        if !is_left && is_plain && self.leave_unanswered(cash, events) {
            return;
        }
        let moved = cash.handover(events, self.collected_after.unwrap_or_default());
        let stops = if cash.repurchases.is_empty() { &events.defaults } else { &self.stops };
        let (bought, custody) = (self.bought.as_slice(), &self.custody);
        let calls = Calls { defaults: &events.defaults, fails: &self.fails, stops, bought, moved, custody };
        self.masked.periods.clone_from(&self.unguaranteed);
        let space = (&mut self.guarantees, &mut self.tax_space);
        self.masked.answer(cash, calls, space, PoolLoss::default());
    }

    /// What comes in where no guarantor is left. What each of them would have been called for is not told: only what notes lose is looked
    /// at under a mask.
    fn leave_unanswered(&mut self, cash: &CashFlowPlan, events: &Events) -> bool {
        let Incoming { periods, others, recourse, taxes } = &mut self.masked;
        periods.clone_from(&self.unguaranteed);
        others.clear();
        recourse.clear();
        if let PoolTax::ByKind(tax) = &cash.plan.vat {
            tax.with_defaults(&events.defaults, &[], &mut self.tax_space, taxes);
        }
        cash.guarantees.leave_unanswered(&cash.collections, &events.defaults, periods)
    }

    /// The day on which the guarantor of a case is called first; `None` if that is after the last calculation date.
    pub(crate) fn called_on(&self, cash: &CashFlowPlan, events: &Events, case: &Case) -> Option<Date> {
        let moved = cash.handover(events, self.collected_after.unwrap_or_default());
        let call = cash.guarantees.first_call(PathDays { plan: &cash.collections, moved }, case)?;
        call.date.map(|_| call.day)
    }

    /// What became of the guaranteed loans whose borrowers stopped paying.
    pub(crate) fn cases(&self) -> &[Case] {
        self.guarantees.cases()
    }
}
