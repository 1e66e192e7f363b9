//! Conditions over gauges: when something happens.

use std::fmt;

use super::amount::{Amount, AmountPlan, FormulaProblem, check_any, check_depth};
use super::gauge::{Gauge, GaugePlan, Readable};
use super::state::State;
use crate::calendar::Date;
use crate::credit::Grade;
use crate::found::Found;
use crate::money::Money;
use crate::names::NameProblem;
use crate::place::Place;
use crate::rate::Rate;

/// Whether something holds of a deal at a moment.
///
/// ```
/// use abs_waterfall::waterfall::{Condition, Gauge};
/// let small = Condition::falls_below("10%".parse()?, Gauge::Pool, Gauge::notes(&["senior"]));
/// assert_eq!(
///     small.to_string(),
///     "it is not so that the performing pool is at least 10.00 % of the balance of senior",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Condition {
    /// The first amount is at least the second.
    AtLeast(
        #[cfg_attr(feature = "serde", serde(deserialize_with = "super::amount::in_files::two"))]
        Box<[Amount; 2]>,
    ),
    /// What one gauge reads is at least this share of what another reads; compared exactly, without a division.
    Ratio {
        /// What is compared.
        of: Gauge,
        /// What it is compared with.
        to: Gauge,
        /// The share.
        at_least: Rate,
    },
    /// A party has failed that gives supports, buys loans back or what is left of the pool, or services it.
    Fails(#[cfg_attr(feature = "schema", schemars(example = &"Enhancer"))] String),
    /// A party is rated below a grade (评级下调). It is rated as its quality says, if that is a grade of the agencies, until a scenario rates
    /// it anew: in a simulation no rating changes.
    #[doc(alias = "评级下调")]
    RatedBelow {
        /// The party.
        #[cfg_attr(feature = "schema", schemars(example = &"Enhancer"))]
        party: String,
        /// The grade.
        #[cfg_attr(feature = "schema", schemars(example = &"AA"))]
        grade: Grade,
    },
    /// A support has paid on so many distribution dates.
    Used {
        /// The support.
        support: String,
        /// On how many dates, at least one.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "dates")))]
        times: u32,
    },
    /// A distribution date has come: from it on the condition holds.
    From(
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        Date,
    ),
    /// An event of the deal has happened, and has not been cured. (An event cannot ask for another.)
    Happened(#[cfg_attr(feature = "schema", schemars(example = &"cumulative default rate"))] String),
    /// Something does not hold.
    Not(Box<Condition>),
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// The first amount is at least the second.
    pub fn at_least(amount: impl Into<Amount>, other: impl Into<Amount>) -> Condition {
        Condition::AtLeast(Box::new([amount.into(), other.into()]))
    }

    /// Something does not hold.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // It is built, not negated: `!condition` would read as a test.
    pub fn not(condition: Condition) -> Condition {
        Condition::Not(Box::new(condition))
    }

    /// What one gauge reads is less than this share of what another reads.
    pub fn falls_below(share: Rate, of: Gauge, to: Gauge) -> Condition {
        Condition::Not(Box::new(Condition::Ratio { of, to, at_least: share }))
    }
}

/// In words, as in a report.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |conditions: &[Condition], word: &str| {
            conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(word)
        };
        match self {
            Condition::AtLeast(both) => write!(f, "{} is at least {}", both[0], both[1]),
            Condition::Ratio { of, to, at_least } => {
                write!(f, "{of} is at least {} of {to}", at_least.to_string().replace('%', " %"))
            }
            Condition::Fails(party) => write!(f, "{party} has failed"),
            Condition::RatedBelow { party, grade } => write!(f, "{party} is rated below {grade}"),
            Condition::Used { support, times: 1 } => write!(f, "{support} has paid"),
            Condition::Used { support, times } => write!(f, "{support} has paid on {times} dates"),
            Condition::From(day) => write!(f, "{day} has come"),
            Condition::Happened(event) => write!(f, "event \"{event}\" has happened"),
            Condition::Not(condition) => write!(f, "it is not so that {condition}"),
            Condition::All(conditions) => f.write_str(&listed(conditions, ", and ")),
            Condition::Any(conditions) => f.write_str(&listed(conditions, ", or ")),
        }
    }
}

/// A condition, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConditionPlan {
    AtLeast(Box<[AmountPlan; 2]>),
    Ratio {
        of: GaugePlan,
        to: GaugePlan,
        share: (u128, u128),
    },
    /// The giver of a number can no longer pay.
    Fails(usize),
    /// The party of a number is rated below a grade; is it so as long as nothing rates it anew?
    RatedBelow {
        party: usize,
        grade: Grade,
        at_first: bool,
    },
    Used {
        support: usize,
        times: u32,
    },
    /// The date of a number has come.
    From(usize),
    /// The event of a number has happened.
    Happened(usize),
    Not(Box<ConditionPlan>),
    All(Vec<ConditionPlan>),
    Any(Vec<ConditionPlan>),
}

impl Condition {
    /// Binds its names; `None` after an error.
    pub(crate) fn resolve<P: From<FormulaProblem> + From<NameProblem>>(
        &self,
        depth: usize,
        place: impl Into<Place> + Copy,
        names: Readable<'_>,
        found: &mut Found<P>,
    ) -> Option<ConditionPlan> {
        check_depth(depth, place, found)?;
        let mut all = |conditions: &[Condition]| -> Option<Vec<ConditionPlan>> {
            check_any(conditions.len(), place, found)?;
            conditions.iter().map(|one| one.resolve(depth + 1, place, names, found)).collect()
        };
        Some(match self {
            Condition::AtLeast(both) => {
                let [one, other] =
                    [&both[0], &both[1]].map(|amount| amount.resolve_at(depth + 1, place, names, found));
                ConditionPlan::AtLeast(Box::new([one?, other?]))
            }
            Condition::Ratio { of, to, at_least } => ConditionPlan::Ratio {
                of: of.resolve(place, names, found)?,
                to: to.resolve(place, names, found)?,
                share: at_least.as_ratio(),
            },
            Condition::Fails(party) => ConditionPlan::Fails(found.take(place, names.giver(party))?),
            Condition::RatedBelow { party, grade } => {
                let (party, grade) = (found.take(place, names.parties.find(party))?, *grade);
                let at_first = names.ratings.get(party).copied().flatten();
                let at_first = at_first.is_some_and(|rated| rated.is_below(grade));
                ConditionPlan::RatedBelow { party, grade, at_first }
            }
            Condition::Used { support, times } => {
                let support = found.take(place, names.supports.find(support))?;
                found.take(place, names.check_times(*times))?;
                ConditionPlan::Used { support, times: *times }
            }
            Condition::From(day) => ConditionPlan::From(found.take(place, names.date_from(*day))?),
            Condition::Happened(event) => {
                found.take(place, names.check_no_event())?;
                ConditionPlan::Happened(found.take(place, names.events.find(event))?)
            }
            Condition::Not(condition) => {
                ConditionPlan::Not(Box::new(condition.resolve(depth + 1, place, names, found)?))
            }
            Condition::All(conditions) => ConditionPlan::All(all(conditions)?),
            Condition::Any(conditions) => ConditionPlan::Any(all(conditions)?),
        })
    }
}

impl ConditionPlan {
    /// Does it hold now?
    pub(crate) fn holds(&self, state: &State) -> bool {
        match self {
            ConditionPlan::AtLeast(both) => both[0].now(state) >= both[1].now(state),
            ConditionPlan::Ratio { of, to, share } => reaches(of.read(state), to.read(state), *share),
            ConditionPlan::Fails(giver) => state.has_failed(*giver),
            ConditionPlan::RatedBelow { party, grade, at_first } => {
                state.rating(*party).map_or(*at_first, |rated| rated.is_below(*grade))
            }
            ConditionPlan::Used { support, times } => state.supports[*support].uses >= *times,
            ConditionPlan::From(date) => state.date >= *date,
            ConditionPlan::Happened(event) => state.events[*event].happened,
            ConditionPlan::Not(condition) => !condition.holds(state),
            ConditionPlan::All(conditions) => conditions.iter().all(|condition| condition.holds(state)),
            ConditionPlan::Any(conditions) => conditions.iter().any(|condition| condition.holds(state)),
        }
    }
}

impl Condition {
    /// Does one of two conditions hold, and the other not, throughout the payment of any date?
    pub(super) fn is_opposite(&self, other: &Condition) -> bool {
        let denies = |one: &Condition, other: &Condition| matches!(one, Condition::Not(of) if **of == *other);
        self.is_fixed() && (denies(self, other) || denies(other, self))
    }

    /// Does it ask for a rating, which only a scenario changes?
    pub(crate) fn asks_rating(&self) -> bool {
        match self {
            Condition::RatedBelow { .. } => true,
            Condition::Not(one) => one.asks_rating(),
            Condition::All(all) | Condition::Any(all) => all.iter().any(Condition::asks_rating),
            _ => false,
        }
    }

    /// Can no payment of a date change whether it holds?
    fn is_fixed(&self) -> bool {
        match self {
            Condition::From(_)
            | Condition::Fails(_)
            | Condition::RatedBelow { .. }
            | Condition::Happened(_) => true,
            Condition::Not(one) => one.is_fixed(),
            Condition::All(all) | Condition::Any(all) => all.iter().all(Condition::is_fixed),
            Condition::AtLeast(_) | Condition::Ratio { .. } | Condition::Used { .. } => false,
        }
    }
}

impl ConditionPlan {
    /// Does it ask what is unpaid?
    pub(super) fn asks_unpaid(&self) -> bool {
        self.any(&|one| match one {
            ConditionPlan::AtLeast(both) => both.iter().any(AmountPlan::asks_unpaid),
            ConditionPlan::Ratio { of, to, .. } => of.asks_unpaid() || to.asks_unpaid(),
            _ => false,
        })
    }

    /// Where any of several conditions is enough, and some ask what is unpaid and some do not: those that do not, and the others. In any
    /// other condition nothing is apart.
    pub(super) fn part_unpaid(self) -> (Option<ConditionPlan>, ConditionPlan) {
        let ConditionPlan::Any(_) = self else { return (None, self) };
        let mut all = Vec::new();
        self.flatten_into(&mut all);
        let (unpaid, at_once): (Vec<_>, Vec<_>) = all.into_iter().partition(ConditionPlan::asks_unpaid);
        match (at_once.is_empty(), unpaid.is_empty()) {
            (false, false) => (Some(ConditionPlan::Any(at_once)), ConditionPlan::Any(unpaid)),
            _ => (None, ConditionPlan::Any([at_once, unpaid].concat())),
        }
    }

    /// Any of any is any of all.
    fn flatten_into(self, all: &mut Vec<ConditionPlan>) {
        match self {
            ConditionPlan::Any(conditions) => conditions.into_iter().for_each(|one| one.flatten_into(all)),
            other => all.push(other),
        }
    }

    /// Does it ask whether a party has failed?
    pub(crate) fn asks_failure(&self, giver: usize) -> bool {
        self.any(&|one| *one == ConditionPlan::Fails(giver))
    }

    /// Is this so of it, or of one that it is made of?
    fn any(&self, is_so: &impl Fn(&ConditionPlan) -> bool) -> bool {
        is_so(self)
            || match self {
                ConditionPlan::Not(condition) => condition.any(is_so),
                ConditionPlan::All(all) | ConditionPlan::Any(all) => all.iter().any(|one| one.any(is_so)),
                _ => false,
            }
    }
}

/// Is an amount at least a share of another?
pub(super) fn reaches(of: Money, to: Money, share: (u128, u128)) -> bool {
    let scaled = |amount: Money| u128::from(amount.or_zero().fen().unsigned_abs());
    // Twelve decimals and a trillion yuan in fen: 10¹² × 10¹⁴ is far inside of 128 bits.
    scaled(of).saturating_mul(share.1) >= scaled(to).saturating_mul(share.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhancement::SupportState;
    use crate::ledger::{AccountId, Chart, Ledger};
    use crate::money::Rounding;
    use crate::waterfall::NoteState;
    use crate::waterfall::event::EventState;

    /// A pool of 90 of which 10 has defaulted; notes of 60 and 25; 7 in the plan account, of which a bullet keeps 3, and 5 in the
    /// reserve; 4 paid under the support.
    fn state() -> State {
        let chart = Chart { split: false, reserves: 1, parties: 0, notes: 2, bank: false };
        let fen = Money::from_fen;
        let mut ledger = Ledger::new(chart);
        for (to, amount) in [(AccountId::PLAN, 4), (AccountId::KEPT, 3), (chart.reserve(0), 5)] {
            ledger.transfer(AccountId::BORROWERS, to, fen(amount));
        }
        let mut support = SupportState::default();
        support.call(fen(4), Money::MAX);
        let note = |balance| NoteState { balance: fen(balance), interest_due: Money::ZERO };
        State {
            ledger,
            notes: vec![note(60), note(25)],
            supports: vec![support],
            pool: fen(90),
            defaulted: fen(10),
            events: [true, false].map(EventState::of).into(),
            ..State::default()
        }
    }

    fn gauges() -> [GaugePlan; 6] {
        let reserve = Chart { split: false, reserves: 1, parties: 0, notes: 2, bank: false }.reserve(0);
        [
            GaugePlan::Pool,
            GaugePlan::Defaulted,
            GaugePlan::Notes(vec![0, 1]),
            GaugePlan::Account(AccountId::PLAN),
            GaugePlan::Account(reserve),
            GaugePlan::Drawn(0),
        ]
    }

    #[test]
    fn gauges_read_the_state() {
        let read = gauges().map(|gauge| gauge.read(&state()).fen());
        assert_eq!(read, [90, 10, 85, 7, 5, 4]);
    }

    #[test]
    fn amounts_follow_what_they_read() {
        let fixed = |fen| AmountPlan::Fixed(Money::from_fen(fen));
        let share = |percent: &str, rounding| {
            let rate: Rate = percent.parse().unwrap();
            AmountPlan::Share(GaugePlan::Notes(vec![0, 1]), rate.share(rounding))
        };
        let less = |one, other| AmountPlan::Less(Box::new([one, other]));
        for (what, amount, expected) in [
            ("fixed", fixed(7), 7),
            ("a share, 8.5 half-up", share("10%", Rounding::HalfUp), 9),
            ("a share, 8.5 down", share("10%", Rounding::Down), 8),
            ("a sum", AmountPlan::Sum(vec![fixed(7), share("100%", Rounding::HalfUp)]), 92),
            ("one less another", less(share("100%", Rounding::HalfUp), fixed(80)), 5),
            ("not below nothing", less(fixed(80), share("100%", Rounding::HalfUp)), 0),
            ("the smallest", AmountPlan::Min(vec![fixed(7), fixed(3), fixed(9)]), 3),
            ("the largest", AmountPlan::Max(vec![fixed(7), less(fixed(20), fixed(5)), fixed(9)]), 15),
        ] {
            assert_eq!(amount.now(&state()).fen(), expected, "{what}");
        }
    }

    /// The pool of 90 is 105.88…% of the notes of 85; the defaulted 10 are exactly 10 % of the 100 that there were.
    #[test]
    fn conditions_hold_or_do_not() {
        let fixed = |fen| AmountPlan::Fixed(Money::from_fen(fen));
        let at_least = |one, other| ConditionPlan::AtLeast(Box::new([fixed(one), fixed(other)]));
        let ratio = |of: GaugePlan, to: GaugePlan, share: &str| {
            let share: Rate = share.parse().unwrap();
            ConditionPlan::Ratio { of, to, share: share.as_ratio() }
        };
        let [pool, defaulted, notes, ..] = gauges();
        let not = |condition| ConditionPlan::Not(Box::new(condition));
        for (what, condition, expected) in [
            ("at least as much", at_least(5, 5), true),
            ("less", at_least(4, 5), false),
            ("not less", not(at_least(4, 5)), true),
            ("more than all of it", ratio(pool.clone(), notes.clone(), "100%"), true),
            ("94.44…% of it, not 94.45", ratio(notes.clone(), pool.clone(), "94.45%"), false),
            ("94.44…% of it, at least 94.44", ratio(notes, pool.clone(), "94.44%"), true),
            ("a ninth, not 11.1111111112 %", ratio(defaulted.clone(), pool.clone(), "11.1111111112%"), false),
            ("a ninth, at least 11.1111111111 %", ratio(defaulted, pool, "11.1111111111%"), true),
            ("an event that has happened", ConditionPlan::Happened(0), true),
            ("an event that has not", ConditionPlan::Happened(1), false),
            ("all of them", ConditionPlan::All(vec![at_least(5, 5), at_least(4, 5)]), false),
            ("any of them", ConditionPlan::Any(vec![at_least(5, 5), at_least(4, 5)]), true),
        ] {
            assert_eq!(condition.holds(&state()), expected, "{what}");
        }
    }

    /// Of what a payment can change, a condition and its contrary may both fail on one date.
    #[test]
    fn opposites_are_a_condition_and_its_contrary_that_no_payment_changes() {
        let day = || Condition::From(Date::constant(2026, 6, 20));
        let event = || Condition::Happened("event".into());
        let not = Condition::not;
        let large = || Condition::at_least(Gauge::Pool, Money::from_fen(5));
        for (what, one, other, expected) in [
            ("a day", day(), not(day()), true),
            ("the other way round", not(event()), event(), true),
            (
                "of both",
                Condition::All(vec![day(), event()]),
                not(Condition::All(vec![day(), event()])),
                true,
            ),
            ("the same", day(), day(), false),
            ("another", day(), not(event()), false),
            ("what payments change", large(), not(large()), false),
            (
                "in part",
                Condition::Any(vec![day(), large()]),
                not(Condition::Any(vec![day(), large()])),
                false,
            ),
        ] {
            assert_eq!(one.is_opposite(&other), expected, "{what}");
        }
    }
}
