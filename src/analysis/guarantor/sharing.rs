//! Shared risk at work: every compensation and every repayment split to the fen.

use super::shared::SharedRisk;
use crate::money::Money;

/// What each of those who share a risk has paid and got back, the guarantor first, then the others in their order.
///
/// A compensation is split by the shares, by largest remainder; what is beyond a cap stays with the guarantor. What is repaid
/// goes to each in proportion to what it is still out of pocket, and a return likewise; where nobody is, to the guarantor, or
/// a return in proportion to what each has paid. So what they pay and get is what the guarantor would, to the fen.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::guarantor::{RiskShare, SharedRisk, Sharing};
/// let bank = RiskShare::new("bank", "50%".parse()?).with_cap(Money::from_fen(100));
/// let mut sharing = Sharing::new(&SharedRisk::new([bank])?);
/// assert_eq!(sharing.compensate(Money::from_fen(151)).iter().map(|paid| paid.fen()).collect::<Vec<_>>(), [76, 75]);
/// assert_eq!(sharing.compensate(Money::from_fen(100)).iter().map(|paid| paid.fen()).collect::<Vec<_>>(), [75, 25]);
/// assert_eq!(sharing.repay(Money::from_fen(251)), sharing.paid());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    weights: Vec<Money>,
    caps: Vec<Money>,
    paid: Vec<Money>,
    repaid: Vec<Money>,
    returned: Vec<Money>,
}

impl Sharing {
    /// Nothing paid yet.
    #[must_use]
    pub fn new(shared: &SharedRisk) -> Sharing {
        let others = shared.shares().iter().map(|share| share.cap.unwrap_or(Money::MAX));
        let caps: Vec<Money> = std::iter::once(Money::MAX).chain(others).collect();
        let nothing = vec![Money::ZERO; caps.len()];
        let weights = shared.weights();
        Sharing { weights, caps, paid: nothing.clone(), repaid: nothing.clone(), returned: nothing }
    }

    /// Splits what is paid on a call: what each of them pays.
    pub fn compensate(&mut self, amount: Money) -> Vec<Money> {
        let mut shares = self.split(amount, &self.weights);
        for other in 1..shares.len() {
            let beyond = (shares[other] - (self.caps[other] - self.paid[other])).or_zero();
            shares[other] -= beyond;
            shares[0] += beyond;
        }
        add(&mut self.paid, &shares);
        shares
    }

    /// Splits what is repaid, without a return: what each of them gets.
    pub fn repay(&mut self, amount: Money) -> Vec<Money> {
        let shares = self.split(amount, &self.out_of_pocket());
        add(&mut self.repaid, &shares);
        shares
    }

    /// Splits a return on what was paid: what each of them gets.
    pub fn return_on(&mut self, amount: Money) -> Vec<Money> {
        let out_of_pocket = self.out_of_pocket();
        let is_out = out_of_pocket.iter().any(|amount| *amount > Money::ZERO);
        let shares = self.split(amount, if is_out { &out_of_pocket } else { &self.paid });
        add(&mut self.returned, &shares);
        shares
    }

    /// What each has paid and got back, with returns.
    pub(super) fn by_sharer(&self) -> impl Iterator<Item = (Money, Money)> + '_ {
        let received = self.repaid.iter().zip(&self.returned).map(|(repaid, returned)| *repaid + *returned);
        self.paid.iter().copied().zip(received)
    }

    /// How many they are, with the guarantor.
    pub(super) fn sharers(&self) -> usize {
        self.weights.len()
    }

    /// What each has paid.
    pub fn paid(&self) -> Vec<Money> {
        self.paid.clone()
    }

    /// What came back to each, with returns.
    pub fn received(&self) -> Vec<Money> {
        self.repaid.iter().zip(&self.returned).map(|(repaid, returned)| *repaid + *returned).collect()
    }

    fn out_of_pocket(&self) -> Vec<Money> {
        self.paid.iter().zip(&self.repaid).map(|(paid, repaid)| *paid - *repaid).collect()
    }

    /// By largest remainder; all to the guarantor where nobody has a weight.
    fn split(&self, amount: Money, weights: &[Money]) -> Vec<Money> {
        let mut shares = amount.split(weights);
        if weights.iter().all(|weight| *weight <= Money::ZERO) {
            shares[0] = amount;
        }
        shares
    }

    /// Starts anew, for another path.
    pub(super) fn clear(&mut self) {
        for amounts in [&mut self.paid, &mut self.repaid, &mut self.returned] {
            amounts.fill(Money::ZERO);
        }
    }
}

fn add(sums: &mut [Money], amounts: &[Money]) {
    sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += *amount);
}
