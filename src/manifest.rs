//! What made a result: enough to make it again.

use std::ops::Range;

use crate::deal::DealIdentity;

/// The version of the draws: results of two versions are of different paths, and do not merge. A release that changes the
/// draws, or what is counted of them, raises it and says so.
pub const BITS: u32 = 1;

/// What made a result, a report or a projection.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::{Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let manifest = deal.simulate(&Simulation::new(100).with_seed(7))?.manifest();
/// assert_eq!((manifest.seed, manifest.ranges), (Some(7), vec![0..100]));
/// assert_eq!(manifest.version, env!("CARGO_PKG_VERSION"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Manifest {
    /// The version of this crate.
    pub version: String,
    /// The version of the draws, [`BITS`].
    pub bits: u32,
    /// The deal's fingerprint: 128 bits of a hash of its canonical JSON, in hexadecimal digits; `None` without the feature
    /// `serde`.
    pub deal: Option<String>,
    /// The seed; `None` of a scenario.
    pub seed: Option<u64>,
    /// The paths, in order, from the first included to the last excluded; none of a scenario.
    pub ranges: Vec<Range<u64>>,
    /// The command that made it, where a program says so; `None` of results of different commands that were merged.
    pub command: Option<String>,
}

impl Manifest {
    /// That of something this version makes of a deal.
    pub(crate) fn of(deal: &DealIdentity) -> Manifest {
        Manifest {
            version: env!("CARGO_PKG_VERSION").into(),
            bits: BITS,
            deal: deal.fingerprint().map(str::to_string),
            ..Manifest::default()
        }
    }

    /// That of something it makes of a deal on these paths of a seed.
    pub(crate) fn of_paths(deal: &DealIdentity, seed: u64, paths: Range<u64>) -> Manifest {
        Manifest { seed: Some(seed), ranges: vec![paths], ..Manifest::of(deal) }
    }
}
