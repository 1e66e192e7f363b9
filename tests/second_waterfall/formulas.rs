//! Amounts and conditions that read the books, from their words.

use abs_waterfall::credit::{CreditQuality, Grade};
use abs_waterfall::waterfall::{Amount, Condition, Gauge, Reserve, Share};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::days::{Yuan, to_fen};

/// From the best to the worst.
const GRADES: [&str; 9] = ["AAA", "AA", "AA-", "A+", "BB", "B-", "CCC", "CC", "C"];

impl Books<'_> {
    /// What a gauge reads now.
    pub(crate) fn reads(&self, gauge: &Gauge) -> Yuan {
        match gauge {
            Gauge::Pool => self.performing,
            Gauge::Defaulted => self.defaulted,
            Gauge::Commingled => self.commingled,
            Gauge::Notes(notes) => notes.iter().map(|note| self.balances[note]).sum(),
            Gauge::OpeningPool => self.opening,
            Gauge::Issued(notes) => notes.iter().map(|note| self.note(note).amount.to_decimal()).sum(),
            Gauge::UnpaidInterest(notes) => self.unpaid_of(notes, 0),
            Gauge::UnpaidPrincipal(notes) => self.unpaid_of(notes, 1),
            Gauge::MissedPrincipal(notes) => self.unpaid_of(notes, 2),
            Gauge::Account(name) if *name == self.deal.accounts.plan => self.cash(),
            Gauge::Account(name) => self.accounts[name],
            Gauge::OwedToPrincipal => self.owed_to_principal,
            Gauge::Due => self.step_due.get(),
            Gauge::Drawn(support) => self.supports[support].drawn,
            other => unreachable!("no words for {other}"),
        }
    }

    fn unpaid_of(&self, notes: &[String], part: usize) -> Yuan {
        notes.iter().filter_map(|note| self.unpaid.get(note)).map(|unpaid| unpaid[part]).sum()
    }

    /// How much an amount is now.
    pub(crate) fn amount(&self, amount: &Amount) -> Yuan {
        let each = |amounts: &[Amount]| -> Vec<Yuan> { amounts.iter().map(|one| self.amount(one)).collect() };
        match amount {
            Amount::Fixed(fixed) => fixed.to_decimal(),
            Amount::Share(Share { of, rate, rounding }) => {
                to_fen(self.reads(of) * rate.to_decimal(), *rounding)
            }
            Amount::Sum(all) => each(all).into_iter().sum(),
            Amount::Less(both) => (self.amount(&both[0]) - self.amount(&both[1])).max(Decimal::ZERO),
            Amount::Min(all) => each(all).into_iter().fold(Decimal::MAX, Decimal::min),
            Amount::Max(all) => each(all).into_iter().fold(Decimal::ZERO, Decimal::max),
            other => unreachable!("no words for {other}"),
        }
    }

    /// Does a condition hold now?
    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::AtLeast(both) => self.amount(&both[0]) >= self.amount(&both[1]),
            Condition::Ratio { of, to, at_least } => self.reads(of) >= self.reads(to) * at_least.to_decimal(),
            Condition::Fails(party) => self.failed.contains(party),
            Condition::RatedBelow { party, grade } => {
                let worth = |grade: Grade| GRADES.iter().position(|known| *known == grade.to_string());
                let own = self.deal.parties.iter().find(|known| known.name == *party).unwrap();
                let at_first = match &own.quality {
                    Some(CreditQuality::Rating(rating)) => rating.parse().ok(),
                    _ => None,
                };
                let rated = self.rated.get(party).copied().or(at_first);
                rated.is_some_and(|rated| worth(rated) > worth(*grade))
            }
            Condition::Used { support, times } => {
                self.used.get(support).is_some_and(|dates| dates.len() >= *times as usize)
            }
            Condition::From(day) => self.periods[self.k].nominal.max(self.periods[self.k].payment) >= *day,
            Condition::Happened(name) => {
                let event = self.deal.events.iter().position(|event| event.name == *name).unwrap();
                self.events[event].happened
            }
            Condition::Not(other) => !self.holds(other),
            Condition::All(all) => all.iter().all(|one| self.holds(one)),
            Condition::Any(any) => any.iter().any(|one| self.holds(one)),
            other => unreachable!("no words for {other}"),
        }
    }

    /// What a reserve should hold now: nothing once it is released, from the legal final date on, and after the plan's
    /// end.
    pub(crate) fn target(&self, reserve: &Reserve, k: usize) -> Yuan {
        let released = match &reserve.released_when {
            None => self.seniors_repaid(),
            Some(condition) => self.holds(condition),
        };
        let over = self.is_legal_final(k) || self.ended.is_some();
        if released || over { Decimal::ZERO } else { self.amount(&reserve.target) }
    }
}
