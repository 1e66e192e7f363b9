//! Deals of every kind, all of them valid.

use abs_waterfall::calendar::{Date, DayCount, EventDates, Roll, Schedule};
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{
    AssetVat, Deal, Fee, FeeAmount, FeeRateBase, FixedOn, Note, NoteRepayment, Party, PaymentDates, Role,
    ScheduledPrincipal, Vat, VatBase,
};
use abs_waterfall::pool::{InterestBasis, Loan, Pool, Repayment};
use abs_waterfall::servicing::{Servicing, TransferLag};
use abs_waterfall::waterfall::{CleanUpCall, Condition, Gauge, Reinvestment, Surplus};
use abs_waterfall::{AssetCorrelation, Money, Rate};
use rust_decimal::Decimal;

use crate::any_condition::conditions;
use crate::any_coupon::{coupon, defer, float_loans, tables};
use crate::any_event::events;
use crate::any_formula::condition;
use crate::any_loan::{COUNTS, ROUNDINGS, any_loan, quality};
use crate::any_order::{cap_interest, order, pay_ahead};
use crate::any_reserve::reserves;
use crate::any_servicer::{backup, servicer};
use crate::any_split::split;
use crate::any_support::{GIVERS, advance, guarantee_loans, promises, supports};
use crate::days::{dates_of, days_later, dues_of, ends_its_month, month_end_of, months_later};
use crate::dice::Dice;
use crate::pool;

pub(crate) const SUB: &str = "sub";

/// A deal from a row of random numbers.
pub(crate) fn any_deal(row: &[u32]) -> Deal {
    let dice = &mut Dice::new(row);
    let mut deal = dated(dice);
    fill_pool(dice, &mut deal);
    // From the other end of the row, so that all else of a deal is as it was without it.
    let backwards: Vec<u32> = row.iter().rev().copied().collect();
    let own = &mut Dice::new(&backwards);
    servicer(own, &mut deal);
    deal.credit = credit(dice);
    deal.vat = (!dice.once_in(4)).then(|| vat(dice));
    let mut deal = tables(dice, deal);
    if dice.once_in(3) {
        let earning = Reinvestment::new(dice.rate(), dice.pick(&COUNTS));
        deal.accounts = deal.accounts.with_reinvestment(earning);
    }
    issue_notes(dice, &mut deal);
    let fees = dice.below(5);
    deal.fees = (0..fees).map(|i| any_fee(dice, &deal, i)).collect();
    backup(own, &mut deal);
    // The engine has a shorter way for deals in which every support is a promise with one cap at most.
    if own.once_in(4) {
        promises(dice, &mut deal);
    } else {
        if !dice.once_in(4) {
            supports(dice, &mut deal);
        }
        if !dice.once_in(4) {
            guarantee_loans(dice, &mut deal);
        }
    }
    if own.once_in(4) {
        find_ineligible(own, &mut deal);
    }
    if !dice.once_in(3) {
        reserves(dice, &mut deal);
    }
    deal.waterfall = order(dice, &deal);
    if dice.once_in(3) {
        split(dice, own, &mut deal);
    }
    if dice.once_in(2) {
        events(dice, own, &mut deal);
    }
    if !dice.once_in(3) {
        conditions(dice, &mut deal);
    }
    defer(dice, &mut deal);
    cap_interest(own, &mut deal);
    if deal.accounts.split.is_none() && own.once_in(4) {
        deal.accounts.surplus = own.pick(&[Surplus::Residual, Surplus::ResidualOfBoth]);
    }
    if dice.once_in(3) {
        deal.clean_up = Some(clean_up(dice, &deal));
    }
    if dice.once_in(3) {
        float_loans(dice, &mut deal);
    }
    let bought = deal.pool.loans().iter().any(|loan| loan.ineligible.is_some());
    if own.once_in(if bought { 2 } else { 3 }) {
        deal.servicing.defaulted_after_days = own.pick(&[1, 30, 60, 90, 180]);
    }
    pay_ahead(own, &mut deal);
    advance(own, &mut deal);
    rate_buyer(own, &mut deal);
    deal
}

/// Somebody may buy the pool once little of it is left, or once anything else holds.
fn clean_up(dice: &mut Dice<'_>, deal: &Deal) -> CleanUpCall {
    let small = Condition::falls_below(dice.share(), Gauge::Pool, Gauge::OpeningPool);
    let when = if dice.once_in(3) { condition(dice, deal, 1) } else { small };
    let call = CleanUpCall::new(dice.pick(&["servicer", "manager", "enhancer"]), when);
    if dice.once_in(2) { call.always_exercised() } else { call }
}

/// Who may buy the pool, and does nothing else, can default.
fn rate_buyer(own: &mut Dice<'_>, deal: &mut Deal) {
    let buys = deal.clean_up.as_ref().is_some_and(|call| call.by == "manager");
    for party in deal.parties.iter_mut().filter(|party| buys && party.name == "manager") {
        party.quality = (!own.once_in(3)).then(|| quality(own));
    }
}

/// A tax on all interest alike, or on some kinds of assets in their own way.
fn vat(dice: &mut Dice<'_>) -> Vat {
    let mut vat = Vat::three_percent().with_rounding(dice.pick(&ROUNDINGS));
    if dice.once_in(2) {
        for on in [&mut vat.loans, &mut vat.receivables, &mut vat.leases, &mut vat.licences] {
            let own = AssetVat::new(dice.pick(&[VatBase::Income, VatBase::Payment, VatBase::Nothing]));
            let own = if dice.once_in(2) { own.with_rate(dice.rate()) } else { own };
            *on = dice.once_in(2).then_some(own);
        }
    }
    vat
}

/// A deal with dates and parties, and nothing else.
fn dated(dice: &mut Dice<'_>) -> Deal {
    let closing = days_later(Date::constant(2023, 1, 1), dice.below(365) as i32);
    let cutoff = dice.once_in(2).then(|| days_later(closing, -(dice.below(75) as i32)));
    let lag = dice.pick(&[6, 0, 1, 15, 22, 28]);
    let after = dice.between(25, 90) as i32;
    // The first collection period may end before closing, but nothing is paid before it, however it rolls.
    let earliest = if lag < 15 { 1 } else { 12 - lag };
    let first = days_later(cutoff.unwrap_or(closing), after).max(days_later(closing, earliest));
    let (every_months, most) = dice.pick(&[(3, 8), (1, 14), (2, 8), (6, 4)]);
    let count = dice.between(1, most) as u32;
    let first = if dice.once_in(4) { month_end_of(first) } else { first };
    let calculation = Schedule::Regular { first, every_months, count, month_end: month_end(dice, first) };
    let distribution = distribution(dice, &calculation, lag);
    let mut dates = PaymentDates::new(calculation, distribution);
    let (roll, transfer_lag) = rolls(dice, lag);
    dates.roll = roll;
    dates.accrue_to_rolled = dice.once_in(2);
    if dice.once_in(2) {
        dates = with_more_dates(dice, dates);
    }
    let due_roll = dice.pick(&[Roll::Unadjusted, Roll::Following, Roll::ModifiedFollowing, Roll::Preceding]);
    let servicing = Servicing::new("servicer").with_transfer_lag(transfer_lag).with_due_roll(due_roll);
    let mut deal = bare(closing, cutoff, dates, servicing);
    // Over a long holiday two of them may roll to one day, which no deal has.
    let paid: Vec<Date> = pool::periods(&deal).iter().map(|period| period.payment).collect();
    if !paid.is_sorted_by(|one, next| one < next) {
        deal.dates.roll = Roll::Unadjusted;
    }
    deal
}

/// What a schedule says of month ends: it must where its first date ends a month.
pub(crate) fn month_end(dice: &mut Dice<'_>, first: Date) -> Option<bool> {
    let may_be_open = !ends_its_month(first);
    if may_be_open && dice.once_in(2) { None } else { Some(!may_be_open && dice.once_in(2)) }
}

/// As far after every calculation date as after the first one, or now nearer and now farther.
fn distribution(dice: &mut Dice<'_>, calculation: &Schedule, lag: i32) -> Schedule {
    let dates = dates_of(calculation);
    if lag == 6 && dice.once_in(2) {
        return Schedule::Dates(
            dates.iter().map(|date| days_later(*date, 1 + dice.below(9) as i32)).collect(),
        );
    }
    let first = days_later(dates[0], lag);
    let Schedule::Regular { every_months, count, .. } = *calculation else { unreachable!("made above") };
    let regular = Schedule::Regular { first, every_months, count, month_end: month_end(dice, first) };
    // A lag counted in February may be too short in a month of 31 days.
    let late = dates_of(&regular).iter().zip(&dates).all(|(paid, calculated)| paid >= calculated);
    if late { regular } else { Schedule::Dates(dates.iter().map(|date| days_later(*date, lag)).collect()) }
}

/// Some more dates in the middle between two, for an event to add; perhaps none.
fn with_more_dates(dice: &mut Dice<'_>, dates: PaymentDates) -> PaymentDates {
    let pairs = dates_of(&dates.calculation).into_iter().zip(dates_of(&dates.distribution));
    let pairs: Vec<(Date, Date)> = pairs.collect();
    let middle = |a: Date, b: Date| days_later(a, (b - a).get_days() / 2);
    let mut all: Vec<(Date, Date)> = Vec::new();
    for pair in pairs {
        if let Some(last) = all.last().filter(|_| dice.once_in(2)) {
            all.push((middle(last.0, pair.0), middle(last.1, pair.1)));
        }
        all.push(pair);
    }
    let (calculation, distribution): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    dates.with_dates_after_event(EventDates::new(Schedule::on(calculation), Schedule::on(distribution)))
}

/// A short lag has no room to pay earlier than on the nominal date, nor to transfer late.
fn rolls(dice: &mut Dice<'_>, lag: i32) -> (Roll, TransferLag) {
    if lag < 15 {
        return (dice.pick(&[Roll::Unadjusted, Roll::Following]), TransferLag::CalendarDays(0));
    }
    let roll = dice.pick(&[Roll::Unadjusted, Roll::Following, Roll::ModifiedFollowing, Roll::Preceding]);
    let late = match dice.below(3) {
        1 if lag > 20 => TransferLag::BusinessDays(1),
        2 => TransferLag::CalendarDays(dice.below(3) as u32),
        _ => TransferLag::default(),
    };
    (roll, late)
}

/// Those who stand behind a deal may do it in every way.
const ROLES: [Role; 4] =
    [Role::ShortfallPayer, Role::Guarantor, Role::LiquidityProvider, Role::LoanGuarantor];

/// A deal with parties and dates, and nothing in it.
pub(crate) fn bare(closing: Date, cutoff: Option<Date>, dates: PaymentDates, servicing: Servicing) -> Deal {
    let giver = |name: &&str| Party::new(*name, &ROLES);
    let parties = [
        Party::new("servicer", &[Role::Originator, Role::Servicer]),
        Party::new("manager", &[Role::PlanManager]),
        Party::new("spare", &[Role::BackupServicer]),
    ];
    let mut deal = Deal::new("any", closing, Pool::default())
        .with_parties(parties.into_iter().chain(GIVERS.iter().map(giver)))
        .with_dates(dates)
        .with_servicing(servicing);
    deal.cutoff = cutoff;
    deal
}

/// Loans that end between the cut-off and the last calculation date, with room for the holidays before it; some have
/// their due dates on calculation dates or just before.
fn fill_pool(dice: &mut Dice<'_>, deal: &mut Deal) {
    let calculation = dates_of(&deal.dates.calculation);
    let cutoff = pool::cutoff(deal);
    let last = days_later(calculation[calculation.len() - 1], -12);
    let from = days_later(cutoff, 1).max(months_later(last, -30));
    let mut loans = Vec::new();
    for number in 1..=dice.between(1, 12) {
        let near = days_later(dice.pick(&calculation), -(dice.below(3) as i32));
        let far = days_later(last, -(dice.below((last - from).get_days().max(1) as usize) as i32));
        let end = if dice.once_in(3) { near.clamp(from, last) } else { far };
        let loan = lent_by(deal.closing, any_loan(dice, number, end));
        // Moving a due date back to the end of a month may have moved it before the cut-off.
        if dues_of(&loan).last().is_some_and(|due| *due > cutoff) && loan.disbursed <= deal.closing {
            loans.push(loan);
        }
    }
    if loans.is_empty() {
        loans.push(single_payment(deal.closing, last));
    }
    deal.pool = Pool::new(loans);
}

/// A loan that was made by closing, if its first period may have any length: the instalments of a level payment are
/// those of whole periods.
fn lent_by(closing: Date, loan: Loan) -> Loan {
    let is_level = matches!(
        loan.repayment,
        Repayment::LevelPayment | Repayment::Balloon { .. } | Repayment::LevelRents { .. }
    );
    let any_length = matches!(loan.interest, InterestBasis::Daily(_)) && !is_level;
    let disbursed = if any_length { loan.disbursed.min(closing) } else { loan.disbursed };
    loan.with_disbursed(disbursed)
}

/// A loan from closing, or from the day before if that is earlier, to this day, repaid at once.
fn single_payment(closing: Date, due: Date) -> Loan {
    let disbursed = closing.min(days_later(due, -1));
    let loan = Loan::level_payment("L01", Money::from_yuan(100_000), Rate::ZERO, disbursed, 1);
    let interest = InterestBasis::Daily(DayCount::Act365Fixed);
    loan.with_due(Schedule::on([due]))
        .with_repayment(Repayment::SinglePayment)
        .with_interest(interest)
        .with_appraised_value(Money::from_yuan(50_000))
}

/// Some loans that nobody guarantees turn out not to have been eligible.
fn find_ineligible(dice: &mut Dice<'_>, deal: &mut Deal) {
    let (cutoff, calculation) = (pool::cutoff(deal), dates_of(&deal.dates.calculation));
    let guaranteed = |loan: &Loan| deal.supports.iter().any(|it| loan.guarantor == it.by.as_str());
    let free: Vec<bool> = deal.pool.loans().iter().map(|loan| !guaranteed(loan)).collect();
    for (loan, _) in deal.pool.loans_mut().iter_mut().zip(free).filter(|(_, free)| *free) {
        let last = dues_of(loan).last().copied().unwrap_or(cutoff).min(calculation[calculation.len() - 1]);
        let days = (last - cutoff.max(loan.disbursed)).get_days().max(1) as usize;
        let day = days_later(last, -(dice.below(days) as i32));
        loan.ineligible = dice.once_in(2).then_some(day);
    }
}

fn credit(dice: &mut Dice<'_>) -> CreditModel {
    let (rate, lag_months) = (dice.share(), dice.pick(&[0, 1, 3, 6, 12]));
    let recovery = match dice.below(3) {
        0 => Recovery::None,
        1 => Recovery::OfOutstanding { rate, lag_months },
        _ => Recovery::OfAppraisedValue { rate, lag_months },
    };
    let rho = Decimal::new(dice.below(60) as i64, 2);
    let asset_correlation = AssetCorrelation::new(rho).unwrap();
    CreditModel::new(asset_correlation).with_recovery(recovery)
}

/// One to three notes and perhaps a subordinated one, together from half to one and a quarter of the pool.
fn issue_notes(dice: &mut Dice<'_>, deal: &mut Deal) {
    // The plan's legal final date may come before the last of the loans has paid.
    let mut periods: Vec<_> = pool::periods(deal).into_iter().filter(|period| !period.event_only).collect();
    periods.truncate(periods.len() - dice.below(periods.len().min(4)));
    let pool: Decimal = pool::opening(&pool::claims(deal));
    let fen = i64::try_from((pool * Decimal::ONE_HUNDRED).mantissa() / 10_i128.pow(pool.scale())).unwrap();
    let names = ["a", "b", "c", SUB];
    let count = dice.between(1, 3);
    for (i, name) in names.iter().enumerate() {
        let is_sub = i == 3;
        if (!is_sub && i >= count) || (is_sub && dice.once_in(2)) {
            continue;
        }
        let share = if is_sub { dice.between(20, 250) } else { dice.between(400, 1_000) / count };
        let amount = Money::from_fen((fen * share as i64 / 1_000).max(1));
        let matures = periods[periods.len() - 1 - dice.below(periods.len().min(5))];
        // A distribution date may be named by its nominal day or by the business day on which it pays.
        let maturity = dice.pick(&[matures.nominal, matures.payment]);
        let note = note(dice, deal, name, amount, maturity);
        let note = dated_note(dice, note, &periods);
        let held = is_sub && dice.once_in(3);
        deal.notes.push(if held { note.with_held_by("servicer") } else { note });
    }
}

/// Perhaps repaid by a plan, perhaps locked for a while, perhaps with a tail.
fn dated_note(dice: &mut Dice<'_>, note: Note, periods: &[pool::Period]) -> Note {
    let number = |day: Date| periods.iter().position(|p| p.nominal == day || p.payment == day);
    let expected = match note.repayment {
        NoteRepayment::PassThrough { maturity } | NoteRepayment::Bullet { maturity } => number(maturity),
        _ => None,
    };
    let Some(expected) = expected else { return note };
    let mut note = note;
    let mut first = expected;
    if dice.once_in(4) && note.amount > Money::from_fen(expected as i64 + 1) {
        let dates: Vec<usize> = (0..expected).filter(|_| dice.once_in(3)).chain([expected]).collect();
        first = dates[0];
        let weights: Vec<Money> = dates.iter().map(|_| dice.yuan(1, 9)).collect();
        let amounts = note.amount.split(&weights);
        if amounts.iter().all(|amount| *amount > Money::ZERO) {
            let plan = dates.iter().zip(amounts);
            let plan = plan.map(|(date, amount)| ScheduledPrincipal::new(periods[*date].nominal, amount));
            note.repayment = NoteRepayment::Scheduled { principal: plan.collect() };
        } else {
            first = expected;
        }
    }
    if dice.once_in(4) {
        note.locked_until = Some(periods[dice.below(first + 1)].nominal);
    }
    if dice.once_in(3) {
        note.legal_final = Some(periods[expected + dice.below(periods.len() - expected)].payment);
    }
    note
}

fn note(dice: &mut Dice<'_>, deal: &Deal, name: &str, amount: Money, maturity: Date) -> Note {
    let coupon = coupon(dice, deal);
    let is_sub = name == SUB;
    let has_coupon = if is_sub { dice.once_in(3) } else { !dice.once_in(8) };
    let repayment = match dice.below(3) {
        _ if is_sub => NoteRepayment::Subordinated,
        0 | 1 => NoteRepayment::PassThrough { maturity },
        _ => NoteRepayment::Bullet { maturity },
    };
    let note = Note::new(name, amount, repayment);
    if has_coupon { note.with_coupon(coupon) } else { note }
}

pub(crate) fn any_fee(dice: &mut Dice<'_>, deal: &Deal, number: usize) -> Fee {
    let notes: Vec<String> = deal.notes.iter().map(|note| note.name.clone()).collect();
    let dates = dates_of(&deal.dates.distribution).len();
    let base = if dice.once_in(2) { FeeRateBase::Pool } else { FeeRateBase::Notes(dice.some_of(&notes)) };
    let numbers: Vec<u32> = (1..=dates as u32).filter(|_| dice.once_in(3)).collect();
    let amount = match dice.below(3) {
        0 | 1 => FeeAmount::Rate {
            rate: dice.share(),
            base,
            day_count: dice.pick(&COUNTS),
            rounding: dice.pick(&ROUNDINGS),
        },
        _ if numbers.is_empty() => FeeAmount::Fixed { amount: dice.yuan(10, 20_000), on: FixedOn::EveryDate },
        _ => FeeAmount::Fixed { amount: dice.yuan(10, 50_000), on: FixedOn::Numbers(numbers) },
    };
    let cap = dice.once_in(3).then(|| dice.yuan(5, 20_000));
    let payee = dice.pick(&["manager", "servicer", "enhancer"]);
    let fee = Fee::new(&format!("fee {number}"), payee, amount);
    match cap {
        Some(cap) => fee.with_cap(cap),
        None => fee,
    }
}
