//! Results in files: what a result of one process tells another.

use std::hash::Hasher;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use siphasher::sip128::{Hasher128, SipHasher13};

use super::groups::GROUPS;
use super::layout::Layout;
use super::risk::Risk;
use super::tally::Tally;
use super::{Simulation, SimulationError};
use crate::deal::DealIdentity;
use crate::manifest::Manifest;

/// The format that results are written in.
const FORMAT: u32 = 1;

/// A result as it stands in a file. Its format comes first, so that a result of another is refused before anything else of it
/// is read.
#[derive(serde::Serialize)]
struct Written<'a> {
    format: u32,
    manifest: Manifest,
    dates: bool,
    layout: &'a Layout,
    tally: &'a Tally,
    checksum: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(rename = "format")]
    _format: KnownFormat,
    manifest: Manifest,
    dates: bool,
    layout: Layout,
    tally: Tally,
    checksum: String,
}

/// A format that this version reads.
struct KnownFormat;

impl<'de> Deserialize<'de> for KnownFormat {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<KnownFormat, D::Error> {
        match u32::deserialize(from)? {
            FORMAT => Ok(KnownFormat),
            other => Err(D::Error::custom(format!(
                "this is a result in format {other}, and this version of abs-waterfall reads format {FORMAT}: merge results \
                 with the version that saved them"
            ))),
        }
    }
}

/// A hash of what was counted: a file that was cut or changed on its way is found out.
fn checksum(manifest: &Manifest, layout: &Layout, tally: &Tally) -> Result<String, serde_json::Error> {
    let mut hasher = SipHasher13::new();
    hasher.write(&serde_json::to_vec(&(manifest, layout, tally))?);
    Ok(format!("{:032x}", hasher.finish128().as_u128()))
}

impl Serialize for Risk {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error as _;
        let manifest = self.manifest();
        let checksum = checksum(&manifest, &self.layout, &self.tally).map_err(S::Error::custom)?;
        let (layout, tally) = (&self.layout, &self.tally);
        let dates = self.setup().dates();
        Written { format: FORMAT, manifest, dates, layout, tally, checksum }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Risk {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Risk, D::Error> {
        let read = Read::deserialize(from)?;
        let expected = checksum(&read.manifest, &read.layout, &read.tally).map_err(D::Error::custom)?;
        if read.checksum != expected || !read.fits() {
            return Err(D::Error::custom(
                "this result was cut or changed after it was saved: run its range again, or copy the file once more",
            ));
        }
        Ok(read.into_risk())
    }
}

impl Read {
    /// Does everything have the size that the rest of it says?
    fn fits(&self) -> bool {
        let Layout { notes, dates, years, measures, .. } = &self.layout;
        let ranges = &self.manifest.ranges;
        self.manifest.seed.is_some()
            && self.manifest.deal.is_some()
            && !ranges.is_empty()
            && ranges.iter().all(|range| range.start < range.end)
            && ranges.windows(2).all(|pair| pair[0].end < pair[1].start)
            && ranges.iter().map(|range| u128::from(range.end - range.start)).sum::<u128>()
                == u128::from(self.tally.paths)
            && years.len() == dates.len()
            && self.tally.amounts.len() == measures.len()
            && self.tally.flows.fits(notes.len(), dates.len(), GROUPS)
            && self.tally.dates.as_ref().is_none_or(|tally| tally.fits(dates.len()))
            && self.tally.dates.is_some() == self.dates
    }

    fn into_risk(self) -> Risk {
        let Read { manifest, mut layout, tally, dates, .. } = self;
        layout.origin = DealIdentity::known_by(manifest.deal.unwrap_or_default());
        let range = |ranges: &[Range<u64>]| match (ranges.first(), ranges.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        };
        let setup = Simulation::new(0).with_seed(manifest.seed.unwrap_or_default());
        let setup = setup.with_range(range(&manifest.ranges));
        let setup = if dates { setup.with_dates() } else { setup };
        Risk::saved(setup, manifest.ranges, manifest.bits, manifest.command, layout, tally)
    }
}

impl Risk {
    /// The result as JSON, which reads back as the same result, to the bit: in another process, or with another version.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::{Deal, Risk, Simulation};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let half = |range| deal.simulate(&Simulation::new(0).with_range(range));
    /// let saved = half(0..500)?.to_json()?; // … in one process, and in another:
    /// let whole = Risk::from_json(&saved)?.merge(&half(500..1_000)?)?;
    /// assert_eq!(whole, deal.simulate(&Simulation::new(1_000))?);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`SimulationError::Saved`] never, unless the library is wrong.
    pub fn to_json(&self) -> Result<String, SimulationError> {
        serde_json::to_string(self).map_err(|error| SimulationError::Saved(error.to_string()))
    }

    /// Reads a result that was saved as JSON. It is of a deal by its fingerprint, and merges with others of that deal.
    ///
    /// # Errors
    /// [`SimulationError::Saved`] where it is no result, one of another format, or one that was changed.
    pub fn from_json(json: &str) -> Result<Risk, SimulationError> {
        serde_json::from_str(json).map_err(|error| SimulationError::Saved(error.to_string()))
    }
}
