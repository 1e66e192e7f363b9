//! Advances of the servicer on the loans that it collects, as written.

use super::kind::SupportKind;
use super::loan_guarantee::GuaranteeProblem;
use super::problem::SupportProblem;
use super::support::Support;
use crate::found::Found;

impl Support {
    /// Advances of this party, the servicer (资产服务机构垫付): it pays the instalments that a borrower misses, on their day, so many of
    /// one loan at most, for all loans that no loan guarantee of the deal covers and that are not bought back. What waited, as the
    /// servicer has failed, and what it waited for are one. A loan has not defaulted before one of its instalments is not advanced, nor
    /// before it has been late for as long as the deal says. An event that removes the servicer does not end its promise.
    ///
    /// Who advances is repaid first of what is recovered of the loan, deposit included, and only then the plan; the plan owes it
    /// nothing. What it advances is taxed as if the borrower had paid it. A facility that the plan repays in its first step is another
    /// promise: see [`Support::facility`].
    ///
    /// ```
    /// use abs_waterfall::Money;
    /// use abs_waterfall::enhancement::{Support, SupportKind};
    /// let advances = Support::servicer_advance("Lender", 3).with_cap(Money::from_yuan(2_000_000));
    /// assert_eq!((advances.kind, advances.instalments), (SupportKind::ServicerAdvance, Some(3)));
    /// assert!(advances.kind.pays_for_borrowers());
    /// ```
    #[must_use]
    #[doc(alias = "垫付")]
    pub fn servicer_advance(by: &str, instalments: u32) -> Support {
        let instalments = Some(instalments);
        Support { kind: SupportKind::ServicerAdvance, instalments, ..Support::undertaking(by, &[]) }
    }

    /// Checks the rules of advances.
    pub(super) fn check_advance(&self, found: &mut Found<SupportProblem>) {
        if self.pays.is_some() {
            found.add(self, GuaranteeProblem::NoGuarantee("pays"));
        }
        if self.instalments.is_none_or(|instalments| instalments == 0) {
            found.add(self, GuaranteeProblem::NothingAdvanced);
        }
    }

    /// Checks that it has no term of advances.
    pub(super) fn check_no_advance(&self, found: &mut Found<SupportProblem>) {
        if self.instalments.is_some() {
            found.add(self, GuaranteeProblem::NoAdvance("instalments"));
        }
    }
}
