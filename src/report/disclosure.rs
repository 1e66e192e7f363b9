//! What a projection's page has besides where there are several senior classes, or where an event happened: coverage class by
//! class with the order in force, and the steps that were short.

use super::format::{or_dash, prose};
use super::table::Figures;
use crate::money::Money;
use crate::projection::Projection;

/// Nothing of a deal with one senior class on which no event happened.
pub(super) fn disclosure(of: &Projection) -> String {
    let several = of.dates.first().is_some_and(|date| date.classes.len() > 1);
    if !several && of.events.is_empty() {
        return String::new();
    }
    format!("\nCoverage class by class\n{}{}{}", classes(of), prose(CLASSES), short_steps(of))
}

const CLASSES: &str = "\
    Cash over what is due down to the last step that pays the class, of it and of all that ranks above it or with it.\n";

fn classes(of: &Projection) -> String {
    let names = of.dates.iter().take(1).flat_map(|date| &date.classes);
    let by_class =
        names.flat_map(|class| [format!("{}\ndue", class.note), format!("{}\ncoverage", class.note)]);
    let head = ["no.", "order", "cash"].map(String::from).into_iter().chain(by_class);
    let mut table = Figures::new(head).words(&[1]);
    for date in &of.dates {
        let first = [date.period.number.to_string(), date.order.to_string(), date.distributable.to_string()];
        let coverage = |multiple: Option<f64>| or_dash(multiple.map(|multiple| format!("{multiple:.4}")));
        let by_class =
            date.classes.iter().flat_map(|class| [class.dues.to_string(), coverage(class.coverage)]);
        table.row(first.into_iter().chain(by_class));
    }
    table.text()
}

/// Once an event has happened: what each step was short of. Of a step that was never short nothing is told.
fn short_steps(of: &Projection) -> String {
    let rows = of.dates.iter().flat_map(|date| date.steps.iter().map(move |step| (date, step)));
    let short: Vec<_> = rows.filter(|(_, step)| step.short > Money::ZERO).collect();
    if of.events.is_empty() || short.is_empty() {
        return String::new();
    }
    let mut table = Figures::new(["no.", "order", "step", "in words", "due", "paid", "short"]).words(&[1, 3]);
    for (date, step) in short {
        table.row([
            date.period.number.to_string(),
            date.order.to_string(),
            step.number.to_string(),
            step.step.clone(),
            step.due.to_string(),
            step.paid.to_string(),
            step.short.to_string(),
        ]);
    }
    format!("\nSteps that were short (yuan)\n{}", table.text())
}
