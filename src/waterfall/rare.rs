//! Terms that few deals have. Of a deal that has none of them nothing is asked about them, on any date of any path.

use super::order::StepPlan;
use super::plan::Plan;
use super::surplus::Surplus;
use super::tax::PoolTax;

/// What the engine must look for in a deal, beside what every deal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terms {
    /// Nothing.
    Plain,
    /// That others than borrowers pay, or what borrowers pay is lost: loans are guaranteed or bought back, the servicer can fail, or
    /// interest is taxed kind by kind.
    OfOthers,
    /// That, and everything else that few deals have.
    Rare,
}

impl Plan {
    /// What it must be asked for, given whether loans are bought back.
    pub(crate) fn terms(&self, are_bought: bool) -> Terms {
        match (self.has_rare_terms(), are_bought || self.has_others()) {
            (true, _) => Terms::Rare,
            (false, true) => Terms::OfOthers,
            (false, false) => Terms::Plain,
        }
    }

    fn has_others(&self) -> bool {
        let servicer = self.servicer.is_some() || self.backup.is_some();
        let tax = matches!(self.vat, PoolTax::ByKind(_));
        servicer || tax || self.supports.iter().any(|support| support.guarantees_loans)
    }

    /// Has it a term for which the engine must look on every date: events, a clean-up call or dates that an event adds; ledgers that
    /// are apart, cash that is left and goes to the residual, or accounts that earn; supports that are more than a promise with one
    /// cap; steps that pay a part of interest, or ahead, or up to a cap, or only while a condition holds?
    fn has_rare_terms(&self) -> bool {
        let by_date = !self.events.is_empty() || self.clean_up.is_some() || !self.event_only.is_empty();
        let accounts = self.split.is_some() || self.surplus != Surplus::Keep || self.reinvestment.is_some();
        let supports = self.supports.iter().any(|support| support.further.is_some());
        let claims = self.claims().any(|ranked| ranked.claim.is_rare());
        let steps = claims || self.steps.iter().any(StepPlan::is_rare);
        by_date || accounts || supports || steps
    }
}

impl StepPlan {
    fn is_rare(&self) -> bool {
        match self {
            StepPlan::Pay(_, funds) | StepPlan::Share(_, funds) => funds.cap.is_some(),
            StepPlan::TopUp { .. } | StepPlan::Release { .. } => false,
            StepPlan::When(_) | StepPlan::MakeGood | StepPlan::FreePrincipal => true,
        }
    }
}
