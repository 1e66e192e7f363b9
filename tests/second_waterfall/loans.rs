//! What one loan pays, from the words of its terms.

use abs_waterfall::calendar::{Date, Schedule};
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use abs_waterfall::{Money, Rate, Rounding};
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
    if let Repayment::Payments(payments) = &loan.repayment {
        return stated(loan, payments);
    }
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
        let price = match loan.repayment {
            Repayment::LevelRents { purchase_price } if last => purchase_price.to_decimal(),
            _ => Decimal::ZERO,
        };
        pays.push(Pay { due, outstanding, interest: interest + price, principal: repaid });
        outstanding -= repaid;
    }
    pays
}

/// Every payment is first what interest has come to and has not been paid, and then principal: not so little that the
/// payments behind it could not repay the rest, and not more than there is.
fn stated(loan: &Loan, payments: &[Money]) -> Vec<Pay> {
    let dues = dues_of(loan);
    let at_rate = loan.clone().with_rate(implied_rate(loan, payments, &dues));
    let (mut outstanding, mut unpaid) = (loan.principal.to_decimal(), Decimal::ZERO);
    let mut pays = Vec::new();
    for (i, &due) in dues.iter().enumerate() {
        let from = if i == 0 { loan.disbursed } else { dues[i - 1] };
        let payment = payments[i].to_decimal();
        unpaid += part_of(outstanding, rate_over(&at_rate, from, due), loan.rounding);
        let behind: Decimal = payments[i + 1..].iter().map(|payment| payment.to_decimal()).sum();
        let least = (outstanding - behind).max(Decimal::ZERO);
        let principal = outstanding.min(least.max(payment - unpaid));
        let interest = payment - principal;
        pays.push(Pay { due, outstanding, interest, principal });
        outstanding -= principal;
        unpaid = (unpaid - interest).max(Decimal::ZERO);
    }
    pays
}

/// The highest rate in trillionths at which several payments are worth the principal, looked for digit by digit.
fn implied_rate(loan: &Loan, payments: &[Money], dues: &[Date]) -> Rate {
    let whole = loan.clone().with_rate(Rate::ONE);
    let starts = std::iter::once(&loan.disbursed).chain(dues);
    let years: Vec<Ratio> = starts.zip(dues).map(|(from, to)| rate_over(&whole, *from, *to)).collect();
    let worth = |rate: Decimal| {
        let (mut growth, mut sum) = (Decimal::ONE, Decimal::ZERO);
        for ((numerator, denominator), payment) in years.iter().zip(payments) {
            growth *= Decimal::ONE + rate * numerator / denominator;
            sum += payment.to_decimal() / growth;
        }
        // Without their last digits, payments that are worth exactly the principal are.
        sum.round_dp(12)
    };
    let mut rate = Decimal::ZERO;
    for decimals in (1..=12).filter(|_| payments.len() > 1) {
        let step = Decimal::new(1, decimals);
        for _ in 0..9 {
            if worth(rate + step) >= loan.principal.to_decimal() {
                rate += step;
            }
        }
    }
    Rate::new(rate).unwrap()
}

/// Principal of the i-th of n instalments, before the last one clears the rest.
fn planned_principal(loan: &Loan, n: usize, i: usize, interest: Yuan) -> Yuan {
    let principal = loan.principal.to_decimal();
    match &loan.repayment {
        Repayment::LevelPayment | Repayment::LevelRents { .. } => level_payment(loan, n) - interest,
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
