//! The steps that repay supports and pay what they cost.

use super::{At, Payables, Ranking};
use crate::enhancement::Support;
use crate::ledger::AccountId;
use crate::waterfall::order::{Covers, Funds, OrderProblem, RankedClaim, StepPlan};
use crate::waterfall::plan::Claim;
use crate::waterfall::step::{Step, StepKind};

impl Ranking<'_> {
    /// The return first, and then what it is a return on: two steps.
    pub(super) fn reimbursement(&mut self, step: &Step, of: &[String], at: At) {
        self.check_no_sources(step, at);
        let supports = self.reimbursed(of, at);
        if self.payables.supports.iter().all(|support| support.kind.pays_for_borrowers()) {
            return self.found.add(at, OrderProblem::NothingToPay("enhancer"));
        }
        if of.is_empty() && supports.is_empty() {
            return self.found.add(at, OrderProblem::NothingToPay("support that no other step reimburses"));
        }
        let is_facility = |support: &usize| self.payables.supports[*support].kind.is_facility();
        let returns: Vec<usize> = supports.iter().copied().filter(|support| !is_facility(support)).collect();
        for &support in &supports {
            self.once(Claim::Reimbursement(support), at);
        }
        for &support in &returns {
            self.add(Claim::Return(support), at);
        }
        let source = self.main_account();
        self.pay_supports(&returns, Claim::Return, source);
        self.pay_supports(&supports, Claim::Reimbursement, source);
    }

    /// The supports that a step reimburses: those that it names, or all that no other step names.
    fn reimbursed(&mut self, of: &[String], at: At) -> Vec<usize> {
        let is_repaid = |it: &Support| !it.kind.pays_for_borrowers();
        let supports = self.payables.supports;
        if of.is_empty() {
            let all = supports.iter().enumerate().filter(|(_, it)| is_repaid(it));
            return all.filter(|(_, it)| !self.is_named(it.name())).map(|(support, _)| support).collect();
        }
        let mut named = self.payables.readable.supports.find_list(of, at, self.found);
        for &support in named.iter().filter(|support| !is_repaid(&supports[**support])) {
            self.found.add(at, OrderProblem::RepaysGuarantor(supports[support].name().into()));
        }
        named.retain(|support| is_repaid(&supports[*support]));
        named
    }

    /// Does a step name the support that it reimburses?
    pub(super) fn is_named(&self, support: &str) -> bool {
        let names = |step: &Step| match &step.kind {
            StepKind::Reimbursement(of) => of.iter().any(|other| other == support),
            _ => false,
        };
        self.written.iter().any(names)
    }

    /// What facilities cost: the fee first, and then the interest.
    pub(super) fn support_fees(&mut self, step: &Step, of: &[String], at: At) {
        let supports = self.payables.readable.supports.find_list(of, at, self.found);
        for &support in &supports {
            let written = &self.payables.supports[support];
            let costs = written.commitment_fee.is_some() || written.agreed_return.is_some();
            if !written.kind.is_facility() || !costs {
                self.found.add(at, OrderProblem::NoSupportFee(written.name().into()));
            }
            self.once(Claim::Commitment(support), at);
            self.add(Claim::Return(support), at);
        }
        let (source, further) = self.sources(step, at);
        for kind in [Claim::Commitment, Claim::Return] {
            let claims = supports.iter().map(|&support| self.recourse_claim(kind(support), support));
            let funds = Funds { further: further.clone(), ..Funds::of(source) };
            self.order.steps.push(StepPlan::pays(claims.collect(), funds));
        }
    }

    fn pay_supports(&mut self, supports: &[usize], kind: fn(usize) -> Claim, source: AccountId) {
        let claims = supports.iter().map(|&support| self.recourse_claim(kind(support), support)).collect();
        self.order.steps.push(StepPlan::pays(claims, Funds::of(source)));
    }

    fn recourse_claim(&self, claim: Claim, support: usize) -> RankedClaim {
        let Payables { supports, party_names, chart, .. } = self.payables;
        // An unknown party has been reported with the roles.
        let payee = chart.party(party_names.get(&supports[support].by).unwrap_or_default());
        RankedClaim { claim, payee, covers: Covers::default() }
    }
}
