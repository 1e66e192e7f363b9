//! What one loan pays, from the words of its terms.

use abs_waterfall::Rounding;
use abs_waterfall::calendar::{Date, Schedule};
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use rust_decimal::Decimal;

use crate::days::{Ratio, Yuan, dues_of, part_of, part_of_year, to_fen};

/// One instalment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pay {
    pub(crate) due: Date,
    pub(crate) outstanding: Yuan,
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
}

/// Every instalment of a loan, those before the cut-off too.
pub(crate) fn instalments(loan: &Loan) -> Vec<Pay> {
    let dues = dues_of(loan);
    let principal = loan.principal.to_decimal();
    let mut outstanding = principal;
    let mut pays = Vec::new();
    for (i, &due) in dues.iter().enumerate() {
        let from = if i == 0 { loan.disbursed } else { dues[i - 1] };
        let flat = matches!(loan.repayment, Repayment::FlatRate);
        let base = if flat { principal } else { outstanding };
        let interest = part_of(base, rate_over(loan, from, due), loan.rounding);
        let planned = planned_principal(loan, dues.len(), i, interest);
        let last = i + 1 == dues.len();
        let repaid = if last { outstanding } else { planned.min(outstanding) };
        pays.push(Pay { due, outstanding, interest, principal: repaid });
        outstanding -= repaid;
    }
    pays
}

/// Principal of the i-th of n instalments, before the last one clears the rest.
fn planned_principal(loan: &Loan, n: usize, i: usize, interest: Yuan) -> Yuan {
    let principal = loan.principal.to_decimal();
    match &loan.repayment {
        Repayment::LevelPayment => level_payment(loan, n) - interest,
        Repayment::Balloon { amortised_over } => level_payment(loan, *amortised_over as usize) - interest,
        Repayment::EqualPrincipal | Repayment::FlatRate => {
            to_fen(principal / Decimal::from(n as u64), loan.rounding)
        }
        Repayment::InterestOnlyBullet | Repayment::SinglePayment => Decimal::ZERO,
        Repayment::Custom(plan) => plan[i].to_decimal(),
        _ => unreachable!("no deal of these has another repayment"),
    }
}

fn rate_over(loan: &Loan, from: Date, to: Date) -> Ratio {
    match loan.interest {
        InterestBasis::Periodic => periodic_rate(loan),
        InterestBasis::Daily(count) => {
            let (numerator, denominator) = part_of_year(count, from, to);
            (loan.rate.to_decimal() * numerator, denominator)
        }
        _ => unreachable!("no deal of these has another basis"),
    }
}

/// So many twelfths of the annual rate.
fn periodic_rate(loan: &Loan) -> Ratio {
    let months = match loan.due {
        Schedule::Regular { every_months, .. } | Schedule::Until { every_months, .. } => every_months,
        _ => unreachable!("no period without a grid"),
    };
    (loan.rate.to_decimal() * Decimal::from(months), Decimal::from(12))
}

/// P·i / (1 − (1+i)⁻ⁿ), written as P·(1+i)ⁿ / (1 + (1+i) + … + (1+i)ⁿ⁻¹) so that a rate of zero is no special case.
fn level_payment(loan: &Loan, n: usize) -> Yuan {
    let (numerator, denominator) = periodic_rate(loan);
    let growth = Decimal::ONE + numerator / denominator;
    let powers: Vec<Decimal> =
        std::iter::successors(Some(Decimal::ONE), |power| Some(power * growth)).take(n + 1).collect();
    let sum: Decimal = powers[..n].iter().sum();
    // Powers of, say, 1 + 5 %/12 are not exact: without their last digits, what should end on half a fen does.
    to_fen((loan.principal.to_decimal() * powers[n] / sum).round_dp(12), loan.rounding)
}

/// What comes back of a loan with this much outstanding.
pub(crate) fn recovered(recovery: abs_waterfall::credit::Recovery, loan: &Loan, outstanding: Yuan) -> Yuan {
    use abs_waterfall::credit::Recovery;
    let (base, rate) = match recovery {
        Recovery::None => return Decimal::ZERO,
        Recovery::OfOutstanding { rate, .. } => (outstanding, rate),
        Recovery::OfAppraisedValue { rate, .. } => (loan.appraised_value.unwrap().to_decimal(), rate),
        _ => unreachable!("no deal of these has another recovery"),
    };
    to_fen(base * rate.to_decimal(), Rounding::HalfUp).min(outstanding)
}
