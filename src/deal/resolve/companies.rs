//! Who is who: the companies of a deal, each with one key, one quality and one fate, whatever its loans and roles.

use std::collections::BTreeMap;

use super::Errors;
use crate::credit::{CreditQuality, FactorLoading, Key, SamplerBuilder};
use crate::deal::error::Problem;
use crate::deal::{Deal, Party};
use crate::pool::Loan;
use crate::rate::AssetCorrelation;

/// The companies met so far.
pub(super) struct Companies<'a> {
    deal: &'a Deal,
    by_key: BTreeMap<Key, Met<'a>>,
    /// The registration that a name was met with first, and where.
    registrations: BTreeMap<&'a str, (&'a str, String)>,
    sampler: SamplerBuilder,
}

/// How a company was met first.
struct Met<'a> {
    place: String,
    quality: (&'a CreditQuality, Option<AssetCorrelation>),
    /// Its place in the sampler, if it is a borrower.
    borrower: Option<usize>,
}

impl<'a> Companies<'a> {
    pub(super) fn of(deal: &'a Deal) -> Companies<'a> {
        let (by_key, registrations, sampler) = Default::default();
        Companies { deal, by_key, registrations, sampler }
    }

    /// A loan's borrower defaults with it, by each of its due dates with this probability.
    pub(super) fn add_loan(
        &mut self,
        loan: &'a Loan,
        loading: FactorLoading,
        (index, by_date): (usize, &[f64]),
        place: &str,
        errors: &mut Errors,
    ) {
        if loan.borrower.trim().is_empty() {
            errors.add(place, Problem::NoBorrower);
        }
        let key = self.key(&loan.borrower, &loan.registration, place, errors);
        let quality = (&loan.quality, loan.asset_correlation);
        let met = meet(&mut self.by_key, key, quality, (&loan.borrower, place), errors);
        let borrower = *met.borrower.get_or_insert_with(|| self.sampler.add_company(key, loading));
        self.sampler.add_loan(borrower, index, by_date);
    }

    /// A party that can default, and its key.
    pub(super) fn add_party(&mut self, party: &'a Party, place: &str, errors: &mut Errors) -> Option<Key> {
        let quality = (party.quality.as_ref()?, party.asset_correlation);
        let key = self.key(&party.name, &party.registration, place, errors);
        meet(&mut self.by_key, key, quality, (&party.name, place), errors);
        Some(key)
    }

    /// The sampler over all borrowers.
    pub(super) fn sampler(self) -> crate::credit::DefaultSampler {
        self.sampler.build()
    }

    /// The key of a company: its registration, or its name within the deal's namespace. One name with two registrations, or
    /// with one here and none there, would be two companies.
    fn key(&mut self, name: &'a str, registration: &'a str, place: &str, errors: &mut Errors) -> Key {
        let (first, at) = self.registrations.entry(name).or_insert_with(|| (registration, place.into()));
        if *first != registration {
            let [here, there] = [registration, first].map(in_words);
            errors
                .add(place, Problem::RegistrationDiffers { name: name.into(), here, there, at: at.clone() });
        }
        match registration {
            "" => Key::named(self.deal.namespace.as_ref().unwrap_or(&self.deal.name), name),
            registration => Key::registered(registration),
        }
    }
}

fn in_words(registration: &str) -> String {
    if registration.is_empty() { "no registration".into() } else { format!("registration {registration}") }
}

/// The company of a key, after reporting where it has another quality than when it was met first.
fn meet<'m, 'a>(
    met: &'m mut BTreeMap<Key, Met<'a>>,
    key: Key,
    quality: (&'a CreditQuality, Option<AssetCorrelation>),
    (name, place): (&str, &str),
    errors: &mut Errors,
) -> &'m mut Met<'a> {
    let met = met.entry(key).or_insert_with(|| Met { place: place.into(), quality, borrower: None });
    if met.quality != quality {
        errors.add(place, Problem::CompanyDiffers { company: name.into(), other: met.place.clone() });
    }
    met
}
