//! The order of payments resolved: names become claims, each of them in one place.

use std::collections::{BTreeMap, BTreeSet};

use super::fee::Fee;
use super::note::Note;
use super::order::{OrderProblem, RankedClaim, Step, StepPlan};
use super::plan::Claim;
use crate::enhancement::{ReimbursementTiming, ShortfallUndertaking};
use crate::found::Found;
use crate::ledger::AccountId;
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
    pub(crate) undertaking: Option<&'a ShortfallUndertaking>,
    pub(crate) party_names: &'a Names,
    pub(crate) fee_names: &'a Names,
    pub(crate) note_names: &'a Names,
}

/// The steps, resolved, and what they pay.
pub(crate) struct Order {
    pub(crate) steps: Vec<StepPlan>,
    /// What is paid in full, by which step (from 1).
    paid: BTreeMap<Claim, usize>,
    /// Fees that some step pays up to a cap.
    capped: BTreeSet<usize>,
}

impl Order {
    /// Resolves the steps and checks what can be said of each and of their order. Whether they pay everything that falls
    /// due is for the deal to say.
    pub(crate) fn resolve(steps: &[Step], payables: Payables<'_>, found: &mut Found<OrderProblem>) -> Order {
        let order = Order { steps: Vec::new(), paid: BTreeMap::new(), capped: BTreeSet::new() };
        let mut ranking = Ranking { written: steps, payables, order, found };
        for (i, step) in steps.iter().enumerate() {
            ranking.step(step, At(i + 1));
        }
        ranking.check_waits();
        if !matches!(steps.last(), Some(Step::Residual(_))) {
            ranking.found.add("waterfall", OrderProblem::NoResidual);
        }
        ranking.order
    }

    /// Does some step pay it, without a cap?
    pub(crate) fn pays(&self, claim: Claim) -> bool {
        self.paid.contains_key(&claim)
    }

    /// Does some step pay this fee up to a cap?
    pub(crate) fn caps(&self, fee: usize) -> bool {
        self.capped.contains(&fee)
    }
}

/// A step, by its number from 1.
#[derive(Clone, Copy)]
struct At(usize);

impl From<At> for Place {
    fn from(at: At) -> Place {
        Place::WaterfallStep(at.0)
    }
}

/// The order of payments while it is being resolved.
struct Ranking<'a> {
    written: &'a [Step],
    payables: Payables<'a>,
    order: Order,
    found: &'a mut Found<OrderProblem>,
}

impl<'a> Ranking<'a> {
    fn step(&mut self, step: &'a Step, at: At) {
        let (claims, cap) = match step {
            Step::Taxes => (self.taxes(at), Money::MAX),
            Step::Fees(fees) => (self.fees(fees, at), Money::MAX),
            Step::CappedFees { fees, cap } => {
                self.found.take(at, check_positive("cap", *cap));
                (self.capped_fees(fees, at), *cap)
            }
            Step::Interest(notes) => (self.interest(notes, at), Money::MAX),
            Step::Principal(notes) => (self.principal(notes, at), Money::MAX),
            Step::Reimbursement => return self.reimbursement(at),
            Step::Residual(to) => (self.residual(to, at).into_iter().collect(), Money::MAX),
        };
        self.order.steps.push(StepPlan { claims, cap });
    }

    fn taxes(&mut self, at: At) -> Vec<RankedClaim> {
        if !self.payables.taxes {
            self.found.add(at, OrderProblem::NothingToPay("tax"));
        }
        self.once(Claim::Vat, at);
        let covered = self.payables.undertaking.is_some_and(|given| given.taxes_each_date);
        vec![RankedClaim { claim: Claim::Vat, payee: AccountId::TAX_OFFICE, covered }]
    }

    fn fees(&mut self, fees: &[String], at: At) -> Vec<RankedClaim> {
        let claims = self.fee_claims(fees, at);
        claims.iter().for_each(|ranked| self.once(ranked.claim, at));
        claims
    }

    /// Fees up to a cap, of which the undertaking pays nothing: what the cap leaves is not short but paid elsewhere.
    fn capped_fees(&mut self, fees: &[String], at: At) -> Vec<RankedClaim> {
        let claims = self.fee_claims(fees, at);
        for ranked in &claims {
            if let Some(&earlier) = self.order.paid.get(&ranked.claim) {
                self.found.add(at, self.paid_twice(ranked.claim, earlier));
            }
            if let Claim::Fee(fee) = ranked.claim {
                self.order.capped.insert(fee);
            }
        }
        claims.into_iter().map(|ranked| RankedClaim { covered: false, ..ranked }).collect()
    }

    fn fee_claims(&mut self, fees: &[String], at: At) -> Vec<RankedClaim> {
        let Payables { fee_names, party_names, undertaking, .. } = self.payables;
        let indices = fee_names.find_list(fees, at, self.found);
        let claim = |index: usize| {
            let fee = &self.payables.fees[index];
            // An unknown payee has been reported with the fee.
            let payee = AccountId::after_fixed(party_names.get(&fee.payee).unwrap_or_default());
            let covered = undertaking.is_some_and(|given| given.fees_each_date.contains(&fee.name));
            RankedClaim { claim: Claim::Fee(index), payee, covered }
        };
        indices.into_iter().map(claim).collect()
    }

    fn interest(&mut self, notes: &[String], at: At) -> Vec<RankedClaim> {
        let notes = self.notes(notes, at);
        for &note in &notes {
            if self.payables.notes[note].coupon.is_none() {
                self.found.add(at, OrderProblem::NoCoupon(self.payables.notes[note].name.clone()));
            }
        }
        let covered = self.payables.undertaking.map_or(&[] as &[String], |given| &given.interest_each_date);
        self.note_claims(&notes, Claim::Interest, covered, at)
    }

    fn principal(&mut self, notes: &[String], at: At) -> Vec<RankedClaim> {
        let notes = self.notes(notes, at);
        self.check_same_way(&notes, at);
        let covered =
            self.payables.undertaking.map_or(&[] as &[String], |given| &given.principal_at_maturity);
        self.note_claims(&notes, Claim::Principal, covered, at)
    }

    /// The notes of a step that the deal has.
    fn notes(&mut self, notes: &[String], at: At) -> Vec<usize> {
        self.payables.note_names.find_list(notes, at, self.found)
    }

    fn note_claims(
        &mut self,
        notes: &[usize],
        kind: fn(usize) -> Claim,
        covered: &[String],
        at: At,
    ) -> Vec<RankedClaim> {
        notes.iter().for_each(|&note| self.once(kind(note), at));
        let claim = |&note: &usize| RankedClaim {
            claim: kind(note),
            payee: self.holders(note),
            covered: covered.contains(&self.payables.notes[note].name),
        };
        notes.iter().map(claim).collect()
    }

    /// Notes of one rank must be repaid in the same way: a pass-through note takes all the cash that a bullet beside it
    /// would keep, and no contract would leave open whose it is.
    fn check_same_way(&mut self, notes: &[usize], at: At) {
        let notes: Vec<_> = notes.iter().map(|&note| &self.payables.notes[note]).collect();
        let differ = notes.windows(2).find(|pair| !pair[0].repayment.is_alike(&pair[1].repayment));
        if let Some([one, other]) = differ {
            self.found.add(at, OrderProblem::MixedRank(one.name.clone(), other.name.clone()));
        }
    }

    /// The return first, and then what it is a return on: two steps.
    fn reimbursement(&mut self, at: At) {
        let Some(given) = self.payables.undertaking else {
            return self.found.add(at, OrderProblem::NothingToPay("enhancer"));
        };
        self.once(Claim::Reimbursement, at);
        self.order.paid.insert(Claim::Return, at.0);
        // An unknown party has been reported with the roles.
        let payee = AccountId::after_fixed(self.payables.party_names.get(&given.by).unwrap_or_default());
        for claim in [Claim::Return, Claim::Reimbursement] {
            let claims = vec![RankedClaim { claim, payee, covered: false }];
            self.order.steps.push(StepPlan { claims, cap: Money::MAX });
        }
    }

    fn residual(&mut self, to: &str, at: At) -> Option<RankedClaim> {
        if at.0 < self.written.len() {
            self.found.add(at, OrderProblem::ResidualNotLast);
        }
        let payee = self.found.take(at, self.residual_account(to))?;
        Some(RankedClaim { claim: Claim::Residual, payee, covered: false })
    }

    /// The account that takes the residual: a note's holders, or a party.
    fn residual_account(&self, to: &str) -> Result<AccountId, NameProblem> {
        let Payables { note_names, party_names, .. } = self.payables;
        let unknown =
            || NameProblem::unknown("note or party", to, note_names.iter().chain(party_names.iter()));
        let holders = note_names.get(to).map(|note| self.holders(note));
        holders.or_else(|| party_names.get(to).map(AccountId::after_fixed)).ok_or_else(unknown)
    }

    /// The account of a note's holders.
    fn holders(&self, note: usize) -> AccountId {
        AccountId::after_fixed(self.payables.party_names.len() + note)
    }

    fn once(&mut self, claim: Claim, at: At) {
        if let Some(earlier) = self.order.paid.insert(claim, at.0) {
            self.found.add(at, self.paid_twice(claim, earlier));
        }
    }

    fn paid_twice(&self, claim: Claim, earlier: usize) -> OrderProblem {
        OrderProblem::PaidTwice(claim.in_words(self.payables.fees, self.payables.notes), earlier)
    }

    /// What waits for the senior notes must stand below the last of their principal: a step is taken once a date, so on the
    /// date that repays them, and if it is the last for ever, it would come too early.
    fn check_waits(&mut self) {
        for (i, step) in self.written.iter().enumerate() {
            let mut later = self.written[i + 1..].iter().filter_map(|step| self.senior_principal(step));
            if let (true, Some(name)) = (self.waits(step), later.next_back()) {
                self.found.add(At(i + 1), OrderProblem::TooEarly(name.clone()));
            }
        }
    }

    /// Does a step pay only once the senior notes have been repaid?
    fn waits(&self, step: &Step) -> bool {
        let after_senior =
            |given: &ShortfallUndertaking| given.reimbursed == ReimbursementTiming::AfterSenior;
        match step {
            Step::Reimbursement => self.payables.undertaking.is_some_and(after_senior),
            Step::Principal(notes) => notes.iter().any(|name| self.is_subordinated(name) == Some(true)),
            _ => false,
        }
    }

    /// The first senior note whose principal a step pays.
    fn senior_principal(&self, step: &'a Step) -> Option<&'a String> {
        match step {
            Step::Principal(notes) => notes.iter().find(|name| self.is_subordinated(name) == Some(false)),
            _ => None,
        }
    }

    /// Is the note of a name subordinated? `None` if there is none.
    fn is_subordinated(&self, name: &str) -> Option<bool> {
        let note = self.payables.note_names.get(name)?;
        Some(self.payables.notes[note].repayment.is_subordinated())
    }
}
