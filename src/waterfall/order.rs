//! The order of payments: what can be wrong with it, and the steps as the engine takes them.

use thiserror::Error;

use super::amount::{AmountPlan, FormulaProblem};
use super::condition::ConditionPlan;
use super::plan::Claim;
use super::sources::LedgerProblem;
use super::state::State;
use crate::ledger::AccountId;
use crate::limits::AmountProblem;
use crate::money::Money;
use crate::names::NameProblem;

/// What is wrong with the order of payments.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OrderProblem {
    /// A step names what there is not, or not well.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A step is capped at nothing.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// A cap is no formula.
    #[error(transparent)]
    Formula(#[from] FormulaProblem),
    /// A cap on what has to be paid in full.
    #[error(
        "a cap is for fees, interest, principal and top-ups: what else a step pays is paid as far as cash reaches"
    )]
    NoCap,
    /// Interest of the most senior note that may be deferred.
    #[error(
        "no step before this one pays interest that may not be deferred: what is most senior cannot wait, so leave \
         `deferrable` of `{0}` out, or move the step down"
    )]
    DefersFirst(String),
    /// A condition on what is done on every date.
    #[error("{0} on every date: leave `when` out")]
    NoCondition(&'static str),
    /// A part of what has none.
    #[error("`part` is for interest, which is current or in arrears: leave it out")]
    NoPart,
    /// A ratio in which nothing is shared.
    #[error("a ratio is for principal: what else ranks together shares in proportion to what is due")]
    NoRatio,
    /// A ratio of other notes.
    #[error("the step names {notes} notes, and its ratio has {parts} parts: give one for each note")]
    RatioOfOthers {
        /// How many notes.
        notes: usize,
        /// How many parts.
        parts: usize,
    },
    /// A part of nothing.
    #[error("the ratio gives `{0}` nothing: give each note a whole number from 1 on, or leave the note out")]
    RatioOfNothing(String),
    /// An account that this step cannot take cash from.
    #[error("a step of this kind takes its cash from the plan account: leave `from` out")]
    NoSource,
    /// Nothing brings cash into a reserve.
    #[error("nothing fills reserve `{0}`: give it an opening balance or a top-up step, or remove it")]
    NeverFilled(String),
    /// Nothing brings its cash out again.
    #[error(
        "no step releases what reserve `{0}` holds beyond its target on every date, and it would reach nobody: add one"
    )]
    NeverReleased(String),
    /// Something is paid by two steps.
    #[error("{0} is already paid by step {1}")]
    PaidTwice(String, usize),
    /// A step pays what the deal does not have.
    #[error("the deal has no {0} to pay")]
    NothingToPay(&'static str),
    /// The plan owes nothing to who pays for borrowers.
    #[error(
        "`{0}` pays in the place of borrowers: its recourse is to them, and the plan repays it nothing: leave it out of the step"
    )]
    RepaysGuarantor(String),
    /// A step that pays no principal pays ahead.
    #[error("only principal is paid ahead, of its plan, lockout or maturity: leave `ahead` out")]
    NothingAhead,
    /// What is no due is made up.
    #[error("nothing that is paid ahead is due, so no further account pays it: name one account in `from`")]
    AheadOfDues,
    /// A step stands where nothing reaches it.
    #[error(
        "note `{0}` is a bullet, whose own step above keeps for it what this one would pay: move this one above that"
    )]
    KeptAbove(String),
    /// A subordinated note is paid before the others.
    #[error(
        "note `{0}` is subordinated, and never paid before the others are repaid: leave `ahead` out, or the note"
    )]
    SubordinatedAhead(String),
    /// Interest on a note that earns none.
    #[error("note `{0}` has no coupon: it earns what the residual step leaves")]
    NoCoupon(String),
    /// The residual takes everything, so nothing can follow.
    #[error("the residual takes all that is left: it must be the last step")]
    ResidualNotLast,
    /// An order of payment that nothing starts.
    #[error("no event starts this order of payment: add one, or leave the order out")]
    NeverStarted,
    /// What is left goes to another in another order.
    #[error("its residual goes to another than that of the waterfall: what is left has one owner")]
    ResidualElsewhere,
    /// No step for what is left.
    #[error("the last step must be a residual: it says who takes what is left")]
    NoResidual,
    /// Notes that are repaid in different ways rank together.
    #[error(
        "`{0}` and `{1}` are not repaid in the same way: of pass-through notes, bullets and subordinated notes each can \
         rank among themselves, but not with another; give each its own step"
    )]
    MixedRank(String, String),
    /// Income and principal.
    #[error(transparent)]
    Ledgers(#[from] LedgerProblem),
    /// A support without a fee or interest of this kind.
    #[error(
        "`{0}` is no liquidity facility with a commitment fee or interest: its agreed return is paid where it is reimbursed"
    )]
    NoSupportFee(String),
    /// A step that waits for notes which are only repaid after it.
    #[error("it waits for the principal of `{0}`, which a later step repays: move it below")]
    TooEarly(String),
}

/// One step of the waterfall, resolved. It is looked at on every date of every path, so what stands alone is told apart from
/// what shares here, once, and has no list to follow.
#[derive(Clone, Debug)]
pub(crate) enum StepPlan {
    /// Pays a claim that stands alone, as nearly all do.
    Pay(RankedClaim, Funds),
    /// Pays claims of one kind that rank together, pro rata if cash is short.
    Share(Vec<RankedClaim>, Funds),
    /// Is taken only while a condition holds.
    When(Box<ConditionalSteps>),
    /// Fills a reserve from the plan account, or from its income.
    TopUp { reserve: usize, from: AccountId, cap: Option<Box<AmountPlan>> },
    /// Empties a reserve, as far as it holds more than it should, into the plan account, or its income.
    Release { reserve: usize, to: AccountId },
    /// Income pays principal what it owes it.
    MakeGood,
    /// Once no note is outstanding, what is left of principal is income.
    FreePrincipal,
}

/// What a step with a condition does; its claims are those of its parts.
#[derive(Clone, Debug)]
pub(crate) struct ConditionalSteps {
    pub(crate) when: ConditionPlan,
    pub(crate) parts: Vec<StepPlan>,
    claims: Vec<RankedClaim>,
}

/// Where a step that pays takes its cash from, and how much.
#[derive(Clone, Debug)]
pub(crate) struct Funds {
    /// The account that pays what may be paid.
    pub(crate) source: AccountId,
    /// Accounts that pay what must be paid and is still short, in order.
    pub(crate) further: Vec<AccountId>,
    /// The most this step pays on one date; what is beyond stays due.
    pub(crate) cap: Option<Box<AmountPlan>>,
    /// In which ratio its claims share the cash of the first account; empty: in proportion to what is due.
    pub(crate) ratio: Vec<Money>,
    /// Does income repay notes in it, beside a step that pays from principal? Then nothing is kept for a bullet.
    pub(crate) is_turbo: bool,
}

impl Funds {
    /// All that an account holds.
    pub(crate) fn of(source: AccountId) -> Funds {
        Funds { source, further: Vec::new(), cap: None, ratio: Vec::new(), is_turbo: false }
    }
}

/// A claim in its place: who is paid, and which supports stand behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankedClaim {
    pub(crate) claim: Claim,
    pub(crate) payee: AccountId,
    /// Taxes, fees and interest: on every date. Principal: from the note's maturity on.
    pub(crate) covers: Covers,
}

/// Which supports stand behind a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covers(u32);

impl Covers {
    /// The most supports that a deal can have.
    pub(crate) const MOST: usize = u32::BITS as usize;

    /// Those of these numbers.
    pub(crate) fn of(supports: impl IntoIterator<Item = usize>) -> Covers {
        Covers(supports.into_iter().filter(|n| *n < Covers::MOST).fold(0, |all, n| all | 1 << n))
    }

    #[inline]
    pub(crate) fn any(self) -> bool {
        self.0 != 0
    }

    #[inline]
    pub(crate) fn has(self, support: usize) -> bool {
        self.0 >> support & 1 == 1
    }
}

impl StepPlan {
    /// Pays these claims, which are of one kind.
    pub(crate) fn pays(claims: Vec<RankedClaim>, funds: Funds) -> StepPlan {
        match claims.as_slice() {
            [ranked] => StepPlan::Pay(*ranked, funds),
            _ => StepPlan::Share(claims, funds),
        }
    }

    /// These steps, taken while a condition holds.
    pub(crate) fn when(when: ConditionPlan, parts: Vec<StepPlan>) -> StepPlan {
        let claims = parts.iter().flat_map(StepPlan::claims).copied().collect();
        StepPlan::When(Box::new(ConditionalSteps { when, parts, claims }))
    }

    /// Would it be taken now?
    pub(crate) fn applies(&self, state: &State) -> bool {
        match self {
            StepPlan::When(conditional) => conditional.when.holds(state),
            _ => true,
        }
    }

    /// What it is made of.
    pub(crate) fn parts(&self) -> &[StepPlan] {
        match self {
            StepPlan::When(conditional) => &conditional.parts,
            _ => std::slice::from_ref(self),
        }
    }

    /// Leaves what supports pay of some claims to another step.
    pub(super) fn uncover(&mut self, is_left: &impl Fn(Claim) -> bool) {
        let uncover = |ranked: &mut RankedClaim| {
            if is_left(ranked.claim) {
                ranked.covers = Covers::default();
            }
        };
        match self {
            StepPlan::Pay(ranked, _) => uncover(ranked),
            StepPlan::Share(claims, _) => claims.iter_mut().for_each(uncover),
            StepPlan::When(conditional) => {
                conditional.parts.iter_mut().for_each(|part| part.uncover(is_left));
                conditional.claims.iter_mut().for_each(uncover);
            }
            StepPlan::TopUp { .. }
            | StepPlan::Release { .. }
            | StepPlan::MakeGood
            | StepPlan::FreePrincipal => {}
        }
    }

    /// Is what it pays on one date capped?
    pub(crate) fn is_capped(&self) -> bool {
        match self {
            StepPlan::Pay(_, funds) | StepPlan::Share(_, funds) => funds.cap.is_some(),
            StepPlan::TopUp { cap, .. } => cap.is_some(),
            StepPlan::When(conditional) => conditional.parts.iter().any(StepPlan::is_capped),
            StepPlan::Release { .. } | StepPlan::MakeGood | StepPlan::FreePrincipal => false,
        }
    }

    /// What it pays; nothing, where it moves cash between accounts of the plan.
    pub(crate) fn claims(&self) -> &[RankedClaim] {
        match self {
            StepPlan::Pay(ranked, _) => std::slice::from_ref(ranked),
            StepPlan::Share(claims, _) => claims,
            StepPlan::When(conditional) => &conditional.claims,
            StepPlan::TopUp { .. }
            | StepPlan::Release { .. }
            | StepPlan::MakeGood
            | StepPlan::FreePrincipal => &[],
        }
    }
}
