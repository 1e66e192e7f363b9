//! What comes back of a guaranteed loan, and how the plan and its guarantor share it.

use super::super::days::PathDays;
use super::Guarantees;
use super::books::GuarantorBooks;
use super::case::Case;
use super::desk::{Brought, LatePayment};
use crate::calendar::Date;
use crate::money::Money;

impl Guarantees {
    /// What comes back of a loan comes when it would have had nobody guaranteed it, though not before the case is decided: a deposit
    /// then. It is shared in proportion to what each is owed: the plan its principal and the interest that was called for, up to its
    /// principal; the guarantor what it paid. Who has advanced is paid first.
    #[inline]
    pub(super) fn recover(
        &self,
        days: PathDays<'_>,
        (case, day, date): (&mut Case, Date, usize),
        (interest, late): (Money, Option<LatePayment>),
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) {
        let Case { default, guarantee, shows, comes, outstanding, .. } = *case;
        let (loan, recoveries) = (default.loan as usize, days.plan.recoveries());
        let advances = self.plans[guarantee].advances.is_some();
        let is_held = days.holds_deposits(day) && (!advances || days.holds_deposit_of(loan, shows));
        let deposit = if is_held { recoveries.deposit(loan, outstanding) } else { Money::ZERO };
        self.share((case, date), (deposit, interest), books, brought);
        let all = recoveries.amount(loan, outstanding - deposit);
        let comes = comes.map(|period| period.max(date));
        let mut interest = interest;
        if let Some(late) = late.filter(|late| comes.is_none_or(|comes| late.on <= comes)) {
            interest = self.pay_late(case, interest, late, books, brought);
        }
        if let Some(comes) = comes {
            self.share((case, comes), (all, interest), books, brought);
        }
        if let Some(late) = late.filter(|late| comes.is_some_and(|comes| late.on > comes)) {
            self.pay_late(case, interest, late, books, brought);
        }
    }

    /// A guarantor that has failed pays a part of a call later, but no more than the plan lacks by then: interest first, and the rest is
    /// a recovery of principal. What is left of the interest.
    #[cold]
    fn pay_late(
        &self,
        case: &mut Case,
        interest: Money,
        late: LatePayment,
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) -> Money {
        let lacks = case.outstanding - case.paid_principal - case.recovered_by_plan;
        let paid = late.amount.min(lacks + interest);
        let of_principal = paid - paid.min(interest);
        case.paid_late += paid;
        case.late_principal += of_principal;
        case.recovered_by_plan += of_principal;
        brought.loss.lost -= of_principal;
        books.by_date[case.guarantee * self.dates + late.on].late += paid;
        interest - (paid - of_principal)
    }

    /// The plan and a guarantor share what comes back in a period.
    #[inline]
    fn share(
        &self,
        (case, period): (&mut Case, usize),
        (all, interest): (Money, Money),
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) {
        if all.is_zero() {
            return;
        }
        let principal = case.outstanding - case.paid_principal;
        let owed = [principal - case.late_principal + interest, case.paid + case.paid_late];
        let of_plan = if self.plans[case.guarantee].advances.is_some() {
            all - all.min(owed[1] - case.recovered)
        } else if owed[0].is_zero() {
            // It has paid in full, as it nearly always does.
            Money::ZERO
        } else {
            let mut shares = [Money::ZERO; 2];
            all.split_into(&owed, &mut shares, &mut books.order);
            shares[0]
        };
        let to_plan = of_plan.min(principal - case.recovered_by_plan);
        case.recovered_by_plan += to_plan;
        case.recovered += all - to_plan;
        brought.periods[period].recovery += to_plan;
        brought.loss.lost -= to_plan;
        books.by_date[case.guarantee * self.dates + period].recovered += all - to_plan;
    }
}
