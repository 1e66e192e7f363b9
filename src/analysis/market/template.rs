//! The guarantor's fee from a simulation: a deal whose pool is any firms of the market.

use super::definition::Market;
use super::error::MarketError;
use super::loan::{MarketLoan, Repaid};
use super::segment::Segment;
use crate::analysis::guarantor::GuaranteeTerms;
use crate::credit::CreditQuality;
use crate::deal::{Deal, Note, NoteRepayment};
use crate::money::{Factor, Money, Rounding};
use crate::pool::{Loan, Pool, Repayment};
use crate::rate::Probability;
use crate::simulation::{Estimate, Simulation};

/// A deal whose structure every pool of a market is given, so that the guarantor's fee is what a simulation of it says.
///
/// The deal has the loans of the firms in place of its own: disbursed at closing, on the market's terms, and with the probability
/// to default within the term that the guarantor sees. Firms have in common what the market says. Notes are scaled with the pool;
/// appraised values are those of the deal for each yuan lent; all else stays, fixed amounts too. A firm is the same company in
/// every pool, so that one seed gives it one fate in all of them.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::market::{Market, MarketTemplate};
/// use abs_waterfall::{Deal, Money, Simulation};
/// let market = Market::load("examples/markets/province.toml")?;
/// let template = MarketTemplate::new(Deal::load("examples/deals/fujian.toml")?);
/// let five_of_each = vec![5; market.segments.len()];
/// let deal = template.deal(&market, &five_of_each)?;
/// assert_eq!(deal.pool.loans().len(), 50);
/// assert_eq!(deal.notes[0].amount, Money::from_yuan(413_250_000), "95 % of the loans, as in the template");
/// let fee = template.fee(&market, &five_of_each, &Simulation::new(1_000))?;
/// assert!(fee.value > market.fees.margin.to_f64() && fee.error > 0.0);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MarketTemplate {
    /// The deal.
    pub deal: Deal,
    /// The party whose fee it is; if there is none, that of the deal's first support.
    pub guarantor: Option<String>,
}

impl MarketTemplate {
    /// This deal, and the guarantor who gives its first support.
    #[must_use]
    pub fn new(deal: Deal) -> MarketTemplate {
        MarketTemplate { deal, guarantor: None }
    }

    /// With the fee of this party.
    #[must_use]
    pub fn with_guarantor(self, guarantor: impl Into<String>) -> MarketTemplate {
        MarketTemplate { guarantor: Some(guarantor.into()), ..self }
    }

    /// The deal with the loans of so many firms of each segment of a market.
    ///
    /// # Errors
    /// [`MarketError::EmptyTemplate`] where the deal has no loans to scale its notes by.
    pub fn deal(&self, market: &Market, by_segment: &[u32]) -> Result<Deal, MarketError> {
        let mut deal = self.deal.clone();
        let own: Money = deal.pool.loans().iter().map(|loan| loan.principal).sum();
        let appraised: Money = deal.pool.loans().iter().filter_map(|loan| loan.appraised_value).sum();
        let for_each_yuan = ratio(appraised, own)?;
        let each = market.segments.iter().zip(by_segment);
        let loans = each.flat_map(|(segment, &firms)| {
            let mut loan = loan(market, segment, &deal);
            loan.appraised_value = Some(segment.loan.times(for_each_yuan)).filter(|value| !value.is_zero());
            (1..=firms).map(move |number| {
                let name = format!("{} {number}", segment.name);
                loan.clone().with_id(name.clone()).with_borrower(name)
            })
        });
        deal.pool = Pool::new(loans.collect::<Vec<Loan>>());
        deal.cutoff = None;
        deal.credit.asset_correlation = market.asset_correlation;
        let size: Money = deal.pool.loans().iter().map(|loan| loan.principal).sum();
        let notes: Vec<Money> = deal.notes.iter().map(|note| note.amount).collect();
        let scaled = notes.iter().sum::<Money>().times(ratio(size, own)?).split(&notes);
        deal.notes.iter_mut().zip(scaled).for_each(|(note, amount)| resize(note, amount));
        Ok(deal)
    }

    /// What the guarantor takes for so many firms of each segment, up front per yuan of face: its expected net payments as
    /// promised, not discounted, over the face of the loans, and the market's margin.
    ///
    /// # Errors
    /// [`MarketError`] where the deal does not keep its rules with these loans, or nobody guarantees it.
    pub fn fee(
        &self,
        market: &Market,
        by_segment: &[u32],
        simulation: &Simulation,
    ) -> Result<Estimate, MarketError> {
        let margin = market.fees.margin.to_f64();
        let deal = self.deal(market, by_segment)?;
        let face: Money = deal.pool.loans().iter().map(|loan| loan.principal).sum();
        if face.is_zero() {
            return Ok(Estimate { value: margin, error: 0.0 });
        }
        let first = || self.deal.supports.first().map(|support| support.by.clone());
        let guarantor = self.guarantor.clone().or_else(first).ok_or(MarketError::NoGuarantor)?;
        let view = deal.resolve()?.guarantor(&GuaranteeTerms::new(guarantor), simulation)?;
        // An agreed return may pay it more than it loses; then it takes nothing.
        let net = view.fee.net.scaled(1.0 / face.to_f64());
        Ok(Estimate { value: net.value.max(0.0) + margin, error: net.error })
    }
}

/// Gives a note another amount, and a plan by which it is repaid in the old proportions.
fn resize(note: &mut Note, amount: Money) {
    note.amount = amount;
    if let NoteRepayment::Scheduled { principal } = &mut note.repayment {
        let planned: Vec<Money> = principal.iter().map(|planned| planned.amount).collect();
        principal
            .iter_mut()
            .zip(amount.split(&planned))
            .for_each(|(planned, amount)| planned.amount = amount);
    }
}

/// How large one amount is beside another.
fn ratio(of: Money, to: Money) -> Result<Factor, MarketError> {
    let fen = |amount: Money| u128::from(amount.or_zero().fen().unsigned_abs());
    Factor::new(fen(of), fen(to), Rounding::HalfUp).map_err(|_| MarketError::EmptyTemplate)
}

/// The loan of one firm, disbursed when the deal closes.
fn loan(market: &Market, segment: &Segment, deal: &Deal) -> Loan {
    let MarketLoan { rate, months, repaid } = market.loan;
    let loan = Loan::level_payment("", segment.loan, rate, deal.closing, months)
        .with_quality(CreditQuality::AnnualPd(a_year(market.seen(segment), months)));
    match repaid {
        Repaid::Level => loan,
        Repaid::Bullet => loan.with_repayment(Repayment::InterestOnlyBullet),
    }
}

/// The probability of a default within a year that makes this one within so many months, to twelve decimals.
fn a_year(within: Probability, months: u32) -> Probability {
    let hazard = libm::log1p(-within.to_f64()) * 12.0 / f64::from(months);
    let annual = -libm::expm1(hazard);
    format!("{annual:.12}").parse().unwrap_or(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_within_a_term_is_one_a_year() {
        let annual = |text: &str, months| a_year(text.parse().unwrap(), months).to_string();
        assert_eq!(annual("3%", 12), "3.00%");
        // 1 − 0.91^½ and 1 − 0.9².
        assert_eq!(annual("9%", 24), "4.6060798583%");
        assert_eq!(annual("10%", 6), "19.00%");
        assert_eq!((annual("0", 24), annual("1", 24)), ("0.00%".into(), "100.00%".into()));
    }
}
