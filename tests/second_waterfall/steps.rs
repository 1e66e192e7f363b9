//! What each step of the waterfall does with what is in the accounts.

use abs_waterfall::deal::{Deal, Note, NoteRepayment, Reserve, Step, Support};
use abs_waterfall::enhancement::PrincipalAt;
use abs_waterfall::waterfall::{InterestPart, PaymentOrder, StepKind, Surplus};
use rust_decimal::Decimal;

use crate::books::{self, Books, RESIDUAL, Today, VAT};
use crate::days::Yuan;
use crate::share::{share, share_in};
use crate::stack::is_facility;

const ZERO: Decimal = Decimal::ZERO;

/// One claim in a step.
pub(crate) struct Asks<'a> {
    pub(crate) what: String,
    payee: String,
    amount: Yuan,
    /// Must any of it be paid on this date, and how much?
    must: bool,
    due: Yuan,
    /// Who stands behind it, in the order in which they are called.
    pub(crate) behind: Vec<&'a Support>,
}

impl<'a> Books<'a> {
    /// One distribution date: the steps in their order. Of the supports some stand on this date.
    pub(crate) fn distribute(&mut self, k: usize, stands: &dyn Fn(&Support) -> bool) {
        for step in self.steps() {
            if !self.is_taken(step) {
                self.free_principal(step);
                self.taken.push([ZERO; 3]);
                continue;
            }
            let due = self.due_in(step, k);
            let (before, most) = (self.moved_by(step), self.most_due(step, due));
            let due = due.min(most);
            self.take(step, k, stands);
            let paid = (self.moved_by(step) - before).abs();
            let short = self.due_in(step, k).min(most - paid);
            self.taken.push([due, paid, short]);
        }
    }

    /// Does the condition of a step hold, or has it none?
    pub(crate) fn is_taken(&self, step: &Step) -> bool {
        step.when.as_ref().is_none_or(|condition| self.holds(condition))
    }

    fn take(&mut self, step: &'a Step, k: usize, stands: &dyn Fn(&Support) -> bool) {
        match &step.kind {
            StepKind::Reimbursement(of) => self.reimburse(of),
            StepKind::SupportFees(of) => self.pay_facilities(of, step, stands),
            StepKind::TopUp(name) => self.top_up(self.reserve(name), step, k),
            StepKind::Release(name) => self.release(self.reserve(name), k),
            StepKind::MakeGood => self.make_good(),
            StepKind::Residual(to) => self.residual(to),
            kind => {
                let mut asks = self.asks(step, k);
                if self.is_turbo(step) {
                    asks.iter_mut().for_each(|it| it.behind.clear());
                }
                if step.when.is_some() {
                    asks.iter_mut()
                        .filter(|asked| self.is_paid_anyway(&asked.what))
                        .for_each(|it| it.behind.clear());
                }
                self.pay(&asks, step, stands);
                if let StepKind::Principal(notes) = kind {
                    self.keep(notes, step, k);
                    self.free_principal(step);
                }
            }
        }
    }

    /// Does a step pay this on every date, so that it is there that supports are called?
    fn is_paid_anyway(&self, what: &str) -> bool {
        let always = |what: &String| {
            let pays = |step: &&Step| {
                step.when.is_none() && is_uncapped(step) && !self.is_turbo(step) && !step.ahead
            };
            let mut steps = self.steps().iter().filter(pays);
            steps.any(|step| {
                claims_of(step).iter().flat_map(|claim| in_parts(self.deal, claim)).any(|it| it == *what)
            })
        };
        in_parts(self.deal, what).iter().all(always)
    }

    /// What a step changes: the cash in its reserve, or what has been paid on this date.
    fn moved_by(&self, step: &Step) -> Yuan {
        match &step.kind {
            StepKind::TopUp(name) | StepKind::Release(name) => self.accounts[name],
            StepKind::MakeGood => self.owed_to_principal,
            _ => self.paid.values().sum(),
        }
    }

    /// A cap on fees and top-ups is one on what is due in the step; one on interest, until the senior notes are repaid.
    pub(crate) fn most_due(&self, step: &Step, due: Yuan) -> Yuan {
        let is_capped = match step.kind {
            StepKind::Fees(_) | StepKind::TopUp(_) => true,
            StepKind::Interest(_) => !self.seniors_repaid(),
            _ => false,
        };
        if is_capped { self.cap(step, due) } else { Decimal::MAX }
    }

    /// What must be paid in a step now, or what its reserve lacks.
    fn due_in(&self, step: &Step, k: usize) -> Yuan {
        match &step.kind {
            StepKind::Taxes => self.owed(VAT),
            StepKind::Fees(fees) => fees.iter().map(|name| self.owed(&books::fee(name))).sum(),
            StepKind::Interest(notes) => {
                let expected = notes.iter().filter(|note| self.expects_interest(note, k));
                expected.map(|note| self.owed(&interest_of(note, step.part))).sum()
            }
            StepKind::Principal(_) if step.ahead => ZERO,
            StepKind::Principal(notes) => {
                notes.iter().filter(|note| self.is_expected(note, k)).map(|note| self.due(note, k)).sum()
            }
            StepKind::Reimbursement(of) => {
                let of = self.repaid_by(of).into_iter().filter(|it| !self.reimbursement_waits(it.name()));
                of.map(|it| self.return_due(it) + self.supports[it.name()].outstanding()).sum()
            }
            StepKind::SupportFees(of) => {
                let costs =
                    |name: &String| self.owed(&books::commitment(name)) + self.supports[name].return_due;
                of.iter().map(costs).sum()
            }
            StepKind::MakeGood => self.to_make_good(),
            StepKind::TopUp(name) => (self.target(self.reserve(name), k) - self.accounts[name]).max(ZERO),
            _ => ZERO,
        }
    }

    fn reserve(&self, name: &str) -> &'a Reserve {
        self.deal.reserves.iter().find(|reserve| reserve.name == name).unwrap()
    }

    /// The supports that cover something, of which there are none once the plan has ended.
    fn behind(&self, covers: impl Fn(&Support) -> bool) -> Vec<&'a Support> {
        self.deal.supports.iter().filter(|it| self.ended.is_none() && covers(it)).collect()
    }

    fn asks(&self, step: &Step, k: usize) -> Vec<Asks<'a>> {
        let capped = step.cap.is_some();
        match &step.kind {
            StepKind::Taxes => vec![self.tax_asks()],
            StepKind::Fees(fees) => fees.iter().map(|fee| self.fee_asks(fee, capped)).collect(),
            StepKind::Interest(notes) => notes.iter().map(|note| self.interest_asks(note, step, k)).collect(),
            StepKind::Principal(notes) if step.ahead => {
                notes.iter().map(|note| self.ahead_asks(note)).collect()
            }
            StepKind::Principal(notes) => notes.iter().map(|note| self.principal_asks(note, k)).collect(),
            other => unreachable!("nobody asks for {other}"),
        }
    }

    fn tax_asks(&self) -> Asks<'a> {
        let (what, payee) = (VAT.to_string(), books::TAX_OFFICE.to_string());
        let behind = self.behind(|support| support.taxes_each_date);
        Asks { amount: self.owed(&what), due: self.owed(&what), what, payee, must: true, behind }
    }

    /// Nobody stands behind a fee in a step with a cap.
    fn fee_asks(&self, name: &String, capped: bool) -> Asks<'a> {
        let fee = self.deal.fees.iter().find(|fee| fee.name == *name).unwrap();
        let (what, payee) = (books::fee(name), fee.payee.clone());
        let behind = self.behind(|support| !capped && support.fees_each_date.contains(name));
        Asks { amount: self.owed(&what), due: self.owed(&what), what, payee, must: true, behind }
    }

    /// Nor behind interest in one: they stand behind the rest.
    fn interest_asks(&self, note: &String, step: &Step, k: usize) -> Asks<'a> {
        let (what, payee) = (interest_of(note, step.part), books::holders(note));
        let behind = self.behind(|support| step.cap.is_none() && support.interest_each_date.contains(note));
        Asks {
            amount: self.owed(&what),
            due: self.owed(&what),
            what,
            payee,
            must: self.expects_interest(note, k),
            behind,
        }
    }

    /// Principal may be paid when the note takes it, and is asked for from its expected maturity on; of some supports only from
    /// its legal final one on.
    fn principal_asks(&self, note: &String, k: usize) -> Asks<'a> {
        let (what, payee) = (books::principal(note), books::holders(note));
        let must = self.is_expected(note, k);
        let pays = |support: &Support| match support.principal_at {
            PrincipalAt::Legal => self.is_required(note, k),
            _ => must,
        };
        let behind = self.behind(|support| pays(support) && support.principal_at_maturity.contains(note));
        let due = if must { self.due(note, k) } else { ZERO };
        Asks { what, payee, amount: self.takes(note, k), due, must, behind }
    }

    /// All that a note owes, whatever it would take; nothing of it is due.
    fn ahead_asks(&self, note: &String) -> Asks<'a> {
        let (what, payee) = (books::ahead(note), books::holders(note));
        Asks { what, payee, amount: self.balances[note], due: ZERO, must: false, behind: Vec::new() }
    }

    /// Cash in an account that a step can have: of the plan account, what no bullet keeps.
    pub(crate) fn free(&self, account: &str) -> Yuan {
        let kept = if account == self.for_principal() { self.kept } else { ZERO };
        self.accounts[account] - kept
    }

    /// The accounts that a step takes cash from, in order.
    fn sources(&self, step: &'a Step) -> Vec<&'a str> {
        let of_ledgers = self.ledger_sources(step);
        if !of_ledgers.is_empty() {
            return of_ledgers;
        }
        let named: Vec<&str> = step.from.iter().map(String::as_str).collect();
        if named.is_empty() { vec![&self.deal.accounts.plan] } else { named }
    }

    /// Pays claims of one rank: from the first account whatever they ask for; from each further one, and then from
    /// each of those who stand behind them, what must be paid and is still short. All that goes through the first
    /// account.
    fn pay(&mut self, asks: &[Asks<'_>], step: &'a Step, stands: &dyn Fn(&Support) -> bool) {
        let sources = self.sources(step);
        let most = self.most(asks, step);
        let amounts: Vec<Yuan> = asks.iter().map(|asked| asked.amount).collect();
        let cash = self.free(sources[0]).min(most);
        let mut got =
            if step.ratio.is_empty() { share(cash, &amounts) } else { share_in(&step.ratio, cash, &amounts) };
        for account in &sources[1..] {
            let short = short(asks, &got, |asked| asked.must);
            let left = most - got.iter().sum::<Yuan>();
            let more = share(self.free(account).min(left), &short);
            if self.apart().is_some() && *account == self.for_principal() {
                self.owed_to_principal += more.iter().sum::<Yuan>();
            }
            self.add(asks, &mut got, more, [account, sources[0], "for"]);
        }
        self.call_everybody(asks, &mut got, sources[0], stands);
        for (asked, amount) in asks.iter().zip(got) {
            self.transfer(sources[0], &asked.payee, amount, asked.what.clone());
            self.settle(&asked.what, amount);
        }
    }

    /// The most that a step pays in sum. A rank in which principal must be paid has no limit, and one of interest none once the
    /// senior notes are repaid.
    fn most(&self, asks: &[Asks<'_>], step: &Step) -> Yuan {
        let due_principal =
            matches!(step.kind, StepKind::Principal(_)) && asks.iter().any(|asked| asked.must);
        let late_yield = matches!(step.kind, StepKind::Interest(_)) && self.seniors_repaid();
        let due = asks.iter().map(|asked| asked.amount).sum();
        if due_principal || late_yield { Decimal::MAX } else { self.cap(step, due) }
    }

    /// Adds to what claims got, from one account through another.
    pub(crate) fn add(
        &mut self,
        asks: &[Asks<'_>],
        got: &mut [Yuan],
        more: Vec<Yuan>,
        [from, to, why]: [&str; 3],
    ) {
        for ((asked, got), more) in asks.iter().zip(got).zip(more) {
            *got += more;
            self.transfer(from, to, more, format!("{why} {}", asked.what));
        }
    }

    /// What a support pays when it is called for this much: as much as its caps leave, if its giver can.
    pub(crate) fn call(&mut self, support: &Support, called: Yuan, left: Yuan, stands: bool) -> Yuan {
        let recourse = self.supports.get_mut(support.name()).unwrap();
        let paid = if stands { called.min(left) } else { ZERO };
        recourse.drawn += paid;
        recourse.today.called += called;
        recourse.today.drawn += paid;
        recourse.open += called - paid;
        recourse.unanswered = recourse.unanswered.max(recourse.open);
        self.drawn += paid;
        if !paid.is_zero() {
            self.used.entry(support.name().into()).or_default().insert(self.k);
        }
        paid
    }

    /// Books a payment on whatever it was for.
    fn settle(&mut self, what: &str, amount: Yuan) {
        *self.paid.entry(what.into()).or_default() += amount;
        *self.paid_in_sum.entry(what.into()).or_default() += amount;
        let repays =
            |note: &&Note| [books::principal(&note.name), books::ahead(&note.name)].contains(&what.into());
        if let Some(note) = self.deal.notes.iter().find(repays) {
            *self.balances.get_mut(&note.name).unwrap() -= amount;
        } else if let Some(note) =
            self.deal.notes.iter().find(|note| interest_words(&note.name).contains(&what.into()))
        {
            self.settle_interest(&note.name, what, amount);
        } else if let Some(owed) = self.owed.get_mut(what) {
            *owed -= amount;
        }
    }

    /// A bullet that has not matured keeps the cash that reaches it in the plan account from the steps behind it, up
    /// to what it is owed.
    fn keep(&mut self, notes: &[String], step: &'a Step, k: usize) {
        // After an event the note takes what reaches it.
        if self.order != PaymentOrder::Normal || self.sold || self.is_turbo(step) || step.ahead {
            return;
        }
        let plan = self.for_principal();
        for note in notes {
            let waits = matches!(self.note(note).repayment, NoteRepayment::Bullet { .. })
                && !self.is_expected(note, k);
            if waits && self.sources(step)[0] == plan {
                self.kept += self.free(plan).min(self.balances[note]);
            }
        }
    }

    /// What a support is owed of its return where it is repaid; of a facility it is paid with the fee.
    fn return_due(&self, support: &Support) -> Yuan {
        if is_facility(support) { ZERO } else { self.supports[support.name()].return_due }
    }

    /// The commitment fees, together; then the interest of facilities, together. Nobody stands behind either.
    fn pay_facilities(&mut self, of: &[String], step: &'a Step, stands: &dyn Fn(&Support) -> bool) {
        let deal = self.deal;
        let by = |name: &str| &deal.supports.iter().find(|support| support.name() == name).unwrap().by;
        let asked = |what: String, name: &str, amount: Yuan| Asks {
            what,
            payee: by(name).clone(),
            amount,
            due: amount,
            must: true,
            behind: Vec::new(),
        };
        let fees = of.iter().map(|it| asked(books::commitment(it), it, self.owed(&books::commitment(it))));
        let fees: Vec<Asks<'_>> = fees.collect();
        self.pay(&fees, step, stands);
        let words = |name: &String| books::agreed_return(name);
        let interest = of.iter().map(|it| asked(words(it), it, self.supports[it].return_due));
        let interest: Vec<Asks<'_>> = interest.collect();
        self.pay(&interest, step, stands);
        for name in of {
            // Another step of the date may have paid of them too.
            let paid = |books: &Books<'_>, what: String| books.paid.get(&what).copied().unwrap_or_default();
            let (fee, interest) = (paid(self, books::commitment(name)), paid(self, words(name)));
            let recourse = self.supports.get_mut(name).unwrap();
            let Today { fee_paid, return_paid, .. } = recourse.today;
            let (fee, interest) = (fee - fee_paid, interest - return_paid);
            recourse.return_due -= interest;
            recourse.return_paid += interest;
            recourse.fee_paid += fee;
            recourse.today.return_paid += interest;
            recourse.today.fee_paid += fee;
        }
    }

    /// The returns first, together; then, together, what they are returns on.
    fn reimburse(&mut self, of: &[String]) {
        let supports = self.repaid_by(of);
        let earning: Vec<&Support> = supports.iter().copied().filter(|it| !is_facility(it)).collect();
        let returns = |books: &Books<'_>, name: &str| books.supports[name].return_due;
        for (support, paid) in self.repay(&earning, returns, books::agreed_return) {
            let recourse = self.supports.get_mut(support.name()).unwrap();
            recourse.return_due -= paid;
            recourse.return_paid += paid;
            recourse.today.return_paid += paid;
            self.settle(&books::agreed_return(support.name()), paid);
        }
        let outstanding = |books: &Books<'_>, name: &str| books.supports[name].outstanding();
        for (support, paid) in self.repay(&supports, outstanding, books::reimbursement) {
            let recourse = self.supports.get_mut(support.name()).unwrap();
            recourse.reimbursed += paid;
            recourse.today.reimbursed += paid;
            self.settle(&books::reimbursement(support.name()), paid);
        }
    }

    /// Pays supports of one rank what each is owed, unless it waits.
    fn repay<'b>(
        &mut self,
        supports: &[&'b Support],
        owed: impl Fn(&Books<'_>, &str) -> Yuan,
        words: fn(&str) -> String,
    ) -> Vec<(&'b Support, Yuan)> {
        let amount = |support: &&Support| match self.reimbursement_waits(support.name()) {
            true => ZERO,
            false => owed(self, support.name()),
        };
        let amounts: Vec<Yuan> = supports.iter().map(amount).collect();
        let plan = self.main().to_string();
        let paid: Vec<_> = supports.iter().copied().zip(share(self.free(&plan), &amounts)).collect();
        for (support, amount) in &paid {
            self.transfer(&plan, &support.by, *amount, words(support.name()));
        }
        paid
    }

    /// Fills a reserve up to its target.
    fn top_up(&mut self, reserve: &Reserve, step: &Step, k: usize) {
        let lacks = (self.target(reserve, k) - self.accounts[&reserve.name]).max(ZERO);
        let most = self.cap(step, lacks);
        let plan = self.main();
        let why = format!("top-up of \"{}\"", reserve.name);
        self.transfer(plan, &reserve.name, lacks.min(most).min(self.free(plan)), why);
    }

    /// Brings what a reserve holds beyond its target into the plan account.
    fn release(&mut self, reserve: &Reserve, k: usize) {
        let beyond = (self.accounts[&reserve.name] - self.target(reserve, k)).max(ZERO);
        let why = format!("release of \"{}\"", reserve.name);
        self.transfer(&reserve.name, self.main(), beyond, why);
    }

    /// Everything, once every note has been repaid, or of income all that are not subordinated; or, if the deal says so, on every
    /// date of the normal order: to the holders of a note, or to a party.
    fn residual(&mut self, to: &str) {
        let releases = self.deal.accounts.surplus != Surplus::Keep && self.order == PaymentOrder::Normal;
        let repaid = match self.apart() {
            Some(_) => self.seniors_repaid(),
            None => self.balances.values().all(Decimal::is_zero),
        };
        let left = if releases || repaid { self.free(self.main()) } else { ZERO };
        let payee = if self.balances.contains_key(to) { books::holders(to) } else { to.into() };
        self.transfer(self.main(), &payee, left, RESIDUAL.into());
        self.settle(RESIDUAL, left);
    }
}

/// Interest on a note, or a part of it.
fn interest_of(note: &str, part: Option<InterestPart>) -> String {
    match part {
        Some(InterestPart::Current) => books::current(note),
        Some(InterestPart::Arrears) => books::arrears(note),
        _ => books::interest(note),
    }
}

/// The words for interest on a note, all of it and each part.
pub(crate) fn interest_words(note: &str) -> [String; 3] {
    [books::interest(note), books::current(note), books::arrears(note)]
}

/// A claim, with what is paid ahead of it, if it is principal.
pub(crate) fn principal_words(deal: &Deal, what: &str) -> Vec<String> {
    let note = deal.notes.iter().find(|note| books::principal(&note.name) == what);
    std::iter::once(what.to_string()).chain(note.map(|note| books::ahead(&note.name))).collect()
}

/// What taxes, fees, interest and principal a step pays.
pub(crate) fn claims_of(step: &Step) -> Vec<String> {
    let each = |names: &[String], words: &dyn Fn(&str) -> String| names.iter().map(|n| words(n)).collect();
    match &step.kind {
        StepKind::Taxes => vec![VAT.into()],
        StepKind::Fees(names) => each(names, &books::fee),
        StepKind::Interest(names) => each(names, &|note| interest_of(note, step.part)),
        StepKind::Principal(names) if step.ahead => each(names, &books::ahead),
        StepKind::Principal(names) => each(names, &books::principal),
        _ => Vec::new(),
    }
}

/// All interest on a note as its two parts.
pub(crate) fn in_parts(deal: &Deal, what: &str) -> Vec<String> {
    let note = deal.notes.iter().find(|note| books::interest(&note.name) == what);
    note.map_or_else(
        || vec![what.into()],
        |note| vec![books::arrears(&note.name), books::current(&note.name)],
    )
}

/// Does a step pay in full, of principal when it is due?
fn is_uncapped(step: &Step) -> bool {
    step.cap.is_none() || matches!(step.kind, StepKind::Principal(_))
}

/// What some of the claims are short of.
pub(crate) fn short<'a>(asks: &[Asks<'a>], got: &[Yuan], counts: impl Fn(&Asks<'a>) -> bool) -> Vec<Yuan> {
    let short =
        |(asked, got): (&Asks<'a>, &Yuan)| if counts(asked) { (asked.due - got).max(ZERO) } else { ZERO };
    asks.iter().zip(got).map(short).collect()
}
