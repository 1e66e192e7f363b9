//! Faults let into the engine one by one, each of which the second waterfall must find.
//!
//! The engine has no hooks for that. A copy of the crate is made, in which every expression of the list stands beside
//! a wrong one, and an environment variable says which of the wrong ones counts. The copy is built once and run for
//! each fault:
//!
//! ```text
//! cargo test --test seeded_faults -- --ignored --nocapture
//! ```
//!
//! `FIRST_FAULT=58` leaves out those before that number, counted from zero, as when some have been added.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A fault: what it does wrong, in which file, and what is written there in place of what.
struct Fault {
    what: &'static str,
    file: &'static str,
    edits: &'static [[&'static str; 2]],
}

const fn fault(what: &'static str, file: &'static str, edits: &'static [[&'static str; 2]]) -> Fault {
    Fault { what, file, edits }
}

const ENGINE: &str = "src/waterfall/engine.rs";
const SHORT: &str = "src/waterfall/engine/short.rs";
const OPENING: &str = "src/waterfall/engine/opening.rs";
const STATE: &str = "src/waterfall/state.rs";
const DUES: &str = "src/waterfall/state/dues.rs";
const RESERVE: &str = "src/waterfall/reserve.rs";
const AMOUNT: &str = "src/waterfall/amount.rs";
const CONDITION: &str = "src/waterfall/condition.rs";
const COLLECTIONS: &str = "src/servicing/collections.rs";
const COVERAGE: &str = "src/projection/coverage.rs";
const EVENT: &str = "src/waterfall/event.rs";
const GAUGE: &str = "src/waterfall/gauge.rs";
const RECOVERY: &str = "src/credit/recovery.rs";
const REPURCHASE: &str = "src/servicing/repurchase.rs";
const RECOURSE: &str = "src/enhancement/recourse.rs";
const PARTS: &str = "src/servicing/parts.rs";
const COURSE: &str = "src/servicing/parts/course.rs";
const STACK: &str = "src/waterfall/engine/supports.rs";
const BOOKS: &str = "src/enhancement/books.rs";
const CAPS: &str = "src/enhancement/cap.rs";
const LATE: &str = "src/enhancement/after_failure.rs";
const SUPPORT: &str = "src/enhancement/plan.rs";
const ORDER: &str = "src/waterfall/order.rs";
const LEDGER: &str = "src/ledger.rs";
const SPLIT: &str = "src/waterfall/split.rs";
const SURPLUS: &str = "src/waterfall/surplus.rs";
const MONEY: &str = "src/money/amount.rs";
const PATH: &str = "src/path.rs";
const COLLECT: &str = "src/path/collect.rs";
const PAYMENTS: &str = "src/pool/payments.rs";
const PLAN: &str = "src/waterfall/plan.rs";
const REINVESTMENT: &str = "src/waterfall/reinvestment.rs";
const REPAYMENT: &str = "src/waterfall/repayment.rs";
const STEPS: &str = "src/projection/steps.rs";
const TAX: &str = "src/waterfall/tax.rs";
const VAT: &str = "src/waterfall/vat.rs";
const NOTE: &str = "src/waterfall/note.rs";
const FLOATING: &str = "src/calendar/floating_rate.rs";
const LOAN_RATES: &str = "src/pool/floating.rs";
const LOAN_TERMS: &str = "src/pool/terms.rs";
const LOAN_ACCRUED: &str = "src/pool/accrued.rs";
const RATES: &str = "src/calendar/rate_table.rs";
const RESOLVED: &str = "src/deal/resolve/waterfall.rs";
const WATCH: &str = "src/waterfall/watch.rs";
const GUARANTEES: &str = "src/servicing/guarantee/desk.rs";
const AT_ONCE: &str = "src/servicing/guarantee/at_once.rs";
const SHARED_OUT: &str = "src/servicing/guarantee/recovery.rs";
const CALL_DAYS: &str = "src/servicing/days.rs";
const CUSTODY: &str = "src/servicing/custody.rs";
const TRANSFERS: &str = "src/servicing/transfers.rs";
const LOST: &str = "src/waterfall/engine/custody.rs";
const BACKUP: &str = "src/waterfall/backup.rs";
const CLEAN_UP: &str = "src/waterfall/clean_up.rs";
const ACCRUED: &str = "src/servicing/accrued.rs";
const EVENTS_OF_PATH: &str = "src/path/events.rs";
const RARE: &str = "src/waterfall/rare.rs";
const RECEIPT: &str = "src/servicing/receipt.rs";

#[rustfmt::skip] // What is right stands above what is wrong.
const FAULTS: &[Fault] = &[
    fault("supports are called in the reverse order", SHORT, &[
        ["self.covered(&claims[i], support)",
         "self.covered(&claims[i], self.plan.supports.len() - 1 - support)"],
        ["self.call(support, short, left)",
         "self.call(self.plan.supports.len() - 1 - support, short, left)"],
        ["self.draw_all(support, claims, paid, to, scratch)",
         "self.draw_all(self.plan.supports.len() - 1 - support, claims, paid, to, scratch)"],
    ]),
    fault("a first support is never called", SHORT, &[
        ["0..self.plan.supports.len()",
         "1..self.plan.supports.len()"]]),
    fault("every draw is charged to the first giver", SHORT, &[
        ["self.plan.supports[support].account",
         "self.plan.supports[0].account"]]),
    fault("a giver fails one date late", SHORT, &[
        ["self.date < self.fails[self.plan.supports[support].giver].date",
         "self.date <= self.fails[self.plan.supports[support].giver].date"]]),
    fault("supports are called after the plan's end", SHORT, &[
        ["!ranked.covers.has(support) || self.state.end.is_some()",
         "!ranked.covers.has(support)"],
        ["ranked.covers.any() && self.state.end.is_none()",
         "ranked.covers.any()"]]),
    fault("supports are called for principal that is not due", SHORT, &[
        ["self.state.expected(self.plan, ranked.claim, self.date)",
         "self.payable(ranked.claim)"]]),
    fault("a cap on a step is not applied", ENGINE, &[
        ["!claims.iter().any(is_free)",
         "false"]]),
    fault("a cap holds back principal that is due", ENGINE, &[
        ["!claims.iter().any(is_free)",
         "true"]]),
    fault("a claim that stands alone is not capped", ENGINE, &[
        ["payable.min(self.most(claims, funds))",
         "payable"]]),
    fault("claims of one rank are capped only where cash is short", ENGINE, &[
        ["payable > self.cash_in(funds.source).min(self.most(claims, funds))",
         "payable > self.cash_in(funds.source)"]]),
    fault("a further account pays what only may be paid", SHORT, &[
        ["self.state.expected(self.plan, claims[i].claim, self.date)",
         "self.payable(claims[i].claim)"],
        ["(supported || !funds.further.is_empty()) && self.is_expected(ranked)",
         "supported && self.is_expected(ranked) || !funds.further.is_empty()"]]),
    fault("a further account pays beyond the cap", SHORT, &[
        ["short.min(left).min(self.cash_in(account))",
         "short.min(self.cash_in(account))"]]),
    fault("what is made up is shared by what is due and not by what is short", SHORT, &[
        ["amount.split_into(&self.shortfalls, &mut self.extra, &mut self.order)",
         "amount.split_into(&self.dues, &mut self.extra, &mut self.order)"]]),
    fault("a top-up is not capped", ENGINE, &[
        ["lacks.min(cap).min(self.cash_in(*from))",
         "lacks.min(self.cash_in(*from))"]]),
    fault("a release empties the reserve", ENGINE, &[
        ["self.plan.reserves[*reserve].exceeds(self.state, self.is_final())",
         "self.cash_in(account)"]]),
    fault("the legal final date comes one date late for reserves", ENGINE, &[
        ["self.date >= self.plan.legal_final",
         "self.date > self.plan.legal_final"]]),
    fault("an opening balance is paid in on every date", OPENING, &[
        ["self.date == 0",
         "true"]]),
    fault("a reserve is not released by its condition", RESERVE, &[
        ["condition.holds(state)",
         "state.senior.is_zero()"]]),
    fault("a reserve is not released once the notes are repaid", RESERVE, &[
        ["released || is_final || state.end.is_some()",
         "is_final || state.end.is_some()"]]),
    fault("a reserve has a target after the plan's end", RESERVE, &[
        ["released || is_final || state.end.is_some()",
         "released || is_final"]]),
    fault("a top-up forgets what the reserve holds", RESERVE, &[
        ["(self.target(state, is_final) - state.ledger.balance(self.account)).or_zero()",
         "self.target(state, is_final)"]]),
    fault("what principal pays for income is not owed to it", SPLIT, &[
        ["*owed += paid",
         "*owed += Money::ZERO"]]),
    fault("income makes good what it does not owe", SPLIT, &[
        ["self.owed_while_outstanding().min(self.ledger.balance(AccountId::INCOME))",
         "self.ledger.balance(AccountId::INCOME)"]]),
    fault("more is recovered for principal than income owes it", SPLIT, &[
        ["collected.recovery.min(owed)",
         "collected.recovery"]]),
    fault("what is left never goes to the residual while a note is outstanding", SURPLUS, &[
        ["self.order == PaymentOrder::Normal",
         "false"]]),
    fault("what is left goes to the residual by any order", SURPLUS, &[
        ["self.order == PaymentOrder::Normal",
         "true"]]),
    fault("income that is left stays until the sub is repaid", SURPLUS, &[
        ["self.senior.is_zero()",
         "self.outstanding.is_zero()"]]),
    fault("a share is all of it", AMOUNT, &[
        ["gauge.read(state).times(*factor)",
         "gauge.read(state)"]]),
    fault("a sum is its first part", AMOUNT, &[
        ["amounts.iter().map(each).sum()",
         "each(&amounts[0])"]]),
    fault("an amount less another may be negative", AMOUNT, &[
        ["(both[0].of_step(state, due) - both[1].of_step(state, due)).or_zero()",
         "both[0].of_step(state, due) - both[1].of_step(state, due)"]]),
    fault("the smallest is the largest", AMOUNT, &[
        ["amounts.iter().map(each).min().unwrap_or_default()",
         "amounts.iter().map(each).max().unwrap_or_default()"]]),
    fault("the largest is the last", AMOUNT, &[
        ["amounts.iter().map(each).max().unwrap_or_default()",
         "each(&amounts[amounts.len() - 1])"]]),
    fault("at least means more than", CONDITION, &[
        ["both[0].now(state) >= both[1].now(state)",
         "both[0].now(state) > both[1].now(state)"]]),
    fault("a ratio is turned round", CONDITION, &[
        ["scaled(of).saturating_mul(share.1) >= scaled(to).saturating_mul(share.0)",
         "scaled(of).saturating_mul(share.0) >= scaled(to).saturating_mul(share.1)"]]),
    fault("one of all conditions is enough", CONDITION, &[
        ["conditions.iter().all(|condition| condition.holds(state))",
         "conditions.iter().any(|condition| condition.holds(state))"]]),
    fault("any condition means all", CONDITION, &[
        ["conditions.iter().any(|condition| condition.holds(state))",
         "conditions.iter().all(|condition| condition.holds(state))"]]),
    fault("the performing pool has the defaulted loans in it", GAUGE, &[
        ["state.pool",
         "state.pool + state.defaulted"]]),
    fault("a gauge of some notes reads all senior ones", GAUGE, &[
        ["notes.iter().map(|&note| state.notes[note].balance).sum()",
         "state.senior"]]),
    fault("the plan account is read without what is kept in it", GAUGE, &[
        ["state.cash()",
         "state.ledger.balance(AccountId::PLAN)"]]),
    fault("what was drawn is read net of what came back", GAUGE, &[
        ["state.supports[*support].recourse.drawn",
         "state.supports[*support].recourse.outstanding()"]]),
    fault("deferred interest that should earn interest earns none", NOTE, &[
        ["(balance + unpaid).times(*factor)",
         "balance.times(*factor)"]]),
    fault("missed interest earns interest", NOTE, &[
        ["balance.times(*factor)",
         "(balance + unpaid).times(*factor)"]]),
    fault("all deferred interest earns interest", NOTE, &[
        ["self.deferrable == Some(Deferral::Compound)",
         "self.deferrable.is_some()"]]),
    fault("a capped yield is made up", RESOLVED, &[
        ["step.is_capped()",
         "false"]]),
    fault("a cap on a yield stays once the senior notes are repaid", ENGINE, &[
        ["self.state.senior.is_zero()",
         "false"]]),
    fault("a rate holds from the day after its own", RATES, &[
        ["rate.from <= day",
         "rate.from < day"]]),
    fault("a coupon is fixed anew for every period", FLOATING, &[
        ["self.resets.is_empty()",
         "true"]]),
    fault("a coupon has no floor", FLOATING, &[
        ["rate.max(self.floor.unwrap_or(Rate::ZERO))",
         "rate"]]),
    fault("a coupon has no cap", FLOATING, &[
        ["self.cap.unwrap_or(Rate::ONE)",
         "Rate::ONE"]]),
    fault("a loan's rate floats from its first day on", LOAN_RATES, &[
        ["day == self.disbursed",
         "false"]]),
    fault("a level payment stays as it was when its rate changes", LOAN_TERMS, &[
        ["self.rates.is_new(i)",
         "i == 0"]]),
    fault("interest accrues at a loan's first rate", LOAN_ACCRUED, &[
        ["self.rate_from(since, tables)?",
         "self.rate"]]),
    fault("the agreed return compounds", STATE, &[
        ["recourse.outstanding().times(*factor)",
         "recourse.owed().times(*factor)"]]),
    fault("a fee on the pool is one on the notes", STATE, &[
        ["self.opening_pool.times(factors[accrual])",
         "self.outstanding.times(factors[accrual])"]]),
    fault("a fee on the pool is on what is left of it before its date", STATE, &[
        ["self.opening_pool.times(factors[accrual])",
         "self.pool.times(factors[accrual])"]]),
    fault("a fee is not capped", STATE, &[
        ["self.fee(fee, accrual).min(fee.cap)",
         "self.fee(fee, accrual)"]]),
    fault("principal is taxed", STATE, &[
        ["collected.interest.times(vat)",
         "collected.cash().times(vat)"]]),
    fault("the tax of a kind does not fall with its defaults", TAX, &[
        ["kind.tax(collected) - kind.tax(&agreed[date])",
         "Money::ZERO"]]),
    fault("a whole payment is taxed on its income", TAX, &[
        ["if self.whole { collected.principal } else { Money::ZERO }",
         "Money::ZERO"]]),
    fault("every kind is taxed at the rate of all", VAT, &[
        ["self.on(kind).rate.unwrap_or(self.rate)",
         "self.rate"]]),
    fault("interest that a payment does not reach for is forgotten", PAYMENTS, &[
        ["waiting + outstanding.times(*factor)",
         "outstanding.times(*factor)"]]),
    fault("what was kept is not released", STATE, &[
        ["self.ledger.transfer(AccountId::KEPT, to, kept)",
         "()"]]),
    fault("a bullet keeps more than it is owed", STATE, &[
        ["self.notes[note].balance.min(self.ledger.balance(source))",
         "self.ledger.balance(source)"]]),
    fault("a plan is wound up with cash in a reserve", STATE, &[
        ["self.ledger.closing(plan.chart).owned.is_zero()",
         "self.cash().is_zero()"]]),
    fault("a plan is wound up before the last recovery", RECEIPT, &[
        ["self.borrowers[date + 1..].iter().all(|period| period.cash().is_zero())",
         "true"]]),
    fault("a support that should wait for the senior notes does not", DUES, &[
        ["!plan.supports[support].waits_for_senior || self.senior.is_zero()",
         "true"]]),
    fault("the residual does not wait for the subordinated note", SPLIT, &[
        ["self.outstanding.is_zero()",
         "self.senior.is_zero()"]]),
    fault("reimbursement restores a cap", SHORT, &[
        ["promise.cap - self.state.supports[support].recourse.drawn",
         "promise.cap - self.state.supports[support].recourse.outstanding()"]]),
    fault("a cap is on every draw", SHORT, &[
        ["promise.cap - self.state.supports[support].recourse.drawn",
         "promise.cap"]]),
    fault("what was left open is summed over dates", RECOURSE, &[
        ["recourse.unanswered.max(self.open)",
         "recourse.unanswered + (shortfall - paid)"]]),
    fault("a transfer of one fen does not arrive", LEDGER, &[
        ["self.balances[to].wrapping_add(fen)",
         "self.balances[to].wrapping_add(if fen == 1 { 0 } else { fen })"]]),
    fault("the fen that are left go to the earliest claims", MONEY, &[
        ["(exact(b) % total).cmp(&(exact(a) % total)).then(a.cmp(&b))",
         "a.cmp(&b)"]]),
    fault("a path starts after the first failure that shows", COLLECT, &[
        ["from.min(cash.first_failure(&events.fails))",
         "from"]]),
    fault("a path is looked at without supports from the fork on, though they were called before", PATH, &[
        ["relies(forked)",
         "false"]]),
    fault("nobody is called on the path without events", PATH, &[
        ["relies(cash.last_state())",
         "false"]]),
    fault("the path without anybody is taken for the one with everybody", PATH, &[
        ["self.state.relies_on(&cash.plan, |giver| mask.takes_away(giver))",
         "false"]]),
    fault("an event happens a date late", EVENT, &[
        ["date >= event.happens[since]",
         "date > event.happens[since]"]]),
    fault("an event that lasts is cured", EVENT, &[
        ["(before && !event.curable)",
         "false"]]),
    fault("grace is a date short", EVENT, &[
        ["graced.max(in_a_row)",
         "graced.saturating_sub(1).max(in_a_row)"]]),
    fault("the lesser of two orders of payment counts", WATCH, &[
        ["orders.max()",
         "orders.min()"]]),
    fault("what is unpaid is asked before anything is paid", ENGINE, &[
        ["plan.steps(self.state)",
         "{ self.test_events(true); plan.steps(self.state) }"]]),
    fault("events happen after the plan's end", ENGINE, &[
        ["!self.plan.events.is_empty() && self.state.end.is_none()",
         "!self.plan.events.is_empty()"]]),
    fault("a support that waits for the legal final maturity is called at the expected one", SHORT, &[
        ["self.plan.supports[support].waits_for_legal",
         "false"]]),
    fault("principal is missed at its expected maturity", PLAN, &[
        ["date >= self.notes[note].required_from",
         "date >= self.notes[note].expected_from"]]),
    fault("principal unpaid at its expected maturity is read at the legal final one", GAUGE, &[
        ["unpaid.expected",
         "unpaid.required"]]),
    fault("the pool at the cut-off is the pool as it is", GAUGE, &[
        ["GaugePlan::Constant(names.pool)",
         "GaugePlan::Pool"]]),
    fault("so many uses of a support are one more", CONDITION, &[
        ["state.supports[*support].uses >= *times",
         "state.supports[*support].uses > *times"]]),
    fault("a date has come on the one after it", CONDITION, &[
        ["state.date >= *date",
         "state.date > *date"]]),
    fault("a lockout is ignored", DUES, &[
        ["date < *unlocked",
         "false"]]),
    fault("a scheduled amount that cash does not reach is not carried", REPAYMENT, &[
        ["return (balance - balances[date]).or_zero()",
         "return (balance.min(date.checked_sub(1).map_or(balance, |last| balances[last])) - balances[date]).or_zero()"]]),
    fault("a plan of amounts holds cash back after an event", DUES, &[
        ["self.repays_at_once() && !plan.notes[note].kind.is_subordinated()",
         "false"]]),
    fault("cash is kept for a bullet after an event", ENGINE, &[
        ["RARE && self.state.repays_at_once()",
         "RARE && self.state.sold"]]),
    fault("who is looked away from has failed", EVENTS_OF_PATH, &[
        ["if self.failures.is_empty() { &self.fails } else { &self.failures }",
         "&self.fails"]]),
    fault("a path starts after a failure that an event asks for", PATH, &[
        ["cash.plan.asks_failure(giver)",
         "false"]]),
    fault("an added date accrues from the last that is always paid", STATE, &[
        ["if self.pays_every_date { self.date + plan.dates } else { self.date }",
         "self.date"]]),
    fault("a date that an event may add is always paid", OPENING, &[
        ["self.state.pays_every_date || !plan.event_only[date]",
         "true"]]),
    fault("what is lost goes by the day on which it was due", CUSTODY, &[
        ["self.plan.due_day(self.collections, loan, with).paid",
         "self.plan.due_day(self.collections, loan, with).due"]]),
    fault("what arrives on the day of the failure is saved", CUSTODY, &[
        ["on >= self.fails",
         "on > self.fails"]]),
    fault("an instalment that waits is missed at once", CUSTODY, &[
        ["if waits.contains(&first) { waits.end } else { first }",
         "first"]]),
    fault("an instalment that waits is paid one period later", CUSTODY, &[
        ["if own.waits.contains(&instalment) { self.plan.interruption } else { 0 }",
         "usize::from(own.waits.contains(&instalment))"]]),
    fault("the estate pays before borrowers have been told", CUSTODY, &[
        ["months_after(handover.fails, months.into()).ok()?.max(handover.redirected)",
         "months_after(handover.fails, months.into()).ok()?"]]),
    fault("a default after a failure is recovered before it shows", CUSTODY, &[
        ["period.max(shows)",
         "period"]]),
    fault("income does not owe what is lost with the servicer", LOST, &[
        ["*owed += lost.principal",
         "()"]]),
    fault("borrowers still owe what is lost with the servicer", LOST, &[
        ["state.pool -= lost.principal",
         "()"]]),
    fault("a failed servicer goes on charging its fee", BACKUP, &[
        ["if is_gone { backup.replaced } else { Some(backup.fee) }",
         "Some(backup.fee)"]]),
    fault("a servicer that is removed goes on charging its fee", BACKUP, &[
        ["self.has_failed(backup.fails) || self.is_terminated(plan)",
         "self.has_failed(backup.fails)"]]),
    fault("events change no collections", COLLECT, &[
        ["self.collected_after != Some(state.reaction)",
         "false"]]),
    fault("what is in hand at a step-up waits for its own sweep", CUSTODY, &[
        ["before.on.min(after.of(paid.max(next)).on)",
         "if paid < next { before.on } else { before.on.min(after.of(paid).on) }"]]),
    fault("a sweep that comes too late is paid out with its period", TRANSFERS, &[
        ["date.max(waits_for)",
         "date"]]),
    fault("a pool is bought without what it has accrued", CLEAN_UP, &[
        ["(balance + accrued).max(owed(plan, state))",
         "balance.max(owed(plan, state))"]]),
    fault("a pool is bought for less than the plan owes", CLEAN_UP, &[
        ["(balance + accrued).max(owed(plan, state))",
         "balance + accrued"]]),
    fault("what a loan in default has accrued is paid for", ACCRUED, &[
        ["self.of(default.loan as usize).iter().enumerate().skip(period)",
         "self.of(default.loan as usize).iter().enumerate().skip(usize::MAX)"]]),
    fault("a deposit is recovered a second time", COLLECTIONS, &[
        ["self.recoveries.amount(default.loan as usize, left)",
         "self.recoveries.amount(default.loan as usize, outstanding)"]]),
    fault("a servicer that has failed gives the deposits that it held", CUSTODY, &[
        ["on >= self.handover.fails",
         "false"]]),
    fault("coverage of every class goes down to the last", COVERAGE, &[
        ["[Claim::Interest(note), Claim::Principal(note)].contains(&claim.whole())",
         "is_senior(self.plan, claim)"]]),
    fault("coverage counts a fee in each of its steps", COVERAGE, &[
        ["*counted.entry(claim).or_default() += due",
         "()"]]),
    fault("a step is short of what is beyond its cap", STEPS, &[
        ["due(step, plan, state).min(self.most - self.paid)",
         "due(step, plan, state)"]]),
    fault("a guarantee is called for what a cap leaves open too", STACK, &[
        ["scratch.limit_short(&call.failed)",
         "short"]]),
    fault("what a step above pays is not of what was called for", BOOKS, &[
        ["self.counted(support, due) - amount",
         "self.counted(support, due)"]]),
    fault("a due that is called for again counts again", STACK, &[
        ["(counted - scratch.shares[i]).or_zero().min(scratch.shortfalls[i])",
         "Money::ZERO"]]),
    fault("what is paid since goes last to what was called for before", STACK, &[
        ["(counted - scratch.shares[i]).or_zero()",
         "counted"]]),
    fault("what comes late goes to the plan alone", STACK, &[
        ["late.min(paid.iter().sum())",
         "Money::ZERO"]]),
    fault("what comes late is owed to whoever paid, repaid or not", STACK, &[
        ["amount.min(recourse.outstanding())",
         "amount"]]),
    fault("who is looked away from pays late", STACK, &[
        ["self.fails[promise.giver] == Failure::BEFORE_CLOSING",
         "false"]]),
    fault("a commitment fee accrues after its giver has failed", STACK, &[
        ["self.state.end.is_none() && self.stands(support)",
         "self.state.end.is_none()"]]),
    fault("calls in vain do not count for a cap", BOOKS, &[
        ["promise.left(recourse) - self.in_vain",
         "promise.left(recourse)"]]),
    fault("a commitment fee is on all of the commitment", BOOKS, &[
        ["(promise.cap - recourse.outstanding())",
         "promise.cap"]]),
    fault("a new year does not open a cap anew", BOOKS, &[
        ["years.get(self.last) != years.get(self.date)",
         "years.is_empty()"]]),
    fault("a share of the notes is a cap in sum", BOOKS, &[
        ["caps.each_date.unwrap_or(Money::MAX).min(self.of_notes) - self.today",
         "caps.each_date.unwrap_or(Money::MAX).min(self.of_notes) - recourse.drawn"]]),
    fault("an anniversary of closing starts a year", CAPS, &[
        ["months_begun(closing, period.distribution).div_ceil(12)",
         "months_begun(closing, period.distribution) / 12"]]),
    fault("a fraction comes on the last date that is early enough", LATE, &[
        ["period.distribution < day",
         "period.distribution <= day"]]),
    fault("a facility does not revolve", SUPPORT, &[
        ["self.revolving || self.kind.is_facility()",
         "self.revolving"]]),
    fault("a plan ends while something can come late", STATE, &[
        ["!self.books.awaits()",
         "true"]]),
    fault("a guarantor of loans that has failed pays", GUARANTEES, &[
        ["failure.day <= day",
         "false"]]),
    fault("what a guarantor pays of a call is principal first", GUARANTEES, &[
        ["paid.min(call.interest)",
         "(paid - call.principal).or_zero()"]]),
    fault("a cap on what a guarantor pays is one on each call", GUARANTEES, &[
        ["desk.left[guarantee] -= counts",
         "()"]]),
    fault("what comes back of a guaranteed loan is the guarantor's alone", SHARED_OUT, &[
        ["of_plan.min(principal - case.recovered_by_plan)",
         "Money::ZERO"]]),
    fault("what comes back of a guaranteed loan does not wait for its guarantor", SHARED_OUT, &[
        ["period.max(date)",
         "period"]]),
    fault("a guarantor pays the whole balance of every loan at once", GUARANTEES, &[
        ["(principal, case.next + 1 == days.end(loan))",
         "(case.outstanding - case.paid_principal, false)"]]),
    fault("what a guarantor pays late is more than the plan lacks", SHARED_OUT, &[
        ["late.amount.min(lacks + interest)",
         "late.amount"]]),
    fault("what a guarantor pays late gives it no part of what comes back", SHARED_OUT, &[
        ["case.paid + case.paid_late",
         "case.paid"]]),
    fault("a guarantor that is looked away from pays late", GUARANTEES, &[
        ["*failure == Failure::BEFORE_CLOSING",
         "false"]]),
    fault("a guarantor is not called for what has waited", CALL_DAYS, &[
        ["itself.into_iter().chain(waited)",
         "itself.into_iter().chain(waited.filter(|_| false))"]]),
    fault("a servicer that has failed sets off deposits of guaranteed loans", CALL_DAYS, &[
        ["day < handover.fails",
         "true"]]),
    fault("a guaranteed loan that is collected day by day defaults at once", CUSTODY, &[
        ["self.guarantees.of(loan as u32).is_some()",
         "false"]]),
    fault("events collect for a path with everybody, also where a guarantor is looked away from", PATH, &[
        ["self.collected_after = None",
         "()"]]),
    fault("who is looked away from guarantees loans still", PATH, &[
        ["cash.guarantees.any_of(|giver| mask.takes_away(giver))",
         "false"]]),
    fault("what guarantors pay is not taxed kind by kind", TAX, &[
        ["paid.plus(*by_others)",
         "paid.plus(Collected { interest: -by_others.interest, ..*by_others })"]]),
    fault("what guarantors pay early is not taxed", TAX, &[
        ["if guaranteed.is_empty() { missed_from } else { 0 }",
         "missed_from"]]),
    fault("a plan with a capped step is taken for plain", RARE, &[
        ["funds.cap.is_some()",
         "false"]]),
    fault("a plan whose accounts earn is taken for plain", RARE, &[
        ["self.reinvestment.is_some()",
         "false"]]),
    fault("a plan from which cash is released is taken for plain", RARE, &[
        ["self.surplus != Surplus::Keep",
         "false"]]),
    fault("a share of what is due is one of nothing", AMOUNT, &[
        ["due.times(*factor)",
         "Money::ZERO"]]),
    fault("what is unpaid makes other conditions of an event wait", CONDITION, &[
        ["all.into_iter().partition(ConditionPlan::asks_unpaid)",
         "all.into_iter().partition(|_| true)"]]),
    fault("a step with a condition is always taken", ENGINE, &[
        ["conditional.when.holds(self.state)",
         "true"]]),
    fault("notes with a ratio share in proportion to what they may be paid", SHORT, &[
        ["funds.ratio.is_empty()",
         "true"]]),
    fault("what a note does not need of a ratio is shared in proportion to what is due", SHORT, &[
        ["left.split_into(&self.shortfalls, &mut self.extra, &mut self.order)",
         "left.split_into(if self.shortfalls.contains(&Money::ZERO) { &self.dues } else { &self.shortfalls }, &mut self.extra, &mut self.order)"]]),
    fault("supports are called in a step with a condition for what a later one pays anyway", ORDER, &[
        ["is_left(ranked.claim)",
         "false"]]),
    fault("coverage counts what is due in steps that are not taken", COVERAGE, &[
        ["plan.steps(state).iter().filter(|step| step.applies(state)).collect()",
         "plan.steps(state).iter().collect()"],
        ["if step.applies(state) { step.parts().iter().map(most).sum() } else { Money::ZERO }",
         "step.parts().iter().map(most).sum()"]]),
    fault("an event has happened before it has", CONDITION, &[
        ["state.events[*event].happened",
         "!state.events[*event].happened"]]),
    fault("what accrued for dates before is current interest", STATE, &[
        ["*current = note.accrues(state.balance, state.interest_due, accrual)",
         "*current += note.accrues(state.balance, state.interest_due, accrual)"]]),
    fault("arrears are all interest", DUES, &[
        ["self.notes[note].interest_due - self.current_interest(note)",
         "self.notes[note].interest_due"]]),
    fault("a loan is bought back without what it has accrued", REPURCHASE, &[
        ["bought.accrued + days.interest_that_waits(loan, first)",
         "days.interest_that_waits(loan, first)"]]),
    fault("an originator that has failed buys loans back", REPURCHASE, &[
        ["bought.day < fails",
         "bought.day < Date::MAX || fails == Date::MAX"]]),
    fault("a loan in default is bought for what has come back too", REPURCHASE, &[
        ["left -= recovery",
         "left -= Money::ZERO"]]),
    fault("what comes back of a loan that was bought is the plan's", REPURCHASE, &[
        ["brought.periods[comes].recovery -= recovery",
         "brought.periods[comes].recovery -= Money::ZERO"]]),
    fault("what has accrued on a loan that is bought is income", OPENING, &[
        ["!paid.principal.is_zero()",
         "paid.principal.is_zero()"]]),
    fault("a loan that was bought back defaults", "src/path/repurchases.rs", &[
        ["self.repurchases.before(*default, fails).is_none()",
         "true"]]),
    fault("what is late has defaulted", "src/deal/resolve/due.rs", &[
        ["days_after(paid, late_days)",
         "paid"]]),
    fault("what is late is recovered", "src/deal/resolve/due.rs", &[
        ["Some(period.max(defaulted?))",
         "Some(period.max(collected))"]]),
    fault("what is late has defaulted, where the servicer has failed", "src/servicing/custody.rs", &[
        ["days_after(paid, self.late_days)",
         "paid"]]),
    fault("a deposit is set off of a loan that is late", COLLECTIONS, &[
        ["periods[defaulted as usize].recovery += deposit",
         "periods[due.collected as usize].recovery += deposit"]]),
    fault("a grade is below itself", CONDITION, &[
        ["state.rating(*party).map_or(*at_first, |rated| rated.is_below(*grade))",
         "state.rating(*party).map_or(*at_first, |rated| !grade.is_below(rated))"]]),
    fault("a party is rated well until it is rated anew", CONDITION, &[
        ["at_first.is_some_and(|rated| rated.is_below(grade))",
         "at_first.is_some_and(|rated| rated.is_below(grade) && grade.is_below(rated))"]]),
    fault("a rating counts from the first date on", "src/waterfall/watch.rs", &[
        ["rated.party == party && rated.date <= self.date",
         "rated.party == party"]]),
    fault("supports are called for what income repays", "src/waterfall/ranking/principal.rs", &[
        ["self.note_claims(&notes, Claim::Principal, |_| &[])",
         "self.note_claims(&notes, Claim::Principal, |support| &support.principal_at_maturity)"]]),
    fault("what income repays is paid from principal", "src/waterfall/sources.rs", &[
        ["self.ledgers().is_some_and(|split| step.is_turbo(split))",
         "self.ledgers().is_some_and(|split| step.is_turbo(split) && step.when.is_some())"]]),
    fault("principal that is left stays", "src/waterfall/engine/ledgers.rs", &[
        ["self.plan.surplus == Surplus::ResidualOfBoth",
         "false"]]),
    fault("dates in a row are one fewer", EVENT, &[
        ["(dates as usize).checked_sub(1)",
         "(dates as usize).checked_sub(2)"]]),
    fault("what was held does not earn", REINVESTMENT, &[
        ["held.times(self.held[date])",
         "Money::ZERO"]]),
    fault("what is collected earns from closing on", REINVESTMENT, &[
        ["period.transfer.max(closing)",
         "closing"]]),
    fault("a servicer advances every instalment", GUARANTEES, &[
        ["guarantee.advances.is_some_and(|most| case.calls >= most)",
         "false"]]),
    fault("an instalment of nothing counts as advanced", GUARANTEES, &[
        ["usize::from(!call.due().is_zero())",
         "1"]]),
    fault("a servicer is called for what it does not advance", GUARANTEES, &[
        ["if self.is_beyond { Money::ZERO } else { self.due() }",
         "self.due()"]]),
    fault("a servicer shares what comes back with the plan", SHARED_OUT, &[
        ["self.plans[case.guarantee].advances.is_some()",
         "false"]]),
    fault("a servicer has back more than it advanced", SHARED_OUT, &[
        ["owed[1] - case.recovered",
         "owed[1]"]]),
    fault("a servicer advances on a loan that is bought back", "src/deal/resolve/guarantees.rs", &[
        ["guarantee(loan).is_none() && loan.ineligible.is_none()",
         "guarantee(loan).is_none()"]]),
    fault("a default that shows after a loan is bought changes nothing before", REPURCHASE, &[
        ["first.min(bought.date)",
         "first"]]),
    fault("a loan that is advanced defaults before the deal says", GUARANTEES, &[
        ["late_first.map_or(Some(date), |deal| deal.map(|deal| deal.max(date)))",
         "late_first.map_or(Some(date), |_| Some(date))"]]),
    fault("what is paid ahead is no more than a note takes", DUES, &[
        ["self.ahead_payable(note)",
         "self.principal_payable(plan, note, date)"]]),
    fault("a part of a loan misses the instalment before too", PARTS, &[
        ["walk.next as u32",
         "(walk.next as u32).saturating_sub(1)"]]),
    fault("what waits beyond the last instalment is not in parts", COURSE, &[
        ["next..self.end(loan)",
         "next..self.plan.schedule().instalments(loan).1"]]),
    fault("a part of a loan that has defaulted defaults", PARTS, &[
        ["walk.ends(default.loan, self.shows(*default) + 1)",
         "walk.ends(default.loan, usize::MAX)"]]),
    fault("a part of a loan that has been bought back defaults", PARTS, &[
        ["walk.ends(bought.loan, bought.instalment as usize)",
         "walk.ends(bought.loan, usize::MAX)"]]),
    fault("what is left of a loan is bought with all that it has accrued", PARTS, &[
        ["standing.of(bought.accrued)",
         "bought.accrued"]]),
    fault("what is left of a loan accrues all of its interest", COURSE, &[
        ["*own = standing.of(*all)",
         "*own = *all"]]),
    fault("a loan in parts still owes all its fees", COURSE, &[
        ["left.times(share)",
         "Money::ZERO"]]),
    fault("a part has nothing of the loan's collateral", RECOVERY, &[
        ["amounts.push(collateral)",
         "amounts.push(Money::ZERO)"]]),
    fault("parts that are told together have no deposit", RECOVERY, &[
        ["*known += deposit",
         "*known += Money::ZERO"]]),
    fault("what comes back of parts that are told together is of their deposits too", RECOVERY, &[
        ["left.times(*share)",
         "amount.times(*share)"]]),
    fault("a part of a loan has no guarantor", "src/servicing/guarantee.rs", &[
        ["self.of_loan[*loan as usize]",
         "u8::MAX"]]),
    fault("a part of a loan is not taxed by its kind", TAX, &[
        ["self.kind_of[*loan as usize]",
         "u8::MAX"]]),
    fault("a loan that is late when it is bought has defaulted", REPURCHASE, &[
        ["days.defaulted(loan, shows).is_none_or(|defaulted| defaulted > date)",
         "false"]]),
    fault("a loan that is bought while it is late defaults later", REPURCHASE, &[
        ["undo(days, default, outstanding, brought)",
         "None"]]),
    fault("of a loan that is late to the end a default is undone", GUARANTEES, &[
        ["due.defaulted",
         "due.defaulted.or(brought.periods.len().checked_sub(1))"]]),
    fault("a servicer advances only after thirty days", "src/enhancement/loan_guarantee.rs", &[
        ["if self.kind == SupportKind::ServicerAdvance { 0 } else { USUAL_WAIT }",
         "USUAL_WAIT"]]),
    fault("what comes back of a loan that is paid at once comes before that", AT_ONCE, &[
        ["comes.max(date)",
         "comes"]]),
    fault("a deposit is not set off for who pays at once", AT_ONCE, &[
        ["books.by_date[place + date].recovered += deposit",
         "()"]]),
    fault("who pays at once never fails", AT_ONCE, &[
        ["failure.date >= dates",
         "true"]]),
    fault("who buys the pool does not pay for what facilities have lent", CLEAN_UP, &[
        ["state.supports[support].recourse.owed() + fee(support)",
         "Money::ZERO"]]),
    fault("who only buys never fails", "src/deal/resolve/parties.rs", &[
        ["!failing.contains(&party)",
         "!failing.contains(&party) && party == self.servicer"]]),
    fault("a date on which nothing comes in pays nothing", ENGINE, &[
        ["self.state.end == Some(PlanEnd::WoundUp) && received.cash().is_zero()",
         "received.cash().is_zero()"]]),
];

/// What the copy asks whether a fault counts.
const FAULT_MODULE: &str = r#"
mod fault {
    /// Does the fault of this number count?
    pub(crate) fn is(number: usize) -> bool {
        static CHOSEN: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
        *CHOSEN.get_or_init(|| std::env::var("SEEDED_FAULT").ok()?.parse().ok()) == Some(number)
    }
}
"#;

/// What the names of all tests that compare random deals end with.
const RANDOM_DEALS: &str = "come_out_the_same";

/// Those among them that look for a fault. Nearly every fault shows in a scenario; what only a path of a simulation shows is
/// mostly a loss.
const COMPARISONS: [&str; 4] = [
    "scenarios_come_out_the_same",
    "parts_that_are_nothing_or_all_come_out_the_same",
    "simulated_losses_come_out_the_same",
    "simulated_paths_come_out_the_same",
];

/// The tests that compare what both waterfalls say of a deal with what it comes to on paper: a second for all.
const PAPER: &str = "paper";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        copy(&from.join(&name), &to.join(&name));
    }
}

/// A copy of the crate with all faults in it, none of which counts unless it is asked for.
fn crate_with_faults() -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seeded_faults");
    if to.exists() {
        fs::remove_dir_all(&to).unwrap();
    }
    fs::create_dir_all(&to).unwrap();
    for part in ["Cargo.toml", "Cargo.lock", "src", "tests", "benches", "examples"] {
        copy(&root().join(part), &to.join(part));
    }
    for (number, Fault { file, edits, .. }) in FAULTS.iter().enumerate() {
        for [right, wrong] in *edits {
            let text = read(&to.join(file));
            // What is right stands last where another fault has been put beside it.
            let at = text.rfind(right).unwrap();
            let either = format!("(if crate::fault::is({number}) {{ {wrong} }} else {{ {right} }})");
            fs::write(to.join(file), [&text[..at], &either, &text[at + right.len()..]].concat()).unwrap();
        }
    }
    let library = to.join("src/lib.rs");
    fs::write(&library, read(&library) + FAULT_MODULE).unwrap();
    to
}

/// The program that makes the comparisons in the copy, built once.
fn comparisons_of(copy: &Path) -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(copy).args(["test", "--no-run", "--all-features", "--test", "second_waterfall"]);
    // A target of its own: cargo takes a copy for the crate itself, and would mix up what it built of the two.
    command.arg("--message-format=json").env("CARGO_TARGET_DIR", copy.with_extension("target"));
    let built = command.output().unwrap();
    let said = String::from_utf8_lossy(&built.stdout);
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == "second_waterfall");
    let program = programs.find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)));
    program.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&built.stderr)))
}

/// Some comparisons, of random deals the same ones for a seed; a deal on which one fails is not made smaller.
fn compare(comparisons: &Path, fault: Option<usize>, seed: u32, tests: &str) -> Output {
    let mut command = Command::new(comparisons);
    command.args(["--quiet", tests]).env("RUST_BACKTRACE", "0");
    command.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("PROPTEST_RNG_SEED", seed.to_string());
    if let Some(number) = fault {
        command.env("SEEDED_FAULT", number.to_string());
    }
    command.output().unwrap()
}

/// How a comparison failed; nothing, if it did not, and a panic if it was not made.
fn difference(output: &Output) -> Option<String> {
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let ran = said.contains("running ") && !said.contains("running 0 tests");
    assert!(ran, "{said}");
    let line =
        said.lines().find(|line| line.starts_with("Test failed:")).unwrap_or("by a figure, or it panics");
    let short: String = line.split(" on Path").next().unwrap_or(line).chars().take(200).collect();
    (!output.status.success()).then_some(short)
}

/// The next fault, with its number.
fn take(next: &AtomicUsize) -> Option<(usize, &'static Fault)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    FAULTS.get(number).map(|fault| (number, fault))
}

/// How a fault shows, and after which comparisons. Nearly all do among the first deals or on paper; a rare one needs
/// simulated paths, or more deals.
fn find(comparisons: &Path, number: usize) -> Option<String> {
    let [scenarios, parts, losses, paths] = COMPARISONS;
    let first = [scenarios, parts, PAPER, losses, paths].map(|tests| (1, tests));
    let more = (2..=4).flat_map(|seed| COMPARISONS.map(|tests| (seed, tests)));
    let shows = |(seed, tests)| {
        let difference = difference(&compare(comparisons, Some(number), seed, tests))?;
        Some(format!("{tests}, seed {seed}: {difference}"))
    };
    first.into_iter().chain(more).find_map(shows)
}

/// Which fault to begin with: all are tried unless an environment variable names a later one.
fn first() -> usize {
    std::env::var("FIRST_FAULT").map_or(0, |number| number.parse().expect("the number of a fault"))
}

/// What the list says is right stands in the engine, once, so that it is clear what would be wrong.
#[test]
fn every_fault_has_its_place() {
    for Fault { what, file, edits } in FAULTS {
        let text = read(&root().join(file));
        for [right, _] in *edits {
            assert_eq!(text.matches(right).count(), 1, "{what}: `{right}` in {file}");
        }
    }
}

/// Takes some minutes: see the top of this file.
#[test]
#[ignore = "builds the crate anew, and compares random deals once for every fault"]
fn the_second_waterfall_finds_every_fault() {
    let comparisons = &comparisons_of(&crate_with_faults());
    assert_eq!(difference(&compare(comparisons, None, 1, RANDOM_DEALS)), None, "without a fault");
    let (next, missed) = (&AtomicUsize::new(first()), &Mutex::new(Vec::new()));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        while let Some((number, fault)) = take(next) {
            let found = find(comparisons, number);
            println!("{number}, {}: {}", fault.what, found.as_deref().unwrap_or("NOT FOUND"));
            if found.is_none() {
                missed.lock().unwrap().push(fault.what);
            }
        }
    };
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let missed = missed.lock().unwrap();
    assert!(missed.is_empty(), "not found: {}", missed.join("; "));
}
