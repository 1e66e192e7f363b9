//! How companies default: their curves on the due dates of their loans, and the sampler that draws from them.

use std::collections::HashMap;
use std::sync::Arc;

use super::companies::{Credit, Register};
use super::{Errors, PaymentPeriod};
use crate::calendar::{Date, DayCount};
use crate::credit::{
    DefaultCurve, DefaultSampler, FactorLoading, GradeProblem, Latent, TableId, Thresholds, ThresholdsBuilder,
};
use crate::deal::{Deal, Party, ResolvedDeal};
use crate::pool::Firm;
use crate::servicing::PoolSchedule;

/// The sampler over all companies; `None` after an error. Another correlation needs no new thresholds.
pub(super) fn sampler(
    deal: &Deal,
    register: &Arc<Register>,
    schedule: &Arc<PoolSchedule>,
    earlier: Option<&ResolvedDeal>,
    errors: &mut Errors,
) -> Option<Arc<DefaultSampler>> {
    let is_known = |earlier: &&ResolvedDeal| {
        Arc::ptr_eq(register, &earlier.companies)
            && Arc::ptr_eq(schedule, earlier.collections().schedule())
            && has_curves_of(deal, earlier.definition())
    };
    let earlier = earlier.filter(is_known);
    if let Some(earlier) = earlier
        && deal.credit.asset_correlation == earlier.definition().credit.asset_correlation
    {
        return Some(Arc::clone(&earlier.sampler));
    }
    let thresholds = match earlier {
        Some(earlier) => Arc::clone(earlier.sampler.thresholds()),
        None => Arc::new(thresholds(deal, register, schedule, errors)?),
    };
    let loading = |credit: &Credit| deal.credit.loading(credit.asset_correlation);
    let loadings: Vec<FactorLoading> = register.credits.iter().map(loading).collect();
    Some(Arc::new(DefaultSampler::new(&register.companies, &loadings, &thresholds)))
}

/// Do borrowers have the curves that they have in an earlier deal?
fn has_curves_of(deal: &Deal, before: &Deal) -> bool {
    let multiple = |deal: &Deal| deal.credit.stress.default_probability;
    deal.credit.ratings == before.credit.ratings
        && multiple(deal) == multiple(before)
        && deal.curves_start() == before.curves_start()
}

/// The default thresholds of every loan on its due dates; `None` after an error.
fn thresholds(
    deal: &Deal,
    register: &Register,
    schedule: &PoolSchedule,
    errors: &mut Errors,
) -> Option<Thresholds> {
    let curves: Vec<Result<DefaultCurve, GradeProblem>> =
        register.credits.iter().map(|credit| deal.credit.borrower_curve(&credit.quality)).collect();
    if curves.iter().any(Result::is_err) {
        for loan in deal.pool.loans() {
            errors.take(loan, deal.credit.borrower_curve(&loan.quality));
        }
    }
    // A loan without a schedule has been reported.
    if !errors.is_empty() {
        return None;
    }
    let curves: Vec<DefaultCurve> = curves.into_iter().collect::<Result<_, _>>().ok()?;
    let mut builder = ThresholdsBuilder::default();
    let mut known: HashMap<(usize, usize), TableId> = HashMap::new();
    let companies = &register.companies;
    let table = |loan: usize| {
        let (credit, grid) = (companies.credit_of_loan(loan), schedule.grid(loan));
        *known.entry((credit, grid)).or_insert_with(|| {
            let by = |due: &Date| curves[credit].cumulative(deal.years_until(*due));
            builder.table(&schedule.grids()[grid].dates.iter().map(by).collect::<Vec<_>>())
        })
    };
    let of_loans = (0..schedule.len()).map(table).collect();
    Some(builder.build(of_loans))
}

/// The parties that can fail as companies of the model; `None` of one without a quality, which fails in scenarios alone.
pub(super) fn givers(
    deal: &Deal,
    givers: &[usize],
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Vec<Option<Latent>> {
    givers.iter().map(|&party| giver(deal, deal.parties.get(party)?, periods, errors)).collect()
}

fn giver(deal: &Deal, party: &Party, periods: &[PaymentPeriod], errors: &mut Errors) -> Option<Latent> {
    let quality = party.quality.as_ref()?;
    let curve = match deal.is_stressed(party) {
        true => deal.credit.borrower_curve(quality),
        false => deal.credit.curve(quality),
    };
    let curve = errors.take(party, curve)?;
    let by = |period: &PaymentPeriod| curve.cumulative(deal.years_until(period.payment));
    let key = deal.key(&party.name, &party.registration);
    let latent = Latent::new(key, deal.credit.loading(party.asset_correlation), periods.iter().map(by));
    let days = days(deal.curves_start(), periods);
    let by_day: Vec<f64> = days.iter().map(|day| curve.cumulative(deal.years_until(*day))).collect();
    Some(latent.with_days(days, by_day.into_iter()))
}

/// Every day up to the last payment, from when curves start.
fn days(start: Date, periods: &[PaymentPeriod]) -> Vec<Date> {
    let last = periods.last().map_or(start, |period| period.payment);
    start.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).collect()
}

impl Deal {
    /// Is a party under the stress of the loans? It is if it owes one, as a company defaults once, in all its roles.
    fn is_stressed(&self, party: &Party) -> bool {
        let company = Firm::new(&party.name, &party.registration);
        let owes = || self.pool.loans().iter().any(|loan| Firm::of(loan) == company);
        !self.credit.stress.default_probability.is_once() && owes()
    }

    /// When the pool was seen to perform: on a day that is stated, or at the cut-off.
    fn curves_start(&self) -> Date {
        self.credit.since.or(self.cutoff).unwrap_or(self.closing)
    }

    /// The time from then on, in years of 365 days.
    fn years_until(&self, date: Date) -> f64 {
        DayCount::Act365Fixed.fraction(self.curves_start(), date).to_f64()
    }
}
