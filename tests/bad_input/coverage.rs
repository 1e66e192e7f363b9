//! No way for a deal to be wrong without a case in the tables.

use crate::support::{Case, deal_errors, edited, good_deal};
use crate::{
    deals, earnings, events, guarantees, issue, ledgers, loans, payments, servicer, stack, steps, warnings,
};

const TABLES: &[&[Case]] = &[
    deals::NAMES,
    deals::DATES,
    deals::POOL,
    deals::MANY,
    loans::LOANS,
    issue::ISSUE,
    earnings::EARNINGS,
    events::EVENTS,
    ledgers::LEDGERS,
    payments::CLAIMS,
    payments::RESERVES,
    payments::UNDERTAKINGS,
    stack::STACK,
    payments::STEPS,
    servicer::SERVICERS,
    steps::CONDITIONS,
    steps::RATIOS,
    steps::PARTS,
];

/// The variants of an error as they stand in the source, so that a new one is missed here.
fn variants(source: &str, name: &str) -> Vec<String> {
    let (_, after) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = after.split_once("\n}").unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variants = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    variants.map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect()).collect()
}

/// Every variant but the unreachable ones is among what was found.
fn assert_all_found(source: &str, name: &str, found: &[String], unreachable: &[&str]) {
    let is_found = |variant: &String| {
        let rest = found.iter().filter_map(|debug| debug.strip_prefix(variant.as_str()));
        rest.into_iter().any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let missing: Vec<String> =
        variants(source, name).into_iter().filter(|variant| !is_found(variant)).collect();
    assert_eq!(missing, unreachable, "{name}");
}

/// What is inside of another error.
fn within(found: &[String], outer: &str) -> Vec<String> {
    let prefix = format!("{outer}(");
    found.iter().filter_map(|debug| debug.strip_prefix(&prefix)).map(str::to_string).collect()
}

/// Everything that the tables find wrong, without its place.
fn problems() -> Vec<String> {
    let cases = TABLES.iter().flat_map(|table| table.iter());
    let errors = cases.flat_map(|(_, edits, _)| deal_errors(&edited(&good_deal(), edits)));
    let errors =
        errors.chain(deal_errors(&deals::crowded_deal())).chain(deal_errors(&deals::expensive_deal()));
    let errors = errors.chain(deal_errors(&deals::well_supported_deal()));
    let guaranteed = guarantees::GUARANTEES.iter();
    let guaranteed =
        guaranteed.flat_map(|(_, edits, _)| deal_errors(&edited(&guarantees::guaranteed_deal(), edits)));
    let advanced = guarantees::ADVANCES.iter();
    let advanced =
        advanced.flat_map(|(_, edits, _)| deal_errors(&edited(&guarantees::advanced_deal(), edits)));
    let errors = errors.chain(guaranteed).chain(advanced);
    errors.map(|error| format!("{:?}", error.problem)).collect()
}

#[test]
fn every_error_of_a_deal_has_a_case() {
    let found = problems();
    // The books of a date do not balance only if the library is wrong: no input leads there.
    assert_all_found(include_str!("../../src/deal/error.rs"), "Problem", &found, &["CashNotConserved"]);
    let bought = within(&found, "Repurchase");
    assert_all_found(include_str!("../../src/servicing/repurchase.rs"), "RepurchaseProblem", &bought, &[]);
    let loans = within(&found, "Loan");
    // A deal has its tables.
    assert_all_found(include_str!("../../src/pool/error.rs"), "LoanError", &loans, &["NoTables"]);
    let rates = within(&loans, "Floating");
    assert_all_found(include_str!("../../src/calendar/floating_rate.rs"), "RateProblem", &rates, &[]);
    let payments = within(&loans, "Payments");
    assert_all_found(include_str!("../../src/pool/error.rs"), "PaymentsError", &payments, &[]);
    let dates = within(&found, "Dates");
    assert_all_found(include_str!("../../src/calendar/payment.rs"), "DateProblem", &dates, &[]);
    for found in [within(&dates, "Schedule"), within(&loans, "Schedule")] {
        assert_all_found(include_str!("../../src/calendar/steps.rs"), "ScheduleError", &found, &[]);
    }
    let ended = dates.iter().filter_map(|debug| debug.strip_prefix("CalendarEnds { error: "));
    let calendars: Vec<String> =
        within(&dates, "Calendar").into_iter().chain(ended.map(str::to_string)).collect();
    assert_all_found(include_str!("../../src/calendar/business.rs"), "CalendarError", &calendars, &[]);
    let grades = within(&found, "Grade");
    assert_all_found(include_str!("../../src/credit/rating.rs"), "GradeProblem", &grades, &[]);
    // Day counts and months have denominators that are not zero.
    let factors = within(&found, "Factor");
    assert_all_found(
        include_str!("../../src/money/factor.rs"),
        "FactorError",
        &factors,
        &["ZeroDenominator"],
    );
}

#[test]
fn every_error_of_a_room_has_a_case() {
    let found = problems();
    // Twelve decimals of a rate fit exact arithmetic over any period.
    let rooms: [(&str, &str, &str, &[&str]); 7] = [
        ("Note", "NoteProblem", include_str!("../../src/waterfall/note.rs"), &[]),
        ("Event", "EventProblem", include_str!("../../src/waterfall/event.rs"), &[]),
        ("CleanUp", "CleanUpProblem", include_str!("../../src/waterfall/clean_up.rs"), &[]),
        ("Fee", "FeeProblem", include_str!("../../src/waterfall/fee.rs"), &["Rate"]),
        ("Order", "OrderProblem", include_str!("../../src/waterfall/order.rs"), &[]),
        ("Support", "SupportProblem", include_str!("../../src/enhancement/problem.rs"), &["Return"]),
        ("Reserve", "ReserveProblem", include_str!("../../src/waterfall/reserve.rs"), &[]),
    ];
    let (mut names, mut amounts) = (within(&found, "Name"), within(&found, "Amount"));
    let mut formulas = Vec::new();
    for (outer, name, source, unreachable) in rooms {
        let found = within(&found, outer);
        assert_all_found(source, name, &found, unreachable);
        names.extend(within(&found, "Name"));
        amounts.extend(within(&found, "Amount"));
        formulas.extend(within(&found, "Formula"));
    }
    let of_loans = within(&within(&found, "Support"), "Guarantee");
    let source = include_str!("../../src/enhancement/loan_guarantee.rs");
    assert_all_found(source, "GuaranteeProblem", &of_loans, &[]);
    // Twelve decimals of a rate fit here too.
    let coupons = within(&within(&found, "Note"), "Coupon");
    assert_all_found(
        include_str!("../../src/waterfall/coupon_rate.rs"),
        "CouponProblem",
        &coupons,
        &["Factor"],
    );
    let rates = within(&coupons, "Rate");
    assert_all_found(include_str!("../../src/calendar/floating_rate.rs"), "RateProblem", &rates, &[]);
    names.extend(within(&rates, "Name"));
    let ledgers = within(&within(&found, "Order"), "Ledgers");
    assert_all_found(include_str!("../../src/waterfall/sources.rs"), "LedgerProblem", &ledgers, &[]);
    // What a formula names is reported by the reserve or the step that it stands in.
    let source = include_str!("../../src/waterfall/amount.rs");
    assert_all_found(source, "FormulaProblem", &formulas, &["Name"]);
    assert_all_found(include_str!("../../src/names.rs"), "NameProblem", &names, &[]);
    assert_all_found(include_str!("../../src/limits.rs"), "AmountProblem", &amounts, &[]);
}

#[test]
fn every_concern_about_a_deal_has_a_case() {
    assert_all_found(include_str!("../../src/deal/warning.rs"), "Concern", &warnings::concerns(), &[]);
}
