//! What is counted of every path, as data. A further figure is a variant of [`Kind`], what it is of a path, and its line in
//! the list of a deal: all of them here.

use std::fmt;

use super::amounts::{Amounts, fen};
use super::limits::Limits;
use super::outcome::{Outcome, Roles, unpaid};
use crate::deal::ResolvedDeal;
use crate::money::Money;

/// What is counted. Notes, supports and masks (whom the deal is looked at without) go by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Principal and interest of a note unpaid in the end.
    NoteLoss(usize),
    /// That loss under a mask.
    NoteLossWithout { mask: usize, note: usize },
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
    /// What the servicer received in its own name.
    ServicerReceived,
    /// Fees that the servicer was owed in the end.
    ServicerUnpaid,
    /// The number of loans that defaulted.
    Defaults,
    /// Principal outstanding on them when they did.
    Defaulted,
    /// What of it was not recovered.
    Lost,
}

/// What the integers of a measure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Fen.
    Money,
    Count,
    /// One where it happened.
    YesNo,
}

/// One figure that is counted of every path of a deal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measure {
    pub(super) kind: Kind,
    pub(super) name: MeasureName,
    pub(super) unit: Unit,
    /// The most that it can be.
    most: u64,
    /// More than any amount of its unit in the deal.
    largest: u64,
}

/// What a measure is called: `note senior: loss`, `support Guarantor: drawn`, `pool: lost`.
/// [`ResolvedDeal::measures`] lists those of a deal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
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
    /// What it is on a path.
    #[inline(always)]
    pub(super) fn of(self, path: &Outcome<'_>) -> u64 {
        match self {
            Kind::NoteLoss(note) => fen(unpaid(path.state, note)),
            Kind::NoteLossWithout { mask, note } => fen(unpaid(path.without(mask), note)),
            Kind::NoteReceived(note) => fen(path.received(note)),
            Kind::NoteMissed(note) => u64::from(path.missed[note]),
            Kind::SeniorLoss => fen(path.senior_loss(path.state)),
            Kind::SeniorLossWithout(mask) => fen(path.senior_loss(path.without(mask))),
            Kind::Called(support) => u64::from(path.recourse(support).was_called()),
            Kind::Unanswered(support) => u64::from(!path.recourse(support).unanswered.is_zero()),
            Kind::Drawn(support) => fen(path.recourse(support).drawn),
            Kind::Unreimbursed(support) => fen(path.recourse(support).outstanding()),
            Kind::ServicerReceived => fen(path.servicer_received()),
            Kind::ServicerUnpaid => fen(path.servicer_unpaid()),
            Kind::Defaults => path.defaults as u64,
            Kind::Defaulted => fen(path.loss.defaulted),
            Kind::Lost => fen(path.loss.lost),
        }
    }
}

/// The measures of a deal, as they are listed.
struct List<'a> {
    limits: &'a Limits<'a>,
    all: Vec<Measure>,
}

impl Measure {
    /// All that is counted of a deal.
    pub(super) fn all(deal: &ResolvedDeal, roles: &Roles) -> Vec<Measure> {
        let limits = Limits::of(deal);
        let mut list = List { limits: &limits, all: Vec::new() };
        for (note, name) in deal.definition().notes.iter().map(|note| &note.name).enumerate() {
            list.note(note, name, roles);
        }
        list.seniors(roles);
        for (support, name) in roles.supports.iter().enumerate() {
            list.support(support, name);
        }
        list.servicer(roles);
        list.pool(deal.collections().schedule().len() as u64);
        list.all
    }

    /// What it is on a path, in its unit.
    pub(super) fn value(&self, path: &Outcome<'_>) -> MeasureValue {
        let value = self.kind.of(path);
        match self.unit {
            Unit::Money => MeasureValue::Money(Money::from_fen(value as i64)),
            Unit::Count => MeasureValue::Count(value),
            Unit::YesNo => MeasureValue::Happened(value > 0),
        }
    }

    /// No paths yet, given the path without events.
    pub(super) fn amounts(&self, eventless: &Outcome<'_>) -> Amounts {
        Amounts::new(self.kind.of(eventless), self.most, self.largest)
    }
}

/// Without whom, in words.
fn absent(without: &Option<String>) -> &str {
    without.as_ref().map_or("support", |party| party)
}

impl List<'_> {
    fn note(&mut self, note: usize, name: &str, roles: &Roles) {
        let owed = self.limits.owed(note);
        self.money(Kind::NoteLoss(note), format!("note {name}: loss"), owed);
        for (mask, without) in roles.masks.iter().enumerate() {
            let kind = Kind::NoteLossWithout { mask, note };
            self.money(kind, format!("note {name}: loss without {}", absent(without)), owed);
        }
        self.money(Kind::NoteReceived(note), format!("note {name}: received"), self.limits.received(note));
        self.yes_no(Kind::NoteMissed(note), format!("note {name}: missed a payment"));
    }

    fn seniors(&mut self, roles: &Roles) {
        let owed = roles.seniors.iter().map(|&note| self.limits.owed(note)).sum();
        self.money(Kind::SeniorLoss, "senior notes: loss".into(), owed);
        for (mask, without) in roles.masks.iter().enumerate() {
            self.money(
                Kind::SeniorLossWithout(mask),
                format!("senior notes: loss without {}", absent(without)),
                owed,
            );
        }
    }

    fn support(&mut self, support: usize, name: &str) {
        let most = self.limits.drawn(support);
        self.yes_no(Kind::Called(support), format!("support {name}: called"));
        self.yes_no(Kind::Unanswered(support), format!("support {name}: left a call open"));
        self.money(Kind::Drawn(support), format!("support {name}: drawn"), most);
        self.money(Kind::Unreimbursed(support), format!("support {name}: unreimbursed"), most);
    }

    fn servicer(&mut self, roles: &Roles) {
        let (received, fees) = (self.limits.servicer_received(roles), self.limits.servicer_fees(roles));
        self.money(Kind::ServicerReceived, "servicer: received".into(), received);
        self.money(Kind::ServicerUnpaid, "servicer: unpaid".into(), fees);
    }

    fn pool(&mut self, loans: u64) {
        self.add(Kind::Defaults, "pool: defaults".into(), Unit::Count, loans);
        self.money(Kind::Defaulted, "pool: defaulted".into(), self.limits.pool);
        self.money(Kind::Lost, "pool: lost".into(), self.limits.pool);
    }

    fn money(&mut self, kind: Kind, name: String, most: Money) {
        self.add(kind, name, Unit::Money, fen(most));
    }

    fn yes_no(&mut self, kind: Kind, name: String) {
        self.add(kind, name, Unit::YesNo, 1);
    }

    fn add(&mut self, kind: Kind, name: String, unit: Unit, most: u64) {
        let largest = if unit == Unit::Money { fen(self.limits.any) } else { most };
        self.all.push(Measure { kind, name: MeasureName(name), unit, most, largest });
    }
}
