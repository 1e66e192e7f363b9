//! From names to numbers: everything that can be computed before the first path is computed here, once.

mod calendars;
mod companies;
mod dates;
mod due;
mod names;
mod order;
mod pool;
mod warnings;
mod waterfall;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::companies::Companies;
use self::names::Names;
use super::error::{DealError, DealErrors, Problem};
use super::warning::DealWarning;
use super::{Deal, Party, Role};
use crate::calendar::{Calendar, Date, DayCount};
use crate::credit::{CreditQuality, DefaultCurve, DefaultSampler, FactorLoading, GradeDefaults, Key, Latent};
use crate::money::Money;
use crate::pool::Loan;
use crate::rate::AssetCorrelation;
use crate::servicing::CollectionPlan;
use crate::waterfall::{Claim, Plan, State, baseline};

pub use dates::PaymentPeriod;

/// The most that a deal's pool, or its notes, may sum to: a trillion yuan. Every product and sum of a run stays far
/// inside of 64 bits.
const LARGEST_DEAL: Money = Money::from_yuan(1_000_000_000_000);

/// A deal whose every name is bound, date computed and rule checked: immutable, flat, and fit to be run from any thread.
#[derive(Clone, Debug)]
pub struct ResolvedDeal {
    deal: Arc<Deal>,
    pub(crate) periods: Vec<PaymentPeriod>,
    pub(crate) collections: CollectionPlan,
    pub(crate) sampler: DefaultSampler,
    /// The common factor of the credit model, the same in all deals.
    pub(crate) market: Key,
    /// The enhancer as a name in the credit model, by distribution date; `None` if it cannot default.
    pub(crate) enhancer: Option<Latent>,
    pub(crate) plan: Plan,
    /// The path on which nobody defaults: the state before each date, and after the last.
    pub(crate) baseline: Vec<State>,
    /// The ledger's accounts by name.
    pub(crate) accounts: Vec<String>,
    warnings: Vec<DealWarning>,
}

impl ResolvedDeal {
    /// The definition this was resolved from.
    pub fn definition(&self) -> &Deal {
        &self.deal
    }

    /// What a person should look at, though the deal keeps every rule; usually nothing.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::Deal;
    /// let mut deal = Deal::load("examples/deals/fujian.toml")?;
    /// assert!(deal.clone().resolve()?.warnings().is_empty());
    /// let abs_waterfall::deal::FeeAmount::Rate { rate, .. } = &mut deal.fees[0].amount else { return Ok(()) };
    /// *rate = "0.32".parse()?;
    /// let expected = "fee \"running\": the rate is 32.00% a year, and hardly any fee is above 5 %: is a percent sign \
    ///                 missing, or one too many?";
    /// assert_eq!(deal.resolve()?.warnings()[0].to_string(), expected);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn warnings(&self) -> &[DealWarning] {
        &self.warnings
    }

    /// The definition, to be kept with a result.
    pub(crate) fn shared_definition(&self) -> Arc<Deal> {
        Arc::clone(&self.deal)
    }

    /// The loan of this index.
    pub(crate) fn loan(&self, index: u32) -> &Loan {
        &self.loan_terms()[index as usize]
    }

    /// Where the loans stand, by their ids.
    pub(crate) fn loans_by_id(&self) -> BTreeMap<&str, usize> {
        self.loan_terms().iter().enumerate().map(|(i, loan)| (loan.id.as_str(), i)).collect()
    }

    fn loan_terms(&self) -> &[Loan] {
        self.deal.loan_terms()
    }

    /// How the path on which nobody defaults ends.
    pub(crate) fn last_state(&self) -> &State {
        &self.baseline[self.plan.dates]
    }

    /// Principal that the pool owes at the cut-off.
    pub fn opening_principal(&self) -> Money {
        self.collections.opening()
    }

    /// The periods of the deal, one for each distribution date.
    pub fn periods(&self) -> &[PaymentPeriod] {
        &self.periods
    }
}

impl Deal {
    /// Binds every name, computes every date and every factor, and checks every rule.
    ///
    /// # Errors
    /// [`DealErrors`]: everything that is wrong at once, each with its place in the deal.
    pub fn resolve(self) -> Result<ResolvedDeal, DealErrors> {
        let mut errors = Errors(Vec::new());
        let names = Names::of(&self, &mut errors);
        self.check_parties(&names, &mut errors);
        let periods = dates::resolve(&self, &mut errors);
        let mut companies = Companies::of(&self);
        let collections = pool::resolve(&self, &periods, &mut companies, &mut errors);
        let enhancer = self.enhancer(&periods, &mut companies, &mut errors);
        let sampler = companies.sampler();
        let plan = waterfall::resolve(&self, &names, &periods, &mut errors);
        if !errors.0.is_empty() {
            return Err(DealErrors(errors.0));
        }
        let baseline = baseline(&plan, collections.opening(), collections.performing());
        let Some(baseline) = errors.take("waterfall", baseline) else {
            return Err(DealErrors(errors.0));
        };
        let warnings = warnings::of(&self, self.loan_terms(), collections.schedule(), &periods);
        let (accounts, deal) = (names.accounts(&self), Arc::new(self));
        Ok(ResolvedDeal {
            deal,
            periods,
            collections,
            sampler,
            market: Key::factor("global"),
            enhancer,
            plan,
            baseline,
            accounts,
            warnings,
        })
    }

    fn loan_terms(&self) -> &[Loan] {
        self.pool.loans()
    }

    /// A claim in words.
    pub(crate) fn describe(&self, claim: Claim) -> String {
        match claim {
            Claim::Vat => "VAT".into(),
            Claim::Fee(fee) => format!("fee \"{}\"", self.fees[fee].name),
            Claim::Interest(note) => format!("interest on \"{}\"", self.notes[note].name),
            Claim::Principal(note) => format!("principal of \"{}\"", self.notes[note].name),
            Claim::Return => "agreed return to the enhancer".into(),
            Claim::Reimbursement => "reimbursement of the enhancer".into(),
            Claim::Residual => "residual".into(),
        }
    }

    fn check_parties(&self, names: &Names, errors: &mut Errors) {
        let mut has_role = |place: &str, name: &str, role: Role| match names.party(name) {
            None => errors.add(place, names.unknown_party(name)),
            Some(party) if self.parties[party].roles.contains(&role) => {}
            Some(_) => errors.add(place, Problem::MissingRole { party: name.into(), role }),
        };
        has_role("servicing", &self.servicing.servicer, Role::Servicer);
        if let Some(undertaking) = &self.undertaking {
            has_role("undertaking", &undertaking.by, Role::ShortfallPayer);
        }
    }

    fn is_enhancer(&self, party: &Party) -> bool {
        self.undertaking.as_ref().is_some_and(|given| given.by == party.name)
    }

    /// The enhancer as a company that can default. The qualities of other parties are met too: a borrower that is a party
    /// has one.
    fn enhancer<'a>(
        &'a self,
        periods: &[PaymentPeriod],
        companies: &mut Companies<'a>,
        errors: &mut Errors,
    ) -> Option<Latent> {
        let mut enhancer = None;
        for party in &self.parties {
            let place = format!("party \"{}\"", party.name);
            let key = companies.add_party(party, &place, errors);
            if self.is_enhancer(party) {
                let curve = party.quality.as_ref().and_then(|quality| self.curve(&place, quality, errors));
                enhancer = enhancer.or(key.zip(curve).map(|known| (party, known)));
            }
        }
        let (party, (key, curve)) = enhancer?;
        let by = |period: &PaymentPeriod| curve.cumulative(self.years_until(period.payment));
        Some(Latent::new(key, self.loading(party.asset_correlation), periods.iter().map(by)))
    }

    /// The default curve of a name; `None` if the scale has none for its grade.
    pub(crate) fn default_curve(&self, quality: &CreditQuality) -> Option<DefaultCurve> {
        match quality {
            CreditQuality::AnnualPd(annual) => Some(DefaultCurve::flat(*annual)),
            CreditQuality::Rating(grade) => self.credit.ratings.curve(grade),
        }
    }

    /// The default curve of a name, or `None` after reporting why there is none.
    fn curve(&self, place: &str, quality: &CreditQuality, errors: &mut Errors) -> Option<DefaultCurve> {
        let curve = self.default_curve(quality);
        if let (None, CreditQuality::Rating(grade)) = (&curve, quality) {
            errors.add(place, self.no_curve(grade));
        }
        curve
    }

    /// Why the scale has no curve for a grade.
    fn no_curve(&self, grade: &str) -> Problem {
        let grades = &self.credit.ratings.grades;
        match grades.get(grade) {
            None if grades.is_empty() => Problem::UnknownGrade { grade: grade.into(), known: "none".into() },
            None => {
                let known = grades.keys().cloned().collect::<Vec<_>>().join(", ");
                Problem::UnknownGrade { grade: grade.into(), known }
            }
            Some(GradeDefaults::Cumulative(by_year)) if by_year.is_empty() => {
                Problem::EmptyCurve(grade.into())
            }
            Some(_) => Problem::FallingCurve(grade.into()),
        }
    }

    fn loading(&self, own: Option<AssetCorrelation>) -> FactorLoading {
        FactorLoading::from(own.unwrap_or(self.credit.asset_correlation))
    }

    /// The time from the cut-off, when the pool was seen to perform, in years of 365 days.
    fn years_until(&self, date: Date) -> f64 {
        DayCount::Act365Fixed.fraction(self.cutoff.unwrap_or(self.closing), date).to_f64()
    }

    /// The calendar of a name; `None` if there is none.
    fn calendar(&self, name: &str) -> Option<Calendar> {
        match (name, self.calendars.get(name)) {
            (_, Some(table)) => Some(Calendar::Table(table.clone())),
            ("exchange", None) => Some(Calendar::Exchange),
            ("bank", None) => Some(Calendar::Bank),
            _ => None,
        }
    }

    /// Reports it where there is no calendar of a name.
    fn check_calendar(&self, place: &str, name: &str, errors: &mut Errors) {
        if self.calendar(name).is_none() {
            let own = self.calendars.keys().map(String::as_str);
            let known = names::list(["exchange", "bank"].into_iter().chain(own));
            errors.add(place, Problem::UnknownName { kind: "calendar", name: name.into(), known });
        }
    }
}

/// Everything found wrong so far.
struct Errors(Vec<DealError>);

impl Errors {
    fn add(&mut self, place: &str, problem: impl Into<Problem>) {
        self.0.push(DealError { place: place.into(), problem: problem.into() });
    }

    /// The value, or `None` after reporting why there is none.
    fn take<T, E: Into<Problem>>(&mut self, place: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|problem| self.add(place, problem)).ok()
    }
}
