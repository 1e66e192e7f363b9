//! Disclosure worked out on paper, on the deal of the events: coverage down to each class, and what each step was due, paid and
//! short of.

use abs_waterfall::projection::{DateReport, StepDate};

use crate::paper_events::{deal, interest_unpaid, run, small_pool};

/// "note: dues, coverage" by class.
fn classes(date: &DateReport) -> Vec<String> {
    let told = |multiple: Option<f64>| multiple.map_or("none".into(), |multiple| format!("{multiple:.4}"));
    date.classes.iter().map(|it| format!("{}: {}, {}", it.note, it.dues, told(it.coverage))).collect()
}

/// "number step: due, paid, short".
fn steps(date: &DateReport) -> Vec<String> {
    let told = |StepDate { number, step, due, paid, short, .. }: &StepDate| {
        format!("{number} {step}: {due}, {paid}, {short}")
    };
    date.steps.iter().map(told).collect()
}

/// On the last date 0.62 of interest is due on `a` and 3.00 on `b`, and the principal of both: 24.73 and 100.00. Of the 150.00 the
/// class `a` has 150 / 28.35, as the interest on `b` ranks above its principal, and `b` 150 / 128.35.
#[test]
fn coverage_goes_down_to_the_rank_of_each_class() {
    let projection = run(&deal(&["100", "100", "100", "150"], small_pool("0%")));
    assert_eq!(classes(&projection.dates[3]), ["a: 28.35, 5.2910", "b: 128.35, 1.1687"]);
    // Before their maturity nothing is due of the principal of either.
    assert_eq!(classes(&projection.dates[0]), ["a: 10.50, 9.5238", "b: 10.50, 9.5238"]);
}

/// 5.00 are there for 5.26 and 3.00 of interest. From the third date on the two classes rank together: 2.92, 1.66, 116.62 and
/// 55.40 are due on the last, 200 / 176.60.
#[test]
fn steps_and_ranks_are_those_of_the_order_in_force() {
    let projection = run(&deal(&["100", "5", "150", "200"], interest_unpaid("a")));
    let [_, second, _, last] = projection.dates.as_slice() else { panic!("four dates") };
    assert_eq!(classes(second), ["a: 8.26, 0.6053", "b: 8.26, 0.6053"]);
    assert_eq!(
        steps(second),
        [
            "1 interest on a: 5.26, 5.00, 0.26",
            "2 interest on b: 3.00, 0.00, 3.00",
            "3 principal of a: 0.00, 0.00, 0.00",
            "4 principal of b: 0.00, 0.00, 0.00",
            "5 residual to servicer: 0.00, 0.00, 0.00",
        ]
    );
    assert_eq!(classes(last), ["a: 176.60, 1.1325", "b: 176.60, 1.1325"]);
    assert_eq!(
        steps(last),
        [
            "1 interest on a, b: 4.58, 4.58, 0.00",
            "2 principal of a, b: 172.02, 172.02, 0.00",
            "3 residual to servicer: 0.00, 23.40, 0.00",
        ]
    );
}
