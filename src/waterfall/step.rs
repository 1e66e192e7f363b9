//! One step of the order of payments, as written.

#[cfg(feature = "serde")]
mod in_files;

use std::fmt;

use super::amount::Amount;
use super::condition::Condition;
use super::split::SplitLedgers;

/// One step of the waterfall (分配顺序). Steps are taken in order on every distribution date, each from the cash that
/// the ones before it left; names within one step rank together (同一顺位按比例) and share short cash in proportion to
/// what each is due.
///
/// Interest that the plan account pays, and the liquidity reserve where that is short:
///
/// ```
/// use abs_waterfall::waterfall::Step;
/// let step = Step::interest("senior").with_sources(&["plan account", "liquidity reserve"]);
/// assert_eq!(step.to_string(), "interest on senior, from plan account, then from liquidity reserve");
/// ```
///
/// In a file: `{ interest = ["senior"], from = ["plan account", "liquidity reserve"] }`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "in_files::Written"))]
#[doc(alias = "分配顺序")]
#[non_exhaustive]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The accounts that it takes cash from, in order; the plan account alone, if none is named. The first pays what may be
    /// paid; each after it pays what *must* be paid on the date and the ones before it do not reach.
    pub from: Vec<String>,
    /// The most that it pays on one date; the rest stays due, for a later step or date. On a date on which principal of one of
    /// its notes must be paid, as its maturity has come, there is no cap on any of them; nor on interest, once the notes that are
    /// not subordinated are repaid. What a cap leaves of the interest on such a note must be paid by a step below, to which supports
    /// are left; on a subordinated note interest with a cap is never required, so nobody makes it up.
    pub cap: Option<Amount>,
    /// The step is taken on the dates on which this holds, when its turn comes; without it, on every date. What it pays must be
    /// paid on the other dates too: by a step below that has no condition (to which supports and the rest of the claim are left),
    /// or by a second step whose condition is that this one does not hold, where it asks for a day, an event or a failure.
    pub when: Option<Condition>,
    /// In which ratio notes of a step of principal share what reaches it, by largest remainder; what one of them does not need
    /// goes to the others by the same rule. Empty: in proportion to what each may be paid.
    pub ratio: Vec<u32>,
    /// Which part of the interest a step of interest pays; without it both, the arrears first.
    pub part: Option<InterestPart>,
    /// A step of principal repays its notes ahead (提前偿还): whatever reaches it, though a plan, a lockout or a maturity would have them
    /// take less yet. What is repaid ahead counts towards the amounts of a plan that come next, first that of the date where the
    /// step stands above the one that pays them. It is no due: nobody makes it up, its cap always holds, and a step without this must
    /// pay each of the notes too; of a bullet below, as that keeps what reaches it.
    pub ahead: bool,
}

/// A part of the interest that a note is owed on a date. Each may have a rank of its own.
///
/// ```
/// use abs_waterfall::waterfall::{InterestPart, Step};
/// let last = Step::interest("B").of_part(InterestPart::Arrears);
/// assert_eq!(last.to_string(), "arrears of interest on B");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum InterestPart {
    /// What has accrued for this date.
    Current,
    /// What accrued for dates before and was not paid.
    Arrears,
}

/// What a step does.
///
/// ```
/// use abs_waterfall::waterfall::{Step, StepKind};
/// assert_eq!(Step::fee("custody").kind, StepKind::Fees(vec!["custody".into()]));
/// assert_eq!(Step::reimbursement().kind, StepKind::Reimbursement(Vec::new()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepKind {
    /// Pays VAT and surcharges on the interest collected.
    Taxes,
    /// Pays what is due of these fees.
    Fees(Vec<String>),
    /// Pays what is due of the interest on these notes.
    Interest(Vec<String>),
    /// Pays principal of these notes, as far as each takes any: see [`NoteRepayment`](crate::waterfall::NoteRepayment). In a plan
    /// account that is split, one that names the ledger of income repays them from what income leaves (加速过手), beside the one that
    /// pays from principal; supports are called in that one alone.
    Principal(Vec<String>),
    /// Repays what was paid under these supports, or, if none is named, under all that no other step of the order names: first
    /// the agreed return on it, then itself. The return of a liquidity facility is paid with its fee.
    Reimbursement(Vec<String>),
    /// Pays what these liquidity facilities cost: first the commitment fee, then the interest on what is drawn.
    #[doc(alias = "承诺费")]
    SupportFees(Vec<String>),
    /// Fills a reserve up to its target.
    #[doc(alias = "补足")]
    TopUp(String),
    /// Brings what a reserve holds beyond its target into the plan account.
    Release(String),
    /// Income pays principal what it owes it, in a plan account that is split into the two. Taxes, fees and interest above it
    /// can use principal, once income does not reach; nothing below it can.
    #[doc(alias = "本金补偿")]
    MakeGood,
    /// Pays all that is left, once every note has been repaid in full, to the holders of a note or to a party. The last
    /// step; until then what is left stays in the plan account, unless the deal says otherwise: see
    /// [`Surplus`](crate::waterfall::Surplus).
    Residual(String),
}

impl Step {
    fn of(kind: StepKind) -> Step {
        Step { kind, from: Vec::new(), cap: None, when: None, ratio: Vec::new(), part: None, ahead: false }
    }

    /// The tax on the interest collected.
    #[must_use]
    pub fn taxes() -> Step {
        Step::of(StepKind::Taxes)
    }

    /// What is due of one fee.
    #[must_use]
    pub fn fee(name: &str) -> Step {
        Step::fees(&[name])
    }

    /// What is due of these fees, which rank together.
    #[must_use]
    pub fn fees(names: &[&str]) -> Step {
        Step::of(StepKind::Fees(owned(names)))
    }

    /// The interest on one note.
    #[must_use]
    pub fn interest(note: &str) -> Step {
        Step::interest_on(&[note])
    }

    /// The interest on these notes, which rank together.
    #[must_use]
    pub fn interest_on(notes: &[&str]) -> Step {
        Step::of(StepKind::Interest(owned(notes)))
    }

    /// The principal of one note.
    #[must_use]
    pub fn principal(note: &str) -> Step {
        Step::principal_of(&[note])
    }

    /// The principal of these notes, which rank together.
    #[must_use]
    pub fn principal_of(notes: &[&str]) -> Step {
        Step::of(StepKind::Principal(owned(notes)))
    }

    /// What was paid under all supports that no other step names.
    #[must_use]
    pub fn reimbursement() -> Step {
        Step::reimbursement_of(&[])
    }

    /// What was paid under these supports, which rank together.
    #[must_use]
    pub fn reimbursement_of(supports: &[&str]) -> Step {
        Step::of(StepKind::Reimbursement(owned(supports)))
    }

    /// What these liquidity facilities cost, which rank together.
    #[must_use]
    pub fn support_fees(supports: &[&str]) -> Step {
        Step::of(StepKind::SupportFees(owned(supports)))
    }

    /// A reserve, up to its target.
    #[must_use]
    pub fn top_up(reserve: &str) -> Step {
        Step::of(StepKind::TopUp(reserve.into()))
    }

    /// What a reserve holds beyond its target.
    #[must_use]
    pub fn release(reserve: &str) -> Step {
        Step::of(StepKind::Release(reserve.into()))
    }

    /// What income owes principal.
    #[must_use]
    pub fn make_good() -> Step {
        Step::of(StepKind::MakeGood)
    }

    /// All that is left, to the holders of a note or to a party.
    #[must_use]
    pub fn residual(to: &str) -> Step {
        Step::of(StepKind::Residual(to.into()))
    }

    /// The same step, taking cash from these accounts, in order.
    #[must_use]
    pub fn with_sources(self, accounts: &[&str]) -> Step {
        Step { from: owned(accounts), ..self }
    }

    /// The same step, paying at most so much on one date.
    #[must_use]
    pub fn with_cap(self, cap: impl Into<Amount>) -> Step {
        Step { cap: Some(cap.into()), ..self }
    }

    /// The same step, taken only on dates on which this holds: "one after the other, and pari passu from a day on".
    ///
    /// ```
    /// use abs_waterfall::waterfall::{Condition, Step};
    /// let later = Condition::From("2026-06-20".parse()?);
    /// let in_turn = Step::principal("A").when(Condition::not(later.clone()));
    /// let together = Step::principal_of(&["A", "B"]).when(later);
    /// assert_eq!(together.to_string(), "principal of A, B, when 2026-06-20 has come");
    /// assert_eq!(in_turn.to_string(), "principal of A, when it is not so that 2026-06-20 has come");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn when(self, condition: Condition) -> Step {
        Step { when: Some(condition), ..self }
    }

    /// The same step of principal, whose notes share what reaches it in this ratio.
    #[must_use]
    pub fn in_ratio(self, ratio: &[u32]) -> Step {
        Step { ratio: ratio.to_vec(), ..self }
    }

    /// The same step of interest, paying this part of it alone.
    #[must_use]
    pub fn of_part(self, part: InterestPart) -> Step {
        Step { part: Some(part), ..self }
    }

    /// The same step of principal, paying whatever reaches it, ahead of plan, lockout and maturity.
    ///
    /// ```
    /// use abs_waterfall::waterfall::Step;
    /// assert_eq!(Step::principal("A").ahead().to_string(), "principal of A, ahead");
    /// ```
    #[must_use]
    pub fn ahead(self) -> Step {
        Step { ahead: true, ..self }
    }

    /// Does it repay notes from what income leaves, in a plan account that is split so?
    pub(crate) fn is_turbo(&self, split: &SplitLedgers) -> bool {
        let names = |ledger: &String| self.from.contains(ledger);
        matches!(self.kind, StepKind::Principal(_)) && names(&split.income) && !names(&split.principal)
    }

    /// In how many steps the engine takes it: an agreed return is paid before what it is a return on. Steps with a condition are
    /// taken as one.
    pub(crate) fn parts(&self) -> usize {
        match &self.kind {
            StepKind::Reimbursement(_) | StepKind::SupportFees(_) if self.when.is_none() => 2,
            _ => 1,
        }
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// In words, as in a report.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            None => {}
            Some(InterestPart::Current) => f.write_str("current ")?,
            Some(InterestPart::Arrears) => f.write_str("arrears of ")?,
        }
        write!(f, "{}{}", self.kind, if self.ahead { ", ahead" } else { "" })?;
        if !self.ratio.is_empty() {
            let parts: Vec<String> = self.ratio.iter().map(ToString::to_string).collect();
            write!(f, ", in the ratio {}", parts.join(" : "))?;
        }
        match (&self.cap, &self.kind) {
            (None, _) => {}
            (Some(cap), StepKind::Interest(_)) => {
                write!(f, ", up to {cap} in sum until the senior notes are repaid")?;
            }
            (Some(cap), _) => write!(f, ", up to {cap} in sum")?,
        }
        for (i, account) in self.from.iter().enumerate() {
            write!(f, ", {}from {account}", if i == 0 { "" } else { "then " })?;
        }
        if let Some(condition) = &self.when {
            write!(f, ", when {condition}")?;
        }
        Ok(())
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepKind::Taxes => f.write_str("taxes"),
            StepKind::Fees(fees) => write!(f, "fees: {}", fees.join(", ")),
            StepKind::Interest(notes) => write!(f, "interest on {}", notes.join(", ")),
            StepKind::Principal(notes) => write!(f, "principal of {}", notes.join(", ")),
            StepKind::Reimbursement(of) if of.is_empty() => {
                f.write_str("agreed return to the enhancer, then its reimbursement")
            }
            StepKind::Reimbursement(of) => {
                write!(f, "agreed return on what {} paid, then its reimbursement", of.join(", "))
            }
            StepKind::SupportFees(of) => write!(f, "commitment fee of {}, then its interest", of.join(", ")),
            StepKind::TopUp(reserve) => write!(f, "top-up of {reserve} to its target"),
            StepKind::Release(reserve) => write!(f, "release of what {reserve} holds beyond its target"),
            StepKind::MakeGood => f.write_str("income makes good what it owes principal"),
            StepKind::Residual(to) => write!(f, "residual to {to}"),
        }
    }
}
