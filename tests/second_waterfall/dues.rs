//! What must be paid on a date in the ranks of the senior notes, whatever the cash.

use std::collections::BTreeMap;

use abs_waterfall::deal::Step;
use abs_waterfall::waterfall::StepKind;
use rust_decimal::Decimal;

use crate::books::{Books, agreed_return, commitment, principal, reimbursement};
use crate::days::Yuan;
use crate::share::share;
use crate::stack::is_facility;
use crate::steps::{claims_of, in_parts, interest_words};

/// What must be paid on a date.
#[derive(Clone, Copy)]
pub(crate) struct Dues {
    /// Taxes and fees.
    pub(crate) costs: Yuan,
    /// Interest and principal.
    pub(crate) notes: Yuan,
}

impl Books<'_> {
    /// What must be paid down to the rank of the last note that is not subordinated, on a date that has been opened
    /// and not distributed: what those steps would pay if cash were no matter, of taxes and fees, and of these notes'
    /// dues.
    pub(crate) fn dues(&self, k: usize) -> Dues {
        self.dues_to_last(k, |note| !self.is_subordinated(note))
    }

    /// In sum, what must be paid down to the rank of one note, itself included.
    pub(crate) fn dues_down_to(&self, note: &str, k: usize) -> Yuan {
        let dues = self.dues_to_last(k, |other| other == note);
        dues.costs + dues.notes
    }

    fn dues_to_last(&self, k: usize, is_it: impl Fn(&str) -> bool) -> Dues {
        let is_senior = |note: &&String| !self.is_subordinated(note);
        let steps: Vec<&Step> = self.steps().iter().filter(|step| self.is_taken(step)).collect();
        let last = steps.iter().rposition(|step| match &step.kind {
            StepKind::Principal(_) if step.ahead => false,
            StepKind::Interest(notes) | StepKind::Principal(notes) => notes.iter().any(|note| is_it(note)),
            _ => false,
        });
        let mut paid: BTreeMap<String, Yuan> = BTreeMap::new();
        for step in &steps[..last.map_or(0, |last| last + 1)] {
            let claims: Vec<String> = match &step.kind {
                StepKind::Interest(notes) => {
                    let due = |n: &&String| is_senior(n) && self.expects_interest(n, k);
                    let claims = notes.iter().zip(claims_of(step)).filter(|(note, _)| due(note));
                    claims.flat_map(|(_, what)| in_parts(self.deal, &what)).collect()
                }
                StepKind::Principal(_) if step.ahead => continue,
                StepKind::Principal(notes) => {
                    let expected = notes.iter().filter(|note| self.is_expected(note, k));
                    expected.for_each(|note| _ = paid.insert(principal(note), self.due(note, k)));
                    continue;
                }
                StepKind::SupportFees(of) => {
                    for name in of {
                        paid.insert(commitment(name), self.owed(&commitment(name)));
                        paid.insert(agreed_return(name), self.supports[name].return_due);
                    }
                    continue;
                }
                StepKind::Reimbursement(of) => {
                    for it in self.repaid_by(of).into_iter().filter(|it| is_facility(it)) {
                        paid.insert(reimbursement(it.name()), self.supports[it.name()].outstanding());
                    }
                    continue;
                }
                _ => claims_of(step),
            };
            let left = |what: &String| self.owed(what) - paid.get(what).copied().unwrap_or_default();
            let left: Vec<Yuan> = claims.iter().map(left).collect();
            let due = left.iter().sum();
            for (what, part) in claims.into_iter().zip(share(self.most_due(step, due), &left)) {
                *paid.entry(what).or_default() += part;
            }
        }
        let of_notes = |what: &String| {
            let of_note = |note: &str| interest_words(note).contains(what) || principal(note) == *what;
            self.deal.notes.iter().any(|it| of_note(&it.name))
        };
        let is_cost = |what: &String| !of_notes(what);
        let sum =
            |costs: bool| paid.iter().filter(|(what, _)| is_cost(what) == costs).map(|(_, due)| due).sum();
        Dues { costs: sum(true), notes: sum(false) }
    }

    /// What a step may pay, of so much that is due in it.
    pub(crate) fn cap(&self, step: &Step, due: Yuan) -> Yuan {
        self.step_due.set(due);
        step.cap.as_ref().map_or(Decimal::MAX, |cap| self.amount(cap))
    }
}
