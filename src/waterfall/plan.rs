//! The waterfall of a deal, resolved: indices instead of names, exact factors instead of rates and dates.

use crate::enhancement::UndertakingPlan;
use crate::ledger::AccountId;
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
    pub(crate) steps: Vec<Step>,
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

/// One step of the waterfall: claims that rank together, paid pro rata if cash is short.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) claims: Vec<RankedClaim>,
    /// The most this step pays on one date; what is beyond stays due.
    pub(crate) cap: Money,
}

/// A claim in its place: who is paid, and whether the undertaking stands behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankedClaim {
    pub(crate) claim: Claim,
    pub(crate) payee: AccountId,
    /// Taxes, fees and interest: on every date. Principal: from the note's maturity on.
    pub(crate) covered: bool,
}

/// A class of notes.
#[derive(Clone, Debug)]
pub(crate) struct NotePlan {
    pub(crate) amount: Money,
    pub(crate) kind: NoteKind,
    /// Interest on the opening balance, by distribution date; empty for a note without a coupon.
    pub(crate) interest: Vec<Factor>,
}

/// When a note's principal can be paid, and when it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// Takes all cash that reaches it; the rest is due on the maturity date.
    PassThrough { matures: usize },
    /// Takes nothing before its maturity date: cash is kept in the plan account until then.
    Bullet { matures: usize },
    /// Takes what reaches it once every note that is not subordinated has been repaid; never due.
    Subordinated,
}

/// A fee.
#[derive(Clone, Debug)]
pub(crate) struct FeePlan {
    pub(crate) accrual: FeeAccrual,
    /// The most that falls due on one date; what is beyond is not owed.
    pub(crate) cap: Money,
}

#[derive(Clone, Debug)]
pub(crate) enum FeeAccrual {
    /// A rate on a base, by distribution date.
    Rate { base: FeeBase, factors: Vec<Factor> },
    /// An amount, by distribution date.
    Fixed(Vec<Money>),
}

/// What a fee rate applies to: always the balance at the opening of the period.
#[derive(Clone, Debug)]
pub(crate) enum FeeBase {
    /// The sum of these notes' balances.
    Notes(Vec<usize>),
    /// The performing principal of the pool.
    Pool,
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

impl NoteKind {
    /// Is the note's principal due on this date?
    #[inline]
    pub(crate) fn is_due(self, date: usize) -> bool {
        match self {
            NoteKind::PassThrough { matures } | NoteKind::Bullet { matures } => date >= matures,
            NoteKind::Subordinated => false,
        }
    }

    pub(crate) fn is_subordinated(self) -> bool {
        self == NoteKind::Subordinated
    }

    /// The note's legal final date, among this many: its maturity; of a subordinated note the last there is.
    pub(crate) fn legal_final(self, dates: usize) -> usize {
        match self {
            NoteKind::PassThrough { matures } | NoteKind::Bullet { matures } => matures,
            NoteKind::Subordinated => dates.saturating_sub(1),
        }
    }
}
