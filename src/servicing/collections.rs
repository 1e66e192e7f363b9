//! Collections by period and kind: computed once for the pool that pays as agreed, corrected for the defaults of a path.
//!
//! A default costs a correction over the loan's remaining periods, so a path costs what its defaults cost, however large
//! the pool is.

use std::sync::Arc;

use super::accrued::AccruedInterest;
use super::due_periods::{DuePeriod, DuePeriods};
use super::missed::MissedPayments;
use super::parts::Recovered;
use super::schedule::{LoanSchedule, PoolSchedule};
use super::transfers::Transfers;
use crate::credit::Recoveries;
use crate::money::Money;

/// What the pool pays in one collection period, by kind; and what went bad in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Collected {
    /// Interest, on which VAT falls.
    pub interest: Money,
    /// Principal by instalment.
    pub principal: Money,
    /// Recoveries on loans that defaulted earlier, and what had accrued on those that are bought back: booked as principal.
    pub recovery: Money,
    /// Principal outstanding on loans that have defaulted in this period. No cash: it leaves the performing pool.
    pub defaulted: Money,
    /// Interest that performing loans have accrued by the distribution date since they last paid. No cash: whoever buys the
    /// pool pays for it. It is worked out only where somebody may.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Money::is_nothing"))]
    pub accrued: Money,
}

impl Collected {
    /// The cash of the period.
    pub fn cash(&self) -> Money {
        self.interest + self.principal + self.recovery
    }

    /// With what else was paid in the same period, or in later ones.
    pub(crate) fn plus(self, other: Collected) -> Collected {
        Collected {
            interest: self.interest + other.interest,
            principal: self.principal + other.principal,
            recovery: self.recovery + other.recovery,
            defaulted: self.defaulted + other.defaulted,
            accrued: self.accrued + other.accrued,
        }
    }
}

/// The default of one loan: the first due date on which it does not pay, after which it pays nothing more but its
/// recovery. It is late from then on, and has defaulted so many days later as the deal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LoanDefault {
    pub(crate) loan: u32,
    /// The index of the first missed instalment among those after the cut-off.
    pub(crate) instalment: u32,
    /// The interest of the missed instalment is still paid, only its principal is not.
    pub(crate) pays_interest: bool,
}

/// What defaults cost a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PoolLoss {
    /// Principal outstanding on the loans that have defaulted, when they stopped paying.
    pub(crate) defaulted: Money,
    /// What of it is not recovered within the life of the plan.
    pub(crate) lost: Money,
}

/// What a pool will collect: its schedule in the periods of the plan, and what comes back of a loan in default.
#[derive(Clone, Debug, Default)]
pub(crate) struct CollectionPlan {
    schedule: Arc<PoolSchedule>,
    /// By grid of due dates.
    due: Arc<[DuePeriods]>,
    transfers: Arc<Transfers>,
    /// Is any loan late for a while before it has defaulted?
    is_late_first: bool,
    recoveries: Recoveries,
    /// By loan of a pool in parts, when it is recovered; empty where all are when the deal says.
    recovered: Vec<Recovered>,
    /// What has accrued, where somebody may buy the pool.
    accrued: Option<Arc<AccruedInterest>>,
    /// By period, if everybody pays.
    performing: Arc<[Collected]>,
    /// Principal outstanding at the cut-off.
    opening: Money,
}

/// What is outstanding on so many loans is looked up before the first of their defaults is worked out. In a large pool each
/// lookup waits for memory; so they wait together.
const AHEAD: usize = 16;

impl CollectionPlan {
    /// The plan of a schedule with the periods of each of its grids of due dates.
    pub(crate) fn new(
        schedule: Arc<PoolSchedule>,
        due: Vec<DuePeriods>,
        recoveries: Recoveries,
        periods: usize,
    ) -> CollectionPlan {
        let performing = performing(schedule.loans(), &due, periods);
        let opening = schedule.loans().map(|loan| loan.balances.at(0)).sum();
        let is_late_first = due.iter().any(DuePeriods::is_late_first);
        let (due, performing, transfers) = (due.into(), performing.into(), Arc::default());
        CollectionPlan {
            schedule,
            due,
            transfers,
            is_late_first,
            recoveries,
            recovered: Vec::new(),
            accrued: None,
            performing,
            opening,
        }
    }

    /// This plan, where what borrowers pay reaches the plan account so.
    pub(crate) fn with_transfers(self, transfers: Transfers) -> CollectionPlan {
        CollectionPlan { transfers: Arc::new(transfers), ..self }
    }

    /// The plan of the same pool and dates with other recoveries, and other periods for them if they come sooner or later.
    pub(crate) fn with_recoveries(
        &self,
        recoveries: Recoveries,
        due: Option<Vec<DuePeriods>>,
    ) -> CollectionPlan {
        CollectionPlan {
            schedule: Arc::clone(&self.schedule),
            due: due.map_or_else(|| Arc::clone(&self.due), Arc::from),
            transfers: Arc::clone(&self.transfers),
            is_late_first: self.is_late_first,
            recoveries,
            recovered: Vec::new(),
            accrued: self.accrued.clone(),
            performing: Arc::clone(&self.performing),
            opening: self.opening,
        }
    }

    /// The plan of the same pool in parts: what each of them pays, what comes back of it, and when.
    pub(super) fn in_parts(
        &self,
        schedule: PoolSchedule,
        (recoveries, recovered): (Recoveries, Vec<Recovered>),
    ) -> CollectionPlan {
        let performing = performing(schedule.loans(), &self.due, self.performing.len()).into();
        let schedule = Arc::new(schedule);
        CollectionPlan { schedule, performing, recoveries, recovered, ..self.clone() }
    }

    /// The same plan, which also tells what has accrued.
    pub(crate) fn with_accrued(self, accrued: AccruedInterest) -> CollectionPlan {
        let mut performing = self.performing.to_vec();
        performing.iter_mut().for_each(|period| period.accrued = Money::ZERO);
        accrued.add_all(&mut performing);
        CollectionPlan { accrued: Some(accrued.into()), performing: performing.into(), ..self }
    }

    /// The same plan where nobody may buy the pool.
    pub(crate) fn without_accrued(self) -> CollectionPlan {
        let mut performing = self.performing.to_vec();
        performing.iter_mut().for_each(|period| period.accrued = Money::ZERO);
        CollectionPlan { accrued: None, performing: performing.into(), ..self }
    }

    /// What has accrued, where somebody may buy the pool.
    pub(super) fn accrued(&self) -> Option<&AccruedInterest> {
        self.accrued.as_deref()
    }

    /// What some of the loans pay, and what defaults among them take out of that. Of what is recovered it knows nothing.
    pub(crate) fn of_loans(&self, is_in: impl Fn(usize) -> bool) -> CollectionPlan {
        let own = || self.schedule.loans().enumerate().filter(|(i, _)| is_in(*i)).map(|(_, loan)| loan);
        CollectionPlan {
            schedule: Arc::clone(&self.schedule),
            due: Arc::clone(&self.due),
            transfers: Arc::clone(&self.transfers),
            is_late_first: self.is_late_first,
            recoveries: Recoveries::default(),
            recovered: Vec::new(),
            accrued: None,
            performing: performing(own(), &self.due, self.performing.len()).into(),
            opening: own().map(|loan| loan.balances.at(0)).sum(),
        }
    }

    /// The contractual schedule.
    pub(crate) fn schedule(&self) -> &Arc<PoolSchedule> {
        &self.schedule
    }

    /// When the instalments of a loan are collected and recovered.
    pub(crate) fn due(&self, loan: usize) -> &DuePeriods {
        &self.due[self.schedule.grid(loan)]
    }

    /// When what borrowers pay reaches the plan account.
    pub(crate) fn transfers(&self) -> &Arc<Transfers> {
        &self.transfers
    }

    /// What comes back of a loan in default.
    pub(crate) fn recoveries(&self) -> &Recoveries {
        &self.recoveries
    }

    /// When a loan is recovered, if not when the deal says.
    #[inline]
    pub(super) fn recovered_apart(&self, loan: usize) -> Recovered {
        self.recovered.get(loan).copied().unwrap_or(Recovered::WithLoan)
    }

    /// The period in which a loan is recovered that first misses such an instalment.
    #[inline]
    pub(super) fn recovered(&self, loan: usize, due: DuePeriod) -> Option<u32> {
        match self.recovered_apart(loan) {
            Recovered::WithLoan => due.recovered,
            Recovered::In(period) => Some(period?.max(due.defaulted?)),
        }
    }

    /// Could anything be recovered on a loan within the life of the plan, should it never pay?
    pub(crate) fn recovers(&self, loan: usize) -> bool {
        self.due(loan).of(0).recovered.is_some()
    }

    /// The collection period of an instalment, on one of the schedule's grids of due dates.
    pub(crate) fn period_of(&self, grid: usize, instalment: usize) -> usize {
        self.due[grid].of(instalment).collected as usize
    }

    /// Principal outstanding at the cut-off.
    pub(crate) fn opening(&self) -> Money {
        self.opening
    }

    /// By period, if everybody pays.
    pub(crate) fn performing(&self) -> &[Collected] {
        &self.performing
    }

    /// What the pool pays by period with these defaults; what they leave unpaid and is never recovered, in all; and the
    /// first period with a default, past the last if there is none. `missed` is space that is used.
    #[inline]
    pub(crate) fn collect(
        &self,
        defaults: &[LoanDefault],
        missed: &mut MissedPayments,
        periods: &mut Vec<Collected>,
    ) -> (PoolLoss, usize) {
        periods.clear();
        periods.extend_from_slice(&self.performing);
        let (mut total, mut first) = (PoolLoss::default(), periods.len());
        if defaults.is_empty() {
            return (total, first);
        }
        missed.resize(periods.len());
        for block in defaults.chunks(AHEAD) {
            let mut outstanding = [Money::ZERO; AHEAD];
            for (amount, default) in outstanding.iter_mut().zip(block) {
                *amount = self.schedule.outstanding(default.loan as usize, default.instalment as usize);
            }
            for (default, amount) in block.iter().zip(outstanding) {
                let (loss, period) = self.default(*default, amount, missed, periods);
                total.defaulted += loss.defaulted;
                total.lost += loss.lost;
                first = first.min(period);
            }
        }
        missed.take_from(periods, first);
        if self.is_late_first {
            self.wait(defaults, periods, &mut total);
        }
        (total, first)
    }

    /// Books defaults, and what is set off of deposits, when these loans have defaulted: until then they are late, some to the end.
    #[cold]
    fn wait(&self, defaults: &[LoanDefault], periods: &mut [Collected], total: &mut PoolLoss) {
        for default in defaults {
            let (loan, first) = (default.loan as usize, default.instalment as usize);
            let outstanding = self.schedule.outstanding(loan, first);
            let (due, deposit) = (self.due(loan).of(first), self.recoveries.deposit(loan, outstanding));
            let late = &mut periods[due.collected as usize];
            (late.defaulted, late.recovery) = (late.defaulted - outstanding, late.recovery - deposit);
            let Some(defaulted) = due.defaulted else {
                total.defaulted -= outstanding;
                total.lost -= outstanding - deposit;
                continue;
            };
            periods[defaulted as usize].defaulted += outstanding;
            periods[defaulted as usize].recovery += deposit;
        }
    }

    #[inline]
    fn default(
        &self,
        default: LoanDefault,
        outstanding: Money,
        missed: &mut MissedPayments,
        periods: &mut [Collected],
    ) -> (PoolLoss, usize) {
        let (loan, first) = (self.schedule.loan(default.loan as usize), default.instalment as usize);
        let due = &self.due[loan.grid];
        let due_period = due.of(first);
        let (period, recovered) =
            (due_period.collected as usize, self.recovered(default.loan as usize, due_period));
        missed.add(&loan, first, period, due);
        if default.pays_interest {
            missed.miss(period, -loan.interest(first).fen());
        }
        periods[period].defaulted += outstanding;
        if let Some(accrued) = &self.accrued {
            accrued.default(default, period, periods);
        }
        let deposit = self.recoveries.deposit(default.loan as usize, outstanding);
        periods[period].recovery += deposit;
        let left = outstanding - deposit;
        let Some(recovered) = recovered else {
            return (PoolLoss { defaulted: outstanding, lost: left }, period);
        };
        let recovery = self.recoveries.amount(default.loan as usize, left);
        periods[recovered as usize].recovery += recovery;
        (PoolLoss { defaulted: outstanding, lost: left - recovery }, period)
    }

    /// What a default costs in cash: interest and principal that are not paid, less what is recovered in time.
    pub(crate) fn net_loss(&self, default: LoanDefault) -> Money {
        let mut periods = Vec::new();
        self.collect(&[default], &mut MissedPayments::default(), &mut periods);
        let cash = |periods: &[Collected]| periods.iter().map(Collected::cash).sum::<Money>();
        cash(&self.performing) - cash(&periods)
    }

    /// What is recovered of a default after the last period; nothing where it comes in time. Of a loan that is late until then that is its
    /// deposit too, unless that is set off when its guarantor is called.
    pub(crate) fn recovered_late(&self, default: LoanDefault, is_guaranteed: bool) -> Money {
        let (loan, instalment) = (default.loan as usize, default.instalment as usize);
        let due = self.due(loan).of(instalment);
        if self.recovered(loan, due).is_some() {
            return Money::ZERO;
        }
        let outstanding = self.schedule.outstanding(loan, instalment);
        let deposit = self.recoveries.deposit(loan, outstanding);
        let is_set_off = due.defaulted.is_some() || is_guaranteed;
        let late = if is_set_off { Money::ZERO } else { deposit };
        late + self.recoveries.amount(loan, outstanding - deposit)
    }

    /// What a default leaves unpaid, and what of it is never recovered; of a loan that is late to the end, all.
    pub(crate) fn loss(&self, default: LoanDefault) -> PoolLoss {
        let (loan, instalment) = (default.loan as usize, default.instalment as usize);
        if self.due(loan).of(instalment).defaulted.is_none() {
            let outstanding = self.schedule.outstanding(loan, instalment);
            return PoolLoss { defaulted: outstanding, lost: outstanding };
        }
        self.collect(&[default], &mut MissedPayments::default(), &mut Vec::new()).0
    }
}

/// What loans pay by period.
fn performing<'a>(
    loans: impl Iterator<Item = LoanSchedule<'a>>,
    due: &[DuePeriods],
    periods: usize,
) -> Vec<Collected> {
    let mut performing = vec![Collected::default(); periods];
    for loan in loans {
        for instalment in 0..loan.balances.len() {
            let total = &mut performing[due[loan.grid].of(instalment).collected as usize];
            total.interest += loan.interest(instalment);
            total.principal += loan.principal(instalment);
        }
    }
    performing
}

#[cfg(test)]
mod tests;
