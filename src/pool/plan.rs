//! What a loan pays and when, if it pays as agreed.

use std::collections::BTreeMap;

use super::error::LoanError;
use super::instalment::Instalment;
use super::loan::Loan;
use super::terms::Terms;
use crate::calendar::RateTable;

impl Loan {
    /// Are these terms of a loan? It gives the error that [`instalments`](Loan::instalments) gives, without working them
    /// out: for many loans that need only be checked, such as those of a tape.
    ///
    /// # Errors
    /// [`LoanError`] says which terms contradict each other.
    ///
    /// ```
    /// use abs_waterfall::pool::{Loan, Repayment};
    /// let loan = Loan::level_payment("C01", "20000000".parse()?, "5%".parse()?, "2024-06-20".parse()?, 24);
    /// assert!(loan.check().is_ok());
    /// let twice = loan.with_repayment(Repayment::SinglePayment);
    /// assert_eq!(twice.check().unwrap_err().to_string(), "a single-payment loan has one due date, not 24");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self) -> Result<(), LoanError> {
        Terms::of(self, None)?.check()
    }

    /// The payment plan: every due date with its interest and principal. Principal sums to the loan's with `==`: the
    /// last instalment clears what rounding left.
    ///
    /// # Errors
    /// [`LoanError`] says which terms contradict each other; or that the rate floats, for which there is
    /// [`instalments_with`](Loan::instalments_with).
    pub fn instalments(&self) -> Result<Vec<Instalment>, LoanError> {
        Terms::of(self, None)?.instalments()
    }

    /// The payment plan of a loan whose rate may float on these tables, those of its deal.
    ///
    /// # Errors
    /// [`LoanError`] says which terms contradict each other, or what of a table is not known.
    ///
    /// ```
    /// use abs_waterfall::calendar::{DatedRate, FloatingRate, RateTable};
    /// use abs_waterfall::pool::Loan;
    /// let lpr = RateTable::new([DatedRate::new("2024-12-20".parse()?, "3.1%".parse()?)])?;
    /// let loan = Loan::level_payment("C01", "1200".parse()?, "6%".parse()?, "2024-11-20".parse()?, 12)
    ///     .with_floating(FloatingRate::new("LPR-1Y").with_spread("50".parse()?).with_resets(["2025-01-01".parse()?]));
    /// let plan = loan.instalments_with(&[("LPR-1Y".to_string(), lpr)].into())?;
    /// let payments: Vec<String> = plan[..4].iter().map(|it| it.total().to_string()).collect();
    /// assert_eq!(payments, ["103.28", "103.28", "102.16", "102.16"], "6 % until 20 January, then 3.6 %");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn instalments_with(
        &self,
        tables: &BTreeMap<String, RateTable>,
    ) -> Result<Vec<Instalment>, LoanError> {
        Terms::of(self, Some(tables))?.instalments()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Date, DayCount, Schedule};
    use crate::money::{Money, Rounding};
    use crate::pool::{InterestBasis, Repayment};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn loan(principal: &str, rate: &str, months: u32) -> Loan {
        Loan::level_payment("L", money(principal), rate.parse().unwrap(), day("2024-06-20"), months)
    }

    fn with(repayment: Repayment, base: Loan) -> Loan {
        Loan { repayment, ..base }
    }

    fn parts(loan: &Loan) -> Vec<(String, String)> {
        loan.instalments()
            .unwrap()
            .iter()
            .map(|i| (i.interest.to_string(), i.principal.to_string()))
            .collect()
    }

    /// Published payments: Broverman, Mathematics of Investment and Credit, ex. 2.7a; CFPB form H-25(B).
    #[test]
    fn published_level_payments() {
        for (principal, rate, months, payment) in [
            ("12000", "12%", 36, "398.57"),
            ("162000", "3.875%", 360, "761.78"),
            ("20000000", "5%", 24, "877427.79"),
        ] {
            assert_eq!(loan(principal, rate, months).instalments().unwrap()[0].total(), money(payment));
        }
        let form = loan("162000", "3.875%", 360).instalments().unwrap();
        assert_eq!(form[0].interest, money("523.13"));
        let half_even = Loan { rounding: Rounding::HalfEven, ..loan("162000", "3.875%", 360) };
        assert_eq!(half_even.instalments().unwrap()[0].interest, money("523.12"));
    }

    /// Payments of exactly a whole fen, and of exactly half of one: P·(1+i)²/(2+i) of two half-yearly instalments.
    #[test]
    fn a_payment_on_a_fen_or_on_a_tie_is_exact() {
        for (principal, rate, rounding, payment) in [
            ("8200000", "10%", Rounding::Down, "4410000.00"),
            ("4.10", "10%", Rounding::HalfUp, "2.21"),
            ("4.10", "10%", Rounding::HalfEven, "2.20"),
            ("28.70", "10%", Rounding::HalfUp, "15.44"),
            ("9.45", "20%", Rounding::HalfEven, "5.44"),
        ] {
            let due =
                Schedule::Regular { first: day("2024-12-20"), every_months: 6, count: 2, month_end: None };
            let half_yearly = Loan { due, rounding, ..loan(principal, rate, 1) };
            assert_eq!(
                half_yearly.instalments().unwrap()[0].total(),
                money(payment),
                "{principal} {rounding:?}"
            );
        }
    }

    /// The 20 m loan of benchmark C: its balance after six months and the instalment that clears it.
    #[test]
    fn the_last_instalment_clears_the_principal() {
        let plan = loan("20000000", "5%", 24).instalments().unwrap();
        assert_eq!(plan[6].outstanding, money("15185525.77"));
        assert_eq!((plan[23].interest, plan[23].principal), (money("3640.78"), money("873787.13")));
    }

    #[test]
    fn one_line_for_each_way_to_repay() {
        let quarter = |repayment| with(repayment, loan("1200", "12%", 3));
        let pairs = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
            rows.iter().map(|(i, p)| ((*i).to_string(), (*p).to_string())).collect()
        };
        for (repayment, expected) in [
            (Repayment::LevelPayment, [("12.00", "396.03"), ("8.04", "399.99"), ("4.04", "403.98")]),
            (Repayment::EqualPrincipal, [("12.00", "400.00"), ("8.00", "400.00"), ("4.00", "400.00")]),
            (Repayment::InterestOnlyBullet, [("12.00", "0.00"), ("12.00", "0.00"), ("12.00", "1,200.00")]),
            (
                Repayment::Balloon { amortised_over: 12 },
                [("12.00", "94.62"), ("11.05", "95.57"), ("10.10", "1,009.81")],
            ),
            (Repayment::FlatRate, [("12.00", "400.00"), ("12.00", "400.00"), ("12.00", "400.00")]),
            (
                Repayment::Custom(vec![money("60"), money("0"), money("1140")]),
                [("12.00", "60.00"), ("11.40", "0.00"), ("11.40", "1,140.00")],
            ),
        ] {
            assert_eq!(parts(&quarter(repayment)), pairs(&expected));
        }
        let single = Loan {
            due: Schedule::Dates(vec![day("2025-06-20")]),
            interest: InterestBasis::Daily(DayCount::Act365Fixed),
            ..with(Repayment::SinglePayment, loan("1200", "12%", 1))
        };
        assert_eq!(parts(&single), pairs(&[("144.00", "1,200.00")]));
    }

    /// Benchmark A: interest by days, ACT/360, with a short last period.
    #[test]
    fn interest_by_days() {
        let bullet = Loan {
            disbursed: day("2022-04-14"),
            due: Schedule::Until {
                first: day("2022-06-20"),
                every_months: 3,
                last: day("2023-04-07"),
                month_end: None,
            },
            interest: InterestBasis::Daily(DayCount::Act360),
            ..with(Repayment::InterestOnlyBullet, loan("30000000", "5%", 1))
        };
        let interest: Vec<Money> = bullet.instalments().unwrap().iter().map(|i| i.interest).collect();
        let expected = ["279166.67", "383333.33", "379166.67", "375000.00", "75000.00"].map(money);
        assert_eq!(interest, expected);
    }

    #[test]
    fn terms_that_contradict_each_other() {
        let base = || loan("1200", "12%", 3);
        let error = |loan: Loan| loan.instalments().unwrap_err().to_string();
        assert!(error(loan("0", "5%", 3)).starts_with("the principal is 0.00"));
        assert!(
            error(Loan { disbursed: day("2024-07-20"), ..base() }).contains("not after the disbursement")
        );
        assert!(error(Loan { disbursed: day("2024-06-18"), ..base() }).contains("reckon interest by days"));
        assert!(error(with(Repayment::SinglePayment, base())).contains("one due date, not 3"));
        assert!(error(with(Repayment::Balloon { amortised_over: 2 }, base())).contains("2 is fewer than 3"));
        assert!(
            error(with(Repayment::Custom(vec![money("1200")]), base()))
                .contains("1 principal payments for 3")
        );
        let short = Repayment::Custom(vec![money("1"), money("2"), money("3")]);
        assert!(error(with(short, base())).contains("repays 6.00 of a principal of 1,200.00"));
        let lends = Repayment::Custom(vec![money("-1"), money("1"), money("1200")]);
        assert!(error(with(lends, base())).contains("instalment 1 of the custom plan is negative"));
        let long_first = Loan {
            disbursed: day("2010-06-20"),
            interest: InterestBasis::Daily(DayCount::Act360),
            ..loan("1200", "12%", 36)
        };
        assert!(error(long_first).contains("is more than the level payment"));
    }

    #[test]
    fn level_payments_from_a_month_end() {
        let dates = |disbursed: &str| {
            let loan = Loan { disbursed: day(disbursed), ..loan("1200", "12%", 3) };
            let terms = Loan::level_payment("L", loan.principal, loan.rate, loan.disbursed, 6);
            terms.due_dates().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            dates("2024-01-31"),
            ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31"]
        );
        assert_eq!(dates("2024-01-30")[..3], ["2024-02-29", "2024-03-30", "2024-04-30"]);
        assert_eq!(dates("2024-02-29")[..3], ["2024-03-29", "2024-04-29", "2024-05-29"]);
    }

    /// Twelfths of the rate need a period of whole months from the disbursement, by the day of the month or by its end.
    #[test]
    fn which_periods_are_whole() {
        let stated = |disbursed: &str, first: &str, month_end: Option<bool>| {
            let due = Schedule::Regular { first: day(first), every_months: 1, count: 3, month_end };
            Loan { disbursed: day(disbursed), due, ..loan("1200", "12%", 3) }.instalments()
        };
        for (disbursed, first, month_end) in [
            ("2024-01-31", "2024-02-29", None),
            ("2024-01-30", "2024-02-29", None),
            ("2024-06-30", "2024-07-31", None),
            ("2024-06-30", "2024-07-30", None),
            ("2024-05-31", "2024-06-30", Some(true)),
            ("2024-05-30", "2024-06-30", Some(true)),
            ("2024-05-31", "2024-06-30", Some(false)),
        ] {
            let plan = stated(disbursed, first, month_end).unwrap();
            assert_eq!(plan[0].interest, money("12"), "{disbursed} {first}");
        }
        for (disbursed, first, month_end) in [
            ("2024-06-29", "2024-07-31", None),
            ("2024-05-31", "2024-07-31", None),
            ("2024-05-29", "2024-06-30", Some(true)),
            ("2024-05-29", "2024-06-30", Some(false)),
        ] {
            let error = stated(disbursed, first, month_end).unwrap_err();
            assert!(matches!(error, LoanError::NotPeriodic { .. }), "{disbursed} {first}: {error}");
        }
        let last = |last: &str| {
            let first = day("2024-02-29");
            let due = Schedule::Until { first, every_months: 1, last: day(last), month_end: None };
            Loan { disbursed: day("2024-01-31"), due, ..loan("1200", "12%", 3) }.instalments()
        };
        assert!(last("2024-05-31").is_ok());
        assert!(last("2024-05-29").is_err());
    }

    fn any_repayment() -> impl Strategy<Value = Repayment> {
        prop_oneof![
            Just(Repayment::LevelPayment),
            Just(Repayment::EqualPrincipal),
            Just(Repayment::InterestOnlyBullet),
            (60_u32..400).prop_map(|amortised_over| Repayment::Balloon { amortised_over }),
            Just(Repayment::FlatRate),
        ]
    }

    proptest! {
        /// Whatever the terms: principal comes back to the fen, no part is negative, balances chain.
        #[test]
        fn every_plan_repays_exactly(
            repayment in any_repayment(),
            fen in 1_i64..10_000_000_000,
            basis_points in 0_i64..5_000,
            months in 1_u32..60,
        ) {
            let rate = crate::Rate::new(Decimal::new(basis_points, 4)).unwrap();
            let terms = Loan::level_payment("L", Money::from_fen(fen), rate, day("2024-01-31"), months);
            let plan = with(repayment, terms).instalments().unwrap();
            prop_assert_eq!(plan.iter().map(|i| i.principal).sum::<Money>(), Money::from_fen(fen));
            prop_assert!(plan.iter().all(|i| i.interest >= Money::ZERO && i.principal >= Money::ZERO));
            for pair in plan.windows(2) {
                prop_assert_eq!(pair[0].outstanding - pair[0].principal, pair[1].outstanding);
            }
        }
    }
}
