//! Supports, resolved: indices instead of names, exact factors instead of rates, and every rule checked.

use super::after_failure::AfterFailure;
use super::cap::{CapPlan, years};
use super::kind::SupportKind;
use super::problem::SupportProblem;
use super::recourse::Recourse;
use super::support::{PrincipalAt, ReimbursementTiming, Support};
use crate::calendar::{Date, PaymentPeriod};
use crate::found::Found;
use crate::ledger::AccountId;
use crate::limits::check_positive;
use crate::money::{Factor, Money, Rounding};
use crate::names::{Names, listed_twice};
use crate::rate::Rate;
use crate::servicing::LateShare;

/// A support, resolved. Which dues it covers stands with the dues, in the waterfall.
#[derive(Clone, Debug)]
pub(crate) struct SupportPlan {
    /// The giver's account.
    pub(crate) account: AccountId,
    /// The giver, among the parties that give supports.
    pub(crate) giver: usize,
    /// The most that is ever paid, in sum over the deal's life; reimbursement restores it only if it says so.
    pub(crate) cap: Money,
    /// The agreed return on what is outstanding, by distribution date; empty if there is none.
    pub(crate) return_factors: Vec<Factor>,
    /// Principal is made up from its legal final maturity on only, and not from the expected one.
    pub(crate) waits_for_legal: bool,
    /// Nothing is reimbursed before every note that is not subordinated has been repaid.
    pub(crate) waits_for_senior: bool,
    /// Is it a guarantee of loans, which the plan never reimburses? What those loans pay stands with the collections.
    pub(crate) guarantees_loans: bool,
    /// What it is beyond that; most are nothing.
    pub(crate) further: Option<Box<FurtherPlan>>,
}

/// What a support is beyond a promise with one cap.
#[derive(Clone, Debug, Default)]
pub(crate) struct FurtherPlan {
    pub(crate) is_facility: bool,
    pub(crate) caps: CapPlan,
    /// The fee on what is not drawn of the cap, by distribution date; empty if there is none.
    pub(crate) commitment: Vec<Factor>,
    /// It pays only what those before it leave open because they have failed.
    pub(crate) only_failures: bool,
    /// It matters what it leaves open because its giver has failed: a guarantee behind it pays that, or it pays of it later.
    pub(crate) is_watched: bool,
    pub(crate) late: Option<LateShare>,
}

/// What of a note ever falls due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteDues {
    pub(crate) interest: bool,
    /// Is interest only due when principal is?
    pub(crate) defers: bool,
    pub(crate) principal: bool,
}

/// What there is to stand behind, and when.
pub(crate) struct Dues<'a> {
    pub(crate) taxes: bool,
    pub(crate) fees: &'a Names,
    /// By fee, who receives it.
    pub(crate) payees: &'a [&'a str],
    pub(crate) notes: &'a Names,
    /// By note.
    pub(crate) of_notes: &'a [NoteDues],
    pub(crate) closing: Date,
    pub(crate) periods: &'a [PaymentPeriod],
}

/// Who gives a support, and which are called before it.
#[derive(Clone, Copy)]
pub(crate) struct Giver<'a> {
    pub(crate) account: AccountId,
    /// Which of the givers.
    pub(crate) giver: usize,
    pub(crate) after_failure: Option<AfterFailure>,
    pub(crate) before: &'a [Support],
}

impl Giver<'_> {
    /// All that a guarantee of loans is beyond a promise with one cap.
    fn pays_later(self, dues: &Dues<'_>) -> Option<Box<FurtherPlan>> {
        let late = self.after_failure?.resolve(dues.periods);
        Some(Box::new(FurtherPlan { late: Some(late), ..FurtherPlan::default() }))
    }
}

impl Support {
    /// Binds its names and its rates to factors, and checks its rules.
    pub(crate) fn resolve(
        &self,
        by: Giver<'_>,
        dues: &Dues<'_>,
        found: &mut Found<SupportProblem>,
    ) -> SupportPlan {
        let guarantees_loans = self.kind.pays_for_borrowers();
        if guarantees_loans {
            self.check_guarantee(found);
        } else {
            self.check_no_guarantee(found);
            self.check_cover(dues, found);
            self.check_kind(dues, found);
        }
        if self.kind == SupportKind::PlanGuarantee && !self.beyond_cap {
            self.check_before(by.before, found);
        }
        if let Some(cap) = self.cap {
            found.take(self, check_positive("cap", cap));
        }
        let agreed = self.agreed_return.map(|agreed| agreed.factors(dues.periods));
        let return_factors = agreed.and_then(|factors| found.take(self, factors));
        SupportPlan {
            account: by.account,
            giver: by.giver,
            cap: self.cap.unwrap_or(Money::MAX),
            return_factors: return_factors.unwrap_or_default(),
            waits_for_legal: self.principal_at == PrincipalAt::Legal,
            waits_for_senior: self.reimbursed == ReimbursementTiming::AfterSenior,
            guarantees_loans,
            further: if guarantees_loans { by.pays_later(dues) } else { self.further(by, dues, found) },
        }
    }

    fn further(
        &self,
        by: Giver<'_>,
        dues: &Dues<'_>,
        found: &mut Found<SupportProblem>,
    ) -> Option<Box<FurtherPlan>> {
        let fee = self.commitment_fee.map(|fee| fee.factors(dues.periods));
        let further = FurtherPlan {
            is_facility: self.kind.is_facility(),
            caps: self.caps(dues, found),
            commitment: fee.and_then(|factors| found.take(self, factors)).unwrap_or_default(),
            only_failures: self.kind == SupportKind::PlanGuarantee && !self.beyond_cap,
            is_watched: by.after_failure.is_some(),
            late: by.after_failure.map(|written| written.resolve(dues.periods)),
        };
        let FurtherPlan { is_facility, only_failures, is_watched, .. } = further;
        let is_plain = !is_facility && !only_failures && !is_watched && further.caps.is_none();
        (!is_plain).then(|| Box::new(further))
    }

    /// The caps beside that on the sum.
    fn caps(&self, dues: &Dues<'_>, found: &mut Found<SupportProblem>) -> CapPlan {
        if let Some(cap) = self.cap_each_date {
            found.take(self, check_positive("cap of a date", cap));
        }
        if let Some(cap) = self.cap_each_year {
            found.take(self, check_positive("cap of a year", cap.amount));
        }
        let notes: Vec<usize> = self.notes().filter_map(|name| dues.notes.get(name)).collect();
        if self.cap_of_notes.is_some_and(|share| share == Rate::ZERO || notes.is_empty()) {
            found.add(self, SupportProblem::ShareOfNothing);
        }
        CapPlan {
            revolves: self.revolving || self.kind.is_facility(),
            each_date: self.cap_each_date,
            each_year: self
                .cap_each_year
                .map(|cap| (cap.amount, years(cap.counted, dues.closing, dues.periods))),
            of_notes: self.cap_of_notes.map(|share| (share.share(Rounding::HalfUp), notes)),
        }
    }

    /// The notes of which it covers anything, each once.
    fn notes(&self) -> impl Iterator<Item = &String> {
        let interest = &self.interest_each_date;
        let others = self.principal_at_maturity.iter().filter(|note| !interest.contains(note));
        interest.iter().chain(others)
    }

    /// Checks that it has the terms of its kind, and no others.
    fn check_kind(&self, dues: &Dues<'_>, found: &mut Found<SupportProblem>) {
        use SupportProblem as Problem;
        let is_facility = self.kind.is_facility();
        let wrong = [
            (is_facility && self.cap.is_none(), Problem::NoCommitment),
            (self.kind == SupportKind::GuaranteeLetter && self.cap.is_none(), Problem::LetterWithoutCap),
            (self.beyond_cap && self.kind != SupportKind::PlanGuarantee, Problem::NothingBeyond),
            (self.revolving && self.cap.is_none() && !is_facility, Problem::NothingRevolves),
            (self.commitment_fee.is_some() && !is_facility, Problem::NotCommitted),
            (is_facility && self.reimbursed == ReimbursementTiming::AfterSenior, Problem::FacilityWaits),
        ];
        for (_, problem) in wrong.into_iter().filter(|(is_wrong, _)| *is_wrong) {
            found.add(self, problem);
        }
        let goes_to_giver = |fee: &&String| {
            let payee = dues.fees.get(fee).and_then(|fee| dues.payees.get(fee));
            is_facility && payee.is_some_and(|payee| *payee == self.by)
        };
        for fee in self.fees_each_date.iter().filter(goes_to_giver) {
            found.add(self, Problem::CoversOwnFee(fee.clone()));
        }
    }

    /// Checks that somebody before it pays every due that it covers.
    fn check_before(&self, before: &[Support], found: &mut Found<SupportProblem>) {
        let own = self.covered();
        for due in own.into_iter().filter(|due| !before.iter().any(|other| other.covered().contains(due))) {
            found.add(self, SupportProblem::NobodyBefore(due));
        }
    }

    /// What it covers, in words.
    fn covered(&self) -> Vec<String> {
        let each = |what: &str, names: &[String]| -> Vec<String> {
            names.iter().map(|name| format!("{what} `{name}`")).collect()
        };
        let mut covered = each("fee", &self.fees_each_date);
        covered.extend(self.taxes_each_date.then(|| "the taxes".into()));
        covered.extend(each("interest on", &self.interest_each_date));
        covered.extend(each("principal of", &self.principal_at_maturity));
        covered
    }

    /// Checks that there is what it covers, and that it can fall due.
    fn check_cover(&self, dues: &Dues<'_>, found: &mut Found<SupportProblem>) {
        let lists = [&self.fees_each_date, &self.interest_each_date, &self.principal_at_maturity];
        if !self.taxes_each_date && lists.iter().all(|list| list.is_empty()) {
            found.add(self, SupportProblem::CoversNothing);
        }
        if self.taxes_each_date && !dues.taxes {
            found.add(self, SupportProblem::NoTax);
        }
        found.add_all(self, listed_twice(&self.fees_each_date));
        for fee in &self.fees_each_date {
            found.take(self, dues.fees.find(fee));
        }
        for (notes, is_interest) in [(&self.interest_each_date, true), (&self.principal_at_maturity, false)] {
            found.add_all(self, listed_twice(notes));
            for note in notes {
                found.take(self, dues.check_note(note, is_interest));
            }
        }
    }
}

impl Dues<'_> {
    /// Checks that interest on a note, or its principal, can fall due.
    fn check_note(&self, name: &str, is_interest: bool) -> Result<(), SupportProblem> {
        let due = self.of_notes[self.notes.find(name)?];
        if !due.principal {
            Err(SupportProblem::CoversSubordinated(name.into()))
        } else if is_interest && !due.interest {
            Err(SupportProblem::NoCoupon(name.into()))
        } else if is_interest && due.defers {
            Err(SupportProblem::CoversDeferrable(name.into()))
        } else {
            Ok(())
        }
    }
}

impl SupportPlan {
    /// The most that it can pay in sum; without a bound where what it is repaid restores its cap.
    pub(crate) fn most_drawn(&self) -> Money {
        let revolves = self.further.as_ref().is_some_and(|further| further.caps.revolves);
        if revolves { Money::MAX } else { self.cap }
    }

    /// Lets what a guarantee stands behind be watched, in the order in which supports are called.
    pub(crate) fn watch(supports: &mut [SupportPlan]) {
        let last = supports.iter().rposition(SupportPlan::only_failures).unwrap_or_default();
        for support in supports.iter_mut().take(last) {
            support.further.get_or_insert_default().is_watched = true;
        }
    }

    pub(crate) fn only_failures(&self) -> bool {
        self.further.as_ref().is_some_and(|further| further.only_failures)
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.further.as_ref().is_some_and(|further| further.is_watched)
    }

    pub(crate) fn is_facility(&self) -> bool {
        self.further.as_ref().is_some_and(|further| further.is_facility)
    }

    /// Does it earn a commitment fee?
    pub(crate) fn has_fee(&self) -> bool {
        self.further.as_ref().is_some_and(|further| !further.commitment.is_empty())
    }

    /// Does its giver pay a fraction after its failure?
    pub(crate) fn pays_late(&self) -> bool {
        self.further.as_ref().is_some_and(|further| further.late.is_some())
    }

    /// What the cap on the sum leaves.
    pub(crate) fn left(&self, recourse: &Recourse) -> Money {
        let revolves = self.further.as_ref().is_some_and(|further| further.caps.revolves);
        self.cap - if revolves { recourse.outstanding() } else { recourse.drawn }
    }

    /// The most that its caps allow over so many dates.
    pub(crate) fn most(&self, dates: usize) -> Money {
        match &self.further {
            None => self.cap,
            Some(further) if further.caps.revolves => further.caps.most(dates),
            Some(further) => further.caps.most(dates).min(self.cap),
        }
    }
}
