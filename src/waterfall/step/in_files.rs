//! In a file a step is a word, or a table of what it does with what limits that. (A derived untagged reader would read the
//! same, but could not say what is wrong.)

use super::{InterestPart, Step, StepKind};
use crate::money::Money;
use crate::waterfall::{Amount, Condition};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// What each term says here is what the format's reference says of it.
#[derive(Default, serde::Deserialize, serde::Serialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = in_schema::as_step))]
pub(super) struct Written {
    /// Pays VAT and surcharges on the interest collected: always `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    taxes: Option<bool>,
    /// Pays what is due of these fees.
    #[serde(skip_serializing_if = "Option::is_none")]
    fees: Option<Vec<String>>,
    /// As format 1 had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(skip))]
    capped_fees: Option<CappedFees>,
    /// Pays what is due of the interest on these notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    interest: Option<Vec<String>>,
    /// Pays principal of these notes, as far as the repayment of each takes any. In a plan account that is split, a second step with
    /// `from = ["income ledger"]` repays them from what income leaves (加速过手).
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Vec<String>>,
    /// Repays what was paid under these supports: first the agreed return on it, then itself. An empty list means all that
    /// no other step of the order names. The return of a liquidity facility is paid with its fee.
    #[serde(skip_serializing_if = "Option::is_none")]
    reimbursement: Option<Vec<String>>,
    /// Pays what these liquidity facilities cost: first the commitment fee, then the interest on what is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("examples" = [["liquidity"]])))]
    support_fees: Option<Vec<String>>,
    /// Fills this reserve up to its target.
    #[serde(skip_serializing_if = "Option::is_none")]
    top_up: Option<String>,
    /// Brings what this reserve holds beyond its target into the plan account.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<String>,
    /// Income pays principal what it owes it, in a plan account that is split into the two: always `true`. Taxes, fees
    /// and interest above it can use principal, once income does not reach; nothing below it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    make_good: Option<bool>,
    /// Pays all that is left, once every note has been repaid in full, to the holders of this note or to this party. The
    /// last step; until then what is left stays in the plan account.
    #[serde(skip_serializing_if = "Option::is_none")]
    residual: Option<String>,
    /// The accounts that it takes cash from, in order; the plan account alone, if none is named. The first pays what may
    /// be paid; each after it pays what must be paid on the date and the ones before it do not reach.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = [], "x-default" = "the plan account")))]
    from: Vec<String>,
    /// The most that it pays on one date; the rest stays due, for a later step or date. It is no limit on a date on which
    /// principal of one of its notes must be paid, as its maturity has come; nor, of the interest of subordinated notes
    /// (次级期间收益), once the others are repaid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = null)))]
    cap: Option<Amount>,
    /// The step is taken only on the dates on which this holds, when its turn comes. What it pays must be paid on the other dates
    /// too: by a step below that has no condition (to which supports are left), or by a second step whose condition is that this
    /// one does not hold, where it asks for a day, an event or a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = null, "x-default" = "on every date")))]
    when: Option<Condition>,
    /// In which ratio the notes of a step of principal share what reaches it, in their order; what one does not need goes to the
    /// others by the same rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(extend("examples" = [[7, 3]], "default" = [], "x-default" = "in proportion to what each may be paid")))]
    ratio: Vec<u32>,
    /// Which part of the interest a step of interest pays: what has accrued for the date, or what is unpaid of dates before. Without
    /// it both, the arrears first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(example = &"current", extend("default" = null, "x-default" = "both")))]
    part: Option<InterestPart>,
    /// A step of principal repays its notes ahead (提前偿还): whatever reaches it, though a plan, a lockout or a maturity would have them
    /// take less yet. What is repaid ahead counts towards the amounts of a plan that come next, first that of the date where the
    /// step stands above the one that pays them. It is no due: nobody makes it up, its cap always holds, and a step without this must
    /// pay each of the notes too; of a bullet below, as that keeps what reaches it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    ahead: bool,
}

#[derive(serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct CappedFees {
    fees: Vec<String>,
    cap: Money,
}

impl Written {
    /// What it does: exactly one thing.
    fn step(self) -> Result<Step, String> {
        let taxes = self.taxes.filter(|taxes| *taxes).map(|_| StepKind::Taxes);
        let make_good = self.make_good.filter(|make_good| *make_good).map(|_| StepKind::MakeGood);
        let (capped, old_cap) = self.capped_fees.map(|capped| (capped.fees, capped.cap)).unzip();
        let kinds = [
            taxes,
            self.fees.map(StepKind::Fees),
            capped.map(StepKind::Fees),
            self.interest.map(StepKind::Interest),
            self.principal.map(StepKind::Principal),
            self.reimbursement.map(StepKind::Reimbursement),
            self.support_fees.map(StepKind::SupportFees),
            self.top_up.map(StepKind::TopUp),
            self.release.map(StepKind::Release),
            make_good,
            self.residual.map(StepKind::Residual),
        ];
        let mut kinds = kinds.into_iter().flatten();
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => {
                let cap = self.cap.or(old_cap.map(Amount::Fixed));
                let Written { from, when, ratio, part, ahead, .. } = self;
                Ok(Step { kind, from, cap, when, ratio, part, ahead })
            }
            (None, _) => Err("a step that pays nothing: name what it pays".into()),
            (Some(one), Some(other)) => {
                Err(format!("one step for two things, {one} and {other}: write two steps"))
            }
        }
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step like \"taxes\" or { interest = [\"senior\"] }")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Step, E> {
        match word {
            "taxes" => Ok(Step::taxes()),
            "reimbursement" => Ok(Step::reimbursement()),
            "make-good" => Ok(Step::make_good()),
            _ => Err(E::unknown_variant(word, KINDS)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Step, A::Error> {
        Written::deserialize(MapAccessDeserializer::new(map))?.step().map_err(A::Error::custom)
    }
}

/// What a step can do.
const KINDS: &[&str] = &[
    "taxes",
    "fees",
    "interest",
    "principal",
    "reimbursement",
    "support-fees",
    "top-up",
    "release",
    "make-good",
    "residual",
];

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Step, D::Error> {
        from.deserialize_any(StepVisitor)
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut written = Written {
            from: self.from.clone(),
            cap: self.cap.clone(),
            when: self.when.clone(),
            ratio: self.ratio.clone(),
            part: self.part,
            ahead: self.ahead,
            ..Written::default()
        };
        let is_plain = *self == Step::of(self.kind.clone());
        match self.kind.clone() {
            StepKind::Taxes if is_plain => return to.serialize_str("taxes"),
            StepKind::MakeGood if is_plain => return to.serialize_str("make-good"),
            StepKind::Reimbursement(of) if is_plain && of.is_empty() => {
                return to.serialize_str("reimbursement");
            }
            StepKind::Taxes => written.taxes = Some(true),
            StepKind::Fees(fees) => written.fees = Some(fees),
            StepKind::Interest(notes) => written.interest = Some(notes),
            StepKind::Principal(notes) => written.principal = Some(notes),
            StepKind::Reimbursement(of) => written.reimbursement = Some(of),
            StepKind::SupportFees(of) => written.support_fees = Some(of),
            StepKind::TopUp(reserve) => written.top_up = Some(reserve),
            StepKind::Release(reserve) => written.release = Some(reserve),
            StepKind::MakeGood => written.make_good = Some(true),
            StepKind::Residual(residual) => written.residual = Some(residual),
        }
        written.serialize(to)
    }
}

#[cfg(feature = "schema")]
mod in_schema {
    use super::KINDS;
    use schemars::{Schema, json_schema};
    use serde_json::{Value, json};

    /// A step from the schema of its table: that with exactly one thing to do, or a word.
    pub(super) fn as_step(table: &mut Schema) {
        let kinds: Vec<Value> = KINDS.iter().map(|kind| does(kind)).collect();
        table.remove("description");
        table.insert("oneOf".into(), kinds.into());
        *table = json_schema!({ "anyOf": [
            { "const": "taxes", "description": "As `{ taxes = true }`." },
            { "const": "reimbursement", "description": "As `{ reimbursement = [] }`: of all supports that no other step names." },
            { "const": "make-good", "description": "As `{ make-good = true }`." },
            table
        ] });
    }

    /// This is what it does: it is there, and not as JSON says that it is not.
    fn does(kind: &str) -> Value {
        let is = if ["taxes", "make-good"].contains(&kind) {
            json!({ "const": true })
        } else {
            json!({ "not": { "type": "null" } })
        };
        json!({ "required": [kind], "properties": { kind: is } })
    }
}
