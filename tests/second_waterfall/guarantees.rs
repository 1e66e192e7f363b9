//! Guarantees of loans: what guarantors are called for, day by day, and what comes of it.

use std::collections::BTreeMap;

use abs_waterfall::calendar::Date;
use abs_waterfall::enhancement::{Support, SupportKind};
use abs_waterfall::pool::Loan;
use abs_waterfall::servicing::GuaranteePays;
use abs_waterfall::{Deal, Rounding};
use rust_decimal::Decimal;

use crate::days::{Yuan, days_later, months_later, part_of};
use crate::hands::Hands;
use crate::pool::{Claim, Loss, Misses};
use crate::share::share;

/// Does a guarantor pay what it is called for on a day?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    Yes,
    Failed,
    Absent,
}

/// How guarantors stand on a day.
type Standing<'a> = &'a dyn Fn(&Support, Date) -> Stands;

/// A loan whose borrower stopped paying, and whose guarantor is called.
pub(crate) struct LateLoan<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) support: &'a Support,
    pub(crate) loss: Loss,
    /// The day of each call, with the interest and the principal called for.
    calls: Vec<(Date, Yuan, Yuan)>,
    pub(crate) answers: Vec<Answer>,
    /// On which day it defaulted, and with how much outstanding.
    pub(crate) defaulted: Option<(Date, Yuan)>,
    /// Is nobody called for it any more?
    is_over: bool,
    /// What its guarantor will pay later of the call that it did not meet, and on which date,
    pays_late: Option<(usize, Yuan)>,
    /// and what of that it did, in all and of principal.
    pub(crate) paid_late: Option<(usize, Yuan, Yuan)>,
    /// On which dates what comes back of it does, and how much to the plan and to the guarantor.
    pub(crate) recovered: Vec<(usize, Yuan, Yuan)>,
}

/// What came of a call.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) day: Date,
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
    pub(crate) open: Yuan,
}

pub(crate) fn guarantees(deal: &Deal) -> impl Iterator<Item = &Support> {
    deal.supports.iter().filter(|support| support.kind.pays_for_borrowers())
}

/// Every guaranteed loan that is late, and what became of it by the last calculation date.
pub(crate) fn late_loans<'a>(
    hands: &Hands<'a>,
    claims: &'a [Claim],
    misses: &Misses,
    stands: Standing<'_>,
) -> Vec<LateLoan<'a>> {
    let mut late: Vec<LateLoan<'_>> =
        claims.iter().filter_map(|claim| late_loan(hands, claim, misses)).collect();
    let mut left: Vec<(&Support, Yuan)> = guarantees(hands.deal)
        .map(|support| (support, support.cap.map_or(Decimal::MAX, |cap| cap.to_decimal())))
        .collect();
    let mut today = late.iter().flat_map(|loan| &loan.calls).map(|call| call.0).min().unwrap_or(Date::MAX);
    while hands.date_from(today).is_some() {
        for (support, left) in &mut left {
            answer_all(&mut late, support, (hands, today), left, stands);
        }
        today = days_later(today, 1);
    }
    late
}

/// Who pays in the place of a borrower: its guarantor; or the servicer, of a loan that is not bought back.
fn who_pays_for<'a>(deal: &'a Deal, loan: &Loan) -> Option<&'a Support> {
    let guarantor = |it: &&Support| it.kind == SupportKind::LoanGuarantee && loan.guarantor == it.by.as_str();
    let advances = |it: &&Support| it.kind == SupportKind::ServicerAdvance && loan.ineligible.is_none();
    guarantees(deal).find(guarantor).or_else(|| guarantees(deal).find(advances))
}

fn late_loan<'a>(hands: &Hands<'a>, claim: &'a Claim, misses: &Misses) -> Option<LateLoan<'a>> {
    let support = who_pays_for(hands.deal, &claim.loan)?;
    let loss = claim.default(hands, misses)?;
    let whole = support.pays == Some(GuaranteePays::Accelerated);
    // What waited is called for with what it waited for.
    let mut due: BTreeMap<usize, (Yuan, Yuan)> = BTreeMap::new();
    for ((_, pay), with) in claim.pays.iter().zip(hands.paid_with(&claim.days())) {
        let is_paid = with == loss.with && loss.pays_interest;
        if with >= loss.with {
            let due = due.entry(with).or_default();
            due.0 += if is_paid { Decimal::ZERO } else { pay.interest };
            due.1 += pay.principal;
        }
    }
    let usual = if support.kind == SupportKind::ServicerAdvance { 0 } else { 30 };
    let wait = support.after_days.unwrap_or(usual) as i32;
    let called = |(with, (interest, principal)): (usize, (Yuan, Yuan))| {
        let principal = if whole { loss.missed } else { principal };
        (days_later(claim.due(with, hands).1, wait), interest, principal)
    };
    let calls: Vec<_> = due.into_iter().map(called).take(if whole { 1 } else { usize::MAX }).collect();
    let (answers, defaulted, recovered) = (Vec::new(), None, Vec::new());
    let (pays_late, paid_late, is_over) = (None, None, false);
    Some(LateLoan {
        claim,
        support,
        loss,
        calls,
        answers,
        defaulted,
        is_over,
        pays_late,
        paid_late,
        recovered,
    })
}

/// All that a guarantor is called for on a day. Of one loan a second call comes after all first ones have been answered.
fn answer_all(
    late: &mut [LateLoan<'_>],
    support: &Support,
    (hands, today): (&Hands<'_>, Date),
    left: &mut Yuan,
    stands: Standing<'_>,
) {
    loop {
        let is_called = |loan: &&mut LateLoan<'_>| {
            loan.support == support && loan.next_call().is_some_and(|call| call.0 == today)
        };
        let mut called: Vec<&mut LateLoan<'_>> = late.iter_mut().filter(is_called).collect();
        if called.is_empty() {
            return;
        }
        let amounts: Vec<Yuan> = called.iter().map(|loan| loan.called_for()).collect();
        let all: Yuan = amounts.iter().sum();
        // A guarantor that has failed uses up its cap by what it is called for, and pays a part of that later.
        let stands = stands(support, today);
        let counts = if stands == Stands::Absent { Decimal::ZERO } else { all.min(*left) };
        *left -= counts;
        for (loan, share) in called.iter_mut().zip(share(counts, &amounts)) {
            if stands == Stands::Failed {
                loan.pays_late = later(hands, support, today, share);
            }
            loan.answer(hands, if stands == Stands::Yes { share } else { Decimal::ZERO });
        }
    }
}

/// What a party that has failed pays later of what it is called for on a day, and on which date.
fn later(hands: &Hands<'_>, support: &Support, day: Date, counts: Yuan) -> Option<(usize, Yuan)> {
    let party = hands.deal.parties.iter().find(|party| party.name == support.by)?;
    let (after, called) = (party.after_failure?, hands.date_from(day)?);
    let due = months_later(hands.periods[called].nominal, after.months as i32);
    let k = (called + 1..hands.periods.len()).find(|k| hands.periods[*k].nominal >= due)?;
    Some((k, part_of(counts, (after.pays.to_decimal(), Decimal::ONE), Rounding::HalfUp)))
}

impl LateLoan<'_> {
    /// What is called for next, unless it has defaulted or all has been paid.
    fn next_call(&self) -> Option<(Date, Yuan, Yuan)> {
        let next = self.calls.get(self.answers.len()).copied();
        next.filter(|_| !self.is_over)
    }

    /// What the guarantor is called for of that: a servicer advances so many instalments, and nothing of those after them.
    fn called_for(&self) -> Yuan {
        let advanced = self.answers.iter().filter(|it| !(it.interest + it.principal).is_zero()).count();
        let is_beyond = self.support.instalments.is_some_and(|most| advanced >= most as usize);
        let due = self.next_call().map_or(Decimal::ZERO, |(_, interest, principal)| interest + principal);
        if is_beyond { Decimal::ZERO } else { due }
    }

    /// What is paid in the borrower's place when it is called for.
    pub(crate) fn paid(&self) -> Yuan {
        self.answers.iter().map(|answer| answer.interest + answer.principal).sum()
    }

    pub(crate) fn paid_principal(&self) -> Yuan {
        self.answers.iter().map(|answer| answer.principal).sum()
    }

    /// So much is paid of the next call: interest, and then principal.
    fn answer(&mut self, hands: &Hands<'_>, paid: Yuan) {
        let Some((day, interest, principal)) = self.next_call() else { return };
        let of_interest = paid.min(interest);
        let (open, missed) = (self.called_for() - paid, interest + principal - paid);
        self.answers.push(Answer { day, interest: of_interest, principal: paid - of_interest, open });
        let owed = self.loss.missed - self.paid_principal();
        if !missed.is_zero() {
            // Advances do not let a loan default before it has been late for as long as the deal says.
            let is_advance = self.support.kind == SupportKind::ServicerAdvance;
            let late_first = if is_advance { self.loss.defaulted_in } else { Some(0) };
            let on = hands.date_from(day).and_then(|k| Some(late_first?.max(k)));
            self.defaulted = on.map(|k| (hands.periods[k].calculation, owed));
            self.is_over = true;
            if let Some(k) = on {
                self.recover(hands, (day, k), owed, interest - of_interest);
            }
        } else if self.next_call().is_none() {
            self.is_over = true;
            let Some(k) = hands.date_from(day) else { return };
            self.recover(hands, (day, k), owed, Decimal::ZERO);
        }
    }

    /// The plan and the guarantor share what comes back by what each has not got: the deposit at once, and the rest when it comes.
    fn recover(&mut self, hands: &Hands<'_>, (day, decided): (Date, usize), principal: Yuan, interest: Yuan) {
        let paid: Yuan = self.answers.iter().map(|answer| answer.interest + answer.principal).sum();
        // Who has failed by the day on which that is decided has no deposit to give.
        let late_first = match self.support.kind {
            SupportKind::ServicerAdvance => self.loss.default_day,
            _ => day,
        };
        let is_held = hands.fails.is_none_or(|fails| day.max(late_first) < fails);
        let deposit = if is_held { self.claim.loan.deposit.to_decimal() } else { Decimal::ZERO };
        let set_off = self.loss.missed.min(deposit);
        let later =
            self.loss.recovered_in.map(|k| (k, self.claim.recovery(hands, self.loss.missed - set_off)));
        // In the order in which it comes: a deposit, and then what is recovered and what the guarantor pays late, which is first if
        // both come on one date.
        let comes = later.map(|(k, all)| (k.max(decided), 1, all));
        let late = self.pays_late.map(|(k, all)| (k, 0, all));
        let mut cash: Vec<(usize, u8, Yuan)> = comes.into_iter().chain(late).collect();
        cash.sort();
        // What the plan lacks of principal and is owed of it, and of interest; and what the guarantor has paid.
        let (mut lacks, mut principal, mut interest, mut paid) = (principal, principal, interest, paid);
        let mut recovered = Decimal::ZERO;
        for (k, what, all) in [(decided, 1, set_off)].into_iter().chain(cash) {
            if what == 1 {
                let of_plan = if self.support.kind == SupportKind::ServicerAdvance {
                    (all - (paid - recovered)).max(Decimal::ZERO)
                } else {
                    share(all, &[principal + interest, paid])[0]
                };
                let to_plan = of_plan.min(lacks);
                lacks -= to_plan;
                recovered += all - to_plan;
                self.recovered.push((k, to_plan, all - to_plan));
                continue;
            }
            let all = all.min(lacks + interest);
            let of_interest = all.min(interest);
            self.paid_late = Some((k, all, all - of_interest));
            (interest, paid) = (interest - of_interest, paid + all);
            (lacks, principal) = (lacks - (all - of_interest), principal - (all - of_interest));
        }
    }
}
