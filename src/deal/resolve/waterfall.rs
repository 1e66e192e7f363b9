//! Notes, fees, undertaking and steps: names become indices, rates become factors, and everything that falls due has
//! exactly one place in the order of payments.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::{Errors, LARGEST_DEAL, PaymentPeriod};
use crate::calendar::DayCount;
use crate::deal::error::Problem;
use crate::deal::{Deal, Fee, FeeAmount, FeeRateBase, FixedOn, Note, NoteRepayment, Step};
use crate::enhancement::{ReimbursementTiming, ShortfallUndertaking, UndertakingPlan};
use crate::ledger::AccountId;
use crate::money::{Factor, Money, Rounding};
use crate::rate::Rate;
use crate::waterfall::{self, Claim, FeeAccrual, FeeBase, FeePlan, NoteKind, NotePlan, Plan, RankedClaim};

pub(super) fn resolve(deal: &Deal, names: &Names, periods: &[PaymentPeriod], errors: &mut Errors) -> Plan {
    if deal.notes.is_empty() {
        errors.add("notes", Problem::NoNotes);
    }
    let issued: Money = deal.notes.iter().map(|note| note.amount).sum();
    if issued > LARGEST_DEAL {
        errors.add(
            "notes",
            Problem::TooLarge { what: "sum of the notes", amount: issued, limit: LARGEST_DEAL },
        );
    }
    let vat = deal.vat.and_then(|vat| errors.take("vat", vat.factor()));
    let undertaking =
        deal.undertaking.as_ref().and_then(|given| undertaking(given, deal, names, periods, errors));
    let notes = deal.notes.iter().map(|note| self::note(note, periods, errors)).collect();
    let fees = deal.fees.iter().map(|fee| self::fee(fee, names, periods, errors)).collect();
    let steps = Order { deal, names, errors, paid: BTreeMap::new(), capped: BTreeSet::new() }.resolve();
    let accounts = AccountId::after_fixed(deal.parties.len() + deal.notes.len()).index();
    Plan { dates: periods.len(), accounts, notes, fees, vat, undertaking, steps }
}

/// A rate over each period.
fn factors(
    place: &str,
    rate: Rate,
    count: DayCount,
    rounding: Rounding,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Vec<Factor> {
    let factor = |period: &PaymentPeriod| {
        let year = count.fraction(period.accrual_start, period.accrual_end);
        rate.over(year.numerator, year.denominator, rounding)
    };
    errors.take(place, periods.iter().map(factor).collect::<Result<Vec<_>, _>>()).unwrap_or_default()
}

fn note(note: &Note, periods: &[PaymentPeriod], errors: &mut Errors) -> NotePlan {
    let place = format!("note \"{}\"", note.name);
    if note.amount <= Money::ZERO {
        errors.add(&place, Problem::NotPositive { what: "amount", amount: note.amount });
    }
    let interest = note.coupon.map_or_else(Vec::new, |coupon| {
        factors(&place, coupon.rate, coupon.day_count, coupon.rounding, periods, errors)
    });
    NotePlan { amount: note.amount, kind: kind(note, &place, periods, errors), interest }
}

fn kind(note: &Note, place: &str, periods: &[PaymentPeriod], errors: &mut Errors) -> NoteKind {
    let mut matures = |maturity| {
        let at =
            periods.iter().position(|period| period.distribution == maturity || period.payment == maturity);
        if let (None, Some(first), Some(last)) = (at, periods.first(), periods.last()) {
            let dates = format!("from {} to {}", first.distribution, last.distribution);
            errors.add(place, Problem::MaturityOffDate { maturity, dates });
        }
        at.unwrap_or(0)
    };
    match note.repayment {
        NoteRepayment::PassThrough { maturity } => NoteKind::PassThrough { matures: matures(maturity) },
        NoteRepayment::Bullet { maturity } => NoteKind::Bullet { matures: matures(maturity) },
        NoteRepayment::Subordinated => NoteKind::Subordinated,
    }
}

fn fee(fee: &Fee, names: &Names, periods: &[PaymentPeriod], errors: &mut Errors) -> FeePlan {
    let place = format!("fee \"{}\"", fee.name);
    names.payee(&place, &fee.payee, errors);
    if let Some(amount) = fee.cap.filter(|cap| *cap <= Money::ZERO) {
        errors.add(&place, Problem::NotPositive { what: "cap", amount });
    }
    let accrual = match &fee.amount {
        FeeAmount::Rate { rate, base, day_count, rounding } => FeeAccrual::Rate {
            base: fee_base(base, &place, names, errors),
            factors: factors(&place, *rate, *day_count, *rounding, periods, errors),
        },
        FeeAmount::Fixed { amount, on } => {
            FeeAccrual::Fixed(fixed(*amount, on, &place, periods.len(), errors))
        }
    };
    FeePlan { accrual, cap: fee.cap.unwrap_or(Money::MAX) }
}

fn fee_base(base: &FeeRateBase, place: &str, names: &Names, errors: &mut Errors) -> FeeBase {
    match base {
        FeeRateBase::Pool => FeeBase::Pool,
        FeeRateBase::Notes(notes) => {
            check_list("note", notes, place, errors);
            FeeBase::Notes(notes.iter().filter_map(|note| names.note(place, note, errors)).collect())
        }
    }
}

fn fixed(amount: Money, on: &FixedOn, place: &str, dates: usize, errors: &mut Errors) -> Vec<Money> {
    if amount <= Money::ZERO {
        errors.add(place, Problem::NotPositive { what: "amount", amount });
    }
    if amount > LARGEST_DEAL {
        errors.add(place, Problem::TooLarge { what: "amount", amount, limit: LARGEST_DEAL });
    }
    let numbers = match on {
        FixedOn::EveryDate => return vec![amount; dates],
        FixedOn::Numbers(numbers) => numbers,
    };
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    check_list("distribution date", &texts, place, errors);
    for &number in numbers.iter().filter(|&&number| number == 0 || number as usize > dates) {
        // Without dates there is an error already, and every number would be wrong.
        if dates > 0 {
            errors.add(place, Problem::NoSuchDate { number, last: dates });
        }
    }
    (1..=dates).map(|k| if numbers.contains(&(k as u32)) { amount } else { Money::ZERO }).collect()
}

fn undertaking(
    given: &ShortfallUndertaking,
    deal: &Deal,
    names: &Names,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Option<UndertakingPlan> {
    let place = "undertaking";
    if given.interest_each_date.is_empty() && given.principal_at_maturity.is_empty() {
        errors.add(place, Problem::CoversNothing);
    }
    for (list, is_interest) in [(&given.interest_each_date, true), (&given.principal_at_maturity, false)] {
        check_twice(list, place, errors);
        for name in list {
            let Some(note) = names.note(place, name, errors).map(|note| &deal.notes[note]) else { continue };
            if note.repayment == NoteRepayment::Subordinated {
                errors.add(place, Problem::CoversSubordinated(name.clone()));
            } else if is_interest && note.coupon.is_none() {
                errors.add(place, Problem::NoCoupon(name.clone()));
            }
        }
    }
    if let Some(amount) = given.cap.filter(|cap| *cap <= Money::ZERO) {
        errors.add(place, Problem::NotPositive { what: "cap", amount });
    }
    let return_factors = given.agreed_return.map_or_else(Vec::new, |agreed| {
        factors(place, agreed.rate, agreed.day_count, Rounding::HalfUp, periods, errors)
    });
    Some(UndertakingPlan {
        // An unknown party has been reported with the roles.
        enhancer: names.party(&given.by).map(AccountId::after_fixed)?,
        cap: given.cap.unwrap_or(Money::MAX),
        return_factors,
        waits_for_senior: given.reimbursed == ReimbursementTiming::AfterSenior,
    })
}

/// A list that must name something, and nothing twice.
fn check_list(kind: &'static str, names: &[String], place: &str, errors: &mut Errors) {
    if names.is_empty() {
        errors.add(place, Problem::EmptyList(kind));
    }
    check_twice(names, place, errors);
}

fn check_twice(names: &[String], place: &str, errors: &mut Errors) {
    for (i, name) in names.iter().enumerate() {
        if names[..i].contains(name) {
            errors.add(place, Problem::ListedTwice(name.clone()));
        }
    }
}

/// The order of payments while it is being resolved.
struct Order<'a> {
    deal: &'a Deal,
    names: &'a Names,
    errors: &'a mut Errors,
    /// What is paid in full, by which step (from 1).
    paid: BTreeMap<Claim, usize>,
    /// Fees that some step pays up to a cap.
    capped: BTreeSet<usize>,
}

impl Order<'_> {
    fn resolve(mut self) -> Vec<waterfall::Step> {
        let mut steps = Vec::new();
        for (i, step) in self.deal.waterfall.iter().enumerate() {
            self.step(i + 1, step, &mut steps);
        }
        if !matches!(self.deal.waterfall.last(), Some(Step::Residual(_))) {
            self.errors.add("waterfall", Problem::NoResidual);
        }
        self.check_complete();
        steps
    }

    fn step(&mut self, number: usize, step: &Step, steps: &mut Vec<waterfall::Step>) {
        let place = format!("waterfall step {number}");
        let at = At { number, place: &place };
        let uncapped = |claims| waterfall::Step { claims, cap: Money::MAX };
        match step {
            Step::Taxes if self.deal.vat.is_none() => self.errors.add(&place, Problem::NothingToPay("tax")),
            Step::Taxes => {
                self.once(Claim::Vat, at);
                steps.push(uncapped(vec![ranked(Claim::Vat, AccountId::TAX_OFFICE)]));
            }
            Step::Fees(fees) => steps.push(uncapped(self.fees(fees, false, at))),
            Step::CappedFees { fees, cap } => {
                if *cap <= Money::ZERO {
                    self.errors.add(&place, Problem::NotPositive { what: "cap", amount: *cap });
                }
                steps.push(waterfall::Step { claims: self.fees(fees, true, at), cap: *cap });
            }
            Step::Interest(notes) => steps.push(uncapped(self.interest(notes, at))),
            Step::Principal(notes) => steps.push(uncapped(self.principal(notes, at))),
            Step::Reimbursement => self.reimbursement(at, steps),
            Step::Residual(to) => {
                if number < self.deal.waterfall.len() {
                    self.errors.add(&place, Problem::ResidualNotLast);
                }
                if let Some(account) = self.names.residual(&place, to, self.errors) {
                    steps.push(uncapped(vec![ranked(Claim::Residual, account)]));
                }
            }
        }
    }

    fn fees(&mut self, fees: &[String], capped: bool, at: At<'_>) -> Vec<RankedClaim> {
        check_list("fee", fees, at.place, self.errors);
        let mut claims = Vec::new();
        for name in fees {
            let Some(fee) = self.names.fee(at.place, name, self.errors) else { continue };
            if capped {
                self.capped.insert(fee);
            } else {
                self.once(Claim::Fee(fee), at);
            }
            // An unknown payee has been reported with the fee.
            if let Some(payee) = self.names.party(&self.deal.fees[fee].payee) {
                claims.push(ranked(Claim::Fee(fee), AccountId::after_fixed(payee)));
            }
        }
        claims
    }

    fn interest(&mut self, notes: &[String], at: At<'_>) -> Vec<RankedClaim> {
        for name in notes {
            let note = self.deal.notes.iter().find(|note| note.name == *name);
            if note.is_some_and(|note| note.coupon.is_none()) {
                self.errors.add(at.place, Problem::NoCoupon(name.clone()));
            }
        }
        let covered = self.deal.undertaking.as_ref().map(|given| given.interest_each_date.as_slice());
        self.notes(notes, Claim::Interest, covered.unwrap_or(&[]), at)
    }

    fn principal(&mut self, notes: &[String], at: At<'_>) -> Vec<RankedClaim> {
        self.check_same_way(notes, at);
        let covered = self.deal.undertaking.as_ref().map(|given| given.principal_at_maturity.as_slice());
        self.notes(notes, Claim::Principal, covered.unwrap_or(&[]), at)
    }

    /// Notes of one rank must be repaid in the same way: a pass-through note takes all the cash that a bullet beside it
    /// would keep, and no contract would leave open whose it is.
    fn check_same_way(&mut self, notes: &[String], at: At<'_>) {
        let way = |name: &String| {
            let note = self.deal.notes.iter().find(|note| note.name == *name);
            note.map(|note| std::mem::discriminant(&note.repayment))
        };
        let differ =
            |pair: &&[String]| way(&pair[0]).zip(way(&pair[1])).is_some_and(|(one, other)| one != other);
        if let Some([one, other]) = notes.windows(2).find(differ) {
            self.errors.add(at.place, Problem::MixedRank(one.clone(), other.clone()));
        }
    }

    fn notes(
        &mut self,
        notes: &[String],
        kind: fn(usize) -> Claim,
        covered: &[String],
        at: At<'_>,
    ) -> Vec<RankedClaim> {
        check_list("note", notes, at.place, self.errors);
        let mut claims = Vec::new();
        for name in notes {
            let Some(note) = self.names.note(at.place, name, self.errors) else { continue };
            self.once(kind(note), at);
            let payee = self.names.holders(note);
            claims.push(RankedClaim { claim: kind(note), payee, covered: covered.contains(name) });
        }
        claims
    }

    fn reimbursement(&mut self, at: At<'_>, steps: &mut Vec<waterfall::Step>) {
        let Some(undertaking) = &self.deal.undertaking else {
            return self.errors.add(at.place, Problem::NothingToPay("enhancer"));
        };
        self.once(Claim::Reimbursement, at);
        self.paid.insert(Claim::Return, at.number);
        self.check_not_too_early(undertaking, at);
        // An unknown party has been reported with the roles.
        if let Some(enhancer) = self.names.party(&undertaking.by).map(AccountId::after_fixed) {
            for claim in [Claim::Return, Claim::Reimbursement] {
                steps.push(waterfall::Step { claims: vec![ranked(claim, enhancer)], cap: Money::MAX });
            }
        }
    }

    /// A reimbursement that waits for the notes above it must stand below them: a step is taken once a date, and what
    /// the last of their principal leaves would go past it.
    fn check_not_too_early(&mut self, undertaking: &ShortfallUndertaking, at: At<'_>) {
        if undertaking.reimbursed == ReimbursementTiming::EachDate {
            return;
        }
        let later = self.deal.waterfall[at.number..].iter().filter_map(|step| match step {
            Step::Principal(notes) => Some(notes),
            _ => None,
        });
        let waits_for = |name: &&String| {
            let note = self.deal.notes.iter().find(|note| note.name == **name);
            note.is_some_and(|note| note.repayment != NoteRepayment::Subordinated)
        };
        if let Some(name) = later.flatten().find(waits_for) {
            self.errors.add(at.place, Problem::ReimbursedTooEarly(name.clone()));
        }
    }

    fn once(&mut self, claim: Claim, at: At<'_>) {
        if let Some(earlier) = self.paid.insert(claim, at.number) {
            self.errors.add(at.place, Problem::PaidTwice(self.deal.describe(claim), earlier));
        }
    }

    /// Everything that falls due must be paid somewhere.
    fn check_complete(&mut self) {
        let deal = self.deal;
        let vat = deal.vat.map(|_| Claim::Vat);
        let fees = self.names.fee_indices().into_iter().filter(|fee| !self.capped.contains(fee));
        let notes = self.names.note_indices();
        let earning = notes.iter().filter(|&&note| deal.notes[note].coupon.is_some());
        let agreed = deal.undertaking.as_ref().and_then(|given| given.agreed_return);
        let due: Vec<Claim> = (vat.into_iter())
            .chain(fees.map(Claim::Fee))
            .chain(earning.map(|&note| Claim::Interest(note)))
            .chain(notes.iter().map(|&note| Claim::Principal(note)))
            .chain(agreed.map(|_| Claim::Return))
            .collect();
        for claim in due.into_iter().filter(|claim| !self.paid.contains_key(claim)) {
            self.errors.add("waterfall", Problem::NeverPaid(deal.describe(claim)));
        }
    }
}

/// A step's number and place.
#[derive(Clone, Copy)]
struct At<'a> {
    number: usize,
    place: &'a str,
}

fn ranked(claim: Claim, payee: AccountId) -> RankedClaim {
    RankedClaim { claim, payee, covered: false }
}
