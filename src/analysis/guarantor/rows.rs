//! The figures of a view one by one, for a spreadsheet.

use super::alone::GuarantorPromise;
use super::contributions::TailContributions;
use super::exposure::Exposure;
use super::liability::Liability;
use super::portfolio::{DealInPortfolio, PortfolioView};
use super::profit::{Profit, ProfitAndLoss};
use super::regulator::RegulatorFigure;
use super::result::{GuarantorView, Reserve};
use super::with_without::WithWithout;
use crate::money::Money;
use crate::simulation::Estimate;

/// One figure of a guarantor's view. Amounts are in yuan; fees, shares and probabilities are fractions of one.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::guarantor::GuaranteeTerms;
/// use abs_waterfall::{Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let view = deal.guarantor(&GuaranteeTerms::new("Fujian Credit Enhancement"), &Simulation::new(1_000))?;
/// let rows = view.rows();
/// assert_eq!((rows[0].of.as_str(), rows[0].figure.as_str()), ("fee", "running, a year"));
/// assert_eq!(rows[0].value, view.fee.running);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GuarantorRow {
    /// What it is a figure of: the fee, a date, a firm.
    pub of: String,
    /// Which.
    pub figure: String,
    /// The value with its error; of what is exact that is nothing.
    pub value: Estimate,
}

/// Rows that are added one by one.
#[derive(Default)]
struct Rows(Vec<GuarantorRow>);

impl Rows {
    fn add(&mut self, of: impl Into<String>, figure: impl Into<String>, value: Estimate) {
        self.0.push(GuarantorRow { of: of.into(), figure: figure.into(), value });
    }

    fn add_exact(&mut self, of: impl Into<String>, figure: impl Into<String>, value: f64) {
        self.add(of, figure, Estimate { value, error: 0.0 });
    }

    fn add_money(&mut self, of: impl Into<String>, figure: impl Into<String>, value: Money) {
        self.add_exact(of, figure, value.to_f64());
    }

    fn add_exposure(&mut self, exposure: &Exposure, view: &str) {
        self.add("payments", format!("net, {view}"), exposure.net);
        self.add("payments", format!("most out of pocket, {view}"), exposure.peak);
        for level in &exposure.liquidity {
            let figure = format!("most out of pocket at {}, {view}", level.probability);
            self.add("payments", figure, level.amount);
        }
        for date in &exposure.by_date {
            self.add(date.date.to_string(), format!("paid, {view}"), date.drawn);
            self.add(date.date.to_string(), format!("got back, {view}"), date.repaid);
        }
    }

    fn add_profit(&mut self, profit: &ProfitAndLoss) {
        for (view, profit) in [("as promised", &profit.promised), ("as performed", &profit.performed)] {
            let Profit { mean, deviation, loss, quantiles } = profit;
            self.add("profit", format!("mean, {view}"), *mean);
            self.add_exact("profit", format!("standard deviation, {view}"), *deviation);
            self.add("profit", format!("probability of a loss, {view}"), *loss);
            for level in quantiles {
                self.add("profit", format!("quantile {}, {view}", level.probability), level.amount);
            }
        }
    }

    fn add_reserve(&mut self, reserve: &Reserve) {
        self.add("reserve", format!("for the deal's life at {}", reserve.level), reserve.reserve);
        self.add("reserve", format!("liquidity at {}", reserve.level), reserve.liquidity);
    }

    fn add_tail(&mut self, tail: &TailContributions) {
        self.add_money("tail", format!("expected shortfall at {}", tail.level), tail.shortfall);
        let lists = [
            ("deal", &tail.deals),
            ("firm", &tail.firms),
            ("industry", &tail.industries),
            ("region", &tail.regions),
        ];
        for (kind, parts) in lists {
            for part in parts {
                let name = part.name.as_deref().unwrap_or("(no default)");
                self.add(format!("{kind} {name}"), "part of the expected shortfall", part.estimate);
            }
        }
    }

    fn add_without(&mut self, all: &[WithWithout]) {
        for less in all {
            self.add(&less.name, "adds to the expected net payment", less.net);
            self.add(&less.name, "adds to the expected shortfall", less.shortfall);
        }
    }

    fn add_regulator(&mut self, figures: &[RegulatorFigure], liability: &Liability) {
        for figure in figures {
            self.add_money("regulator", figure.rule.to_string(), figure.amount);
        }
        for year in &liability.year_ends {
            let mut add = |figure: &str, amount| self.add_money(year.date.to_string(), figure, amount);
            add("liability", year.amount);
            add("reserve for compensation", year.compensation_reserve);
            add("reserve for unearned premiums", year.unearned_premium_reserve);
        }
    }

    fn add_deal(&mut self, deal: &DealInPortfolio) {
        let DealInPortfolio { name, in_portfolio, .. } = deal;
        let mut own = |figure: &str, value| self.add(format!("{name}: in the portfolio"), figure, value);
        own("capital", in_portfolio.capital);
        own("running fee with capital that falls with the notes", in_portfolio.falling);
        own("running fee with capital that is held to the end", in_portfolio.held);
        own("part of the reserve", Estimate { value: deal.reserve.to_f64(), error: 0.0 });
        for row in deal.view.rows() {
            self.add(format!("{name}: {}", row.of), row.figure, row.value);
        }
    }
}

impl GuarantorView {
    /// Its figures one by one.
    pub fn rows(&self) -> Vec<GuarantorRow> {
        let (mut rows, fee) = (Rows::default(), &self.fee);
        rows.add("fee", "running, a year", fee.running);
        rows.add("fee", "up front", fee.up_front);
        rows.add("fee", "running with capital that falls with the notes", fee.with_capital.falling);
        rows.add("fee", "running with capital that is held to the end", fee.with_capital.held);
        rows.add("fee", "expected net payment, discounted", fee.net);
        rows.add("fee", "capital", fee.with_capital.capital);
        for alone in &self.alone {
            let what = match alone.promise {
                GuarantorPromise::Loans => "loans alone",
                GuarantorPromise::Plan => "the plan alone",
            };
            rows.add("fee", format!("running, for {what}"), alone.running);
            rows.add("fee", format!("expected net payment for {what}, discounted"), alone.net);
        }
        if let Some(plan_fee) = &self.plan_fee {
            rows.add(&plan_fee.fee, "rate at which the plan pays for it", plan_fee.rate);
        }
        self.profit.iter().for_each(|profit| rows.add_profit(profit));
        rows.add_reserve(&self.reserve);
        rows.add_exposure(&self.promised, "as promised");
        rows.add_exposure(&self.performed, "as performed");
        rows.add("after the last date", "recovered of borrowers", self.later.borrowers);
        rows.add("after the last date", "recovered of the counter-guarantor", self.later.counter_guarantor);
        rows.add("after the last date", "expected net payment less both, discounted", self.later.net);
        for year in &self.later.by_year {
            rows.add(year.year.to_string(), "recovered after the last date", year.amount);
        }
        if let Some(wrong_way) = &self.wrong_way {
            rows.add("failure", "probability of a call", wrong_way.called);
            rows.add("failure", "leaves a call open, given one", wrong_way.unanswered);
            rows.add("failure", "would leave it open independently", wrong_way.independent);
            rows.add("failure", "difference of the two", wrong_way.difference);
        }
        for partner in &self.partners {
            rows.add(&partner.who, "paid", partner.paid);
            rows.add(&partner.who, "got back", partner.repaid);
            rows.add(&partner.who, "recovered after the last date", partner.later);
        }
        rows.add_tail(&self.tail);
        rows.add_without(&self.without);
        rows.add_regulator(&self.regulator, &self.liability);
        rows.0
    }
}

impl PortfolioView {
    /// Its figures one by one, and then those of each deal, which begin with the deal's name.
    pub fn rows(&self) -> Vec<GuarantorRow> {
        let (mut rows, fees) = (Rows::default(), &self.fees);
        rows.add("fee", "running, a year", fees.running);
        rows.add("fee", "running with capital that falls with the notes", fees.falling);
        rows.add("fee", "running with capital that is held to the end", fees.held);
        rows.add("fee", "expected net payment, discounted", fees.net);
        rows.add("fee", "capital", fees.capital);
        self.profit.iter().for_each(|profit| rows.add_profit(profit));
        rows.add_reserve(&self.reserve);
        rows.add_exposure(&self.promised, "as promised");
        rows.add_exposure(&self.performed, "as performed");
        rows.add_tail(&self.tail);
        rows.add_without(&self.without_deals);
        rows.add_without(&self.without_firms);
        rows.add_regulator(&self.regulator, &self.liability);
        self.deals.iter().for_each(|deal| rows.add_deal(deal));
        rows.0
    }
}
