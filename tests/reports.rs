//! What people read: the figures are there, and the sentences say what happened.

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Note, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::scenario::{When, Who};
use abs_waterfall::{Deal, Money, ResolvedDeal, Scenario, Simulation, report};

fn fujian() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
    Deal::load(path).unwrap().resolve().unwrap()
}

/// Every part is in the text, whatever stands between its words.
fn assert_says(text: &str, parts: &[&str]) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = words(text);
    for part in parts {
        assert!(said.contains(&words(part)), "missing: {part}\n{text}");
    }
}

#[test]
fn a_deal_on_one_page() {
    let parts = [
        "Pool: 19 loan(s) to 19 borrower(s), 150,000,000.00 yuan at 5.00 % on average, loan-to-value 37.5 %.",
        "Assumed: a loan defaults with 3.00 % within a year on average by principal, asset correlation 20.0 %, recovery \
         of 6.67 % of the appraised value after 12 month(s).",
        "senior 142,500,000.00 95.0 % 2.50 % pass-through, due 2026-06-26",
        "Notes of 150,000,000.00 on 150,000,000.00 of principal outstanding at the cut-off: 100.0 % of it.",
        "Undertaking: Fujian Credit Enhancement (rated AAA) pays what cash does not reach of interest on senior on every \
         date; principal of senior at maturity, without limit.",
    ];
    assert_says(&report::deal(&fujian()), &parts);
}

/// Of a plan account in two ledgers: what goes where, and what is in them date by date.
#[test]
fn ledgers_of_income_and_principal_are_told() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/split-ledgers.toml");
    let deal = Deal::load(path).unwrap().resolve().unwrap();
    let form =
        "plan account is split into income ledger and principal ledger: recoveries go to income ledger";
    let left =
        "while a note is outstanding that is not subordinated, what is left of income ledger stays in it.";
    let steps = [
        "3 interest on senior, from income ledger, then from liquidity reserve, then from principal ledger",
        "4 income makes good what it owes principal",
        "once what income owes principal is at least 10.00 % of the amount issued of senior",
    ];
    let page = report::deal(&deal);
    assert_says(&page, &[form, left]);
    assert_says(&page, &steps);
    let projection = deal.project(&Scenario::no_default().with_default("C01", 2)).unwrap();
    assert_says(&report::projection(&projection), &["Ledgers after each date (yuan)", form, left]);
}

/// Who guarantees loans and what it pays; and of a loan that is not paid what its guarantor did.
#[test]
fn guarantees_of_loans_are_told() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian-guaranteed.toml");
    let deal = Deal::load(path).unwrap().resolve().unwrap();
    let promise = "Loan guarantee \"loan guarantee\": Fujian Credit Enhancement (rated AAA) pays the balance and the interest due on \
                   the 19 loan(s) that it guarantees, 30 days after a borrower did not pay, without limit. The plan does not repay \
                   what it pays: its recourse is to the borrowers.";
    assert_says(&report::deal(&deal), &[promise]);
    let missed = Scenario::no_default().with_default("C01", 6);
    let paid = [
        "Loan C01 (Firm 01) stopped paying on 2025-01-20 with 15,185,525.77 outstanding; 0.00 of it is recovered.",
        "loan guarantee was called from 2025-02-19 on for 15,248,798.79, paid 15,248,798.79 and recovers 3,555,555.56; the loan did not default.",
        "loan guarantee paid 15,248,798.79 in the place of borrowers and recovered 3,555,555.56 of them.",
    ];
    assert_says(&report::projection(&deal.project(&missed).unwrap()), &paid);
    let failed = missed.with_failure("Fujian Credit Enhancement", "2025-02-19".parse().unwrap());
    let open = [
        "paid 0.00 and recovers 0.00; the loan defaulted on 2025-03-20 with 15,185,525.77 outstanding.",
        "It left 15,248,798.79 of its calls unpaid.",
    ];
    assert_says(&report::projection(&deal.project(&failed).unwrap()), &open);
}

/// Everybody who stands behind a deal: of what kind, up to which caps, at which cost and when repaid; and on a path, who paid late
/// and who was paid for its commitment.
#[test]
fn the_stack_of_supports_is_told() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/enhancement-stack.toml");
    let deal = Deal::load(path).unwrap().resolve().unwrap();
    let parts = [
        "3 commitment fee of liquidity, then its interest",
        "Liquidity facility \"liquidity\": Strait Bank (rated AAA) lends what cash does not reach of interest on A on every date, up \
         to 2,000,000.00 outstanding at a time.",
        "It costs 0.30 % a year of what is not drawn, act/365f.",
        "Undertaking \"undertaking\": Fujian Credit Enhancement (rated AA+) pays what cash and those before do not reach of interest \
         on A, B on every date; principal of A, B at maturity, up to 60,000,000.00 in all, up to 50,000,000.00 a calendar year.",
        "Once Fujian Credit Enhancement has failed it pays 40.00 % 12 months later.",
        "Guarantee \"guarantee\": Provincial Guarantee (rated AAA) pays what those before leave open because they have failed of \
         interest on A, B on every date; principal of A, B at maturity, without limit.",
        "up to 20,000,000.00 on a date, on a date up to 50.00 % of what those notes owe.",
        "Letter of guarantee \"letter\": Strait Bank (rated AAA) pays what cash and those before do not reach of principal of A at \
         maturity, up to 5,000,000.00 outstanding at a time.",
    ];
    assert_says(&report::deal(&deal), &parts);
    let bad = Scenario::no_default().with_default_of(Who::Largest(19), When::After(0));
    let failing = bad.with_failure("Fujian Credit Enhancement", "2024-07-01".parse().unwrap());
    let told = report::projection(&deal.project(&failing).unwrap());
    assert_says(&told, &["has paid", "later of what undertaking was called for.", "liquidity was paid"]);
}

/// What is taxed in a way of its own is told, kind by kind.
#[test]
fn assets_that_are_no_loans_are_called_so() {
    let of = |name: &str| {
        let path = format!("{}/examples/deals/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        report::deal(&Deal::load(path).unwrap().resolve().unwrap())
    };
    assert_says(
        &of("qiyi"),
        &["Pool: 12 receivable(s) to 1 borrower(s), 470,000,000.00 yuan at 6.20 % on average"],
    );
    let taxed =
        "3.262 % of the interest collected; none on a receivable; on all payments of a licence 6.00 %.";
    assert_says(&of("every-term"), &["Pool: 10 asset(s) to 9 borrower(s)", taxed]);
}

/// Of the deal that uses every term: what it earns beyond a fixed rate, and what it is sold for but at par.
#[test]
fn what_notes_earn_is_told() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/every-term.toml");
    let deal = Deal::load(path).unwrap().resolve().unwrap();
    let parts = [
        "A1 24,000,000.00 61.5 % 2.20 %",
        "A2 10,000,000.00 25.6 % floating",
        "A3 2,000,000.00 5.1 % in steps",
        "The coupon of A2 is LPR-1Y - 40 bp, at least 2.00 %, at most 4.00 %, fixed at closing and on 2026-03-20.",
        "A2 is sold at 100.20 % of par, for 10,020,000.00.",
        "The coupon of A3 is 2.00 % from 2025-03-20, 2.30 % from 2025-09-20.",
        "Interest of sub may be deferred, and earns nothing meanwhile.",
        "LPR-1Y: 3.10 % from 2024-10-21, 3.00 % from 2025-05-20.",
        "Floating on LPR-1Y: 1 of them, 18.8 % of principal, with a spread of 240 bp.",
        "interest on sub, up to 20,000.00 in sum until the senior notes are repaid",
    ];
    assert_says(&report::deal(&deal), &parts);
    let projection = report::projection(&deal.project(&Scenario::no_default()).unwrap());
    assert_says(&projection, &["The yield of A2 is that of a buyer at 100.20 % of par."]);
    let risk = report::risk(&deal.simulate(&Simulation::new(100)).unwrap());
    assert_says(&risk, &["issue price, of par 100.00 % 100.20 %"]);
    // Nothing of what is at par, fixed and due is told of other deals.
    for words in ["of par", "The coupon of", "Floating", "deferred"] {
        assert!(!report::deal(&fujian()).contains(words), "{words}");
    }
}

#[test]
fn a_stress_in_figures_and_sentences() {
    let story = fujian().project(&Scenario::no_default().with_default("C01", 6)).unwrap();
    let parts = [
        "8 2026-06-20 2026-06-26 141,598.02 16,968,243.08 – 1,823,147.07 18,932,988.17",
        "8 92 4,619.12 95,095.33 117,932.29 18,715,341.43 0.9037",
        "3 82,763,656.92 15,185,525.77 88,734,762.28 7,500,000.00 –",
        "Loan C01 (Firm 01) stopped paying on 2025-01-20 with 15,185,525.77 outstanding; 3,555,555.56 of it is recovered.",
        "Fujian Credit Enhancement paid 1,823,147.07 and is still owed 1,823,147.07.",
        "Left unpaid: principal of \"sub\" 7,500,000.00.",
    ];
    assert_says(&report::projection(&story), &parts);
    let ledger = report::ledger(&story);
    // Words go on below where the page is too narrow.
    let draw = "8 2026-06-26 Fujian Credit special plan account 1,823,147.07 draw for principal of";
    assert_says(&ledger, &[draw]);
}

/// A note that was not repaid on the day but later is told so; what the enhancer was called for counts once.
#[test]
fn what_was_missed_and_made_good() {
    let deal = pools::three_notes(20);
    let early = "2026-06-26".parse().unwrap();
    let notes = deal.notes.iter().map(|note| match &note.coupon {
        Some(coupon) if note.name == "A" => Note::pass_through("A", note.amount, coupon.clone(), early),
        _ => note.clone(),
    });
    let notes: Vec<Note> = notes.collect();
    let deal = deal.with_notes(notes).resolve().unwrap();
    let fails = "2024-07-01".parse().unwrap();
    let story = deal.project(&Scenario::no_default().with_failure("guarantor", fails)).unwrap();
    let missed = story.dates[23].notes[0].balance;
    assert!(missed > Money::ZERO, "the pool has not repaid it by then");
    let text = report::projection(&story);
    let open = format!("Its largest unpaid call on any one date was {missed}.");
    let told = format!("Missed when due: principal of \"A\" of {missed} on 2026-06-26, made good on ");
    assert_says(&text, &["guarantor has failed: from 2024-07-26 on it pays nothing.", &open, &told]);
}

#[test]
fn a_simulation_in_figures_and_sentences() {
    let risk = fujian().simulate(&Simulation::new(20_000).with_seed(1)).unwrap();
    let base = fujian().project(&Scenario::no_default()).unwrap();
    let base_yield = base.note("senior").unwrap().annual_yield.unwrap();
    let percent = |p: f64| format!("{:.1}", p * 100.0);
    let called = risk.enhancer().unwrap().probability_of_call();
    let parts = [
        "20,000 paths of seed 1; every figure ± its standard error",
        "misses a payment when due",
        "nothing is ever due",
        "of 19 loans default",
        &format!("Fujian Credit Enhancement is called on {}", percent(called.value())),
        "Minjiang Micro-loan earns no fee from the plan for servicing.",
        &format!("yield if everybody pays {:.3} %", base_yield * 100.0),
    ];
    let text = report::risk(&risk);
    assert_says(&text, &parts);
    // Figures that say nothing new have no row: a servicer without fees is owed none, and the subordinated note, which nobody
    // covers, loses the same with the enhancer and without.
    assert_eq!(text.matches("no difference").count(), 2, "{text}");
    assert!(!text.contains("servicer: fees unpaid") && !text.contains("sub: loss without support"), "{text}");
}

/// What is lost with a servicer that can fail is told; of one that cannot, nothing.
#[test]
fn a_servicer_that_can_fail_is_told_of() {
    let mut deal = Deal::load("examples/deals/fujian-servicer.toml").unwrap();
    deal.parties[0].quality = Some(CreditQuality::AnnualPd("20%".parse().unwrap()));
    let told = |deal: Deal| {
        report::risk(&deal.resolve().unwrap().simulate(&Simulation::new(2_000).with_seed(5)).unwrap())
    };
    assert_says(
        &told(deal.clone()),
        &["It fails on 3", "are lost with it, and its estate", "servicer: lost with it"],
    );
    deal.servicing.failure = None;
    assert!(!told(deal).contains("lost with it"));
}

/// Losses of two senior notes on one path add up, as their quantiles do not: they have rows of their own, and one note alone
/// has not.
#[test]
fn senior_notes_are_told_together_where_there_are_several() {
    let told = |deal: ResolvedDeal| report::risk(&deal.simulate(&Simulation::new(100)).unwrap());
    let rows = ["senior notes: loss without support", "senior notes: loss "];
    assert_says(&told(pools::three_notes(20).resolve().unwrap()), &rows);
    assert!(!told(fujian()).contains("senior notes: loss"));
}

/// With a hundred paths a quantile of one in a thousand is not known, and what was never seen is not called impossible.
#[test]
fn what_few_paths_cannot_tell() {
    let mut deal = pools::three_notes(20);
    deal.supports = vec![Support::undertaking("guarantor", &["A"])];
    deal.waterfall.retain(|step| *step != Step::reimbursement());
    let risk = deal.resolve().unwrap().simulate(&Simulation::new(100)).unwrap();
    let a = risk.note("A").unwrap();
    assert_eq!(a.probability_of_loss().hits, 0);
    assert!(a.expected_loss().error > 0.0 && a.loss().quantile(0.999).error.is_infinite());
    let parts = [
        "(too few paths)",
        "none seen (95 %: below 3.7 %)",
        "it leaves some of it open on none of the paths",
    ];
    assert_says(&report::risk(&risk), &parts);
}

/// An enhancer that was never called on a hundred paths could have paid its cap on one or two of them, and not more.
#[test]
fn what_was_never_drawn_is_bounded_by_the_cap() {
    let mut deal = pools::three_notes(20);
    deal.notes[0].amount = Money::from_yuan(1_000_000);
    let cap = Money::from_yuan(1_000);
    deal.supports = vec![Support::undertaking("guarantor", &["A"]).with_cap(cap)];
    let risk = deal.resolve().unwrap().simulate(&Simulation::new(100)).unwrap();
    let drawn = risk.enhancer().unwrap().drawn().mean();
    assert!(drawn.value == 0.0 && (14.9..15.1).contains(&drawn.error), "{drawn}");
}
