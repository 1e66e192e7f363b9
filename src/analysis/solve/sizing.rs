//! How large notes may be: what is asked.

use super::criterion::{Limit, note};
use super::error::SolveError;
use crate::deal::Deal;
use crate::money::Money;
use crate::names::{NameProblem, listed_twice};

/// How large notes may be for each to stay within its limit: a stack of them from the top down, and a junior note that has the
/// rest. Their sum in the deal is kept; a note may come to nothing, and so may the junior. All other notes and terms stay as they are.
///
/// The first note is made as large as its limit allows while those below it are of nothing; then the second, and so on. Where a
/// note that was added makes one above it miss its limit, as a coupon that is paid before the principal of the one above does,
/// that one is made smaller in favour of the next below, and those below are sized again, until all limits are met.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::solve::{Limit, Sizing};
/// use abs_waterfall::{Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let sizing = Sizing::new("sub").with_note(Limit::loss("senior", "5%".parse()?)).without_supports();
/// let sized = deal.size(&sizing, &Simulation::new(2_000).with_seed(7))?;
/// let resized = deal.varied(|deal| sized.put_into(deal))?;
/// assert_eq!(resized.definition().notes[0].amount + resized.definition().notes[1].amount, "150000000".parse()?);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "分层")]
#[non_exhaustive]
pub struct Sizing {
    /// The notes from the top down, each with its limit.
    pub notes: Vec<Limit>,
    /// The note that has the rest.
    pub junior: String,
    /// Is it asked of the deal as if nobody stood behind it?
    pub without_supports: bool,
    /// Amounts are multiples of this.
    pub step: Money,
}

impl Sizing {
    /// No note yet but the one that has the rest, with amounts in steps of 10,000 yuan.
    #[must_use]
    pub fn new(junior: &str) -> Sizing {
        let step = Money::from_yuan(10_000);
        Sizing { notes: Vec::new(), junior: junior.into(), without_supports: false, step }
    }

    /// With another note, below those before it.
    #[must_use]
    pub fn with_note(mut self, limit: Limit) -> Sizing {
        self.notes.push(limit);
        self
    }

    /// Of the deal as if nobody stood behind it: whoever gives a support has failed before closing.
    #[must_use]
    pub fn without_supports(self) -> Sizing {
        Sizing { without_supports: true, ..self }
    }

    /// With amounts in other steps.
    #[must_use]
    pub fn with_step(self, step: Money) -> Sizing {
        Sizing { step, ..self }
    }

    /// Where the stack and, last, the junior stand in a deal.
    pub(super) fn places(&self, deal: &Deal) -> Result<Vec<usize>, SolveError> {
        if self.notes.is_empty() {
            return Err(NameProblem::EmptyList("note").into());
        }
        let names: Vec<&String> = self.notes.iter().map(|limit| &limit.note).chain([&self.junior]).collect();
        if let Some(twice) = listed_twice(&names).into_iter().next() {
            return Err(twice.into());
        }
        names.into_iter().map(|name| note(deal, name)).collect()
    }
}
