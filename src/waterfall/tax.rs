//! What tax falls due of a pool, where the kinds of its assets are taxed in different ways.
//!
//! Nearly every deal taxes all interest at one rate: the engine works that out of what a period collected. Here the assets of
//! every kind are collected apart, and the tax of a date is worked out before it is run.

use std::sync::Arc;

use super::vat::{Vat, VatBase};
use crate::money::{Factor, FactorError, Money};
use crate::pool::{AssetKind, Loan};
use crate::servicing::{Collected, CollectionPlan, LoanDefault, MissedPayments, PoolInParts};

/// How a pool is taxed.
#[derive(Clone, Debug, Default)]
pub(crate) enum PoolTax {
    /// Not at all.
    #[default]
    Nothing,
    /// All its interest at one rate.
    OnInterest(Factor),
    /// Kind by kind.
    ByKind(TaxByKind),
}

/// The tax of a pool, kind by kind.
#[derive(Clone, Debug)]
pub(crate) struct TaxByKind {
    /// By loan, which of the kinds it is of; beyond the last where it is not taxed.
    kind_of: Arc<[u8]>,
    /// The kinds that are taxed.
    kinds: Vec<KindTax>,
    /// By date, if everybody pays.
    performing: Vec<Money>,
}

/// How the assets of one kind are taxed, and what they pay.
#[derive(Clone, Debug)]
struct KindTax {
    factor: Factor,
    whole: bool,
    collections: CollectionPlan,
}

/// Space that is used for the tax of a path.
#[derive(Clone, Debug, Default)]
pub(crate) struct TaxSpace {
    defaults: Vec<LoanDefault>,
    missed: MissedPayments,
    periods: Vec<Collected>,
}

impl PoolTax {
    /// How these loans are taxed, given what they pay.
    ///
    /// # Errors
    /// [`FactorError`] where an exact ratio does not fit.
    pub(crate) fn of(
        vat: &Vat,
        loans: &[Loan],
        collections: Option<&CollectionPlan>,
    ) -> Result<PoolTax, FactorError> {
        let is_written = |kind: &AssetKind| vat.written_of(*kind).is_some();
        if !AssetKind::ALL.iter().any(is_written) {
            return vat.factor().map(PoolTax::OnInterest);
        }
        let kinds: Vec<AssetKind> =
            AssetKind::ALL.into_iter().filter(|kind| loans.iter().any(|loan| loan.asset == *kind)).collect();
        let taxed = kinds.iter().filter(|kind| vat.on(**kind).base != VatBase::Nothing);
        let taxed = taxed.map(|kind| Ok((*kind, vat.factor_on(*kind)?))).collect::<Result<Vec<_>, _>>()?;
        Ok(match (taxed.as_slice(), collections) {
            ([], _) | (_, None) => PoolTax::Nothing,
            ([(kind, factor)], _) if kinds.len() == 1 && vat.on(*kind).base == VatBase::Income => {
                PoolTax::OnInterest(*factor)
            }
            (taxed, Some(all)) => PoolTax::ByKind(TaxByKind::of(vat, loans, taxed, all)),
        })
    }
}

impl PoolTax {
    /// The same tax of the same pool in parts.
    pub(crate) fn in_parts(&self, parts: &PoolInParts) -> PoolTax {
        match self {
            PoolTax::ByKind(tax) => PoolTax::ByKind(tax.in_parts(parts)),
            other => other.clone(),
        }
    }
}

impl TaxByKind {
    fn of(vat: &Vat, loans: &[Loan], taxed: &[(AssetKind, Factor)], all: &CollectionPlan) -> TaxByKind {
        let place =
            |loan: &Loan| taxed.iter().position(|(kind, _)| *kind == loan.asset).unwrap_or(taxed.len());
        let kind_of: Arc<[u8]> = loans.iter().map(|loan| place(loan) as u8).collect();
        let kind = |(i, (kind, factor)): (usize, &(AssetKind, Factor))| KindTax {
            factor: *factor,
            whole: vat.on(*kind).base == VatBase::Payment,
            collections: all.of_loans(|loan| usize::from(kind_of[loan]) == i),
        };
        let kinds = taxed.iter().enumerate().map(kind).collect();
        TaxByKind::of_kinds(kind_of, kinds, all)
    }

    fn of_kinds(kind_of: Arc<[u8]>, kinds: Vec<KindTax>, all: &CollectionPlan) -> TaxByKind {
        let on = |date: usize| kinds.iter().map(|kind| kind.tax(&kind.collections.performing()[date])).sum();
        let performing = (0..all.performing().len()).map(on).collect();
        TaxByKind { kind_of, kinds, performing }
    }

    /// The same tax of the same pool in parts, given of which loan each part is one.
    fn in_parts(&self, parts: &PoolInParts) -> TaxByKind {
        let of_parts = parts.of.iter().map(|loan| self.kind_of[*loan as usize]);
        let kind_of: Arc<[u8]> = self.kind_of.iter().copied().chain(of_parts).collect();
        let kind = |(i, kind): (usize, &KindTax)| KindTax {
            collections: parts.collections.of_loans(|loan| usize::from(kind_of[loan]) == i),
            ..kind.clone()
        };
        let kinds = self.kinds.iter().enumerate().map(kind).collect();
        TaxByKind::of_kinds(kind_of, kinds, &parts.collections)
    }

    /// By date, if everybody pays.
    pub(crate) fn performing(&self) -> &[Money] {
        &self.performing
    }

    /// By loan, which of the kinds it is of; beyond the last where it is not taxed.
    pub(crate) fn kind_of(&self) -> &[u8] {
        &self.kind_of
    }

    /// By date, where the kinds have paid this, by kind and date, and guarantors that, in `taxes`.
    pub(crate) fn find_of_kinds(
        &self,
        by_kind: &[Vec<Collected>],
        guaranteed: &[Collected],
        dates: usize,
        taxes: &mut Vec<Money>,
    ) {
        let on = |date: usize| -> Money {
            let of_kind = |(i, (kind, periods)): (usize, (&KindTax, &Vec<Collected>))| {
                let by_others = guaranteed.get(i * dates + date).copied().unwrap_or_default();
                kind.tax(&periods[date].plus(by_others))
            };
            self.kinds.iter().zip(by_kind).enumerate().map(of_kind).sum()
        };
        taxes.clear();
        taxes.extend((0..dates).map(on));
    }

    /// By date, with these defaults, in `taxes`; given what guarantors pay for them by kind and date, if anybody does: it is taxed
    /// as if the borrowers had paid it. Where a servicer sends payments on late, a guarantor may pay on an earlier date than that on
    /// which what is missed would have come.
    pub(crate) fn with_defaults(
        &self,
        defaults: &[LoanDefault],
        guaranteed: &[Collected],
        space: &mut TaxSpace,
        taxes: &mut Vec<Money>,
    ) {
        let TaxSpace { defaults: own, missed, periods } = space;
        taxes.clone_from(&self.performing);
        for (i, kind) in self.kinds.iter().enumerate() {
            own.clear();
            own.extend(defaults.iter().filter(|it| usize::from(self.kind_of[it.loan as usize]) == i));
            if own.is_empty() {
                continue;
            }
            let (_, missed_from) = kind.collections.collect(own, missed, periods);
            let first = if guaranteed.is_empty() { missed_from } else { 0 };
            let of_kind = guaranteed.iter().skip(i * periods.len());
            periods.iter_mut().zip(of_kind).for_each(|(paid, by_others)| *paid = paid.plus(*by_others));
            let agreed = kind.collections.performing();
            for (date, collected) in periods.iter().enumerate().skip(first) {
                taxes[date] += kind.tax(collected) - kind.tax(&agreed[date]);
            }
        }
    }
}

impl KindTax {
    /// The tax on what the assets of the kind have paid in a period.
    fn tax(&self, collected: &Collected) -> Money {
        let principal = if self.whole { collected.principal } else { Money::ZERO };
        (collected.interest + principal).times(self.factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waterfall::AssetVat;

    fn tax(vat: Vat, kinds: &[AssetKind]) -> PoolTax {
        let day = "2024-06-20".parse().unwrap();
        let loan = Loan::level_payment("L", Money::from_yuan(1_200), "6%".parse().unwrap(), day, 12);
        let loans: Vec<Loan> = kinds.iter().map(|kind| loan.clone().with_asset(*kind)).collect();
        PoolTax::of(&vat, &loans, Some(&CollectionPlan::default())).unwrap()
    }

    /// The engine works the tax out of the interest collected wherever that is all there is to know.
    #[test]
    fn a_pool_of_one_kind_is_taxed_as_all_interest_is() {
        use AssetKind::{Lease, Licence, Loan as Plain};
        let on = |base| AssetVat::new(base);
        let six = || on(VatBase::Income).with_rate("6%".parse().unwrap());
        let plain = Vat::three_percent();
        let six_percent = Vat { rate: "6%".parse().unwrap(), ..plain }.factor().unwrap();
        for (what, vat, kinds, expected) in [
            ("nothing is said", plain, &[Plain, Lease][..], Some(plain.factor().unwrap())),
            ("all are leases", plain.with_leases(six()), &[Lease, Lease], Some(six_percent)),
            ("none is a lease", plain.with_leases(six()), &[Plain], Some(plain.factor().unwrap())),
            ("whole fees", plain.with_licences(on(VatBase::Payment)), &[Licence], None),
            ("two kinds", plain.with_leases(six()), &[Plain, Lease], None),
        ] {
            match tax(vat, kinds) {
                PoolTax::OnInterest(factor) => assert_eq!(Some(factor), expected, "{what}"),
                PoolTax::ByKind(_) => assert_eq!(None, expected, "{what}"),
                PoolTax::Nothing => panic!("{what}"),
            }
        }
        let untaxed = plain.with_loans(on(VatBase::Nothing));
        assert!(matches!(tax(untaxed, &[Plain]), PoolTax::Nothing));
        let PoolTax::ByKind(leases) = tax(untaxed, &[Plain, Lease, Plain]) else {
            panic!("one kind is taxed")
        };
        assert_eq!(
            (leases.kinds.len(), leases.kind_of()),
            (1, &[1, 0, 1][..]),
            "of the others nothing is worked out"
        );
    }
}
