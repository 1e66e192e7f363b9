//! The recorder that keeps everything, and what it makes of it.

use super::coverage::{Dues, RankedDues, ratio};
use super::disclosure::AccountDate;
use super::guaranteed::Fate;
use super::parties;
use super::report::{
    CleanUpReport, DatePayment, DateReport, DefaultReport, EndReason, Ending, EntryKind, EventReport,
    LedgerEntry, NoteDate, NoteReport, Origin, PartyBalance, Projection, ReserveDate, SupportReport, Unpaid,
};
use super::steps::{Steps, today};
use super::supports::{SupportDate, book};
use crate::calendar::PaymentPeriod;
use crate::deal::{IssuePayment, IssuePaymentKind, IssueTransfer, ResolvedDeal};
use crate::enhancement::Recourse;
use crate::ledger::AccountId;
use crate::manifest::Manifest;
use crate::measure::{CashFlow, irr, weighted_average_life, years_between};
use crate::money::Money;
use crate::path::{Events, Without};
use crate::servicing::{Collected, Commingled, LoanDefault, ReceiptKind};
use crate::waterfall::{
    Claim, NoteMoney, NoteState, Plan, PlanEnd, Reason, Recorder, ReservePlan, Sale, State, StepPlan,
    Transfer,
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

    fn event(&mut self, date: usize, event: usize, happened: bool) {
        let (period, written) = (&self.deal.periods[date], &self.deal.definition().events[event]);
        self.events.push(EventReport {
            event: written.name.clone(),
            on: period.payment,
            number: period.number,
            happened,
            effect: written.effect,
            because: written.when.to_string(),
            after_payment: self.deal.plan().events[event].after_payment,
        });
    }

    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        let definition = self.deal.definition();
        let payment = |&claim: &Claim| DatePayment {
            what: definition.describe(claim),
            kind: kind(claim),
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

impl FullLedger<'_> {
    /// The story, once the last date is closed; given what every default came to.
    pub(super) fn finish(
        self,
        origin: Origin,
        events: &Events,
        fates: Vec<Fate>,
        state: &State,
    ) -> Projection {
        let definition = self.deal.definition();
        // A plan ends on its legal final date at the latest.
        let legal_final = self.deal.plan().legal_final;
        let at_last = || self.ending_on(PlanEnd::LegalFinal, legal_final, state);
        let ending = self.ending.clone().unwrap_or_else(at_last);
        let ledger: Vec<LedgerEntry> =
            self.issue().chain(self.transfers.iter().map(|transfer| self.entry(transfer))).collect();
        Projection {
            manifest: self.manifest(&origin),
            deal: definition.name.clone(),
            split: definition.accounts.split.clone(),
            origin,
            notes: (0..definition.notes.len()).map(|note| self.note(note)).collect(),
            supports: self.supports(events, state),
            defaults: self.defaults(events, fates),
            pool_defaults: Vec::new(),
            servicer: None,
            clean_up: self.clean_up.clone(),
            events: self.events.clone(),
            ending,
            unpaid: self.unpaid(state),
            balances: self.balances(state),
            parties: parties::of(definition, &ledger, |note| self.holders(note)),
            ledger,
            dates: self.dates,
        }
    }

    fn manifest(&self, origin: &Origin) -> Manifest {
        match origin {
            Origin::Scenario(_) => Manifest::of(&self.deal.identity),
            Origin::Path { seed, path } => Manifest::of_paths(&self.deal.identity, *seed, *path..path + 1),
        }
    }

    fn note(&self, note: usize) -> NoteReport {
        let definition = &self.deal.definition().notes[note];
        let by_date = || self.dates.iter().map(move |date| (date, date.notes[note]));
        let sum = |part: fn(NoteDate) -> Money| by_date().map(|(_, paid)| part(paid)).sum();
        let years = |date: &DateReport| years_between(self.deal.definition().closing, date.period.payment);
        let price = CashFlow { years: 0.0, amount: -definition.proceeds().to_f64() };
        let received = |paid: NoteDate| (paid.interest + paid.principal + paid.residual).to_f64();
        let flows = by_date().map(|(date, paid)| CashFlow { years: years(date), amount: received(paid) });
        let last = self.dates.last().map(|date| date.notes[note]).unwrap_or_default();
        NoteReport {
            name: definition.name.clone(),
            amount: definition.amount,
            price: definition.price,
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

    fn defaults(&self, events: &Events, fates: Vec<Fate>) -> Vec<DefaultReport> {
        let both = events.defaults.iter().zip(fates);
        let mut defaults: Vec<_> = both.map(|(default, fate)| self.default(*default, fate)).collect();
        defaults.sort_by(|a, b| (a.missed, &a.loan).cmp(&(b.missed, &b.loan)));
        defaults
    }

    fn default(&self, default: LoanDefault, Fate { loss, guaranteed }: Fate) -> DefaultReport {
        let loan = self.deal.loan(default.loan);
        let due_dates = self.deal.collections().schedule().due_dates(default.loan as usize);
        DefaultReport {
            loan: loan.id.to_string(),
            borrower: loan.borrower.to_string(),
            missed: due_dates[default.instalment as usize],
            outstanding: loss.defaulted,
            recovery: loss.defaulted - loss.lost,
            guaranteed,
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
        for &support in self.present.iter().filter(|support| plan.reimburses(**support)) {
            let recourse = &state.supports[support].recourse;
            let what = format!("recourse of \"{}\"", definition.supports[support].name());
            unpaid.push(Unpaid { what, amount: recourse.owed() });
        }
        for &support in self.present.iter().filter(|support| plan.supports[**support].has_fee()) {
            let claim = Claim::Commitment(support);
            unpaid.push(Unpaid { what: definition.describe(claim), amount: amount(claim) });
        }
        unpaid.retain(|unpaid| !unpaid.amount.is_zero());
        unpaid
    }

    /// Every account but the one for what is kept, which is part of the plan account.
    fn balances(&self, state: &State) -> Vec<PartyBalance> {
        let accounts = self.deal.plan().chart.accounts().filter(|account| *account != AccountId::KEPT);
        let mut ledger = state.ledger.clone();
        self.deal.issue.iter().for_each(|paid| ledger.transfer(paid.from, paid.to, paid.amount));
        let balance = |account: AccountId| match account {
            account if account == state.principal_account() => state.held_in(account),
            account => ledger.balance(account),
        };
        accounts
            .map(|account| PartyBalance { name: self.account(account), balance: balance(account) })
            .collect()
    }

    /// What is paid for the issue.
    fn issue(&self) -> impl Iterator<Item = LedgerEntry> + '_ {
        let entry = |(written, paid): (&IssuePayment, &IssueTransfer)| LedgerEntry {
            on: paid.on,
            number: 0,
            from: self.account(paid.from),
            to: self.account(paid.to),
            amount: paid.amount,
            kind: match written.kind {
                IssuePaymentKind::Subsidy => EntryKind::Subsidy,
                IssuePaymentKind::Cost => EntryKind::IssueCost,
            },
            reason: written.name.clone(),
        };
        self.deal.definition().issue.iter().zip(&self.deal.issue).map(entry)
    }

    /// What the account of the holders of a note is called.
    fn holders(&self, note: &str) -> String {
        let number = self.deal.definition().notes.iter().position(|other| other.name == note);
        number.map_or_else(String::new, |number| self.account(self.deal.plan().chart.holders(number)))
    }

    fn account(&self, account: AccountId) -> String {
        self.deal.accounts[account.index()].clone()
    }

    fn entry(&self, transfer: &Transfer) -> LedgerEntry {
        let definition = self.deal.definition();
        let period = &self.deal.periods[transfer.date];
        let (kind, reason) = self.why(transfer.reason);
        let on = match kind {
            EntryKind::CollectedInterest
            | EntryKind::CollectedPrincipal
            | EntryKind::Recovered
            | EntryKind::Commingled => period.calculation,
            EntryKind::Transferred => period.transfer,
            EntryKind::PaidIn => definition.closing,
            _ => period.payment,
        };
        LedgerEntry {
            on,
            number: period.number,
            from: self.account(transfer.from),
            to: self.account(transfer.to),
            amount: transfer.amount,
            kind,
            reason,
        }
    }

    /// Why money moves: the kind of movement, and in words.
    fn why(&self, reason: Reason) -> (EntryKind, String) {
        let definition = self.deal.definition();
        let reserve = |reserve: usize| &definition.reserves[reserve].name;
        match reason {
            Reason::CollectedInterest => (EntryKind::CollectedInterest, "interest collected".into()),
            Reason::CollectedPrincipal => (EntryKind::CollectedPrincipal, "principal collected".into()),
            Reason::Recovered => (EntryKind::Recovered, "recoveries".into()),
            Reason::Transferred => (EntryKind::Transferred, "transfer of the period's collections".into()),
            Reason::Received(kind) => received(kind),
            Reason::RecoveredBy(support) => {
                let name = definition.supports[support].name();
                (EntryKind::RecoveredBy, format!("recoveries of \"{name}\" on loans that it guarantees"))
            }
            Reason::Commingled => (EntryKind::Commingled, "lost with the servicer".into()),
            Reason::Sold => (EntryKind::CleanUpCall, "clean-up call".into()),
            Reason::PaidIn(n) => (EntryKind::PaidIn, format!("opening balance of \"{}\"", reserve(n))),
            Reason::MadeUp(claim) => (EntryKind::MadeUp, format!("for {}", definition.describe(claim))),
            Reason::Drawn { claim, .. } => {
                (EntryKind::Drawn, format!("draw for {}", definition.describe(claim)))
            }
            Reason::Late { support, to } => {
                let name = definition.supports[support].name();
                let kind = to.map_or(EntryKind::Late, |_| EntryKind::LateRecourse);
                (kind, format!("late payment of \"{name}\""))
            }
            Reason::Paid(claim) => (kind(claim), definition.describe(claim)),
            Reason::Earned => (EntryKind::Earned, "interest on accounts".into()),
            Reason::ToppedUp(n) => (EntryKind::ToppedUp, format!("top-up of \"{}\"", reserve(n))),
            Reason::Released(n) => (EntryKind::Released, format!("release of \"{}\"", reserve(n))),
            Reason::MadeGood => (EntryKind::MadeGood, "made good to principal".into()),
            Reason::Freed => (EntryKind::Freed, "principal that no note needs".into()),
            Reason::Merged => (EntryKind::Merged, "the ledgers merge".into()),
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

fn received(kind: ReceiptKind) -> (EntryKind, String) {
    match kind {
        ReceiptKind::Guaranteed { .. } => (EntryKind::Guaranteed, "guarantee of loans".into()),
        ReceiptKind::Estate => (EntryKind::Estate, "estate of the servicer".into()),
        ReceiptKind::Repurchase => (EntryKind::Repurchase, "repurchase of loans".into()),
    }
}

fn kind(claim: Claim) -> EntryKind {
    match claim {
        Claim::Vat => EntryKind::Tax,
        Claim::Fee(_) => EntryKind::Fee,
        Claim::Interest(_) | Claim::Current(_) | Claim::Arrears(_) => EntryKind::Interest,
        Claim::Principal(_) => EntryKind::Principal,
        Claim::Return(_) => EntryKind::Return,
        Claim::Reimbursement(_) => EntryKind::Reimbursed,
        Claim::Commitment(_) => EntryKind::CommitmentFee,
        Claim::Residual => EntryKind::Residual,
    }
}
