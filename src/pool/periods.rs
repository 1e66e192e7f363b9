//! Which parts of a year a loan's interest is reckoned over.

use super::error::LoanError;
use super::interest::InterestBasis;
use super::loan::Loan;
use crate::calendar::{Date, YearFraction};

/// Months between due dates, if the disbursement and every due date are that far apart.
pub(super) fn whole_periods(loan: &Loan, dates: &[Date]) -> Result<u32, LoanError> {
    let every_months = loan.due.every_months().ok_or(LoanError::NotRegular)?;
    if loan.due.has_whole_periods(loan.disbursed, dates)? {
        Ok(every_months)
    } else {
        Err(LoanError::NotPeriodic { every_months, disbursed: loan.disbursed })
    }
}

/// The time of each period: from the disbursement to the first due date, and from each to the next.
pub(super) fn from_date_to_date(loan: &Loan, dates: &[Date]) -> Result<Vec<YearFraction>, LoanError> {
    match loan.interest {
        InterestBasis::Periodic => Ok(vec![months(whole_periods(loan, dates)?, 1); dates.len()]),
        InterestBasis::Daily(count) => {
            let starts = std::iter::once(&loan.disbursed).chain(dates);
            Ok(starts.zip(dates).map(|(start, end)| count.fraction(*start, *end)).collect())
        }
    }
}

/// The time from the disbursement to each due date.
pub(super) fn since_disbursement(loan: &Loan, dates: &[Date]) -> Result<Vec<YearFraction>, LoanError> {
    match loan.interest {
        InterestBasis::Periodic => {
            let every_months = whole_periods(loan, dates)?;
            Ok((1..).take(dates.len()).map(|period| months(every_months, period)).collect())
        }
        InterestBasis::Daily(count) => {
            Ok(dates.iter().map(|date| count.fraction(loan.disbursed, *date)).collect())
        }
    }
}

/// So many periods of so many months.
fn months(every_months: u32, periods: u64) -> YearFraction {
    YearFraction { numerator: u64::from(every_months) * periods, denominator: 12 }
}
