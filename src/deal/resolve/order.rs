//! The order of payments: names become claims, and everything that falls due has exactly one place in it.

use std::collections::{BTreeMap, BTreeSet};

use super::Errors;
use super::names::{Names, check_list};
use crate::deal::error::Problem;
use crate::deal::{Deal, NoteRepayment, Step};
use crate::enhancement::{ReimbursementTiming, ShortfallUndertaking};
use crate::ledger::AccountId;
use crate::money::Money;
use crate::place::Place;
use crate::waterfall::{self, Claim, RankedClaim};

pub(super) fn resolve(deal: &Deal, names: &Names, errors: &mut Errors) -> Vec<waterfall::Step> {
    let undertaking = deal.undertaking.as_ref();
    let mut order =
        Order { deal, undertaking, names, errors, paid: BTreeMap::new(), capped: BTreeSet::new() };
    let mut steps = Vec::new();
    for (i, step) in deal.waterfall.iter().enumerate() {
        let place = Place::WaterfallStep(i + 1);
        order.step(step, At { number: i + 1, place: &place }, &mut steps);
    }
    order.check_waits();
    if !matches!(deal.waterfall.last(), Some(Step::Residual(_))) {
        order.errors.add("waterfall", Problem::NoResidual);
    }
    order.check_complete();
    steps
}

/// The order of payments while it is being resolved.
struct Order<'a> {
    deal: &'a Deal,
    undertaking: Option<&'a ShortfallUndertaking>,
    names: &'a Names,
    errors: &'a mut Errors,
    /// What is paid in full, by which step (from 1).
    paid: BTreeMap<Claim, usize>,
    /// Fees that some step pays up to a cap.
    capped: BTreeSet<usize>,
}

/// A step's number and place.
#[derive(Clone, Copy)]
struct At<'a> {
    number: usize,
    place: &'a Place,
}

impl Order<'_> {
    fn step(&mut self, step: &Step, at: At<'_>, steps: &mut Vec<waterfall::Step>) {
        let mut add = |claims, cap| steps.push(waterfall::Step { claims, cap });
        match step {
            Step::Taxes => add(self.taxes(at), Money::MAX),
            Step::Fees(fees) => add(self.fees(fees, at), Money::MAX),
            Step::CappedFees { fees, cap } => {
                if *cap <= Money::ZERO {
                    self.errors.add(at.place.clone(), Problem::NotPositive { what: "cap", amount: *cap });
                }
                add(self.capped_fees(fees, at), *cap);
            }
            Step::Interest(notes) => add(self.interest(notes, at), Money::MAX),
            Step::Principal(notes) => add(self.principal(notes, at), Money::MAX),
            // The return first, and then what it is a return on.
            Step::Reimbursement => {
                self.reimbursement(at).into_iter().for_each(|claim| add(vec![claim], Money::MAX));
            }
            Step::Residual(to) => add(self.residual(to, at).into_iter().collect(), Money::MAX),
        }
    }

    fn taxes(&mut self, at: At<'_>) -> Vec<RankedClaim> {
        if self.deal.vat.is_none() {
            self.errors.add(at.place.clone(), Problem::NothingToPay("tax"));
        }
        self.once(Claim::Vat, at);
        let covered = self.undertaking.is_some_and(|given| given.taxes_each_date);
        vec![RankedClaim { claim: Claim::Vat, payee: AccountId::TAX_OFFICE, covered }]
    }

    fn fees(&mut self, fees: &[String], at: At<'_>) -> Vec<RankedClaim> {
        let claims = self.fee_claims(fees, at);
        claims.iter().for_each(|ranked| self.once(ranked.claim, at));
        claims
    }

    /// Fees up to a cap, of which the undertaking pays nothing: what the cap leaves is not short but paid elsewhere.
    fn capped_fees(&mut self, fees: &[String], at: At<'_>) -> Vec<RankedClaim> {
        let claims = self.fee_claims(fees, at);
        for ranked in &claims {
            if let Some(earlier) = self.paid.get(&ranked.claim) {
                self.errors
                    .add(at.place.clone(), Problem::PaidTwice(self.deal.describe(ranked.claim), *earlier));
            }
            if let Claim::Fee(fee) = ranked.claim {
                self.capped.insert(fee);
            }
        }
        claims.into_iter().map(|ranked| RankedClaim { covered: false, ..ranked }).collect()
    }

    fn fee_claims(&mut self, fees: &[String], at: At<'_>) -> Vec<RankedClaim> {
        check_list("fee", fees, at.place, self.errors);
        let mut claims = Vec::new();
        for name in fees {
            let Some(fee) = self.names.fee(at.place, name, self.errors) else { continue };
            let covered = self.undertaking.is_some_and(|given| given.fees_each_date.contains(name));
            // An unknown payee has been reported with the fee.
            let payee = self.names.party(&self.deal.fees[fee].payee).unwrap_or_default();
            claims.push(RankedClaim {
                claim: Claim::Fee(fee),
                payee: AccountId::after_fixed(payee),
                covered,
            });
        }
        claims
    }

    fn interest(&mut self, notes: &[String], at: At<'_>) -> Vec<RankedClaim> {
        let notes = self.notes(notes, at);
        for &note in notes.iter().filter(|&&note| self.deal.notes[note].coupon.is_none()) {
            self.errors.add(at.place.clone(), Problem::NoCoupon(self.deal.notes[note].name.clone()));
        }
        let covered = self.undertaking.map_or(&[] as &[String], |given| &given.interest_each_date);
        self.note_claims(&notes, Claim::Interest, covered, at)
    }

    fn principal(&mut self, notes: &[String], at: At<'_>) -> Vec<RankedClaim> {
        let notes = self.notes(notes, at);
        self.check_same_way(&notes, at);
        let covered = self.undertaking.map_or(&[] as &[String], |given| &given.principal_at_maturity);
        self.note_claims(&notes, Claim::Principal, covered, at)
    }

    /// The notes of a step that the deal has.
    fn notes(&mut self, notes: &[String], at: At<'_>) -> Vec<usize> {
        check_list("note", notes, at.place, self.errors);
        notes.iter().filter_map(|name| self.names.note(at.place, name, self.errors)).collect()
    }

    fn note_claims(
        &mut self,
        notes: &[usize],
        kind: fn(usize) -> Claim,
        covered: &[String],
        at: At<'_>,
    ) -> Vec<RankedClaim> {
        notes.iter().for_each(|&note| self.once(kind(note), at));
        let claim = |&note: &usize| RankedClaim {
            claim: kind(note),
            payee: self.names.holders(note),
            covered: covered.contains(&self.deal.notes[note].name),
        };
        notes.iter().map(claim).collect()
    }

    /// Notes of one rank must be repaid in the same way: a pass-through note takes all the cash that a bullet beside it
    /// would keep, and no contract would leave open whose it is.
    fn check_same_way(&mut self, notes: &[usize], at: At<'_>) {
        let notes: Vec<_> = notes.iter().map(|&note| &self.deal.notes[note]).collect();
        let way = |repayment| std::mem::discriminant(repayment);
        let differ = notes.windows(2).find(|pair| way(&pair[0].repayment) != way(&pair[1].repayment));
        if let Some([one, other]) = differ {
            self.errors.add(at.place.clone(), Problem::MixedRank(one.name.clone(), other.name.clone()));
        }
    }

    fn reimbursement(&mut self, at: At<'_>) -> Vec<RankedClaim> {
        let Some(given) = self.undertaking else {
            self.errors.add(at.place.clone(), Problem::NothingToPay("enhancer"));
            return Vec::new();
        };
        self.once(Claim::Reimbursement, at);
        self.paid.insert(Claim::Return, at.number);
        // An unknown party has been reported with the roles.
        let payee = AccountId::after_fixed(self.names.party(&given.by).unwrap_or_default());
        [Claim::Return, Claim::Reimbursement].map(|claim| RankedClaim { claim, payee, covered: false }).into()
    }

    fn residual(&mut self, to: &str, at: At<'_>) -> Option<RankedClaim> {
        if at.number < self.deal.waterfall.len() {
            self.errors.add(at.place.clone(), Problem::ResidualNotLast);
        }
        let payee = self.names.residual(at.place, to, self.errors)?;
        Some(RankedClaim { claim: Claim::Residual, payee, covered: false })
    }

    fn once(&mut self, claim: Claim, at: At<'_>) {
        if let Some(earlier) = self.paid.insert(claim, at.number) {
            self.errors.add(at.place.clone(), Problem::PaidTwice(self.deal.describe(claim), earlier));
        }
    }

    /// What waits for the senior notes must stand below the last of their principal: a step is taken once a date, so on the
    /// date that repays them, and if it is the last for ever, it would come too early.
    fn check_waits(&mut self) {
        let note = |name: &String| self.names.note_of(name).map(|note| self.deal.notes[note].repayment);
        let is_subordinated = |name: &&String| note(name) == Some(NoteRepayment::Subordinated);
        let is_senior = |name: &&String| note(name).is_some_and(|way| way != NoteRepayment::Subordinated);
        let timing = self.undertaking.map(|given| given.reimbursed);
        let steps = &self.deal.waterfall;
        for (i, step) in steps.iter().enumerate() {
            let waits = match step {
                Step::Reimbursement => timing == Some(ReimbursementTiming::AfterSenior),
                Step::Principal(notes) => notes.iter().any(|name| is_subordinated(&name)),
                _ => false,
            };
            let mut later = steps[i + 1..].iter().filter_map(|step| match step {
                Step::Principal(notes) => notes.iter().find(is_senior),
                _ => None,
            });
            if let (true, Some(name)) = (waits, later.next_back()) {
                self.errors.add(Place::WaterfallStep(i + 1), Problem::TooEarly(name.clone()));
            }
        }
    }

    /// Everything that falls due must be paid somewhere, and every fee that the undertaking covers in full.
    fn check_complete(&mut self) {
        let deal = self.deal;
        let vat = deal.vat.map(|_| Claim::Vat);
        let fees = self.names.fee_indices().into_iter().filter(|fee| !self.capped.contains(fee));
        let notes = self.names.note_indices();
        let earning = notes.iter().filter(|&&note| deal.notes[note].coupon.is_some());
        let agreed = self.undertaking.and_then(|given| given.agreed_return);
        let due: Vec<Claim> = (vat.into_iter())
            .chain(fees.map(Claim::Fee))
            .chain(earning.map(|&note| Claim::Interest(note)))
            .chain(notes.iter().map(|&note| Claim::Principal(note)))
            .chain(agreed.map(|_| Claim::Return))
            .collect();
        for claim in due.into_iter().filter(|claim| !self.paid.contains_key(claim)) {
            self.errors.add("waterfall", Problem::NeverPaid(deal.describe(claim)));
        }
        for name in self.undertaking.map_or(&[] as &[String], |given| &given.fees_each_date) {
            let fee = self.names.fee_of(name).filter(|fee| self.capped.contains(fee));
            if fee.is_some_and(|fee| !self.paid.contains_key(&Claim::Fee(fee))) {
                self.errors.add("undertaking", Problem::CoversCapped(name.clone()));
            }
        }
    }
}
