//! The clean-up call from its words: who buys the pool, when, and for how much.

use abs_waterfall::Date;
use abs_waterfall::calendar::DayCount;
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use rust_decimal::Decimal;

use crate::books::{Books, VAT, commitment, fee, interest};
use crate::days::{Yuan, dues_of, part_of, part_of_year};
use crate::loans::Pay;
use crate::stack::is_facility;

impl Books<'_> {
    /// Sells the pool before a date is paid, if the party that may buys it: on a path on which it does, while it stands and
    /// anything performs.
    pub(crate) fn sell(&mut self, k: usize, accrued: Yuan, exercises: bool) {
        self.k = k;
        let Some(call) = &self.deal.clean_up else { return };
        let may = exercises && self.ended.is_none() && !self.sold && !self.performing.is_zero();
        // Whether a party fails is drawn, or looked at, only of one that stands behind the deal.
        let stands = !self.cannot_pay.contains(&call.by);
        if !may || !stands || !self.holds(&call.when) {
            return;
        }
        let seniors = self.deal.notes.iter().filter(|note| !self.is_subordinated(&note.name));
        let notes: Yuan =
            seniors.map(|note| self.balances[&note.name] + self.owed(&interest(&note.name))).sum();
        let fees: Yuan = self.deal.fees.iter().map(|it| self.owed(&fee(&it.name))).sum();
        let facilities = self.deal.supports.iter().filter(|support| is_facility(support));
        let lent: Yuan = facilities
            .map(|it| {
                let support = &self.supports[it.name()];
                support.outstanding() + support.return_due + self.owed(&commitment(it.name()))
            })
            .sum();
        let price = (self.performing + accrued).max(notes + fees + lent + self.owed(VAT));
        let to = self.for_principal().to_string();
        self.transfer(&call.by, &to, price, "clean-up call".into());
        self.performing = Decimal::ZERO;
        self.sold = true;
    }
}

/// What a loan has accrued by a day, given the last instalment that it has paid and the next.
pub(crate) fn accrued(loan: &Loan, next: &Pay, by: Date) -> Yuan {
    let before = dues_of(loan).into_iter().filter(|due| *due < next.due).max();
    let since = before.unwrap_or(loan.disbursed);
    if let Repayment::Payments(_) = loan.repayment {
        let days = |to: Date| Decimal::from((to - since).get_days());
        return part_of(next.interest, (days(by), days(next.due)), abs_waterfall::Rounding::HalfUp);
    }
    let count = match loan.interest {
        InterestBasis::Daily(count) => count,
        _ => DayCount::Thirty360,
    };
    let (numerator, denominator) = part_of_year(count, since, by);
    let base =
        if loan.repayment == Repayment::FlatRate { loan.principal.to_decimal() } else { next.outstanding };
    part_of(base, (next.rate * numerator, denominator), loan.rounding)
}
