//! Those who stand behind a deal, called one after the other: guarantees, letters and facilities, every cap, and what a party that
//! has failed pays later; from the words of the definition.

use abs_waterfall::deal::Support;
use abs_waterfall::enhancement::{SupportKind, YearCount};
use abs_waterfall::{Date, Rounding};
use rust_decimal::Decimal;

use crate::books::{self, Books, current};
use crate::days::{Yuan, months_later, part_of};
use crate::pool::Collection;
use crate::share::share;
use crate::steps::{Asks, interest_words, principal_words, short};

const ZERO: Decimal = Decimal::ZERO;

/// A payment, or of a party that has failed a call, that counts for the caps of a support.
#[derive(Clone)]
pub(crate) struct Counts {
    support: String,
    k: usize,
    amount: Yuan,
}

/// What a party that has failed will pay.
#[derive(Clone)]
pub(crate) struct Late {
    k: usize,
    support: String,
    to: Option<String>,
    amount: Yuan,
}

/// A call on a party that has failed: by claim, what it should have paid, and what of that it was never called for before.
struct InVain<'a> {
    support: &'a Support,
    owed: Vec<Yuan>,
    first: Vec<Yuan>,
}

pub(crate) fn is_facility(support: &Support) -> bool {
    support.kind == SupportKind::LiquidityFacility
}

impl<'a> Books<'a> {
    /// The fee on what is not drawn of a commitment, as long as its giver can lend.
    pub(crate) fn commitments_fall_due(&mut self, k: usize) {
        for support in &self.deal.supports {
            let gone = self.failed.contains(&support.by) || self.absent.contains(&support.by);
            let (Some(fee), Some(cap), false) = (support.commitment_fee, support.cap, gone) else { continue };
            let undrawn = (cap.to_decimal() - self.supports[support.name()].outstanding()).max(ZERO);
            let fee = self.accrual(undrawn, fee.rate.to_decimal(), fee.day_count, Rounding::HalfUp, k);
            self.owe(books::commitment(support.name()), fee);
        }
    }

    /// What parties that have failed pay on this date: to those who paid in their place what these have not got back, the rest to
    /// the plan, as a recovery.
    pub(crate) fn late_comes_in(&mut self, k: usize) {
        let deal = self.deal;
        let giver = |name: &str| &deal.supports.iter().find(|it| it.name() == name).unwrap().by;
        let (now, later) = self.late.drain(..).partition(|late| late.k <= k);
        self.late = later;
        let now: Vec<Late> = now;
        for Late { support, to, amount, .. } in now {
            let (by, why) = (giver(&support), format!("late payment of \"{support}\""));
            let mut left = amount;
            if let Some(to) = to {
                let paid = amount.min(self.supports[&to].outstanding());
                self.transfer(by, giver(&to), paid, why.clone());
                let recourse = self.supports.get_mut(&to).unwrap();
                recourse.reimbursed += paid;
                recourse.today.reimbursed += paid;
                left -= paid;
            }
            match self.apart() {
                Some(ledgers) => {
                    let recovered = Collection { recovery: left, ..Collection::default() };
                    self.receive_apart(by, ledgers, &recovered, &why);
                }
                None => self.transfer(by, &deal.accounts.plan, left, why),
            }
            let recourse = self.supports.get_mut(&support).unwrap();
            recourse.late_paid += amount;
            recourse.today.late_paid += amount;
        }
    }

    /// The year of a date: the n-th from closing, the anniversary being its last day; or the calendar's.
    fn year(&self, counted: YearCount, k: usize) -> i32 {
        let (day, closing) = (self.periods[k].nominal, self.deal.closing);
        match counted {
            YearCount::Calendar => i32::from(day.year()),
            _ => (1..).find(|n| day <= months_later(closing, 12 * n)).unwrap(),
        }
    }

    /// What all caps of a support leave on this date.
    fn room(&self, support: &Support) -> Yuan {
        let used = |counts: &dyn Fn(&Counts) -> bool| -> Yuan {
            let own = self.counts.iter().filter(|it| it.support == support.name() && counts(it));
            own.map(|it| it.amount).sum()
        };
        let restores = support.revolving || is_facility(support);
        let restored = if restores { self.supports[support.name()].reimbursed } else { ZERO };
        let in_all = support.cap.map(|cap| cap.to_decimal() + restored - used(&|_| true));
        let today = used(&|it| it.k == self.k);
        let on_date = support.cap_each_date.map(|cap| cap.to_decimal() - today);
        let in_year = support.cap_each_year.map(|cap| {
            let year = |k| self.year(cap.counted, k);
            cap.amount.to_decimal() - used(&|it| year(it.k) == year(self.k))
        });
        let of_notes = support.cap_of_notes.map(|share| {
            let covers = |note: &&String| {
                support.interest_each_date.contains(note) || support.principal_at_maturity.contains(note)
            };
            let owed = self.opened_with.keys().filter(covers).map(|note| self.opened_with[note]).sum();
            part_of(owed, (share.to_decimal(), Decimal::ONE), Rounding::HalfUp) - today
        });
        let caps = [in_all, on_date, in_year, of_notes];
        caps.into_iter().flatten().min().unwrap_or(Decimal::MAX).max(ZERO)
    }

    /// Calls on everybody in turn. A guarantee is asked for no more than what those before it, in their place, would have paid had
    /// they not failed.
    pub(crate) fn call_everybody(
        &mut self,
        asks: &[Asks<'_>],
        got: &mut [Yuan],
        source: &str,
        stands: &dyn Fn(&Support) -> bool,
    ) {
        let deal = self.deal;
        let mut because_failed = vec![ZERO; asks.len()];
        let mut payers: Vec<(usize, Vec<Yuan>)> = Vec::new();
        let mut calls = Vec::new();
        for (number, support) in deal.supports.iter().enumerate() {
            let is_guarantee = support.kind == SupportKind::PlanGuarantee && !support.beyond_cap;
            let mut open = short_of(support, asks, got);
            if is_guarantee {
                open = open.iter().zip(&because_failed).map(|(open, most)| *open.min(most)).collect();
            }
            if open.iter().all(Decimal::is_zero) {
                continue;
            }
            let room = self.room(support);
            let paid = self.call(support, open.iter().sum(), room, stands(support));
            if stands(support) {
                let parts = share(paid, &open);
                self.count(support, paid);
                self.add(asks, got, parts.clone(), [&support.by, source, "draw for"]);
                payers.push((number, parts));
                continue;
            }
            let call = self.call_in_vain(support, asks, got, &open, room);
            if !is_guarantee {
                because_failed.iter_mut().zip(&call.owed).for_each(|(sum, owed)| *sum += owed);
            }
            calls.push((number, call));
        }
        for (number, call) in calls {
            let behind: Vec<_> = payers.iter().filter(|(payer, _)| *payer > number).collect();
            self.close_call(&call, asks, &behind);
        }
    }

    fn count(&mut self, support: &Support, amount: Yuan) {
        self.counts.push(Counts { support: support.name().into(), k: self.k, amount });
    }

    /// What was called for on the last date and is not paid yet is called for again, and not counted anew: what has been paid on
    /// this date went to that first. Of what is new, as much counts as the caps leave.
    fn call_in_vain(
        &mut self,
        support: &'a Support,
        asks: &[Asks<'_>],
        got: &[Yuan],
        open: &[Yuan],
        room: Yuan,
    ) -> InVain<'a> {
        let again: Vec<Yuan> = (0..asks.len())
            .map(|i| {
                let before = self.before(&asks[i].what);
                let left: Yuan = before.iter().map(|it| self.called(support, it)).sum();
                // Steps above may have paid of it too; current interest is none of what was called for.
                let above = before.iter().filter(|it| !it.starts_with("current"));
                let above: Yuan = above.filter_map(|it| self.paid.get(it)).sum();
                (left - above - got[i]).max(ZERO).min(open[i])
            })
            .collect();
        let new: Vec<Yuan> = open.iter().zip(&again).map(|(open, again)| open - again).collect();
        let counted = new.iter().sum::<Yuan>().min(room);
        let first = share(counted, &new);
        self.count(support, counted);
        InVain {
            support,
            owed: again.iter().zip(&first).map(|(again, first)| again + first).collect(),
            first,
        }
    }

    /// As what it could have been called for on the last date what a claim is called for now: current interest is new on every
    /// date, and with arrears and all interest it is arrears on the next.
    fn before(&self, what: &str) -> Vec<String> {
        let note = self.deal.notes.iter().find(|note| interest_words(&note.name).iter().any(|it| it == what));
        match note {
            Some(note) if what == current(&note.name) => Vec::new(),
            Some(note) => interest_words(&note.name).to_vec(),
            None => principal_words(self.deal, what),
        }
    }

    /// What a support was called for on the last date that was paid, and was open when it closed.
    fn called(&self, support: &Support, what: &str) -> Yuan {
        let Some(last) = self.paid_dates.iter().rev().nth(1) else { return ZERO };
        self.called.get(&(support.name().to_string(), what.to_string(), *last)).copied().unwrap_or_default()
    }

    fn close_call(&mut self, call: &InVain<'_>, asks: &[Asks<'_>], behind: &[&(usize, Vec<Yuan>)]) {
        let deal = self.deal;
        let name = call.support.name();
        let on = self.pays_late_on(call.support);
        for (i, asked) in asks.iter().enumerate() {
            let paid: Vec<Yuan> = behind.iter().map(|(_, parts)| parts[i]).collect();
            let left = (call.owed[i] - paid.iter().sum::<Yuan>()).max(ZERO);
            self.called.insert((name.into(), asked.what.clone(), self.k), left);
            let Some((k, fraction)) = on else { continue };
            let late = part_of(call.first[i], (fraction, Decimal::ONE), Rounding::HalfUp);
            // Who has paid only a part of this due gets no more than that back for it, whatever else it is owed.
            let to_others = late.min(paid.iter().sum());
            let mut rest = late;
            for ((other, _), part) in behind.iter().zip(share(to_others, &paid)) {
                rest -= part;
                self.expect_late(k, name, Some(deal.supports[*other].name()), part);
            }
            self.expect_late(k, name, None, rest);
        }
    }

    /// Dues of one support that come on one date to one payee are one payment.
    fn expect_late(&mut self, k: usize, support: &str, to: Option<&str>, amount: Yuan) {
        let same = |it: &&mut Late| it.k == k && it.support == support && it.to.as_deref() == to;
        match self.late.iter_mut().find(same) {
            _ if amount.is_zero() => {}
            Some(late) => late.amount += amount,
            None => self.late.push(Late { k, support: support.into(), to: to.map(Into::into), amount }),
        }
    }

    /// The date on which a party pays later of what it is called for now, and which fraction.
    fn pays_late_on(&self, support: &Support) -> Option<(usize, Decimal)> {
        let party = self.deal.parties.iter().find(|party| party.name == support.by).unwrap();
        let after = party.after_failure.filter(|_| !self.absent.contains(&support.by))?;
        let day: Date = months_later(self.periods[self.k].nominal, after.months as i32);
        let is_late_enough = |k: &usize| self.periods[*k].nominal >= day;
        let k = (self.k + 1..self.periods.len()).find(is_late_enough)?;
        Some((k, after.pays.to_decimal()))
    }

    /// Will anything still come from a party that has failed?
    pub(crate) fn awaits(&self) -> bool {
        self.late.iter().any(|late| !late.amount.is_zero())
    }

    /// The supports that a step of an order repays: those that it names, or all that no other step names.
    pub(crate) fn repaid_by(&self, of: &[String]) -> Vec<&'a Support> {
        repaid_by(self.deal, self.steps(), of)
    }
}

/// The supports that a step of an order repays.
pub(crate) fn repaid_by<'a>(
    deal: &'a abs_waterfall::deal::Deal,
    order: &[abs_waterfall::deal::Step],
    of: &[String],
) -> Vec<&'a Support> {
    use abs_waterfall::waterfall::StepKind::Reimbursement;
    let named_elsewhere = |name: &str| {
        order.iter().any(|step| matches!(&step.kind, Reimbursement(of) if of.iter().any(|it| it == name)))
    };
    let find = |name: &String| deal.supports.iter().find(|support| support.name() == name).unwrap();
    match of {
        [] => {
            let to_plan = deal.supports.iter().filter(|support| !support.kind.pays_for_borrowers());
            to_plan.filter(|support| !named_elsewhere(support.name())).collect()
        }
        named => named.iter().map(find).collect(),
    }
}

/// What the claims that a support covers are short of.
fn short_of(support: &Support, asks: &[Asks<'_>], got: &[Yuan]) -> Vec<Yuan> {
    short(asks, got, |asked| asked.behind.iter().any(|other| other.name() == support.name()))
}
