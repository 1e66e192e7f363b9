//! What a loan costs a year, however it is repaid.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::loan::Loan;
use super::periods::since_disbursement;
use super::repayment::Repayment;
use crate::measure::{CashFlow, HIGHEST_RATE, irr};
use crate::money::Money;
use crate::rate::Rate;

/// As many as a rate is written with.
const DECIMALS: u32 = 12;

impl Loan {
    /// What it costs a year, as a fraction of one in twelve decimals: the contract rate, where that is what it costs.
    ///
    /// Of stated payments with a price it is the yield that they mean, compounded a year, with time reckoned as the loan's interest
    /// is; it may be above 100 %. Of a flat-rate loan, whose interest is reckoned on what has long been repaid, it is all its
    /// interest on what is owed from day to day (simple interest, as the announcement 〔2021〕 no. 3 of the People's Bank allows).
    /// Of terms that contradict each other it is the contract rate.
    pub(crate) fn annual_rate(&self) -> Decimal {
        let cost = match &self.repayment {
            Repayment::FlatRate => simple(self),
            Repayment::Payments(payments) if self.rate == Rate::ZERO => compounded(self, payments),
            _ => None,
        };
        cost.unwrap_or(self.rate.to_decimal())
    }
}

fn simple(loan: &Loan) -> Option<Decimal> {
    let (mut interest, mut owed_days, mut from) = (0, 0, loan.disbursed);
    for instalment in loan.instalments().ok()? {
        let days = i128::from((instalment.due - from).get_days());
        interest += i128::from(instalment.interest.fen());
        owed_days += i128::from(instalment.outstanding.fen()) * days;
        from = instalment.due;
    }
    let (interest, owed_days) = (Decimal::from_i128(interest * 365)?, Decimal::from_i128(owed_days)?);
    Some(interest.checked_div(owed_days)?.round_dp(DECIMALS))
}

fn compounded(loan: &Loan, payments: &[Money]) -> Option<Decimal> {
    loan.check().ok()?;
    let times = since_disbursement(loan, &loan.due_dates().ok()?).ok()?;
    let paid = CashFlow { years: 0.0, amount: -loan.principal.to_f64() };
    let back = payments.iter().zip(times);
    let back = back.map(|(it, time)| CashFlow { years: time.to_f64(), amount: it.to_f64() });
    let flows: Vec<CashFlow> = std::iter::once(paid).chain(back).collect();
    // As much comes back at least as was paid, so that without a rate it is beyond the highest.
    let rate = irr(&flows).rate().unwrap_or(HIGHEST_RATE);
    Some(Decimal::from_f64(rate)?.round_dp(DECIMALS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DayCount, Schedule};

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn rate(loan: &Loan) -> String {
        loan.annual_rate().normalize().to_string()
    }

    /// One claim in three forms: its price, its yield, and both.
    #[test]
    fn a_claim_has_one_rate_however_it_is_stated() {
        let (bought, due) = ("2018-12-10".parse().unwrap(), "2020-12-10".parse().unwrap());
        let (face, count) = (money("259404120"), DayCount::Thirty360);
        let by_yield =
            Loan::receivable_at_yield("R", face, "6.2%".parse().unwrap(), count, bought, due).unwrap();
        let by_price = Loan::receivable("R", face, money("230000000"), bought, due);
        let by_price = by_price.with_interest(crate::pool::InterestBasis::Daily(count));
        assert_eq!([rate(&by_yield), rate(&by_price)], ["0.062", "0.062"]);
    }

    /// 50.00 a quarter on 1,000.00 are 20 % a year in quarters, and 1.05⁴ − 1 compounded.
    #[test]
    fn a_yield_is_compounded() {
        let fees = ["50", "50", "50", "1050"].map(money).to_vec();
        let due = Schedule::quarterly("2022-09-20".parse().unwrap(), 4);
        let licence = Loan::licence("P", money("1000"), fees, "2022-06-20".parse().unwrap(), due);
        assert_eq!(rate(&licence), "0.21550625");
        let unsound = licence.with_principal(money("2000"));
        assert_eq!(rate(&unsound), "0", "payments that do not repay it");
    }
}
