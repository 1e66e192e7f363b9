//! The schemas of cases, books of subsidies and markets accept what their readers read.
#![cfg(feature = "schema")]

use abs_waterfall::analysis::borrower::{SubsidyBook, WrittenBorrowerCase};
use abs_waterfall::analysis::market::Market;
use serde_json::{Value, json};

/// The schema of a kind of file, whether its reader reads a text, and examples.
type Kind = (Value, fn(&str) -> bool, &'static [&'static str]);

fn kinds() -> [Kind; 3] {
    [
        (
            WrittenBorrowerCase::schema(),
            |text| WrittenBorrowerCase::from_text(text).is_ok(),
            &[
                include_str!("../examples/borrowers/w1.toml"),
                include_str!("../examples/borrowers/nanshan.toml"),
                include_str!("../examples/borrowers/fujian.toml"),
            ],
        ),
        (
            SubsidyBook::schema(),
            |text| serde_json::from_str::<SubsidyBook>(text).is_ok(),
            &[include_str!("../examples/subsidies/published.toml")],
        ),
        (
            Market::schema(),
            |text| serde_json::from_str::<Market>(text).is_ok(),
            &[include_str!("../examples/markets/province.toml")],
        ),
    ]
}

/// A file as JSON has it: with its dates as text.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}

/// Every place in a file, as a pointer.
fn places(of: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.into());
    match of {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, part)| places(part, &format!("{at}/{i}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, part)| places(part, &format!("{at}/{key}"), found));
        }
        _ => {}
    }
}

/// Both read the examples; and wherever something else stands, or a field that nobody knows, both refuse it or both read it.
#[test]
fn schema_and_reader_agree() {
    for (schema, reads, examples) in kinds() {
        assert!(jsonschema::meta::is_valid(&schema));
        let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for example in examples {
            let good = as_json(toml::Value::Table(toml::from_str(example).unwrap()));
            assert!(schema.is_valid(&good) && reads(&good.to_string()), "{example}");
            let mut all = Vec::new();
            places(&good, "", &mut all);
            let mut refused = 0;
            for place in &all {
                for other in
                    [json!("?"), json!(-1), json!(true), json!(null), json!([]), json!({ "unknown": 1 })]
                {
                    let mut changed = good.clone();
                    let here = changed.pointer_mut(place).unwrap();
                    if here.is_object() && other.is_array() {
                        continue; // Serde reads a list of all fields in order.
                    }
                    *here = other.clone();
                    let (valid, read) = (schema.is_valid(&changed), reads(&changed.to_string()));
                    assert_eq!(valid, read, "{place}: {other}");
                    refused += u32::from(!read);
                }
                if let Some(fields) = good.pointer(place).and_then(Value::as_object) {
                    let mut more = fields.clone();
                    more.insert("unknown".into(), json!(1));
                    let mut changed = good.clone();
                    *changed.pointer_mut(place).unwrap() = Value::Object(more);
                    assert!(!schema.is_valid(&changed) && !reads(&changed.to_string()), "{place}");
                }
            }
            assert!(refused > all.len() as u32, "most of it is refused");
        }
    }
}

/// What is told of a text: an answer, or why there is none.
type Ask = fn(&str) -> Result<String, String>;

/// Whatever numbers stand in a case or a market: it has an answer, or a sentence.
#[test]
fn nothing_panics() {
    let others = ["0", "1", "-1", "4294967295", "9223372036854775807", "9999-12-31", "0.000000000001", "600"];
    let numbers = others.iter().filter_map(|text| text.parse::<i64>().ok()).map(Value::from);
    let others: Vec<Value> = others.iter().map(|text| Value::from(*text)).chain(numbers).collect();
    let ask: [(&str, Ask); 2] = [
        (include_str!("../examples/markets/province.toml"), |text| {
            let answer = Market::from_text(text).and_then(|market| market.answer());
            answer.map(|answer| answer.to_string()).map_err(|error| error.to_string())
        }),
        (include_str!("../examples/borrowers/w1.toml"), |text| {
            let case = WrittenBorrowerCase::from_text(text).and_then(|case| case.read_in("".as_ref()));
            let answer = case.and_then(|case| case.answer());
            answer.map(|answer| answer.to_string()).map_err(|error| error.to_string())
        }),
    ];
    for (example, ask) in ask {
        let mut good = as_json(toml::Value::Table(toml::from_str(example).unwrap()));
        good.as_object_mut().unwrap().remove("budget"); // Its chance takes the time of all others.
        let (mut all, mut answers) = (Vec::new(), 0);
        places(&good, "", &mut all);
        for place in all.iter().filter(|place| !good.pointer(place).unwrap().is_object()) {
            for other in &others {
                let mut changed = good.clone();
                *changed.pointer_mut(place).unwrap() = other.clone();
                let told = ask(&changed.to_string());
                answers += u32::from(told.is_ok());
                assert!(!told.unwrap_or_else(|error| error).is_empty(), "{place}: {other}");
            }
        }
        assert!(answers > 100, "{answers}");
    }
}

/// Every term says what it means.
#[test]
fn every_term_is_described() {
    for (schema, _, _) in kinds() {
        let mut all = Vec::new();
        places(&schema, "", &mut all);
        // What one of several choices means stands at the choice.
        let of_structs = |place: &&String| place.ends_with("/properties") && !place.contains("/oneOf/");
        for place in all.iter().filter(of_structs) {
            for (name, term) in schema.pointer(place).unwrap().as_object().unwrap() {
                assert!(term["description"].is_string(), "{place}/{name}");
            }
        }
    }
}
