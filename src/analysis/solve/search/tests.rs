//! Roots on grids, where they are known.

use super::*;

fn steps(count: i64) -> Steps {
    Steps::new(0.into(), (count - 1).into(), 1.into()).unwrap()
}

fn exact(value: f64) -> Estimate {
    Estimate { value, error: 0.0 }
}

fn number(at: Decimal) -> f64 {
    at.to_string().parse().unwrap()
}

/// A search over a function that cannot fail, and how often that was asked.
fn run(search: Search, measure: impl Fn(f64) -> Estimate) -> Solution {
    let mut asked = Vec::new();
    let solution = search.run(|at| {
        asked.push(at);
        Ok::<_, ()>(measure(number(at)))
    });
    let solution = solution.unwrap();
    assert_eq!(asked.len(), solution.evaluations.len(), "nothing is evaluated twice");
    assert!(asked.len() as u64 <= search.most_evaluations(), "{} evaluations", asked.len());
    solution
}

/// Wherever the root is, however many values there are, whichever end meets the goal, and whether that was told or not.
#[test]
fn every_root_is_found() {
    for count in 1..=20_i64 {
        for root in 0..=count {
            for (sign, direction) in [(1.0, Direction::Rising), (-1.0, Direction::Falling)] {
                for told in [Some(direction), None] {
                    for goal in [Goal::AtMost(0.0), Goal::AtLeast(0.0)] {
                        check_root(count, root, sign, told, goal);
                    }
                }
            }
        }
    }
}

/// Wherever the root is and wherever it is expected: and near to it, that takes few evaluations.
#[test]
fn a_guess_finds_the_same() {
    for (root, guess, goal) in (0..=30).flat_map(|root| {
        (-2..=32)
            .flat_map(move |guess| [Goal::AtMost(0.0), Goal::AtLeast(0.0)].map(|goal| (root, guess, goal)))
    }) {
        let measure = |x: f64| exact(x - f64::from(root) + 0.5);
        let search = Search::new(steps(30), goal).with_direction(Direction::Rising);
        let (told, guessed) = (run(search, measure), run(search.with_guess(guess.into()), measure));
        assert_eq!(told.answer, guessed.answer, "root {root}, guess {guess}, {goal:?}");
    }
    let search = Search::new(steps(1_000_000), Goal::AtMost(0.0)).with_direction(Direction::Rising);
    let near = run(search.with_guess(500_003.into()), |x| exact(x - 500_000.5));
    assert!(near.evaluations.len() <= 5, "{}", near.evaluations.len());
}

/// The measure passes zero between `root` − 1 and `root`, in the direction of the sign.
fn check_root(count: i64, root: i64, sign: f64, told: Option<Direction>, goal: Goal) {
    let mut search = Search::new(steps(count), goal);
    if let Some(direction) = told {
        search = search.with_direction(direction);
    }
    let solution = run(search, |x| exact(sign * (x - root as f64 + 0.5)));
    let below = (sign > 0.0) == matches!(goal, Goal::AtMost(_));
    let (last, next) = if below { (root - 1, root) } else { (root, root - 1) };
    let at = |number: i64| (0..count).contains(&number).then(|| Decimal::from(number));
    let case = format!("{count} values, root {root}, {sign}, {told:?}, {goal:?}");
    assert_eq!(solution.value(), at(last), "{case}");
    match (at(last), at(next)) {
        (Some(_), Some(next)) => {
            assert!(
                matches!(solution.answer, Answer::Between { next: found, .. } if found.at == next),
                "{case}"
            );
        }
        (Some(_), None) => assert!(matches!(solution.answer, Answer::Everywhere { .. }), "{case}"),
        (None, _) => assert!(matches!(solution.answer, Answer::Nowhere { .. }), "{case}"),
    }
    assert_eq!(solution.surely_met.map(|it| it.at), at(last), "{case}");
    assert_eq!(solution.surely_missed.map(|it| it.at), at(next), "{case}");
    assert!(solution.monotone && solution.complete, "{case}");
}

/// A measure that rises by one a step, with an error of 3: the answer is sure from six steps before the root on.
#[test]
fn how_sure_the_root_is() {
    let search = Search::new(steps(100), Goal::AtMost(50.0)).with_direction(Direction::Rising);
    let solution = run(search, |x| Estimate { value: x, error: 3.0 });
    let at = |it: Option<Evaluation>| it.map(|it| it.at);
    assert_eq!(solution.value(), Some(50.into()));
    assert_eq!((at(solution.surely_met), at(solution.surely_missed)), (Some(44.into()), Some(57.into())));
    for (value, may_be) in [(43, false), (44, true), (57, true), (58, false)] {
        assert_eq!(solution.may_be(value.into()), may_be, "{value}");
    }
}

/// A cliff from 0.4 to 0.6 where the target is 0.5: an error that does not bridge it leaves no doubt, and one that does leaves all.
#[test]
fn no_slope_is_assumed() {
    let cliff = |error: f64| {
        let search = Search::new(steps(1_000), Goal::AtMost(0.5));
        run(search, |x| Estimate { value: if x < 700.0 { 0.4 } else { 0.6 }, error })
    };
    let sure = cliff(0.04);
    assert_eq!(sure.surely_met.map(|it| it.at), Some(699.into()));
    assert_eq!(sure.surely_missed.map(|it| it.at), Some(700.into()));
    let doubtful = cliff(0.06);
    assert_eq!((doubtful.surely_met, doubtful.surely_missed), (None, None));
    assert_eq!(doubtful.value(), Some(699.into()), "the answer stays what it is");
    assert!(doubtful.may_be(0.into()) && doubtful.may_be(999.into()));
}

#[test]
fn where_the_paths_cannot_tell_nothing_is_sure() {
    let search = Search::new(steps(10), Goal::AtMost(5.0));
    let solution = run(search, |x| Estimate { value: x, error: f64::INFINITY });
    assert_eq!(solution.value(), Some(5.into()));
    assert_eq!((solution.surely_met, solution.surely_missed), (None, None));
}

/// A yield falls with a coupon, until nothing comes back and there is none.
#[test]
fn what_is_no_number_meets_no_goal() {
    let measure = |x: f64| exact(if x > 12.0 { f64::NAN } else { 20.0 - x });
    for search in [
        Search::new(steps(100), Goal::AtLeast(10.0)),
        Search::new(steps(100), Goal::AtLeast(10.0)).with_direction(Direction::Falling),
    ] {
        let solution = run(search, measure);
        assert_eq!((solution.value(), solution.monotone), (Some(10.into()), true));
    }
    let nowhere = run(Search::new(steps(100), Goal::AtLeast(30.0)), measure);
    let Answer::Nowhere { first } = nowhere.answer else { panic!("{nowhere}") };
    assert_eq!(first.at, 0.into(), "the end with a number is the nearer one");
}

/// A wave with crossings behind 10, 30 and 50: the ends alone show one of them, parts of the range the first.
#[test]
fn a_measure_that_turns_is_told() {
    let wave = |x: f64| exact(if x <= 10.0 || (31.0..=50.0).contains(&x) { 0.0 } else { 1.0 });
    let search = Search::new(steps(61), Goal::AtMost(0.5)).with_direction(Direction::Rising);
    let scanned = run(search.with_scan(6), wave);
    assert_eq!((scanned.value(), scanned.monotone), (Some(10.into()), false));
    let Answer::Between { last, next } = run(search, wave).answer else { panic!() };
    assert_eq!(next.at - last.at, 1.into(), "whichever it finds, both sides are neighbours");
}

/// A direction that is told wrong shows in what was looked at.
#[test]
fn a_wrong_direction_is_told() {
    let search = Search::new(steps(100), Goal::AtMost(50.5)).with_direction(Direction::Falling);
    let solution = run(search, exact);
    assert!(!solution.monotone);
}

#[test]
fn a_search_that_is_stopped_says_what_it_knows() {
    let search = Search::new(steps(1_000), Goal::AtMost(300.0)).with_direction(Direction::Rising);
    let stopped_after = |most: usize| {
        let mut done = 0;
        let solution = search.run_stoppable(|at| {
            done += 1;
            Ok::<_, ()>(match done > most {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(Estimate { value: number(at), error: 5.0 }),
            })
        });
        solution.unwrap()
    };
    assert_eq!(stopped_after(0).answer, Answer::Stopped { last: None, next: None });
    let Answer::Stopped { last, next } = stopped_after(3).answer else { panic!() };
    assert_eq!((last.map(|it| it.at), next.map(|it| it.at)), (Some(250.into()), Some(375.into())));
    let found = stopped_after(10);
    assert!(matches!(found.answer, Answer::Between { last, .. } if last.at == 300.into()));
    assert!(!found.complete && found.surely_met.is_none());
    assert!(stopped_after(100).complete);
}

#[test]
fn an_error_is_the_evaluations_own() {
    let search = Search::new(steps(10), Goal::AtMost(1.0));
    assert_eq!(search.run(|at| if at.is_zero() { Ok(exact(0.0)) } else { Err("no") }).unwrap_err(), "no");
}

#[test]
fn in_a_sentence() {
    let search = |goal| Search::new(steps(100), goal).with_direction(Direction::Rising);
    let told = |goal, error: f64| run(search(goal), |x| Estimate { value: x / 1_000.0, error }).to_string();
    assert_eq!(
        told(Goal::AtMost(0.05), 0.0),
        "50 is the last at which it is at most 0.05 (0.05); at 51 it is 0.051"
    );
    assert_eq!(
        told(Goal::AtMost(0.05), 0.0012),
        "50 is the last at which it is at most 0.05 (0.0500 ± 0.0012); at 51 it is 0.0510 ± 0.0012; at two standard \
         errors the answer is between 47 and 53"
    );
    assert_eq!(
        told(Goal::AtMost(0.2), 0.0),
        "it is at most 0.2 in all of the range from 0 to 99 (0.099 at 99)"
    );
    assert_eq!(
        told(Goal::AtLeast(0.1), 0.001),
        "it is nowhere at least 0.1 in the range from 0 to 99 (0.0990 ± 0.0010 at 99); at two standard errors the answer \
         is above 97, maybe beyond the range"
    );
}
