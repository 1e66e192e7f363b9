//! Loans that the originator buys back, as they were not eligible.

use abs_waterfall::calendar::Date;
use abs_waterfall::pool::Loan;
use rust_decimal::Decimal;

use crate::books::Books;
use crate::clean_up::accrued;
use crate::days::Yuan;
use crate::hands::Hands;
use crate::loans::Pay;
use crate::pool::{Claim, Collection, Loss, Misses};

const ZERO: Decimal = Decimal::ZERO;
pub(crate) const ORIGINATOR: &str = "servicer";

/// What is paid for a loan on a date: for its balance and what has accrued, or for what has not come back of one in default.
#[derive(Clone, Debug)]
pub(crate) struct Bought {
    pub(crate) k: usize,
    loan: String,
    principal: Yuan,
    other: Yuan,
    /// What comes back of it later is no longer the plan's.
    gone: Option<(usize, Yuan)>,
}

impl Claim {
    /// The day on which the originator buys it back, if it still can.
    pub(crate) fn bought_on(&self, hands: &Hands<'_>) -> Option<Date> {
        self.loan.ineligible.filter(|day| hands.originator_fails.is_none_or(|fails| *day < fails))
    }

    /// Is it bought back while it is late and has not defaulted?
    pub(crate) fn is_bought_late(&self, loss: &Loss, hands: &Hands<'_>) -> bool {
        let bought = self.bought_on(hands).and_then(|day| hands.date_from(day));
        let on = bought.zip(loss.k).map(|(k, shown)| k.max(shown));
        on.is_some_and(|on| loss.defaulted_in.is_none_or(|defaulted| defaulted > on))
    }

    /// Is what is to be paid with an instalment the originator's?
    pub(crate) fn is_bought(&self, with: usize, hands: &Hands<'_>) -> bool {
        self.bought_on(hands).is_some_and(|day| self.due(with, hands).0 >= day)
    }

    pub(crate) fn bought(&self, hands: &Hands<'_>, misses: &Misses) -> Option<Bought> {
        let day = self.bought_on(hands)?;
        let (k, loan) = (hands.date_from(day).unwrap(), crate::parts::whole(&self.loan.id).to_string());
        if let Some(loss) = self.default(hands, misses) {
            if self.is_bought_late(&loss, hands) {
                let k = loss.k.map_or(k, |shown| shown.max(k));
                return Some(Bought { k, loan, principal: loss.missed, other: ZERO, gone: None });
            }
            return Some(in_default(k, loan, &loss));
        }
        let (mut principal, mut other) = (ZERO, ZERO);
        for ((_, pay), with) in self.pays.iter().zip(hands.paid_with(&self.days())) {
            if self.is_bought(with, hands) {
                principal += pay.principal;
                other += if pay.due < day { pay.interest } else { ZERO };
            }
        }
        let next = self.pays.iter().position(|(_, pay)| pay.due >= day).unwrap();
        other += match &self.part {
            Some(part) => part.of(next, |pay| so_far(&self.loan, pay, day)),
            None => so_far(&self.loan, &self.pays[next].1, day),
        };
        Some(Bought { k, loan, principal, other, gone: None })
    }
}

/// Of the interest of a period, what has come to by a day in it.
fn so_far(loan: &Loan, next: &Pay, day: Date) -> Yuan {
    if next.due == day { next.interest } else { accrued(loan, next, day) }
}

fn in_default(k: usize, loan: String, loss: &Loss) -> Bought {
    let Some(shown) = loss.k else {
        return Bought { k, loan, principal: loss.missed, other: ZERO, gone: None };
    };
    let (k, left) = (k.max(shown), loss.missed - loss.set_off);
    let had = loss.recovered.filter(|(when, _)| *when < k).map_or(ZERO, |(_, amount)| amount);
    let gone = loss.recovered.filter(|(when, _)| *when >= k);
    Bought { k, loan, principal: ZERO, other: left - had, gone }
}

/// Adds what is paid for loans to what comes in.
pub(crate) fn add(all: &mut [Collection], bought: &[Bought]) {
    for it in bought {
        all[it.k].principal += it.principal;
        all[it.k].recovery += it.other;
        if let Some((k, amount)) = it.gone {
            all[k].recovery -= amount;
        }
    }
}

impl Bought {
    /// What borrowers pay of what came in.
    pub(crate) fn take_from(&self, collected: &mut Collection) {
        collected.principal -= self.principal;
        collected.recovery -= self.other;
    }
}

impl Books<'_> {
    /// Straight to the plan; the price of a loan that has not defaulted is principal, all of it.
    pub(crate) fn collect_from_originator(&mut self, bought: &Bought) {
        let why = format!("repurchase of \"{}\"", bought.loan);
        match self.apart() {
            Some(ledgers) if !bought.principal.is_zero() => {
                self.transfer(ORIGINATOR, &ledgers.principal, bought.principal + bought.other, why);
            }
            Some(ledgers) => {
                let recovered = Collection { recovery: bought.other, ..Collection::default() };
                self.receive_apart(ORIGINATOR, ledgers, &recovered, &why);
            }
            None => {
                let plan = &self.deal.accounts.plan;
                self.transfer(ORIGINATOR, plan, bought.principal + bought.other, why);
            }
        }
    }
}
