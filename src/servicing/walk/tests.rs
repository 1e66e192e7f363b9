use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::calendar::months_after;
use crate::credit::{Multiple, Recovery};
use crate::pool::{Loan, Repayment};
use crate::servicing::{CollectionPlan, DuePeriod, DuePeriods, MissedPayments, ScheduleBuilder};

const PERIODS: u32 = 12;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Monthly loans of a year or two, collected quarter by quarter, of whose collateral this share comes back six months later.
fn plan(loans: &[(u8, i64, u32)]) -> CollectionPlan {
    let mut builder = ScheduleBuilder::default();
    for (index, &(kind, fen, months)) in loans.iter().enumerate() {
        let repayment = [
            Repayment::LevelPayment,
            Repayment::EqualPrincipal,
            Repayment::InterestOnlyBullet,
            Repayment::FlatRate,
        ];
        let rate = "7.3%".parse().unwrap();
        let loan = Loan::level_payment("L", Money::from_fen(fen), rate, day("2024-01-31"), months);
        let loan = loan.with_repayment(repayment[usize::from(kind) % 4].clone());
        builder.add(index, &loan.instalments().unwrap(), 0);
    }
    let schedule = builder.build();
    let period = |date: &Date| (date.year() as u32 - 2024) * 4 + (date.month() as u32 - 1) / 3;
    let due = |due: &Date| {
        let recovered = Some(period(&months_after(*due, 6).unwrap())).filter(|period| *period < PERIODS);
        DuePeriod { collected: period(due), defaulted: Some(period(due)), recovered }
    };
    let grids: Vec<DuePeriods> =
        schedule.grids().iter().map(|grid| DuePeriods::new(grid.dates.iter().map(due).collect())).collect();
    let recovery = Recovery::of_appraised_value("61.7%".parse().unwrap(), 6);
    let collateral = loans.iter().map(|(_, fen, _)| Money::from_fen(*fen));
    let recoveries = recovery.of_loans(collateral, Multiple::ONCE);
    CollectionPlan::new(Arc::new(schedule), grids, recoveries, PERIODS as usize)
}

fn walk(plan: &CollectionPlan, defaults: &[LoanDefault], cuts: &[Cut], kind_of: &[u8]) -> Walked {
    PathDays { plan, moved: None }.walk(defaults, cuts, kind_of)
}

fn any_loans() -> impl Strategy<Value = Vec<(u8, i64, u32)>> {
    prop::collection::vec((0_u8..4, 1_000_i64..10_000_000_000, 1_u32..25), 1..8)
}

/// At most one default a loan: of those that are picked, on an instalment, with its interest paid or not.
fn defaults_of(loans: &[(u8, i64, u32)], picks: &[(bool, u32, bool)]) -> Vec<LoanDefault> {
    let mut defaults = Vec::new();
    for (loan, ((_, _, months), (is_picked, at, pays_interest))) in (0..).zip(loans.iter().zip(picks)) {
        if *is_picked {
            defaults.push(LoanDefault { loan, instalment: at % months, pays_interest: *pays_interest });
        }
    }
    defaults
}

fn any_cuts() -> impl Strategy<Value = Vec<Cut>> {
    let cut = (0_u64..26, 0_i64..8_000_000_000, any::<bool>(), 0_u32..15).prop_map(
        |(month, fen, is_share, period)| {
            let share = Factor::new(fen as u128, 8_000_000_000, Rounding::HalfUp).unwrap();
            let recovered = if is_share {
                Recovered::WithLoan
            } else {
                Recovered::In(Some(period).filter(|p| *p < PERIODS))
            };
            Cut {
                from: months_after(day("2024-01-15"), month).unwrap(),
                amount: if is_share {
                    CutAmount::Share(share)
                } else {
                    CutAmount::Fixed(Money::from_fen(fen))
                },
                recovered,
                of: 0,
            }
        },
    );
    prop::collection::vec(cut, 0..6).prop_map(|mut cuts| {
        cuts.sort_by_key(|cut| cut.from);
        cuts
    })
}

proptest! {
    /// Without a part that defaults, the walk is the path of events, to the fen and by period.
    #[test]
    fn whole_defaults_are_those_of_a_path(
        loans in any_loans(),
        picks in prop::collection::vec(any::<(bool, u32, bool)>(), 8),
    ) {
        let (plan, defaults) = (plan(&loans), defaults_of(&loans, &picks));
        let (mut missed, mut periods) = (MissedPayments::default(), Vec::new());
        let (loss, _) = plan.collect(&defaults, &mut missed, &mut periods);
        let walked = walk(&plan, &defaults, &[], &[]);
        prop_assert_eq!(&walked.periods, &periods);
        prop_assert_eq!(walked.defaults.iter().map(|loss| loss.lost).sum::<Money>(), loss.lost);
        prop_assert_eq!(walked.defaults.iter().map(|loss| loss.defaulted).sum::<Money>(), loss.defaulted);
    }

    /// Every fen of principal is paid or defaults, loan by loan and period by period, and nothing is recovered that did not.
    #[test]
    fn principal_is_paid_or_defaults(
        loans in any_loans(),
        picks in prop::collection::vec(any::<(bool, u32, bool)>(), 8),
        cuts in any_cuts(),
    ) {
        let (plan, defaults) = (plan(&loans), defaults_of(&loans, &picks));
        let walked = walk(&plan, &defaults, &cuts, &[]);
        for (index, end) in walked.loans.iter().enumerate() {
            prop_assert_eq!(end.paid + end.defaulted, plan.schedule().outstanding(index, 0));
            prop_assert!(end.paid >= Money::ZERO && end.defaulted >= Money::ZERO);
        }
        let sum = |of: fn(&Collected) -> Money| walked.periods.iter().map(of).sum::<Money>();
        let (principal, defaulted) = (sum(|period| period.principal), sum(|period| period.defaulted));
        prop_assert_eq!(principal + defaulted, plan.opening());
        let losses = || walked.cuts.iter().map(|cut| cut.loss).chain(walked.defaults.iter().copied());
        prop_assert_eq!(losses().map(|loss| loss.defaulted).sum::<Money>(), defaulted);
        let recovered: Money = losses().map(|loss| loss.defaulted - loss.lost).sum();
        prop_assert_eq!(recovered, sum(|period| period.recovery));
        let is_sound = |period: &Collected| {
            [period.interest, period.principal, period.recovery, period.defaulted].iter().all(|part| *part >= Money::ZERO)
        };
        prop_assert!(walked.periods.iter().all(is_sound));
        prop_assert!(walked.cuts.iter().all(|cut| cut.loss.defaulted <= cut.asked));
    }

    /// All of the pool on a date is every loan on its first due date on or after it.
    #[test]
    fn all_of_the_pool_on_a_date_is_every_loan(loans in any_loans(), month in 0_u64..26) {
        let plan = plan(&loans);
        let from = months_after(day("2024-01-15"), month).unwrap();
        let one = Factor::new(1, 1, Rounding::HalfUp).unwrap();
        let all = Cut { from, amount: CutAmount::Share(one), recovered: Recovered::WithLoan, of: 0 };
        let missed = |loan: usize| {
            let due = plan.schedule().due_dates(loan);
            let instalment = due.partition_point(|due| *due < from);
            let default = LoanDefault { loan: loan as u32, instalment: instalment as u32, pays_interest: false };
            (instalment < due.len()).then_some(default)
        };
        let defaults: Vec<LoanDefault> = (0..loans.len()).filter_map(missed).collect();
        prop_assert_eq!(walk(&plan, &[], &[all], &[]).periods, walk(&plan, &defaults, &[], &[]).periods);
    }
}
