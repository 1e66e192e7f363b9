//! A simulation in tables and sentences, every figure with its standard error.

use super::format::{
    count, count_estimate, on_paths, or_dash, percent, percent_estimate, probability, prose,
    thousand_estimate, years_estimate, yuan, yuan_estimate,
};
use super::table::Figures;
use super::terms::spaced;
use crate::simulation::{Distribution, NoteRisk, Risk, SupportRisk};

/// What was asked, what came out, and what it means.
pub fn risk(of: &Risk) -> String {
    format!(
        "{} paths of seed {}; every figure ± its standard error\n\n{}\n{}\n{}\n{}",
        count(of.paths()),
        of.setup().seed(),
        notes(of),
        on_average(of),
        in_the_tail(of),
        prose(&sentences(of)),
    )
}

fn notes(of: &Risk) -> String {
    let names = of.notes().map(|note| note.name().to_string());
    let mut table = Figures::new(std::iter::once("note".to_string()).chain(names));
    let mut row = |what: &str, figure: &dyn Fn(NoteRisk<'_>) -> String| {
        table.row(std::iter::once(what.to_string()).chain(of.notes().map(figure)));
    };
    row("misses a payment when due", &|note| match note.falls_due() {
        true => probability(note.probability_of_missed_payment()),
        false => "nothing is ever due".into(),
    });
    row("has a loss in the end", &|note| probability(note.probability_of_loss()));
    row("expected loss", &|note| percent_estimate(note.expected_loss()));
    if of.enhancer().is_some() {
        row("has a loss without support", &|note| match note.differs_without_enhancer() {
            true => probability(note.loss_without_enhancer().probability_positive()),
            false => "no difference".into(),
        });
        row("expected loss without support", &|note| match note.differs_without_enhancer() {
            true => percent_estimate(note.expected_loss_without_enhancer()),
            false => "no difference".into(),
        });
    }
    row("average life, years", &|note| or_dash(note.average_life().map(years_estimate)));
    if of.notes().any(|note| !note.price().is_par()) {
        row("issue price, of par", &|note| spaced(&note.price()));
    }
    row("yield if everybody pays", &|note| or_dash(note.base_yield().map(|rate| percent(rate, 3))));
    row("yield of the expected cash flows", &|note| or_dash(note.annual_yield().map(percent_estimate)));
    table.text()
}

fn on_average(of: &Risk) -> String {
    let mut table = Figures::new(["thousand yuan", "probability", "mean", "worst path"]);
    for (what, of) in distributions(of) {
        let (probability, mean) = (probability(of.probability_positive()), thousand_estimate(of.mean()));
        table.row([what, probability, mean, yuan(of.max() / 1e3)]);
    }
    table.text()
}

fn in_the_tail(of: &Risk) -> String {
    let mut table = Figures::new(["thousand yuan", "99 %", "99.9 %", "mean beyond 99.9 %"]);
    for (what, of) in distributions(of) {
        let figures = [of.quantile(0.99), of.quantile(0.999), of.mean_above(0.999)];
        table.row(std::iter::once(what).chain(figures.map(thousand_estimate)));
    }
    table.text()
}

/// What has a distribution over the paths, and what it is called.
fn distributions(of: &Risk) -> Vec<(String, Distribution<'_>)> {
    let pool = of.pool();
    let mut all = vec![
        ("pool: defaulted principal".into(), pool.defaulted()),
        ("pool: not recovered".into(), pool.lost()),
    ];
    for note in of.notes() {
        if note.differs_without_enhancer() {
            all.push((format!("{}: loss without support", note.name()), note.loss_without_enhancer()));
        }
        all.push((format!("{}: loss", note.name()), note.loss()));
    }
    if of.notes().filter(|note| !note.is_subordinated()).count() > 1 {
        all.push(("senior notes: loss without support".into(), of.senior().loss_without_enhancer()));
        all.push(("senior notes: loss".into(), of.senior().loss()));
    }
    for support in of.supports() {
        all.push((format!("{}: pays", support.name()), support.drawn()));
        all.push((format!("{}: not repaid", support.name()), support.unreimbursed()));
    }
    if of.servicer().charges_fees() {
        all.push(("servicer: fees unpaid".into(), of.servicer().unpaid()));
    }
    if of.servicer().can_fail() {
        all.push(("servicer: lost with it".into(), of.servicer().commingled()));
    }
    all
}

fn sentences(of: &Risk) -> String {
    let defaults = of.pool().defaults();
    let mut lines = vec![format!(
        "On average {} of {} loans default, and at least one does {}.",
        count_estimate(defaults.mean()),
        of.loans(),
        on_paths(defaults.probability_positive()),
    )];
    lines.extend(of.supports().flat_map(support));
    let servicer = of.servicer();
    lines.push(match servicer.received().probability_positive().hits {
        0 => format!("{} earns no fee from the plan for servicing.", servicer.name()),
        _ => format!(
            "{} receives {} yuan from the plan on average.",
            servicer.name(),
            yuan_estimate(servicer.received().mean())
        ),
    });
    lines.extend(servicer.can_fail().then(|| {
        let [lost, returned] = [servicer.commingled(), servicer.returned()].map(|of| yuan_estimate(of.mean()));
        format!(
            "It fails {}. Of what borrowers pay, {lost} yuan on average over all paths are lost with it, and its estate returns {returned} \
             of them.",
            on_paths(servicer.probability_of_failure()),
        )
    }));
    lines.extend(of.originator().map(|of| {
        let [received, paid] = [of.received(), of.paid()].map(|of| yuan_estimate(of.mean()));
        let (name, net) = (of.name(), yuan_estimate(of.net()));
        format!(
            "{name}, the originator, receives {received} yuan on average on what it keeps and for what it does, and pays {paid} for \
             what it buys and stands behind: {net} in all."
        )
    }));
    let worst: Vec<String> = of.worst(3).iter().map(ToString::to_string).collect();
    if !worst.is_empty() {
        lines.push(format!(
            "The worst paths, by what the notes that are not subordinated would lose without support and then by what \
             the pool loses, are {}; replay one to see why.",
            worst.join(", ")
        ));
    }
    lines.join("\n") + "\n"
}

/// What the promise comes to for its giver.
fn support(of: SupportRisk<'_>) -> Vec<String> {
    let size = of.drawn_when_called();
    let then =
        size.map_or(String::new(), |size| format!(", and then pays {} yuan on average", yuan_estimate(size)));
    let mut lines = vec![format!(
        "{} is called {}{then}; it leaves some of it open {}.",
        of.name(),
        on_paths(of.probability_of_call()),
        on_paths(of.probability_of_unanswered_call()),
    )];
    lines.push(format!(
        "Of what it pays, {} yuan on average over all paths are not reimbursed by the last distribution date. (Recoveries \
         after the deal's dates, the time value of money and what the promise earns are not in this.)",
        yuan_estimate(of.unreimbursed().mean()),
    ));
    lines
}
