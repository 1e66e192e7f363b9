//! What happens where loans are guaranteed.

use abs_waterfall::deal::Deal;
use abs_waterfall::enhancement::{Support, SupportKind};
use abs_waterfall::projection::{
    DefaultReport, EntryKind, GuaranteeEnd, GuaranteedLoan, Projection, SupportReport,
};
use abs_waterfall::servicing::GuaranteePays;
use abs_waterfall::waterfall::EventEffect;

use super::{Rule, any};

pub(super) const RULES: [Rule; 20] = [
    ("a guarantor pays every instalment that is missed", |deal, path| {
        told(path).any(|it| pays(deal, it, GuaranteePays::Arrears) && it.end == GuaranteeEnd::PaidInFull)
    }),
    ("a guarantor pays a balance at once", |deal, path| {
        told(path).any(|it| pays(deal, it, GuaranteePays::Accelerated) && it.end == GuaranteeEnd::PaidInFull)
    }),
    ("a guarantor fails between two calls", |deal, path| {
        told(path).any(|it| {
            pays(deal, it, GuaranteePays::Arrears)
                && is_part(it)
                && of(path, it).is_some_and(|by| by.failed.is_some())
        })
    }),
    ("a guarantor that has failed leaves a call open", |_, path| {
        told(path).any(|it| it.paid.is_zero() && has_defaulted(it))
    }),
    ("a cap ends what a guarantor pays of a loan", |_, path| {
        told(path).any(|it| is_part(it) && of(path, it).is_some_and(|by| by.failed.is_none()))
    }),
    ("two loans share what a cap leaves", |_, path| {
        let parts: Vec<_> = told(path).filter(|it| is_part(it)).collect();
        parts.iter().enumerate().any(|(i, one)| parts[..i].iter().any(|other| both(one, other)))
    }),
    ("the plan and a guarantor share what is recovered", |_, path| {
        path.defaults.iter().any(|default| {
            let guarantor = default.guaranteed.as_ref().is_some_and(|it| !it.recovered.is_zero());
            guarantor && !default.recovery.is_zero()
        })
    }),
    ("a guaranteed loan is late at the end", |_, path| told(path).any(|it| it.end == GuaranteeEnd::Late)),
    ("what a guarantor pays repays somebody who stands behind the plan", |_, path| {
        path.dates.iter().any(|date| {
            let repaid = |it: &abs_waterfall::projection::DatePayment| {
                it.kind == EntryKind::Reimbursed && !it.paid.is_zero()
            };
            !date.guaranteed.is_zero() && date.payments.iter().any(repaid)
        })
    }),
    ("a party pays for loans and for the plan", |_, path| {
        let paid = |it: &&SupportReport| !it.recourse.drawn.is_zero();
        let (loans, plan): (Vec<_>, Vec<_>) =
            path.supports.iter().filter(paid).partition(|it| it.kind.pays_for_borrowers());
        loans.iter().any(|one| plan.iter().any(|other| one.by == other.by))
    }),
    ("what guarantors pay is taxed by the kind of the loan", |deal, path| {
        let by_kind = deal.vat.is_some_and(|vat| vat.licences.is_some() || vat.leases.is_some());
        by_kind && any(path, |date| !date.guaranteed.is_zero() && !date.collected.interest.is_zero())
    }),
    ("a guarantor pays where the servicer has failed", |_, path| {
        let pays = |it: &GuaranteedLoan| !it.paid.is_zero();
        path.servicer.is_some() && told(path).any(pays)
    }),
    ("a guarantor pays for a loan of which an instalment waited", |deal, path| {
        let failure = deal.servicing.failure.as_ref();
        failure.is_some_and(|it| it.interruption_periods > 0)
            && path.servicer.as_ref().is_some_and(|servicer| {
                let paid = |it: &GuaranteedLoan| !it.paid.is_zero();
                let late = |it: &&DefaultReport| it.missed >= servicer.failed;
                path.defaults.iter().filter(late).any(|it| it.guaranteed.as_ref().is_some_and(paid))
            })
    }),
    ("events change how a pool is collected of which loans are guaranteed", |deal, path| {
        let reacts = deal.events.iter().any(|event| event.effect == EventEffect::CollectionStepUp);
        reacts && told(path).next().is_some()
    }),
    ("what a guarantor pays is income and principal", |deal, path| {
        let Some(split) = &deal.accounts.split else { return false };
        let to = |account: &String| {
            path.ledger.iter().any(|it| it.kind == EntryKind::Guaranteed && it.to == *account)
        };
        to(&split.income) && to(&split.principal)
    }),
    ("a servicer advances all that a borrower misses", |deal, path| {
        advanced(deal, path).any(|it| !it.paid.is_zero() && it.end == GuaranteeEnd::PaidInFull)
    }),
    ("a loan defaults once its servicer has advanced all that it does", |deal, path| {
        advanced(deal, path).any(|it| !it.paid.is_zero() && it.paid == it.called && has_defaulted(it))
    }),
    ("a servicer has back what it advanced before the plan has anything", |deal, path| {
        let advanced = |it: &DefaultReport| {
            let told = it.guaranteed.as_ref().filter(|it| is_advanced(deal, it));
            told.is_some_and(|told| told.recovered == told.paid && !told.paid.is_zero())
        };
        path.defaults.iter().any(|it| advanced(it) && !it.recovery.is_zero())
    }),
    ("a servicer that has failed advances nothing", |deal, path| {
        advanced(deal, path)
            .any(|it| it.paid < it.called && of(path, it).is_some_and(|by| by.failed.is_some()))
    }),
    ("some loans are guaranteed and others advanced", |deal, path| {
        advanced(deal, path).any(|it| !it.paid.is_zero())
            && told(path).any(|it| !is_advanced(deal, it) && !it.paid.is_zero())
    }),
];

fn is_advanced(deal: &Deal, told: &GuaranteedLoan) -> bool {
    let by_servicer = |it: &Support| it.kind == SupportKind::ServicerAdvance && it.name() == told.support;
    deal.supports.iter().any(by_servicer)
}

fn advanced<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = &'a GuaranteedLoan> {
    told(path).filter(|it| is_advanced(deal, it))
}

fn told(path: &Projection) -> impl Iterator<Item = &GuaranteedLoan> {
    path.defaults.iter().filter_map(|default| default.guaranteed.as_ref())
}

fn of<'a>(path: &'a Projection, told: &GuaranteedLoan) -> Option<&'a SupportReport> {
    path.support(&told.support)
}

fn pays(deal: &Deal, told: &GuaranteedLoan, what: GuaranteePays) -> bool {
    deal.supports.iter().any(|support| support.name() == told.support && support.pays == Some(what))
}

fn has_defaulted(told: &GuaranteedLoan) -> bool {
    matches!(told.end, GuaranteeEnd::Defaulted { .. })
}

/// Was some of it paid, and not all?
fn is_part(told: &GuaranteedLoan) -> bool {
    !told.paid.is_zero() && has_defaulted(told)
}

fn both(one: &GuaranteedLoan, other: &GuaranteedLoan) -> bool {
    match (one.end, other.end) {
        (GuaranteeEnd::Defaulted { on, .. }, GuaranteeEnd::Defaulted { on: other_on, .. }) => {
            on == other_on && one.support == other.support
        }
        _ => false,
    }
}
