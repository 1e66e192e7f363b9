use std::sync::Arc;

use proptest::prelude::*;

use super::super::schedule::LoanSchedule;
use super::*;
use crate::calendar::months_after;
use crate::credit::{Multiple, Recovery};
use crate::ledger::AccountId;
use crate::money::Rounding;
use crate::pool::{Loan, Repayment};
use crate::servicing::{
    Collected, DuePeriod, DuePeriods, GuaranteePays, GuaranteePlan, MissedPayments, PoolLoss,
};

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
    let recoveries = recoveries(loans, Recovery::of_appraised_value("61.7%".parse().unwrap(), 6));
    CollectionPlan::new(Arc::new(schedule), grids, recoveries, PERIODS as usize)
}

/// Every other loan has a deposit, of a tenth of its principal.
fn recoveries(loans: &[(u8, i64, u32)], recovery: Recovery) -> Recoveries {
    let of_loans = recovery.of_loans(loans.iter().map(|(_, fen, _)| Money::from_fen(*fen)), Multiple::ONCE);
    let deposit =
        |(i, (_, fen, _)): (usize, &(u8, i64, u32))| Money::from_fen(if some(i) { fen / 10 } else { 0 });
    of_loans.with_deposits(loans.iter().enumerate().map(deposit))
}

fn any_recovery() -> impl Strategy<Value = Recovery> {
    let rate = "33.3%".parse().unwrap();
    prop_oneof![
        Just(Recovery::None),
        Just(Recovery::of_outstanding(rate, 6)),
        Just(Recovery::of_appraised_value(rate, 6)),
    ]
}

/// Where some of the loans are guaranteed, by their number, or none.
fn in_parts(
    plan: &CollectionPlan,
    defaults: &[LoanDefault],
    cuts: &[Cut],
    are_guaranteed: fn(usize) -> bool,
) -> PoolInParts {
    let loans = 0..plan.schedule().len();
    let guarantees = guarantees(loans.map(|loan| u8::from(!are_guaranteed(loan))).collect());
    let (guarantees, repurchases) = (&guarantees, &Repurchases::default());
    PathDays { plan, moved: None }.in_parts(
        cuts,
        defaults,
        StandIns { guarantees, repurchases, failures: &[] },
    )
}

fn all(_: usize) -> bool {
    true
}

fn some(loan: usize) -> bool {
    loan.is_multiple_of(2)
}

fn guarantees(of_loan: Vec<u8>) -> Guarantees {
    let plan = GuaranteePlan {
        support: 0,
        giver: 0,
        account: AccountId::BORROWERS,
        pays: GuaranteePays::Arrears,
        advances: None,
        cap: Money::MAX,
        waits_days: 30,
        late: None,
        calls: Vec::new(),
    };
    Guarantees::new(vec![plan], of_loan, PERIODS as usize)
}

/// What a pool pays by period with these defaults, and what they leave unpaid.
fn collect(plan: &CollectionPlan, defaults: &[LoanDefault]) -> (Vec<Collected>, PoolLoss) {
    let (mut missed, mut periods) = (MissedPayments::default(), Vec::new());
    let (loss, _) = plan.collect(defaults, &mut missed, &mut periods);
    (periods, loss)
}

/// The same where the pool is in parts.
fn collect_in_parts(parts: &PoolInParts, whole: &[LoanDefault]) -> (Vec<Collected>, PoolLoss) {
    collect(&parts.collections, &[whole, &parts.defaults].concat())
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
    /// Every instalment of a loan that somebody stands in for is paid by what is left of it and by its parts together, and none of them
    /// pays less than nothing.
    #[test]
    fn the_parts_of_a_loan_are_the_loan(
        loans in any_loans(),
        picks in prop::collection::vec(any::<(bool, u32, bool)>(), 8),
        cuts in any_cuts(),
    ) {
        let (plan, defaults) = (plan(&loans), defaults_of(&loans, &picks));
        let parts = in_parts(&plan, &defaults, &cuts, all);
        let places = (0..loans.len()).chain(parts.of.iter().map(|of| *of as usize));
        let places: Vec<_> = places.zip(parts.collections.schedule().loans()).collect();
        for (index, own) in plan.schedule().loans().enumerate() {
            for at in 0..own.balances.len() {
                let of_loan = || places.iter().filter(|(of, _)| *of == index).map(|(_, part)| part);
                let is_sound = |part: &LoanSchedule<'_>| part.interest(at) >= Money::ZERO && part.principal(at) >= Money::ZERO;
                prop_assert!(of_loan().all(is_sound));
                prop_assert_eq!(of_loan().map(|part| part.interest(at)).sum::<Money>(), own.interest(at));
                prop_assert_eq!(of_loan().map(|part| part.principal(at)).sum::<Money>(), own.principal(at));
            }
        }
        prop_assert_eq!(parts.collections.performing(), plan.performing());
    }

    /// Nothing of a part has been paid when it is cut off: it owes what defaults.
    #[test]
    fn a_part_owes_what_defaults(loans in any_loans(), cuts in any_cuts()) {
        let plan = plan(&loans);
        let parts = in_parts(&plan, &[], &cuts, some);
        let owed = |part: &LoanDefault| {
            let at = |instalment| parts.collections.schedule().outstanding(part.loan as usize, instalment);
            (at(part.instalment as usize), at(0))
        };
        for cut in &parts.cuts {
            let owed: Vec<_> = parts.defaults[cut.parts.clone()].iter().map(owed).collect();
            prop_assert!(owed.iter().all(|(then, first)| then == first));
            prop_assert_eq!(owed.iter().map(|(then, _)| *then).sum::<Money>(), cut.defaulted);
            prop_assert!(cut.defaulted <= cut.asked);
        }
    }

    /// What a pool pays and loses is the same whether parts that miss an instalment together are told apart or not.
    #[test]
    fn parts_that_are_told_together_come_to_the_same(
        loans in any_loans(),
        picks in prop::collection::vec(any::<(bool, u32, bool)>(), 8),
        cuts in any_cuts(),
        recovery in any_recovery(),
    ) {
        let plan = plan(&loans).with_recoveries(recoveries(&loans, recovery), None);
        let defaults = defaults_of(&loans, &picks);
        let apart = in_parts(&plan, &defaults, &cuts, all);
        for stand_in in [some, |_| false] {
            let together = in_parts(&plan, &defaults, &cuts, stand_in);
            prop_assert!(together.of.len() <= apart.of.len());
            prop_assert_eq!(collect_in_parts(&together, &defaults), collect_in_parts(&apart, &defaults));
        }
    }

    /// Every fen of principal is paid or defaults, period by period, and nothing is recovered that did not.
    #[test]
    fn principal_is_paid_or_defaults(
        loans in any_loans(),
        picks in prop::collection::vec(any::<(bool, u32, bool)>(), 8),
        cuts in any_cuts(),
    ) {
        let (plan, defaults) = (plan(&loans), defaults_of(&loans, &picks));
        let (periods, loss) = collect_in_parts(&in_parts(&plan, &defaults, &cuts, some), &defaults);
        let sum = |of: fn(&Collected) -> Money| periods.iter().map(of).sum::<Money>();
        prop_assert_eq!(sum(|period| period.principal) + sum(|period| period.defaulted), plan.opening());
        prop_assert_eq!(sum(|period| period.defaulted), loss.defaulted);
        prop_assert_eq!(sum(|period| period.recovery), loss.defaulted - loss.lost);
        let is_sound = |period: &Collected| {
            [period.interest, period.principal, period.recovery, period.defaulted].iter().all(|part| *part >= Money::ZERO)
        };
        prop_assert!(periods.iter().all(is_sound));
    }

    /// All of the pool on a date is every loan on its first due date on or after it.
    #[test]
    fn all_of_the_pool_on_a_date_is_every_loan(loans in any_loans(), month in 0_u64..26) {
        let plan = plan(&loans);
        let from = months_after(day("2024-01-15"), month).unwrap();
        let one = Factor::new(1, 1, Rounding::HalfUp).unwrap();
        let cut = Cut { from, amount: CutAmount::Share(one), recovered: Recovered::WithLoan, of: 0 };
        let missed = |loan: usize| {
            let due = plan.schedule().due_dates(loan);
            let instalment = due.partition_point(|due| *due < from);
            let default = LoanDefault { loan: loan as u32, instalment: instalment as u32, pays_interest: false };
            (instalment < due.len()).then_some(default)
        };
        let defaults: Vec<LoanDefault> = (0..loans.len()).filter_map(missed).collect();
        for stand_in in [some, all] {
            let parts = in_parts(&plan, &[], &[cut], stand_in);
            prop_assert_eq!(collect_in_parts(&parts, &[]), collect(&plan, &defaults));
        }
    }
}
