//! Projecting a scenario, and the story of any path.

use super::guaranteed::Fate;
use super::{Origin, Projection, ScenarioError, events, pool, record, servicer};
use crate::deal::ResolvedDeal;
use crate::path::{CashFlowPlan, Events, Path, Without};
use crate::scenario::Scenario;
use crate::waterfall::CashNotConserved;

impl ResolvedDeal {
    /// Runs one scenario and keeps everything.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario names what the deal does not have.
    pub fn project(&self, scenario: &Scenario) -> Result<Projection, ScenarioError> {
        match scenario.stress().is_none() {
            true => self.project_as_assumed(scenario),
            false => self.recovering(scenario)?.project_as_assumed(scenario),
        }
    }

    /// This deal with the recovery of a scenario. What comes of it is of this deal still: the scenario is told with it.
    fn recovering(&self, scenario: &Scenario) -> Result<ResolvedDeal, ScenarioError> {
        let stress = scenario.stress();
        let mut varied = self.varied(|deal| deal.credit.stress = stress.on_top_of(deal.credit.stress))?;
        varied.identity = self.identity.clone();
        Ok(varied)
    }

    fn project_as_assumed(&self, scenario: &Scenario) -> Result<Projection, ScenarioError> {
        let events = events::resolve(scenario, self)?;
        let origin = Origin::Scenario(scenario.to_string());
        let absent = events::absent(scenario, self)?;
        let Some(cuts) = pool::cuts(scenario, self)? else {
            return Ok(self.project_events(origin, &events, &absent)?);
        };
        let parts = self.cash.in_parts(&cuts, &events);
        let (projection, of_parts) = self.tell(origin, (&parts.cash, &parts.events), &events, &absent)?;
        let pool_defaults = pool::reports(scenario, &cuts, &parts.cuts, &of_parts, self);
        Ok(Projection { pool_defaults, ..projection })
    }

    /// The full story of one path, whoever chose it; of supports that are looked away from, nothing is told.
    pub(crate) fn project_events(
        &self,
        origin: Origin,
        events: &Events,
        absent: &[Without],
    ) -> Result<Projection, CashNotConserved> {
        let (projection, _) = self.tell(origin, (&self.cash, events), events, absent)?;
        Ok(projection)
    }

    /// The story of a path of this deal, be its pool in parts: of the defaults of whole loans, and what those of parts came to.
    fn tell(
        &self,
        origin: Origin,
        (cash, happens): (&CashFlowPlan, &Events),
        events: &Events,
        absent: &[Without],
    ) -> Result<(Projection, Vec<Fate>), CashNotConserved> {
        let mut recorder = record::FullLedger::new(self, absent);
        let path = Path::run_all(cash, happens, &mut recorder)?;
        let mut fates = Fate::all(self, cash, &path, happens);
        let of_parts = fates.split_off(events.defaults.len());
        let projection = recorder.finish(origin, events, fates, path.state());
        let servicer = servicer::report(self, events, path.state(), &projection);
        Ok((Projection { servicer, ..projection }, of_parts))
    }
}
