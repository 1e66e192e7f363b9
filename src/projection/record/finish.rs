//! What the recorder that keeps everything makes of a path that is over.

use super::FullLedger;
use crate::calendar::Date;
use crate::ledger::AccountId;
use crate::manifest::Manifest;
use crate::measure::{CashFlow, irr, weighted_average_life, years_between};
use crate::money::Money;
use crate::path::Events;
use crate::projection::entries::LedgerEntry;
use crate::projection::guaranteed::Fate;
use crate::projection::parties;
use crate::projection::report::{
    DateReport, DefaultReport, EndReason, Ending, NoteDate, NoteReport, Origin, PartyBalance, Projection,
    Unpaid,
};
use crate::servicing::LoanDefault;
use crate::waterfall::{Claim, PlanEnd, State};

impl FullLedger<'_> {
    /// The story, once the last date is closed; given what every default came to.
    pub(in crate::projection) fn finish(
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
            surplus: definition.accounts.surplus,
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
            parties: parties::of(
                definition,
                &ledger,
                |note| self.holders(note),
                |party| self.failed_on(party, events),
            ),
            ledger,
            dates: self.dates,
        }
    }

    /// When a party failed, if it did by the last date.
    fn failed_on(&self, party: usize, events: &Events) -> Option<Date> {
        let plan = self.deal.plan();
        let place = plan.failing.iter().position(|failing| *failing == party)?;
        let failure = events.failures().get(place)?;
        (failure.date < plan.dates).then_some(failure.day)
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

    pub(super) fn ending_on(&self, end: PlanEnd, date: usize, state: &State) -> Ending {
        let reason = match end {
            PlanEnd::WoundUp => EndReason::WoundUp,
            PlanEnd::LegalFinal => EndReason::LegalFinal,
        };
        let period = &self.deal.periods[date];
        let (on, number, arrears) = (period.payment, period.number, self.unpaid(state));
        Ending { on, number, reason, arrears, in_kind: state.pool }
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
}
