//! What a projection discloses stands where its page says.

use super::answer;

/// Every figure that the page on disclosure points at is there, in the deal with every term.
#[test]
fn every_figure_of_the_page_on_disclosure_is_there() {
    let page = include_str!("../../docs/projection.md");
    let command = page.lines().find_map(|line| line.strip_prefix("$ abs-waterfall ")).unwrap();
    let arguments: Vec<&str> = command.split_whitespace().collect();
    let told: serde_json::Value = serde_json::from_str(&answer(&arguments)).unwrap();
    let pointers: Vec<&str> = page.split('`').filter(|word| word.starts_with('/')).collect();
    assert!(pointers.len() > 50, "{pointers:?}");
    for pointer in pointers {
        assert!(told.pointer(pointer).is_some(), "{pointer}");
    }
}

/// Coverage class by class is on the page where there are several senior classes, or an event; of one class without an event it
/// would say nothing new.
#[test]
fn the_page_has_coverage_by_class_where_there_is_more_than_one_or_an_event() {
    let has = |arguments: &[&str]| answer(arguments).contains("Coverage class by class");
    assert!(has(&["project", "examples/deals/every-term.toml"]));
    assert!(!has(&["project", super::FUJIAN]));
}
