//! Payments that are stated in full, and what of each is income: the fees of a licence, the face of a receivable.

use rust_decimal::Decimal;

use super::error::{LoanError, PaymentsError};
use super::instalment::Instalment;
use super::loan::Loan;
use super::periods::{from_date_to_date, since_disbursement};
use super::repayment::Repayment;
use crate::calendar::{Date, YearFraction};
use crate::money::{Factor, FactorError, Money};
use crate::rate::Rate;

/// A rate of twelve decimals is exact over a period of so many days at the most, as a day count has them: 69 years where the days
/// of leap years count apart, and more than a calendar has elsewhere.
const LONGEST: u64 = i64::MAX as u64 / 10_u64.pow(12);

/// Payments that repay what was paid for them.
pub(super) struct Stated<'a> {
    loan: &'a Loan,
    payments: &'a [Money],
    dates: Vec<Date>,
    /// From due date to due date.
    periods: Vec<YearFraction>,
}

impl<'a> Stated<'a> {
    pub(super) fn of(
        loan: &'a Loan,
        payments: &'a [Money],
        dates: Vec<Date>,
    ) -> Result<Stated<'a>, LoanError> {
        check_amounts(payments, &dates)?;
        check_price(loan, payments, &dates)?;
        let periods = from_date_to_date(loan, &dates)?;
        if payments.len() > 1 && worth(payments, &periods, Decimal::ONE) >= loan.principal.to_decimal() {
            return Err(PaymentsError::RateAboveOne.into());
        }
        match periods.iter().all(|period| period.numerator <= LONGEST) {
            true => Ok(Stated { loan, payments, dates, periods }),
            false => Err(FactorError::TooPrecise.into()),
        }
    }

    /// Every payment with its parts. To find the rate takes many times what the checks do.
    pub(super) fn instalments(&self) -> Result<Vec<Instalment>, LoanError> {
        let Stated { loan, payments, dates, periods } = self;
        let rate = implied_rate(loan, payments, periods);
        let factor = |period: &YearFraction| rate.over(period.numerator, period.denominator, loan.rounding);
        let factors = periods.iter().map(factor).collect::<Result<Vec<Factor>, _>>()?;
        Ok(split(loan.principal, payments, dates, &factors))
    }
}

/// Which rate splits the payments into interest and principal: where there are several, the highest of twelve decimals at
/// which they are worth the principal, as it bears interest from due date to due date.
fn implied_rate(loan: &Loan, payments: &[Money], periods: &[YearFraction]) -> Rate {
    if payments.len() == 1 {
        return Rate::ZERO;
    }
    let principal = loan.principal.to_decimal();
    let (mut low, mut high) = (0, 10_i64.pow(12));
    while high - low > 1 {
        let middle = (low + high) / 2;
        let is_worth_it = worth(payments, periods, Decimal::new(middle, 12)) >= principal;
        *(if is_worth_it { &mut low } else { &mut high }) = middle;
    }
    Rate::new(Decimal::new(low, 12)).unwrap_or_default()
}

fn check_price(loan: &Loan, payments: &[Money], dates: &[Date]) -> Result<(), LoanError> {
    let (paid, principal) = (payments.iter().sum(), loan.principal);
    if loan.rate == Rate::ZERO && principal.is_zero() {
        return Err(PaymentsError::NoPrice.into());
    }
    if loan.rate != Rate::ZERO {
        let worth = worth_at_yield(loan, payments, dates)?;
        if worth != principal {
            return Err(PaymentsError::OtherPrice { rate: loan.rate, worth, principal }.into());
        }
    }
    match principal {
        Money::ZERO => Err(LoanError::NoPrincipal(principal)),
        _ if paid < principal => Err(PaymentsError::TooLittle { paid, principal }.into()),
        _ => Ok(()),
    }
}

fn check_amounts(payments: &[Money], dates: &[Date]) -> Result<(), PaymentsError> {
    if payments.len() != dates.len() {
        return Err(PaymentsError::Length { payments: payments.len(), dates: dates.len() });
    }
    match payments.iter().position(|payment| *payment < Money::ZERO) {
        Some(i) => Err(PaymentsError::Negative(i + 1)),
        None => Ok(()),
    }
}

/// What the payments are worth where interest at this rate is paid from due date to due date, but for the last digits: payments
/// that are worth exactly the principal are.
fn worth(payments: &[Money], periods: &[YearFraction], rate: Decimal) -> Decimal {
    let mut discount = Decimal::ONE;
    let discounted = payments.iter().zip(periods).map(|(payment, period)| {
        discount /= Decimal::ONE + rate * years(*period);
        payment.to_decimal() * discount
    });
    discounted.sum::<Decimal>().round_dp(12)
}

fn years(fraction: YearFraction) -> Decimal {
    Decimal::from(fraction.numerator) / Decimal::from(fraction.denominator)
}

/// Every payment is the interest that has accrued and, for the rest, principal: as much at least as later payments cannot
/// repay, and no more than is outstanding. Interest that a payment does not reach for waits, and bears none.
fn split(principal: Money, payments: &[Money], dates: &[Date], factors: &[Factor]) -> Vec<Instalment> {
    let (mut outstanding, mut later, mut waiting) = (principal, payments.iter().sum::<Money>(), Money::ZERO);
    let mut instalments = Vec::with_capacity(dates.len());
    for ((&due, &payment), factor) in dates.iter().zip(payments).zip(factors) {
        later -= payment;
        let accrued = waiting + outstanding.times(*factor);
        let principal = (payment - accrued).max((outstanding - later).or_zero()).min(outstanding);
        let interest = payment - principal;
        instalments.push(Instalment { due, outstanding, interest, principal });
        outstanding -= principal;
        waiting = (accrued - interest).or_zero();
    }
    instalments
}

impl Loan {
    /// The loan with its principal: what stated payments are worth at the yield, where they have one and no principal. A loan
    /// that has no price after this says so when it is [checked](Loan::check).
    pub(crate) fn priced(self) -> Loan {
        let Repayment::Payments(payments) = &self.repayment else { return self };
        if !self.principal.is_zero() || self.rate == Rate::ZERO {
            return self;
        }
        let dates = self.due_dates().unwrap_or_default();
        let is_sound = check_amounts(payments, &dates).is_ok();
        let worth = worth_at_yield(&self, payments, &dates).ok().filter(|_| is_sound);
        self.with_principal(worth.unwrap_or_default())
    }
}

/// What the payments are worth on the day of purchase: Σ payment / (1 + yield)ᵗ, rounded as the loan says, with t in years by
/// what its interest is reckoned by.
fn worth_at_yield(loan: &Loan, payments: &[Money], dates: &[Date]) -> Result<Money, LoanError> {
    let times = since_disbursement(loan, dates)?;
    let discounted = payments.iter().zip(times).map(|(it, t)| it.to_decimal() * discount(loan.rate, t));
    // In 28 digits it is off by less than 10⁻¹² of a yuan, which must not move what is a whole fen, or half of one.
    loan.rounding.to_fen(discounted.sum::<Decimal>().round_dp(12)).ok_or(LoanError::OutOfRange)
}

/// (1 + rate)⁻ᵗ, in 28 digits: a power for the whole years, and the exponential of a logarithm for the rest of one.
fn discount(rate: Rate, t: YearFraction) -> Decimal {
    let a_year = Decimal::ONE / (Decimal::ONE + rate.to_decimal());
    // No loan runs for longer, and nothing would be left of a fen.
    let whole = (t.numerator / t.denominator).min(10_000);
    let rest = YearFraction { numerator: t.numerator % t.denominator, ..t };
    let power = (0..whole).fold(Decimal::ONE, |power, _| power * a_year);
    power * exp(-years(rest) * ln_1p(rate.to_decimal()))
}

/// The logarithm of 1 + x, of an x from 0 to 1: 2 (z + z³/3 + z⁵/5 + …) with z = x / (2 + x), which is at most a third.
fn ln_1p(x: Decimal) -> Decimal {
    let z = x / (Decimal::TWO + x);
    let powers = std::iter::successors(Some(z), |power| Some(power * z * z));
    let terms = powers.zip(0_u32..30).map(|(power, k)| power / Decimal::from(2 * k + 1));
    Decimal::TWO * terms.sum::<Decimal>()
}

/// The exponential of an x from −1 to 0, by its series.
fn exp(x: Decimal) -> Decimal {
    let next = |(term, k): &(Decimal, u32)| Some((term * x / Decimal::from(k + 1), k + 1));
    std::iter::successors(Some((Decimal::ONE, 0)), next).take(30).map(|(term, _)| term).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{DayCount, Schedule};
    use crate::pool::InterestBasis;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Quarterly fees from September 2022, of a licence granted in June for this lump sum.
    fn licence(lump_sum: &str, fees: &[&str]) -> Loan {
        let due = Schedule::quarterly(day("2022-09-20"), fees.len() as u32);
        let fees = fees.iter().map(|fee| money(fee)).collect();
        Loan::licence("P", money(lump_sum), fees, day("2022-06-20"), due)
    }

    fn parts(loan: &Loan) -> Vec<(String, String)> {
        let part = |it: &Instalment| (it.interest.to_string(), it.principal.to_string());
        loan.instalments().unwrap().iter().map(part).collect()
    }

    /// Level payments at a rate, stated: the rate that they imply is that one to within what rounding moves it by, and their
    /// interest is the same.
    #[test]
    fn level_fees_are_split_as_a_level_payment_is() {
        let due = Schedule::quarterly(day("2022-09-20"), 12);
        let level = Loan::lease("L", money("23000000"), "6.5%".parse().unwrap(), day("2022-06-20"), due);
        let plan = level.instalments().unwrap();
        let fees: Vec<Money> = plan.iter().map(Instalment::total).collect();
        let stated = Loan::licence("P", level.principal, fees, level.disbursed, level.due.clone());
        assert_eq!(stated.instalments().unwrap(), plan);
    }

    /// 50.00 is 5 % of 1,000.00 a quarter, and 1,050.00 at its end repays it.
    #[test]
    fn an_exact_rate_is_found_exactly() {
        let fees = ["50", "50", "1050"];
        let (licence, payments) = (licence("1000", &fees), fees.map(money));
        let stated = Stated::of(&licence, &payments, licence.due_dates().unwrap()).unwrap();
        assert_eq!(implied_rate(&licence, &payments, &stated.periods), "20%".parse().unwrap());
        let rows = [("50.00", "0.00"), ("50.00", "0.00"), ("50.00", "1,000.00")];
        assert_eq!(parts(&licence), rows.map(|(i, p)| (i.to_string(), p.to_string())));
    }

    /// A quarter free of fees: its interest is part of the next fee. At 20 % a year, 1,000.00 bear 50.00 a quarter and
    /// compound to 1,102.50; the interest that waits bears none here, so that the last fee is income for the rest.
    #[test]
    fn interest_of_a_quarter_without_a_fee_is_paid_with_the_next() {
        let rows = [("0.00", "0.00"), ("100.00", "450.00"), ("30.13", "550.00")];
        let rows = rows.map(|(i, p)| (i.to_string(), p.to_string()));
        assert_eq!(parts(&licence("1000", &["0", "550", "580.13"])), rows);
    }

    /// 6.2 % compound: exact over whole years, by the exponential of a logarithm between them. The last two are
    /// 10⁹ × 1.062^(−181/365) and 10⁹ × 1.062^(−547/365) in sixty digits: 970610762.5608…, 913795493.3846….
    #[test]
    fn a_yield_gives_a_price() {
        for (face, count, due, price) in [
            ("254880000", DayCount::Thirty360, "2019-12-10", "240000000"),
            ("259404120", DayCount::Thirty360, "2020-12-10", "230000000"),
            ("106.20", DayCount::Act365Fixed, "2019-12-10", "100"),
            ("1000000000", DayCount::Act365Fixed, "2019-06-09", "970610762.56"),
            ("1000000000", DayCount::Act365Fixed, "2020-06-09", "913795493.38"),
        ] {
            let (bought, due) = (day("2018-12-10"), day(due));
            let rate = "6.2%".parse().unwrap();
            let claim = Loan::receivable_at_yield("R", money(face), rate, count, bought, due).unwrap();
            assert_eq!(claim.principal, money(price), "{face} due {due}");
            assert_eq!(claim.instalments().unwrap()[0].total(), money(face));
        }
    }

    #[test]
    fn payments_that_repay_nothing_say_what_to_do() {
        let error = |loan: Loan| loan.check().unwrap_err().to_string();
        let fees = ["300", "400", "400"];
        let more = Repayment::Payments([money("1100")].into());
        assert!(
            error(licence("1000", &fees).with_repayment(more))
                .contains("there are 1 payment(s) for 3 due date(s)")
        );
        assert!(error(licence("1000", &["300", "-1", "900"])).contains("payment 2 is negative"));
        assert!(
            error(licence("1100.01", &fees)).contains("sum to 1,100.00, which is less than the principal")
        );
        assert!(
            error(licence("0", &fees)).contains("give that as the principal, or their yield as the rate")
        );
        assert!(error(licence("-5", &fees)).contains("a loan owes a positive amount"));
        assert!(error(licence("1", &fees)).contains("imply a rate above 100 % a year"));
        let both = licence("1000", &fees).with_rate("20%".parse().unwrap());
        assert!(error(both).contains("at a yield of 20.00% the payments are worth"));
        let negative = licence("0", &["0", "-1"]).with_rate("20%".parse().unwrap()).priced();
        assert!(error(negative).contains("payment 2 is negative"));
        let nothing = licence("0", &["0", "0"]).with_rate("20%".parse().unwrap()).priced();
        assert!(error(nothing).contains("a loan owes a positive amount"));
    }

    proptest! {
        /// Whatever is paid and when: the principal comes back to the fen, all that is beyond it is income, and no part is
        /// negative.
        #[test]
        fn every_payment_is_its_parts(
            lump_sum in 1_i64..10_000_000,
            fees in proptest::collection::vec(prop_oneof![1 => Just(0_i64), 4 => 0..5_000_000_i64], 1..30),
            daily in any::<bool>(),
        ) {
            let paid: i64 = fees.iter().sum();
            prop_assume!(paid >= lump_sum);
            let due = Schedule::monthly(day("2024-02-15"), fees.len() as u32);
            let fees: Vec<Money> = fees.into_iter().map(Money::from_fen).collect();
            let mut loan = Loan::licence("P", Money::from_fen(lump_sum), fees.clone(), day("2024-01-15"), due);
            if daily {
                loan.interest = InterestBasis::Daily(DayCount::Act365Fixed);
            }
            let plan = match loan.instalments() {
                Err(LoanError::Payments(PaymentsError::RateAboveOne)) => return Ok(()),
                plan => plan.unwrap(),
            };
            prop_assert_eq!(plan.iter().map(|it| it.principal.fen()).sum::<i64>(), lump_sum);
            prop_assert_eq!(plan.iter().map(Instalment::total).collect::<Vec<_>>(), fees);
            prop_assert!(plan.iter().all(|it| it.interest >= Money::ZERO && it.principal >= Money::ZERO));
        }

        /// The discount of a fraction of a year, by another way: the float's.
        #[test]
        fn a_discount_is_that_of_floats_to_their_digits(trillionths in 0..=10_i64.pow(12), days in 0_u64..4_000) {
            let rate = Rate::new(Decimal::new(trillionths, 12)).unwrap();
            let exact = discount(rate, YearFraction { numerator: days, denominator: 365 });
            let float = (1.0 + rate.to_f64()).powf(-(days as f64) / 365.0);
            let exact: f64 = exact.to_string().parse().unwrap();
            prop_assert!((exact - float).abs() <= 1e-14, "{exact} {float}");
        }
    }
}
