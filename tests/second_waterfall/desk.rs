//! The second waterfall at work: a deal on a path, as a statement.

use std::collections::{BTreeMap, BTreeSet};

use abs_waterfall::calendar::Date;
use abs_waterfall::credit::Grade;
use abs_waterfall::deal::{Deal, Note, NoteRepayment, Support};
use abs_waterfall::waterfall::{EventEffect, StepKind};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::books::{self, Books, RESIDUAL, Recourse};
use crate::days::Yuan;
use crate::guarantees::{LateLoan, Stands, late_loans};
use crate::hands::Hands;
use crate::parts::{self, Cut};
use crate::pool::{self, Claim, Collection, Misses, Period};
use crate::repurchases::ORIGINATOR;
use crate::stack::{is_facility, repaid_by};
use crate::statement::{Statement, over};
use crate::steps::{claims_of, interest_words};

/// A path: which loans default, and what becomes of those who stand behind the deal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    pub(crate) misses: Misses,
    /// Shares of what performs that default too, in the order of their days.
    pub(crate) cuts: Vec<Cut>,
    /// By party: it pays nothing from this day on.
    pub(crate) fails: BTreeMap<String, Date>,
    /// Parties that are rated so from a day on, in the order of the days.
    pub(crate) ratings: Vec<(String, Grade, Date)>,
    /// The deal is looked at as if these parties had promised nothing.
    pub(crate) absent: BTreeSet<String>,
    /// Is a clean-up call exercised?
    pub(crate) exercises_call: bool,
}

/// What does not change from path to path.
pub(crate) struct Desk<'a> {
    deal: &'a Deal,
    pub(crate) periods: Vec<Period>,
    claims: Vec<Claim>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(deal: &'a Deal) -> Desk<'a> {
        Desk { deal, periods: pool::periods(deal), claims: pool::claims(deal) }
    }

    /// The whole deal on one path.
    pub(crate) fn run(&self, path: &Path) -> Statement {
        if path.cuts.is_empty() {
            return self.run_books(path).0;
        }
        // The parts of loans are loans of their own, which default whole.
        let hands = self.hands(path, &Books::at_closing(self.deal, &self.periods, Decimal::ZERO));
        let (claims, misses) = parts::split(&hands, &self.claims, path);
        let desk = Desk { deal: self.deal, periods: self.periods.clone(), claims };
        let cuts = path.cuts.clone();
        desk.run_books(&Path { misses, cuts, ..path.clone() }).0
    }

    /// With the books that it leaves.
    fn run_books(&self, path: &Path) -> (Statement, Books<'_>) {
        let mut statement = Statement::default();
        let mut books = Books::at_closing(self.deal, &self.periods, pool::opening(&self.claims));
        let mut waiting = Collection::default();
        let (mut collected, mut guaranteed, mut bought, mut told) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (k, period) in self.periods.iter().enumerate() {
            let place = format!("date {}", k + 1);
            // What events have done by now shows in what is collected from now on.
            if k == 0 || books.told.len() > told {
                let hands = self.hands(path, &books);
                let late = self.late(path, &hands);
                collected = pool::collections(&hands, &self.claims, &path.misses, &late);
                guaranteed = pool::guaranteed(&hands, &late);
                bought = pool::bought(&hands, &self.claims, &path.misses);
                told = books.told.len();
            }
            books.failed =
                path.fails.iter().filter(|(_, day)| **day <= period.payment).map(|it| it.0.clone()).collect();
            let rated = path.ratings.iter().filter(|(_, _, day)| *day <= period.payment);
            books.rated = rated.map(|(party, grade, _)| (party.clone(), *grade)).collect();
            let now = &if books.sold { Collection::default() } else { collected[k] };
            let bought: Vec<_> = bought.iter().filter(|it| it.k == k && !books.sold).cloned().collect();
            books.receive(k, now, if books.sold { &[] } else { &guaranteed[k] }, &bought);
            waiting = waiting.then(*now);
            if period.event_only && !books.pays_every_date && !books.pays_in_between(k) {
                continue;
            }
            books.absent = path.absent.clone();
            books.accrue(k);
            let period = &Period { accrues_from: books.accrues_from(k), ..*period };
            statement.period(&place, period);
            books.cannot_pay = books.failed.union(&path.absent).cloned().collect();
            books.test_events(k, false);
            books.sell(k, now.accrued, path.exercises_call);
            let performing = books.performing;
            statement.opening(&place, &Collection { performing, ..std::mem::take(&mut waiting) });
            statement.line(format!("{place} order"), Decimal::from(books.order as u8));
            self.coverage_lines(&mut statement, &place, &books, k);
            books.distribute(k, &|support| path.stands(support, period.payment));
            self.closing_lines(&mut statement, &place, &books, k, path);
            books.test_events(k, true);
            let ran = books.ended.is_none();
            books.close(k, &collected[k + 1..]);
            self.reserve_lines(&mut statement, &place, &books, k);
            if let (true, Some(reason)) = (ran, books.ended) {
                statement.end(reason, k + 1);
                statement.unpaid("in arrears", self.unpaid(&books, path));
                statement.line(format!("{place} in kind"), books.performing);
            }
        }
        self.last_lines(&mut statement, &books, path);
        (statement, books)
    }

    fn hands(&self, path: &Path, books: &Books<'_>) -> Hands<'_> {
        let servicing = &self.deal.servicing;
        let fails = path.fails.get(&servicing.servicer).filter(|_| servicing.failure.is_some());
        let last = self.periods[self.periods.len() - 1].payment;
        let fails = fails.copied().filter(|day| *day <= last);
        let first = |effects: &[EventEffect]| books.first_with(effects).map(|k| self.periods[k].payment);
        let perfected = first(&[EventEffect::Perfection, EventEffect::ServicerTermination]);
        let stepped_up = first(&[EventEffect::CollectionStepUp]);
        let originator_fails = path.fails.get(ORIGINATOR).copied();
        Hands { deal: self.deal, periods: &self.periods, fails, originator_fails, perfected, stepped_up }
    }

    /// What the notes that are not subordinated are still owed after a path.
    pub(crate) fn senior_loss(&self, path: &Path) -> f64 {
        let told = self.run(path);
        let seniors = self.deal.notes.iter().filter(|note| note.repayment != NoteRepayment::Subordinated);
        let short =
            |kind: &str, note: &Note| told.amount_of(&format!("in sum note {} {kind} short", note.name));
        let loss: Yuan = seniors.map(|note| short("principal", note) + short("interest", note)).sum();
        loss.to_f64().unwrap()
    }

    /// Principal of the loans that have defaulted on a path, and what of it does not come back, whoever owns the pool by then.
    pub(crate) fn pool_loss(&self, path: &Path) -> [f64; 2] {
        let (_, books) = self.run_books(path);
        let hands = self.hands(path, &books);
        let losses = pool::losses(&hands, &self.claims, &path.misses, &self.late(path, &hands));
        [losses.iter().map(|it| it.0).sum::<Yuan>(), losses.iter().map(|it| it.1).sum()]
            .map(|it| it.to_f64().unwrap())
    }

    /// The guaranteed loans that are late on a path.
    fn late(&self, path: &Path, hands: &Hands<'a>) -> Vec<LateLoan<'_>> {
        let stands = |support: &Support, day: Date| match path.absent.contains(&support.by) {
            true => Stands::Absent,
            false if path.stands(support, day) => Stands::Yes,
            false => Stands::Failed,
        };
        late_loans(hands, &self.claims, &path.misses, &stands)
    }

    /// The supports that there are on a path.
    fn present(&self, path: &Path) -> impl Iterator<Item = &Support> {
        self.deal.supports.iter().filter(|support| !path.absent.contains(&support.by))
    }

    fn coverage_lines(&self, statement: &mut Statement, place: &str, books: &Books<'_>, k: usize) {
        let (cash, dues) = (books.cash(), books.dues(k));
        let all = dues.costs + dues.notes;
        statement.lines(place, [("distributable", cash), ("dues", all)]);
        let left = (cash - dues.costs).max(Decimal::ZERO);
        statement.ratio(format!("{place} coverage"), over(cash, all));
        statement.ratio(format!("{place} senior coverage"), over(left, dues.notes));
        for note in self.deal.notes.iter().filter(|note| !books.is_subordinated(&note.name)) {
            let dues = books.dues_down_to(&note.name, k);
            statement.line(format!("{place} dues down to {}", note.name), dues);
            statement.ratio(format!("{place} coverage of {}", note.name), over(cash, dues));
        }
    }

    /// How often everything that the plan has left covers what it owes the notes that are not subordinated.
    fn asset_cover(&self, books: &Books<'_>) -> Option<f64> {
        let seniors = books.balances.iter().filter(|(note, _)| !books.is_subordinated(note));
        over(books.performing + books.held(), seniors.map(|(_, balance)| balance).sum())
    }

    fn closing_lines(
        &self,
        statement: &mut Statement,
        place: &str,
        books: &Books<'_>,
        k: usize,
        path: &Path,
    ) {
        for (i, (step, amounts)) in books.steps().iter().zip(&books.taken).enumerate() {
            statement.step(place, i + 1, &step.to_string(), *amounts);
        }
        let paid = |what: &str| books.paid.get(what).copied().unwrap_or_default();
        for (i, what) in self.claims_in_order().iter().enumerate() {
            statement.line(format!("{place} paid {} {what}", i + 1), paid(what));
            statement.line(format!("{place} short {} {what}", i + 1), self.short(books, what, k));
        }
        for note in &self.deal.notes {
            let lines = [
                ("interest", interest_words(&note.name).iter().map(|what| paid(what)).sum()),
                ("principal", paid(&books::principal(&note.name)) + paid(&books::ahead(&note.name))),
                ("residual", if self.takes_residual(note) { paid(RESIDUAL) } else { Decimal::ZERO }),
                ("balance", books.balances[&note.name]),
                ("interest short", books.owed(&books::interest(&note.name))),
            ];
            statement.lines(&format!("{place} note {}", note.name), lines);
        }
        for support in self.present(path) {
            let recourse = &books.supports[support.name()];
            statement.recourse(&format!("{place} {}", support.name()), recourse);
            statement.today(&format!("{place} {}", support.name()), &recourse.today);
        }
        let lines = [("drawn", books.drawn), ("kept", books.cash())];
        statement.lines(place, lines);
        if books.apart().is_some() {
            statement.lines(place, [("owed to principal", books.owed_to_principal)]);
        }
        statement.ratio(format!("{place} asset cover"), self.asset_cover(books));
        for ([from, to, why], amount) in &books.moved {
            statement.line(format!("{place} from {from} to {to}, {why}"), *amount);
        }
    }

    fn takes_residual(&self, note: &Note) -> bool {
        let takes = |kind: &StepKind| matches!(kind, StepKind::Residual(to) if *to == note.name);
        self.deal.waterfall.iter().any(|step| takes(&step.kind))
    }

    fn reserve_lines(&self, statement: &mut Statement, place: &str, books: &Books<'_>, k: usize) {
        for reserve in &self.deal.reserves {
            let (holds, should) = (books.accounts[&reserve.name], books.target(reserve, k));
            statement
                .lines(&format!("{place} {}", reserve.name), [("holds", holds), ("should hold", should)]);
        }
        let own = [&self.deal.accounts.collection, &self.deal.accounts.plan];
        let ledgers = self.deal.accounts.split.iter().flat_map(|it| [&it.income, &it.principal]);
        let own = own.into_iter().chain(ledgers);
        for account in own.chain(self.deal.reserves.iter().map(|reserve| &reserve.name)) {
            statement.line(format!("{place} held in {account}"), books.accounts[account]);
        }
    }

    /// The claims in the order in which the waterfall first names them.
    fn claims_in_order(&self) -> Vec<String> {
        let mut order: Vec<String> = Vec::new();
        let each = |names: &[String], words: fn(&str) -> String| names.iter().map(|n| words(n)).collect();
        let started = self.deal.orders.given().map(|(_, steps)| steps);
        let orders = std::iter::once(self.deal.waterfall.as_slice()).chain(started);
        for (written, step) in orders.flat_map(|steps| steps.iter().map(move |step| (steps, step))) {
            let named: Vec<String> = match &step.kind {
                StepKind::Reimbursement(of) => {
                    let supports = repaid_by(self.deal, written, of);
                    let named = |earning: bool| -> Vec<String> {
                        let of = supports.iter().filter(|it| !earning || !is_facility(it));
                        of.map(|it| it.name().into()).collect()
                    };
                    let repaid: Vec<String> = each(&named(false), books::reimbursement);
                    each(&named(true), books::agreed_return).into_iter().chain(repaid).collect()
                }
                StepKind::SupportFees(of) => {
                    let interest: Vec<String> = each(of, books::agreed_return);
                    each(of, books::commitment).into_iter().chain(interest).collect()
                }
                StepKind::Residual(_) => vec![RESIDUAL.into()],
                _ => claims_of(step),
            };
            let new: Vec<String> = named.into_iter().filter(|what| !order.contains(what)).collect();
            order.extend(new);
        }
        order
    }

    /// What was due and was not paid.
    fn short(&self, books: &Books<'_>, what: &str, k: usize) -> Yuan {
        let note = self.deal.notes.iter().find(|note| books::principal(&note.name) == what);
        if let Some(note) = note.filter(|note| books.is_expected(&note.name, k)) {
            return books.due(&note.name, k);
        }
        let earning = self.deal.notes.iter().find(|note| interest_words(&note.name).contains(&what.into()));
        if earning.is_some_and(|note| !books.expects_interest(&note.name, k)) {
            return Decimal::ZERO;
        }
        for support in self.deal.supports.iter().map(Support::name) {
            let recourse = &books.supports[support];
            let owed = [
                (books::agreed_return(support), recourse.return_due),
                (books::reimbursement(support), recourse.outstanding()),
            ];
            if let Some((_, owed)) = owed.into_iter().find(|(words, _)| words == what) {
                return if books.reimbursement_waits(support) { Decimal::ZERO } else { owed };
            }
        }
        books.owed(what)
    }

    /// What is told once for the whole path.
    fn last_lines(&self, statement: &mut Statement, books: &Books<'_>, path: &Path) {
        let hands = self.hands(path, books);
        let late = self.late(path, &hands);
        let recoveries = pool::recoveries(&hands, &self.claims, &path.misses, &late);
        let shares = (0..path.cuts.len()).map(|number| {
            let own = |loan: &str| parts::is_of(number, loan);
            let back: Vec<_> =
                recoveries.iter().filter(|(loan, _)| own(loan)).map(|(_, told)| told).collect();
            let paid = late.iter().filter(|loan| own(&loan.claim.loan.id)).map(LateLoan::paid).sum();
            [back.iter().map(|told| told.0).sum(), back.iter().map(|told| told.1).sum(), paid]
        });
        let shares: Vec<[Yuan; 3]> = shares.collect();
        for (loan, (outstanding, recovery)) in recoveries.iter().filter(|(loan, _)| !parts::is_part(loan)) {
            let lines = [("outstanding", *outstanding), ("recovery", *recovery)];
            statement.lines(&format!("default {loan}"), lines);
        }
        for (number, [defaulted, recovery, paid]) in shares.into_iter().enumerate() {
            let lines = [("defaulted", defaulted), ("recovery", recovery), ("paid by others", paid)];
            statement.lines(&format!("share {number}"), lines);
        }
        for support in self.present(path) {
            let failed = |period: &&Period| !path.stands(support, period.payment);
            let failed = self.periods.iter().find(failed).map(|period| period.payment);
            let recourse = books.supports[support.name()];
            let recourse = Recourse { fee_due: books.owed(&books::commitment(support.name())), ..recourse };
            statement.support(support.name(), &support.by, failed, &recourse);
        }
        statement.unpaid("unpaid", self.unpaid(books, path));
        for note in &self.deal.notes {
            let paid = |what: String| books.paid_in_sum.get(&what).copied().unwrap_or_default();
            let lines = [
                ("interest", interest_words(&note.name).into_iter().map(paid).sum()),
                ("principal", paid(books::principal(&note.name)) + paid(books::ahead(&note.name))),
                ("residual", if self.takes_residual(note) { paid(RESIDUAL.into()) } else { Decimal::ZERO }),
                ("principal short", books.balances[&note.name]),
                ("interest short", books.owed(&books::interest(&note.name))),
            ];
            statement.lines(&format!("in sum note {}", note.name), lines);
        }
        for (event, happened, k) in &books.told {
            statement.line(format!("event {event}, {happened}"), Decimal::from(k + 1));
        }
        for (account, balance) in &books.accounts {
            statement.line(format!("in account {account}"), *balance);
        }
    }

    /// What is owed and not paid; of supports, where the plan is to repay them.
    fn unpaid(&self, books: &Books<'_>, path: &Path) -> Vec<(String, Yuan)> {
        let mut unpaid: Vec<(String, Yuan)> =
            books.owed.iter().map(|(what, amount)| (what.clone(), *amount)).collect();
        unpaid.extend(books.balances.iter().map(|(note, balance)| (books::principal(note), *balance)));
        let claims = self.claims_in_order();
        for support in self.present(path).map(Support::name) {
            let recourse = &books.supports[support];
            if claims.contains(&books::reimbursement(support)) {
                let owed = recourse.outstanding() + recourse.return_due;
                unpaid.push((format!("recourse of \"{support}\""), owed));
            }
        }
        unpaid
    }
}

impl Path {
    /// Can the giver of a support pay on this day?
    fn stands(&self, support: &Support, day: Date) -> bool {
        let failed = self.fails.get(&support.by).is_some_and(|failed| *failed <= day);
        !failed && !self.absent.contains(&support.by)
    }
}
