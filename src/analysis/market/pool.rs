//! A pool of some of the firms: its size, its quality, and the price that it causes.

use super::definition::Market;
use super::error::MarketError;
use super::segment::Segment;
use super::terms::PricedOn;
use crate::money::Money;
use crate::rate::Probability;
use crate::simulation::Estimate;

/// A pool of some of the firms, and the price that it causes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MarketPool {
    /// By segment of the market, in its order, how many firms take part.
    pub by_segment: Vec<u32>,
    /// How many firms take part.
    pub firms: u64,
    /// The face of their loans.
    pub size: Money,
    /// Their true default probability, weighted by face: the pool's quality.
    pub default_probability: f64,
    /// The guarantor's fee, up front, per yuan of face.
    pub fee: Estimate,
    /// The price, up front, per yuan of face: the fee and the share of the costs of the issue.
    pub price: Estimate,
}

impl Market {
    /// The closed form of the guarantor's fee, per yuan of face, for so many firms of each segment:
    ///
    /// ```text
    /// Σ firms × loan × default probability × (1 − recovery) / Σ firms × loan + margin
    /// ```
    ///
    /// with the probabilities that the guarantor sees ([`Fees::priced_on`](super::Fees::priced_on)). It is not discounted, counts
    /// the face as what is owed at default, and has no error. Nothing but the margin for no firms.
    pub fn fair_fee(&self, by_segment: &[u32]) -> Estimate {
        let lost = self.mean_default(by_segment, |segment| self.seen(segment));
        let value = lost * (1.0 - self.fees.recovery.to_f64()) + self.fees.margin.to_f64();
        Estimate { value, error: 0.0 }
    }

    /// What the guarantor takes for a segment's default probability.
    pub(super) fn seen(&self, segment: &Segment) -> Probability {
        match self.fees.priced_on {
            PricedOn::TrueQuality => segment.default_probability,
            PricedOn::Ratings => segment.rated.unwrap_or(segment.default_probability),
        }
    }

    /// Default probabilities weighted by face; nothing for nobody.
    fn mean_default(&self, by_segment: &[u32], of: impl Fn(&Segment) -> Probability) -> f64 {
        let faces = self.faces(by_segment);
        let face: f64 = faces.iter().map(|face| face.to_f64()).sum();
        let each = self.segments.iter().zip(&faces);
        let defaulted: f64 = each.map(|(segment, face)| of(segment).to_f64() * face.to_f64()).sum();
        if face > 0.0 { defaulted / face } else { 0.0 }
    }

    /// By segment, the face of the loans of so many of its firms.
    fn faces(&self, by_segment: &[u32]) -> Vec<Money> {
        self.segments.iter().zip(by_segment).map(|(segment, &firms)| segment.face_of(firms)).collect()
    }

    /// The pool of so many firms of each segment at this fee. Of nobody it has no price.
    ///
    /// # Errors
    /// [`MarketError::Fee`] for a fee that is no number, or below nothing.
    pub(super) fn pool_at(&self, by_segment: &[u32], fee: Estimate) -> Result<MarketPool, MarketError> {
        let firms = by_segment.iter().map(|&firms| u64::from(firms)).sum();
        if !(fee.value.is_finite() && fee.value >= 0.0 && fee.error >= 0.0) {
            return Err(MarketError::Fee { firms, fee: fee.to_string() });
        }
        let size = self.faces(by_segment).into_iter().sum();
        let price = Estimate { value: fee.value + self.costs_borne(size) / size.to_f64(), ..fee };
        let default_probability = self.mean_default(by_segment, |segment| segment.default_probability);
        Ok(MarketPool { by_segment: by_segment.to_vec(), firms, size, default_probability, fee, price })
    }

    /// The costs of the issue that the firms bear, in yuan: what no grant that is passed on pays.
    fn costs_borne(&self, size: Money) -> f64 {
        let passed_on = self.grants.iter().map(|grant| grant.firms_get(size));
        let borne = passed_on.fold(self.fees.shared, |left, grant| left - grant);
        borne.or_zero().to_f64()
    }
}
