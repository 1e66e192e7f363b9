//! The recorder that keeps everything.

mod finish;

use super::clean_up::CleanUpReport;
use super::coverage::{Dues, RankedDues, ratio};
use super::disclosure::AccountDate;
use super::entries;
use super::report::{DatePayment, DateReport, Ending, EventReport, NoteDate, ReserveDate};
use super::steps::{Steps, today};
use super::supports::{SupportDate, SupportReport, book};
use crate::calendar::PaymentPeriod;
use crate::deal::ResolvedDeal;
use crate::enhancement::Recourse;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::path::{Events, Without};
use crate::servicing::{Collected, Commingled, ReceiptKind};
use crate::waterfall::{
    Claim, Happening, NoteMoney, NoteState, Plan, Reason, Recorder, ReservePlan, Sale, State, StepPlan,
    Transfer,
};

/// Keeps every transfer, and a report on every date.
pub(super) struct FullLedger<'a> {
    pub(super) deal: &'a ResolvedDeal,
    transfers: Vec<Transfer>,
    dates: Vec<DateReport>,
    /// Where the current date's transfers start.
    mark: usize,
    /// Every claim of the waterfall once, in the order in which a step first names it.
    claims: Vec<Claim>,
    /// What the holders of each note have received on the current date.
    received: Vec<NoteDate>,
    residual_note: Option<usize>,
    /// What has come in since the date before, on dates on which the plan does not pay.
    waiting: Collected,
    /// The steps of the current date.
    steps: Steps,
    events: Vec<EventReport>,
    /// What was lost with the servicer by the last date.
    commingled: Commingled,
    clean_up: Option<CleanUpReport>,
    /// How the plan ended, once it has.
    ending: Option<Ending>,
    /// The supports that stand behind the deal here.
    present: Vec<usize>,
}

impl<'a> FullLedger<'a> {
    pub(super) fn new(deal: &'a ResolvedDeal, absent: &[Without]) -> FullLedger<'a> {
        let mut claims = Vec::new();
        let plan = deal.plan();
        let is_absent = |giver: usize| absent.iter().any(|mask| mask.takes_away(giver));
        let present =
            (0..plan.supports.len()).filter(|support| !is_absent(plan.supports[*support].giver)).collect();
        for ranked in plan.claims() {
            if !claims.contains(&ranked.claim) {
                claims.push(ranked.claim);
            }
        }
        FullLedger {
            deal,
            transfers: Vec::new(),
            dates: Vec::new(),
            mark: 0,
            claims,
            received: vec![NoteDate::default(); plan.notes.len()],
            residual_note: plan.residual_note(),
            waiting: Collected::default(),
            steps: Steps::default(),
            events: Vec::new(),
            commingled: Commingled::default(),
            clean_up: None,
            ending: None,
            present,
        }
    }

    /// The recourse ledgers of the supports that there are.
    fn recourse(&self, state: &State) -> Vec<Recourse> {
        self.present.iter().map(|&support| state.supports[support].recourse).collect()
    }

    fn of_supports(&self, date: usize, state: &State) -> Vec<SupportDate> {
        let transfers = &self.transfers[self.mark..];
        let present = self.present.iter().enumerate();
        present
            .map(|(place, &support)| SupportDate::of(support, self.open(place, date, state), transfers))
            .collect()
    }

    /// What a support that is there left open of its calls on a date; one of loans since the date before.
    fn open(&self, place: usize, date: usize, state: &State) -> Money {
        let support = self.present[place];
        if !self.deal.plan().supports[support].guarantees_loans {
            return state.supports[support].left_open(date);
        }
        let before = self.dates.iter().rev().nth(1).and_then(|date| date.supports.get(place));
        state.supports[support].recourse.unanswered
            - before.map_or(Money::ZERO, |recourse| recourse.unanswered)
    }

    fn supports(&self, events: &Events, state: &State) -> Vec<SupportReport> {
        let plan = self.deal.plan();
        let report = |&support: &usize| {
            let written = &self.deal.definition().supports[support];
            let failure = events.fails[plan.supports[support].giver];
            let failed = self.deal.periods.get(failure.date);
            let book = book(state, support);
            SupportReport {
                name: written.name().into(),
                kind: written.kind,
                by: written.by.clone(),
                failed: failed.map(|period| period.payment),
                failed_on: failed.map(|_| failure.day),
                recourse: state.supports[support].recourse,
                fee_paid: book.fee_paid,
                fee_due: book.fee_due,
                late_paid: book.late_paid,
            }
        };
        self.present.iter().map(report).collect()
    }

    fn reserves(&self, date: usize, plan: &Plan, state: &State) -> Vec<ReserveDate> {
        let of = |reserve: &ReservePlan| ReserveDate {
            balance: state.ledger.balance(reserve.account),
            target: reserve.target(state, date >= plan.legal_final),
        };
        plan.reserves.iter().map(of).collect()
    }

    fn accounts(&self, plan: &Plan, state: &State) -> Vec<AccountDate> {
        let of = |id: AccountId| AccountDate { account: self.account(id), balance: state.held_in(id) };
        plan.chart.owned().map(of).collect()
    }

    /// What was paid on the current date for a claim.
    fn paid(&self, claim: Claim) -> Money {
        self.today(|reason| reason == Reason::Paid(claim))
    }

    fn today(&self, matches: impl Fn(Reason) -> bool) -> Money {
        today(&self.transfers[self.mark..], matches)
    }
}

impl FullLedger<'_> {
    /// A date that is paid, as it accrues on this path.
    fn period(&self, date: usize, state: &State) -> PaymentPeriod {
        let period = self.deal.periods[date];
        if state.pays_every_date { period.once_all_are_paid() } else { period }
    }
}

impl Recorder for FullLedger<'_> {
    const KEEPS_STEPS: bool = true;

    fn sold(&mut self, date: usize, sale: &Sale) {
        let period = &self.deal.periods[date];
        let Sale { buyer, price, balance, accrued } = *sale;
        let (number, on, by) = (period.number, period.payment, self.account(buyer));
        self.clean_up = Some(CleanUpReport { number, on, by, price, balance, accrued });
    }

    fn passed(&mut self, _date: usize, _plan: &Plan, _state: &State, collected: &Collected) {
        self.waiting = self.waiting.plus(Collected { accrued: Money::ZERO, ..*collected });
    }

    fn opened(&mut self, date: usize, plan: &Plan, state: &State, collected: &Collected) {
        let (dues, distributable) = (RankedDues::of(plan, state, date), state.cash());
        let seniors @ Dues { costs, senior } = dues.of_seniors();
        self.dates.push(DateReport {
            period: self.period(date, state),
            collected: std::mem::take(&mut self.waiting).plus(*collected),
            commingled: state.commingled.since(self.commingled),
            pool: state.pool,
            order: state.order,
            distributable,
            dues: seniors.sum(),
            coverage: ratio(distributable, seniors.sum()),
            senior_coverage: ratio((distributable - costs).or_zero(), senior),
            classes: dues.coverage(distributable, &self.deal.definition().notes),
            steps: Vec::new(),
            payments: Vec::new(),
            notes: Vec::new(),
            drawn: Money::ZERO,
            guaranteed: Money::ZERO,
            supports: Vec::new(),
            of_supports: Vec::new(),
            reserves: Vec::new(),
            earned: plan.reinvestment.as_ref().map(|_| self.today(|reason| reason == Reason::Earned)),
            owed_to_principal: None,
            accounts: Vec::new(),
            kept: Money::ZERO,
            asset_cover: None,
        });
    }

    fn taking(&mut self, index: usize, step: &StepPlan, plan: &Plan, state: &State) {
        self.steps.open(step, index, self.deal.definition(), plan, state);
    }

    fn taken(&mut self, step: &StepPlan, plan: &Plan, state: &State) {
        self.steps.close(step, plan, state);
    }

    fn transferred(&mut self, transfer: Transfer) {
        self.steps.moved(transfer);
        if let Some((note, money)) = transfer.received_by_note(self.residual_note) {
            self.received[note].receive(money, transfer.amount);
        }
        self.transfers.push(transfer);
    }

    fn event(&mut self, date: usize, Happening { event, happened, after_payment }: Happening) {
        let (period, written) = (&self.deal.periods[date], &self.deal.definition().events[event]);
        self.events.push(EventReport {
            event: written.name.clone(),
            on: period.payment,
            number: period.number,
            happened,
            effect: written.effect,
            because: written.when.to_string(),
            after_payment,
        });
    }

    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        let definition = self.deal.definition();
        let payment = |&claim: &Claim| DatePayment {
            what: definition.describe(claim),
            kind: entries::kind(claim),
            paid: self.paid(claim),
            short: state.expected(plan, claim, date),
        };
        let payments = self.claims.iter().map(payment).collect();
        let of_note = |(received, after): (&mut NoteDate, &NoteState)| {
            let received = std::mem::take(received);
            NoteDate { balance: after.balance, interest_short: after.interest_due, ..received }
        };
        let notes = self.received.iter_mut().zip(&state.notes).map(of_note).collect();
        let drawn = self.today(|reason| matches!(reason, Reason::Drawn { .. }));
        let guaranteed =
            self.today(|reason| matches!(reason, Reason::Received(ReceiptKind::Guaranteed { .. })));
        let (supports, reserves) = (self.recourse(state), self.reserves(date, plan, state));
        let of_supports = self.of_supports(date, state);
        let (steps, accounts) = (self.steps.take(), self.accounts(plan, state));
        if let Some(report) = self.dates.last_mut() {
            let kept = state.cash();
            let held: Money = reserves.iter().map(|reserve| reserve.balance).sum();
            let asset_cover = ratio(report.pool + kept + held, state.senior);
            *report = DateReport {
                steps,
                payments,
                notes,
                drawn,
                guaranteed,
                supports,
                of_supports,
                reserves,
                owed_to_principal: state.owed_to_principal,
                accounts,
                kept,
                asset_cover,
                ..report.clone()
            };
        }
        self.mark = self.transfers.len();
        self.commingled = state.commingled;
        if self.ending.is_none() {
            self.ending = state.end.map(|end| self.ending_on(end, date, state));
        }
    }
}

impl NoteDate {
    fn receive(&mut self, money: NoteMoney, amount: Money) {
        match money {
            NoteMoney::Interest => self.interest += amount,
            NoteMoney::Principal => self.principal += amount,
            NoteMoney::Residual => self.residual += amount,
        }
    }
}
