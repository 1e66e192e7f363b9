//! The guarantor's view of a deal, or of a portfolio of deals.

use std::path::{Path, PathBuf};

use abs_waterfall::analysis::guarantor::{
    ChargedFee, GuaranteeBase, GuaranteeTerms, GuarantorKind, GuarantorRow, Portfolio, RiskShare, SharedRisk,
    WrittenPortfolio,
};
use abs_waterfall::calendar::DayCount;
use abs_waterfall::{Probability, Rate, ResolvedDeal, report};
use clap::Args;

use crate::arguments::{DealArguments, Format, FormatArguments, PathArguments};
use crate::input;
use crate::output::{self, Failure, Outcome};
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    file: DealArguments,
    /// The file is a portfolio: several deals that run together, with the guarantor's terms.
    #[arg(long, conflicts_with_all = ["changes", "party", "discount", "hurdle", "earned", "level", "fee", "up_front",
        "plan_fee", "base", "shares", "kind", "without"])]
    portfolio: bool,
    /// Whose view it is; that of the party that gives the first support, if it is not given.
    #[arg(long)]
    party: Option<String>,
    /// The effective annual rate at which everything is discounted to closing.
    #[arg(long, value_name = "RATE", default_value = "0%")]
    discount: Rate,
    /// What its capital must earn a year,
    #[arg(long, value_name = "RATE", default_value = "0%")]
    hurdle: Rate,
    /// and what that earns where it is invested.
    #[arg(long, value_name = "RATE", default_value = "0%")]
    earned: Rate,
    /// The probability of the reserve, of liquidity and of the tail.
    #[arg(long, value_name = "PROBABILITY", default_value = "99.9%")]
    level: Probability,
    /// The running fee that it charges, a year, paid from outside the plan: then its profit and loss is told.
    #[arg(long, value_name = "RATE", conflicts_with = "up_front")]
    fee: Option<Rate>,
    /// The fee that it charges once, up front.
    #[arg(long, value_name = "RATE")]
    up_front: Option<Rate>,
    /// A fee of the plan by its name: then it is told at which rate that pays for what is promised.
    #[arg(long, value_name = "FEE")]
    plan_fee: Option<String>,
    /// A note whose balance its fee is a rate on; those that it covers, if none is given. May be given again.
    #[arg(long, value_name = "NOTE")]
    base: Vec<String>,
    /// Who shares what it pays, like fund=20% or fund=20%:5000000 with a cap. May be given again.
    #[arg(long = "share", value_name = "WHO=SHARE", value_parser = share)]
    shares: Vec<RiskShare>,
    /// Under whose rules it is: licensed, licensed-for-small (mostly small firms and farmers) or state-platform.
    #[arg(long, value_parser = kind, default_value = "licensed")]
    kind: GuarantorKind,
    /// A borrower without whose default everything is also looked at. May be given again.
    #[arg(long, value_name = "BORROWER")]
    without: Vec<String>,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

fn share(text: &str) -> Result<RiskShare, String> {
    let wrong =
        |what: &str| format!("{what}: write who shares it and how much, like fund=20% or fund=20%:5000000");
    let (who, rest) = text.rsplit_once('=').ok_or_else(|| wrong("there is no `=`"))?;
    let (share, cap) = rest.split_once(':').map_or((rest, None), |(share, cap)| (share, Some(cap)));
    let share = RiskShare::new(who.trim(), share.trim().parse().map_err(|error| wrong(&format!("{error}")))?);
    match cap {
        None => Ok(share),
        Some(cap) => Ok(share.with_cap(cap.trim().parse().map_err(|error| wrong(&format!("{error}")))?)),
    }
}

fn kind(text: &str) -> Result<GuarantorKind, String> {
    match text {
        "licensed" => Ok(GuarantorKind::Licensed),
        "licensed-for-small" => Ok(GuarantorKind::LicensedForSmall),
        "state-platform" => Ok(GuarantorKind::StatePlatform),
        _ => Err("write licensed, licensed-for-small or state-platform".into()),
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    if options.portfolio { of_portfolio(options) } else { of_deal(options) }
}

fn of_deal(options: &Options) -> Outcome {
    let deal = input::resolved(&options.file)?;
    let (terms, simulation) = (terms(options, &deal)?, options.paths.simulation());
    let watch = Watch::new(simulation.paths())?;
    let ask = || deal.guarantor_watched(&terms, &simulation, watch.watcher());
    let view = watch::on_threads(options.paths.threads, ask)??;
    drop(watch);
    output::note_if_stopped(view.paths, simulation.paths());
    match options.format.format {
        Format::Text => output::print(&report::guarantor(&view)),
        Format::Json => output::print_json(&view),
        Format::Csv => print_rows(&view.rows()),
    }
}

fn terms(options: &Options, deal: &ResolvedDeal) -> Result<GuaranteeTerms, Failure> {
    let first = deal.definition().supports.first().map(|support| support.by.clone());
    let nobody = || Failure::told("nobody gives a support in this deal: there is no guarantor to ask for");
    let party = options.party.clone().or(first).ok_or_else(nobody)?;
    let shared = SharedRisk::new(options.shares.iter().cloned())?;
    let mut terms = GuaranteeTerms::new(party)
        .with_discount(options.discount)
        .with_hurdle(options.hurdle, options.earned)
        .with_level(options.level)
        .with_shared(shared)
        .with_kind(options.kind)
        .with_without(options.without.iter().cloned());
    if !options.base.is_empty() {
        terms = terms.with_base(GuaranteeBase::Notes(options.base.clone()), DayCount::Act365Fixed);
    }
    if let Some(fee) = options.fee.map(ChargedFee::Running).or(options.up_front.map(ChargedFee::UpFront)) {
        terms = terms.with_fee(fee);
    }
    Ok(match &options.plan_fee {
        Some(fee) => terms.with_plan_fee(fee),
        None => terms,
    })
}

fn of_portfolio(options: &Options) -> Outcome {
    let portfolio = portfolio(&options.file.deal)?.resolve()?;
    let simulation = options.paths.simulation();
    let watch = Watch::new(simulation.paths())?;
    let ask = || portfolio.guarantor_watched(&simulation, watch.watcher());
    let view = watch::on_threads(options.paths.threads, ask)??;
    drop(watch);
    output::note_if_stopped(view.paths, simulation.paths());
    match options.format.format {
        Format::Text => output::print(&report::guarantor_portfolio(&view)),
        Format::Json => output::print_json(&view),
        Format::Csv => print_rows(&view.rows()),
    }
}

/// A portfolio from a file, or from standard input, whose deals are then looked for in the current folder.
fn portfolio(path: &Path) -> Result<Portfolio, Failure> {
    if input::is_standard(path) {
        let folder: PathBuf = ".".into();
        return Ok(WrittenPortfolio::from_toml(&input::text(path)?)?.load_deals(folder)?);
    }
    Ok(Portfolio::load(path)?)
}

fn print_rows(rows: &[GuarantorRow]) -> Outcome {
    let row = |row: &GuarantorRow| output::figure(&row.of, &row.figure, row.value);
    output::print_csv(&output::FIGURES, rows.iter().map(row))
}
