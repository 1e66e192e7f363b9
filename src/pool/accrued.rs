//! Interest that a loan has accrued between two due dates.

use std::collections::BTreeMap;

use super::error::LoanError;
use super::instalment::Instalment;
use super::interest::InterestBasis;
use super::loan::Loan;
use super::repayment::Repayment;
use crate::calendar::{Date, DayCount, RateTable, YearFraction};
use crate::money::{Money, Rounding};

impl Loan {
    /// What has accrued by a day of the interest of an instalment, since the due date before it: by the loan's interest basis, where
    /// a month is one of thirty days if interest is reckoned by whole months. Of payments that are stated, their interest by
    /// days.
    ///
    /// # Errors
    /// [`LoanError`] where the rate over this time is not known from the tables, or does not fit exact arithmetic.
    pub(crate) fn accrued(
        &self,
        tables: &BTreeMap<String, RateTable>,
        since: Date,
        next: &Instalment,
        by: Date,
    ) -> Result<Money, LoanError> {
        let count = match self.interest {
            InterestBasis::Periodic => DayCount::Thirty360,
            InterestBasis::Daily(count) => count,
        };
        let base = match self.repayment {
            Repayment::Payments(_) => {
                let days = |to: Date| Money::from_fen(i64::from((to - since).get_days()));
                return Ok(next.interest.in_proportion(days(by), days(next.due), Rounding::HalfUp));
            }
            Repayment::FlatRate => self.principal,
            _ => next.outstanding,
        };
        let YearFraction { numerator, denominator } = count.fraction(since, by);
        Ok(base.times(self.rate_from(since, tables)?.over(numerator, denominator, self.rounding)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Schedule;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Six days of a loan of 30,000.00 at 6 %, of which 20,000.00 are outstanding: 20,000 × 6 % × 6 / 360, or / 365; of a
    /// flat rate, on all of it. A claim bought for 990.00 earns 10.00 in sixty days.
    #[test]
    fn interest_accrues_by_its_basis() {
        let lent =
            Loan::level_payment("L", "30000".parse().unwrap(), "6%".parse().unwrap(), day("2024-01-20"), 12);
        let next = Instalment {
            due: day("2024-04-20"),
            outstanding: "20000".parse().unwrap(),
            interest: Money::from_yuan(10),
            principal: Money::ZERO,
        };
        let daily = |count| lent.clone().with_interest(InterestBasis::Daily(count));
        let flat = lent.clone().with_repayment(Repayment::FlatRate);
        let due = Schedule::on(vec![day("2024-04-20")]);
        let stated =
            Loan::licence("S", Money::from_yuan(990), vec![Money::from_yuan(1_000)], day("2024-02-20"), due);
        for (loan, since, by, accrued) in [
            (&lent, "2024-03-20", "2024-03-26", "20.00"),
            (&daily(DayCount::Act360), "2024-03-20", "2024-03-26", "20.00"),
            (&daily(DayCount::Act365Fixed), "2024-03-20", "2024-03-26", "19.73"),
            (&flat, "2024-03-20", "2024-03-26", "30.00"),
            (&stated, "2024-02-20", "2024-03-26", "5.83"),
        ] {
            let found = loan.accrued(&BTreeMap::new(), day(since), &next, day(by)).unwrap();
            assert_eq!(found.to_string(), accrued, "{}", loan.id);
        }
    }
}
