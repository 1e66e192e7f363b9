//! What each kind of support pays, date by date, as a structurer would read it aloud.
//!
//! A note of 400.00 earns 10.00 a quarter and is due on the fifth date. 4.00 come in on each of the first four, 430.00 on the last:
//! 6.00 are short on the first date, and what stays open comes on top of that of the next.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::deal::{Deal, Note, Step, Support};
use abs_waterfall::enhancement::{AfterFailure, ReimbursementTiming, SupportKind, YearCap, YearCount};
use abs_waterfall::projection::{EntryKind, Projection, SupportDate};
use abs_waterfall::waterfall::InterestPart;
use abs_waterfall::{Money, Scenario};

use crate::desk::Path;
use crate::paper::{note, projected, rate};
use crate::tables::{day, money, quarterly};

fn deal(supports: Vec<Support>) -> Deal {
    let mut deal = quarterly(&["4", "4", "4", "4", "430"]);
    deal.notes = vec![note("a", "400", "10%", "2025-04-15")];
    deal.supports = supports;
    let facilities = deal.supports.iter().filter(|it| it.kind == SupportKind::LiquidityFacility);
    let repaid = facilities.map(|it| Step::reimbursement_of(&[it.name()]));
    let steps = [Step::interest("a")].into_iter().chain(repaid);
    deal.waterfall = steps.chain([Step::principal("a"), Step::residual("servicer")]).collect();
    deal
}

/// The deal where these parties have failed by the second date.
fn story(deal: &Deal, failing: &[&str]) -> Projection {
    let failed = day("2024-07-15");
    let scenario = failing.iter().fold(Scenario::no_default(), |all, party| all.with_failure(party, failed));
    let fails = failing.iter().map(|party| (party.to_string(), failed)).collect();
    projected(deal, &scenario, &Path { fails, ..Path::default() })
}

/// By date, a part of what a support paid and got.
fn by_date(told: &Projection, support: usize, part: fn(&SupportDate) -> Money) -> String {
    let dates = told.dates.iter().map(|date| part(&date.of_supports[support]).to_string());
    dates.collect::<Vec<_>>().join(" ")
}

/// A case: supports, who has failed by the second date, and what the last of the supports pays on each date.
type Case = (&'static str, Vec<Support>, &'static [&'static str], &'static str);

fn assert_pays(cases: Vec<Case>) {
    for (what, supports, failing, expected) in cases {
        let last = supports.len() - 1;
        let told = story(&deal(supports), failing);
        assert_eq!(by_date(&told, last, |date| date.drawn), expected, "{what}");
    }
}

fn undertaking() -> Support {
    Support::undertaking("enhancer", &["a"])
}

fn ten() -> Money {
    money("10")
}

#[test]
fn an_undertaking_pays_until_its_giver_fails_and_up_to_the_least_of_its_caps() {
    let each_year = |counted| undertaking().with_cap_each_year(YearCap::new(ten(), counted));
    let [closing, calendar] = [YearCount::FromClosing, YearCount::Calendar].map(each_year);
    let [in_all, on_a_date] = [undertaking().with_cap(ten()), undertaking().with_cap_each_date(money("5"))];
    let of_notes = undertaking().with_cap_of_notes(rate("1%"));
    assert_pays(vec![
        ("without limit", vec![undertaking()], &[], "6.00 6.00 6.00 6.00 0.00"),
        ("its giver fails", vec![undertaking()], &["enhancer"], "6.00 0.00 0.00 0.00 0.00"),
        ("up to 10 in all", vec![in_all.clone()], &[], "6.00 4.00 0.00 0.00 0.00"),
        ("up to 5 on a date", vec![on_a_date], &[], "5.00 5.00 5.00 5.00 0.00"),
        // The fourth date is the anniversary of closing, and the first of the calendar's year.
        ("up to 10 a year from closing", vec![closing], &[], "6.00 4.00 0.00 0.00 0.00"),
        ("up to 10 a calendar year", vec![calendar], &[], "6.00 4.00 0.00 10.00 0.00"),
        ("up to 1 % of the note on a date", vec![of_notes], &[], "4.00 4.00 4.00 4.00 0.00"),
        ("the least", vec![in_all.with_cap_each_date(money("5"))], &[], "5.00 5.00 0.00 0.00 0.00"),
    ]);
}

#[test]
fn a_letter_and_a_facility_pay_up_to_what_they_state() {
    let letter = || vec![Support::letter("guarantor", &["a"], ten())];
    let facility = || vec![Support::facility("backer", &["a"], ten())];
    assert_pays(vec![
        ("a letter", letter(), &[], "6.00 4.00 0.00 0.00 0.00"),
        ("its bank fails", letter(), &["guarantor"], "6.00 0.00 0.00 0.00 0.00"),
        ("a facility", facility(), &[], "6.00 4.00 0.00 0.00 0.00"),
        ("its bank fails", facility(), &["backer"], "6.00 0.00 0.00 0.00 0.00"),
    ]);
}

/// The cap of the first is 10.00 where there is one: it has paid 6.00 when it fails, and would have paid 4.00 more.
#[test]
fn a_second_undertaking_pays_for_cap_and_failure_and_a_guarantee_for_failure_alone() {
    let behind = |first: Support, second: Support| vec![first, second];
    let capped = || undertaking().with_cap(ten());
    let guarantee = || Support::guarantee("guarantor", &["a"]);
    let second = || Support::undertaking("backer", &["a"]);
    let failing: &[&str] = &["enhancer"];
    assert_pays(vec![
        ("a second undertaking, for a cap", behind(capped(), second()), &[], "0.00 2.00 6.00 6.00 0.00"),
        ("… for a failure", behind(capped(), second()), failing, "0.00 6.00 6.00 6.00 0.00"),
        ("a guarantee, for a cap", behind(capped(), guarantee()), &[], "0.00 0.00 0.00 0.00 0.00"),
        ("… beyond it", behind(capped(), guarantee().beyond_cap()), &[], "0.00 2.00 6.00 6.00 0.00"),
        ("… for a failure", behind(undertaking(), guarantee()), failing, "0.00 6.00 6.00 6.00 0.00"),
        ("… for both", behind(capped(), guarantee()), failing, "0.00 4.00 0.00 0.00 0.00"),
        (
            "… up to its own cap",
            behind(undertaking(), guarantee().with_cap(ten())),
            failing,
            "0.00 6.00 4.00 0.00 0.00",
        ),
        (
            "… that fails with it",
            behind(undertaking(), guarantee()),
            &["enhancer", "guarantor"],
            "0.00 0.00 0.00 0.00 0.00",
        ),
    ]);
}

/// The first pays 3.00 at the most: what the second pays ends with its own cap, or its own giver.
#[test]
fn a_second_undertaking_has_a_cap_and_a_giver_of_its_own() {
    let behind = |second: Support| vec![undertaking().with_cap(money("3")), second];
    let second = || Support::undertaking("backer", &["a"]);
    assert_pays(vec![
        ("without limit", behind(second()), &[], "3.00 6.00 6.00 6.00 0.00"),
        ("up to 10 in all", behind(second().with_cap(ten())), &[], "3.00 6.00 1.00 0.00 0.00"),
        ("its giver fails", behind(second()), &["backer"], "3.00 0.00 0.00 0.00 0.00"),
    ]);
}

/// What a party that has failed by the second date pays later. On the second date 6.00 are open. On the third the 4.00 of cash pay
/// of them, and 10.00 are new; on the fourth what came in pays of those, and 10.00 are new.
#[test]
fn what_a_party_that_has_failed_pays_later() {
    for (what, support, pays, months, expected) in [
        ("half, two dates later", undertaking(), "50%", 6, "0.00 0.00 0.00 3.00 5.00"),
        ("… as far as dates are left", undertaking(), "50%", 9, "0.00 0.00 0.00 0.00 3.00"),
        // What comes on the third date leaves 9.00 open, and not 12.00.
        ("… on the next date", undertaking(), "50%", 0, "0.00 0.00 3.00 4.50 5.00"),
        ("on the first date that is late enough", undertaking(), "50%", 4, "0.00 0.00 0.00 3.00 5.00"),
        ("all of it", undertaking(), "100%", 3, "0.00 0.00 6.00 6.00 6.00"),
        ("nothing", undertaking(), "0%", 3, "0.00 0.00 0.00 0.00 0.00"),
        // Of the 8.00 it paid 6.00: its cap leaves 2.00 of what it is called for.
        (
            "half of what its cap leaves",
            undertaking().with_cap(money("8")),
            "50%",
            3,
            "0.00 0.00 1.00 0.00 0.00",
        ),
        (
            "half of what its cap of a date leaves",
            undertaking().with_cap_each_date(money("5")),
            "50%",
            3,
            "0.00 0.00 2.50 2.50 2.50",
        ),
    ] {
        let mut deal = deal(vec![support]);
        let enhancer = deal.parties.iter_mut().find(|party| party.name == "enhancer").unwrap();
        enhancer.after_failure = Some(AfterFailure::new(rate(pays), months));
        let told = story(&deal, &["enhancer"]);
        assert_eq!(by_date(&told, 0, |date| date.late_paid), expected, "{what}");
    }
}

/// The same of those who stand behind, and of a bank. A letter of 10.00 has paid 6.00: its cap leaves 4.00 of what it is called for.
#[test]
fn whoever_has_failed_pays_a_fraction_later() {
    let behind = |first: Support, second: Support| vec![first, second];
    let capped = undertaking().with_cap(money("3"));
    let rows: [(&str, Vec<Support>, &[&str], &str); 4] = [
        (
            "a second undertaking, for a cap",
            behind(capped, Support::undertaking("backer", &["a"])),
            &["backer"],
            "0.00 0.00 3.00 4.50 5.00",
        ),
        (
            "a guarantee, for a failure",
            behind(undertaking(), Support::guarantee("guarantor", &["a"])),
            &["enhancer", "guarantor"],
            "0.00 0.00 3.00 4.50 5.00",
        ),
        (
            "a letter",
            vec![Support::letter("guarantor", &["a"], ten())],
            &["guarantor"],
            "0.00 0.00 2.00 0.00 0.00",
        ),
        (
            "a facility",
            vec![Support::facility("backer", &["a"], ten())],
            &["backer"],
            "0.00 0.00 2.00 0.00 0.00",
        ),
    ];
    for (what, supports, failing, expected) in rows {
        let last = supports.len() - 1;
        let mut deal = deal(supports);
        let giver = failing[failing.len() - 1];
        let party = deal.parties.iter_mut().find(|party| party.name == giver).unwrap();
        party.after_failure = Some(AfterFailure::new(rate("50%"), 3));
        assert_eq!(by_date(&story(&deal, failing), last, |date| date.late_paid), expected, "{what}");
    }
}

/// Where current interest is paid before arrears, the 4.00 of every date leave 6.00 of it open, which are new; on the next date
/// they are arrears, and counted.
#[test]
fn what_was_current_interest_is_not_counted_again_as_arrears() {
    for (parts, expected) in [
        ([InterestPart::Current, InterestPart::Arrears], "0.00 0.00 0.00 3.00 3.00"),
        ([InterestPart::Arrears, InterestPart::Current], "0.00 0.00 0.00 3.00 5.00"),
    ] {
        for kind in [SupportKind::ShortfallUndertaking, SupportKind::LiquidityFacility] {
            let mut support = undertaking();
            support.kind = kind;
            support.cap = Some(money("1000"));
            support.principal_at_maturity.clear();
            let mut deal = deal(vec![support]);
            let interest = parts.map(|part| Step::interest("a").of_part(part));
            deal.waterfall.splice(0..1, interest);
            let enhancer = deal.parties.iter_mut().find(|party| party.name == "enhancer").unwrap();
            enhancer.after_failure = Some(AfterFailure::new(rate("50%"), 6));
            let told = story(&deal, &["enhancer"]);
            assert_eq!(by_date(&told, 0, |date| date.late_paid), expected, "{parts:?}");
        }
    }
}

/// The plan does not end while a fraction can still come: `a` is repaid on the fourth date, and the guarantor, who paid for the
/// enhancer on the third, gets its part on the fifth.
#[test]
fn the_plan_has_not_ended_while_something_can_come_later() {
    let mut deal =
        deal(vec![Support::undertaking("enhancer", &["a"]), Support::guarantee("guarantor", &["a"])]);
    deal.pool = quarterly(&["10", "10", "4", "430", "0.01"]).pool;
    deal.notes = vec![note("a", "400", "10%", "2025-04-15")];
    let enhancer = deal.parties.iter_mut().find(|party| party.name == "enhancer").unwrap();
    enhancer.after_failure = Some(AfterFailure::new(rate("50%"), 6));
    let told = story(&deal, &["enhancer"]);
    assert_eq!(by_date(&told, 1, |date| date.drawn), "0.00 0.00 6.00 0.00 0.00");
    assert_eq!(by_date(&told, 1, |date| date.reimbursed), "0.00 0.00 0.00 0.00 3.00");
    assert_eq!(told.ending.number, 5);
}

/// Two undertakings of 3.00 and then without limit, each with its own rank and its own ledger: what the first paid comes back
/// before principal, what the second paid once the note is repaid, or never.
#[test]
fn each_support_is_repaid_in_its_own_rank() {
    let supports = |timing| {
        let second = Support::undertaking("backer", &["a"]).with_reimbursement(timing);
        vec![Support::undertaking("enhancer", &["a"]).with_cap(money("3")), second]
    };
    let (first, rest) = (Step::reimbursement_of(&["enhancer"]), Step::reimbursement());
    for (what, timing, above, below, expected) in [
        (
            "first above, second waiting",
            ReimbursementTiming::AfterSenior,
            first.clone(),
            Some(rest.clone()),
            ["3.00", "17.00"],
        ),
        ("first above, second never", ReimbursementTiming::EachDate, first, None, ["3.00", "0.00"]),
        // 430.00 less 10.00 are 420.00: 3.00 and 21.00 come before the note, for which the second pays 4.00 more.
        ("both above", ReimbursementTiming::EachDate, rest, None, ["3.00", "21.00"]),
    ] {
        let mut deal = deal(supports(timing));
        deal.waterfall = [
            Some(Step::interest("a")),
            Some(above),
            Some(Step::principal("a")),
            below,
            Some(Step::residual("servicer")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let told = story(&deal, &[]);
        let last = told.dates.last().unwrap();
        let repaid = [0, 1].map(|support| last.of_supports[support].reimbursed.to_string());
        assert_eq!(repaid, expected, "{what}");
    }
}

/// Of the last 430.00 interest and the note leave 20.00, of which a sub is owed 10.00. Who has paid 24.00 has them before the sub is
/// repaid; or has what the sub's holder would have beyond that; or nothing from the plan.
#[test]
fn recourse_is_ahead_of_the_sub_or_to_what_it_leaves() {
    let (repaid, sub) = (|| Some(Step::reimbursement()), || Some(Step::principal("sub")));
    for (what, steps, expected) in [
        ("ahead of the sub", [repaid(), sub()], ["20.00", "0.00", "0.00"]),
        ("to the residual alone", [sub(), repaid()], ["10.00", "10.00", "0.00"]),
        ("not to the plan", [sub(), None], ["0.00", "10.00", "10.00"]),
    ] {
        let mut deal = deal(vec![undertaking()]);
        deal.notes.push(Note::subordinated("sub", ten()));
        let [first, last] = [Step::interest("a"), Step::principal("a")];
        deal.waterfall = [first, last].into_iter().chain(steps.into_iter().flatten()).collect();
        deal.waterfall.push(Step::residual("servicer"));
        let told = story(&deal, &[]);
        let residual = told.ledger.iter().filter(|entry| entry.kind == EntryKind::Residual);
        let residual: Money = residual.map(|entry| entry.amount).sum();
        let got = [told.supports[0].recourse.reimbursed, told.note("sub").unwrap().principal, residual];
        assert_eq!(got.map(|amount| amount.to_string()), expected, "{what}");
    }
}

/// A facility of 10.00 for interest that costs nothing: what is repaid on the third date can be drawn again, which a cap in all
/// does not allow.
#[test]
fn what_is_repaid_restores_a_cap_that_revolves() {
    let undertaking = Support::undertaking("backer", &["a"]).with_cap(money("10"));
    for (what, support, expected) in [
        ("a facility", Support::facility("backer", &["a"], money("10")), "6.00 4.00 0.00 6.00 0.00"),
        ("an undertaking that revolves", undertaking.clone().revolving(), "6.00 4.00 0.00 6.00 0.00"),
        ("an undertaking", undertaking, "6.00 4.00 0.00 0.00 0.00"),
    ] {
        let mut deal = deal(vec![support.with_return(rate("0%"), DayCount::Thirty360)]);
        // On the third date 12.00 of interest and the 10.00 drawn.
        deal.pool = quarterly(&["4", "4", "22", "4", "450"]).pool;
        let is_facility = deal.supports[0].kind == SupportKind::LiquidityFacility;
        let fees = is_facility.then(|| Step::support_fees(&["backer"]));
        let rest = [
            Step::interest("a"),
            Step::reimbursement_of(&["backer"]),
            Step::principal("a"),
            Step::residual("servicer"),
        ];
        deal.waterfall = fees.into_iter().chain(rest).collect();
        assert_eq!(by_date(&story(&deal, &[]), 0, |date| date.drawn), expected, "{what}");
    }
}
