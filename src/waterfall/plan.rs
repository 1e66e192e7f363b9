//! The waterfall of a deal, resolved: indices instead of names, exact factors instead of rates and dates.

use super::backup::BackupPlan;
use super::clean_up::CleanUpPlan;
use super::event::{EventPlan, PaymentOrder};
use super::fee::{Fee, FeeAccrual, FeeBase, FeePlan};
use super::note::{Note, NotePlan};
use super::order::{RankedClaim, StepPlan};
use super::reinvestment::ReinvestmentPlan;
use super::reserve::ReservePlan;
use super::split::SplitPlan;
use super::state::State;
use super::surplus::Surplus;
use super::tax::PoolTax;
use crate::calendar::date_after_date;
use crate::enhancement::{Support, SupportPlan};
use crate::ledger::{AccountId, Chart};
use crate::money::{Factor, Money};

/// Everything the engine needs and nothing that changes while it runs.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Number of distribution dates.
    pub(crate) dates: usize,
    /// By date: is it one only after an event? Empty where no event adds dates.
    pub(crate) event_only: Vec<bool>,
    /// The plan's legal final date: the latest on which principal of any note can fall due.
    pub(crate) legal_final: usize,
    /// The first date on which principal of any note is expected; past the last date if none ever is.
    pub(crate) first_maturity: usize,
    /// The accounts of the ledger.
    pub(crate) chart: Chart,
    pub(crate) notes: Vec<NotePlan>,
    pub(crate) fees: Vec<FeePlan>,
    /// How the pool is taxed.
    pub(crate) vat: PoolTax,
    pub(crate) reserves: Vec<ReservePlan>,
    /// What its accounts earn, if they do.
    pub(crate) reinvestment: Option<Box<ReinvestmentPlan>>,
    /// What becomes of cash that no step takes.
    pub(crate) surplus: Surplus,
    /// How the plan account is split, if it is.
    pub(crate) split: Option<Box<SplitPlan>>,
    /// Who stands behind, in the order in which they are called.
    pub(crate) supports: Vec<SupportPlan>,
    /// The parties that give supports, each once, by their number in the deal.
    pub(crate) givers: Vec<usize>,
    /// The servicer, where it can fail: its number in the deal.
    pub(crate) servicer: Option<usize>,
    /// The parties that can fail, each once, by their number in the deal: the givers before all others.
    pub(crate) failing: Vec<usize>,
    /// Who services the pool once it has failed.
    pub(crate) backup: Option<BackupPlan>,
    /// Is there an event that changes when and how collections reach the plan?
    pub(crate) reacts: bool,
    pub(crate) events: Vec<EventPlan>,
    /// Who may buy what is left of the pool.
    pub(crate) clean_up: Option<CleanUpPlan>,
    /// The steps of the normal order,
    pub(crate) steps: Vec<StepPlan>,
    /// and of those that events start.
    pub(crate) started: Vec<(PaymentOrder, Vec<StepPlan>)>,
}

/// Something the plan owes, or may pay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    Vat,
    Fee(usize),
    /// All interest: of arrears, and then of this date.
    Interest(usize),
    /// Interest that has accrued for this date.
    Current(usize),
    /// Interest that is unpaid of dates before.
    Arrears(usize),
    Principal(usize),
    /// Principal that a note would not take yet, by its plan, lockout or maturity.
    Ahead(usize),
    /// The agreed return on what was paid under a support.
    Return(usize),
    /// What was paid under a support.
    Reimbursement(usize),
    /// The fee on what is not drawn of a liquidity facility.
    Commitment(usize),
    /// All that is left once no note is outstanding.
    Residual,
}

impl Claim {
    /// Itself, or all interest of which it is a part.
    #[inline(always)]
    pub(crate) fn whole(self) -> Claim {
        match self {
            Claim::Current(note) | Claim::Arrears(note) => Claim::Interest(note),
            whole => whole,
        }
    }

    /// Is it one that few orders pay: a part of interest, or principal ahead?
    #[inline(always)]
    pub(crate) fn is_rare(self) -> bool {
        matches!(self, Claim::Current(_) | Claim::Arrears(_) | Claim::Ahead(_))
    }

    /// Itself, or the parts of interest.
    pub(crate) fn parts(self) -> impl Iterator<Item = Claim> + Clone {
        let parts = match self {
            Claim::Interest(note) => [Some(Claim::Arrears(note)), Some(Claim::Current(note))],
            one => [Some(one), None],
        };
        parts.into_iter().flatten()
    }

    /// Its number among the fees, the notes or the supports; zero where there is only one.
    #[inline(always)]
    pub(crate) fn number(self) -> usize {
        match self {
            Claim::Vat | Claim::Residual => 0,
            Claim::Fee(n)
            | Claim::Interest(n)
            | Claim::Current(n)
            | Claim::Arrears(n)
            | Claim::Principal(n)
            | Claim::Ahead(n)
            | Claim::Return(n)
            | Claim::Reimbursement(n)
            | Claim::Commitment(n) => n,
        }
    }

    /// The claim in words, given the fees, notes and supports that it is one of.
    pub(crate) fn in_words(self, fees: &[Fee], notes: &[Note], supports: &[Support]) -> String {
        match self {
            Claim::Vat => "VAT".into(),
            Claim::Fee(fee) => format!("fee \"{}\"", fees[fee].name),
            Claim::Interest(note) => format!("interest on \"{}\"", notes[note].name),
            Claim::Current(note) => format!("current interest on \"{}\"", notes[note].name),
            Claim::Arrears(note) => format!("arrears of interest on \"{}\"", notes[note].name),
            Claim::Principal(note) => format!("principal of \"{}\"", notes[note].name),
            Claim::Ahead(note) => format!("principal of \"{}\" ahead", notes[note].name),
            Claim::Return(support) => format!("agreed return to \"{}\"", supports[support].name()),
            Claim::Reimbursement(support) => format!("reimbursement of \"{}\"", supports[support].name()),
            Claim::Commitment(support) => format!("commitment fee of \"{}\"", supports[support].name()),
            Claim::Residual => "residual".into(),
        }
    }
}

impl Plan {
    /// The steps by which the plan pays now.
    #[inline(always)]
    pub(crate) fn steps(&self, state: &State) -> &[StepPlan] {
        match (state.order, &self.split) {
            (PaymentOrder::Normal, None) => &self.steps,
            (PaymentOrder::Normal, Some(split)) => {
                if state.is_split() {
                    &self.steps
                } else {
                    &split.merged
                }
            }
            (started, _) => self.steps_after(started),
        }
    }

    #[cold]
    fn steps_after(&self, order: PaymentOrder) -> &[StepPlan] {
        let started = self.started.iter().find(|(started, _)| *started == order);
        started.map_or(&self.steps, |(_, steps)| steps)
    }

    /// Every claim of every step, in order, those of the normal order first; a claim that several steps pay comes again.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &RankedClaim> {
        self.all_steps().flat_map(StepPlan::claims)
    }

    /// Does it matter to the plan itself whether this party has failed: does a condition of an event, a reserve, a step or the
    /// clean-up call ask, or is its fee replaced?
    pub(crate) fn asks_failure(&self, giver: usize) -> bool {
        let released = self.reserves.iter().filter_map(|reserve| reserve.released_when.as_ref());
        let call = self.clean_up.iter().map(CleanUpPlan::condition);
        let steps = self.all_steps().filter_map(|step| match step {
            StepPlan::When(conditional) => Some(&conditional.when),
            _ => None,
        });
        let conditions = self.events.iter().flat_map(EventPlan::conditions).chain(released).chain(call);
        let replaced = self.backup.as_ref().is_some_and(|backup| backup.fails == giver);
        replaced || conditions.chain(steps).any(|condition| condition.asks_failure(giver))
    }

    /// Every step of every order, those of the normal order first.
    fn all_steps(&self) -> impl Iterator<Item = &StepPlan> {
        self.steps.iter().chain(self.started.iter().flat_map(|(_, steps)| steps))
    }

    /// Is what is payable of a claim expected to be paid on this date, so that further accounts and supports make it up?
    /// Principal, and interest that may be deferred, only from an expected maturity on; the residual never, nor principal ahead of that.
    #[inline(always)]
    pub(crate) fn is_expected(&self, claim: Claim, date: usize) -> bool {
        match claim {
            Claim::Interest(note) | Claim::Current(note) | Claim::Arrears(note) => {
                date >= self.notes[note].interest_expected_from
            }
            Claim::Principal(note) => date >= self.notes[note].expected_from,
            Claim::Residual | Claim::Ahead(_) => false,
            _ => true,
        }
    }

    /// Must what is payable of a claim be paid on this date? Principal, and interest that may be deferred, only from its legal
    /// final maturity on.
    #[inline(always)]
    pub(crate) fn is_required(&self, claim: Claim, date: usize) -> bool {
        match claim {
            Claim::Interest(note) | Claim::Current(note) | Claim::Arrears(note) => {
                date >= self.notes[note].interest_required_from
            }
            Claim::Principal(note) => date >= self.notes[note].required_from,
            Claim::Residual | Claim::Ahead(_) => false,
            _ => true,
        }
    }

    /// Does any step pay a part of interest alone?
    pub(crate) fn pays_parts(&self) -> bool {
        self.claims().any(|ranked| ranked.claim != ranked.claim.whole())
    }

    /// Does the plan owe the giver of a support what it paid?
    pub(crate) fn reimburses(&self, support: usize) -> bool {
        self.claims().any(|ranked| ranked.claim == Claim::Reimbursement(support))
    }

    /// More than could ever be owed by the plan: everything that can fall due, beside what the givers of supports are owed for
    /// paying it.
    pub(crate) fn most_owed(&self, pool: Money, interest: Money) -> Money {
        let notes = (0..self.notes.len()).flat_map(|note| [Claim::Interest(note), Claim::Principal(note)]);
        let claims = notes.chain((0..self.fees.len()).map(Claim::Fee)).chain([Claim::Vat]);
        let dues: Money = claims.map(|claim| self.most_due(claim, pool, interest)).sum();
        let agreed = |support: &SupportPlan| self.accrued(dues, &support.return_factors, Money::MAX);
        let fees =
            (0..self.supports.len()).map(|support| self.most_due(Claim::Commitment(support), pool, interest));
        dues + self.supports.iter().map(agreed).sum() + fees.sum()
    }

    /// By loan, which kind it is of; nothing where all interest is taxed alike.
    pub(crate) fn kind_of(&self) -> &[u8] {
        match &self.vat {
            PoolTax::ByKind(tax) => tax.kind_of(),
            PoolTax::Nothing | PoolTax::OnInterest(_) => &[],
        }
    }

    /// The most that its accounts earn on this much cash.
    pub(crate) fn most_earned(&self, cash: Money) -> Money {
        self.reinvestment.as_ref().map_or(Money::ZERO, |reinvestment| reinvestment.most(cash))
    }

    /// What is paid into reserves at closing.
    pub(crate) fn paid_in(&self) -> Money {
        self.reserves.iter().filter_map(|reserve| reserve.opening).map(|(amount, _)| amount).sum()
    }

    /// What a party pays into reserves at closing.
    pub(crate) fn paid_in_by(&self, account: AccountId) -> Money {
        let openings = self.reserves.iter().filter_map(|reserve| reserve.opening);
        openings.filter(|(_, by)| *by == account).map(|(amount, _)| amount).sum()
    }

    /// The most that can fall due of taxes, a fee, interest or principal over the deal's life, on balances that never fall;
    /// given the principal of the pool and its interest.
    pub(crate) fn most_due(&self, claim: Claim, pool: Money, interest: Money) -> Money {
        let issued = |note: &usize| self.notes[*note].amount;
        match claim {
            Claim::Vat => match &self.vat {
                PoolTax::Nothing => Money::ZERO,
                PoolTax::OnInterest(factor) => interest.times(*factor),
                PoolTax::ByKind(tax) => tax.performing().iter().sum(),
            },
            Claim::Fee(fee) => match &self.fees[fee].accrual {
                FeeAccrual::Fixed(amounts) => {
                    let amounts = date_after_date(amounts, self.dates).iter();
                    amounts.map(|amount| (*amount).min(self.fees[fee].cap)).sum()
                }
                FeeAccrual::Rate { base: FeeBase::Pool, factors } => {
                    self.accrued(pool, factors, self.fees[fee].cap)
                }
                FeeAccrual::Rate { base: FeeBase::Notes(notes), factors } => {
                    self.accrued(notes.iter().map(issued).sum(), factors, self.fees[fee].cap)
                }
            },
            Claim::Interest(note) | Claim::Current(note) | Claim::Arrears(note) => {
                self.notes[note].most_interest(self.dates)
            }
            Claim::Principal(note) | Claim::Ahead(note) => issued(&note),
            Claim::Commitment(support) => {
                let SupportPlan { cap, further, .. } = &self.supports[support];
                let factors = further.as_ref().map_or(&[][..], |further| further.commitment.as_slice());
                self.accrued(*cap, factors, Money::MAX)
            }
            Claim::Return(_) | Claim::Reimbursement(_) | Claim::Residual => Money::ZERO,
        }
    }

    /// How many dues there are of which a support can be called for, and which of them a claim is; the last, if it is none.
    pub(crate) fn dues(&self) -> usize {
        2 + self.fees.len() + 3 * self.notes.len()
    }

    pub(crate) fn due(&self, claim: Claim) -> usize {
        match claim {
            Claim::Vat => 0,
            Claim::Fee(fee) => 1 + fee,
            Claim::Interest(note) | Claim::Arrears(note) => 1 + self.fees.len() + note,
            Claim::Principal(note) | Claim::Ahead(note) => 1 + self.fees.len() + self.notes.len() + note,
            // On the next date it is among the arrears.
            Claim::Current(note) => 1 + self.fees.len() + 2 * self.notes.len() + note,
            _ => self.dues() - 1,
        }
    }

    /// What accrues on a base over all dates, at most this much on each.
    fn accrued(&self, base: Money, factors: &[Factor], cap: Money) -> Money {
        date_after_date(factors, self.dates).iter().map(|factor| base.times(*factor).min(cap)).sum()
    }

    /// The note whose holders take the residual; `None` if a party does.
    pub(crate) fn residual_note(&self) -> Option<usize> {
        let residual = self.claims().find(|ranked| ranked.claim == Claim::Residual)?;
        self.chart.note_of(residual.payee)
    }
}
