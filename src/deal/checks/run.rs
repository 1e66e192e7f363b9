//! All rules, one after the other.

use super::book::Book;
use super::finding::Finding;
use super::{
    Check, Rule, cash_flow, clean_up, debtors, eligibility, ip_share, lender, net_assets, retention,
    transfer, waiver,
};
use crate::deal::ResolvedDeal;

impl ResolvedDeal {
    /// The deal against the rules of the exchanges and the regulators, each that concerns it with what was found: whether it
    /// keeps the rule, breaks it, waives it, or does not state what the rule asks for. A waiver that does not count has a line
    /// of its own after the rule's.
    ///
    /// The facts that only they read are in [`Disclosure`](crate::deal::Disclosure),
    /// [`LoanDisclosure`](crate::pool::LoanDisclosure), a note's `held_by`, and a party's `group` and `net_assets`.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::Deal;
    /// use abs_waterfall::deal::Rule;
    /// let deal = Deal::load("examples/deals/fujian.toml")?;
    /// let deal = deal.clone().with_notes(deal.notes.into_iter().map(|note| match note.name.as_str() {
    ///     "sub" => note.with_held_by("Minjiang Micro-loan"),
    ///     _ => note,
    /// }));
    /// let checks = deal.resolve()?.checks();
    /// let expected = "retention: pass: notes: Minjiang Micro-loan and its affiliates hold 7,500,000.00 of 150,000,000.00, \
    ///                 5.00 % (SSE 2号 2.3.4; SZSE 2号 art. 31)";
    /// assert_eq!(checks[0].to_string(), expected);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn checks(&self) -> Vec<Check> {
        let book = Book::of(self);
        Rule::all().flat_map(|rule| book.check(rule)).collect()
    }
}

impl Book<'_> {
    /// What is found of a rule, and of its waiver.
    fn check(&self, rule: Rule) -> Vec<Check> {
        let finding = if rule.concerns(self.assets) { self.find(rule) } else { None };
        let citation = rule.citation(self.assets);
        let check = |Finding { place, found, outcome }| Check { rule, outcome, place, found, citation };
        waiver::applied(self, rule, finding).into_iter().map(check).collect()
    }

    /// What is found of a rule for claims of this kind; `None` where something else of the deal says that it does not concern it.
    fn find(&self, rule: Rule) -> Option<Finding> {
        Some(match rule {
            Rule::Retention => retention::share(self),
            Rule::Debtors => debtors::number(self),
            Rule::Creditors => debtors::creditors(self),
            Rule::SingleDebtor => debtors::largest(self)?,
            Rule::FiveDebtors => debtors::five_largest(self),
            Rule::OnlineLoans => return debtors::online(self),
            Rule::CashFlowProvider => cash_flow::provider(self)?,
            Rule::OwnCashFlow => cash_flow::originator(self),
            Rule::Transfer => transfer::wait(self)?,
            Rule::IpShare => ip_share::share(self),
            Rule::Lender => lender::standing(self),
            Rule::BorrowerLimit => return net_assets::borrower(self),
            Rule::GroupLimit => return net_assets::group(self),
            Rule::Bonds => return net_assets::bonds(self),
            Rule::Borrowings => return net_assets::borrowings(self),
            Rule::CleanUp => clean_up::share(self),
            Rule::Overdue => eligibility::overdue(self),
            Rule::OverdueHistory => eligibility::overdue_history(self),
            Rule::Extended => eligibility::extended(self),
            Rule::Disbursed => eligibility::disbursed(self),
            Rule::RateCap => eligibility::rate(self),
            Rule::WholeContract => eligibility::whole_contract(self),
        })
    }
}
