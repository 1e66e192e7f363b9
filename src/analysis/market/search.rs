//! The search: segments by what they pay, the candidates, and what comes about.

use std::collections::BTreeMap;

use super::candidate::{Candidate, Stability, Standing, pays};
use super::definition::Market;
use super::equilibria::{Bid, Equilibria, Outcome};
use super::error::MarketError;
use super::pool::MarketPool;
use crate::simulation::Estimate;

impl Market {
    /// Which segments take part at the price that they cause, with the guarantor's fee in its closed form
    /// ([`fair_fee`](Market::fair_fee)).
    ///
    /// Firms take the price as given. At one price those take part who pay at least as much; so an equilibrium is a set of the
    /// most willing segments, and those sets are all looked at.
    ///
    /// # Errors
    /// [`MarketError`] where the market does not keep its rules.
    pub fn equilibria(&self) -> Result<Equilibria, MarketError> {
        self.equilibria_at(|by_segment| Ok(self.fair_fee(by_segment)))
    }

    /// Which segments take part at the price that they cause, with a fee that a function tells: up front, per yuan of face, of so
    /// many firms of each segment, in the market's order. It is asked for every pool at most once. Where it simulates, it should
    /// use one seed for all; its standard error makes close candidates undecided.
    ///
    /// # Errors
    /// What the function returns, or [`MarketError`] as its error.
    ///
    /// ```
    /// use abs_waterfall::Money;
    /// use abs_waterfall::analysis::market::{Alternative, Fees, Market, MarketError, MarketLoan, Segment};
    /// use abs_waterfall::simulation::Estimate;
    /// let served = Alternative::Bank("6%".parse()?);
    /// let market = Market::new("one kind", MarketLoan::bullet("4%".parse()?, 12), Fees::new("50%".parse()?))
    ///     .with_segment(Segment::new("good", 20, Money::from_yuan(10_000_000), "1%".parse()?, served));
    /// let rough = market.equilibria_at(|_| Ok::<_, MarketError>(Estimate { value: 0.018, error: 0.001 }))?;
    /// assert_eq!(rough.undecided().count(), 1, "they pay 1.82 %, and 1.8 ± 0.1 % may be more");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn equilibria_at<E: From<MarketError>>(
        &self,
        fee: impl FnMut(&[u32]) -> Result<Estimate, E>,
    ) -> Result<Equilibria, E> {
        self.check()?;
        let mut search = Search { market: self, groups: groups(self), fee, known: BTreeMap::new() };
        let candidates = (1..=search.groups.len()).map(|count| search.candidate(count));
        let candidates: Vec<Candidate> = candidates.collect::<Result<_, E>>()?;
        let outcome = search.outcome(&candidates)?;
        Ok(Equilibria { outcome, bids: bids(self), candidates, from_everybody: search.unravelling()? })
    }
}

/// Segments that pay exactly as much.
struct Group {
    most: f64,
    segments: Vec<usize>,
}

/// The segments that ever apply, by what they pay, the most willing first.
fn groups(market: &Market) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (segment, most) in by_willingness(market) {
        let Some(most) = most else { continue };
        match groups.last_mut().filter(|group| group.most == most) {
            Some(group) => group.segments.push(segment),
            None => groups.push(Group { most, segments: vec![segment] }),
        }
    }
    groups
}

/// The segments by what they pay, the most willing first; those that never apply are last.
fn by_willingness(market: &Market) -> Vec<(usize, Option<f64>)> {
    let mut order: Vec<_> = market.willingness().into_iter().enumerate().collect();
    let key = |most: Option<f64>| most.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|(_, one), (_, other)| key(*other).total_cmp(&key(*one)));
    order
}

fn bids(market: &Market) -> Vec<Bid> {
    let bid = |(segment, most): (usize, _)| {
        let segment = &market.segments[segment];
        Bid { segment: segment.name.clone(), firms: segment.firms, most }
    };
    by_willingness(market).into_iter().map(bid).collect()
}

struct Search<'a, F> {
    market: &'a Market,
    groups: Vec<Group>,
    fee: F,
    /// Pools that have been priced: a simulated fee is dear.
    known: BTreeMap<Vec<u32>, MarketPool>,
}

impl<E: From<MarketError>, F: FnMut(&[u32]) -> Result<Estimate, E>> Search<'_, F> {
    fn pool(&mut self, by_segment: &[u32]) -> Result<MarketPool, E> {
        if let Some(known) = self.known.get(by_segment) {
            return Ok(known.clone());
        }
        let pool = self.market.pool_at(by_segment, (self.fee)(by_segment)?)?;
        self.known.insert(by_segment.to_vec(), pool.clone());
        Ok(pool)
    }

    /// By segment, all firms of the most willing groups, so many of them.
    fn firms_of(&self, count: usize) -> Vec<u32> {
        let mut by_segment = vec![0; self.market.segments.len()];
        for &segment in self.groups[..count].iter().flat_map(|group| &group.segments) {
            by_segment[segment] = self.market.segments[segment].firms;
        }
        by_segment
    }

    fn names(&self, groups: &[Group]) -> Vec<String> {
        let segments = groups.iter().flat_map(|group| &group.segments);
        segments.map(|&segment| self.market.segments[segment].name.clone()).collect()
    }

    fn candidate(&mut self, count: usize) -> Result<Candidate, E> {
        let pool = self.pool(&self.firms_of(count))?;
        let outside = self.groups.get(count).map(|group| group.most);
        let standing = Standing::of(pool.price, self.groups[count - 1].most, outside);
        let stability = match standing {
            Standing::Equilibrium => Some(self.stability(count, &pool)?),
            _ => None,
        };
        let (segments, broken) = (self.names(&self.groups[..count]), self.market.broken_by(&pool));
        Ok(Candidate { segments, pool, standing, stability, broken })
    }

    /// Against one firm, not a whole segment: otherwise it would depend on how finely segments are cut.
    fn stability(&mut self, count: usize, pool: &MarketPool) -> Result<Stability, E> {
        let mut holds = Vec::new();
        let inside = self.groups[count - 1].most;
        for segment in self.groups[count - 1].segments.clone() {
            if pool.firms > 1 {
                let mut without = pool.by_segment.clone();
                without[segment] -= 1;
                holds.push(pays(self.pool(&without)?.price, inside));
            }
        }
        let outside = self.groups.get(count).map(|group| (group.most, group.segments.clone()));
        for (most, segment) in
            outside.into_iter().flat_map(|(most, all)| all.into_iter().map(move |s| (most, s)))
        {
            let mut with = pool.by_segment.clone();
            with[segment] += 1;
            holds.push(pays(self.pool(&with)?.price, most).map(|pays| !pays));
        }
        Ok(Stability::of(holds))
    }

    fn outcome(&mut self, candidates: &[Candidate]) -> Result<Outcome, E> {
        let largest = |is: &dyn Fn(&Candidate) -> bool| {
            let all = candidates.iter().filter(|candidate| is(candidate));
            all.max_by_key(|candidate| candidate.pool.size).map(|candidate| candidate.pool.clone())
        };
        let has = |candidate: &Candidate, stability| candidate.stability == Some(stability);
        if let Some(pool) = largest(&|c| c.is_equilibrium() && has(c, Stability::Stable)) {
            return Ok(Outcome::Stable(pool));
        }
        let undecided = |c: &Candidate| c.standing == Standing::Undecided || has(c, Stability::Undecided);
        if candidates.iter().any(|c| c.broken.is_empty() && undecided(c)) {
            return Ok(Outcome::Undecided);
        }
        if let Some(pool) = largest(&|c| c.is_equilibrium()) {
            return Ok(Outcome::NoneStable(pool));
        }
        let in_part = self.in_part(candidates)?;
        let would_be = largest(&|c| c.standing == Standing::Equilibrium);
        Ok(in_part.or_else(|| would_be.map(|pool| self.ruled_out(pool))).unwrap_or(Outcome::Unravels))
    }

    fn ruled_out(&self, pool: MarketPool) -> Outcome {
        let rules = self.market.broken_by(&pool);
        Outcome::RuledOut { pool, rules }
    }

    /// The largest pool with a marginal segment in part: one that keeps the rules, or else one that breaks them.
    fn in_part(&mut self, candidates: &[Candidate]) -> Result<Option<Outcome>, E> {
        let mut ruled_out = None;
        for count in (1..candidates.len()).rev() {
            let (this, next) = (candidates[count - 1].standing, candidates[count].standing);
            if (this, next) != (Standing::Oversubscribed, Standing::Deserted) {
                continue;
            }
            let most = self.groups[count].most;
            let (firms, pool) = self.part(count, |price| price.value <= most)?;
            if self.market.broken_by(&pool).is_empty() {
                let (least, _) = self.part(count, |price| pays(price, most) == Some(true))?;
                let (most, _) = self.part(count, |price| pays(price, most) != Some(false))?;
                let (segments, of) = (self.names(&self.groups[count..=count]), self.firms_in(count));
                return Ok(Some(Outcome::InPart { segments, firms, least, most, of, pool }));
            }
            ruled_out = ruled_out.or(Some(pool));
        }
        Ok(ruled_out.map(|pool| self.ruled_out(pool)))
    }

    /// How many firms of the next group join so many whole ones: at their number they pay the price, with one more they do not.
    /// At none of them they would, at all of them they do not, so that halving finds such a number.
    fn part(&mut self, count: usize, pay: impl Fn(Estimate) -> bool) -> Result<(u64, MarketPool), E> {
        let (mut firms, mut too_many) = (0, self.firms_in(count));
        let mut pool = self.pool(&self.firms_of(count))?;
        while too_many - firms > 1 {
            let middle = firms + (too_many - firms) / 2;
            let tried = self.pool(&self.with_part(count, middle))?;
            if pay(tried.price) {
                (firms, pool) = (middle, tried);
            } else {
                too_many = middle;
            }
        }
        Ok((firms, pool))
    }

    fn firms_in(&self, group: usize) -> u64 {
        let firms = self.groups[group].segments.iter().map(|&segment| self.market.segments[segment].firms);
        firms.map(u64::from).sum()
    }

    /// So many whole groups, and so many firms of the next one, in the market's order.
    fn with_part(&self, count: usize, firms: u64) -> Vec<u32> {
        let (mut by_segment, mut left) = (self.firms_of(count), firms);
        for &segment in &self.groups[count].segments {
            let joins = self.market.segments[segment].firms.min(u32::try_from(left).unwrap_or(u32::MAX));
            by_segment[segment] = joins;
            left -= u64::from(joins);
        }
        by_segment
    }

    /// The pools from everybody on, as those leave who do not pay.
    fn unravelling(&mut self) -> Result<Vec<MarketPool>, E> {
        let (mut pools, mut count) = (Vec::new(), self.groups.len());
        while count > 0 {
            let pool = self.pool(&self.firms_of(count))?;
            let stay = |group: &Group| pays(pool.price, group.most) != Some(false);
            let left = self.groups[..count].iter().take_while(|group| stay(group)).count();
            pools.push(pool);
            if left == count {
                break;
            }
            count = left;
        }
        Ok(pools)
    }
}
