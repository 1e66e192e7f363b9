//! The guarantor's view of a deal, from paths.

use super::GuarantorError;
use super::contributions::TailPaths;
use super::exposure::{Exposure, PartnerExposure, in_yuan};
use super::fee::{FairFee, FeeDates, accrual, discount};
use super::regulator::Liability;
use super::result::{GuarantorView, Reserve};
use super::runner::{Guarantor, Runner};
use super::tail::TailShare;
use super::tally::Tally;
use super::terms::GuaranteeTerms;
use super::wrong_way::WrongWayRisk;
use crate::calendar::PaymentPeriod;
use crate::deal::ResolvedDeal;
use crate::manifest::Manifest;
use crate::measure::years_between;
use crate::money::Money;
use crate::simulation::{Estimate, Simulation, SimulationError, fold_paths};

impl ResolvedDeal {
    /// The view of a party that gives supports: what it pays and gets back and when, its fair fee, what it should hold, and who
    /// its tail is made of. It runs the paths that [`simulate`](ResolvedDeal::simulate) runs, on the current rayon pool, and those
    /// of the tail once more; no thread and no batch changes a bit of it.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::analysis::guarantor::GuaranteeTerms;
    /// use abs_waterfall::{Deal, Simulation};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let terms = GuaranteeTerms::new("Fujian Credit Enhancement");
    /// let view = deal.guarantor(&terms, &Simulation::new(10_000).with_seed(7))?;
    /// let fee = &view.fee;
    /// assert!((fee.net.value - 1.03e6).abs() < 4.0 * fee.net.error, "the plan repays most of what it pays");
    /// assert!((fee.up_front.value - fee.net.value / 142.5e6).abs() < 1e-12);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`GuarantorError`]: where the party gives no support, the fee has no base, the level has no tail that can be counted, or
    /// there are fewer than two paths.
    pub fn guarantor(
        &self,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
    ) -> Result<GuarantorView, GuarantorError> {
        let share = TailShare::beyond(terms.level).ok_or(GuarantorError::Level(terms.level))?;
        let guarantor = Guarantor::of(self, terms)?;
        let dates = fee_dates(self, terms);
        let tally = count(&guarantor, &dates.discounts, share, simulation)?;
        Ok(view(&guarantor, terms, simulation, share, &dates, &tally))
    }
}

fn fee_dates(deal: &ResolvedDeal, terms: &GuaranteeTerms) -> FeeDates {
    let (periods, closing) = (deal.periods(), deal.definition().closing);
    let rate = terms.discount.to_f64();
    let last = deal.plan().legal_final;
    FeeDates {
        dates: periods.iter().map(|period| period.distribution).collect(),
        discounts: periods
            .iter()
            .map(|period| discount(rate, years_between(closing, period.distribution)))
            .collect(),
        years: periods.iter().map(|period| accrual(terms.day_count, period)).collect(),
        callable: (0..periods.len()).map(|date| date <= last).collect(),
    }
}

fn count(
    guarantor: &Guarantor<'_>,
    discounts: &[f64],
    share: TailShare,
    simulation: &Simulation,
) -> Result<Tally, SimulationError> {
    let make = || {
        let tally = Tally::new(guarantor, discounts, share, simulation.paths());
        (Runner::new(guarantor, simulation.seed()), tally)
    };
    let run = |(runner, tally): &mut (Runner<'_>, Tally), path: u64| {
        let calls = runner.run(path)?;
        let later = later_recoveries(guarantor, runner);
        tally.add(runner, path, calls, later, discounts);
        Ok(())
    };
    let merge = |(runner, a): (_, Tally), (_, b): (_, Tally)| (runner, a.merge(b));
    Ok(fold_paths(guarantor.deal, simulation, make, run, merge)?.1)
}

/// What comes of defaulted loans after the last date, up to what was not repaid.
fn later_recoveries(guarantor: &Guarantor<'_>, runner: &Runner<'_>) -> Money {
    let unpaid = runner.promised().net().or_zero();
    if unpaid.is_zero() {
        return Money::ZERO;
    }
    let collections = guarantor.deal.collections();
    let defaults = runner.events().defaults.iter();
    unpaid.min(defaults.map(|default| collections.recovered_late(*default)).sum())
}

fn view(
    guarantor: &Guarantor<'_>,
    terms: &GuaranteeTerms,
    simulation: &Simulation,
    share: TailShare,
    dates: &FeeDates,
    tally: &Tally,
) -> GuarantorView {
    let (deal, paths, level) = (guarantor.deal, tally.paths, terms.level.to_f64());
    let tail = TailPaths::of(guarantor, share, tally).contributions(simulation.seed(), terms.level);
    let (net, above) = (tally.net.mean(paths), tally.net.above(paths));
    let shortfall = Estimate { value: tail.shortfall.to_f64(), ..above.mean_above(level) };
    let opening = guarantor.eventless.base.first().copied().unwrap_or(Money::ZERO);
    let fee = FairFee::new(net, shortfall, opening, terms.charge(), dates, &tally.groups);
    let reserve = Reserve {
        level: terms.level,
        reserve: Estimate { value: tail.quantile.to_f64(), ..above.quantile(level) },
        liquidity: in_yuan(&tally.promised.peak, paths).quantile(level),
    };
    let liability = Liability::new(opening, largest_borrower(deal), fees_of_year(&fee, deal));
    let manifest = Manifest {
        seed: Some(simulation.seed()),
        ranges: vec![simulation.range()],
        ..Manifest::of(&deal.identity)
    };
    let party = deal.definition().parties.iter().find(|party| party.name == terms.guarantor);
    let wrong_way = guarantor.independent.as_ref().and_then(|_| WrongWayRisk::of(&tally.calls, paths));
    GuarantorView {
        manifest,
        terms: terms.clone(),
        paths,
        promised: Exposure::of(deal, &tally.promised, paths, terms.level),
        performed: Exposure::of(deal, &tally.performed, paths, terms.level),
        later_recoveries: in_yuan(&tally.later, paths).mean(),
        fee,
        reserve,
        liability,
        regulator: liability.figures(terms.kind, party.and_then(|party| party.net_assets)),
        partners: PartnerExposure::all(terms.shared.shares().iter().map(|share| share.who.clone()), tally),
        tail,
        wrong_way,
    }
}

/// What the largest borrower owes at the cut-off.
fn largest_borrower(deal: &ResolvedDeal) -> Money {
    let mut owed = std::collections::HashMap::new();
    for (loan, terms) in deal.definition().pool.loans().iter().enumerate() {
        *owed.entry(terms.borrower.as_str()).or_insert(Money::ZERO) +=
            deal.collections().schedule().outstanding(loan, 0);
    }
    owed.into_values().max().unwrap_or(Money::ZERO)
}

/// The running fees that accrue in the 365 days from closing, expected, rounded half-up to the fen.
fn fees_of_year(fee: &FairFee, deal: &ResolvedDeal) -> Money {
    let closing = deal.definition().closing;
    let in_first_year = |period: &PaymentPeriod| {
        let [start, end] =
            [period.accrual_start, period.accrual_end].map(|date| years_between(closing, date));
        if end > 1.0 { ((1.0 - start) / (end - start)).max(0.0) } else { 1.0 }
    };
    let fees = deal.periods().iter().zip(&fee.by_date);
    let yuan: f64 = fees.map(|(period, date)| date.amount * in_first_year(period)).sum();
    Money::from_fen(libm::round(yuan.max(0.0) * 100.0) as i64)
}
