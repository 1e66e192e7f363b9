//! Notes, fees and the undertaking: names become indices, and rates become factors.

use super::names::{Names, check_list, check_twice};
use super::order;
use super::{Errors, LARGEST_DEAL, PaymentPeriod};
use crate::calendar::{Date, DayCount};
use crate::deal::error::Problem;
use crate::deal::{Deal, Fee, FeeAmount, FeeRateBase, FixedOn, Note, NoteRepayment};
use crate::enhancement::{ReimbursementTiming, ShortfallUndertaking, UndertakingPlan};
use crate::ledger::AccountId;
use crate::money::{Factor, Money, Rounding};
use crate::place::Place;
use crate::rate::Rate;
use crate::waterfall::{FeeAccrual, FeeBase, FeePlan, NoteKind, NotePlan, Plan};

pub(super) fn resolve(deal: &Deal, names: &Names, periods: &[PaymentPeriod], errors: &mut Errors) -> Plan {
    if deal.notes.is_empty() {
        errors.add("notes", Problem::NoNotes);
    }
    let issued: Money = deal.notes.iter().map(|note| note.amount).sum();
    if issued > LARGEST_DEAL {
        errors.add(
            "notes",
            Problem::TooLarge { what: "sum of the notes", amount: issued, limit: LARGEST_DEAL },
        );
    }
    let vat = deal.vat.and_then(|vat| errors.take("vat", vat.factor()));
    let undertaking =
        deal.undertaking.as_ref().and_then(|given| undertaking(given, deal, names, periods, errors));
    let notes: Vec<NotePlan> = deal.notes.iter().map(|note| self::note(note, periods, errors)).collect();
    let fees = deal.fees.iter().map(|fee| self::fee(fee, names, periods, errors)).collect();
    let steps = order::resolve(deal, names, errors);
    let accounts = AccountId::after_fixed(deal.parties.len() + deal.notes.len()).index();
    let dates = periods.len();
    let legal_final = notes.iter().map(|note| note.kind.legal_final(dates)).max().unwrap_or_default();
    let is_due = |date: &usize| notes.iter().any(|note| note.kind.is_due(*date));
    let first_maturity = (0..dates).find(is_due).unwrap_or(dates);
    Plan { dates, legal_final, first_maturity, accounts, notes, fees, vat, undertaking, steps }
}

/// A rate over each period.
fn factors(
    place: &Place,
    rate: Rate,
    count: DayCount,
    rounding: Rounding,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Vec<Factor> {
    let factor = |period: &PaymentPeriod| {
        let year = count.fraction(period.accrual_start, period.accrual_end);
        rate.over(year.numerator, year.denominator, rounding)
    };
    errors.take(place.clone(), periods.iter().map(factor).collect::<Result<Vec<_>, _>>()).unwrap_or_default()
}

fn note(note: &Note, periods: &[PaymentPeriod], errors: &mut Errors) -> NotePlan {
    let place = Place::from(note);
    if note.amount <= Money::ZERO {
        errors.add(place.clone(), Problem::NotPositive { what: "amount", amount: note.amount });
    }
    let interest = note.coupon.map_or_else(Vec::new, |coupon| {
        factors(&place, coupon.rate, coupon.day_count, coupon.rounding, periods, errors)
    });
    NotePlan { amount: note.amount, kind: kind(note, &place, periods, errors), interest }
}

fn kind(note: &Note, place: &Place, periods: &[PaymentPeriod], errors: &mut Errors) -> NoteKind {
    let mut matures = |maturity| {
        let at =
            periods.iter().position(|period| period.distribution == maturity || period.payment == maturity);
        if at.is_none() && !periods.is_empty() {
            errors.add(
                place.clone(),
                Problem::MaturityOffDate { maturity, nearest: nearest(maturity, periods) },
            );
        }
        at.unwrap_or(0)
    };
    match note.repayment {
        NoteRepayment::PassThrough { maturity } => NoteKind::PassThrough { matures: matures(maturity) },
        NoteRepayment::Bullet { maturity } => NoteKind::Bullet { matures: matures(maturity) },
        NoteRepayment::Subordinated => NoteKind::Subordinated,
    }
}

/// The distribution dates before and after a day, in words.
fn nearest(day: Date, periods: &[PaymentPeriod]) -> String {
    let after = periods.partition_point(|period| period.distribution < day);
    let before = after.checked_sub(1).map(|before| periods[before].distribution);
    match (before, periods.get(after).map(|period| period.distribution)) {
        (Some(before), Some(after)) => format!("are {before} and {after}"),
        (Some(one), None) | (None, Some(one)) => format!("is {one}"),
        (None, None) => "is none".into(),
    }
}

fn fee(fee: &Fee, names: &Names, periods: &[PaymentPeriod], errors: &mut Errors) -> FeePlan {
    let place = Place::from(fee);
    names.payee(&place, &fee.payee, errors);
    if let Some(amount) = fee.cap.filter(|cap| *cap <= Money::ZERO) {
        errors.add(place.clone(), Problem::NotPositive { what: "cap", amount });
    }
    let accrual = match &fee.amount {
        FeeAmount::Rate { rate, base, day_count, rounding } => FeeAccrual::Rate {
            base: fee_base(base, &place, names, errors),
            factors: factors(&place, *rate, *day_count, *rounding, periods, errors),
        },
        FeeAmount::Fixed { amount, on } => {
            FeeAccrual::Fixed(fixed(*amount, on, &place, periods.len(), errors))
        }
    };
    FeePlan { accrual, cap: fee.cap.unwrap_or(Money::MAX) }
}

fn fee_base(base: &FeeRateBase, place: &Place, names: &Names, errors: &mut Errors) -> FeeBase {
    match base {
        FeeRateBase::Pool => FeeBase::Pool,
        FeeRateBase::Notes(notes) => {
            check_list("note", notes, place, errors);
            FeeBase::Notes(notes.iter().filter_map(|note| names.note(place, note, errors)).collect())
        }
    }
}

fn fixed(amount: Money, on: &FixedOn, place: &Place, dates: usize, errors: &mut Errors) -> Vec<Money> {
    if amount <= Money::ZERO {
        errors.add(place.clone(), Problem::NotPositive { what: "amount", amount });
    }
    if amount > LARGEST_DEAL {
        errors.add(place.clone(), Problem::TooLarge { what: "amount", amount, limit: LARGEST_DEAL });
    }
    let numbers = match on {
        FixedOn::EveryDate => return vec![amount; dates],
        FixedOn::Numbers(numbers) => numbers,
    };
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    check_list("distribution date", &texts, place, errors);
    for &number in numbers.iter().filter(|&&number| number == 0 || number as usize > dates) {
        // Without dates there is an error already, and every number would be wrong.
        if dates > 0 {
            errors.add(place.clone(), Problem::NoSuchDate { number, last: dates });
        }
    }
    (1..=dates).map(|k| if numbers.contains(&(k as u32)) { amount } else { Money::ZERO }).collect()
}

fn undertaking(
    given: &ShortfallUndertaking,
    deal: &Deal,
    names: &Names,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Option<UndertakingPlan> {
    let place = &Place::Field("undertaking");
    let lists = [&given.fees_each_date, &given.interest_each_date, &given.principal_at_maturity];
    if !given.taxes_each_date && lists.iter().all(|list| list.is_empty()) {
        errors.add(place.clone(), Problem::CoversNothing);
    }
    if given.taxes_each_date && deal.vat.is_none() {
        errors.add(place.clone(), Problem::NothingToPay("tax"));
    }
    check_twice(&given.fees_each_date, place, errors);
    for fee in &given.fees_each_date {
        names.fee(place, fee, errors);
    }
    for (list, is_interest) in [(&given.interest_each_date, true), (&given.principal_at_maturity, false)] {
        check_twice(list, place, errors);
        for name in list {
            let Some(note) = names.note(place, name, errors).map(|note| &deal.notes[note]) else { continue };
            if note.repayment == NoteRepayment::Subordinated {
                errors.add(place.clone(), Problem::CoversSubordinated(name.clone()));
            } else if is_interest && note.coupon.is_none() {
                errors.add(place.clone(), Problem::NoCoupon(name.clone()));
            }
        }
    }
    if let Some(amount) = given.cap.filter(|cap| *cap <= Money::ZERO) {
        errors.add(place.clone(), Problem::NotPositive { what: "cap", amount });
    }
    let return_factors = given.agreed_return.map_or_else(Vec::new, |agreed| {
        factors(place, agreed.rate, agreed.day_count, Rounding::HalfUp, periods, errors)
    });
    Some(UndertakingPlan {
        // An unknown party has been reported with the roles.
        enhancer: names.party(&given.by).map(AccountId::after_fixed)?,
        cap: given.cap.unwrap_or(Money::MAX),
        return_factors,
        waits_for_senior: given.reimbursed == ReimbursementTiming::AfterSenior,
    })
}
