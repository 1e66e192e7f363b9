//! The order of payments resolved: names become claims, each of them in one place.

mod payers;
mod principal;
mod reserves;
mod supports;

use std::collections::{BTreeMap, BTreeSet};

use self::payers::Payers;
use super::amount::{Amount, AmountPlan};
use super::condition::{Condition, ConditionPlan};
use super::event::PaymentOrder;
use super::fee::Fee;
use super::gauge::Readable;
use super::note::Note;
use super::order::{Covers, Funds, OrderProblem, RankedClaim, StepPlan};
use super::plan::Claim;
use super::reserve::Reserve;
use super::split::SplitLedgers;
use super::step::{InterestPart, Step, StepKind};
use crate::enhancement::{ReimbursementTiming, Support};
use crate::found::Found;
use crate::ledger::{AccountId, Chart};
use crate::limits::check_positive;
use crate::money::Money;
use crate::names::{NameProblem, Names};
use crate::place::Place;

/// What there is to rank, and by which names.
#[derive(Clone, Copy)]
pub(crate) struct Payables<'a> {
    /// Is there a tax?
    pub(crate) taxes: bool,
    pub(crate) fees: &'a [Fee],
    pub(crate) notes: &'a [Note],
    pub(crate) reserves: &'a [Reserve],
    pub(crate) supports: &'a [Support],
    /// The ledgers of the plan account, if it is split.
    pub(crate) split: Option<&'a SplitLedgers>,
    pub(crate) party_names: &'a Names,
    pub(crate) fee_names: &'a Names,
    pub(crate) reserve_names: &'a Names,
    pub(crate) readable: Readable<'a>,
    pub(crate) chart: Chart,
}

/// The steps, resolved, and what they pay.
#[derive(Default)]
pub(crate) struct Order {
    pub(crate) steps: Vec<StepPlan>,
    /// What is paid in full, or under conditions, by which steps.
    paid: BTreeMap<Claim, Payers>,
    /// Fees that some step pays up to a cap, and interest.
    capped: BTreeSet<Claim>,
    /// Reserves that some step fills, and that some step empties.
    topped_up: BTreeMap<usize, Payers>,
    released: BTreeMap<usize, Payers>,
}

impl Order {
    /// Resolves the steps and checks what can be said of each and of their order. Whether they pay everything that falls
    /// due is for the deal to say.
    pub(crate) fn resolve(
        of: PaymentOrder,
        steps: &[Step],
        payables: Payables<'_>,
        found: &mut Found<OrderProblem>,
    ) -> Order {
        let mut ranking = Ranking { of, written: steps, payables, order: Order::default(), found };
        for (i, step) in steps.iter().enumerate() {
            ranking.step_when(step, ranking.at(i));
            ranking.free_principal(i);
        }
        ranking.check_waits();
        ranking.check_parts();
        ranking.check_deferrals();
        ranking.check_reserves();
        ranking.order.uncover();
        if !matches!(steps.last().map(|step| &step.kind), Some(StepKind::Residual(_))) {
            ranking.found.add(of.field(), OrderProblem::NoResidual);
        }
        ranking.order
    }

    /// The account that takes what is left.
    pub(crate) fn residual(&self) -> Option<AccountId> {
        let mut claims = self.steps.iter().flat_map(StepPlan::claims);
        claims.find(|ranked| ranked.claim == Claim::Residual).map(|ranked| ranked.payee)
    }

    /// Is it paid on every date, without a cap?
    pub(crate) fn pays(&self, claim: Claim) -> bool {
        claim.parts().all(|part| self.paid.get(&part).is_some_and(Payers::pay_always))
    }

    /// Is it paid on some date, without a cap?
    pub(crate) fn pays_sometimes(&self, claim: Claim) -> bool {
        claim.parts().any(|part| self.paid.contains_key(&part))
    }

    /// Is it principal that some step pays ahead?
    pub(crate) fn pays_ahead(&self, claim: Claim) -> bool {
        let is_it = |ranked: &RankedClaim| claim == Claim::Principal(ranked.claim.number());
        let ahead = |ranked: &&RankedClaim| matches!(ranked.claim, Claim::Ahead(_));
        self.steps.iter().flat_map(StepPlan::claims).filter(ahead).any(is_it)
    }

    /// Where a step without a condition pays a claim, supports stand behind that step alone, so that nobody is called twice.
    fn uncover(&mut self) {
        let Order { steps, paid, .. } = self;
        let in_full = |claim: Claim| paid.get(&claim).and_then(Payers::full).is_some();
        let is_left = |claim: Claim| claim.parts().all(in_full);
        for step in steps.iter_mut().filter(|step| matches!(step, StepPlan::When(_))) {
            step.uncover(&is_left);
        }
    }

    /// Does some step pay it up to a cap?
    pub(crate) fn caps(&self, claim: Claim) -> bool {
        claim.parts().all(|part| self.capped.contains(&part))
    }
}

/// A step of an order, by its number from 1.
#[derive(Clone, Copy)]
pub(super) struct At(PaymentOrder, pub(super) usize);

impl From<At> for Place {
    fn from(At(order, number): At) -> Place {
        match order {
            PaymentOrder::Normal => Place::WaterfallStep(number),
            started => Place::OrderStep { order: started.field(), number },
        }
    }
}

/// The order of payments while it is being resolved.
pub(super) struct Ranking<'a> {
    pub(super) of: PaymentOrder,
    pub(super) written: &'a [Step],
    pub(super) payables: Payables<'a>,
    pub(super) order: Order,
    pub(super) found: &'a mut Found<OrderProblem>,
}

impl<'a> Ranking<'a> {
    /// The place of a step, by its index.
    pub(super) fn at(&self, index: usize) -> At {
        At(self.of, index + 1)
    }

    /// Resolves a step, with its condition around it.
    fn step_when(&mut self, step: &'a Step, at: At) {
        let first = self.order.steps.len();
        let when = step.when.as_ref().and_then(|_| self.condition(step, at));
        self.step(step, at);
        if let Some(when) = when {
            let parts = self.order.steps.split_off(first);
            self.order.steps.push(StepPlan::when(when, parts));
        }
    }

    /// The condition of a step; `None` after an error.
    fn condition(&mut self, step: &Step, at: At) -> Option<ConditionPlan> {
        let always = match &step.kind {
            StepKind::Residual(_) => Some("what is left is paid"),
            StepKind::MakeGood => Some("income makes good what it owes"),
            _ => None,
        };
        if let Some(what) = always {
            self.found.add(at, OrderProblem::NoCondition(what));
        }
        step.when.as_ref()?.resolve(0, at, self.payables.readable, self.found)
    }

    fn step(&mut self, step: &'a Step, at: At) {
        if step.part.is_some() && !matches!(step.kind, StepKind::Interest(_)) {
            self.found.add(at, OrderProblem::NoPart);
        }
        self.check_ahead(step, at);
        let ratio = self.ratio(step, at);
        let cap = step.cap.as_ref().and_then(|cap| self.cap(step, cap, at));
        let claims = match &step.kind {
            StepKind::Taxes => self.taxes(at),
            StepKind::Fees(fees) => {
                let claims = self.fee_claims(fees, at);
                self.ranked(claims, step, at)
            }
            StepKind::Interest(notes) => {
                let claims = self.interest(notes, step, at);
                self.ranked(claims, step, at)
            }
            StepKind::Principal(notes) => self.principal(notes, step, at),
            StepKind::Reimbursement(of) => return self.reimbursement(step, of, at),
            StepKind::SupportFees(of) => return self.support_fees(step, of, at),
            StepKind::TopUp(reserve) => return self.top_up(step, reserve, cap, at),
            StepKind::Release(reserve) => return self.release(step, reserve, at),
            StepKind::MakeGood => return self.make_good(step, at),
            StepKind::Residual(to) => {
                self.check_no_sources(step, at);
                self.residual(to, at).into_iter().collect()
            }
        };
        let (source, further) = self.sources(step, at);
        let is_turbo = self.is_turbo(step);
        self.order.steps.push(StepPlan::pays(claims, Funds { source, further, cap, ratio, is_turbo }));
    }

    /// The cap of a step; `None` after an error.
    fn cap(&mut self, step: &Step, cap: &Amount, at: At) -> Option<Box<AmountPlan>> {
        use StepKind::{Fees, Interest, Principal, TopUp};
        if !matches!(step.kind, Fees(_) | Interest(_) | Principal(_) | TopUp(_)) {
            self.found.add(at, OrderProblem::NoCap);
            return None;
        }
        if let Amount::Fixed(fixed) = cap {
            self.found.take(at, check_positive("cap", *fixed))?;
        }
        let readable = Readable { in_cap: true, ..self.payables.readable };
        cap.resolve(at, readable, self.found).map(Box::new)
    }

    /// The ratio of a step, a part for each of its notes.
    fn ratio(&mut self, step: &Step, at: At) -> Vec<Money> {
        match &step.kind {
            _ if step.ratio.is_empty() => {}
            StepKind::Principal(notes) if notes.len() != step.ratio.len() => {
                let (notes, parts) = (notes.len(), step.ratio.len());
                self.found.add(at, OrderProblem::RatioOfOthers { notes, parts });
            }
            StepKind::Principal(notes) => {
                for (note, _) in notes.iter().zip(&step.ratio).filter(|(_, part)| **part == 0) {
                    self.found.add(at, OrderProblem::RatioOfNothing(note.clone()));
                }
            }
            _ => self.found.add(at, OrderProblem::NoRatio),
        }
        step.ratio.iter().map(|part| Money::from_fen(i64::from(*part))).collect()
    }

    fn taxes(&mut self, at: At) -> Vec<RankedClaim> {
        if !self.payables.taxes {
            self.found.add(at, OrderProblem::NothingToPay("tax"));
        }
        self.once(Claim::Vat, at);
        let covers = self.covers(|support| support.taxes_each_date);
        vec![RankedClaim { claim: Claim::Vat, payee: self.payables.chart.tax_office(), covers }]
    }

    /// Which supports cover something.
    fn covers(&self, does: impl Fn(&Support) -> bool) -> Covers {
        let supports = self.payables.supports.iter().enumerate();
        Covers::of(supports.filter(|(_, support)| does(support)).map(|(i, _)| i))
    }

    /// Claims that a step pays in full; or up to its cap, of which supports pay nothing: what the cap leaves is not short but
    /// paid elsewhere.
    fn ranked(&mut self, claims: Vec<RankedClaim>, step: &Step, at: At) -> Vec<RankedClaim> {
        if step.cap.is_none() {
            claims.iter().for_each(|ranked| self.once(ranked.claim, at));
            return claims;
        }
        for ranked in &claims {
            let in_full = |part: Claim| self.order.paid.get(&part).and_then(Payers::full);
            if let Some(earlier) = ranked.claim.parts().filter_map(in_full).max() {
                self.found.add(at, self.paid_twice(ranked.claim, earlier));
            }
            if step.when.is_none() {
                self.order.capped.extend(ranked.claim.parts());
            }
        }
        claims.into_iter().map(|ranked| RankedClaim { covers: Covers::default(), ..ranked }).collect()
    }

    fn fee_claims(&mut self, fees: &[String], at: At) -> Vec<RankedClaim> {
        let Payables { fee_names, party_names, chart, .. } = self.payables;
        let indices = fee_names.find_list(fees, at, self.found);
        let claim = |index: usize| {
            let fee = &self.payables.fees[index];
            // An unknown payee has been reported with the fee.
            let payee = chart.party(party_names.get(&fee.payee).unwrap_or_default());
            let covers = self.covers(|support| support.fees_each_date.contains(&fee.name));
            RankedClaim { claim: Claim::Fee(index), payee, covers }
        };
        indices.into_iter().map(claim).collect()
    }

    fn interest(&mut self, notes: &[String], step: &Step, at: At) -> Vec<RankedClaim> {
        let notes = self.notes(notes, at);
        for &note in &notes {
            let Note { name, coupon, .. } = &self.payables.notes[note];
            if coupon.is_none() {
                self.found.add(at, OrderProblem::NoCoupon(name.clone()));
            }
        }
        let claim = match step.part {
            None => Claim::Interest,
            Some(InterestPart::Current) => Claim::Current,
            Some(InterestPart::Arrears) => Claim::Arrears,
        };
        self.note_claims(&notes, claim, |support| &support.interest_each_date)
    }

    /// Interest that may be deferred must stand below some that may not; after an event it may rank with it.
    fn check_deferrals(&mut self) {
        if self.of != PaymentOrder::Normal {
            return;
        }
        let defers = |note: usize| self.payables.notes[note].deferrable.is_some();
        let mut interest: BTreeMap<usize, usize> = BTreeMap::new();
        for (claim, payers) in &self.order.paid {
            if let (Claim::Interest(note), Some(first)) = (claim.whole(), payers.first()) {
                interest.entry(note).and_modify(|step| *step = first.min(*step)).or_insert(first);
            }
        }
        let (waiting, firm): (Vec<_>, Vec<_>) = interest.into_iter().partition(|(note, _)| defers(*note));
        for (note, step) in waiting {
            if !firm.iter().any(|(_, before)| *before < step) {
                let name = self.payables.notes[note].name.clone();
                self.found.add(self.at(step - 1), OrderProblem::DefersFirst(name));
            }
        }
    }

    /// The notes of a step that the deal has.
    fn notes(&mut self, notes: &[String], at: At) -> Vec<usize> {
        self.payables.readable.notes.find_list(notes, at, self.found)
    }

    fn note_claims(
        &self,
        notes: &[usize],
        kind: fn(usize) -> Claim,
        covered: fn(&Support) -> &[String],
    ) -> Vec<RankedClaim> {
        let claim = |&note: &usize| RankedClaim {
            claim: kind(note),
            payee: self.payables.chart.holders(note),
            covers: self.covers(|support| covered(support).contains(&self.payables.notes[note].name)),
        };
        notes.iter().map(claim).collect()
    }

    fn residual(&mut self, to: &str, at: At) -> Option<RankedClaim> {
        if at.1 < self.written.len() {
            self.found.add(at, OrderProblem::ResidualNotLast);
        }
        let payee = self.found.take(at, self.residual_account(to))?;
        Some(RankedClaim { claim: Claim::Residual, payee, covers: Covers::default() })
    }

    /// The account that takes the residual: a note's holders, or a party.
    fn residual_account(&self, to: &str) -> Result<AccountId, NameProblem> {
        let Payables { party_names, chart, readable: Readable { notes, .. }, .. } = self.payables;
        let unknown = || NameProblem::unknown("note or party", to, notes.iter().chain(party_names.iter()));
        let holders = notes.get(to).map(|note| chart.holders(note));
        holders.or_else(|| party_names.get(to).map(|party| chart.party(party))).ok_or_else(unknown)
    }

    fn once(&mut self, claim: Claim, at: At) {
        if let Some(earlier) = self.add(claim, at) {
            self.found.add(at, self.paid_twice(claim, earlier));
        }
    }

    /// A step pays a claim: gives the earlier one that leaves nothing for it, if there is one.
    fn add(&mut self, claim: Claim, at: At) -> Option<usize> {
        let when = self.when(at);
        let add = |part: Claim| self.order.paid.entry(part).or_default().add(at.1, when);
        claim.parts().filter_map(add).max()
    }

    /// The condition of a step, as written.
    pub(super) fn when(&self, at: At) -> Option<&'a Condition> {
        self.written.get(at.1.checked_sub(1)?)?.when.as_ref()
    }

    fn paid_twice(&self, claim: Claim, earlier: usize) -> OrderProblem {
        OrderProblem::PaidTwice(
            claim.in_words(self.payables.fees, self.payables.notes, self.payables.supports),
            earlier,
        )
    }

    /// What waits for the senior notes must stand below the last of their principal: a step is taken once a date, so on the
    /// date that repays them, and if it is the last for ever, it would come too early.
    fn check_waits(&mut self) {
        for (i, step) in self.written.iter().enumerate() {
            let mut later = self.written[i + 1..].iter().filter_map(|step| self.senior_principal(step));
            if let (true, Some(name)) = (self.waits(step), later.next_back()) {
                self.found.add(self.at(i), OrderProblem::TooEarly(name.clone()));
            }
        }
    }

    /// Does a step pay only once the senior notes have been repaid?
    fn waits(&self, step: &Step) -> bool {
        let Payables { supports, .. } = self.payables;
        let waits = |support: &Support| support.reimbursed == ReimbursementTiming::AfterSenior;
        match &step.kind {
            StepKind::Reimbursement(of) if of.is_empty() => {
                supports.iter().any(|support| waits(support) && !self.is_named(support.name()))
            }
            StepKind::Reimbursement(of) => {
                supports.iter().any(|support| waits(support) && of.iter().any(|name| name == support.name()))
            }
            StepKind::Principal(notes) => notes.iter().any(|name| self.is_subordinated(name) == Some(true)),
            _ => false,
        }
    }

    /// The first senior note whose principal a step pays.
    fn senior_principal(&self, step: &'a Step) -> Option<&'a String> {
        match &step.kind {
            // What income leaves repays no more than it reaches: nobody waits for that.
            StepKind::Principal(notes) if !self.is_turbo(step) => {
                notes.iter().find(|name| self.is_subordinated(name) == Some(false))
            }
            _ => None,
        }
    }

    /// Is the note of a name subordinated? `None` if there is none.
    pub(super) fn is_subordinated(&self, name: &str) -> Option<bool> {
        let note = self.payables.readable.notes.get(name)?;
        Some(self.payables.notes[note].repayment.is_subordinated())
    }
}
