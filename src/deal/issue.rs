//! Payments for the issue that do not pass through the plan: what it costs, and what the public gives for it.

use crate::calendar::Date;
use crate::deal::error::Problem;
use crate::found::Found;
use crate::ledger::{AccountId, Chart};
use crate::limits::{check_limit, check_positive};
use crate::money::{Money, Rounding};
use crate::names::Names;
use crate::place::Place;
use crate::rate::Rate;

/// A payment for the issue from one party to another, outside of the plan: an up-front cost that the originator bears, or a
/// public office's subsidy to the originator or to an institution that helped. It stands in the ledger of every projection.
///
/// Guangzhou gives up to 1 % of an issue, at most 4 million for each (2023):
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::deal::IssuePayment;
/// let subsidy = IssuePayment::subsidy("Guangzhou 2023", "Guangzhou", "Lender", "1%".parse()?)
///     .with_cap(Money::from_yuan(4_000_000));
/// assert_eq!(subsidy.amount_of(Money::from_yuan(300_000_000)), Money::from_yuan(3_000_000));
/// assert_eq!(subsidy.amount_of(Money::from_yuan(500_000_000)), Money::from_yuan(4_000_000));
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "发行费用")]
#[doc(alias = "发行补贴")]
#[non_exhaustive]
pub struct IssuePayment {
    /// Its name, unique among them.
    pub name: String,
    /// Whether it is a cost or a subsidy.
    pub kind: IssuePaymentKind,
    /// The party that pays.
    pub payer: String,
    /// The party that is paid.
    pub payee: String,
    /// How much.
    pub amount: IssueAmount,
    /// The most that is paid.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
    /// The day; the closing date, if it is left out. A subsidy often comes months later.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::optional_date"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::calendar::WrittenDate>", extend("x-default" = "the closing date"))
    )]
    pub on: Option<Date>,
}

/// What a payment for the issue is.
///
/// ```
/// use abs_waterfall::deal::{IssuePayment, IssuePaymentKind};
/// let rating = IssuePayment::cost("rating", "Lender", "Agency", abs_waterfall::Money::from_yuan(250_000));
/// assert_eq!(rating.kind, IssuePaymentKind::Cost);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum IssuePaymentKind {
    /// A cost of the issue.
    Cost,
    /// Public money for it.
    Subsidy,
}

/// How much a payment for the issue is.
///
/// ```
/// use abs_waterfall::deal::{IssueAmount, IssuePayment};
/// let mut cost = IssuePayment::cost("underwriting", "Lender", "Broker", abs_waterfall::Money::ZERO);
/// cost.amount = IssueAmount::OfIssue("0.3%".parse()?);
/// assert_eq!(cost.amount_of("150000000".parse()?).to_string(), "450,000.00");
/// # Ok::<(), abs_waterfall::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum IssueAmount {
    /// This much.
    Fixed(Money),
    /// A share of the amount of all notes, whatever they are sold for, rounded half-up.
    OfIssue(#[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction")))] Rate),
}

/// A payment for the issue whose accounts, day and amount are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IssueTransfer {
    pub(crate) on: Date,
    pub(crate) from: AccountId,
    pub(crate) to: AccountId,
    pub(crate) amount: Money,
}

impl IssuePayment {
    /// A cost of the issue, paid at closing.
    #[must_use]
    pub fn cost(name: &str, payer: &str, payee: &str, amount: Money) -> IssuePayment {
        IssuePayment {
            name: name.into(),
            kind: IssuePaymentKind::Cost,
            payer: payer.into(),
            payee: payee.into(),
            amount: IssueAmount::Fixed(amount),
            cap: None,
            on: None,
        }
    }

    /// A subsidy of a share of the issue, paid at closing.
    #[must_use]
    pub fn subsidy(name: &str, payer: &str, payee: &str, share: Rate) -> IssuePayment {
        let cost = IssuePayment::cost(name, payer, payee, Money::ZERO);
        IssuePayment { kind: IssuePaymentKind::Subsidy, amount: IssueAmount::OfIssue(share), ..cost }
    }

    /// The same payment, of at most so much.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> IssuePayment {
        IssuePayment { cap: Some(cap), ..self }
    }

    /// The same payment on another day.
    #[must_use]
    pub fn with_day(self, on: Date) -> IssuePayment {
        IssuePayment { on: Some(on), ..self }
    }

    /// What is paid where all notes are of this amount.
    pub fn amount_of(&self, issued: Money) -> Money {
        let amount = match self.amount {
            IssueAmount::Fixed(amount) => amount,
            IssueAmount::OfIssue(share) => issued.times(share.share(Rounding::HalfUp)),
        };
        self.cap.map_or(amount, |cap| amount.min(cap))
    }

    /// Binds its names and checks its amounts, given the amount of all notes.
    pub(super) fn resolve(
        &self,
        (issued, closing): (Money, Date),
        parties: &Names,
        chart: Chart,
        found: &mut Found<Problem>,
    ) -> Option<IssueTransfer> {
        let amount = self.amount_of(issued);
        let fits = check_positive("amount", amount).and_then(|()| check_limit("amount", amount));
        found.take(self, fits);
        let [payer, payee] = [&self.payer, &self.payee].map(|name| found.take(self, parties.find(name)));
        if self.payer == self.payee {
            found.add(self, Problem::PaysItself(self.payer.clone()));
        }
        let (from, to) = (chart.party(payer?), chart.party(payee?));
        Some(IssueTransfer { on: self.on.unwrap_or(closing), from, to, amount })
    }
}

impl From<&IssuePayment> for Place {
    fn from(payment: &IssuePayment) -> Place {
        Place::IssuePayment(payment.name.clone())
    }
}
