//! The result of a simulation on every distribution date.

use super::date_tally::{DateTally, Series};
use super::distribution::Distribution;
use super::risk::Risk;
use crate::calendar::Date;

/// What stood after one distribution date, over the paths of a simulation.
///
/// Means and maxima are exact over the paths; the histograms are coarser than those of a whole path, with buckets whose
/// amounts differ by less than 2 %, which is in the errors of quantiles.
#[derive(Clone, Copy, Debug)]
pub struct DateRisk<'a> {
    risk: &'a Risk,
    tally: &'a DateTally,
    date: usize,
}

impl Risk {
    /// Every distribution date, in order; `None` unless they were [asked for](crate::Simulation::with_dates).
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::{Deal, Simulation};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let risk = deal.simulate(&Simulation::new(10_000).with_dates())?;
    /// let dates: Vec<_> = risk.by_date().into_iter().flatten().collect();
    /// let defaulted: Vec<f64> = dates.iter().map(|date| date.defaulted().mean().value).collect();
    /// assert!(defaulted.is_sorted() && defaulted.last() == Some(&risk.pool().defaulted().mean().value));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn by_date(&self) -> Option<impl Iterator<Item = DateRisk<'_>>> {
        let tally = self.tally.dates.as_ref()?;
        Some((0..self.dates().len()).map(move |date| DateRisk { risk: self, tally, date }))
    }
}

impl<'a> DateRisk<'a> {
    /// The payment date.
    pub fn date(&self) -> Date {
        self.risk.dates()[self.date]
    }

    /// The balance of a class of notes after the date, in yuan; `None` if the deal has none of that name.
    pub fn balance(&self, note: &str) -> Option<Distribution<'a>> {
        let index = self.risk.notes().position(|other| other.name() == note)?;
        self.distribution(Series::Balance(index))
    }

    /// Principal of the loans that have defaulted by then, as outstanding when they did, in yuan.
    pub fn defaulted(&self) -> Distribution<'a> {
        self.distribution(Series::Defaulted).unwrap_or(self.risk.nothing())
    }

    /// What has been paid under a support by then, in yuan; `None` if the deal has none of that name.
    pub fn drawn(&self, support: &str) -> Option<Distribution<'a>> {
        let index = self.risk.supports().position(|other| other.name() == support)?;
        self.distribution(Series::Drawn(index))
    }

    /// Performing principal of the pool and the plan's cash, with its reserves, over the balance of the notes that are not
    /// subordinated, all after the date: 1 is as much as they are. Only over the paths on which such notes are outstanding;
    /// `None` if there are none. A hundred times and more count as a hundred, and less is rounded down to a millionth.
    pub fn asset_cover(&self) -> Option<Distribution<'a>> {
        self.distribution(Series::AssetCover)
    }

    /// A series of the paths that have it; `None` if none has.
    fn distribution(&self, series: Series) -> Option<Distribution<'a>> {
        let dated = self.tally.of(self.date, series).filter(|dated| dated.paths > 0)?;
        Some(Distribution::in_units(&dated.amounts, dated.paths, series.per()))
    }
}
