//! A scenario on the command line.

use abs_waterfall::Scenario;
use abs_waterfall::credit::Multiple;
use abs_waterfall::scenario::{PartyFailure, PartyRating, Stress, StressError, StressList};
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
    /// Lets a party fail on a date that gives supports, buys or services the pool, like Guarantor:2025-06-26. May be given again.
    #[arg(long, value_name = "PARTY:DATE", value_parser = failure)]
    fails: Vec<PartyFailure>,
    /// Lets a party be rated so from a date on, like Guarantor:A+:2025-06-26. May be given again.
    #[arg(long, value_name = "PARTY:GRADE:DATE", value_parser = rating)]
    rated: Vec<PartyRating>,
    /// As if this party had promised nothing. May be given again.
    #[arg(long, value_name = "PARTY")]
    without: Vec<String>,
    /// As if nobody stood behind the deal.
    #[arg(long)]
    without_supports: bool,
}

fn failure(text: &str) -> Result<PartyFailure, String> {
    format!("fails={text}").parse().map_err(|error: StressError| error.to_string())
}

fn rating(text: &str) -> Result<PartyRating, String> {
    format!("rated={text}").parse().map_err(|error: StressError| error.to_string())
}

impl ScenarioArguments {
    pub(crate) fn scenario(&self) -> Scenario {
        let listed = self.default.iter().flat_map(|list| list.0.iter().cloned());
        let recovery = self.recovery_times.into_iter().map(Stress::Recovery);
        let lag = self.lag_plus.into_iter().map(Stress::Lag);
        let fails = self.fails.iter().cloned().map(Stress::Fails);
        let rated = self.rated.iter().cloned().map(Stress::Rated);
        let stresses = listed.chain(recovery).chain(lag).chain(fails).chain(rated);
        let mut scenario = stresses.fold(Scenario::no_default(), Scenario::with);
        for party in &self.without {
            scenario = scenario.without_supports_of(party);
        }
        if self.without_supports { scenario.without_supports() } else { scenario }
    }
}
