//! The plan's books on one path: what each claim is owed, and what each step of the waterfall pays of it.
//!
//! Everything is found by its name, every time, and nothing is computed before it is needed.

use std::collections::BTreeMap;

use abs_waterfall::deal::{Deal, FeeAmount, FeeRateBase, FixedOn, NoteRepayment, Step};
use abs_waterfall::enhancement::ReimbursementTiming;
use abs_waterfall::projection::EndReason;
use abs_waterfall::{Money, Rounding};
use rust_decimal::Decimal;

use crate::days::{Yuan, part_of, part_of_year};
use crate::pool::{Collection, Period};
use crate::share::share;

const ZERO: Decimal = Decimal::ZERO;
pub(crate) const RETURN: &str = "agreed return to the enhancer";
pub(crate) const REIMBURSEMENT: &str = "reimbursement of the enhancer";

pub(crate) fn fee(name: &str) -> String {
    format!("fee \"{name}\"")
}

pub(crate) fn interest(note: &str) -> String {
    format!("interest on \"{note}\"")
}

pub(crate) fn principal(note: &str) -> String {
    format!("principal of \"{note}\"")
}

/// The enhancer's recourse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recourse {
    pub(crate) unanswered: Yuan,
    pub(crate) drawn: Yuan,
    pub(crate) reimbursed: Yuan,
    pub(crate) return_paid: Yuan,
    pub(crate) return_due: Yuan,
}

/// The books between two distribution dates.
#[derive(Clone)]
pub(crate) struct Books<'a> {
    deal: &'a Deal,
    periods: &'a [Period],
    pub(crate) cash: Yuan,
    /// What bullets keep of it on this date.
    kept: Yuan,
    /// Taxes, fees and interest that have fallen due, by the words for them.
    pub(crate) owed: BTreeMap<String, Yuan>,
    pub(crate) balances: BTreeMap<String, Yuan>,
    pub(crate) recourse: Recourse,
    /// What was paid on this date, by the words for it.
    pub(crate) paid: BTreeMap<String, Yuan>,
    /// What of it the enhancer paid.
    pub(crate) drawn: Yuan,
    /// What the enhancer was called for on this date and did not pay.
    open: Yuan,
    performing: Yuan,
    /// Why the plan has ended, once it has.
    pub(crate) ended: Option<EndReason>,
}

/// One claim in a step.
struct Asks {
    what: String,
    amount: Yuan,
    covered: bool,
}

impl<'a> Books<'a> {
    pub(crate) fn at_closing(deal: &'a Deal, periods: &'a [Period], pool: Yuan) -> Books<'a> {
        let balances = deal.notes.iter().map(|note| (note.name.clone(), note.amount.to_decimal())).collect();
        Books {
            deal,
            periods,
            cash: ZERO,
            kept: ZERO,
            owed: BTreeMap::new(),
            balances,
            recourse: Recourse::default(),
            paid: BTreeMap::new(),
            drawn: ZERO,
            open: ZERO,
            performing: pool,
            ended: None,
        }
    }

    /// A period's collections arrive, and what it costs falls due; after the plan's end only the tax on what arrives.
    pub(crate) fn open(&mut self, k: usize, collected: &Collection) {
        self.paid.clear();
        self.drawn = ZERO;
        self.kept = ZERO;
        self.open = ZERO;
        self.cash += collected.interest + collected.principal + collected.recovery;
        self.tax(collected.interest);
        if self.ended.is_none() {
            self.fees_fall_due(k);
            self.interest_falls_due(k);
        }
        self.performing = collected.performing;
    }

    fn owe(&mut self, what: String, amount: Yuan) {
        *self.owed.entry(what).or_default() += amount;
    }

    pub(crate) fn owed(&self, what: &str) -> Yuan {
        self.owed.get(what).copied().unwrap_or_default()
    }

    fn tax(&mut self, interest: Yuan) {
        let Some(vat) = self.deal.vat else { return };
        let rate = vat.rate.to_decimal();
        let ratio = (rate * (Decimal::ONE + vat.surcharge.to_decimal()), Decimal::ONE + rate);
        self.owe("VAT".into(), part_of(interest, ratio, vat.rounding));
    }

    fn fees_fall_due(&mut self, k: usize) {
        for due in &self.deal.fees {
            let amount = self.fee_of_period(&due.amount, k);
            let most = due.cap.map_or(Decimal::MAX, Money::to_decimal);
            self.owe(fee(&due.name), amount.min(most));
        }
    }

    fn fee_of_period(&self, amount: &FeeAmount, k: usize) -> Yuan {
        match amount {
            FeeAmount::Fixed { amount, on: FixedOn::EveryDate } => amount.to_decimal(),
            FeeAmount::Fixed { amount, on: FixedOn::Numbers(numbers) } => {
                if numbers.contains(&(k as u32 + 1)) { amount.to_decimal() } else { ZERO }
            }
            FeeAmount::Rate { rate, base, day_count, rounding } => {
                let base = match base {
                    FeeRateBase::Pool => self.performing,
                    FeeRateBase::Notes(names) => names.iter().map(|name| self.balances[name]).sum(),
                };
                self.accrual(base, rate.to_decimal(), *day_count, *rounding, k)
            }
        }
    }

    fn interest_falls_due(&mut self, k: usize) {
        for note in &self.deal.notes {
            let Some(coupon) = note.coupon else { continue };
            let (balance, rate) = (self.balances[&note.name], coupon.rate.to_decimal());
            self.owe(interest(&note.name), self.accrual(balance, rate, coupon.day_count, coupon.rounding, k));
        }
        let agreed = self.deal.undertaking.as_ref().and_then(|given| given.agreed_return);
        if let Some(agreed) = agreed {
            let rate = agreed.rate.to_decimal();
            let outstanding = self.outstanding();
            self.recourse.return_due +=
                self.accrual(outstanding, rate, agreed.day_count, Rounding::HalfUp, k);
        }
    }

    fn accrual(
        &self,
        base: Yuan,
        rate: Decimal,
        count: abs_waterfall::calendar::DayCount,
        rounding: Rounding,
        k: usize,
    ) -> Yuan {
        let (numerator, denominator) =
            part_of_year(count, self.periods[k].accrues_from, self.periods[k].accrues_to);
        part_of(base, (rate * numerator, denominator), rounding)
    }

    /// What the enhancer paid and was not repaid.
    pub(crate) fn outstanding(&self) -> Yuan {
        self.recourse.drawn - self.recourse.reimbursed
    }

    fn repayment(&self, note: &str) -> NoteRepayment {
        self.deal.notes.iter().find(|other| other.name == note).unwrap().repayment
    }

    pub(crate) fn is_subordinated(&self, note: &str) -> bool {
        self.repayment(note) == NoteRepayment::Subordinated
    }

    fn seniors_repaid(&self) -> bool {
        self.balances.iter().all(|(note, balance)| self.is_subordinated(note) || balance.is_zero())
    }

    /// Has this note's maturity date come?
    pub(crate) fn matured(&self, note: &str, k: usize) -> bool {
        match self.repayment(note) {
            NoteRepayment::PassThrough { maturity } | NoteRepayment::Bullet { maturity } => {
                let matures = |p: &Period| p.nominal == maturity || p.payment == maturity;
                self.periods[..=k].iter().any(matures)
            }
            NoteRepayment::Subordinated => false,
        }
    }

    /// How much principal a note takes if it can get it.
    fn takes(&self, note: &str, k: usize) -> Yuan {
        let takes = match self.repayment(note) {
            NoteRepayment::PassThrough { .. } => true,
            NoteRepayment::Bullet { .. } => self.matured(note, k),
            NoteRepayment::Subordinated => self.seniors_repaid(),
        };
        if takes { self.balances[note] } else { ZERO }
    }

    /// The plan ends where nobody but the subordinated is owed anything, nothing is left to come in and nothing is in the
    /// account; or on the last day on which any note must be repaid.
    pub(crate) fn close(&mut self, k: usize, to_come: &[Collection]) {
        let owed = |note: &str| self.balances[note] + self.owed(&interest(note));
        let mut seniors = self.balances.keys().filter(|note| !self.is_subordinated(note));
        let nothing_owed = seniors.all(|note| owed(note).is_zero());
        let arrives = |later: &Collection| later.interest + later.principal + later.recovery;
        let nothing_to_come = self.performing.is_zero() && to_come.iter().all(|c| arrives(c).is_zero());
        let last_day = self.balances.keys().all(|note| match self.is_subordinated(note) {
            true => k + 1 == self.periods.len(),
            false => self.matured(note, k),
        });
        self.ended = match self.ended {
            None if nothing_owed && nothing_to_come && self.cash.is_zero() => Some(EndReason::WoundUp),
            None if last_day => Some(EndReason::LegalFinal),
            before => before,
        };
    }

    /// Cash that the next step can have.
    fn free(&self) -> Yuan {
        self.cash - self.kept
    }

    /// A bullet that has not matured keeps the cash that reaches it from the steps behind it, up to what it is owed.
    fn keep(&mut self, notes: &[String], k: usize) {
        for note in notes {
            if matches!(self.repayment(note), NoteRepayment::Bullet { .. }) && !self.matured(note, k) {
                self.kept += self.free().min(self.balances[note]);
            }
        }
    }

    /// One distribution date: the steps in their order.
    pub(crate) fn distribute(&mut self, k: usize, enhancer_pays: bool, enhanced: bool) {
        let deal = self.deal;
        for step in &deal.waterfall {
            match step {
                Step::Taxes => self.pay_and_draw(&[self.tax_asks()], enhancer_pays, enhanced),
                Step::Fees(names) => {
                    let asks = names.iter().map(|fee| self.covered_fee_asks(fee)).collect::<Vec<Asks>>();
                    self.pay_and_draw(&asks, enhancer_pays, enhanced);
                }
                Step::CappedFees { fees, cap } => drop(self.pay(&self.fee_asks(fees), cap.to_decimal())),
                Step::Interest(notes) => {
                    let asks: Vec<Asks> = notes.iter().map(|note| self.interest_asks(note)).collect();
                    self.pay_and_draw(&asks, enhancer_pays, enhanced);
                }
                Step::Principal(notes) => {
                    let asks: Vec<Asks> = notes.iter().map(|note| self.principal_asks(note, k)).collect();
                    self.pay_and_draw(&asks, enhancer_pays, enhanced);
                    self.keep(notes, k);
                }
                Step::Reimbursement => self.reimburse(),
                Step::Residual(_) => self.residual(),
            }
        }
    }

    fn asks(&self, what: String) -> Asks {
        Asks { amount: self.owed(&what), what, covered: false }
    }

    fn fee_asks(&self, names: &[String]) -> Vec<Asks> {
        names.iter().map(|name| self.asks(fee(name))).collect()
    }

    fn tax_asks(&self) -> Asks {
        let covered = self.deal.undertaking.as_ref().is_some_and(|given| given.taxes_each_date);
        Asks { covered, ..self.asks("VAT".into()) }
    }

    fn covered_fee_asks(&self, name: &String) -> Asks {
        let covered = self.deal.undertaking.as_ref().is_some_and(|given| given.fees_each_date.contains(name));
        Asks { covered, ..self.asks(fee(name)) }
    }

    fn interest_asks(&self, note: &String) -> Asks {
        let covered =
            self.deal.undertaking.as_ref().is_some_and(|given| given.interest_each_date.contains(note));
        Asks { covered, ..self.asks(interest(note)) }
    }

    fn principal_asks(&self, note: &String, k: usize) -> Asks {
        let promised =
            self.deal.undertaking.as_ref().is_some_and(|given| given.principal_at_maturity.contains(note));
        let covered = promised && self.matured(note, k);
        Asks { what: principal(note), amount: self.takes(note, k), covered }
    }

    /// Pays claims of one rank from the plan's cash; what each is still short of comes back.
    fn pay(&mut self, asks: &[Asks], most: Yuan) -> Vec<Yuan> {
        let amounts: Vec<Yuan> = asks.iter().map(|asked| asked.amount).collect();
        let paid = share(self.free().min(most), &amounts);
        for (asked, amount) in asks.iter().zip(&paid) {
            self.cash -= amount;
            self.settle(&asked.what, *amount);
        }
        amounts.iter().zip(&paid).map(|(asked, paid)| asked - paid).collect()
    }

    /// Pays claims of one rank from the plan's cash; the enhancer is called for what is covered and short.
    fn pay_and_draw(&mut self, asks: &[Asks], enhancer_pays: bool, enhanced: bool) {
        let short = self.pay(asks, Decimal::MAX);
        let covered = |(asked, short): (&Asks, &Yuan)| if asked.covered { *short } else { ZERO };
        let calls: Vec<Yuan> = asks.iter().zip(&short).map(covered).collect();
        let called: Yuan = calls.iter().sum();
        if !enhanced || called.is_zero() || self.ended.is_some() {
            return;
        }
        let cap = self.deal.undertaking.as_ref().and_then(|given| given.cap);
        let left = cap.map_or(Decimal::MAX, |cap| cap.to_decimal() - self.recourse.drawn);
        self.open += called;
        for (asked, drawn) in asks.iter().zip(share(if enhancer_pays { left } else { ZERO }, &calls)) {
            self.recourse.drawn += drawn;
            self.drawn += drawn;
            self.open -= drawn;
            self.settle(&asked.what, drawn);
        }
        self.recourse.unanswered = self.recourse.unanswered.max(self.open);
    }

    /// Books a payment on whatever it was for.
    fn settle(&mut self, what: &str, amount: Yuan) {
        *self.paid.entry(what.into()).or_default() += amount;
        if let Some(note) = self.deal.notes.iter().find(|note| principal(&note.name) == what) {
            *self.balances.get_mut(&note.name).unwrap() -= amount;
        } else if let Some(owed) = self.owed.get_mut(what) {
            *owed -= amount;
        }
    }

    /// May the plan not repay the enhancer yet?
    pub(crate) fn reimbursement_waits(&self) -> bool {
        let timing = self.deal.undertaking.as_ref().map(|given| given.reimbursed);
        timing == Some(ReimbursementTiming::AfterSenior) && !self.seniors_repaid()
    }

    /// The return first, then what it is a return on.
    fn reimburse(&mut self) {
        if self.reimbursement_waits() {
            return;
        }
        let interest = self.free().min(self.recourse.return_due);
        self.cash -= interest;
        self.recourse.return_due -= interest;
        self.recourse.return_paid += interest;
        let back = self.free().min(self.outstanding());
        self.cash -= back;
        self.recourse.reimbursed += back;
        self.settle(RETURN, interest);
        self.settle(REIMBURSEMENT, back);
    }

    fn residual(&mut self) {
        if self.balances.values().all(Decimal::is_zero) {
            let left = std::mem::take(&mut self.cash);
            self.settle("residual", left);
        }
    }

    /// What must be paid down to the rank of the last note that is not subordinated, on a date that has been opened and not
    /// distributed: what those steps would pay of taxes, fees and these notes' dues if cash were no matter.
    pub(crate) fn dues(&self, k: usize) -> Yuan {
        let is_senior = |note: &&String| !self.is_subordinated(note);
        let last = self.deal.waterfall.iter().rposition(|step| match step {
            Step::Interest(notes) | Step::Principal(notes) => notes.iter().any(|note| is_senior(&note)),
            _ => false,
        });
        let mut paid: BTreeMap<String, Yuan> = BTreeMap::new();
        for step in &self.deal.waterfall[..last.map_or(0, |last| last + 1)] {
            let (claims, cap): (Vec<String>, Yuan) = match step {
                Step::Taxes => (vec!["VAT".into()], Decimal::MAX),
                Step::Fees(fees) => (fees.iter().map(|name| fee(name)).collect(), Decimal::MAX),
                Step::CappedFees { fees, cap } => {
                    (fees.iter().map(|name| fee(name)).collect(), cap.to_decimal())
                }
                Step::Interest(notes) => {
                    (notes.iter().filter(is_senior).map(|note| interest(note)).collect(), Decimal::MAX)
                }
                Step::Principal(notes) => {
                    let matured = notes.iter().filter(|note| self.matured(note, k));
                    matured.for_each(|note| _ = paid.insert(principal(note), self.balances[note]));
                    continue;
                }
                _ => continue,
            };
            let left = |what: &String| self.owed(what) - paid.get(what).copied().unwrap_or_default();
            let left: Vec<Yuan> = claims.iter().map(left).collect();
            for (what, part) in claims.into_iter().zip(share(cap, &left)) {
                *paid.entry(what).or_default() += part;
            }
        }
        paid.values().sum()
    }
}
