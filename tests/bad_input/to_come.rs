//! Input about which the library is wrong or says too little, with what it should say. A case moves to its table once it
//! does.

use abs_waterfall::Deal;

use crate::support::{Case, Edit, check, edited, good_deal, good_tape, tape_messages};

/// All messages of a deal in one text, be they of reading or of resolving.
fn said(toml: &str) -> String {
    match Deal::from_toml(toml).map_err(|error| error.to_string()).map(Deal::resolve) {
        Err(error) => error,
        Ok(Err(errors)) => errors.to_string(),
        Ok(Ok(_)) => "nothing".into(),
    }
}

/// A name, the edits, what the message should have in it, and what it should not.
type Wish = (&'static str, &'static [Edit], &'static [&'static str], &'static [&'static str]);

const RECOVERY: &str =
    "asset_correlation = '0.2'\nrecovery = { of-outstanding = { rate = '9%', lag_months = 4294967295 } }";

/// The wrong place, or advice that does not help.
const WORDS: &[Wish] = &[
    (
        "a recovery beyond the calendar is no fault of the schedules",
        &[("asset_correlation = '0.2'", RECOVERY)],
        &["credit.recovery", "lag_months"],
        &["the schedule has more than"],
    ),
    (
        "nor is a transfer",
        &[("servicer = 'Lender'", "servicer = 'Lender'\ntransfer_lag = { calendar-days = 4294967295 }")],
        &["transfer lag"],
        &["the schedule has more than"],
    ),
    (
        "periodic interest on a list of dates, without any level payment",
        &[("interest = 'act/365f'", "interest = 'periodic'")],
        &["periodic interest needs regular due dates"],
        &["level payment"],
    ),
    (
        "a balloon over too many instalments",
        &[("'level-payment'", "{ balloon = { amortised_over = 1201 } }")],
        &["loan \"L1\"", "amortised_over", "1200"],
        &["the schedule has"],
    ),
    (
        "a VAT rate of twelve decimals cannot be helped by writing twelve decimals",
        &[("rate = '3%'", "rate = '0.031234567891'"), ("'12%'", "'0.121234567893'")],
        &["vat: "],
        &["over this period", "at most 12 decimals"],
    ),
    (
        "a grade without any probability does not fall",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = { AAA = '1%', BB = [] }")],
        &["`BB`", "at least one"],
        &["must not fall"],
    ),
    (
        "an empty scale",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = {}")],
        &["the rating scale has no grade `BB`; it has none"],
        &[],
    ),
    (
        "two fees of one name have no account each, and are paid",
        &[("[undertaking]", SECOND_FEE)],
        &["fee \"trustee\": the name is used twice"],
        &["accounts", "no step of the waterfall pays"],
    ),
    (
        "the words for interest",
        &[("'periodic'", "'monthly'")],
        &["line 48", "`monthly`", "`periodic`", "`act/360`"],
        &["untagged"],
    ),
    (
        "a probability out of range in a scale",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = { BB = '150%' }")],
        &["1.5 is out of range: a probability runs from 0 to 1"],
        &["untagged"],
    ),
    (
        "a date as TOML itself has dates",
        &[("closing = '2024-01-01'", "closing = 2024-01-01")],
        &["line 2, column 11", "quotes"],
        &["map"],
    ),
    (
        "a calendar whose years run backwards",
        &[(
            "[dates]",
            "[calendars.own]\nfirst_year = 2025\nlast_year = 2024\n\n\
             [dates]\nroll = 'following'\ncalendar = 'own'",
        )],
        &["calendar \"own\"", "first_year", "last_year"],
        &["2025-2024"],
    ),
    (
        "an amount beyond a decimal",
        &[("amount = '1500'", "amount = '100000000000000000000000000000000'")],
        &["is too large"],
        &["write yuan and fen as plain digits"],
    ),
];

const SECOND_FEE: &str = "[[fees]]\nname = 'trustee'\npayee = 'Lender'\n\
                          amount = { fixed = { amount = 1, on = 'every-date' } }\n[undertaking]";

/// What passes and should not.
const ACCEPTED: &[Wish] = &[
    (
        "eleven months from disbursement to the first due date count as one",
        &[
            ("disbursed = '2023-12-20'", "disbursed = '2023-05-31'"),
            (
                "first = '2024-01-20', every_months = 1, count = 12",
                "first = '2024-04-30', every_months = 1, count = 8",
            ),
        ],
        &["loan \"L1\": periodic interest needs whole periods"],
        &[],
    ),
    (
        "no month is no interest",
        &[
            ("disbursed = '2023-12-20'", "disbursed = '2023-05-31'"),
            (
                "first = '2024-01-20', every_months = 1, count = 12",
                "first = '2024-04-30', every_months = 0, count = 1",
            ),
        ],
        &["loan \"L1\": "],
        &["nothing"],
    ),
    (
        "digits beyond 28 are dropped from a rate in percent",
        &[("rate = '3.5%'", "rate = '3.0000000000000000000000000001%'")],
        &["more than 12 decimals"],
        &[],
    ),
    (
        "the time of a date is dropped",
        &[("closing = '2024-01-01'", "closing = '2024-01-01T23:59'")],
        &["line 2"],
        &["nothing"],
    ),
    (
        "a party and the deal's accounts of one name",
        &[("[servicing]", "[accounts]\ncollection = 'Lender'\nplan = 'Lender'\n\n[servicing]")],
        &["Lender", "twice"],
        &["nothing"],
    ),
];

/// Lines as an editor counts them, and every bad cell of a line.
const TAPES: &[Case] = &[
    (
        "the line after a blank one",
        &[("\nA,", "\n\n\nA,"), (",5%,", ",five,")],
        &["line 4, column rate: `five` is not a rate: write it like 0.05 or 5%"],
    ),
    (
        "bad cells behind a bad cell",
        &[(",,11,,level-payment,,,", ",x,y,z,level,q,w,")],
        &[
            "line 2, column every_months: `x` is not a number of months",
            "line 2, column instalments: `y` is not a number",
            "line 2, column maturity: `z` is not a date; write it like 2024-06-20",
            "line 2, column repayment: `level` is unknown; write one of level-payment, equal-principal, \
             interest-only-bullet, single-payment, balloon, flat-rate, custom",
            "line 2, column amortised_over: `q` is not a number of instalments",
            "line 2, column principal_payments: `w` is not an amount of money: write yuan and fen as plain digits, \
             like 1500000 or 877427.79",
        ],
    ),
];

fn check_wishes(wishes: &[Wish]) {
    let wrong: Vec<String> = wishes
        .iter()
        .filter_map(|(name, edits, parts, not)| {
            let said = said(&edited(&good_deal(), edits));
            let granted =
                parts.iter().all(|part| said.contains(part)) && !not.iter().any(|part| said.contains(part));
            (!granted).then(|| format!("{name}\n  expected {parts:?}, not {not:?}\n  found {said}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), wishes.len(), wrong.join("\n"));
}

#[test]
#[ignore = "to come"]
fn messages_that_could_help_more() {
    check_wishes(WORDS);
}

#[test]
#[ignore = "to come"]
fn input_that_should_not_pass() {
    check_wishes(ACCEPTED);
}

#[test]
#[ignore = "to come"]
fn tapes_to_the_line_and_cell() {
    check(&good_tape(), TAPES, tape_messages);
}

/// A spreadsheet on Windows writes tapes like this.
#[test]
#[ignore = "to come"]
fn line_ends_of_windows_count_once() {
    let tape = edited(&good_tape(), &[("0.06", "six")]).replace('\n', "\r\n");
    assert_eq!(tape_messages(&tape), ["line 3, column rate: `six` is not a rate: write it like 0.05 or 5%"]);
}
