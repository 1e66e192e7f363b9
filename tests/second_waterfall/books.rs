//! The plan's books on one path: what is in every account, and what each claim is owed.
//!
//! Everything is found by its name, every time, and nothing is computed before it is needed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use abs_waterfall::credit::Grade;
use abs_waterfall::deal::{Deal, Deferral, FeeAmount, FeeRateBase, FixedOn, Note, NoteRepayment, VatBase};
use abs_waterfall::enhancement::{Support, SupportKind};
use abs_waterfall::projection::EndReason;
use abs_waterfall::waterfall::{EventEffect, PaymentOrder, SplitRecoveries};
use abs_waterfall::{Date, Money, Rate, Rounding};
use rust_decimal::Decimal;

use crate::coupons;
use crate::days::{Yuan, part_of, part_of_year};
use crate::events::Told;
use crate::pool::{Collection, Guaranteed, Period};
use crate::repurchases::Bought;
use crate::stack::{Counts, Late};

const ZERO: Decimal = Decimal::ZERO;
pub(crate) const VAT: &str = "VAT";
pub(crate) const RESIDUAL: &str = "residual";
const BORROWERS: &str = "borrowers";
pub(crate) const TAX_OFFICE: &str = "tax office";
const BANK: &str = "account bank";

pub(crate) fn fee(name: &str) -> String {
    format!("fee \"{name}\"")
}

pub(crate) fn interest(note: &str) -> String {
    format!("interest on \"{note}\"")
}

/// What of it has accrued for the date.
pub(crate) fn current(note: &str) -> String {
    format!("current interest on \"{note}\"")
}

/// What of it is unpaid of dates before.
pub(crate) fn arrears(note: &str) -> String {
    format!("arrears of interest on \"{note}\"")
}

pub(crate) fn ahead(note: &str) -> String {
    format!("principal of \"{note}\" ahead")
}

pub(crate) fn principal(note: &str) -> String {
    format!("principal of \"{note}\"")
}

pub(crate) fn agreed_return(support: &str) -> String {
    format!("agreed return to \"{support}\"")
}

pub(crate) fn reimbursement(support: &str) -> String {
    format!("reimbursement of \"{support}\"")
}

pub(crate) fn commitment(support: &str) -> String {
    format!("commitment fee of \"{support}\"")
}

pub(crate) fn holders(note: &str) -> String {
    format!("holders of {note}")
}

/// What a support has paid, and what of it came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recourse {
    pub(crate) unanswered: Yuan,
    pub(crate) drawn: Yuan,
    pub(crate) reimbursed: Yuan,
    pub(crate) return_paid: Yuan,
    pub(crate) return_due: Yuan,
    /// What it was called for on this date and did not pay.
    pub(crate) open: Yuan,
    /// What its giver has paid after its failure.
    pub(crate) late_paid: Yuan,
    pub(crate) fee_paid: Yuan,
    pub(crate) fee_due: Yuan,
    /// What it paid and got on this date.
    pub(crate) today: Today,
}

/// What a support paid and got on one date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Today {
    pub(crate) called: Yuan,
    pub(crate) drawn: Yuan,
    pub(crate) reimbursed: Yuan,
    pub(crate) return_paid: Yuan,
    pub(crate) fee_paid: Yuan,
    pub(crate) late_paid: Yuan,
}

impl Recourse {
    /// What it paid and was not repaid.
    pub(crate) fn outstanding(&self) -> Yuan {
        self.drawn - self.reimbursed
    }
}

/// The books between two distribution dates.
#[derive(Clone)]
pub(crate) struct Books<'a> {
    pub(crate) deal: &'a Deal,
    pub(crate) periods: &'a [Period],
    /// What is in every account; an outside party that has paid more than it got has less than nothing.
    pub(crate) accounts: BTreeMap<String, Yuan>,
    /// What went on this date from one account to another, and why.
    pub(crate) moved: BTreeMap<[String; 3], Yuan>,
    /// What of the plan account bullets keep on this date.
    pub(crate) kept: Yuan,
    /// Taxes, fees and interest that have fallen due, by the words for them.
    pub(crate) owed: BTreeMap<String, Yuan>,
    /// By note: what of the interest owed has accrued for this date.
    pub(crate) current: BTreeMap<String, Yuan>,
    pub(crate) balances: BTreeMap<String, Yuan>,
    /// By the name of the support.
    pub(crate) supports: BTreeMap<String, Recourse>,
    /// What was paid on this date, by the words for it.
    pub(crate) paid: BTreeMap<String, Yuan>,
    /// By step of this date: what was due in it, what it paid, and what it was short of.
    pub(crate) taken: Vec<[Yuan; 3]>,
    /// What was paid since closing, by the words for it.
    pub(crate) paid_in_sum: BTreeMap<String, Yuan>,
    /// What of the payments of this date those who stand behind the deal paid.
    pub(crate) drawn: Yuan,
    /// What the pool owed at the cut-off.
    pub(crate) opening: Yuan,
    pub(crate) performing: Yuan,
    /// What it was when the last date that was paid closed.
    pub(crate) performed: Yuan,
    pub(crate) defaulted: Yuan,
    /// Principal that the servicer has failed with.
    pub(crate) commingled: Yuan,
    /// Has what was left of the pool been sold?
    pub(crate) sold: bool,
    /// The parties that have failed, or that are looked away from.
    pub(crate) cannot_pay: BTreeSet<String>,
    /// Has an event made every date one that is paid?
    pub(crate) pays_every_date: bool,
    /// Why the plan has ended, once it has.
    pub(crate) ended: Option<EndReason>,
    /// By which order it pays.
    pub(crate) order: PaymentOrder,
    /// By event: has it happened, and since which date does its condition hold?
    pub(crate) events: Vec<Told>,
    /// What is due in the step whose cap is asked for.
    pub(crate) step_due: Cell<Yuan>,
    /// What happened or was cured, with its date.
    pub(crate) told: Vec<(String, bool, usize)>,
    /// By note: interest, expected and required principal left unpaid on the last date.
    pub(crate) unpaid: BTreeMap<String, [Yuan; 3]>,
    /// The parties that have failed.
    pub(crate) failed: BTreeSet<String>,
    /// How parties are rated whose rating has changed.
    pub(crate) rated: BTreeMap<String, Grade>,
    /// The parties that have promised nothing, as the deal is looked at.
    pub(crate) absent: BTreeSet<String>,
    /// What counts for caps; what was called for in vain and is open, by support and claim, with the date; what comes late.
    pub(crate) counts: Vec<Counts>,
    pub(crate) called: BTreeMap<(String, String, usize), Yuan>,
    pub(crate) late: Vec<Late>,
    /// The dates that have been paid, and the one under way.
    pub(crate) paid_dates: Vec<usize>,
    /// What the notes owed when the date opened.
    pub(crate) opened_with: BTreeMap<String, Yuan>,
    /// By support: the dates on which it has paid.
    pub(crate) used: BTreeMap<String, BTreeSet<usize>>,
    /// Have the ledgers of the plan account become one?
    pub(crate) merged: bool,
    /// What income owes principal.
    pub(crate) owed_to_principal: Yuan,
    /// The date that is under way.
    pub(crate) k: usize,
}

impl<'a> Books<'a> {
    pub(crate) fn at_closing(deal: &'a Deal, periods: &'a [Period], pool: Yuan) -> Books<'a> {
        let own = [&deal.accounts.collection, &deal.accounts.plan];
        let split = deal.accounts.split.iter().flat_map(|it| [&it.income, &it.principal]);
        let named = own.into_iter().chain(split).chain(deal.reserves.iter().map(|it| &it.name));
        let named = named.chain(deal.parties.iter().map(|party| &party.name)).cloned();
        let outside = deal.notes.iter().map(|note| holders(&note.name));
        let outside = outside.chain([BORROWERS.into(), TAX_OFFICE.into()]);
        let outside = outside.chain(deal.accounts.reinvestment.map(|_| BANK.into()));
        Books {
            deal,
            periods,
            accounts: named.chain(outside).map(|name| (name, ZERO)).collect(),
            moved: BTreeMap::new(),
            kept: ZERO,
            owed: BTreeMap::new(),
            current: BTreeMap::new(),
            balances: deal.notes.iter().map(|note| (note.name.clone(), note.amount.to_decimal())).collect(),
            supports: deal.supports.iter().map(|it| (it.name().into(), Recourse::default())).collect(),
            paid: BTreeMap::new(),
            taken: Vec::new(),
            paid_in_sum: BTreeMap::new(),
            drawn: ZERO,
            opening: pool,
            performing: pool,
            performed: pool,
            pays_every_date: false,
            sold: false,
            cannot_pay: BTreeSet::new(),
            defaulted: ZERO,
            commingled: ZERO,
            ended: None,
            order: PaymentOrder::Normal,
            events: vec![Told::default(); deal.events.len()],
            step_due: Cell::new(ZERO),
            told: Vec::new(),
            unpaid: BTreeMap::new(),
            failed: BTreeSet::new(),
            rated: BTreeMap::new(),
            absent: BTreeSet::new(),
            counts: Vec::new(),
            called: BTreeMap::new(),
            late: Vec::new(),
            paid_dates: Vec::new(),
            opened_with: BTreeMap::new(),
            used: BTreeMap::new(),
            merged: false,
            owed_to_principal: ZERO,
            k: 0,
        }
    }

    /// Money goes from one account to another.
    pub(crate) fn transfer(&mut self, from: &str, to: &str, amount: Yuan, why: String) {
        if !amount.is_zero() {
            *self.accounts.get_mut(from).unwrap() -= amount;
            *self.accounts.get_mut(to).unwrap() += amount;
            *self.moved.entry([from.into(), to.into(), why]).or_default() += amount;
        }
    }

    /// A period's collections arrive, some from guarantors, and the tax on them falls due. What is paid into the reserves at
    /// closing is told with the first date.
    pub(crate) fn receive(
        &mut self,
        k: usize,
        collected: &Collection,
        guaranteed: &[Guaranteed],
        bought: &[Bought],
    ) {
        self.moved.clear();
        self.current.clear();
        self.paid.clear();
        self.taken.clear();
        (self.drawn, self.kept) = (ZERO, ZERO);
        // What guarantors of loans do on dates that are not paid is told with the next one that is.
        let is_told = self.paid_dates.last().copied() == k.checked_sub(1);
        for support in self.supports.values_mut() {
            support.open = ZERO;
            support.today = if is_told { Today::default() } else { support.today };
        }
        self.opened_with = self.balances.clone();
        let deal = self.deal;
        for reserve in deal.reserves.iter().filter(|_| k == 0) {
            if let Some(party) = &reserve.paid_in_by {
                let why = format!("opening balance of \"{}\"", reserve.name);
                self.transfer(party, &reserve.name, reserve.opening.to_decimal(), why);
            }
        }
        self.lose(collected);
        let mut own = *collected;
        for told in guaranteed {
            own.interest -= told.interest;
            own.principal -= told.principal;
        }
        bought.iter().for_each(|bought| bought.take_from(&mut own));
        // What guarantors and the originator pay reaches the plan on the date itself.
        self.earn(k, &own);
        self.collect(&own);
        self.inherit(collected);
        bought.iter().for_each(|bought| self.collect_from_originator(bought));
        guaranteed.iter().for_each(|told| self.collect_from_guarantor(k, told));
        self.tax(collected);
        self.performing = collected.performing;
        self.defaulted += collected.defaulted;
        self.commingled += collected.lost.1;
    }

    /// What a date that is paid costs falls due; nothing more after the plan's end.
    pub(crate) fn accrue(&mut self, k: usize) {
        if self.ended.is_none() {
            self.fees_fall_due(k);
            self.interest_falls_due(k);
            self.returns_fall_due(k);
            self.commitments_fall_due(k);
        }
        self.late_comes_in(k);
        self.paid_dates.push(k);
    }

    /// The first day that a date that is paid accrues for.
    pub(crate) fn accrues_from(&self, k: usize) -> Date {
        let period = &self.periods[k];
        if self.pays_every_date { period.since_last } else { period.accrues_from }
    }

    /// What has lain in the plan's accounts since the date before, and what is transferred for this one, earns until it pays.
    fn earn(&mut self, k: usize, collected: &Collection) {
        let Some(earns) = self.deal.accounts.reinvestment else { return };
        let (period, closing) = (&self.periods[k], self.deal.closing);
        let interest = |cash: Yuan, from: Date| {
            let (numerator, denominator) = part_of_year(earns.day_count, from, period.payment);
            part_of(cash, (earns.rate.to_decimal() * numerator, denominator), Rounding::HalfUp)
        };
        let since = k.checked_sub(1).map_or(closing, |before| self.periods[before].payment);
        let cash = collected.interest + collected.principal + collected.recovery;
        let earned = interest(self.held(), since) + interest(cash, period.transfer.max(closing));
        self.transfer(BANK, self.main(), earned, "interest on accounts".into());
    }

    /// From the borrowers to the plan account, through the collection account.
    fn collect(&mut self, collected: &Collection) {
        let (account, plan) = (&self.deal.accounts.collection, &self.deal.accounts.plan);
        self.transfer(BORROWERS, account, collected.interest, "interest collected".into());
        self.transfer(BORROWERS, account, collected.principal, "principal collected".into());
        self.transfer(BORROWERS, account, collected.recovery, "recoveries".into());
        let cash = collected.interest + collected.principal + collected.recovery;
        match self.apart() {
            Some(ledgers) => self.collect_apart(ledgers, collected),
            None => self.transfer(account, plan, cash, "transfer of the period's collections".into()),
        }
    }

    /// Straight to the plan; and what comes back goes past it.
    fn collect_from_guarantor(&mut self, k: usize, told: &Guaranteed) {
        let by_servicer = |it: &Support| it.name() == told.support && it.kind == SupportKind::ServicerAdvance;
        let is_advance = self.deal.supports.iter().any(by_servicer);
        let why = || if is_advance { "servicer advance" } else { "guarantee of loans" }.to_string();
        let plan = &self.deal.accounts.plan;
        match self.apart() {
            Some(ledgers) => {
                self.transfer(&told.by, &ledgers.income, told.interest, why());
                self.transfer(&told.by, &ledgers.principal, told.principal, why());
            }
            None => self.transfer(&told.by, plan, told.interest + told.principal, why()),
        }
        let (late, words) = (
            Collection { recovery: told.late, ..Collection::default() },
            format!("late payment of \"{}\"", told.support),
        );
        match self.apart() {
            Some(ledgers) => self.receive_apart(&told.by, ledgers, &late, &words),
            None => self.transfer(&told.by, plan, told.late, words),
        }
        let words = format!("recoveries of \"{}\" from borrowers", told.support);
        self.transfer(BORROWERS, &told.by, told.recovered, words);
        let paid = told.interest + told.principal;
        let recourse = self.supports.get_mut(&told.support).unwrap();
        recourse.drawn += paid;
        recourse.reimbursed += told.recovered;
        recourse.unanswered += told.open;
        recourse.today.called += paid + told.open;
        recourse.today.drawn += paid;
        recourse.today.reimbursed += told.recovered;
        recourse.late_paid += told.late;
        recourse.today.late_paid += told.late;
        if !paid.is_zero() {
            self.used.entry(told.support.clone()).or_default().insert(k);
        }
    }

    /// From the borrowers to a servicer that has failed.
    fn lose(&mut self, collected: &Collection) {
        let (interest, principal) = collected.lost;
        let servicer = &self.deal.servicing.servicer;
        self.transfer(BORROWERS, servicer, interest + principal, "lost with the servicer".into());
        if self.apart().is_some() {
            self.owed_to_principal += principal;
        }
    }

    /// From the servicer's estate straight to the plan account: a recovery like any other.
    fn inherit(&mut self, collected: &Collection) {
        let (servicer, plan) = (&self.deal.servicing.servicer, &self.deal.accounts.plan);
        let why = || "estate of the servicer".to_string();
        match self.apart() {
            None => self.transfer(servicer, plan, collected.estate, why()),
            Some(ledgers) => {
                let back = match ledgers.recoveries {
                    SplitRecoveries::Principal => collected.estate.min(self.owed_to_principal),
                    _ => ZERO,
                };
                self.owed_to_principal -= back;
                self.transfer(servicer, &ledgers.income, collected.estate - back, why());
                self.transfer(servicer, &ledgers.principal, back, why());
            }
        }
    }

    /// Is a fee that of a servicer who does not serve now: of the backup before the failure, of the one in whose place it comes
    /// after it, or after its removal?
    fn is_idle(&self, fee: &str) -> bool {
        let servicing = &self.deal.servicing;
        let Some(backup) = servicing.failure.as_ref().and_then(|it| it.backup.as_ref()) else { return false };
        let is_removed = self.first_with(&[EventEffect::ServicerTermination]).is_some();
        if is_removed || self.failed.contains(&servicing.servicer) {
            backup.in_place_of.as_deref() == Some(fee)
        } else {
            backup.fee == fee
        }
    }

    pub(crate) fn owe(&mut self, what: String, amount: Yuan) {
        *self.owed.entry(what).or_default() += amount;
    }

    pub(crate) fn owed(&self, what: &str) -> Yuan {
        let now = |note: &Note| self.current.get(&note.name).copied().unwrap_or_default();
        for note in &self.deal.notes {
            if what == current(&note.name) {
                return now(note);
            }
            if what == arrears(&note.name) {
                return self.owed(&interest(&note.name)) - now(note);
            }
        }
        self.owed.get(what).copied().unwrap_or_default()
    }

    /// On all interest; or kind by kind, each rounded by itself, where anything is said of a kind.
    fn tax(&mut self, collected: &Collection) {
        let Some(vat) = self.deal.vat else { return };
        let tax = |rate: Rate, base: Yuan| {
            let rate = rate.to_decimal();
            let ratio = (rate * (Decimal::ONE + vat.surcharge.to_decimal()), Decimal::ONE + rate);
            part_of(base, ratio, vat.rounding)
        };
        let kinds = [vat.loans, vat.receivables, vat.leases, vat.licences];
        if kinds.iter().all(Option::is_none) {
            return self.owe(VAT.into(), tax(vat.rate, collected.interest));
        }
        for (written, (interest, principal)) in kinds.into_iter().zip(collected.of_kind) {
            let base = match written.map_or(VatBase::Income, |own| own.base) {
                VatBase::Income => interest,
                VatBase::Payment => interest + principal,
                VatBase::Nothing => ZERO,
                _ => unreachable!("the second waterfall does not know it"),
            };
            let rate = written.and_then(|own| own.rate).unwrap_or(vat.rate);
            self.owe(VAT.into(), tax(rate, base));
        }
    }

    fn fees_fall_due(&mut self, k: usize) {
        for due in &self.deal.fees {
            let amount = self.fee_of_period(&due.amount, k);
            let most = due.cap.map_or(Decimal::MAX, Money::to_decimal);
            let amount = if self.is_idle(&due.name) { ZERO } else { amount.min(most) };
            self.owe(fee(&due.name), amount);
        }
    }

    fn fee_of_period(&self, amount: &FeeAmount, k: usize) -> Yuan {
        match amount {
            FeeAmount::Fixed { .. } if self.periods[k].event_only => ZERO,
            FeeAmount::Fixed { amount, on: FixedOn::EveryDate } => amount.to_decimal(),
            FeeAmount::Fixed { amount, on: FixedOn::Numbers(numbers) } => {
                let number = self.periods[..=k].iter().filter(|period| !period.event_only).count();
                if numbers.contains(&(number as u32)) { amount.to_decimal() } else { ZERO }
            }
            FeeAmount::Rate { rate, base, day_count, rounding } => {
                let base = match base {
                    FeeRateBase::Pool => self.performed,
                    FeeRateBase::Notes(names) => names.iter().map(|name| self.balances[name]).sum(),
                    _ => unreachable!("the second waterfall does not know it"),
                };
                self.accrual(base, rate.to_decimal(), *day_count, *rounding, k)
            }
            _ => unreachable!("the second waterfall does not know it"),
        }
    }

    fn interest_falls_due(&mut self, k: usize) {
        for note in &self.deal.notes {
            let Some(coupon) = &note.coupon else { continue };
            let rate = coupons::rate(self.deal, &coupon.rate, self.accrues_from(k));
            let earns = note.deferrable == Some(Deferral::Compound);
            let arrears = if earns { self.owed(&interest(&note.name)) } else { ZERO };
            let base = self.balances[&note.name] + arrears;
            let accrued = self.accrual(base, rate, coupon.day_count, coupon.rounding, k);
            self.owe(interest(&note.name), accrued);
            self.current.insert(note.name.clone(), accrued);
        }
    }

    /// On what each support has outstanding, and not on the return that it is owed.
    fn returns_fall_due(&mut self, k: usize) {
        for support in &self.deal.supports {
            let Some(agreed) = support.agreed_return else { continue };
            let outstanding = self.supports[support.name()].outstanding();
            let rate = agreed.rate.to_decimal();
            let accrued = self.accrual(outstanding, rate, agreed.day_count, Rounding::HalfUp, k);
            self.supports.get_mut(support.name()).unwrap().return_due += accrued;
        }
    }

    pub(crate) fn accrual(
        &self,
        base: Yuan,
        rate: Decimal,
        count: abs_waterfall::calendar::DayCount,
        rounding: Rounding,
        k: usize,
    ) -> Yuan {
        let (numerator, denominator) = part_of_year(count, self.accrues_from(k), self.periods[k].accrues_to);
        part_of(base, (rate * numerator, denominator), rounding)
    }

    /// Interest of a note is paid: all of it, of arrears first, or a part.
    pub(crate) fn settle_interest(&mut self, note: &str, what: &str, amount: Yuan) {
        let of_arrears = match what {
            what if what == current(note) => ZERO,
            what if what == arrears(note) => amount,
            _ => amount.min(self.owed(&arrears(note))),
        };
        *self.current.entry(note.into()).or_default() -= amount - of_arrears;
        *self.owed.entry(interest(note)).or_default() -= amount;
    }

    pub(crate) fn note(&self, name: &str) -> &'a Note {
        self.deal.notes.iter().find(|note| note.name == name).unwrap()
    }

    pub(crate) fn is_subordinated(&self, note: &str) -> bool {
        self.note(note).repayment == NoteRepayment::Subordinated
    }

    pub(crate) fn seniors_repaid(&self) -> bool {
        self.balances.iter().all(|(note, balance)| self.is_subordinated(note) || balance.is_zero())
    }

    /// Has a day come by this date? Days of a deal are named as nominal days or as days of payment.
    fn has_come(&self, day: Date, k: usize) -> bool {
        self.periods[..=k].iter().any(|p| p.nominal == day || p.payment == day)
    }

    /// The days on which principal is expected, with what is.
    fn expected_on(&self, note: &Note) -> Vec<(Date, Yuan)> {
        match &note.repayment {
            NoteRepayment::PassThrough { maturity } | NoteRepayment::Bullet { maturity } => {
                vec![(*maturity, note.amount.to_decimal())]
            }
            NoteRepayment::Scheduled { principal } => {
                principal.iter().map(|due| (due.on, due.amount.to_decimal())).collect()
            }
            NoteRepayment::Subordinated => Vec::new(),
            _ => unreachable!("the second waterfall does not know it"),
        }
    }

    /// Is principal of a note expected by this date?
    pub(crate) fn is_expected(&self, note: &str, k: usize) -> bool {
        self.expected_on(self.note(note)).first().is_some_and(|(day, _)| self.has_come(*day, k))
    }

    /// Is interest on a note to be paid on this date? What may wait is only when the last of its principal is.
    pub(crate) fn expects_interest(&self, note: &str, k: usize) -> bool {
        !coupons::defers(self.deal, self.note(note)) || self.has_matured(note, k)
    }

    /// Must interest on a note be paid by this date? What may wait only when the last of its principal must.
    pub(crate) fn requires_interest(&self, note: &str, k: usize) -> bool {
        match self.note(note).legal_final {
            _ if !coupons::defers(self.deal, self.note(note)) => true,
            Some(day) => self.has_come(day, k),
            None => self.has_matured(note, k),
        }
    }

    /// Has the last day come on which principal of a note is expected?
    fn has_matured(&self, note: &str, k: usize) -> bool {
        self.expected_on(self.note(note)).last().is_some_and(|(day, _)| self.has_come(*day, k))
    }

    /// Must principal of a note be paid by this date: from its legal final maturity on, or from when it is expected?
    pub(crate) fn is_required(&self, note: &str, k: usize) -> bool {
        match self.note(note).legal_final {
            Some(day) => self.has_come(day, k),
            None => self.is_expected(note, k),
        }
    }

    /// Has the last day come on which any note must be repaid? Of a subordinated note that is the last date of all.
    pub(crate) fn is_legal_final(&self, k: usize) -> bool {
        self.deal.notes.iter().all(|note| {
            let expected = self.expected_on(note).last().map(|(day, _)| *day);
            match note.legal_final.or(expected) {
                Some(last) => self.has_come(last, k),
                None => k + 1 == self.periods.len(),
            }
        })
    }

    /// What of a note's principal has fallen due by this date, by its expected maturity or its plan.
    pub(crate) fn due(&self, name: &str, k: usize) -> Yuan {
        let note = self.note(name);
        let days = self.expected_on(note).into_iter().filter(|(day, _)| self.has_come(*day, k));
        let by_now: Yuan = days.map(|(_, amount)| amount).sum();
        let repaid = note.amount.to_decimal() - self.balances[name];
        (by_now - repaid).max(ZERO)
    }

    /// How much principal a note takes if it can get it.
    pub(crate) fn takes(&self, name: &str, k: usize) -> Yuan {
        let (note, balance) = (self.note(name), self.balances[name]);
        let all = self.order != PaymentOrder::Normal || self.sold;
        if all && note.repayment != NoteRepayment::Subordinated {
            return balance;
        }
        if note.locked_until.is_some_and(|day| !self.has_come(day, k)) {
            return ZERO;
        }
        let takes = match &note.repayment {
            NoteRepayment::PassThrough { .. } => true,
            NoteRepayment::Bullet { .. } => self.is_expected(name, k),
            NoteRepayment::Subordinated => self.seniors_repaid(),
            _ => return self.due(name, k),
        };
        if takes { balance } else { ZERO }
    }

    /// May the plan not repay a support yet?
    pub(crate) fn reimbursement_waits(&self, support: &str) -> bool {
        use abs_waterfall::enhancement::ReimbursementTiming::AfterSenior;
        let waits = self.deal.supports.iter().any(|it| it.name() == support && it.reimbursed == AfterSenior);
        waits && !self.seniors_repaid()
    }

    /// Everything in the accounts of the plan.
    pub(crate) fn held(&self) -> Yuan {
        let reserves = self.deal.reserves.iter().map(|reserve| &reserve.name);
        self.cash() + reserves.map(|name| self.accounts[name]).sum::<Yuan>()
    }

    /// The plan ends where nobody but the subordinated is owed anything, nothing is left to come in and nothing is in
    /// its accounts; or on the last day on which any note must be repaid.
    pub(crate) fn close(&mut self, k: usize, to_come: &[Collection]) {
        self.performed = self.performing;
        self.pays_every_date |= self.has_added_dates();
        let owed = |note: &str| self.balances[note] + self.owed(&interest(note));
        let mut seniors = self.balances.keys().filter(|note| !self.is_subordinated(note));
        let nothing_owed = seniors.all(|note| owed(note).is_zero());
        let arrives = |later: &Collection| {
            later.interest
                + later.principal
                + later.recovery
                + later.estate
                + later.late
                + later.lost.0
                + later.lost.1
        };
        let to_come = if self.sold { &[] } else { to_come };
        let nothing_to_come =
            !self.awaits() && self.performing.is_zero() && to_come.iter().all(|c| arrives(c).is_zero());
        self.ended = match self.ended {
            None if nothing_owed && nothing_to_come && self.held().is_zero() => Some(EndReason::WoundUp),
            None if self.is_legal_final(k) => Some(EndReason::LegalFinal),
            before => before,
        };
    }
}
