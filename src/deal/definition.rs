//! A deal as a whole, as written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::format::Format;
use super::{Accounts, Disclosure, IssuePayment, Party, Role, Waiver};
use crate::calendar::{CalendarTable, Date, PaymentDates, RateTable, Schedule};
use crate::credit::CreditModel;
use crate::enhancement::Support;
use crate::pool::{Loan, Pool};
use crate::servicing::Servicing;
use crate::waterfall::{Claim, CleanUpCall, Event, Fee, Note, Orders, PaymentOrder, Reserve, Step, Vat};

/// An asset-backed special plan (资产支持专项计划): everything about it that is agreed or assumed, as plain data.
///
/// Read one from TOML or JSON with the feature `files`, or write it as a Rust value; then [`resolve`](Deal::resolve)
/// it.
///
/// A `Deal` has a [`Pool`] of loans. It has a parameter `P` because a deal in a file may name a tape in its place, and cannot
/// be resolved before the tape is read: that is a `WrittenDeal` (feature `files`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Deal"))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "资产支持专项计划")]
#[non_exhaustive]
pub struct Deal<P = Pool> {
    /// The format that it is written in. A file without one is in format 1, which is read too.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) format: Format,
    /// What people call it.
    pub name: String,
    /// Where the names of companies without a registration mean somebody; the deal's name, if there is none. Variants of one
    /// deal that are compared are in one namespace, so that the same firms default in all of them.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "the deal's name")))]
    pub namespace: Option<String>,
    /// The day the plan is set up: notes are paid for and start to accrue.
    #[doc(alias = "专项计划设立日")]
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
    pub closing: Date,
    /// Instalments due after this day belong to the plan; the closing date if there is none.
    #[doc(alias = "封包日")]
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::optional_date"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::calendar::WrittenDate>", extend("x-default" = "the closing date"))
    )]
    pub cutoff: Option<Date>,
    /// The companies in it.
    pub parties: Vec<Party>,
    /// What its two accounts are called.
    #[cfg_attr(feature = "serde", serde(default))]
    pub accounts: Accounts,
    /// The loans.
    pub pool: P,
    /// What is assumed about default and recovery.
    pub credit: CreditModel,
    /// How collections reach the plan.
    pub servicing: Servicing,
    /// When it collects and when it pays.
    pub dates: PaymentDates,
    /// VAT on the interest collected.
    #[cfg_attr(feature = "serde", serde(default))]
    pub vat: Option<Vat>,
    /// The fees that it pays.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fees: Vec<Fee>,
    /// The notes that it issues.
    pub notes: Vec<Note>,
    /// Tables of rates that coupons and loans float on, by name: the one-year loan prime rate (贷款市场报价利率) as it was announced, or as
    /// it is assumed.
    #[doc(alias = "LPR")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = {})))]
    pub rates: BTreeMap<String, RateTable>,
    /// Accounts in which cash is held for worse days.
    #[cfg_attr(feature = "serde", serde(default))]
    pub reserves: Vec<Reserve>,
    /// Who pays what the plan's cash does not reach, in the order in which they are called. Format 1 had one, and called it
    /// `undertaking`.
    #[cfg_attr(
        feature = "serde",
        serde(default, alias = "undertaking", deserialize_with = "super::format::one_or_more")
    )]
    pub supports: Vec<Support>,
    /// Who is paid in which order.
    pub waterfall: Vec<Step>,
    /// What may happen while it runs, and what that does.
    #[doc(alias = "触发事件")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub events: Vec<Event>,
    /// Who is paid in which order once an event has happened.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Orders::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub orders: Orders,
    /// Who may buy what is left of the pool.
    #[doc(alias = "清仓回购")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "nobody")))]
    pub clean_up: Option<CleanUpCall>,
    /// What is paid for the issue outside of the plan: its up-front costs, and the public's subsidies to the originator and to
    /// institutions.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub issue: Vec<IssuePayment>,
    /// Business calendars of the deal's own, by name.
    #[cfg_attr(feature = "serde", serde(default))]
    pub calendars: BTreeMap<String, CalendarTable>,
    /// What else is known of it, read by the checks alone.
    #[doc(alias = "信息披露")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub disclosure: Disclosure,
    /// Rules that it need not keep, and why, read by the checks alone.
    #[doc(alias = "豁免")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub waivers: Vec<Waiver>,
}

#[cfg(feature = "files")]
impl<P> Deal<P> {
    /// What is known of the loans, and a deal of everything else with what `f` makes of it.
    pub(super) fn try_with_pool<Q, E>(self, f: impl FnOnce(P) -> Result<Q, E>) -> Result<Deal<Q>, E> {
        Ok(Deal {
            pool: f(self.pool)?,
            name: self.name,
            namespace: self.namespace,
            closing: self.closing,
            cutoff: self.cutoff,
            parties: self.parties,
            accounts: self.accounts,
            credit: self.credit,
            servicing: self.servicing,
            dates: self.dates,
            vat: self.vat,
            fees: self.fees,
            notes: self.notes,
            rates: self.rates,
            reserves: self.reserves,
            supports: self.supports,
            format: self.format,
            waterfall: self.waterfall,
            events: self.events,
            orders: self.orders,
            clean_up: self.clean_up,
            issue: self.issue,
            calendars: self.calendars,
            disclosure: self.disclosure,
            waivers: self.waivers,
        })
    }
}

impl Deal {
    /// Those that have made the loans, with their numbers among the parties.
    pub(crate) fn originators(&self) -> impl Iterator<Item = (usize, &Party)> {
        self.parties.iter().enumerate().filter(|(_, party)| party.roles.contains(&Role::Originator))
    }

    /// The number of the one that has; how many there are, where it is not one.
    pub(crate) fn originator(&self) -> Result<usize, usize> {
        match self.originators().collect::<Vec<_>>().as_slice() {
            [(one, _)] => Ok(*one),
            others => Err(others.len()),
        }
    }

    /// The numbers of those who buy: ineligible loans back, if there are any, and what is left of the pool at a clean-up call.
    pub(crate) fn buyers(&self) -> impl Iterator<Item = usize> {
        let buys_back = self.pool.loans().iter().any(|loan| loan.ineligible.is_some());
        let originator = self.originator().ok().filter(|_| buys_back);
        let calls = |party: &Party| self.clean_up.as_ref().is_some_and(|call| call.by == party.name);
        originator.into_iter().chain(self.parties.iter().position(calls))
    }

    /// A deal with these loans, paid for and starting to accrue at closing, of which nobody is told yet.
    ///
    /// ```
    /// use abs_waterfall::calendar::Schedule;
    /// use abs_waterfall::credit::{CreditModel, Recovery};
    /// use abs_waterfall::deal::{Note, Party, PaymentDates, Role, Step};
    /// use abs_waterfall::pool::Loan;
    /// use abs_waterfall::servicing::Servicing;
    /// use abs_waterfall::{Deal, Money, Scenario};
    ///
    /// let loan = Loan::level_payment("L1", Money::from_yuan(1_000_000), "6%".parse()?, "2024-06-20".parse()?, 12);
    /// let (calculation, distribution) = ("2025-06-20".parse()?, "2025-06-26".parse()?);
    /// let deal = Deal::new("One loan", "2024-06-20".parse()?, [loan].into_iter().collect())
    ///     .with_dates(PaymentDates::new(Schedule::Dates(vec![calculation]), Schedule::Dates(vec![distribution])))
    ///     .with_parties([Party::new("Lender", &[Role::Originator, Role::Servicer])])
    ///     .with_servicing(Servicing::new("Lender"))
    ///     .with_notes([Note::subordinated("sole", Money::from_yuan(1_000_000))])
    ///     .with_waterfall([Step::principal("sole"), Step::residual("sole")]);
    /// let projection = deal.resolve()?.project(&Scenario::no_default())?;
    /// assert_eq!(projection.notes[0].received().to_string(), "1,032,797.15");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(name: &str, closing: Date, pool: Pool) -> Deal {
        Deal {
            format: Format,
            name: name.into(),
            namespace: None,
            closing,
            cutoff: None,
            parties: Vec::new(),
            accounts: Accounts::default(),
            pool,
            credit: CreditModel::default(),
            servicing: Servicing::new(""),
            dates: PaymentDates::new(Schedule::Dates(Vec::new()), Schedule::Dates(Vec::new())),
            vat: None,
            fees: Vec::new(),
            notes: Vec::new(),
            rates: BTreeMap::new(),
            reserves: Vec::new(),
            supports: Vec::new(),
            waterfall: Vec::new(),
            events: Vec::new(),
            orders: Orders::default(),
            clean_up: None,
            issue: Vec::new(),
            calendars: BTreeMap::new(),
            disclosure: Disclosure::default(),
            waivers: Vec::new(),
        }
    }

    /// The loans with the rates that they bear at the cut-off: those of which none floats as they are. It is what the
    /// [statistics](crate::pool::PoolStatistics) of a pool are taken of.
    pub fn loans_at_cutoff(&self) -> Cow<'_, [Loan]> {
        let loans = self.pool.loans();
        if loans.iter().all(|loan| loan.floating.is_none()) {
            return Cow::Borrowed(loans);
        }
        let day = self.cutoff.unwrap_or(self.closing);
        loans.iter().map(|loan| loan.as_of(day, &self.rates).into_owned()).collect()
    }

    /// The same deal in a namespace: see [`namespace`](field@Deal::namespace).
    #[must_use]
    pub fn with_namespace(self, namespace: &str) -> Deal {
        Deal { namespace: Some(namespace.into()), ..self }
    }

    /// The same deal, set up on another day.
    #[must_use]
    pub fn with_closing(self, closing: Date) -> Deal {
        Deal { closing, ..self }
    }

    /// The same deal on other loans.
    #[must_use]
    pub fn with_pool(self, pool: Pool) -> Deal {
        Deal { pool, ..self }
    }

    /// The same deal, to whose plan belongs what falls due after this day.
    #[must_use]
    pub fn with_cutoff(self, cutoff: Date) -> Deal {
        Deal { cutoff: Some(cutoff), ..self }
    }

    /// The same deal between these parties.
    #[must_use]
    pub fn with_parties(self, parties: impl IntoIterator<Item = Party>) -> Deal {
        Deal { parties: parties.into_iter().collect(), ..self }
    }

    /// The same deal, whose accounts are called so.
    #[must_use]
    pub fn with_accounts(self, accounts: Accounts) -> Deal {
        Deal { accounts, ..self }
    }

    /// The same deal under these assumptions about default and recovery.
    #[must_use]
    pub fn with_credit(self, credit: CreditModel) -> Deal {
        Deal { credit, ..self }
    }

    /// The same deal, serviced so.
    #[must_use]
    pub fn with_servicing(self, servicing: Servicing) -> Deal {
        Deal { servicing, ..self }
    }

    /// The same deal, paid on these dates.
    #[must_use]
    pub fn with_dates(self, dates: PaymentDates) -> Deal {
        Deal { dates, ..self }
    }

    /// The same deal, which pays this tax, or none.
    #[must_use]
    pub fn with_vat(self, vat: impl Into<Option<Vat>>) -> Deal {
        Deal { vat: vat.into(), ..self }
    }

    /// The same deal with these fees.
    #[must_use]
    pub fn with_fees(self, fees: impl IntoIterator<Item = Fee>) -> Deal {
        Deal { fees: fees.into_iter().collect(), ..self }
    }

    /// The same deal, which issues these notes.
    #[must_use]
    pub fn with_notes(self, notes: impl IntoIterator<Item = Note>) -> Deal {
        Deal { notes: notes.into_iter().collect(), ..self }
    }

    /// The same deal with another table of rates, of this name.
    #[must_use]
    pub fn with_rates(mut self, name: impl Into<String>, rates: RateTable) -> Deal {
        self.rates.insert(name.into(), rates);
        self
    }

    /// The same deal with these reserve accounts.
    #[must_use]
    pub fn with_reserves(self, reserves: impl IntoIterator<Item = Reserve>) -> Deal {
        Deal { reserves: reserves.into_iter().collect(), ..self }
    }

    /// The same deal with these supports, in the order in which they are called.
    #[must_use]
    pub fn with_supports(self, supports: impl IntoIterator<Item = Support>) -> Deal {
        Deal { supports: supports.into_iter().collect(), ..self }
    }

    /// The same deal, which pays in this order.
    #[must_use]
    pub fn with_waterfall(self, steps: impl IntoIterator<Item = Step>) -> Deal {
        Deal { waterfall: steps.into_iter().collect(), ..self }
    }

    /// The same deal, in which this may happen.
    #[must_use]
    pub fn with_events(self, events: impl IntoIterator<Item = Event>) -> Deal {
        Deal { events: events.into_iter().collect(), ..self }
    }

    /// The same deal, which pays in these orders once an event has happened.
    #[must_use]
    pub fn with_orders(self, orders: Orders) -> Deal {
        Deal { orders, ..self }
    }

    /// The same deal, in which this party may buy what is left of the pool.
    #[must_use]
    pub fn with_clean_up(self, clean_up: CleanUpCall) -> Deal {
        Deal { clean_up: Some(clean_up), ..self }
    }

    /// The same deal with these payments for the issue, outside of the plan.
    #[must_use]
    pub fn with_issue_payments(self, payments: impl IntoIterator<Item = IssuePayment>) -> Deal {
        Deal { issue: payments.into_iter().collect(), ..self }
    }

    /// The same deal, of which this is known besides, for the checks alone.
    #[must_use]
    pub fn with_disclosure(self, disclosure: Disclosure) -> Deal {
        Deal { disclosure, ..self }
    }

    /// The same deal, which need not keep these rules, for the checks alone.
    #[must_use]
    pub fn with_waivers(self, waivers: impl IntoIterator<Item = Waiver>) -> Deal {
        Deal { waivers: waivers.into_iter().collect(), ..self }
    }

    /// The steps of an order of payment.
    pub(crate) fn steps(&self, order: PaymentOrder) -> &[Step] {
        let started = self.orders.given().find(|(given, _)| *given == order);
        started.map_or(&self.waterfall, |(_, steps)| steps)
    }

    /// A claim in words.
    pub(crate) fn describe(&self, claim: Claim) -> String {
        claim.in_words(&self.fees, &self.notes, &self.supports)
    }
}
