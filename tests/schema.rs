//! The schema of deal files accepts what the reader reads, and the page of the format says what the schema says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop where it stands")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use abs_waterfall::deal::WrittenDeal;
use abs_waterfall::waterfall::{BasisPoints, Price};
use abs_waterfall::{AssetCorrelation, Deal, Money, Probability, Rate};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// To write `docs/format.md` anew, instead of comparing it.
const WRITE: &str = "WRITE_FORMAT_PAGE";

fn at(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Checks the formats of texts too: how many days a month has.
fn validator() -> Validator {
    jsonschema::options().should_validate_formats(true).build(&WrittenDeal::schema()).unwrap()
}

/// TOML as JSON, with its dates as text.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
        plain => serde_json::to_value(plain).unwrap(),
    }
}

/// The deals that come with the library, by the name of their files.
fn shipped() -> Vec<(String, Value)> {
    let files = fs::read_dir(at("examples/deals")).unwrap().map(|file| file.unwrap().path());
    let deals = files.filter(|file| file.extension().is_some_and(|kind| kind == "toml"));
    let read = |file: PathBuf| {
        let deal = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        (file.file_stem().unwrap().to_string_lossy().into_owned(), as_json(deal))
    };
    let mut shipped: Vec<_> = deals.map(read).collect();
    shipped.sort_by(|(one, _), (other, _)| one.cmp(other));
    shipped
}

fn every_term() -> Value {
    shipped().into_iter().find(|(name, _)| name == "every-term").unwrap().1
}

fn is_read(deal: &Value) -> bool {
    WrittenDeal::from_json(&deal.to_string()).is_ok()
}

#[test]
fn the_page_of_the_format_is_what_the_schema_says() {
    let (page, file) = (WrittenDeal::reference(), at("docs/format.md"));
    if std::env::var_os(WRITE).is_some() {
        fs::write(&file, &page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let differs = written.lines().zip(page.lines()).find(|(old, new)| old != new);
    assert!(
        written == page,
        "docs/format.md is not what the definitions say, first in {differs:?}: run `{WRITE}=1 cargo test --all-features \
         --test schema`"
    );
}

/// As they stand in their files, and as the library writes them, with everything that may be left out.
#[test]
fn every_deal_that_comes_with_the_library_is_valid() {
    let validator = validator();
    let assert_valid = |deal: &Value, what: &str| {
        let errors = validator.iter_errors(deal).map(|error| format!("{}: {error}", error.instance_path()));
        assert_eq!(errors.collect::<Vec<_>>(), [""; 0], "{what}");
    };
    assert!(shipped().len() >= 3);
    for (name, deal) in shipped() {
        assert_valid(&deal, &name);
        let loaded = Deal::load(at(&format!("examples/deals/{name}.toml"))).unwrap();
        assert_valid(&serde_json::from_str(&loaded.to_json().unwrap()).unwrap(), &format!("{name} in JSON"));
        assert_valid(
            &as_json(toml::from_str(&loaded.to_toml().unwrap()).unwrap()),
            &format!("{name} in TOML"),
        );
    }
}

/// The schema is one itself, and no definition in it is without a use.
#[test]
fn the_schema_is_a_schema() {
    let schema = WrittenDeal::schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let text = schema.to_string();
    for name in schema["$defs"].as_object().unwrap().keys() {
        assert!(text.contains(&format!("\"#/$defs/{name}\"")), "{name}");
    }
}

#[test]
fn what_is_wrong_is_refused() {
    let validator = validator();
    for (what, path, wrong) in [
        ("an unknown field", "/colour", json!("red")),
        ("an unknown field of a loan", "/pool/loans/0/colour", json!("red")),
        ("a tape and loans", "/pool/tape", json!("tape.csv")),
        ("a tape without a name", "/pool", json!({ "tape": " " })),
        ("a float for an amount", "/notes/0/amount", json!(26000000.5)),
        ("an amount with separators", "/notes/0/amount", json!("26,000,000")),
        ("an amount finer than a fen", "/notes/0/amount", json!("0.005")),
        ("a float for a rate", "/notes/0/coupon/rate", json!(0.022)),
        ("a rate of more than all", "/notes/0/coupon/rate", json!("101%")),
        ("a rate in whole percent", "/notes/0/coupon/rate", json!(3)),
        ("a spread beyond all", "/notes/1/coupon/rate/floating/spread_bp", json!(10001)),
        ("a price of more than twice par", "/notes/1/price", json!("200.1%")),
        ("a table of rates without one", "/rates/LPR-1Y", json!([])),
        ("a correlation of one", "/credit/asset_correlation", json!("100%")),
        ("a day that there is not", "/closing", json!("2025-02-29")),
        ("a date and a time", "/closing", json!("2025-03-20T12:00")),
        ("a word for a day count", "/notes/0/coupon/day_count", json!("act/365")),
        ("a word for a step", "/waterfall/0", json!("tax")),
        ("a step for two things", "/waterfall/4/interest", json!(["A1"])),
        ("a step for nothing", "/waterfall/0", json!({ "taxes": false })),
        ("a negative count", "/pool/loans/0/due/regular/count", json!(-1)),
        ("a count beyond 32 bits", "/pool/loans/0/due/regular/count", json!(4294967296_i64)),
        ("one amount less than nothing", "/waterfall/7/cap/less", json!(["1"])),
        ("an amount of two kinds", "/waterfall/7/cap/sum", json!(["1"])),
        ("another format", "/format", json!(3)),
    ] {
        let mut deal = every_term();
        set(&mut deal, path, wrong);
        assert!(!validator.is_valid(&deal), "{what}");
        assert!(!is_read(&deal), "{what}, of the reader");
    }
    for required in
        ["/name", "/notes", "/credit", "/pool/loans/0/rate", "/notes/0/repayment/pass-through/maturity"]
    {
        let mut deal = every_term();
        remove(&mut deal, required);
        assert!(!validator.is_valid(&deal) && !is_read(&deal), "without {required}");
    }
}

/// Puts a value under a path, in the place of another or beside it.
fn set(deal: &mut Value, path: &str, value: Value) {
    let (parent, key) = path.rsplit_once('/').unwrap();
    match deal.pointer_mut(parent).unwrap() {
        Value::Object(table) => _ = table.insert(unescaped(key), value),
        list => list[key.parse::<usize>().unwrap()] = value,
    }
}

/// Takes away what is under a path.
fn remove(deal: &mut Value, path: &str) {
    let (parent, key) = path.rsplit_once('/').unwrap();
    match deal.pointer_mut(parent).unwrap() {
        Value::Object(table) => _ = table.remove(&unescaped(key)).unwrap(),
        list => _ = list.as_array_mut().unwrap().remove(key.parse().unwrap()),
    }
}

/// As JSON pointers have the keys of tables.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn unescaped(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// What the reader reads and the schema refuses, or the reverse, and why that is so.
#[test]
fn where_they_differ() {
    let (validator, support) = (validator(), every_term()["supports"][1].clone());
    for (why, path, value, read, valid) in [
        ("format 1", "/format", json!(1), true, false),
        ("format 1 had one support", "/supports", support, true, false),
        ("format 1 might say that it had none", "/supports", Value::Null, true, false),
        (
            "format 1",
            "/waterfall/1",
            json!({ "capped-fees": { "fees": ["legal"], "cap": "5" } }),
            true,
            false,
        ),
        ("serde reads a table from a list of its values", "/accounts", json!(["one", "two"]), true, false),
        (
            "serde reads a word from a table of nothing",
            "/credit/recovery",
            json!({ "none": null }),
            true,
            false,
        ),
        ("days before the year 0 are days", "/closing", json!("-000001-01-01"), true, false),
        ("JSON schema has 1.0 for a whole number", "/notes/0/amount", json!(1.0), false, true),
        ("beyond 64 bits, of as many digits", "/notes/0/amount", json!("99999999999999999"), false, true),
    ] {
        let mut deal = every_term();
        set(&mut deal, path, value);
        assert_eq!((is_read(&deal), validator.is_valid(&deal)), (read, valid), "{why}: {path}");
    }
}

/// Where everything in a deal stands.
fn places(value: &Value, path: &str) -> Vec<String> {
    let keys: Vec<String> = match value {
        Value::Object(table) => table.keys().map(|key| escaped(key)).collect(),
        Value::Array(list) => (0..list.len()).map(|number| number.to_string()).collect(),
        _ => Vec::new(),
    };
    let below = keys.into_iter().flat_map(|key| {
        let path = format!("{path}/{key}");
        let mut places = places(value.pointer(&format!("/{key}")).unwrap(), &path);
        places.push(path);
        places
    });
    below.collect()
}

/// What stands in a place, but for which of a list it is, and what names, numbers and dates it has: a second loan with the
/// same terms as the first shows nothing new.
fn kind_of_place(path: &str, value: &Value) -> String {
    let path: Vec<&str> =
        path.split('/').map(|key| if key.parse::<u32>().is_ok() { "*" } else { key }).collect();
    let shape = match value {
        Value::Object(table) => table.keys().cloned().collect::<Vec<_>>().join(","),
        Value::String(text) if text.contains(|c: char| c.is_ascii_digit()) => "digits".into(),
        Value::String(_) => "text".into(),
        Value::Array(_) => "list".into(),
        other => other.to_string(),
    };
    format!("{}: {shape}", path.join("/"))
}

/// What a value may be changed to: another type; a word misspelt, a number of another notation; a field too many or under
/// another name.
fn changes(value: &Value) -> Vec<Value> {
    let mut changes = vec![
        Value::Null,
        json!(true),
        json!(1),
        json!(-1),
        json!(0.5),
        json!("1"),
        json!("no such word"),
        json!([]),
        json!({}),
    ];
    match value {
        Value::String(text) => {
            let texts = [
                format!("{text}x"),
                text.to_uppercase(),
                format!("-{text}"),
                format!(" {text}"),
                format!("{text}00"),
            ];
            changes.extend(texts.map(Value::from));
        }
        Value::Object(table) => {
            let with = |key: &str, value: &Value| {
                let mut table = table.clone();
                table.insert(key.into(), value.clone());
                table
            };
            changes.push(with("colour", &json!("red")).into());
            for (key, value) in table {
                let mut misspelt = with(&format!("{key}s"), value);
                misspelt.remove(key);
                changes.push(misspelt.into());
            }
        }
        Value::Array(list) => changes.extend(list.first().cloned()),
        _ => {}
    }
    changes
}

/// Differences that [`where_they_differ`] shows and that changes meet too.
fn is_known(path: &str, change: &Value) -> bool {
    match path {
        "/format" => *change == json!(1),
        "/supports" => change.is_null() || change.get("by").is_some(),
        "/accounts"
        | "/accounts/split"
        | "/credit/stress"
        | "/disclosure"
        | "/disclosure/every_loan"
        | "/orders"
        | "/pool/loans/0/disclosed" => *change == json!([]),
        _ => false,
    }
}

#[test]
fn the_schema_and_the_reader_agree_on_deals_that_are_changed() {
    let (validator, mut seen, mut differ) = (validator(), BTreeSet::new(), Vec::new());
    let (mut valid, mut refused) = (0, 0);
    let mut compare = |deal: &Value, what: &dyn Fn() -> String| {
        let (read, is_valid) = (is_read(deal), validator.is_valid(deal));
        *if is_valid { &mut valid } else { &mut refused } += 1;
        if read != is_valid {
            differ.push(format!("{}: read {read}, valid {is_valid}", what()));
        }
    };
    for (name, deal) in shipped() {
        for path in places(&deal, "") {
            let value = deal.pointer(&path).unwrap();
            if !seen.insert(kind_of_place(&path, value)) {
                continue;
            }
            let mut without = deal.clone();
            remove(&mut without, &path);
            compare(&without, &|| format!("{name} without {path}"));
            for change in changes(value).into_iter().filter(|change| !is_known(&path, change)) {
                let mut changed = deal.clone();
                set(&mut changed, &path, change.clone());
                compare(&changed, &|| format!("{name}, {path} = {change}"));
            }
        }
    }
    assert_eq!(differ, [""; 0]);
    assert!(valid > 300 && refused > 1_000, "{valid} valid, {refused} refused");
}

/// The validators of the six kinds of number.
static NUMBERS: LazyLock<[Validator; 6]> = LazyLock::new(|| {
    let schema = WrittenDeal::schema();
    ["Money", "Rate", "Probability", "AssetCorrelation", "BasisPoints", "Price"].map(|kind| {
        let kind = json!({ "$ref": format!("#/$defs/{kind}"), "$defs": schema["$defs"] });
        jsonschema::validator_for(&kind).unwrap()
    })
});

proptest! {
    /// Up to 16 digits before the point, or more than any amount has: between is a difference that is known.
    #[test]
    fn a_number_is_valid_as_text_where_it_can_be_read(
        sign in select(&["", "", "-", "+"][..]),
        zeros in 0_usize..3,
        whole in prop_oneof![0_u64..2, 0_u64..1000, 0_u64..10_000_000_000_000_000, 10_u64.pow(18)..10_u64.pow(19)],
        decimals in prop_oneof![Just(String::new()), "\\.0{0,2}", "\\.[0-9]{1,3}0{0,3}", "\\.[0-9]{9,14}0{0,20}"],
        end in select(&["", "", "%", " %", "e3", "万", "亿", "\u{3000}%"][..]),
    ) {
        let text = format!("{sign}{}{whole}{decimals}{end}", "0".repeat(zeros));
        let valid = NUMBERS.each_ref().map(|kind| kind.is_valid(&json!(text)));
        let read = [
            text.parse::<Money>().is_ok(),
            text.parse::<Rate>().is_ok(),
            text.parse::<Probability>().is_ok(),
            text.parse::<AssetCorrelation>().is_ok(),
            text.parse::<BasisPoints>().is_ok(),
            text.parse::<Price>().is_ok(),
        ];
        prop_assert_eq!(valid, read, "{}", text);
    }
}
