//! Guarantees of loans, as written: their rules, and how they differ from the promises to the plan.

use thiserror::Error;

use super::kind::SupportKind;
use super::problem::SupportProblem;
use super::support::{PrincipalAt, ReimbursementTiming, Support};
use crate::found::Found;
use crate::servicing::GuaranteePays;

/// What is wrong with a guarantee of loans.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GuaranteeProblem {
    /// It does not say what it pays.
    #[error(
        "a loan guarantee says what it pays: `pays = \"arrears\"` for every missed instalment, `pays = \"accelerated\"` for the \
         whole balance at once"
    )]
    NothingPaid,
    /// It has a term of a promise to the plan.
    #[error(
        "it pays in the place of borrowers, and not what the plan is short of: leave `{0}` out, or promise it in another support"
    )]
    DuesOfPlan(&'static str),
    /// A promise to the plan has a term of a loan guarantee.
    #[error("`{0}` is a term of what pays for borrowers: leave it out, or write `kind = \"loan-guarantee\"`")]
    NoGuarantee(&'static str),
    /// It waits longer than any guarantor is given.
    #[error("it pays {0} days after a missed due date: {LONGEST_WAIT} is the most")]
    LongWait(u32),
    /// No loan of the pool names its giver.
    #[error("it covers no loan: no loan on the tape has `{0}` as its guarantor")]
    NoLoan(String),
    /// It does not say how much is advanced.
    #[error(
        "a servicer advances some instalments of a loan: say how many at most, one or more, as `instalments`"
    )]
    NothingAdvanced,
    /// A term of advances.
    #[error("`{0}` is a term of servicer advances: leave it out, or write `kind = \"servicer-advance\"`")]
    NoAdvance(&'static str),
    /// It is by somebody who does not collect.
    #[error(
        "`{0}` does not service the pool: only who collects an instalment can advance it, so name the servicer"
    )]
    NotServicer(String),
    /// Others pay for every loan.
    #[error(
        "it covers no loan: a guarantor stands behind every loan of the pool, or its originator buys it back"
    )]
    NoLoanLeft,
    /// A second promise of advances.
    #[error("the servicer advances under another support, and each loan once: write one")]
    SecondAdvance,
    /// A second guarantee by the same party, and the loans name the party.
    #[error("`{0}` gives another loan guarantee, and a loan names its guarantor only: write one")]
    Second(String),
}

/// Guarantors have 30 to 90 days.
const LONGEST_WAIT: u32 = 366;

/// How many days after a missed due date a guarantor pays, if it is not said.
const USUAL_WAIT: u32 = 30;

impl Support {
    /// A guarantee by this party of all loans whose guarantor on the tape it is: 30 days after a borrower has not paid, it pays in
    /// its place, without limit. A guaranteed loan has not defaulted before its guarantor was called and did not pay.
    ///
    /// What it pays is taxed as if the borrower had paid it. Its recourse is to the borrowers, past the plan: what comes back of a
    /// loan is its own once it has paid in full, and is shared with the plan in proportion to what each is owed where it has not.
    ///
    /// Where the servicer has failed, an instalment that waits is not late, and its guarantor is not called for it before it is to be
    /// paid. What a borrower has paid and the servicer has lost nobody is called for.
    ///
    /// ```
    /// use abs_waterfall::Money;
    /// use abs_waterfall::enhancement::{Support, SupportKind};
    /// use abs_waterfall::servicing::GuaranteePays;
    /// let guarantee = Support::loan_guarantee("Guarantor", GuaranteePays::Accelerated)
    ///     .with_after_days(90)
    ///     .with_cap(Money::from_yuan(50_000_000));
    /// assert_eq!((guarantee.kind, guarantee.after_days), (SupportKind::LoanGuarantee, Some(90)));
    /// ```
    #[must_use]
    #[doc(alias = "基础资产保证")]
    pub fn loan_guarantee(by: &str, pays: GuaranteePays) -> Support {
        Support { kind: SupportKind::LoanGuarantee, pays: Some(pays), ..Support::undertaking(by, &[]) }
    }

    /// The same support, a loan guarantee, which pays so many days after a missed due date.
    #[must_use]
    pub fn with_after_days(self, days: u32) -> Support {
        Support { after_days: Some(days), ..self }
    }

    /// How many days after a missed due date it pays, if it pays for borrowers: a servicer that advances, at once.
    pub(crate) fn waits_days(&self) -> u32 {
        let usual = if self.kind == SupportKind::ServicerAdvance { 0 } else { USUAL_WAIT };
        self.after_days.unwrap_or(usual).min(LONGEST_WAIT)
    }

    /// Checks the rules of what pays for borrowers.
    pub(super) fn check_guarantee(&self, found: &mut Found<SupportProblem>) {
        let dues = [
            ("taxes_each_date", self.taxes_each_date),
            ("fees_each_date", !self.fees_each_date.is_empty()),
            ("interest_each_date", !self.interest_each_date.is_empty()),
            ("principal_at_maturity", !self.principal_at_maturity.is_empty()),
            ("principal_at", self.principal_at != PrincipalAt::default()),
            ("revolving", self.revolving),
            ("cap_each_date", self.cap_each_date.is_some()),
            ("cap_each_year", self.cap_each_year.is_some()),
            ("cap_of_notes", self.cap_of_notes.is_some()),
            ("beyond_cap", self.beyond_cap),
            ("commitment_fee", self.commitment_fee.is_some()),
            ("agreed_return", self.agreed_return.is_some()),
            ("reimbursed", self.reimbursed != ReimbursementTiming::default()),
        ];
        for (term, _) in dues.into_iter().filter(|(_, is_written)| *is_written) {
            found.add(self, GuaranteeProblem::DuesOfPlan(term));
        }
        if self.kind == SupportKind::ServicerAdvance {
            self.check_advance(found);
        } else {
            self.check_no_advance(found);
            if self.pays.is_none() {
                found.add(self, GuaranteeProblem::NothingPaid);
            }
        }
        if let Some(days) = self.after_days.filter(|days| *days > LONGEST_WAIT) {
            found.add(self, GuaranteeProblem::LongWait(days));
        }
    }

    /// Checks that a promise to the plan has no term of what pays for borrowers.
    pub(super) fn check_no_guarantee(&self, found: &mut Found<SupportProblem>) {
        self.check_no_advance(found);
        let terms = [("pays", self.pays.is_some()), ("after_days", self.after_days.is_some())];
        for (term, _) in terms.into_iter().filter(|(_, is_written)| *is_written) {
            found.add(self, GuaranteeProblem::NoGuarantee(term));
        }
    }
}
