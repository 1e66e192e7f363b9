//! A scenario on the command line.

use abs_waterfall::credit::Multiple;
use abs_waterfall::scenario::StressList;
use abs_waterfall::{Date, Scenario};
use clap::Args;

/// What happens; nothing, if nothing is said.
#[derive(Args)]
pub(crate) struct ScenarioArguments {
    /// Who defaults and when: C01:6 (after six instalments), C01:6:principal (pays the interest once more), "Firm 01":6,
    /// largest=3:2025-06-20, industry=…, region=…, pool=10%:2025-06-20, or 20%:front of the whole pool over time. Several
    /// with commas between them.
    #[arg(long, value_name = "STRESSES")]
    default: Vec<StressList>,
    /// So many times the recovery.
    #[arg(long, value_name = "TIMES")]
    recovery_times: Option<Multiple>,
    /// Recoveries so many months later.
    #[arg(long, value_name = "MONTHS")]
    lag_plus: Option<u32>,
    /// Lets a party that gives supports fail on a date, like Guarantor:2025-06-26. May be given again.
    #[arg(long, value_name = "PARTY:DATE", value_parser = failure)]
    fails: Vec<(String, Date)>,
    /// As if this party had promised nothing. May be given again.
    #[arg(long, value_name = "PARTY")]
    without: Vec<String>,
    /// As if nobody stood behind the deal.
    #[arg(long)]
    without_supports: bool,
}

fn failure(text: &str) -> Result<(String, Date), String> {
    let (party, on) = text.rsplit_once(':').ok_or("write the party and the day like Guarantor:2025-06-26")?;
    Ok((party.into(), on.parse().map_err(|_| format!("`{on}` is not a date"))?))
}

impl ScenarioArguments {
    pub(crate) fn scenario(&self) -> Scenario {
        let stresses = self.default.iter().flat_map(|list| list.0.iter().cloned());
        let mut scenario = stresses.fold(Scenario::no_default(), Scenario::with);
        if let Some(times) = self.recovery_times {
            scenario = scenario.with_recovery_times(times);
        }
        if let Some(months) = self.lag_plus {
            scenario = scenario.with_lag_plus(months);
        }
        for (party, on) in &self.fails {
            scenario = scenario.with_failure(party, *on);
        }
        for party in &self.without {
            scenario = scenario.without_supports_of(party);
        }
        if self.without_supports { scenario.without_supports() } else { scenario }
    }
}
