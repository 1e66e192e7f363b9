//! The most that an amount can be on any path: what has been seen on too few paths is measured by it.

use super::outcome::Roles;
use crate::deal::ResolvedDeal;
use crate::enhancement::SupportPlan;
use crate::money::{Factor, Money};
use crate::servicing::Collected;
use crate::waterfall::{Claim, Plan};

/// The most of what a deal pays, owes and loses, on balances that never fall.
pub(crate) struct Limits<'a> {
    plan: &'a Plan,
    /// Principal of the pool at the cut-off.
    pub(super) pool: Money,
    /// How many loans it has.
    pub(super) loans: u64,
    /// Interest of the pool if everybody pays.
    interest: Money,
    /// By support: what it can be called for, up to its cap.
    drawn: Vec<Money>,
    /// Interest and principal of the whole pool.
    pub(super) owed_by_pool: Money,
    /// Which share of what is lost with the servicer its estate pays.
    estate: Factor,
    /// What anybody can receive, pay or be owed.
    pub(crate) any: Money,
}

impl<'a> Limits<'a> {
    pub(crate) fn of(deal: &'a ResolvedDeal) -> Limits<'a> {
        let plan = deal.plan();
        let performing = || deal.collections().performing().iter();
        let pool = deal.collections().opening();
        let loans = deal.collections().schedule().len() as u64;
        let interest = performing().map(|period| period.interest).sum();
        let collected: Money = performing().map(Collected::cash).sum();
        // What comes late is of dues that somebody was called for.
        let owed = plan.most_owed(pool, interest);
        let late = if plan.supports.iter().any(SupportPlan::pays_late) { owed } else { Money::ZERO };
        let any = collected + plan.paid_in() + owed + late;
        let any = (any + plan.most_earned(any)).max(Money::from_fen(1));
        let owed_by_pool = deal.collections().schedule().total();
        let estate = deal.cash.custody.as_ref().and_then(|custody| custody.estate);
        let estate = estate.map_or(Factor::ZERO, |(share, _)| share);
        let mut limits = Limits { plan, pool, loans, interest, drawn: Vec::new(), owed_by_pool, estate, any };
        limits.drawn = limits.covered();
        limits
    }

    fn covered(&self) -> Vec<Money> {
        (0..self.plan.supports.len()).map(|support| self.most_drawn(support)).collect()
    }

    /// What a support can be called for, up to its cap.
    fn most_drawn(&self, support: usize) -> Money {
        if self.plan.supports[support].guarantees_loans {
            return self.plan.supports[support].cap.min(self.owed_by_pool);
        }
        let claims = self.plan.claims().filter(|ranked| ranked.covers.has(support));
        let mut covered: Vec<Claim> = claims.map(|ranked| ranked.claim.whole()).collect();
        // A fee can have two steps, and interest.
        covered.sort_unstable();
        covered.dedup();
        let dues = covered.iter().map(|claim| self.most_due(*claim)).sum();
        self.plan.supports[support].most(self.plan.dates).min(dues)
    }

    fn most_due(&self, claim: Claim) -> Money {
        self.plan.most_due(claim, self.pool, self.interest)
    }

    /// What a support can pay.
    pub(crate) fn drawn(&self, support: usize) -> Money {
        self.drawn[support]
    }

    /// What a support can be paid of its commitment fee.
    pub(crate) fn fees(&self, support: usize) -> Money {
        self.most_due(Claim::Commitment(support))
    }

    /// What its giver can pay after its failure.
    pub(crate) fn late(&self, support: usize) -> Money {
        let pays_late = self.plan.supports[support].pays_late();
        if pays_late { self.drawn[support] } else { Money::ZERO }
    }

    /// What a servicer's estate can return of what is lost with it.
    pub(super) fn returned(&self) -> Money {
        self.owed_by_pool.times(self.estate)
    }

    /// What a note can be owed.
    pub(super) fn owed(&self, note: usize) -> Money {
        self.most_due(Claim::Principal(note)) + self.most_due(Claim::Interest(note))
    }

    /// What a note's holders can receive.
    pub(super) fn received(&self, note: usize) -> Money {
        let residual = if self.plan.residual_note() == Some(note) { self.residual() } else { Money::ZERO };
        self.owed(note) + residual
    }

    /// Fees that the servicer can be owed.
    pub(super) fn servicer_fees(&self, roles: &Roles) -> Money {
        roles.servicer_fees.iter().map(|&fee| self.most_due(Claim::Fee(fee))).sum()
    }

    /// What the servicer can receive.
    pub(super) fn servicer_received(&self, roles: &Roles) -> Money {
        let residual = self
            .plan
            .claims()
            .any(|ranked| ranked.claim == Claim::Residual && ranked.payee == roles.servicer.account);
        self.servicer_fees(roles) + if residual { self.residual() } else { Money::ZERO }
    }

    /// The residual comes once all notes are repaid, and those whose supports the plan owes something.
    fn residual(&self) -> Money {
        let issued: Money = self.plan.notes.iter().map(|note| note.amount).sum();
        // What is paid in the place of borrowers is no more than they owe.
        let to_plan = |support: &usize| !self.plan.supports[*support].guarantees_loans;
        let unowed = (0..self.plan.supports.len()).filter(to_plan).filter(|&it| !self.plan.reimburses(it));
        let drawn: Money = unowed.map(|support| self.drawn[support]).sum();
        let late: Money = (0..self.plan.supports.len()).map(|support| self.late(support)).sum();
        let cash = self.pool + self.interest + self.plan.paid_in() + drawn + late;
        (cash + self.plan.most_earned(cash) - issued).or_zero()
    }
}
