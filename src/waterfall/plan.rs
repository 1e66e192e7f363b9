//! The waterfall of a deal, resolved: indices instead of names, exact factors instead of rates and dates.

use super::fee::{Fee, FeeAccrual, FeeBase, FeePlan};
use super::note::{Note, NotePlan};
use super::order::{RankedClaim, StepPlan};
use crate::enhancement::UndertakingPlan;
use crate::money::{Factor, Money};

/// Everything the engine needs and nothing that changes while it runs.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Number of distribution dates.
    pub(crate) dates: usize,
    /// The plan's legal final date: the latest on which principal of any note can fall due.
    pub(crate) legal_final: usize,
    /// The first date on which principal of any note falls due; past the last date if none ever does.
    pub(crate) first_maturity: usize,
    /// Number of accounts in the ledger.
    pub(crate) accounts: usize,
    pub(crate) notes: Vec<NotePlan>,
    pub(crate) fees: Vec<FeePlan>,
    /// VAT on collected interest.
    pub(crate) vat: Option<Factor>,
    pub(crate) undertaking: Option<UndertakingPlan>,
    pub(crate) steps: Vec<StepPlan>,
}

/// Something the plan owes, or may pay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    Vat,
    Fee(usize),
    Interest(usize),
    Principal(usize),
    /// The agreed return on what the enhancer paid.
    Return,
    /// What the enhancer paid.
    Reimbursement,
    /// All that is left once no note is outstanding.
    Residual,
}

impl Claim {
    /// The claim in words, given the fees and notes that it is one of.
    pub(crate) fn in_words(self, fees: &[Fee], notes: &[Note]) -> String {
        match self {
            Claim::Vat => "VAT".into(),
            Claim::Fee(fee) => format!("fee \"{}\"", fees[fee].name),
            Claim::Interest(note) => format!("interest on \"{}\"", notes[note].name),
            Claim::Principal(note) => format!("principal of \"{}\"", notes[note].name),
            Claim::Return => "agreed return to the enhancer".into(),
            Claim::Reimbursement => "reimbursement of the enhancer".into(),
            Claim::Residual => "residual".into(),
        }
    }
}

impl Plan {
    /// The place in the ledger of the first note's holders; those of the others follow.
    pub(crate) fn first_holders(&self) -> usize {
        self.accounts - self.notes.len()
    }

    /// Every claim of every step, in order; a fee with a capped step and a full one comes twice.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &RankedClaim> {
        self.steps.iter().flat_map(|step| &step.claims)
    }

    /// Must what is payable of a claim be paid on this date? Principal only once it is due, and the residual never.
    #[inline(always)]
    pub(crate) fn is_required(&self, claim: Claim, date: usize) -> bool {
        match claim {
            Claim::Principal(note) => self.notes[note].kind.is_due(date),
            Claim::Residual => false,
            _ => true,
        }
    }

    /// Does the plan owe the enhancer what it paid?
    pub(crate) fn reimburses(&self) -> bool {
        self.claims().any(|ranked| ranked.claim == Claim::Reimbursement)
    }

    /// More than could ever be owed by the plan: everything that can fall due, beside what an enhancer is owed for paying it.
    pub(crate) fn most_owed(&self, pool: Money, interest: Money) -> Money {
        let notes = (0..self.notes.len()).flat_map(|note| [Claim::Interest(note), Claim::Principal(note)]);
        let claims = notes.chain((0..self.fees.len()).map(Claim::Fee)).chain([Claim::Vat]);
        let dues: Money = claims.map(|claim| self.most_due(claim, pool, interest)).sum();
        let agreed = |given: &UndertakingPlan| accrued(dues, &given.return_factors, Money::MAX);
        dues + self.undertaking.as_ref().map_or(Money::ZERO, agreed)
    }

    /// The most that can fall due of taxes, a fee, interest or principal over the deal's life, on balances that never fall;
    /// given the principal of the pool and its interest.
    pub(crate) fn most_due(&self, claim: Claim, pool: Money, interest: Money) -> Money {
        let issued = |note: &usize| self.notes[*note].amount;
        match claim {
            Claim::Vat => self.vat.map_or(Money::ZERO, |vat| interest.times(vat)),
            Claim::Fee(fee) => match &self.fees[fee].accrual {
                FeeAccrual::Fixed(amounts) => {
                    amounts.iter().map(|amount| (*amount).min(self.fees[fee].cap)).sum()
                }
                FeeAccrual::Rate { base: FeeBase::Pool, factors } => {
                    accrued(pool, factors, self.fees[fee].cap)
                }
                FeeAccrual::Rate { base: FeeBase::Notes(notes), factors } => {
                    accrued(notes.iter().map(issued).sum(), factors, self.fees[fee].cap)
                }
            },
            Claim::Interest(note) => accrued(issued(&note), &self.notes[note].interest, Money::MAX),
            Claim::Principal(note) => issued(&note),
            Claim::Return | Claim::Reimbursement | Claim::Residual => Money::ZERO,
        }
    }

    /// The note whose holders take the residual; `None` if a party does.
    pub(crate) fn residual_note(&self) -> Option<usize> {
        let residual = self.claims().find(|ranked| ranked.claim == Claim::Residual)?;
        residual.payee.index().checked_sub(self.first_holders())
    }
}

/// What accrues on a base over all dates, at most this much on each.
fn accrued(base: Money, factors: &[Factor], cap: Money) -> Money {
    factors.iter().map(|factor| base.times(*factor).min(cap)).sum()
}
