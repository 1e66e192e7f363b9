//! The rate of a loan over each of its interest periods, where it floats on a table of the deal.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::error::LoanError;
use super::loan::Loan;
use super::repayment::Repayment;
use crate::calendar::{Date, RateProblem, RateTable};
use crate::rate::Rate;

/// The rate of every interest period.
pub(super) enum Rates {
    /// Always the same.
    Fixed(Rate),
    /// One for each period.
    Floating(Vec<Rate>),
}

impl Rates {
    /// The rates of a loan with these due dates, given the tables of its deal.
    pub(super) fn of(
        loan: &Loan,
        dates: &[Date],
        tables: Option<&BTreeMap<String, RateTable>>,
    ) -> Result<Rates, LoanError> {
        let Some(floating) = &loan.floating else { return Ok(Rates::Fixed(loan.rate)) };
        if matches!(loan.repayment, Repayment::FlatRate | Repayment::Payments(_)) {
            return Err(LoanError::CannotFloat(loan.repayment.kind()));
        }
        let tables = tables.ok_or_else(|| LoanError::NoTables(floating.table.clone()))?;
        // Also where the loan ends before its first reset.
        floating.check(tables)?;
        let starts = std::iter::once(&loan.disbursed).chain(dates).take(dates.len());
        let rates = starts.map(|start| loan.rate_from(*start, tables)).collect::<Result<_, _>>()?;
        Ok(Rates::Floating(rates))
    }

    /// The rate of the period that ends with an instalment.
    pub(super) fn over(&self, instalment: usize) -> Rate {
        match self {
            Rates::Fixed(rate) => *rate,
            Rates::Floating(rates) => rates[instalment],
        }
    }

    /// Is it another than that of the period before? The first is new.
    pub(super) fn is_new(&self, instalment: usize) -> bool {
        instalment == 0 || self.over(instalment) != self.over(instalment - 1)
    }
}

impl Loan {
    /// The rate over the interest period that starts on a day, given the tables of the deal.
    pub(super) fn rate_from(
        &self,
        start: Date,
        tables: &BTreeMap<String, RateTable>,
    ) -> Result<Rate, RateProblem> {
        let Some(floating) = &self.floating else { return Ok(self.rate) };
        match floating.fixed_on(start, self.disbursed) {
            day if day == self.disbursed => Ok(self.rate),
            day => floating.on(day, tables),
        }
    }

    /// The loan with the rate that it bears on a day for good, given the tables of the deal.
    pub(crate) fn as_of(&self, day: Date, tables: &BTreeMap<String, RateTable>) -> Cow<'_, Loan> {
        if self.floating.is_none() {
            return Cow::Borrowed(self);
        }
        let dates = self.due_dates().unwrap_or_default();
        let start = dates.into_iter().take_while(|due| *due <= day).last().unwrap_or(self.disbursed);
        let rate = self.rate_from(start, tables).unwrap_or(self.rate);
        Cow::Owned(Loan { rate, floating: None, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DatedRate, DayCount, FloatingRate, Schedule};
    use crate::money::Money;
    use crate::pool::InterestBasis;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    /// The one-year loan prime rate as it was announced.
    fn lpr() -> BTreeMap<String, RateTable> {
        let fixings = [("2024-07-22", "3.35%"), ("2024-10-21", "3.1%"), ("2025-05-20", "3%")];
        let rates = fixings.map(|(from, fixing)| DatedRate::new(day(from), rate(fixing)));
        [("LPR-1Y".to_string(), RateTable::new(rates).unwrap())].into()
    }

    /// 150 bp on the loan prime rate, reset on these days; on every due date, if there are none.
    fn floating(resets: &[&str]) -> FloatingRate {
        FloatingRate::new("LPR-1Y")
            .with_spread("150".parse().unwrap())
            .with_resets(resets.iter().map(|it| day(it)))
    }

    /// 100,000.00 from 20 June 2024 at 6 %, due on the 20th of every month.
    fn monthly(months: u32) -> Loan {
        Loan::level_payment("L", Money::from_yuan(100_000), rate("6%"), day("2024-06-20"), months)
    }

    /// Interest and principal of every instalment.
    fn paid(loan: &Loan) -> Vec<String> {
        let plan = loan.instalments_with(&lpr()).unwrap();
        plan.iter().map(|it| format!("{} {}", it.interest, it.principal)).collect()
    }

    #[test]
    fn a_period_has_the_rate_that_was_fixed_last_when_it_began() {
        for (what, resets, start, known) in [
            ("the first period, of a loan without named resets", &[][..], "2024-06-20", "6.00%"),
            ("every other one", &[], "2024-08-20", "4.85%"),
            ("the first reset is to come", &["2024-08-01"], "2024-07-20", "6.00%"),
            ("it has come within the period before", &["2024-08-01"], "2024-08-20", "4.85%"),
            ("it is on the day", &["2024-08-20"], "2024-08-20", "4.85%"),
            ("the table has changed, and there is no other reset", &["2024-08-20"], "2024-12-20", "4.85%"),
            ("there is another", &["2024-08-20", "2024-11-20"], "2024-12-20", "4.60%"),
            ("a reset on the day of disbursement is none", &["2024-06-20"], "2024-07-20", "6.00%"),
        ] {
            let loan = monthly(12).with_floating(floating(resets));
            assert_eq!(loan.rate_from(day(start), &lpr()).unwrap().to_string(), known, "{what}");
            let later = loan.as_of(day(start) + jiff::Span::new().days(29), &lpr()).rate;
            assert_eq!(later.to_string(), known, "{what}, on its last day");
        }
    }

    /// At 6 % four payments are 25,313.28; 50,249.37 that are left after two of them are 25,277.11 twice at 4.85 %. The
    /// interest is 100,000 and 75,186.72 × 6 % / 12, then 50,249.37 and 25,175.35 × 4.85 % / 12.
    #[test]
    fn level_payments_are_worked_out_anew_over_what_remains() {
        let loan = monthly(4).with_floating(floating(&["2024-08-01"]));
        assert_eq!(
            paid(&loan),
            ["500.00 24,813.28", "375.93 24,937.35", "203.09 25,074.02", "101.75 25,175.35"]
        );
    }

    /// Of ten payments 10,277.06 at 6 %, and of the eight that remain of them 10,233.26 at 4.85 %.
    #[test]
    fn a_balloon_is_worked_out_anew_over_what_remains_of_its_instalments() {
        let loan = monthly(4).with_repayment(Repayment::Balloon { amortised_over: 10 });
        let loan = loan.with_floating(floating(&["2024-08-01"]));
        assert_eq!(
            paid(&loan),
            ["500.00 9,777.06", "451.11 9,825.95", "324.94 9,908.32", "284.89 70,488.67"]
        );
    }

    /// 25,000.00 at a time: 6 % on 100,000 and 75,000, and 4.85 % on 50,000 and 25,000.
    #[test]
    fn equal_principal_bears_the_rate_of_the_period() {
        let loan =
            monthly(4).with_repayment(Repayment::EqualPrincipal).with_floating(floating(&["2024-08-01"]));
        let interest = ["500.00", "375.00", "202.08", "101.04"].map(|it| format!("{it} 25,000.00"));
        assert_eq!(paid(&loan), interest);
    }

    /// By days over 360: 92 and 91 at 6 %, as the reset of October falls into the second quarter; 90 at 4.85 %, and 92 at 4.60 %.
    #[test]
    fn a_bullet_bears_what_each_of_two_resets_says() {
        let loan = monthly(1)
            .with_due(Schedule::quarterly(day("2024-09-20"), 4))
            .with_repayment(Repayment::InterestOnlyBullet)
            .with_interest(InterestBasis::Daily(DayCount::Act360))
            .with_floating(floating(&["2024-10-01", "2025-01-01"]));
        let paid_at_the_end = "1,175.56 100,000.00";
        assert_eq!(paid(&loan), ["1,533.33 0.00", "1,516.67 0.00", "1,212.50 0.00", paid_at_the_end]);
    }

    /// Eleven days, as a month has thirty, of the 50,249.37 that bear 4.85 %.
    #[test]
    fn interest_accrues_at_the_rate_of_its_period() {
        let loan = monthly(4).with_floating(floating(&["2024-08-01"]));
        let next = loan.instalments_with(&lpr()).unwrap()[2];
        let accrued = loan.accrued(&lpr(), day("2024-08-20"), &next, day("2024-09-01")).unwrap();
        assert_eq!(
            (next.outstanding.to_string().as_str(), accrued.to_string().as_str()),
            ("50,249.37", "74.47")
        );
    }

    #[test]
    fn what_cannot_float_says_so() {
        let error = |loan: Loan| loan.instalments_with(&lpr()).unwrap_err().to_string();
        let floats = monthly(4).with_floating(floating(&[]));
        let other = FloatingRate::new("LPR-5Y").with_resets([day("2030-01-01")]);
        assert_eq!(
            error(monthly(4).with_floating(other)),
            "there is no table of rates `LPR-5Y`; there is LPR-1Y",
            "though it ends before its first reset"
        );
        assert_eq!(
            error(floats.clone().with_repayment(Repayment::FlatRate)),
            "what it repays as flat-rate is agreed once for the whole term, and does not float: leave `floating` out"
        );
        let told = "its rate floats on `LPR-1Y`, a table that is not at hand here: work it out with the deal's tables of \
                    rates, or leave `floating` out";
        assert_eq!(floats.instalments().unwrap_err().to_string(), told);
        assert_eq!(floats.check().unwrap_err().to_string(), told);
    }

    fn any_repayment() -> impl Strategy<Value = Repayment> {
        prop_oneof![
            Just(Repayment::LevelPayment),
            (24..60_u32).prop_map(|amortised_over| Repayment::Balloon { amortised_over }),
            Just(Repayment::EqualPrincipal),
            Just(Repayment::InterestOnlyBullet),
        ]
    }

    proptest! {
        /// A table that says what the contract says changes nothing, however often it is asked; and whatever it says, all
        /// principal comes back, to the fen.
        #[test]
        fn a_table_of_the_contract_rate_changes_nothing(
            fen in 1..100_000_000_i64,
            (own, other) in (0..2_000_i64, 0..2_000_i64),
            months in 1..24_u32,
            repayment in any_repayment(),
            by_days: bool,
        ) {
            let hundredths = |rate| Rate::new(rust_decimal::Decimal::new(rate, 4)).unwrap();
            let table = |rate| RateTable::new([DatedRate::new(day("2024-01-01"), hundredths(rate))]).unwrap();
            let tables = |rate| BTreeMap::from([("LPR-1Y".to_string(), table(rate))]);
            let basis = if by_days { InterestBasis::Daily(DayCount::Act360) } else { InterestBasis::Periodic };
            let loan = monthly(months).with_principal(Money::from_fen(fen)).with_rate(hundredths(own));
            let loan = loan.with_repayment(repayment).with_interest(basis);
            let floats = loan.clone().with_floating(FloatingRate::new("LPR-1Y"));
            prop_assert_eq!(floats.instalments_with(&tables(own)), loan.instalments());
            if let Ok(plan) = floats.instalments_with(&tables(other)) {
                prop_assert_eq!(plan.iter().map(|it| it.principal.fen()).sum::<i64>(), fen);
            }
        }
    }
}
