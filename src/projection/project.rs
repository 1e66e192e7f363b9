//! Projecting a scenario, and the story of any path.

use super::{Origin, Projection, ScenarioError, events, record};
use crate::deal::ResolvedDeal;
use crate::path::{Events, Path, Without};
use crate::scenario::Scenario;
use crate::waterfall::CashNotConserved;

impl ResolvedDeal {
    /// Runs one scenario and keeps everything.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario names what the deal does not have.
    pub fn project(&self, scenario: &Scenario) -> Result<Projection, ScenarioError> {
        let events = events::resolve(scenario, self)?;
        let origin = Origin::Scenario(scenario.to_string());
        let absent = events::absent(scenario, self)?;
        Ok(self.project_events(origin, &events, &absent)?)
    }

    /// The full story of one path, whoever chose it; of supports that are looked away from, nothing is told.
    pub(crate) fn project_events(
        &self,
        origin: Origin,
        events: &Events,
        absent: &[Without],
    ) -> Result<Projection, CashNotConserved> {
        let mut recorder = record::FullLedger::new(self, absent);
        let last = Path::run_whole(&self.cash, events, &mut recorder)?;
        Ok(recorder.finish(origin, events, &last))
    }
}
