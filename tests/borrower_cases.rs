//! A firm's case in a file: what both loans cost, what makes them equal, and what is told of a file that is wrong.
//!
//! The figures of the worked case are those of `tests/borrower.rs`, which an independent script computed.
#![cfg(feature = "files")]

use std::fs;
use std::path::{Path, PathBuf};

use abs_waterfall::analysis::borrower::{
    BorrowerAnswer, BorrowerCase, EqualSubsidy, FinancingKind, Refusal, SubsidyForm, WrittenBorrowerCase,
    WrittenLoan,
};
use abs_waterfall::deal::Change;
use abs_waterfall::{Deal, Money};

const W1: &str = "examples/borrowers/w1.toml";

fn case(path: &str) -> BorrowerCase {
    BorrowerCase::load(path).unwrap()
}

fn answer(path: &str) -> BorrowerAnswer {
    case(path).answer().unwrap()
}

/// The worked case with changes in words.
fn changed(changes: &[&str]) -> BorrowerCase {
    let mut written = WrittenBorrowerCase::from_text(&fs::read_to_string(W1).unwrap()).unwrap();
    for change in changes {
        change.parse::<Change>().unwrap().apply_to(&mut written).unwrap();
    }
    written.read_in(Path::new("examples/borrowers")).unwrap()
}

fn first_sentence(of: &BorrowerAnswer) -> String {
    of.to_string().lines().next().unwrap().into()
}

fn percent(fraction: f64) -> String {
    format!("{:.3}", 100.0 * fraction)
}

/// With Nanshan's 246,253.29 in month 18, the level loan costs 4.036 % and without it 8.407 %, twelve times the rate of a month.
#[test]
fn the_worked_case() {
    let answer = answer(W1);
    let simple = |side: abs_waterfall::analysis::borrower::Side| percent(side.rates.unwrap().simple);
    assert_eq!(simple(answer.pooled.side), "4.036");
    assert_eq!(simple(answer.pooled.without_subsidies), "8.407");
    assert_eq!(simple(answer.bank.side), "3.250");
    assert_eq!(answer.pooled.grants[0].total().to_string(), "246,253.29");
    assert!(answer.pooled.side.rates.unwrap().has_others && answer.to_string().contains("several rates"));
    let only_securitised = answer.bank.grants[0].refused.clone();
    assert!(matches!(only_securitised, Some(Refusal::Condition(_))), "{only_securitised:?}");
    assert_eq!(answer.bank.grants[0].told(), "not paid: only for securitised loans");
    // (272,897.84 + 180,000 − 246,253.29 + 147,616.43) over ten million for a year.
    assert_eq!(percent(answer.replaced.unwrap().side.over_money_used.unwrap()), "3.543");
}

/// Put back in, each of the two brings the pooled loan to the bank's rate, but for the fen of each payment.
#[test]
fn what_makes_both_equal() {
    for path in [W1, "examples/borrowers/nanshan.toml", "examples/borrowers/fujian.toml"] {
        let answer = answer(path);
        let forms: Vec<bool> =
            answer.equal.iter().map(|equal| matches!(equal.form, SubsidyForm::Lump { .. })).collect();
        assert_eq!(forms, [true, false], "{path}");
        for equal in &answer.equal {
            let (then, bank) = (equal.deal.unwrap().compound, answer.bank.side.rates.unwrap().compound);
            assert!((then - bank).abs() < 1e-8, "{path}: {then} {bank}");
        }
        let lump = &answer.equal[0];
        let told = format!("subsidy of {} yuan", lump.total());
        assert!(first_sentence(&answer).contains(&told), "{}", first_sentence(&answer));
    }
}

#[test]
fn the_dearer_bank_is_told() {
    let answer = changed(&["bank.loan.terms.rate=9%"]).answer().unwrap();
    assert!(answer.gap.unwrap() < 0.0 && answer.equal.iter().all(|equal| equal.rate < 0.0));
    let told = first_sentence(&answer);
    assert!(told.contains("the bank's 9.381 %, which is the dearer one: a charge of "), "{told}");
}

/// The lump comes with the last instalment, or in the month that is asked for.
#[test]
fn when_the_lump_is_paid() {
    let lump = |changes: &[&str]| -> EqualSubsidy { changed(changes).answer().unwrap().equal.remove(0) };
    let date = |equal: EqualSubsidy| equal.payments[0].0.to_string();
    assert_eq!(date(lump(&[])), "2026-12-20");
    assert_eq!(date(lump(&["lump_months="])), "2026-06-20");
    // An instalment five days after twelve months is reached by the thirteenth.
    let days =
        ["pooled.loan.terms.due={ dates = [2026-06-25] }", "pooled.loan.terms.repayment=single-payment"];
    let by_days = [&days[..], &["pooled.loan.terms.interest=act/365f", "lump_months="]].concat();
    assert_eq!(date(lump(&by_days)), "2026-07-20");
}

/// A loan of a deal has the deal's own terms, and is part of an issue of the size of its notes.
#[test]
fn a_loan_of_a_deal() {
    let (case, deal) =
        (case("examples/borrowers/nanshan.toml"), Deal::load("examples/deals/nanshan.toml").unwrap());
    assert_eq!(Some(&case.pooled.loan), deal.pool.loans().iter().find(|loan| loan.id.as_str() == "A09"));
    assert_eq!(case.pooled.issuance, Some(Money::from_yuan(206_000_000)));
    assert_eq!((case.pooled.kind, case.bank.kind), (FinancingKind::Securitised, FinancingKind::PledgeLoan));
    let names: Vec<&str> = case.subsidies.subsidies.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["nanshan-tiers", "nanshan-pledge"]);
}

/// The case of the page on questions is one.
#[test]
fn the_case_of_the_docs() {
    let page = include_str!("../docs/questions.md");
    let text = page.split("```toml\n").nth(1).and_then(|block| block.split("```").next()).unwrap();
    let shown =
        WrittenBorrowerCase::from_text(text).unwrap().read_in(Path::new("examples/borrowers")).unwrap();
    let whole = case("examples/borrowers/fujian.toml");
    assert_eq!((shown.pooled, shown.firm, shown.subsidies), (whole.pooled, whole.firm, whole.subsidies));
}

#[test]
fn a_case_is_written_and_read_again() {
    let written = WrittenBorrowerCase::from_text(&fs::read_to_string(W1).unwrap()).unwrap();
    assert!(matches!(written.pooled.loan, WrittenLoan::Terms(_)));
    let json = serde_json::to_string(&written).unwrap();
    assert_eq!(WrittenBorrowerCase::from_text(&json).unwrap(), written);
    assert_eq!(WrittenBorrowerCase::from_text(&toml::to_string(&written).unwrap()).unwrap(), written);
}

fn file(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    let error = |text: &str| {
        let read =
            WrittenBorrowerCase::from_text(text).and_then(|it| it.read_in(Path::new("examples/borrowers")));
        read.unwrap_err().to_string()
    };
    let text = fs::read_to_string("examples/borrowers/nanshan.toml").unwrap();
    let edited = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        error(&text.replacen(from, to, 1))
    };
    assert_eq!(
        error(" "),
        "not a borrower's case: line 1: there is nothing in it: is it the right file, and was it saved?"
    );
    assert!(error("{").starts_with("not a borrower's case in JSON: EOF"));
    assert!(edited("[firm]", "[form]").contains("unknown field `form`"));
    assert!(
        edited("\"nanshan-tiers\"", "\"nanshan-tier\"").starts_with("there is no subsidy `nanshan-tier`; ")
    );
    assert!(edited("\"A09\"", "\"A99\"").starts_with("there is no loan `A99`; "));
    assert!(edited("published.toml", "lost.toml").starts_with("examples/borrowers/../subsidies/lost.toml: "));
    assert!(
        edited("deals/nanshan.toml", "deals/lost.toml")
            .starts_with("examples/borrowers/../deals/lost.toml: ")
    );
    let deal_as_book = edited("subsidies/published.toml", "deals/nanshan.toml");
    let says = "examples/borrowers/../deals/nanshan.toml: not a book of subsidies in TOML: ";
    assert!(deal_as_book.starts_with(says), "{deal_as_book}");

    let gbk = file("gbk.toml", b"name = \"a\"\nfirm = \"\xb9\xab\xcb\xbe\"\n");
    let told = BorrowerCase::load(&gbk).unwrap_err().to_string();
    assert!(
        told.ends_with(
            "gbk.toml: line 2 is not UTF-8, but perhaps GBK or UTF-16: save it as UTF-8 in your editor"
        ),
        "{told}"
    );
}
