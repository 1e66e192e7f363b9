//! Wrong-way risk: how much more often a guarantor is missing because it is needed.

use super::calls::CallTally;
use crate::simulation::{Estimate, FEWEST, Proportion, error_of_sum};

/// How often a guarantor's failure leaves a call open on a path on which it is called; as it is, and had it failed by its own
/// draw alone, on the same paths and with the same default probability. The difference is what it shares with the borrowers.
///
/// A call is left open by failure where more is left open than if the guarantor never failed, so what a cap leaves open does not
/// count. The error of the difference is that on the single paths. With fewer than ten calls errors are infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WrongWayRisk {
    /// How often it is called.
    pub called: Estimate,
    /// The probability that its failure leaves a call open, given a call.
    pub unanswered: Estimate,
    /// That probability if it failed independently of all others.
    pub independent: Estimate,
    /// The one less the other.
    pub difference: Estimate,
}

impl WrongWayRisk {
    /// `None` where it is never called.
    pub(super) fn of(calls: &CallTally, paths: u64) -> Option<WrongWayRisk> {
        let given = |hits: u64| Proportion { hits, paths: calls.called }.estimate();
        let told = |estimate: Estimate| match calls.called < FEWEST {
            true => Estimate { error: f64::INFINITY, ..estimate },
            false => estimate,
        };
        let n = calls.called as f64;
        let error = |hits: u64| {
            let spread = hits as f64 * (1.0 - hits as f64 / n);
            error_of_sum(hits, 1.0, 1.0, spread) / n
        };
        let (more, less) = (calls.only_dependent, calls.only_independent);
        let difference =
            Estimate { value: (more as f64 - less as f64) / n, error: error(more) + error(less) };
        (calls.called > 0).then(|| WrongWayRisk {
            called: Proportion { hits: calls.called, paths }.estimate(),
            unanswered: told(given(calls.unanswered)),
            independent: told(given(calls.unanswered_independent)),
            difference: told(difference),
        })
    }
}
