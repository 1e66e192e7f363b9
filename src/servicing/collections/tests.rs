use proptest::prelude::*;

use super::*;
use crate::calendar::{Date, months_after};
use crate::credit::Recovery;
use crate::pool::Instalment;
use crate::servicing::ScheduleBuilder;

fn fen(fen: i64) -> Money {
    Money::from_fen(fen)
}

/// One instalment: its period, its interest, its principal, and the period in which it would be recovered.
type Row = (u32, i64, i64, Option<u32>);

/// The instalments of these rows, with due dates a month apart.
fn instalments(rows: &[Row]) -> Vec<Instalment> {
    let start: Date = "2024-01-20".parse().unwrap();
    let mut outstanding: i64 = rows.iter().map(|(_, _, principal, _)| principal).sum();
    let row = |(i, &(_, interest, principal, _)): (usize, &Row)| {
        let due = months_after(start, i as u64).unwrap();
        let instalment = Instalment {
            due,
            outstanding: fen(outstanding),
            interest: fen(interest),
            principal: fen(principal),
        };
        outstanding -= principal;
        instalment
    };
    rows.iter().enumerate().map(row).collect()
}

/// The plan of these loans, over so many periods, with half of what is outstanding recovered. Each is on its own grid of
/// due dates.
fn plan(loans: &[Vec<Row>], periods: usize) -> CollectionPlan {
    let mut builder = ScheduleBuilder::default();
    let mut due = Vec::new();
    for (i, rows) in loans.iter().enumerate() {
        let mut own = instalments(rows);
        for instalment in &mut own {
            instalment.due = months_after(instalment.due, 100 * i as u64).unwrap();
        }
        builder.add(i, &own, 0);
        let period = |&(collected, _, _, recovered): &Row| DuePeriod {
            collected,
            defaulted: Some(collected),
            recovered,
        };
        due.push(DuePeriods::new(rows.iter().map(period).collect()));
    }
    let recovery = Recovery::OfOutstanding { rate: "0.5".parse().unwrap(), lag_months: 0 };
    CollectionPlan::new(
        Arc::new(builder.build()),
        due,
        recovery.of_loans(std::iter::empty(), crate::credit::Multiple::ONCE),
        periods,
    )
}

/// What is collected with these defaults: interest, principal, recovery and defaulted, by period.
fn collected(plan: &CollectionPlan, defaults: &[LoanDefault]) -> Vec<[i64; 4]> {
    let (mut missed, mut periods) = (MissedPayments::default(), Vec::new());
    // Twice, in the same space: what is left of one path must not show on the next.
    for _ in 0..2 {
        plan.collect(defaults, &mut missed, &mut periods);
    }
    let row = |c: &Collected| [c.interest, c.principal, c.recovery, c.defaulted].map(Money::fen);
    periods.iter().map(row).collect()
}

/// The loan of every case below: 60 in four instalments, two a period, interest 1 each; half is recovered in period 2.
fn loan() -> Vec<Row> {
    (0..4).map(|i| (i / 2, 1, 15, Some(2))).collect()
}

#[test]
fn a_default_takes_out_what_is_missed_and_puts_in_the_recovery() {
    let plan = plan(&[loan(), loan()], 3);
    let default = |loan, instalment, pays_interest| LoanDefault { loan, instalment, pays_interest };
    for (defaults, expected) in [
        (vec![], [[4, 60, 0, 0], [4, 60, 0, 0], [0; 4]]),
        (vec![default(0, 0, false)], [[2, 30, 0, 60], [2, 30, 0, 0], [0, 0, 30, 0]]),
        // In the middle of a period: its first instalment is still paid.
        (vec![default(0, 1, false)], [[3, 45, 0, 45], [2, 30, 0, 0], [0, 0, 23, 0]]),
        (vec![default(0, 1, true)], [[4, 45, 0, 45], [2, 30, 0, 0], [0, 0, 23, 0]]),
        (vec![default(1, 3, false)], [[4, 60, 0, 0], [3, 45, 0, 15], [0, 0, 8, 0]]),
        (vec![default(0, 0, false), default(1, 3, true)], [[2, 30, 0, 60], [2, 15, 0, 15], [0, 0, 38, 0]]),
    ] {
        assert_eq!(collected(&plan, &defaults), expected, "{defaults:?}");
    }
}

#[test]
fn a_loss_is_what_is_outstanding_and_what_comes_back_in_time() {
    let (row, late) = (|recovered| vec![(0, 1, 40, recovered), (1, 1, 20, recovered)], 1);
    let plan = plan(&[row(Some(1)), row(None)], 2);
    let loss = |loan| plan.loss(LoanDefault { loan, instalment: 1, pays_interest: false });
    assert_eq!(loss(0), PoolLoss { defaulted: fen(20), lost: fen(10) });
    assert_eq!(loss(late), PoolLoss { defaulted: fen(20), lost: fen(20) });
    assert_eq!(plan.opening(), fen(120));
}

#[test]
fn some_of_the_loans_are_a_pool_of_their_own() {
    let plan = plan(&[loan(), vec![(0, 1, 40, None)], vec![(1, 2, 7, None)]], 3);
    let own = plan.of_loans(|loan| loan != 0);
    assert_eq!(own.opening(), fen(47));
    assert_eq!(collected(&own, &[]), [[1, 40, 0, 0], [2, 7, 0, 0], [0; 4]]);
}

/// What a pool collects by adding up what each loan pays before it defaults, instalment by instalment.
fn added_up(loans: &[Vec<Row>], defaults: &[LoanDefault], periods: usize) -> Vec<[i64; 4]> {
    let mut totals = vec![[0; 4]; periods];
    for (i, rows) in loans.iter().enumerate() {
        let default = defaults.iter().find(|default| default.loan as usize == i);
        let paid = default.map_or(rows.len(), |default| default.instalment as usize);
        for (period, interest, principal, _) in &rows[..paid] {
            totals[*period as usize][0] += interest;
            totals[*period as usize][1] += principal;
        }
        let Some(default) = default else { continue };
        let (period, interest, _, recovered) = rows[paid];
        let outstanding: i64 = rows[paid..].iter().map(|(_, _, principal, _)| principal).sum();
        totals[period as usize][3] += outstanding;
        totals[period as usize][0] += if default.pays_interest { interest } else { 0 };
        if let Some(recovered) = recovered {
            totals[recovered as usize][2] += (outstanding + 1) / 2;
        }
    }
    totals
}

/// A loan of up to a dozen instalments, several or none in a period; with level payments in half of the cases.
fn any_loan(periods: u32) -> impl Strategy<Value = Vec<Row>> {
    let row = (0..periods, 0_i64..99, 0_i64..99, proptest::option::of(0..periods));
    let one_a_period = (0..periods, any::<bool>());
    let level = proptest::option::of(100_i64..200);
    (proptest::collection::vec(row, 1..12), one_a_period, level).prop_map(
        move |(mut rows, (first, regular), level)| {
            rows.sort_unstable();
            if regular {
                rows.truncate((periods - first) as usize);
                rows.iter_mut().zip(first..).for_each(|(row, period)| row.0 = period);
            }
            let others = rows.len() - 1;
            if let Some(payment) = level {
                rows[..others].iter_mut().for_each(|row| row.2 = payment - row.1);
            }
            rows
        },
    )
}

proptest! {
    /// Whatever the loans pay and when, the correction agrees with adding up what is still paid.
    #[test]
    fn corrections_agree_with_adding_up(
        loans in proptest::collection::vec(any_loan(7), 1..6),
        cuts in proptest::collection::vec((0_usize..14, any::<bool>()), 6),
    ) {
        let default = |(i, (rows, &(cut, pays_interest))): (usize, (&Vec<Row>, &(usize, bool)))| {
            let default = LoanDefault { loan: i as u32, instalment: cut as u32, pays_interest };
            (cut < rows.len()).then_some(default)
        };
        let defaults: Vec<LoanDefault> = loans.iter().zip(&cuts).enumerate().filter_map(default).collect();
        let plan = plan(&loans, 7);
        prop_assert_eq!(collected(&plan, &defaults), added_up(&loans, &defaults, 7));
        prop_assert_eq!(collected(&plan, &[]), added_up(&loans, &[], 7));
    }
}

/// A path is like the one without events before the first period with a default, whatever comes later.
#[test]
fn the_first_period_with_a_default_is_told() {
    let rows = |_| vec![(0, 1, 30, None), (1, 1, 20, None), (2, 1, 10, None)];
    let plan = plan(&[0, 1].map(rows), 3);
    let default = |loan, instalment| LoanDefault { loan, instalment, pays_interest: false };
    let first =
        |defaults: &[LoanDefault]| plan.collect(defaults, &mut MissedPayments::default(), &mut Vec::new()).1;
    assert_eq!(first(&[]), 3, "past the last");
    assert_eq!(first(&[default(0, 2)]), 2);
    assert_eq!(first(&[default(0, 2), default(1, 1)]), 1);
}
