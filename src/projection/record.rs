//! The recorder that keeps everything, and what it makes of it.

use super::report::{
    DatePayment, DateReport, DefaultReport, EndReason, Ending, EntryKind, LedgerEntry, NoteDate, NoteReport,
    Origin, PartyBalance, Projection, Unpaid,
};
use crate::deal::ResolvedDeal;
use crate::enhancement::Recourse;
use crate::ledger::AccountId;
use crate::measure::{CashFlow, irr, weighted_average_life, years_between};
use crate::money::Money;
use crate::path::Events;
use crate::servicing::{Collected, LoanDefault};
use crate::waterfall::{
    Claim, NoteMoney, NoteState, Plan, PlanEnd, Reason, Recorder, State, StepPlan, Transfer,
};

/// Keeps every transfer, and a report on every date.
pub(super) struct FullLedger<'a> {
    deal: &'a ResolvedDeal,
    transfers: Vec<Transfer>,
    dates: Vec<DateReport>,
    /// Where the current date's transfers start.
    mark: usize,
    /// Every claim of the waterfall once, in the order in which a step first names it.
    claims: Vec<Claim>,
    /// What the holders of each note have received on the current date.
    received: Vec<NoteDate>,
    residual_note: Option<usize>,
    /// How the plan ended, once it has.
    ending: Option<Ending>,
    /// Does anybody stand behind the deal?
    enhanced: bool,
}

impl<'a> FullLedger<'a> {
    pub(super) fn new(deal: &'a ResolvedDeal, enhanced: bool) -> FullLedger<'a> {
        let mut claims = Vec::new();
        let plan = deal.plan();
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
            ending: None,
            enhanced: enhanced && plan.undertaking.is_some(),
        }
    }

    /// The recourse ledger, if there is somebody whose it is.
    fn recourse(&self, state: &State) -> Option<Recourse> {
        self.enhanced.then_some(state.recourse)
    }

    /// What was paid on the current date for a claim.
    fn paid(&self, claim: Claim) -> Money {
        self.today(|reason| reason == Reason::Paid(claim))
    }

    fn today(&self, matches: impl Fn(Reason) -> bool) -> Money {
        let today = self.transfers[self.mark..].iter();
        today.filter(|transfer| matches(transfer.reason)).map(|transfer| transfer.amount).sum()
    }
}

impl Recorder for FullLedger<'_> {
    fn opened(&mut self, date: usize, plan: &Plan, state: &State, collected: &Collected) {
        let (costs, senior) = dues(plan, state, date);
        let distributable = state.cash();
        self.dates.push(DateReport {
            period: self.deal.periods[date],
            collected: *collected,
            pool: state.pool,
            distributable,
            dues: costs + senior,
            coverage: ratio(distributable, costs + senior),
            senior_coverage: ratio((distributable - costs).or_zero(), senior),
            payments: Vec::new(),
            notes: Vec::new(),
            drawn: Money::ZERO,
            recourse: Recourse::default(),
            kept: Money::ZERO,
            asset_cover: None,
        });
    }

    fn transferred(&mut self, transfer: Transfer) {
        if let Some((note, money)) = transfer.received_by_note(self.residual_note) {
            self.received[note].receive(money, transfer.amount);
        }
        self.transfers.push(transfer);
    }

    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        let definition = self.deal.definition();
        let payment = |&claim: &Claim| DatePayment {
            what: definition.describe(claim),
            kind: kind(claim),
            paid: self.paid(claim),
            short: state.required(plan, claim, date),
        };
        let payments = self.claims.iter().map(payment).collect();
        let of_note = |(received, after): (&mut NoteDate, &NoteState)| {
            let received = std::mem::take(received);
            NoteDate { balance: after.balance, interest_short: after.interest_due, ..received }
        };
        let notes = self.received.iter_mut().zip(&state.notes).map(of_note).collect();
        let drawn = self.today(|reason| matches!(reason, Reason::Drawn(_)));
        let recourse = self.recourse(state).unwrap_or_default();
        if let Some(report) = self.dates.last_mut() {
            let kept = state.cash();
            let asset_cover = ratio(report.pool + kept, state.senior);
            *report = DateReport { payments, notes, drawn, recourse, kept, asset_cover, ..report.clone() };
        }
        self.mark = self.transfers.len();
        if self.ending.is_none() {
            self.ending = state.end.map(|end| self.ending_on(end, date, state));
        }
    }
}

impl FullLedger<'_> {
    /// The story, once the last date is closed.
    pub(super) fn finish(self, origin: Origin, events: &Events, state: &State) -> Projection {
        let definition = self.deal.definition();
        // A plan ends on its legal final date at the latest.
        let legal_final = self.deal.plan().legal_final;
        let at_last = || self.ending_on(PlanEnd::LegalFinal, legal_final, state);
        let ending = self.ending.clone().unwrap_or_else(at_last);
        Projection {
            deal: definition.name.clone(),
            origin,
            notes: (0..definition.notes.len()).map(|note| self.note(note)).collect(),
            recourse: self.recourse(state),
            enhancer_failed: match self.dates.get(events.enhancer_fails) {
                Some(date) if self.enhanced => Some(date.period.payment),
                _ => None,
            },
            defaults: self.defaults(events),
            ending,
            unpaid: self.unpaid(state),
            balances: self.balances(state),
            ledger: self.transfers.iter().map(|transfer| self.entry(transfer)).collect(),
            dates: self.dates,
        }
    }

    fn note(&self, note: usize) -> NoteReport {
        let definition = &self.deal.definition().notes[note];
        let by_date = || self.dates.iter().map(move |date| (date, date.notes[note]));
        let sum = |part: fn(NoteDate) -> Money| by_date().map(|(_, paid)| part(paid)).sum();
        let years = |date: &DateReport| years_between(self.deal.definition().closing, date.period.payment);
        let price = CashFlow { years: 0.0, amount: -definition.amount.to_f64() };
        let received = |paid: NoteDate| (paid.interest + paid.principal + paid.residual).to_f64();
        let flows = by_date().map(|(date, paid)| CashFlow { years: years(date), amount: received(paid) });
        let last = self.dates.last().map(|date| date.notes[note]).unwrap_or_default();
        NoteReport {
            name: definition.name.clone(),
            amount: definition.amount,
            interest: sum(|paid| paid.interest),
            principal: sum(|paid| paid.principal),
            residual: sum(|paid| paid.residual),
            principal_short: last.balance,
            interest_short: last.interest_short,
            average_life: weighted_average_life(
                by_date().map(|(date, paid)| (years(date), paid.principal.to_f64())),
            ),
            annual_yield: irr(&std::iter::once(price).chain(flows).collect::<Vec<_>>()).rate(),
        }
    }

    fn defaults(&self, events: &Events) -> Vec<DefaultReport> {
        let mut defaults: Vec<_> = events.defaults.iter().map(|default| self.default(*default)).collect();
        defaults.sort_by(|a, b| (a.missed, &a.loan).cmp(&(b.missed, &b.loan)));
        defaults
    }

    fn default(&self, default: LoanDefault) -> DefaultReport {
        let loan = self.deal.loan(default.loan);
        let due_dates = self.deal.collections().schedule().due_dates(default.loan as usize);
        let loss = self.deal.collections().loss(default);
        DefaultReport {
            loan: loan.id.to_string(),
            borrower: loan.borrower.to_string(),
            missed: due_dates[default.instalment as usize],
            outstanding: loss.defaulted,
            recovery: loss.defaulted - loss.lost,
        }
    }

    fn ending_on(&self, end: PlanEnd, date: usize, state: &State) -> Ending {
        let reason = match end {
            PlanEnd::WoundUp => EndReason::WoundUp,
            PlanEnd::LegalFinal => EndReason::LegalFinal,
        };
        let period = &self.deal.periods[date];
        Ending { on: period.payment, number: period.number, reason, arrears: self.unpaid(state) }
    }

    fn unpaid(&self, state: &State) -> Vec<Unpaid> {
        let definition = self.deal.definition();
        let plan = self.deal.plan();
        let fees = (0..plan.fees.len()).map(Claim::Fee);
        let notes = (0..plan.notes.len()).flat_map(|note| [Claim::Interest(note), Claim::Principal(note)]);
        let amount = |claim: Claim| match claim {
            Claim::Principal(note) => state.notes[note].balance,
            _ => state.payable(plan, claim, plan.dates),
        };
        let mut unpaid: Vec<Unpaid> = std::iter::once(Claim::Vat)
            .chain(fees)
            .chain(notes)
            .map(|claim| Unpaid { what: definition.describe(claim), amount: amount(claim) })
            .collect();
        if self.enhanced && plan.reimburses() {
            let amount = state.recourse.outstanding() + state.recourse.return_due;
            unpaid.push(Unpaid { what: "recourse of the enhancer".into(), amount });
        }
        unpaid.retain(|unpaid| !unpaid.amount.is_zero());
        unpaid
    }

    fn balances(&self, state: &State) -> Vec<PartyBalance> {
        let accounts = self.deal.accounts.iter().enumerate();
        let balance = |(i, name): (usize, &String)| PartyBalance {
            name: name.clone(),
            balance: state.ledger.balance(AccountId::at(i)),
        };
        accounts.map(balance).collect()
    }

    fn entry(&self, transfer: &Transfer) -> LedgerEntry {
        let definition = self.deal.definition();
        let period = &self.deal.periods[transfer.date];
        let (kind, reason) = match transfer.reason {
            Reason::CollectedInterest => (EntryKind::CollectedInterest, "interest collected".into()),
            Reason::CollectedPrincipal => (EntryKind::CollectedPrincipal, "principal collected".into()),
            Reason::Recovered => (EntryKind::Recovered, "recoveries".into()),
            Reason::Transferred => (EntryKind::Transferred, "transfer of the period's collections".into()),
            Reason::Drawn(claim) => (EntryKind::Drawn, format!("draw for {}", definition.describe(claim))),
            Reason::Paid(claim) => (kind(claim), definition.describe(claim)),
        };
        let on = match transfer.reason {
            Reason::CollectedInterest | Reason::CollectedPrincipal | Reason::Recovered => period.calculation,
            Reason::Transferred => period.transfer,
            Reason::Drawn(_) | Reason::Paid(_) => period.payment,
        };
        LedgerEntry {
            on,
            number: period.number,
            from: self.deal.accounts[transfer.from.index()].clone(),
            to: self.deal.accounts[transfer.to.index()].clone(),
            amount: transfer.amount,
            kind,
            reason,
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

/// How often an amount covers another; `None` where there is nothing to cover.
fn ratio(amount: Money, of: Money) -> Option<f64> {
    (of > Money::ZERO).then(|| amount.to_f64() / of.to_f64())
}

fn kind(claim: Claim) -> EntryKind {
    match claim {
        Claim::Vat => EntryKind::Tax,
        Claim::Fee(_) => EntryKind::Fee,
        Claim::Interest(_) => EntryKind::Interest,
        Claim::Principal(_) => EntryKind::Principal,
        Claim::Return => EntryKind::Return,
        Claim::Reimbursement => EntryKind::Reimbursed,
        Claim::Residual => EntryKind::Residual,
    }
}

/// What is due in the ranks down to the last note that is not subordinated: taxes and fees, and what these notes are due.
fn dues(plan: &Plan, state: &State, date: usize) -> (Money, Money) {
    let is_senior = |claim: Claim| match claim {
        Claim::Interest(note) | Claim::Principal(note) => !plan.notes[note].kind.is_subordinated(),
        _ => false,
    };
    let is_cost = |claim: Claim| matches!(claim, Claim::Vat | Claim::Fee(_));
    let holds_senior = |step: &StepPlan| step.claims.iter().any(|ranked| is_senior(ranked.claim));
    let last = plan.steps.iter().rposition(holds_senior).map_or(0, |last| last + 1);
    let (mut costs, mut senior) = (Money::ZERO, Money::ZERO);
    // What of a fee an earlier step, up to its cap, pays already.
    let mut counted = vec![Money::ZERO; plan.fees.len()];
    for step in &plan.steps[..last] {
        let claims = || step.claims.iter().map(|ranked| ranked.claim);
        let open = |claim: Claim| match claim {
            Claim::Fee(fee) => state.required(plan, claim, date) - counted[fee],
            _ => state.required(plan, claim, date),
        };
        let open: Vec<Money> = claims().map(open).collect();
        let most = open.iter().sum::<Money>().min(step.cap);
        for (claim, due) in claims().zip(most.split(&open)) {
            if let Claim::Fee(fee) = claim {
                counted[fee] += due;
            }
            if is_cost(claim) {
                costs += due;
            } else if is_senior(claim) {
                senior += due;
            }
        }
    }
    (costs, senior)
}
