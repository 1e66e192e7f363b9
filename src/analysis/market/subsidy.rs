//! Public money: subsidies to firms, grants to the issuer and to institutions.

use super::loan::{MarketLoan, discount};
use super::segment::Segment;
use crate::money::{Money, Rounding};
use crate::rate::Rate;

/// What a firm that takes part is given: a lump, counted once in its life.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::market::Subsidy;
/// // 3.5 % of face, at most 400,000 yuan a firm, half a year after a one-year loan is repaid.
/// let subsidy = Subsidy::of_face("3.5%".parse()?).with_cap(Money::from_yuan(400_000)).once_repaid(18);
/// assert!(subsidy.on_repayment && subsidy.month == 18);
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct Subsidy {
    /// A share of the loan's face.
    pub of_face: Rate,
    /// A share of the interest due over the loan's term.
    pub of_interest: Rate,
    /// A share of all that the firm pays up front: the price and its own costs.
    pub of_upfront: Rate,
    /// The most that a firm gets in all.
    pub cap: Option<Money>,
    /// How many months after disbursement it is paid.
    pub month: u32,
    /// Is it paid only to a firm that has not defaulted?
    pub on_repayment: bool,
}

/// What the issuer or an institution is given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Grant {
    /// Who is given it.
    pub to: String,
    /// An amount that does not depend on the pool.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fixed: Money,
    /// A share of the pool's face.
    #[cfg_attr(feature = "serde", serde(default))]
    pub of_face: Rate,
    /// The most that is given.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
    /// The share of it that lowers the costs which the firms share, down to nothing.
    #[cfg_attr(feature = "serde", serde(default))]
    pub passed_on: Rate,
}

impl Subsidy {
    /// Nothing.
    pub fn none() -> Subsidy {
        Subsidy::default()
    }

    /// A share of face, paid at disbursement.
    pub fn of_face(of_face: Rate) -> Subsidy {
        Subsidy { of_face, ..Subsidy::default() }
    }

    /// With a share of the interest due.
    #[must_use]
    pub fn with_interest(self, of_interest: Rate) -> Subsidy {
        Subsidy { of_interest, ..self }
    }

    /// With a share of what a firm pays up front.
    #[must_use]
    pub fn with_upfront(self, of_upfront: Rate) -> Subsidy {
        Subsidy { of_upfront, ..self }
    }

    /// With the most that a firm gets.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> Subsidy {
        Subsidy { cap: Some(cap), ..self }
    }

    /// Paid so many months after disbursement, and only to a firm that has not defaulted.
    #[must_use]
    pub fn once_repaid(self, month: u32) -> Subsidy {
        Subsidy { month, on_repayment: true, ..self }
    }

    /// What a firm of a segment is paid at a price per yuan, rounded half-up to the fen, which is the one rounding of it.
    pub(super) fn paid(&self, segment: &Segment, loan: &MarketLoan, price: f64) -> Money {
        let face = segment.loan.to_f64();
        let yuan = face * (self.at_no_price(segment, loan) + self.of_upfront.to_f64() * price);
        let paid = Money::from_fen((100.0 * yuan).round() as i64);
        self.cap.map_or(paid, |cap| paid.min(cap))
    }

    /// Per yuan of face, without the share of the price and without the cap.
    fn at_no_price(&self, segment: &Segment, loan: &MarketLoan) -> f64 {
        let own = segment.own_costs.to_f64() / segment.loan.to_f64();
        let of_costs = self.of_interest.to_f64() * loan.interest() + self.of_upfront.to_f64() * own;
        self.of_face.to_f64() + of_costs
    }

    /// The largest price per yuan at which a firm of a segment is no worse off than with its alternative, all discounted at the
    /// alternative's rate. `None` if there is none.
    ///
    /// What the firm keeps is `1 − own − value of the loan − p + d·min(cap, s + σp)`: the lower of two lines in the price.
    pub(super) fn most_price(&self, segment: &Segment, loan: &MarketLoan) -> Option<f64> {
        let (rate, face) = (segment.alternative.rate().to_f64(), segment.loan.to_f64());
        let kept = 1.0 - segment.own_costs.to_f64() / face - loan.value_at(rate);
        let later = discount(rate, self.month);
        let capped = self.cap.map_or(f64::INFINITY, |cap| kept + later * cap.to_f64() / face);
        let slope = 1.0 - later * self.of_upfront.to_f64();
        let uncapped = kept + later * self.at_no_price(segment, loan);
        let uncapped = match (slope > 0.0, uncapped >= 0.0) {
            (true, _) => uncapped / slope,
            (false, true) => f64::INFINITY,
            (false, false) => return None,
        };
        Some(capped.min(uncapped).min(1.0))
    }
}

impl Grant {
    /// A fixed amount.
    pub fn fixed(to: &str, fixed: Money) -> Grant {
        Grant { to: to.into(), fixed, of_face: Rate::ZERO, cap: None, passed_on: Rate::ZERO }
    }

    /// A share of the pool's face.
    pub fn of_face(to: &str, of_face: Rate) -> Grant {
        Grant { of_face, ..Grant::fixed(to, Money::ZERO) }
    }

    /// With the most that is given.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> Grant {
        Grant { cap: Some(cap), ..self }
    }

    /// With the share of it that lowers the costs which the firms share.
    #[must_use]
    pub fn with_passed_on(self, passed_on: Rate) -> Grant {
        Grant { passed_on, ..self }
    }

    /// What is given for a pool of this face.
    pub fn amount(&self, face: Money) -> Money {
        let amount = self.fixed + face.times(self.of_face.share(Rounding::HalfUp));
        self.cap.map_or(amount, |cap| amount.min(cap))
    }

    /// What of it the firms get.
    pub(super) fn firms_get(&self, face: Money) -> Money {
        self.amount(face).times(self.passed_on.share(Rounding::HalfUp))
    }
}
