//! A simulation in tables and sentences, every figure with its standard error.

use super::format::{
    count, or_dash, percent_estimate, probability, thousand_estimate, years_estimate, yuan, yuan_estimate,
};
use super::table::Figures;
use crate::simulation::{Distribution, NoteRisk, Risk};

/// What was asked, what came out, and what it means.
pub fn risk(of: &Risk) -> String {
    format!(
        "{} paths of seed {}; every figure ± its standard error\n\n{}\nDistributions over paths (thousand yuan)\n{}\n{}",
        count(of.paths()),
        of.setup().seed_value(),
        notes(of),
        distributions(of),
        sentences(of),
    )
}

fn notes(of: &Risk) -> String {
    let names = of.notes().map(|note| note.name().to_string());
    let mut table = Figures::new(std::iter::once("note".to_string()).chain(names));
    let mut row = |what: &str, figure: &dyn Fn(NoteRisk<'_>) -> String| {
        table.row(std::iter::once(what.to_string()).chain(of.notes().map(figure)));
    };
    row("misses a payment when due", &|note| match note.is_subordinated() {
        true => "nothing is ever due".into(),
        false => probability(note.probability_of_missed_payment()),
    });
    row("has a loss in the end", &|note| probability(note.probability_of_loss()));
    row("expected loss", &|note| percent_estimate(note.expected_loss()));
    row("has a loss without the enhancer", &|note| {
        probability(note.loss_without_enhancer().probability_positive())
    });
    row("expected loss without the enhancer", &|note| {
        percent_estimate(note.loss_without_enhancer().mean().scaled(1.0 / note.amount().to_f64()))
    });
    row("average life, years", &|note| or_dash(note.average_life().map(years_estimate)));
    row("yield of the expected cash flows", &|note| or_dash(note.annual_yield().map(percent_estimate)));
    table.text()
}

fn distributions(of: &Risk) -> String {
    let head = ["", "probability", "mean", "99 %", "99.9 %", "beyond 99.9 %", "worst path"];
    let mut table = Figures::new(head);
    let mut row = |what: String, of: Distribution<'_>| {
        table.row([
            what,
            probability(of.probability_positive()),
            thousand_estimate(of.mean()),
            thousand_estimate(of.quantile(0.99)),
            thousand_estimate(of.quantile(0.999)),
            thousand_estimate(of.mean_above(0.999)),
            yuan(of.max() / 1e3),
        ]);
    };
    row("pool: defaulted principal".into(), of.pool().defaulted());
    row("pool: not recovered".into(), of.pool().lost());
    for note in of.notes() {
        row(format!("{}: loss without enhancer", note.name()), note.loss_without_enhancer());
        row(format!("{}: loss", note.name()), note.loss());
    }
    if let Some(enhancer) = of.enhancer() {
        row("enhancer: pays".into(), enhancer.drawn());
        row("enhancer: not repaid".into(), enhancer.unreimbursed());
    }
    row("servicer: fees unpaid".into(), of.servicer().unpaid());
    table.text()
}

fn sentences(of: &Risk) -> String {
    let defaults = of.pool().defaults();
    let mean = defaults.mean();
    let mut lines = vec![format!(
        "On average {:.3} ± {:.3} of {} loans default; at least one does on {} of the paths.",
        mean.value,
        mean.error,
        of.loans(),
        probability(defaults.probability_positive()),
    )];
    if let Some(enhancer) = of.enhancer() {
        let size = enhancer.drawn().mean_if_positive().map_or("nothing".into(), yuan_estimate);
        lines.push(format!(
            "{} is called on {} of the paths and then pays {size} yuan on average; it does not pay all of it on {}.",
            enhancer.name(),
            probability(enhancer.probability_of_call()),
            probability(enhancer.probability_of_unanswered_call()),
        ));
        lines.push(format!(
            "Of what it pays, {} yuan on average over all paths never come back: the least that its promise costs it.",
            yuan_estimate(enhancer.unreimbursed().mean()),
        ));
    }
    let servicer = of.servicer();
    lines.push(match servicer.received().probability_positive().hits {
        0 => format!("{} earns no fee from the plan for servicing.", servicer.name()),
        _ => format!(
            "{} receives {} yuan from the plan.",
            servicer.name(),
            yuan_estimate(servicer.received().mean())
        ),
    });
    let worst: Vec<String> = of.worst(3).iter().map(ToString::to_string).collect();
    if !worst.is_empty() {
        lines.push(format!("The worst paths are {}; replay one to see why.", worst.join(", ")));
    }
    lines.join("\n") + "\n"
}
