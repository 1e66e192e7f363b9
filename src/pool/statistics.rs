//! The pool at a glance: size, concentration, cover. The figures that a prospectus puts on its first page.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;

use super::firm::Firm;
use super::loan::Loan;
use crate::money::Money;

/// How much of the pool lies with one name, industry or region.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Concentration {
    /// The borrower, industry or region.
    pub name: String,
    /// Principal disbursed to it.
    pub principal: Money,
    /// Its share of the pool, from 0 to 1.
    pub share: f64,
}

/// Size, concentration and cover of a pool, by disbursed principal.
///
/// ```
/// use abs_waterfall::pool::{Loan, PoolStatistics};
/// let loan = |id, yuan: &str| {
///     let loan = Loan::level_payment(id, yuan.parse()?, "5%".parse()?, "2024-06-20".parse()?, 12);
///     Ok::<_, Box<dyn std::error::Error>>(loan.with_borrower(id).with_industry("optics"))
/// };
/// let pool = PoolStatistics::of(&[loan("A", "300")?, loan("B", "100")?]);
/// assert_eq!((pool.borrowers[0].name.as_str(), pool.borrowers[0].share), ("A", 0.75));
/// assert_eq!(pool.industries[0].share, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PoolStatistics {
    /// Number of loans.
    pub loans: usize,
    /// Principal disbursed.
    pub principal: Money,
    /// Average rate weighted by principal, a year: the contract's; of stated payments their yield, and of a flat-rate loan what
    /// it costs on what is owed. (Of a floating rate it is that until the first reset:
    /// [`Deal::loans_at_cutoff`](crate::Deal::loans_at_cutoff) has that of the cut-off.)
    pub average_rate: f64,
    /// Principal over appraised value of the loans that have one; `None` without any (质押率).
    #[doc(alias = "质押率")]
    pub loan_to_value: Option<f64>,
    /// By borrower, the largest first. The exchanges ask for ten unrelated debtors and none above half of the pool.
    pub borrowers: Vec<Concentration>,
    /// By industry, the largest first.
    pub industries: Vec<Concentration>,
    /// By region, the largest first.
    pub regions: Vec<Concentration>,
}

impl PoolStatistics {
    /// The statistics of these loans.
    #[must_use]
    pub fn of(loans: &[Loan]) -> PoolStatistics {
        let principal: Money = loans.iter().map(|loan| loan.principal).sum();
        let weighted = |loan: &Loan| Some(loan.principal.to_f64() * loan.annual_rate().to_f64()?);
        let weighted_rate: f64 = loans.iter().filter_map(weighted).sum();
        PoolStatistics {
            loans: loans.len(),
            principal,
            average_rate: if principal.is_zero() { 0.0 } else { weighted_rate / principal.to_f64() },
            loan_to_value: loan_to_value(loans),
            borrowers: concentrations(loans, principal, Firm::of, |loan| &loan.borrower),
            industries: concentrations(
                loans,
                principal,
                |loan| loan.industry.as_str(),
                |loan| &loan.industry,
            ),
            regions: concentrations(loans, principal, |loan| loan.region.as_str(), |loan| &loan.region),
        }
    }
}

fn loan_to_value(loans: &[Loan]) -> Option<f64> {
    let pledged = || loans.iter().filter_map(|loan| Some((loan.principal, loan.appraised_value?)));
    let appraised: Money = pledged().map(|(_, value)| value).sum();
    let principal: Money = pledged().map(|(principal, _)| principal).sum();
    (appraised > Money::ZERO).then(|| principal.to_f64() / appraised.to_f64())
}

/// The sums of what is one by `key`, each under the name that it has first.
fn concentrations<'a, K: Ord>(
    loans: &'a [Loan],
    pool: Money,
    key: impl Fn(&'a Loan) -> K,
    name: impl Fn(&'a Loan) -> &'a str,
) -> Vec<Concentration> {
    let mut sums: BTreeMap<K, (&str, Money)> = BTreeMap::new();
    for loan in loans {
        sums.entry(key(loan)).or_insert((name(loan), Money::ZERO)).1 += loan.principal;
    }
    let row = |(name, principal): (&str, Money)| Concentration {
        name: name.into(),
        principal,
        share: principal.to_f64() / pool.to_f64(),
    };
    let mut rows: Vec<Concentration> = sums.into_values().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.principal));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 106.20 in 365 days for 100.00 are 6.2 % a year, as is a rate of 6.2 %.
    #[test]
    fn a_receivable_has_the_rate_that_its_price_means() {
        let (bought, due) = ("2018-12-10".parse().unwrap(), "2019-12-10".parse().unwrap());
        let (face, price) = ("106.20".parse().unwrap(), Money::from_yuan(100));
        let claim = Loan::receivable("R", face, price, bought, due);
        let loan = Loan::level_payment("L", price, "6.2%".parse().unwrap(), bought, 12);
        assert!((PoolStatistics::of(&[claim, loan]).average_rate - 0.062).abs() < 1e-9);
    }

    #[test]
    fn one_borrower_with_two_loans_counts_once() {
        let day = "2024-06-20".parse().unwrap();
        let loan = |id, yuan| Loan::level_payment(id, Money::from_yuan(yuan), "5%".parse().unwrap(), day, 12);
        let mut second = loan("L2", 300);
        second.borrower = "L1".into();
        let pool = [loan("L1", 300).with_appraised_value(Money::from_yuan(1_000)), second, loan("L3", 400)];
        let statistics = PoolStatistics::of(&pool);
        assert_eq!(statistics.borrowers.len(), 2);
        assert_eq!(statistics.borrowers[0].name, "L1");
        assert!((statistics.borrowers[0].share - 0.6).abs() < 1e-12);
        assert_eq!(statistics.loan_to_value, Some(0.3));
        assert!((statistics.average_rate - 0.05).abs() < 1e-12);
    }
}
