//! What is agreed, in tables and sentences: fees, taxes, the order of payments, transfers, reserves, supports.

use std::collections::BTreeMap;

use super::format::{or_dash, percent};
use super::table::Figures;
use crate::calendar::{BasisPoints, RateTable};
use crate::credit::CreditQuality;
use crate::deal::{
    Accounts, CouponRate, Deal, Deferral, Event, Fee, FeeAmount, FeeRateBase, FixedOn, IssuePayment,
    IssuePaymentKind, Note, Party, Reserve, Step,
};
use crate::money::Money;
use crate::pool::AssetKind;
use crate::servicing::{ServicerFailure, TransferLag};
use crate::waterfall::{AssetVat, CleanUpCall, PaymentOrder, SplitLedgers, Surplus, Vat, VatBase};

/// Every fee with its rate or amount; nothing if there is none.
pub(super) fn fees(deal: &Deal) -> String {
    if deal.fees.is_empty() {
        return "No fees.\n".into();
    }
    let mut table = Figures::new(["fee", "paid to", "how much", "at most a date"]).words(&[1, 2]);
    for fee in &deal.fees {
        let cap = or_dash(fee.cap.map(|cap| cap.to_string()));
        table.row([fee.name.clone(), fee.payee.clone(), how_much(fee), cap]);
    }
    table.text()
}

fn how_much(fee: &Fee) -> String {
    match &fee.amount {
        FeeAmount::Rate { rate, base, day_count, .. } => {
            let base = match base {
                FeeRateBase::Pool => "the performing pool".into(),
                FeeRateBase::Notes(notes) => notes.join(", "),
            };
            format!("{} a year of {base}, {day_count}", spaced(rate))
        }
        FeeAmount::Fixed { amount, on: FixedOn::EveryDate } => format!("{amount} on every date"),
        FeeAmount::Fixed { amount, on: FixedOn::Numbers(numbers) } => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            format!("{amount} on date {}", numbers.join(", "))
        }
    }
}

/// A rate with a blank before its percent sign, as everywhere on the page.
pub(super) fn spaced(rate: &impl ToString) -> String {
    rate.to_string().replace('%', " %")
}

/// The tax on interest, and when collections reach the plan.
pub(super) fn tax_and_transfer(deal: &Deal) -> String {
    let tax = match deal.vat {
        None => "No VAT.".into(),
        Some(vat) => {
            let (rate, surcharge) = (spaced(&vat.rate), spaced(&vat.surcharge));
            let of_gross = vat.factor().map_or(0.0, |factor| factor.to_f64());
            let of_gross = percent(of_gross, 3);
            let on_kinds = tax_on_kinds(&vat);
            format!(
                "VAT of {rate} and {surcharge} of it on top, {of_gross} of the interest collected{on_kinds}."
            )
        }
    };
    let transfer = match deal.servicing.transfer_lag {
        TransferLag::CalendarDays(0) | TransferLag::BusinessDays(0) => "on".into(),
        TransferLag::CalendarDays(days) => format!("{days} day(s) after"),
        TransferLag::BusinessDays(days) => format!("{days} business day(s) after"),
    };
    let (plan, servicer) = (&deal.accounts.plan, &deal.servicing.servicer);
    let transfer = match deal.servicing.sweeps {
        None => format!("Collections reach the {plan} {transfer} the calculation date, from {servicer}."),
        Some(sweeps) => {
            format!("{servicer} sweeps collections {sweeps}; they reach the {plan} {transfer} the sweep.")
        }
    };
    let late = match deal.servicing.defaulted_after_days {
        0 => String::new(),
        days => format!(
            " A loan has defaulted {days} day(s) after the first payment that it misses, and is late until then."
        ),
    };
    format!("{tax}\n{transfer}{late}\n{}", failure(deal))
}

/// What happens should the servicer fail; nothing where it cannot.
fn failure(deal: &Deal) -> String {
    let (servicer, Some(failure)) = (&deal.servicing.servicer, &deal.servicing.failure) else {
        return String::new();
    };
    let ServicerFailure { redirect_lag_days, interruption_periods, estate, backup, .. } = failure;
    let waits = match interruption_periods {
        0 => String::new(),
        waits => format!("; {waits} instalment(s) of every loan wait as many periods"),
    };
    let estate = estate.map_or("; nothing of it comes back".into(), |estate| {
        format!("; its estate pays {} of that after {} month(s)", spaced(&estate.pays), estate.months)
    });
    let backup = backup.as_ref().map_or(String::new(), |backup| {
        let instead = backup.in_place_of.iter().map(|fee| format!(" in place of {fee}"));
        format!(
            "; {} services the pool from then on, for {}{}",
            backup.party,
            backup.fee,
            instead.collect::<String>()
        )
    });
    format!(
        "Should {servicer} fail, what it holds is lost, and what borrowers pay it for {redirect_lag_days} day(s) more{waits}\
         {estate}{backup}.\n"
    )
}

/// What is taxed of the kinds of assets of which something is said.
fn tax_on_kinds(vat: &Vat) -> String {
    let written = AssetKind::ALL.into_iter().filter_map(|kind| Some((kind, vat.written_of(kind)?)));
    let on_kind = |(kind, on): (AssetKind, AssetVat)| {
        let rate = spaced(&on.rate.unwrap_or(vat.rate));
        match on.base {
            VatBase::Nothing => format!("; none on a {kind}"),
            VatBase::Income => format!("; on the income of a {kind} {rate}"),
            VatBase::Payment => format!("; on all payments of a {kind} {rate}"),
        }
    };
    written.map(on_kind).collect()
}

/// What there is to say of what notes earn beyond a fixed rate, and of what they are sold for but at par, a line each.
pub(super) fn earnings(deal: &Deal) -> String {
    let coupon = |note: &Note| match note.coupon.as_ref().map(|coupon| &coupon.rate) {
        None | Some(CouponRate::Fixed(_)) => String::new(),
        Some(rate) => format!("The coupon of {} is {}.\n", note.name, spaced(rate)),
    };
    let price = |note: &Note| match note.price.is_par() {
        true => String::new(),
        false => {
            format!("{} is sold at {} of par, for {}.\n", note.name, spaced(&note.price), note.proceeds())
        }
    };
    let deferral = |note: &Note| {
        let earns = match note.deferrable {
            None => return String::new(),
            Some(Deferral::Compound) => "its coupon",
            Some(_) => "nothing",
        };
        format!("Interest of {} may be deferred, and earns {earns} meanwhile.\n", note.name)
    };
    let of_note = |note: &Note| coupon(note) + &deferral(note) + &price(note);
    let table = |(name, rates): (&String, &RateTable)| format!("{name}: {}.\n", spaced(rates));
    deal.notes.iter().map(of_note).chain(deal.rates.iter().map(table)).collect()
}

/// Which part of the pool floats on which table, a line each.
pub(super) fn floating(deal: &Deal) -> String {
    let loans = deal.pool.loans();
    let pool: Money = loans.iter().map(|loan| loan.principal).sum();
    let mut tables: BTreeMap<&str, Vec<(BasisPoints, Money)>> = BTreeMap::new();
    for (loan, floating) in loans.iter().filter_map(|loan| Some((loan, loan.floating.as_ref()?))) {
        tables.entry(&floating.table).or_default().push((floating.spread_bp, loan.principal));
    }
    let line = |(table, floating): (&str, Vec<(BasisPoints, Money)>)| {
        let principal: Money = floating.iter().map(|(_, principal)| *principal).sum();
        let spreads = || floating.iter().map(|(spread, _)| *spread);
        let (least, most) = (spreads().min().unwrap_or_default(), spreads().max().unwrap_or_default());
        let to = if least == most { String::new() } else { format!(" to {most}") };
        let share = percent(principal.to_f64() / pool.to_f64(), 1);
        format!(
            "Floating on {table}: {} of them, {share} of principal, with a spread of {least}{to}.\n",
            floating.len()
        )
    };
    tables.into_iter().map(line).collect()
}

/// The order of payments, a step a line.
pub(super) fn order(deal: &Deal) -> String {
    let step = |(i, step): (usize, &Step)| format!("  {:>2}  {}\n", i + 1, step);
    let steps = |steps: &[Step]| steps.iter().enumerate().map(step).collect::<String>();
    let started = deal.orders.given().map(|(order, of)| {
        let after = match order {
            PaymentOrder::Accelerated => "after acceleration",
            PaymentOrder::Default => "after an event of default",
            _ => "in liquidation",
        };
        format!("Order of payments {after}\n{}", steps(of))
    });
    let started: String = started.collect();
    format!("{}Order of payments\n{}{started}", accounts(deal), steps(&deal.waterfall))
}

/// What an account is split into, and what becomes of income that is left.
pub(super) fn ledgers(account: &str, split: &SplitLedgers, surplus: Surplus) -> String {
    let left =
        format!("while a note is outstanding that is not subordinated, what is left of {}", split.income);
    format!("The {account} is split into {split}; {left} {}.\n", what_becomes(surplus))
}

/// What becomes of what is left.
fn what_becomes(surplus: Surplus) -> &'static str {
    match surplus {
        Surplus::Keep => "stays in it",
        Surplus::Residual => "goes to the residual",
        Surplus::ResidualOfBoth => "goes to the residual, of both",
    }
}

/// What the plan account is split into, what becomes of what is left in it, and what it earns: a line each.
fn accounts(deal: &Deal) -> String {
    let Accounts { plan, split, surplus, reinvestment, .. } = &deal.accounts;
    let split = split.iter().map(|split| ledgers(plan, split, *surplus));
    let is_released = deal.accounts.split.is_none() && *surplus != Surplus::Keep;
    let released = is_released.then(|| format!("What is left on a date {}.\n", what_becomes(*surplus)));
    let earning = reinvestment.map(|earning| format!("Reinvestment: {earning}.\n"));
    split.chain(released).chain(earning).collect()
}

/// Every event, and the clean-up call, a line each.
pub(super) fn events(deal: &Deal) -> String {
    let line = |event: &Event| {
        let Event { name, when, effect, curable, grace_days, for_dates, adds_dates } = event;
        let grace = if *grace_days > 0 { format!(", for {grace_days} days") } else { String::new() };
        let in_a_row =
            if *for_dates > 1 { format!(", on {for_dates} dates in a row") } else { String::new() };
        let cured = if *curable { "; it may be cured" } else { "" };
        let added = if *adds_dates { "; the dates that are only after an event are added" } else { "" };
        format!("Event: {name} ({effect}) once {when}{grace}{in_a_row}{cured}{added}.\n")
    };
    let buys = |call: &CleanUpCall| {
        let CleanUpCall { by, when, in_simulations } = call;
        let does = if *in_simulations { "does so" } else { "does not" };
        format!(
            "Clean-up call: {by} may buy what is left of the pool once {when}; in a simulation it {does}.\n"
        )
    };
    let events: String = deal.events.iter().map(line).collect();
    events + &deal.clean_up.iter().map(buys).collect::<String>()
}

/// How good a party is; a dash if nothing is said of it.
pub(super) fn quality(party: &Party) -> String {
    or_dash(party.quality.as_ref().map(|quality| match quality {
        CreditQuality::Rating(grade) => grade.to_string(),
        CreditQuality::AnnualPd(annual) => format!("defaults with {} a year", spaced(annual)),
    }))
}

/// How a note is repaid, and when not yet and when at the latest.
pub(super) fn repayment(note: &Note) -> String {
    let locked = note.locked_until.map(|day| format!("; locked until {day}"));
    let legal = note.legal_final.map(|day| format!("; legal final {day}"));
    format!("{}{}{}", note.repayment, locked.unwrap_or_default(), legal.unwrap_or_default())
}

/// Every payment for the issue, a line each.
pub(super) fn issue(deal: &Deal) -> String {
    let issued = deal.notes.iter().map(|note| note.amount).sum();
    let line = |payment: &IssuePayment| {
        let kind = match payment.kind {
            IssuePaymentKind::Subsidy => "Subsidy for the issue",
            IssuePaymentKind::Cost => "Cost of the issue",
        };
        let (amount, on) = (payment.amount_of(issued), payment.on.unwrap_or(deal.closing));
        format!("{kind}: {}, {amount} from {} to {} on {on}.\n", payment.name, payment.payer, payment.payee)
    };
    deal.issue.iter().map(line).collect()
}

/// Every reserve account, a line each.
pub(super) fn reserves(deal: &Deal) -> String {
    let opening = |reserve: &Reserve| match &reserve.paid_in_by {
        Some(party) => format!("opens with {} paid in by {party}", reserve.opening),
        None => "is empty at closing".into(),
    };
    let until = |reserve: &Reserve| match &reserve.released_when {
        None => "the senior notes are repaid".into(),
        Some(condition) => condition.to_string(),
    };
    let line = |reserve: &Reserve| {
        let Reserve { name, target, .. } = reserve;
        format!("Reserve: {name} {} and should hold {target}, until {}.\n", opening(reserve), until(reserve))
    };
    deal.reserves.iter().map(line).collect()
}
