//! What is counted of every path for a guarantor, in integers.

use super::path_flows::PathFlows;
use super::runner::{Calls, Guarantor, Runner};
use super::signed::Signed;
use super::tail::{GROUPS, Tail, TailShare, group};
use crate::money::Money;
use crate::simulation::{Amounts, Limits, fen};

/// Everything counted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tally {
    pub(super) paths: u64,
    pub(super) promised: ViewTally,
    pub(super) performed: ViewTally,
    /// Present values of net payments, as promised.
    pub(super) net: Signed,
    pub(super) tail: Tail,
    pub(super) groups: Vec<Group>,
    /// What comes of defaulted loans after the last date, up to what was not repaid, as promised.
    pub(super) later: Amounts,
    /// By partner, what it paid and what came back to it, as promised.
    pub(super) partners: Vec<[Amounts; 2]>,
    pub(super) calls: CallTally,
}

/// One view.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ViewTally {
    /// By date, what was paid and what came back.
    pub(super) dates: Vec<[Amounts; 2]>,
    pub(super) net: Signed,
    pub(super) peak: Amounts,
}

/// A group of paths that is left out in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) paths: u64,
    /// Present values, in fen.
    pub(super) net: i128,
    /// By date, the base of the fee, in fen.
    pub(super) base: Vec<u128>,
}

/// Paths on which something became of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CallTally {
    pub(super) called: u64,
    pub(super) unanswered: u64,
    pub(super) unanswered_independent: u64,
    /// Unanswered as it is, and answered had it failed independently.
    pub(super) only_dependent: u64,
    /// The reverse.
    pub(super) only_independent: u64,
}

/// The most that a guarantor can pay, and get back beyond that, in fen.
struct Most {
    drawn: u64,
    returned: u64,
    any: u64,
}

impl Most {
    fn of(guarantor: &Guarantor<'_>) -> Most {
        let (plan, limits) = (guarantor.deal.plan(), Limits::of(guarantor.deal));
        let drawn = |&support: &usize| limits.drawn(support);
        let returned = |&support: &usize| {
            let factors = plan.supports[support].return_factors.iter();
            factors.map(|factor| limits.drawn(support).times(*factor)).sum::<Money>()
        };
        Most {
            drawn: fen(guarantor.supports.iter().map(drawn).sum()),
            returned: fen(guarantor.supports.iter().map(returned).sum()),
            any: fen(limits.any),
        }
    }
}

impl ViewTally {
    fn new(eventless: &PathFlows, most: &Most) -> ViewTally {
        let amounts = |usual: Money, most: u64| Amounts::coarse(fen(usual), most);
        let dates = eventless
            .by_date()
            .map(|(drawn, repaid)| [amounts(drawn, most.drawn), amounts(repaid, most.drawn + most.returned)]);
        ViewTally {
            dates: dates.collect(),
            net: Signed::new(eventless.net().fen(), most.returned, most.drawn),
            peak: Amounts::new(fen(eventless.peak()), most.drawn, most.any.max(most.drawn)),
        }
    }

    #[inline]
    fn add(&mut self, flows: &PathFlows) {
        for ([drawn, repaid], (paid, back)) in self.dates.iter_mut().zip(flows.by_date()) {
            drawn.add(fen(paid), 1);
            repaid.add(fen(back), 1);
        }
        self.net.add(flows.net().fen());
        self.peak.add(fen(flows.peak()), 1);
    }

    fn merge(&mut self, other: &ViewTally) {
        self.dates.iter_mut().zip(&other.dates).for_each(merge_pair);
        self.net.merge(&other.net);
        self.peak.merge(&other.peak);
    }
}

fn merge_pair((own, other): (&mut [Amounts; 2], &[Amounts; 2])) {
    own.iter_mut().zip(other).for_each(|(amounts, others)| amounts.merge(others));
}

impl Tally {
    /// No paths yet, of so many in all.
    pub(super) fn new(guarantor: &Guarantor<'_>, discounts: &[f64], share: TailShare, paths: u64) -> Tally {
        let (eventless, most) = (&guarantor.eventless, Most::of(guarantor));
        let amounts = |usual: Money, most: u64| Amounts::coarse(fen(usual), most);
        let (paid, received) = (eventless.sharing.paid(), eventless.sharing.received());
        let partners = paid.into_iter().zip(received).skip(1);
        Tally {
            paths: 0,
            promised: ViewTally::new(eventless, &most),
            performed: ViewTally::new(eventless, &most),
            net: Signed::new(eventless.present_value(discounts), most.returned, most.drawn),
            tail: Tail::new(share, paths),
            groups: vec![Group::new(discounts.len()); GROUPS],
            later: amounts(Money::ZERO, most.drawn),
            partners: partners
                .map(|(paid, back)| [amounts(paid, most.drawn), amounts(back, most.drawn + most.returned)])
                .collect(),
            calls: CallTally::default(),
        }
    }

    /// Counts the path that was run last.
    pub(super) fn add(
        &mut self,
        runner: &Runner<'_>,
        path: u64,
        calls: Calls,
        later: Money,
        discounts: &[f64],
    ) {
        let promised = runner.promised();
        let net = promised.present_value(discounts);
        self.paths += 1;
        self.promised.add(promised);
        self.performed.add(runner.performed());
        self.net.add(net);
        self.tail.add(net.max(0) as u64, path);
        self.groups[group(path)].add(net, &promised.base);
        self.later.add(fen(later), 1);
        self.calls.add(calls);
        if !self.partners.is_empty() {
            let sharing = promised.sharing.paid().into_iter().zip(promised.sharing.received());
            for ([paid, back], (amount, received)) in self.partners.iter_mut().zip(sharing.skip(1)) {
                paid.add(fen(amount), 1);
                back.add(fen(received), 1);
            }
        }
    }

    /// Everything both have counted.
    pub(super) fn merge(mut self, other: Tally) -> Tally {
        self.paths += other.paths;
        self.promised.merge(&other.promised);
        self.performed.merge(&other.performed);
        self.net.merge(&other.net);
        self.tail.merge(other.tail);
        self.groups.iter_mut().zip(&other.groups).for_each(|(group, others)| group.merge(others));
        self.later.merge(&other.later);
        self.partners.iter_mut().zip(&other.partners).for_each(merge_pair);
        self.calls.merge(&other.calls);
        self
    }
}

impl Group {
    /// No paths yet.
    pub(super) fn new(dates: usize) -> Group {
        Group { paths: 0, net: 0, base: vec![0; dates] }
    }

    fn add(&mut self, net: i64, base: &[Money]) {
        self.paths += 1;
        self.net += i128::from(net);
        self.base.iter_mut().zip(base).for_each(|(sum, base)| *sum += u128::from(fen(*base)));
    }

    pub(super) fn merge(&mut self, other: &Group) {
        self.paths += other.paths;
        self.net += other.net;
        self.base.iter_mut().zip(&other.base).for_each(|(sum, base)| *sum += base);
    }

    /// This without the paths of a group that is in it.
    pub(super) fn without(&self, group: &Group) -> Group {
        let base = self.base.iter().zip(&group.base).map(|(sum, base)| sum - base);
        Group { paths: self.paths - group.paths, net: self.net - group.net, base: base.collect() }
    }
}

impl CallTally {
    fn add(&mut self, calls: Calls) {
        let Calls { called, unanswered, unanswered_independent } = calls;
        self.called += u64::from(called);
        self.unanswered += u64::from(unanswered);
        self.unanswered_independent += u64::from(unanswered_independent);
        self.only_dependent += u64::from(unanswered && !unanswered_independent);
        self.only_independent += u64::from(unanswered_independent && !unanswered);
    }

    fn merge(&mut self, other: &CallTally) {
        self.called += other.called;
        self.unanswered += other.unanswered;
        self.unanswered_independent += other.unanswered_independent;
        self.only_dependent += other.only_dependent;
        self.only_independent += other.only_independent;
    }
}
