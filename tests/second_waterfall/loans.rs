//! What one loan pays, from the words of its terms.

use std::collections::BTreeSet;

use abs_waterfall::calendar::{Date, Schedule};
use abs_waterfall::deal::Deal;
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use abs_waterfall::{Money, Rate, Rounding};
use rust_decimal::Decimal;

use crate::coupons::fixed;
use crate::days::{Ratio, Yuan, dues_of, part_of, part_of_year, to_fen};

/// One instalment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pay {
    pub(crate) due: Date,
    pub(crate) outstanding: Yuan,
    /// That of its period; of stated payments none.
    pub(crate) rate: Decimal,
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
}

/// Every instalment of a loan, those before the cut-off too.
pub(crate) fn instalments(deal: &Deal, loan: &Loan) -> Vec<Pay> {
    if let Repayment::Payments(payments) = &loan.repayment {
        return stated(loan, payments);
    }
    let dues = dues_of(loan);
    let principal = loan.principal.to_decimal();
    let (mut outstanding, mut level, mut before) = (principal, Decimal::ZERO, None);
    let mut pays = Vec::new();
    for (i, &due) in dues.iter().enumerate() {
        let from = if i == 0 { loan.disbursed } else { dues[i - 1] };
        let rate = rate_since(deal, loan, from);
        let at_rate = loan.clone().with_rate(Rate::new(rate).unwrap());
        if before.replace(rate) != Some(rate) {
            level = payments_of(loan, dues.len())
                .map_or(Decimal::ZERO, |number| level_payment(&at_rate, outstanding, number - i));
        }
        let flat = matches!(loan.repayment, Repayment::FlatRate);
        let base = if flat { principal } else { outstanding };
        let interest = part_of(base, rate_over(&at_rate, from, due), loan.rounding);
        let planned = planned_principal(loan, dues.len(), i, level - interest);
        let last = i + 1 == dues.len();
        let repaid = if last { outstanding } else { planned.min(outstanding) };
        let price = match loan.repayment {
            Repayment::LevelRents { purchase_price } if last => purchase_price.to_decimal(),
            _ => Decimal::ZERO,
        };
        pays.push(Pay { due, outstanding, rate, interest: interest + price, principal: repaid });
        outstanding -= repaid;
    }
    pays
}

/// The rate of the period that begins on a day: the loan's own, until a reset has come after its disbursement.
pub(crate) fn rate_since(deal: &Deal, loan: &Loan, start: Date) -> Decimal {
    let Some(floating) = &loan.floating else { return loan.rate.to_decimal() };
    let always = BTreeSet::from([start]);
    let resets = if floating.resets.is_empty() { &always } else { &floating.resets };
    let come = resets.iter().filter(|reset| loan.disbursed < **reset && **reset <= start);
    come.max().map_or(loan.rate.to_decimal(), |reset| fixed(deal, floating, *reset))
}

/// For how many instalments a level payment is worked out.
fn payments_of(loan: &Loan, dues: usize) -> Option<usize> {
    match loan.repayment {
        Repayment::LevelPayment | Repayment::LevelRents { .. } => Some(dues),
        Repayment::Balloon { amortised_over } => Some(amortised_over as usize),
        _ => None,
    }
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
        pays.push(Pay { due, outstanding, rate: Decimal::ZERO, interest, principal });
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

/// Principal of the i-th of n instalments, of which a level one leaves so much, before the last one clears the rest.
fn planned_principal(loan: &Loan, n: usize, i: usize, left_of_level: Yuan) -> Yuan {
    let principal = loan.principal.to_decimal();
    match &loan.repayment {
        Repayment::LevelPayment | Repayment::LevelRents { .. } | Repayment::Balloon { .. } => left_of_level,
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
fn level_payment(loan: &Loan, principal: Yuan, n: usize) -> Yuan {
    let (numerator, denominator) = periodic_rate(loan);
    let growth = Decimal::ONE + numerator / denominator;
    let powers: Vec<Decimal> =
        std::iter::successors(Some(Decimal::ONE), |power| Some(power * growth)).take(n + 1).collect();
    let sum: Decimal = powers[..n].iter().sum();
    // Powers of, say, 1 + 5 %/12 are not exact: without their last digits, what should end on half a fen does.
    to_fen((principal * powers[n] / sum).round_dp(12), loan.rounding)
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
