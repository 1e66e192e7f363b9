//! Nothing panics, whatever is put in: arithmetic is checked for overflow in this profile.

use abs_waterfall::deal::WrittenDeal;
use abs_waterfall::pool::read_tape;
use abs_waterfall::{AssetCorrelation, Deal, Money, Probability, Rate, Scenario, Simulation};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::{Edit, LOANS, deal_messages, edited, good_deal, good_tape};

/// Numbers at which something could give way, and some that most deals bear.
const NUMBERS: [&str; 24] = [
    "2",
    "3",
    "36",
    "800",
    "0.7%",
    "0",
    "-1",
    "1",
    "1200",
    "1201",
    "4294967295",
    "4294967296",
    "999999999999.99",
    "90000000000000000",
    "92233720368547758.07",
    "-92233720368547758.08",
    "18446744073709551616",
    "0.1",
    "0.000000000001",
    "0.12345678901234567890123456789",
    "0.999999999989",
    "10",
    "100%",
    "99.9999999999%",
];

/// Days of the same two sorts.
const DAYS: [&str; 16] = [
    "2023-12-31",
    "2024-01-31",
    "2024-02-29",
    "2024-06-20",
    "2024-07-15",
    "2024-12-20",
    "2024-12-26",
    "2024-12-31",
    "2025-03-15",
    "2026-06-26",
    "2024-02-30",
    "1000-03-02",
    "9999-12-31",
    "-009999-01-01",
    "-9999-01-01",
    "0000-01-01",
];

/// What TOML, JSON and CSV are made of.
const TOKENS: [&str; 32] = [
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "(",
    "=",
    ":",
    ",",
    ";",
    ".",
    "'",
    "\"",
    "\"\"\"",
    "\\",
    "\\u",
    "#",
    "\n",
    "\r\n",
    "\0",
    " ",
    "-",
    "%",
    "name",
    "id",
    "pool",
    "loans",
    "taxes",
    "2024-06-20",
    "5",
    "公司",
];

/// A deal that uses what the small one leaves out.
const RICH: &[Edit] = &[
    ("closing = '2024-01-01'", "closing = '2024-03-01'\ncutoff = '2024-02-01'"),
    ("  { fees = ['trustee'] },", "  { capped-fees = { fees = ['trustee', 'running'], cap = '3' } },"),
    ("{ residual = 'sub' }", "{ fees = ['trustee', 'running'] }, { residual = 'Lender' }"),
    (
        "servicer = 'Lender'",
        "servicer = 'Lender'\ntransfer_lag = { business-days = 2 }\ndue_roll = 'modified-following'\ncalendar = 'own'",
    ),
    (
        "[dates]",
        "[calendars.own]\nfirst_year = 2023\nlast_year = 2026\nholidays = ['2024-06-20', '2024-10-01']\n\
         working_weekends = ['2024-09-29']\n\n[dates]\nroll = 'following'\naccrue_to_rolled = true",
    ),
    (
        "asset_correlation = '0.2'",
        "asset_correlation = '0.2'\nrecovery = { of-outstanding = { rate = '30%', lag_months = 4 } }\n\
         ratings = { AAA = '0.01%', BB = ['3%', '7%', '100%'] }",
    ),
    (
        "repayment = 'level-payment'",
        "repayment = { balloon = { amortised_over = 36 } }\nrounding = 'half-even'",
    ),
    (
        "repayment = 'interest-only-bullet'",
        "repayment = { custom = ['100.01', '499.99'] }\nasset_correlation = '0.3'",
    ),
    (
        "name = 'trustee'",
        "name = 'running'\npayee = 'Lender'\namount = { rate = { rate = '0.5%', base = 'pool', \
       day_count = '30e/360' } }\ncap = '4'\n\n[[fees]]\nname = 'trustee'",
    ),
    ("{ pass-through =", "{ bullet ="),
    ("name = 'Lender'", "name = 'Lender'\ngroup = 'Group'\nnet_assets = '7000'"),
    ("repayment = 'subordinated'", "repayment = 'subordinated'\nheld_by = 'Lender'"),
    (
        "appraised_value = '900'",
        "appraised_value = '900'\ndisclosed = { group = 'G', times_overdue = 2, days_overdue = 9 }",
    ),
    (
        "[vat]",
        "[disclosure]\nonline = 'consumer'\ngroups_complete = true\nip_share = '50%'\nip_proceeds = '70%'\n\
         clean_up = '10%'\nlender_years = 2\nlender_bonds = '28000'\nlender_borrowings = '-1'\n\n\
         [[waivers]]\nrule = 'debtors'\nbecause = 'it is small'\n\n[vat]",
    ),
    (
        "by = 'Enhancer'",
        "by = 'Enhancer'\ncap = '900'\nreimbursed = 'after-senior'\n\
         agreed_return = { rate = '5%', day_count = 'act/act-isda' }",
    ),
];

/// One thing done to a text.
#[derive(Clone, Debug)]
enum Change {
    Delete(Index),
    Duplicate(Index),
    Swap(Index, Index),
    /// A number becomes another number and a day another day, or else the other way round.
    Number {
        at: Index,
        number: &'static str,
        day: &'static str,
        fits: bool,
    },
}

fn any_number_changed() -> impl Strategy<Value = Change> {
    let parts = (any::<Index>(), select(&NUMBERS[..]), select(&DAYS[..]), prop::bool::weighted(0.95));
    parts.prop_map(|(at, number, day, fits)| Change::Number { at, number, day, fits })
}

fn any_line_changed() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<Index>().prop_map(Change::Delete),
        any::<Index>().prop_map(Change::Duplicate),
        any::<(Index, Index)>().prop_map(|(a, b)| Change::Swap(a, b)),
    ]
}

/// Mostly numbers alone: a text without one of its lines seldom says anything.
fn any_changes() -> impl Strategy<Value = Vec<Change>> {
    let lines = prop_oneof![any_line_changed(), any_number_changed()];
    prop_oneof![3 => vec(any_number_changed(), 1..4), 1 => vec(lines, 1..4)]
}

/// Where the numbers and dates of a text are.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        let goes_on = found.last().is_some_and(|range| range.end == at);
        match byte {
            b'0'..=b'9' if !goes_on => found.push(at..at + 1),
            b'0'..=b'9' | b'.' | b'-' | b'%' if goes_on => found.last_mut().unwrap().end = at + 1,
            _ => {}
        }
    }
    // What stands next to a letter or a slash is part of a name: L1, act/365f, ACT/360.
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
    let bytes = text.as_bytes();
    found.retain(|range| !is_word(bytes[..range.start].last()) && !is_word(bytes.get(range.end)));
    found
}

fn changed(text: &str, changes: &[Change]) -> String {
    changes.iter().fold(text.to_string(), |text, change| change.made(&text))
}

impl Change {
    fn made(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        let count = lines.len();
        match self {
            _ if count == 0 => {}
            Change::Delete(at) => _ = lines.remove(at.index(count)),
            Change::Duplicate(at) => lines.insert(at.index(count), lines[at.index(count)]),
            Change::Swap(a, b) => lines.swap(a.index(count), b.index(count)),
            Change::Number { at, number, day, fits } => return with_number(text, *at, number, day, *fits),
        }
        lines.join("\n")
    }
}

fn with_number(text: &str, at: Index, number: &str, day: &str, fits: bool) -> String {
    let ranges = numbers(text);
    if ranges.is_empty() {
        return text.to_string();
    }
    let range = ranges[at.index(ranges.len())].clone();
    let is_day = text[range.clone()].contains('-');
    // What TOML has without quotes is a count: of months, of instalments.
    let is_count = text[..range.start].ends_with("= ");
    let to = match (is_day == fits, is_count) {
        (true, _) => day,
        (false, true) if number.contains(['.', '%', '-']) => "4294967295",
        (false, _) => number,
    };
    let mut text = text.to_string();
    text.replace_range(range, to);
    text
}

/// Goes as far with a deal as it leads.
fn run(deal: Deal) {
    _ = deal.to_toml().unwrap();
    let Ok(resolved) = deal.resolve().inspect_err(|errors| assert!(!errors.to_string().is_empty())) else {
        return;
    };
    assert!(resolved.checks().iter().all(|check| !check.to_string().is_empty()));
    resolved.project(&Scenario::no_default()).unwrap();
    let risk = resolved.simulate(&Simulation::new(50)).unwrap();
    // The yields of a report take the square of the number of dates.
    if resolved.periods().len() < 30 {
        _ = risk.report();
    }
}

fn run_toml(text: &str) {
    if let Ok(deal) = Deal::from_toml(text).inspect_err(|error| assert!(!error.to_string().is_empty())) {
        run(deal);
    }
}

fn example(name: &str) -> String {
    std::fs::read_to_string(format!("{}/examples/deals/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Everything that takes text.
fn read(text: &str) {
    _ = Deal::from_toml(text).map_err(|error| error.to_string());
    _ = Deal::from_json(text).map_err(|error| error.to_string());
    _ = read_tape(text).map_err(|error| error.to_string());
    let money = text.parse::<Money>().map_err(|error| error.to_string());
    assert_eq!(money.clone().ok(), money.ok().map(|money| money.to_decimal().to_string().parse().unwrap()));
    _ = text.parse::<Rate>().map(|rate| rate.to_string()).map_err(|error| error.to_string());
    _ = text.parse::<Probability>().map(|p| p.to_string()).map_err(|error| error.to_string());
    _ = text.parse::<AssetCorrelation>().map(|rho| rho.to_string()).map_err(|error| error.to_string());
}

#[test]
fn the_deal_that_is_changed_uses_everything() {
    let rich = edited(&good_deal(), RICH);
    assert_eq!(deal_messages(&rich), [""; 0]);
    run_toml(&rich);
}

/// A parser that went down with every bracket would run out of stack.
#[test]
fn brackets_without_end() {
    for open in ["[", "{", "{a=", "a.", "[a.", "[[", "{\"a\":", "{\"credit\":", "\""] {
        let deep = open.repeat(100_000);
        read(&deep);
        read(&format!("name = {deep}"));
        read(&format!("{{\"name\": {deep}"));
    }
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn any_tokens(tokens in vec(select(&TOKENS[..]), 0..40)) {
        read(&tokens.concat());
    }

    #[test]
    fn any_number(
        sign in select(&["", "-", "+"][..]),
        whole in vec(0_u8..10, 0..32),
        decimals in vec(0_u8..10, 0..32),
        end in select(&["", "%", " %", ".", "e9"][..]),
    ) {
        let digits = |digits: &[u8]| digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>();
        read(&format!("{sign}{}.{}{end}", digits(&whole), digits(&decimals)));
        read(&format!("{sign}{}{end}", digits(&whole)));
    }

    #[test]
    fn a_small_deal_changed(changes in any_changes()) {
        run_toml(&changed(&good_deal(), &changes));
    }

    #[test]
    fn a_rich_deal_changed(changes in any_changes()) {
        run_toml(&changed(&edited(&good_deal(), RICH), &changes));
    }

    #[test]
    fn the_deal_of_the_examples_changed(changes in any_changes(), tape in any_changes()) {
        let deal = WrittenDeal::from_toml(&changed(&example("fujian.toml"), &changes));
        let tape = changed(&example("fujian-tape.csv"), &tape);
        if let Ok(deal) = deal.and_then(|deal| deal.with_tape(&tape)) {
            run(deal);
        }
    }

    #[test]
    fn a_tape_changed(changes in any_changes()) {
        let deal = edited(&good_deal(), &[(LOANS, "[pool]\ntape = 'loans.csv'\n\n")]);
        if let Ok(deal) = WrittenDeal::from_toml(&deal).unwrap().with_tape(&changed(&good_tape(), &changes)) {
            run(deal);
        }
    }
}
