//! The issuer's and originator's view: what is left, what the issue costs, and what a cut of the fees buys.

use abs_waterfall::analysis::issuer::{BudgetLine, FeeCut, IssuerTerms, IssuerView};
use abs_waterfall::simulation::Estimate;
use abs_waterfall::{Rate, report};
use clap::Args;

use crate::arguments::{DealArguments, Format, FormatArguments, PathArguments};
use crate::input;
use crate::output::{self, Outcome};
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// The share of each service fee that is cut, to see whom that helps.
    #[arg(long, default_value = "10%")]
    cut: Rate,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let (terms, simulation) = (IssuerTerms::default().with_cut(options.cut), options.paths.simulation());
    let watch = Watch::new(simulation.paths())?;
    let ask = || deal.issuer_watched(&terms, &simulation, watch.watcher());
    let view = watch::on_threads(options.paths.threads, ask)??;
    drop(watch);
    match options.format.format {
        Format::Text => output::print(&report::issuer(&view)),
        Format::Json => output::print_json(&view),
        Format::Csv => output::print_csv(&output::FIGURES, rows(&view)),
    }
}

/// The figures, one a line; what is exact has no error.
fn rows(view: &IssuerView) -> Vec<[String; 4]> {
    let funding = &view.funding;
    let rates = [
        ("coupons", funding.coupons),
        ("with taxes and running fees", funding.with_running),
        ("with up-front costs", funding.with_up_front),
        ("all in", funding.all_in),
    ];
    let rates = rates.into_iter().filter_map(|(what, rate)| Some(exact("cost of the issue", what, rate?)));
    let lines = view.budget.lines.iter().chain([&view.budget.left]).map(budget);
    let expected = view.expected_sub_yield.map(|expected| output::figure("sub", "expected yield", expected));
    let cuts = view.cuts.iter().flat_map(cut);
    rates.chain(lines).chain(expected).chain(cuts).collect()
}

fn budget(line: &BudgetLine) -> [String; 4] {
    exact("spread budget", &line.what, line.amount.to_f64())
}

fn cut(of: &FeeCut) -> Vec<[String; 4]> {
    let name = of.fee.as_ref().map_or("all fees cut".into(), |fee| format!("fee {fee} cut"));
    let mut rows = vec![exact(&name, "saved", of.saved.to_f64())];
    rows.extend(of.loan_rate.map(|rate| exact(&name, "borrowers' rate", rate.to_f64())));
    rows.extend(of.sub.map(|sub| output::figure(&name, "sub", sub)));
    rows.extend(of.supports.iter().map(|gain| output::figure(&name, &gain.support, gain.unreimbursed)));
    rows
}

fn exact(of: &str, figure: &str, value: f64) -> [String; 4] {
    output::figure(of, figure, Estimate { value, error: 0.0 })
}
