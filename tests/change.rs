//! Changes of a deal in words.
#![cfg(feature = "files")]

use abs_waterfall::Deal;
use abs_waterfall::deal::{Change, ChangeError};

fn changed(file: &str, change: &str) -> Result<Deal, ChangeError> {
    let mut deal = Deal::load(format!("examples/deals/{file}.toml")).unwrap();
    let before = deal.clone();
    let outcome = change.parse::<Change>().and_then(|change| change.apply(&mut deal));
    match outcome {
        Ok(()) => Ok(deal),
        Err(error) => {
            assert!(deal == before, "{change} has failed, and changed something");
            Err(error)
        }
    }
}

/// What a change writes stands in the deal's JSON.
#[test]
fn fields_and_the_words_of_a_file() {
    for (change, pointer, expected) in [
        ("name=Another deal", "/name", "\"Another deal\""),
        ("closing=2024-06-21", "/closing", "\"2024-06-21\""),
        ("cutoff = 2024-06-19", "/cutoff", "\"2024-06-19\""),
        ("credit.asset_correlation=0.3", "/credit/asset_correlation", "\"0.3\""),
        ("notes.senior.amount=1.4亿", "/notes/0/amount", "\"140000000.00\""),
        ("notes.2.amount=1000万", "/notes/1/amount", "\"10000000.00\""),
        ("notes.*.amount=1", "/notes/1/amount", "\"1.00\""),
        ("dates.distribution.regular.count=9", "/dates/distribution/regular/count", "9"),
        ("supports.Fujian Credit Enhancement.cap=500万", "/supports/0/cap", "\"5000000.00\""),
        ("parties.\"Rating agency\".roles=[]", "/parties/3/roles", "[]"),
        ("credit.recovery=none", "/credit/recovery", "\"none\""),
        (
            "credit.recovery={ of-outstanding = { rate = \"30%\", lag_months = 6 } }",
            "/credit/recovery/of-outstanding/lag_months",
            "6",
        ),
        (
            "notes.senior.repayment={ bullet = { maturity = 2026-06-26 } }",
            "/notes/0/repayment/bullet/maturity",
            "\"2026-06-26\"",
        ),
        ("supports.1.taxes_each_date=true", "/supports/0/taxes_each_date", "true"),
        ("vat=", "/vat", "null"),
        ("pool.loans.C01.rate=6%", "/pool/loans/0/rate", "\"0.06\""),
        ("pool.loans.*.quality={ annual-pd = \"4%\" }", "/pool/loans/18/quality/annual-pd", "\"0.04\""),
        ("waterfall.3.cap=100万", "/waterfall/2/cap", "\"1000000.00\""),
    ] {
        let deal = changed("fujian", change).unwrap_or_else(|error| panic!("{change}: {error}"));
        let json: serde_json::Value = serde_json::from_str(&deal.to_json().unwrap()).unwrap();
        assert_eq!(json.pointer(pointer).map(ToString::to_string).as_deref(), Some(expected), "{change}");
    }
}

#[test]
fn what_there_is_not_is_told_with_the_nearest() {
    for (change, sentence) in [
        (
            "notes.senoir.amount=1",
            "notes.senoir.amount: there is no `senoir` in notes; did you mean `senior`?",
        ),
        ("notes.A1.amount=1", "notes.A1.amount: there is no `A1` in notes; there is senior, sub"),
        (
            "notes.senior.amuont=1",
            "notes.senior.amuont: notes.senior has no `amuont`; did you mean `amount`?",
        ),
        ("fee.running=1", "fee.running: a deal has no `fee`; did you mean `fees`?"),
        (
            "notes.senior.amount.yuan=1",
            "notes.senior.amount.yuan: notes.senior.amount is one value and has no fields",
        ),
        (
            "waterfall.9.cap=1",
            "waterfall.9.cap: there is no `9` in waterfall; its parts go by their number, from 1",
        ),
        (
            "pool.loans.C20.rate=1%",
            "pool.loans.C20.rate: there is no `C20` in pool.loans; did you mean `C10`?",
        ),
        (
            "pool.loans.C01.rates=1%",
            "pool.loans.C01.rates: pool.loans.C01 has no `rates`; did you mean `rate`?",
        ),
        (
            "pool.tape=other.csv",
            "pool.tape: of a pool only fields of its loans can be changed, one by one or all at once, like pool.loans.*.rate",
        ),
        (
            "credit.asset_correlation=2",
            "credit.asset_correlation=2: 2 is out of range: an asset correlation runs from 0 to below 1, where 0.2 is 20 %",
        ),
        (
            "credit.recovery={ of",
            "credit.recovery={ of: in brackets or quotes it must be a value of TOML, and is none",
        ),
        ("credit", "`credit` is no change: write a field and its value, like credit.asset_correlation=0.3"),
        (
            "notes..amount=1",
            "`notes..amount` is no field: write its path, like credit.asset_correlation or notes.senior.amount",
        ),
    ] {
        assert_eq!(changed("fujian", change).unwrap_err().to_string(), sentence, "{change}");
    }
}

/// The order of a list is a term too, and a path is one that a change can have.
#[test]
fn how_two_deals_differ() {
    let deal = Deal::load("examples/deals/every-term.toml").unwrap();
    let differences = |change: &dyn Fn(&mut Deal)| {
        let mut other = deal.clone();
        change(&mut other);
        let told = deal.differences(&other).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told.is_empty(), deal == other);
        told
    };
    assert_eq!(differences(&|_| ()), [""; 0]);
    assert_eq!(
        differences(&|deal| deal.supports.swap(0, 1)),
        ["supports: Enhancer, second for A2, and second for A2, Enhancer"]
    );
    assert_eq!(
        differences(&|deal| deal.pool.loans_mut()[1].rate = "5.5%".parse().unwrap()),
        ["pool.loans.L2.rate: 0.05, and 0.055"]
    );
    let renamed = differences(&|deal| deal.parties[4].name = "s=b.x".into());
    assert!(renamed[1].starts_with("parties.\"s=b.x\": nothing, and {"), "{renamed:?}");
    let twice = differences(&|deal| deal.notes[1].name = "A1".into());
    assert!(twice.iter().any(|told| told == "notes.2.name: A2, and A1"), "{twice:?}");
}

/// Nothing that the deal file explains is out of reach: every plain value in it can be written again through its path.
#[test]
fn every_term_can_be_changed() {
    let deal = Deal::load("examples/deals/every-term.toml").unwrap();
    let tree: serde_json::Value = serde_json::from_str(&deal.to_json().unwrap()).unwrap();
    let mut fields = Vec::new();
    collect(&tree, String::new(), &mut fields);
    assert!(fields.len() > 200, "{}", fields.len());
    for (path, value) in fields.iter().filter(|(path, _)| path != "format") {
        let mut again = deal.clone();
        let change = format!("{path}={value}");
        let outcome = change.parse::<Change>().and_then(|change| change.apply(&mut again));
        assert!(outcome.is_ok() && again == deal, "{change}: {outcome:?}");
    }
}

fn collect(tree: &serde_json::Value, path: String, into: &mut Vec<(String, String)>) {
    let below = |name: &str| {
        let name = if name.contains('.') { format!("\"{name}\"") } else { name.to_string() };
        if path.is_empty() { name } else { format!("{path}.{name}") }
    };
    match tree {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| collect(value, below(name), into));
        }
        serde_json::Value::Array(list) => {
            (1..).zip(list).for_each(|(number, value)| collect(value, below(&number.to_string()), into));
        }
        serde_json::Value::Null => {}
        serde_json::Value::String(text) => into.push((path, text.clone())),
        plain => into.push((path, plain.to_string())),
    }
}
