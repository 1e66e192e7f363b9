//! What is counted of every path, as data. A further figure is a variant of [`Kind`], what it is of a path, and what there is
//! to know about it: a line each, all of them here.

use std::fmt;

use super::amounts::{Amounts, fen};
use super::limits::Limits;
use super::outcome::{Outcome, Roles, unpaid};
use crate::deal::ResolvedDeal;
use crate::money::Money;

/// What is counted. Notes, supports and masks (whom the deal is looked at without) go by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) enum Kind {
    /// Principal and interest of a note unpaid in the end.
    NoteLoss(usize),
    /// That loss under a mask.
    NoteLossWithout {
        mask: usize,
        note: usize,
    },
    /// Everything that a note's holders received.
    NoteReceived(usize),
    /// Was something of a note not paid on the date on which it was due?
    NoteMissed(usize),
    /// What the notes that are not subordinated lost together.
    SeniorLoss,
    /// That loss under a mask.
    SeniorLossWithout(usize),
    /// Was a support called, whether it paid or not?
    Called(usize),
    /// Did a support leave a call open?
    Unanswered(usize),
    /// What a support paid.
    Drawn(usize),
    /// What a support paid and was not repaid.
    Unreimbursed(usize),
    /// The commitment fee that a support was paid.
    FeePaid(usize),
    /// What the giver of a support paid after its failure.
    LatePaid(usize),
    /// What the servicer received in its own name.
    ServicerReceived,
    /// Fees that the servicer was owed in the end.
    ServicerUnpaid,
    /// Has the servicer failed, where it can?
    ServicerFailed,
    /// What borrowers paid it and the plan never had,
    Commingled,
    /// and what its estate paid of that.
    Returned,
    /// What the originator received, where it has something at stake, and what it paid.
    OriginatorReceived,
    OriginatorPaid,
    /// Had an event happened in the end?
    EventHappened(usize),
    /// The number of loans that defaulted.
    Defaults,
    /// Principal outstanding on them when they did.
    Defaulted,
    /// What of it was not recovered.
    Lost,
}

/// What the integers of a measure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Unit {
    /// An amount of money, counted in fen and told in yuan.
    Money,
    /// A number of loans.
    Count,
    /// One where it happened.
    YesNo,
}

/// One figure that is counted of every path of a deal.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Measure {
    pub(super) kind: Kind,
    pub(super) name: MeasureName,
    pub(super) unit: Unit,
    /// What it is on the path without events.
    pub(super) usual: u64,
    /// The most that it can be.
    pub(super) most: u64,
    /// More than any amount of its unit in the deal.
    largest: u64,
}

/// What a measure is called: `note senior: loss`, `support Guarantor: drawn`, `pool: lost`.
/// [`ResolvedDeal::measures`] lists those of a deal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeasureName(String);

/// What a measure is on one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum MeasureValue {
    /// An amount, which is never negative.
    Money(Money),
    /// A number of loans.
    Count(u64),
    /// Did it happen?
    Happened(bool),
}

impl AsRef<str> for MeasureName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MeasureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Unit {
    /// How many of the integers make one of what is reported: yuan, or ones.
    pub(super) fn per(self) -> f64 {
        match self {
            Unit::Money => 100.0,
            Unit::Count | Unit::YesNo => 1.0,
        }
    }
}

impl Kind {
    /// Tells all that is counted of a path, in an order that is the same on all paths of a deal.
    #[inline(always)]
    pub(super) fn tell(path: &Outcome<'_>, mut tell: impl FnMut(Kind, u64)) {
        let (roles, masks) = (path.roles, path.roles.masks.len());
        for note in 0..roles.notes.len() {
            tell(Kind::NoteLoss(note), fen(unpaid(path.state, note)));
            for mask in 0..masks {
                tell(Kind::NoteLossWithout { mask, note }, fen(unpaid(path.without(mask), note)));
            }
            tell(Kind::NoteReceived(note), fen(path.received(note)));
            tell(Kind::NoteMissed(note), u64::from(path.missed[note]));
        }
        tell(Kind::SeniorLoss, fen(path.senior_loss(path.state)));
        for mask in 0..masks {
            tell(Kind::SeniorLossWithout(mask), fen(path.senior_loss(path.without(mask))));
        }
        for support in 0..roles.supports.len() {
            let recourse = path.recourse(support);
            tell(Kind::Called(support), u64::from(recourse.was_called()));
            tell(Kind::Unanswered(support), u64::from(!recourse.unanswered.is_zero()));
            tell(Kind::Drawn(support), fen(recourse.drawn));
            tell(Kind::Unreimbursed(support), fen(recourse.outstanding()));
        }
        for &support in &roles.with_fee {
            tell(Kind::FeePaid(support), fen(path.book(support).fee_paid));
        }
        for &support in &roles.paying_late {
            tell(Kind::LatePaid(support), fen(path.book(support).late_paid));
        }
        tell(Kind::ServicerReceived, fen(path.servicer_received()));
        tell(Kind::ServicerUnpaid, fen(path.servicer_unpaid()));
        if roles.servicer_can_fail {
            tell(Kind::ServicerFailed, u64::from(path.servicer_failed));
            tell(Kind::Commingled, fen(path.state.commingled.cash()));
            tell(Kind::Returned, fen(path.state.returned));
        }
        if let Some(stake) = &roles.originator {
            tell(Kind::OriginatorReceived, fen(path.originator_received(stake)));
            tell(Kind::OriginatorPaid, fen(path.originator_paid(stake)));
        }
        for event in 0..roles.events.len() {
            tell(Kind::EventHappened(event), u64::from(path.state.events[event].happened));
        }
        tell(Kind::Defaults, path.defaults as u64);
        tell(Kind::Defaulted, fen(path.loss.defaulted));
        tell(Kind::Lost, fen(path.loss.lost));
    }

    /// What it is called, its unit, and the most that it can be.
    fn about(self, roles: &Roles, limits: &Limits<'_>) -> (String, Unit, u64) {
        let of_note = |note: usize, what: &str| format!("note {}: {what}", roles.notes[note]);
        let of_support = |support: usize, what: &str| format!("support {}: {what}", roles.supports[support]);
        let without =
            |mask: usize| format!("loss without {}", roles.masks[mask].as_deref().unwrap_or("support"));
        let seniors = || roles.seniors.iter().map(|&note| limits.owed(note)).sum();
        match self {
            Kind::NoteLoss(note) => money(of_note(note, "loss"), limits.owed(note)),
            Kind::NoteLossWithout { mask, note } => money(of_note(note, &without(mask)), limits.owed(note)),
            Kind::NoteReceived(note) => money(of_note(note, "received"), limits.received(note)),
            Kind::NoteMissed(note) => yes_no(of_note(note, "missed a payment")),
            Kind::SeniorLoss => money("senior notes: loss".into(), seniors()),
            Kind::SeniorLossWithout(mask) => money(format!("senior notes: {}", without(mask)), seniors()),
            Kind::Called(support) => yes_no(of_support(support, "called")),
            Kind::Unanswered(support) => yes_no(of_support(support, "left a call open")),
            Kind::Drawn(support) => money(of_support(support, "drawn"), limits.drawn(support)),
            Kind::Unreimbursed(support) => money(of_support(support, "unreimbursed"), limits.drawn(support)),
            Kind::FeePaid(support) => money(of_support(support, "fee paid"), limits.fees(support)),
            Kind::LatePaid(support) => money(of_support(support, "paid late"), limits.late(support)),
            Kind::ServicerReceived => money("servicer: received".into(), limits.servicer_received(roles)),
            Kind::ServicerUnpaid => money("servicer: unpaid".into(), limits.servicer_fees(roles)),
            Kind::ServicerFailed => yes_no("servicer: failed".into()),
            Kind::Commingled => money("servicer: lost with it".into(), limits.owed_by_pool),
            Kind::Returned => money("servicer: returned by its estate".into(), limits.returned()),
            Kind::OriginatorReceived => money("originator: received".into(), limits.any),
            Kind::OriginatorPaid => money("originator: paid".into(), limits.any),
            Kind::EventHappened(event) => yes_no(format!("event {}: happened", roles.events[event])),
            Kind::Defaults => ("pool: defaults".into(), Unit::Count, limits.loans),
            Kind::Defaulted => money("pool: defaulted".into(), limits.pool),
            Kind::Lost => money("pool: lost".into(), limits.pool),
        }
    }
}

fn money(name: String, most: Money) -> (String, Unit, u64) {
    (name, Unit::Money, fen(most))
}

fn yes_no(name: String) -> (String, Unit, u64) {
    (name, Unit::YesNo, 1)
}

impl Measure {
    /// All that is counted of a deal, in the order in which it is told of a path.
    pub(super) fn all(deal: &ResolvedDeal, roles: &Roles) -> Vec<Measure> {
        let (mut all, limits) = (Vec::new(), Limits::of(deal));
        Kind::tell(&Outcome::eventless(&deal.cash, roles), |kind, usual| {
            let (name, unit, most) = kind.about(roles, &limits);
            let largest = if unit == Unit::Money { fen(limits.any) } else { most };
            all.push(Measure { kind, name: MeasureName(name), unit, usual, most, largest });
        });
        all
    }

    /// No paths yet.
    pub(super) fn amounts(&self) -> Amounts {
        Amounts::new(self.usual, self.most, self.largest)
    }

    /// What is counted of a path, in its unit.
    pub(super) fn value(&self, counted: u64) -> MeasureValue {
        match self.unit {
            Unit::Money => MeasureValue::Money(Money::from_fen(counted as i64)),
            Unit::Count => MeasureValue::Count(counted),
            Unit::YesNo => MeasureValue::Happened(counted > 0),
        }
    }
}

impl Outcome<'_> {
    /// All that is counted of the path, by measure, in place.
    #[inline(always)]
    pub(super) fn count(&self, values: &mut [u64]) {
        let mut places = values.iter_mut();
        Kind::tell(self, |_, value| {
            if let Some(place) = places.next() {
                *place = value;
            }
        });
    }
}
