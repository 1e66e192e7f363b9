//! The steps that fill reserves and empty them.

use super::payers::Payers;
use super::{At, Ranking};
use crate::waterfall::PaymentOrder;
use crate::waterfall::amount::AmountPlan;
use crate::waterfall::order::{OrderProblem, StepPlan};
use crate::waterfall::step::Step;

impl Ranking<'_> {
    pub(super) fn top_up(&mut self, step: &Step, reserve: &str, cap: Option<Box<AmountPlan>>, at: At) {
        self.check_no_sources(step, at);
        let Some(reserve) = self.found.take(at, self.payables.reserve_names.find(reserve)) else { return };
        let when = self.when(at);
        if let Some(earlier) = self.order.topped_up.entry(reserve).or_default().add(at.1, when) {
            let what = format!("the top-up of \"{}\"", self.payables.reserves[reserve].name);
            self.found.add(at, OrderProblem::PaidTwice(what, earlier));
        }
        let from = self.main_account();
        self.order.steps.push(StepPlan::TopUp { reserve, from, cap });
    }

    pub(super) fn release(&mut self, step: &Step, reserve: &str, at: At) {
        self.check_no_sources(step, at);
        let Some(reserve) = self.found.take(at, self.payables.reserve_names.find(reserve)) else { return };
        let when = self.when(at);
        if let Some(earlier) = self.order.released.entry(reserve).or_default().add(at.1, when) {
            let what = format!("the release of \"{}\"", self.payables.reserves[reserve].name);
            self.found.add(at, OrderProblem::PaidTwice(what, earlier));
        }
        let to = self.main_account();
        self.order.steps.push(StepPlan::Release { reserve, to });
    }

    /// Cash must come into a reserve, and out of it again.
    pub(super) fn check_reserves(&mut self) {
        for (i, reserve) in self.payables.reserves.iter().enumerate() {
            let is_normal = self.of == PaymentOrder::Normal;
            if is_normal && reserve.opening.is_zero() && !self.order.topped_up.contains_key(&i) {
                self.found.add(reserve, OrderProblem::NeverFilled(reserve.name.clone()));
            }
            if !self.order.released.get(&i).is_some_and(Payers::pay_always) {
                self.found.add(self.of.field(), OrderProblem::NeverReleased(reserve.name.clone()));
            }
        }
    }
}
