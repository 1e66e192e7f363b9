//! Files that are no deal: syntax, fields and values in TOML and JSON, and files that cannot be read.

use std::fs;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use abs_waterfall::Deal;
use abs_waterfall::deal::{FileError, WrittenDeal};

use crate::support::{Case, LOANS, edited, good_deal, good_tape};

/// Essential parts of the message, as the wording is that of another library: the line, and what is wrong with what.
const TOML: &[Case] = &[
    (
        "an array that is not closed",
        &[("rate = '3%'", "rate = [3")],
        &["line 38, column 1", "missing comma between array elements"],
    ),
    (
        "a text that is not closed",
        &[("name = 'Small'", "name = 'Small")],
        &["line 1, ", "invalid literal string"],
    ),
    ("a table twice", &[("[credit]", "[dates]")], &["line 33, column 2", "[dates]", "duplicate key"]),
    (
        "an unknown field of the deal",
        &[("closing", "colour = 'red'\nclosing")],
        &[
            "line 2, column 1",
            "unknown field `colour`, expected one of `format`, `name`, `namespace`, `closing`, `cutoff`, `parties`",
        ],
    ),
    (
        "a field of the deal that is not well written",
        &[("closing", "closign")],
        &["unknown field `closign`, expected one of `format`", "; did you mean `closing`?"],
    ),
    (
        "a field of a step that is not well written",
        &[("{ interest = ['senior'] }", "{ intrest = ['senior'] }")],
        &["unknown field `intrest`, expected one of `taxes`", "; did you mean `interest`?"],
    ),
    (
        "a word that is not well written",
        &[("'interest-only-bullet'", "'interest-only-bulet'")],
        &["unknown variant `interest-only-bulet`", "; did you mean `interest-only-bullet`?"],
    ),
    (
        "an unknown field of a party",
        &[("roles = ['plan-manager']", "roles = ['plan-manager']\nrole = 'servicer'")],
        &[
            "line 25, column 1",
            "unknown field `role`, expected one of `name`, `registration`, `roles`, `quality`",
        ],
    ),
    (
        "an unknown field of a loan",
        &[("id = 'L2'", "id = 'L2'\nguarantee = 'Lender'")],
        &["unknown field `guarantee`", "`guarantor`"],
    ),
    (
        "a waiver of a rule that is none",
        &[("[vat]", "[[waivers]]\nrule = 'debtor'\nbecause = 'it is small'\n\n[vat]")],
        &[
            "unknown variant `debtor`, expected one of `retention`, `debtors`, `creditors`",
            "`whole-contract`",
        ],
    ),
    (
        "claims that are none",
        &[("[vat]", "[disclosure]\nassets = 'houses'\n\n[vat]")],
        &["unknown variant `houses`, expected one of `loans`, `leases`, `receivables`, `supply-chain`"],
    ),
    (
        "an unknown field of a coupon",
        &[("coupon = { rate", "coupon = { spread = 0, rate")],
        &["unknown field `spread`, expected one of `rate`, `day_count`, `rounding`"],
    ),
    (
        "a coupon of a kind that there is not",
        &[("rate = '3.5%'", "rate = { floats = 'LPR' }")],
        &["unknown variant `floats`, expected `steps` or `floating`"],
    ),
    (
        "a coupon of two kinds",
        &[(
            "rate = '3.5%'",
            "rate = { floating = { table = 'LPR' }, steps = [{ from = 2024-01-01, rate = '3%' }] }",
        )],
        &["a coupon has one kind of rate, and `"],
    ),
    (
        "a coupon that is no rate",
        &[("rate = '3.5%', day_count = 'act/365f' }", "rate = true, day_count = 'act/365f' }")],
        &["invalid type: boolean `true`, expected a rate like \"2.5%\", or a table like { floating = "],
    ),
    (
        "a coupon in steps out of order",
        &[(
            "rate = '3.5%'",
            "rate = { steps = [{ from = 2024-06-26, rate = '3%' }, { from = 2024-01-01, rate = '4%' }] }",
        )],
        &["2024-01-01 stands after 2024-06-26: list rates in the order of their days, each day once"],
    ),
    (
        "a table without a rate",
        &[("[vat]", "[rates]\nLPR = []\n\n[vat]")],
        &["there is no rate in it: list at least one, with the day from which it holds"],
    ),
    (
        "a spread in percent",
        &[("rate = '3.5%'", "rate = { floating = { table = 'LPR', spread_bp = '-0.3%' } }")],
        &["`-0.3%` is not a spread: write it in basis points, like -30 or 12.5"],
    ),
    (
        "a spread as a float",
        &[("rate = '3.5%'", "rate = { floating = { table = 'LPR', spread_bp = 12.5 } }")],
        &["a binary float, which is not exact: write it as text, like \"-12.5\""],
    ),
    (
        "a price per hundred",
        &[("amount = '1500'", "amount = '1500'\nprice = '101.5'")],
        &["101.5 is out of range: a price runs from 0 to 200%, where 100% is par"],
    ),
    (
        "interest that is deferred in a way that there is not",
        &[("amount = '1500'", "amount = '1500'\ndeferrable = 'yes'")],
        &["unknown variant `yes`, expected `simple` or `compound`"],
    ),
    (
        "an unknown field of a capped step",
        &[("{ fees = ['trustee'] }", "{ capped-fees = { fees = ['trustee'], cap = 5, floor = 1 } }")],
        &["line 5, ", "unknown field `floor`, expected `fees` or `cap`"],
    ),
    (
        "a step that is none",
        &[("{ fees = ['trustee'] }", "{ fee = 'trustee' }")],
        &["line 5, ", "unknown field `fee`, expected one of `taxes`, `fees`"],
    ),
    (
        "a step in a word that is none",
        &[("'reimbursement'", "'refund'")],
        &["line 8, ", "unknown variant `refund`"],
    ),
    (
        "a step of a name instead of a list",
        &[("fees = ['trustee'] }", "fees = 'trustee' }")],
        &["line 5, ", "a sequence"],
    ),
    (
        "a step that pays two things",
        &[("{ fees = ['trustee'] }", "{ fees = ['trustee'], interest = ['senior'] }")],
        &["line 5, ", "one step for two things, fees: trustee and interest on senior: write two steps"],
    ),
    (
        "a step that pays nothing",
        &[("{ fees = ['trustee'] }", "{ from = ['plan account'] }")],
        &["line 5, ", "a step that pays nothing: name what it pays"],
    ),
    (
        "a cap that is no amount",
        &[("{ fees = ['trustee'] }", "{ fees = ['trustee'], cap = { sum = [1], min = [2] } }")],
        &["line 5, ", "an amount is one thing, and `"],
    ),
    (
        "a difference of three amounts",
        &[("{ fees = ['trustee'] }", "{ fees = ['trustee'], cap = { less = [1, 2, 3] } }")],
        &["line 5, ", "two amounts are compared, or one taken off the other, and 3 are listed"],
    ),
    (
        "a comparison of three amounts",
        &[("{ fees = ['trustee'] }", "{ fees = ['trustee'], when = { at-least = [1, 2, 3] } }")],
        &["line 5, ", "two amounts are compared, or one taken off the other, and 3 are listed"],
    ),
    (
        "a format that is not known yet",
        &[("name = 'Small'", "format = 3\nname = 'Small'")],
        &["line 1, ", "this is format 3, and this version of abs-waterfall reads 1 to 2: use a newer one"],
    ),
    ("a missing field of the deal", &[("closing = '2024-01-01'\n", "")], &["missing field `closing`"]),
    (
        "a missing field of a table",
        &[("servicer = 'Lender'\n", "")],
        &["line 26, ", "[servicing]", "missing field `servicer`"],
    ),
    (
        "a missing field of a step",
        &[("{ fees = ['trustee'] }", "{ capped-fees = { fees = ['trustee'] } }")],
        &["line 5, ", "missing field `cap`"],
    ),
    (
        "an amount of money as a float",
        &[("amount = '1500'", "amount = 0.1")],
        &["amount = 0.1\n", "a binary float, which is not exact: write it as text, like \"1500000.50\""],
    ),
    (
        "a rate as a float",
        &[("rate = '3%'", "rate = 0.03")],
        &["line 37, column 8", "a binary float, which is not exact: write it as text, like \"0.05\""],
    ),
    (
        "an amount as a truth",
        &[("amount = '300'", "amount = true")],
        &["amount = true\n", "an exact number as text, like \"1500000.50\", or a whole number"],
    ),
    (
        "an amount that is none",
        &[("amount = '300'", "amount = '300 yuan'")],
        &[
            "`300 yuan` is not an amount of money: write yuan and fen as plain digits, like 1500000 or 877427.79",
        ],
    ),
    (
        "a rate out of range",
        &[("rate = '3%'", "rate = 3000")],
        &["line 37, column 8", "3000 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %"],
    ),
    (
        "a role that there is not",
        &[("['plan-manager']", "['planner']")],
        &[
            "line 24, column 10",
            "unknown variant `planner`, expected one of `originator`, `servicer`, `backup-servicer`, `shortfall-payer`",
        ],
    ),
    (
        "a day count that there is not",
        &[("'3.5%', day_count = 'act/365f'", "'3.5%', day_count = 'act/365'")],
        &["unknown variant `act/365`, expected one of `act/360`, `act/365f`"],
    ),
    (
        "a roll that there is not",
        &[("[dates]", "[dates]\nroll = 'forward'")],
        &["line 30, ", "unknown variant `forward`"],
    ),
    (
        "a day that there is not",
        &[("closing = '2024-01-01'", "closing = '2024-02-30'")],
        &["line 2, column 11", "`2024-02-30` is not a date; write it like 2024-06-20"],
    ),
    (
        "a date in words",
        &[("closing = '2024-01-01'", "closing = 'New Year'")],
        &["line 2, column 11", "`New Year` is not a date; write it like 2024-06-20"],
    ),
    (
        "a time of day",
        &[("closing = '2024-01-01'", "closing = '2024-01-01T23:59'")],
        &["line 2, column 11", "`2024-01-01T23:59` is not a date; write it like 2024-06-20"],
    ),
    (
        "a time of day as TOML itself has it",
        &[("closing = '2024-01-01'", "closing = 2024-01-01T23:59:00")],
        &["line 2, column 11", "`2024-01-01T23:59:00` is not a date; write it like 2024-06-20"],
    ),
    (
        "an interest basis that there is not",
        &[("'periodic'", "'monthly'")],
        &[
            "interest = 'monthly'\n",
            "unknown variant `monthly`, expected one of `periodic`, `act/360`, `act/365f`",
        ],
    ),
    (
        "a probability out of range in a scale",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = { BB = '150%' }")],
        &["line 35, ", "1.5 is out of range: a probability runs from 0 to 1, where 0.03 is 3 %"],
    ),
    (
        "a grade that is neither a probability nor a list of them",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = { BB = true }")],
        &["line 35, ", "expected a probability a year, like \"3%\", or a list of cumulative ones"],
    ),
    (
        "an amount beyond a decimal",
        &[("amount = '1500'", "amount = '100000000000000000000000000000000'")],
        &["`100000000000000000000000000000000` is too large: amounts reach to 92 quadrillion yuan"],
    ),
    (
        "a rate of 29 digits",
        &[("rate = '3.5%'", "rate = '0.03500000000000000000000000001'")],
        &[
            "`0.03500000000000000000000000001` has more than 12 decimals: round it to what the contract states",
        ],
    ),
    (
        "a rate of 29 digits before its point",
        &[("rate = '3.5%'", "rate = '99999999999999999999999999999'")],
        &["99999999999999999999999999999 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %"],
    ),
    (
        "a rate of 29 digits as a float",
        &[("rate = '3.5%'", "rate = 0.03500000000000000000000000001")],
        &["a binary float, which is not exact: write it as text, like \"0.05\""],
    ),
    (
        "a rate in full-width characters",
        &[("rate = '3.5%'", "rate = '３．５％'")],
        &["`３．５％` is not a rate: write it in half-width characters, like 3.5%"],
    ),
    (
        "a date in full-width characters",
        &[("closing = '2024-01-01'", "closing = '２０２４-01-01'")],
        &[
            "line 2, column 11",
            "`２０２４-01-01` is not a date; write it in half-width characters, like 2024-01-01",
        ],
    ),
    (
        "a tape without a name",
        &[(LOANS, "[pool]\ntape = ''\n\n")],
        &["line 40, column 1", "[pool]", "the tape has no name: name the CSV file that lists the loans"],
    ),
    (
        "a character that no text has",
        &[("servicer = 'Lender'", "servicer = 'Len\0der'")],
        &["not a deal: line 27: it has a NUL character, as no text has: save the file as UTF-8"],
    ),
    (
        "a rate of more digits than a decimal has, once it is no percentage",
        &[("rate = '3.5%'", "rate = '3.0000000000000000000000000001%'")],
        &[
            "`3.0000000000000000000000000001%` has more than 12 decimals: round it to what the contract states",
        ],
    ),
    (
        "a count below nothing",
        &[("count = 12", "count = -12")],
        &["count = -12", "invalid value: integer `-12`, expected u32"],
    ),
    (
        "a list of loans and a tape",
        &[("[servicing]", "[pool]\ntape = 'loans.csv'\n\n[servicing]")],
        &["[pool]", "element"],
    ),
    ("brackets without end", &[("name = 'Small'", DEEP)], &["max recursion depth"]),
];

/// Deeper than TOML is read.
const DEEP: &str =
    "name = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";

const JSON: &[Case] = &[
    (
        "a comma too many",
        &[("\"name\": \"Small\",", "\"name\": \"Small\",,")],
        &["line 3 column 19", "key must be a string"],
    ),
    (
        "an unknown field of the deal",
        &[("\"name\": \"Small\",", "\"name\": \"Small\", \"colour\": 1,")],
        &[
            "line 3 column 27",
            "unknown field `colour`, expected one of `format`, `name`, `namespace`, `closing`",
        ],
    ),
    (
        "an unknown field of the undertaking",
        &[("\"by\": \"Enhancer\"", "\"by\": \"Enhancer\",\n\"limit\": \"5\"")],
        &["unknown field `limit`, expected one of `name`, `kind`, `by`, `taxes_each_date`"],
    ),
    (
        "a step that is none",
        &[("\"taxes\"", "\"tax\"")],
        &["unknown variant `tax`, expected one of `taxes`, `fees`"],
    ),
    ("a missing field", &[("\"closing\": \"2024-01-01\",", "")], &["missing field `closing`"]),
    (
        "an amount as a float",
        &[("\"amount\": \"1500.00\"", "\"amount\": 1500.1")],
        &[
            "a number with a point or an exponent, or beyond 64 bits, is a binary float, which is not exact: write it as \
             text, like \"1500000.50\" at line",
        ],
    ),
    (
        "an amount with an exponent",
        &[("\"amount\": \"1500.00\"", "\"amount\": 15e2")],
        &["a binary float, which is not exact: write it as text, like \"1500000.50\" at line"],
    ),
    (
        "an amount beyond 64 bits",
        &[("\"amount\": \"1500.00\"", "\"amount\": 18446744073709551616")],
        &["a binary float, which is not exact: write it as text, like \"1500000.50\" at line"],
    ),
    (
        "a rate of 29 digits",
        &[("\"asset_correlation\": \"0.2\"", "\"asset_correlation\": 0.20000000000000000000000000001")],
        &["a binary float, which is not exact: write it as text, like \"0.2\" at line"],
    ),
    (
        "a tape without a name",
        &[("\"loans\": [", "\"tape\": \" \", \"loan\": [")],
        &["the tape has no name: name the CSV file that lists the loans"],
    ),
    (
        "a character that no text has",
        &[("\"Small\"", "\"Sm\0all\"")],
        &["not a deal: line 3: it has a NUL character, as no text has: save the file as UTF-8"],
    ),
    ("a role that there is not", &[("\"plan-manager\"", "\"planner\"")], &["unknown variant `planner`"]),
    (
        "a day that there is not",
        &[("\"closing\": \"2024-01-01\"", "\"closing\": \"2023-02-29\"")],
        &["line 5 column 25", "`2023-02-29` is not a date; write it like 2024-06-20"],
    ),
    ("a text instead of a deal", &[("{\n  \"format\"", "\"deal\" {\n  \"format\"")], &["line 1 column 6"]),
];

/// Every part of the message that is expected must be in it.
fn check_parts(good: &str, cases: &[Case], read: fn(&str) -> Result<Deal, FileError>) {
    let mut wrong = Vec::new();
    for (name, edits, parts) in cases {
        let found =
            read(&edited(good, edits)).map_or_else(|error| error.to_string(), |_| "a good deal".into());
        if !parts.iter().all(|part| found.contains(part)) {
            wrong.push(format!("{name}\n  expected {parts:#?}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn toml_that_is_no_deal() {
    check_parts(&good_deal(), TOML, Deal::from_toml);
}

#[test]
fn json_that_is_no_deal() {
    let good = Deal::from_toml(&good_deal()).unwrap().to_json().unwrap();
    check_parts(&good, JSON, Deal::from_json);
}

/// A folder of its own, gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("abs-waterfall-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

fn deal_with_tape() -> String {
    let closing = ("closing = '2024-01-01'", "closing = '2024-01-20'");
    edited(&good_deal(), &[closing, (LOANS, "[pool]\ntape = 'loans.csv'\n\n")])
}

/// What is said of a deal that cannot be loaded.
fn said(deal: &Path) -> String {
    Deal::load(deal).unwrap_err().to_string()
}

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new("missing");
    let no_file = std::io::Error::from_raw_os_error(2).to_string();
    let missing = folder.0.join("deal.toml");
    assert_eq!(said(&missing), format!("{}: {no_file}", missing.display()));
    let deal = folder.write("deal.toml", deal_with_tape());
    let tape = folder.0.join("loans.csv");
    assert_eq!(said(&deal), format!("pool.tape: {}: {no_file}", tape.display()));
    let error = Deal::load(&deal).unwrap_err();
    let FileError::TapeFile(inner) = &error else { panic!("{error}") };
    assert!(
        matches!(&**inner, FileError::Io { path, error } if *path == tape && error.kind() == ErrorKind::NotFound)
    );
    folder.write("loans.csv", good_tape());
    assert!(Deal::load(&deal).unwrap().resolve().is_ok());
}

/// The company 公司 in GBK, and everything in UTF-16.
#[test]
fn files_in_other_encodings() {
    let folder = Folder::new("encodings");
    let gbk = |text: String| [text.as_bytes(), &[0xb9, 0xab, 0xcb, 0xbe]].concat();
    let utf16 = |text: String| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let advice = "is not UTF-8, but perhaps GBK or UTF-16: save it as UTF-8";
    let tape = folder.write("loans.csv", gbk(good_tape()));
    let deal = folder.write("deal.toml", deal_with_tape());
    let spreadsheet = "(in a spreadsheet, as \"CSV UTF-8\")";
    assert_eq!(said(&deal), format!("pool.tape: {}: line 4 {advice} {spreadsheet}", tape.display()));
    let deal = folder.write("deal.toml", gbk("name = 'Small'\n# ".into()));
    assert_eq!(said(&deal), format!("{}: line 2 {advice} in your editor", deal.display()));
    let deal = folder.write("deal.json", gbk(String::new()));
    assert_eq!(said(&deal), format!("{}: line 1 {advice} in your editor", deal.display()));
    let deal = folder.write("deal.toml", [vec![0xff, 0xfe], utf16(good_deal())].concat());
    assert_eq!(said(&deal), format!("{}: line 1 {advice} in your editor", deal.display()));
    let deal = folder.write("deal.toml", utf16(good_deal()));
    assert_eq!(
        said(&deal),
        "not a deal: line 1: it has a NUL character, as no text has: save the file as UTF-8"
    );
}

#[test]
fn files_with_nothing_in_them() {
    let folder = Folder::new("empty");
    let nothing = "line 1: there is nothing in it: is it the right file, and was it saved?";
    for (name, content) in [("deal.toml", ""), ("deal.json", "\u{feff}\n"), ("deal.toml", "\r\n\u{1a}")] {
        assert_eq!(said(&folder.write(name, content)), format!("not a deal: {nothing}"));
    }
    folder.write("loans.csv", "");
    let deal = folder.write("deal.toml", deal_with_tape());
    assert_eq!(said(&deal), format!("the loan tape has 1 error(s):\n  {nothing}"));
}

/// What editors and older systems put around a text is no part of the deal.
#[test]
fn marks_around_a_deal_change_nothing() {
    let toml = good_deal();
    let deal = Deal::from_toml(&toml).unwrap();
    let json = deal.to_json().unwrap();
    for (before, after) in [("\u{feff}", ""), ("", "\u{1a}"), ("", "\n\0\0\0"), ("\u{feff}", "\r\n\u{1a}\0")]
    {
        let around = |text: &str| format!("{before}{text}{after}");
        assert_eq!(Deal::from_toml(&around(&toml)).unwrap(), deal, "{before:?} {after:?}");
        assert_eq!(
            Deal::from_toml(&around(&toml.replace('\n', "\r\n"))).unwrap(),
            deal,
            "{before:?} {after:?}"
        );
        assert_eq!(Deal::from_json(&around(&json)).unwrap(), deal, "{before:?} {after:?}");
    }
}

/// What a `main` that returns the error prints is for people.
#[test]
fn errors_are_debugged_in_sentences() {
    let error = Deal::from_toml("name = 5").unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
    let worthless = edited(&good_deal(), &[("amount = '300'", "amount = '-1'")]);
    let errors = Deal::from_toml(&worthless).unwrap().resolve().unwrap_err();
    assert_eq!(format!("{errors:?}"), errors.to_string());
    assert!(format!("{:?}", errors.0[0]).starts_with("note \"sub\": "), "{errors}");
}

/// A tape of ten thousand loans, in about half a megabyte.
fn long_tape() -> String {
    let header = "id,principal,rate,disbursed,first_due,instalments,repayment,interest,rating\n";
    let line = |i: usize| format!("L{i},1000,5%,2024-01-15,2024-02-15,11,level-payment,periodic,BB\n");
    header.to_string() + &(0..10_000).map(line).collect::<String>()
}

/// Progress rises to the end of the file, with the marks around the text.
#[test]
fn a_tape_is_watched_while_it_is_read() {
    let folder = Folder::new("watched");
    let tape = format!("\u{feff}{}\r\n\u{1a}", long_tape());
    folder.write("loans.csv", &tape);
    let deal = folder.write("deal.toml", deal_with_tape());
    let mut seen = Vec::new();
    let loaded = Deal::load_watched(&deal, |progress| {
        assert_eq!(progress.bytes, tape.len() as u64);
        seen.push(progress.done);
        ControlFlow::Continue(())
    });
    assert_eq!(loaded.unwrap().pool.loans().len(), 10_000);
    assert!(seen.len() > 2 && seen.is_sorted_by(|a, b| a < b), "{seen:?}");
    assert_eq!(seen.last(), Some(&(tape.len() as u64)));
}

#[test]
fn a_tape_is_read_until_it_is_stopped() {
    let folder = Folder::new("stopped");
    folder.write("loans.csv", long_tape());
    let deal = folder.write("deal.toml", deal_with_tape());
    for calls in 1..=3 {
        let mut seen = 0;
        let stop = |_| {
            seen += 1;
            if seen < calls { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let error = Deal::load_watched(&deal, stop).unwrap_err();
        assert!(matches!(error, FileError::Stopped), "{error}");
        assert_eq!(seen, calls);
    }
}

#[test]
fn a_deal_that_lists_its_loans_is_not_watched() {
    let folder = Folder::new("listed");
    let deal = folder.write("deal.toml", good_deal());
    assert!(Deal::load_watched(&deal, |_| panic!("there is no tape")).is_ok());
}

/// A text has no file beside it, so that a tape which it names must be given.
#[test]
fn a_tape_that_is_not_given() {
    let toml = deal_with_tape();
    let error = Deal::from_toml(&toml).unwrap_err().to_string();
    let advice = "pool.tape: the loans are on the tape `loans.csv`, which has not been read: load the deal from its file, \
                  or read it as a WrittenDeal and give it the tape's text";
    assert_eq!(error, advice);
    let written = WrittenDeal::from_toml(&toml).unwrap();
    assert_eq!(written.tape(), Some("loans.csv"));
    let json = written.0.to_json().unwrap();
    assert_eq!(Deal::from_json(&json).unwrap_err().to_string(), advice);
    assert_eq!(WrittenDeal::from_json(&json).unwrap(), written);
    let deal = written.with_tape(&good_tape()).unwrap();
    assert_eq!(Deal::from_toml(&deal.to_toml().unwrap()).unwrap(), deal);
}

/// A deal that lists its loans may be given others.
#[test]
fn a_tape_that_takes_the_place_of_loans() {
    let written = WrittenDeal::from_toml(&good_deal()).unwrap();
    assert_eq!(written.tape(), None);
    let ids = |deal: Deal| deal.pool.loans().iter().map(|loan| loan.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(written.clone().with_tape(&good_tape()).unwrap()), ["A", "B"]);
    assert_eq!(ids(written.listed().unwrap()), ["L1", "L2"]);
}

/// The name decides the format: TOML in a `.JSON` is bad JSON, and a tape is no deal.
#[test]
fn files_of_another_format() {
    let folder = Folder::new("format");
    let error = Deal::load(folder.write("deal.JSON", good_deal())).unwrap_err().to_string();
    assert_eq!(error, "not a deal in JSON: expected ident at line 1 column 2");
    let error = Deal::load(folder.write("loans.csv", good_tape())).unwrap_err().to_string();
    assert!(error.starts_with("not a deal in TOML: TOML parse error at line 1, column 3"), "{error}");
    folder.write("loans.csv", "id,id\n");
    let error = Deal::load(folder.write("deal.toml", deal_with_tape())).unwrap_err();
    assert!(matches!(&error, FileError::Tape(errors) if errors.0.len() == 7), "{error}");
}
