//! The term sheets of benchmarks A and C, and of their stresses, to the fen.
//!
//! The expected values were computed by an independent script in decimals, before this library existed.

use abs_waterfall::pool::PoolStatistics;
use abs_waterfall::{Deal, Money, Projection, ResolvedDeal, Scenario};

fn deal(name: &str) -> ResolvedDeal {
    let path = format!("{}/examples/deals/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    Deal::load(path).unwrap().resolve().unwrap()
}

fn money(text: &str) -> Money {
    text.replace(' ', "").parse().unwrap()
}

/// What was paid on a date for claims whose description contains `what`.
fn paid(projection: &Projection, date: usize, what: &str) -> Money {
    let payments = &projection.dates[date].payments;
    payments.iter().filter(|payment| payment.what.contains(what)).map(|payment| payment.paid).sum()
}

#[test]
fn fujian_base_case() {
    let base = deal("fujian").project(&Scenario::no_default()).unwrap();
    // T, days, interest, principal, VAT, fee, senior interest, senior balance.
    let table = "
        2024-09-26 98 1800450.19 17941675.28 58733.13 122432.88 956506.85 123895547.39
        2024-12-26 91 1575243.50 18166881.97 51386.58  98844.89 772225.67 105075879.06
        2025-03-26 90 1347210.04 18394915.43 43947.82  82909.19 647728.02  86108338.62
        2025-06-26 92 1116314.09 18625811.38 36415.68 149452.86 542600.49  67094682.18
        2025-09-26 92  882520.07 18859605.40 28789.00  54116.92 422788.41  47858251.04
        2025-12-26 91  645791.44 19096334.03 21066.59  38181.71 298294.58  28473668.45
        2026-03-26 90  406091.22 19336034.25 13247.25  22466.89 175522.61   8942779.73
        2026-06-26 92  163382.33 19578742.26  5329.75  87213.03  56351.76         0.00";
    for (k, row) in table.trim().lines().enumerate() {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let date = &base.dates[k];
        assert_eq!(date.period.payment.to_string(), cells[0]);
        assert_eq!((date.period.accrual_end - date.period.accrual_start).get_days().to_string(), cells[1]);
        assert_eq!(date.collected.interest, money(cells[2]), "interest {k}");
        assert_eq!(date.collected.principal, money(cells[3]), "principal {k}");
        assert_eq!(paid(&base, k, "VAT"), money(cells[4]), "VAT {k}");
        assert_eq!(paid(&base, k, "fee"), money(cells[5]), "fees {k}");
        assert_eq!(date.notes[0].interest, money(cells[6]), "senior interest {k}");
        assert_eq!(date.notes[0].balance, money(cells[7]), "senior balance {k}");
    }
    let total = |what: &str| (0..8).map(|k| paid(&base, k, what)).sum::<Money>();
    assert_eq!(base.dates.iter().map(|date| date.collected.interest).sum::<Money>(), money("7937002.88"));
    assert_eq!(total("VAT"), money("258915.80"));
    assert_eq!(total("fee"), money("655618.37"));
    assert_eq!(base.notes[0].interest, money("3872018.39"));
    assert_eq!(base.notes[1].received(), money("10650450.32"));
    assert_eq!(base.notes[1].residual, money("3150450.32"));
    assert_eq!(format!("{:.4}", base.notes[0].average_life.unwrap()), "1.0869");
    // From the table by bisection; and (10,650,450.32 / 7,500,000)^(365/736) − 1.
    let yields = base.notes.iter().map(|note| format!("{:.6}", note.annual_yield.unwrap()));
    assert_eq!(yields.collect::<Vec<_>>(), ["0.025234", "0.189960"]);
    assert!(base.unpaid.is_empty(), "{:?}", base.unpaid);
}

/// The pool of the sheet: 19 loans of six sizes with their instalments, pledged at 37.5 % of their patents' appraisal.
#[test]
fn fujian_pool() {
    let deal = deal("fujian");
    let loans = deal.definition().pool.loans();
    let mut sizes = std::collections::BTreeMap::new();
    for loan in loans {
        let plan = loan.instalments().unwrap();
        assert_eq!((plan.len(), plan[0].due.to_string().as_str()), (24, "2024-07-20"));
        sizes.entry(loan.principal).or_insert((0, plan[0].total())).0 += 1;
    }
    let expected = [
        ("2000000", 4, "87742.78"),
        ("5000000", 4, "219356.95"),
        ("8000000", 4, "350971.12"),
        ("10000000", 4, "438713.90"),
        ("15000000", 2, "658070.85"),
        ("20000000", 1, "877427.79"),
    ];
    let expected = expected.map(|(size, count, instalment)| (money(size), (count, money(instalment))));
    assert_eq!(sizes.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(format!("{:.4}", PoolStatistics::of(loans).loan_to_value.unwrap()), "0.3750");
    let largest = loans[0].instalments().unwrap();
    assert_eq!(largest[6].outstanding, money("15185525.77"));
    assert_eq!((largest[23].interest, largest[23].principal), (money("3640.78"), money("873787.13")));
}

/// Loan C01 stops after six instalments; its patents bring a fifteenth of their appraisal a year later.
#[test]
fn fujian_stress_without_and_with_the_undertaking() {
    let deal = deal("fujian");
    let stress = Scenario::no_default().with_default("C01", 6);
    let alone = deal.project(&stress.clone().without_supports()).unwrap();
    let balances =
        "123895547.39 105075879.06 88734762.28 72367202.27 55796692.75 39097397.34 18715341.43 1823147.07";
    for (date, balance) in alone.dates.iter().zip(balances.split_whitespace()) {
        assert_eq!(date.notes[0].balance, money(balance));
    }
    assert_eq!(alone.dates[6].collected.recovery, money("3555555.56"));
    assert_eq!(alone.notes[0].interest, money("4098341.16"));
    assert_eq!(alone.notes[0].loss(), money("1823147.07"));
    assert_eq!(alone.notes[1].received(), Money::ZERO);

    let enhanced = deal.project(&stress).unwrap();
    assert_eq!(enhanced.dates[7].drawn, money("1823147.07"));
    assert_eq!(enhanced.notes[0].loss(), Money::ZERO);
    assert_eq!(enhanced.notes[1].received(), Money::ZERO);
    let recourse = enhanced.supports[0].recourse;
    assert_eq!((recourse.drawn, recourse.outstanding()), (money("1823147.07"), money("1823147.07")));
}

#[test]
fn nanshan_base_case() {
    let deal = deal("nanshan");
    let base = deal.project(&Scenario::no_default()).unwrap();
    let date = &base.dates[0];
    assert_eq!(date.collected.interest, money("10 242 777.76"));
    assert_eq!(date.collected.principal, money("206 000 000"));
    assert_eq!(date.notes[0].interest, money("7 436 600.00"));
    assert_eq!(paid(&base, 0, "VAT"), money("334 133.33"));
    assert_eq!(paid(&base, 0, "fee"), money("764 950.00"));
    assert_eq!(base.notes[1].principal, money("10 300 000.00"));
    assert_eq!(base.notes[1].residual, money("1 707 094.43"));
    assert_eq!(format!("{:.4}", date.senior_coverage.unwrap()), "1.0591");
    assert_eq!((date.period.accrual_end - date.period.accrual_start).get_days(), 365);
}

/// The pool's interest by period: the sum of amounts that were rounded loan by loan.
#[test]
fn nanshan_pool_interest() {
    let deal = deal("nanshan");
    let loans = deal.definition().pool.loans();
    let plans: Vec<_> = loans.iter().map(|loan| loan.instalments().unwrap()).collect();
    let expected = ["1 916 944.44", "2 632 222.22", "2 603 611.10", "2 575 000.00", "515 000.00"];
    let mut start = loans[0].disbursed;
    for (k, (interest, days)) in expected.iter().zip([67, 92, 91, 90, 18]).enumerate() {
        assert_eq!(plans.iter().map(|plan| plan[k].interest).sum::<Money>(), money(interest));
        assert_eq!((plans[0][k].due - start).get_days(), days);
        start = plans[0][k].due;
    }
}

/// One 30 m loan pays its interest but no principal.
#[test]
fn nanshan_stress_without_and_with_the_undertaking() {
    let deal = deal("nanshan");
    let stress = Scenario::no_default().with_missed_principal("A01", 4);
    let alone = deal.project(&stress.clone().without_supports()).unwrap();
    let date = &alone.dates[0];
    let costs = paid(&alone, 0, "VAT") + paid(&alone, 0, "fee");
    assert_eq!(date.distributable - costs, money("185 143 694.43"));
    assert_eq!(deal.definition().notes[0].amount + date.notes[0].interest, money("203 136 600.00"));
    assert_eq!(alone.notes[0].loss(), money("17 992 905.57"));
    assert_eq!(alone.notes[1].received(), Money::ZERO);

    let enhanced = deal.project(&stress).unwrap();
    assert_eq!(enhanced.supports[0].recourse.drawn, money("17 992 905.57"));
    assert_eq!(enhanced.notes[0].loss(), Money::ZERO);
    assert_eq!(enhanced.notes[1].received(), Money::ZERO);
}

/// Benchmark A with a tail of one date, 2023-05-15, on which no fee falls due; the shortfall payer guarantees every loan too, and
/// pays thirty days after an instalment is missed.
fn nanshan_guaranteed() -> ResolvedDeal {
    use abs_waterfall::calendar::Schedule;
    use abs_waterfall::deal::{FeeAmount, FixedOn, PaymentDates};
    use abs_waterfall::enhancement::Support;
    use abs_waterfall::servicing::GuaranteePays;
    deal("nanshan")
        .varied(|deal| {
            let dates = |days: [&str; 2]| Schedule::Dates(days.map(|day| day.parse().unwrap()).to_vec());
            deal.dates =
                PaymentDates::new(dates(["2023-04-07", "2023-05-10"]), dates(["2023-04-14", "2023-05-15"]));
            deal.notes[0].legal_final = Some("2023-05-15".parse().unwrap());
            let FeeAmount::Fixed { on, .. } = &mut deal.fees[1].amount else { panic!("an amount") };
            *on = FixedOn::Numbers(vec![1]);
            let guarantee = Support::loan_guarantee(ENHANCER, GuaranteePays::Arrears);
            deal.supports.push(guarantee.with_name("loan guarantee"));
        })
        .unwrap()
}

const ENHANCER: &str = "Gaoxintou Financing Guarantee";

/// Term sheet A2: the shortfall payer makes up the senior note at its expected maturity. The guarantor of the loan, the same
/// company, brings the missed principal thirty days after it was due, and the plan repays the shortfall payer of it; the sub gets
/// what it gets in the base case.
#[test]
fn nanshan_with_a_loan_that_its_guarantor_pays() {
    let missed = Scenario::no_default().with_missed_principal("A01", 4);
    let projection = nanshan_guaranteed().project(&missed).unwrap();
    let undertaking = &projection.support(ENHANCER).unwrap().recourse;
    let guarantee = &projection.support("loan guarantee").unwrap().recourse;
    assert_eq!(projection.dates[0].drawn, money("17992905.57"));
    assert_eq!(projection.dates[0].notes[0].balance, Money::ZERO);
    let [expected, tail] = [0, 1].map(|k| projection.dates[k].collected);
    assert_eq!((expected.principal, expected.defaulted), (money("176000000"), Money::ZERO));
    assert_eq!((tail.interest, tail.principal, tail.recovery), (Money::ZERO, money("30000000"), Money::ZERO));
    assert_eq!(paid(&projection, 1, "VAT"), Money::ZERO);
    assert_eq!((undertaking.reimbursed, undertaking.outstanding()), (money("17992905.57"), Money::ZERO));
    assert_eq!((guarantee.drawn, guarantee.unanswered), (money("30000000"), Money::ZERO));
    assert_eq!(projection.note("sub").unwrap().principal, money("10300000"));
    assert_eq!(projection.note("sub").unwrap().residual, money("1707094.43"));
    assert!(projection.unpaid.is_empty(), "{:?}", projection.unpaid);
}

/// Both payments are by one company, each is shown, and it is out of pocket by what it paid for the loan.
#[test]
fn nanshan_shows_every_payment_of_its_enhancer() {
    let missed = Scenario::no_default().with_missed_principal("A01", 4);
    let projection = nanshan_guaranteed().project(&missed).unwrap();
    let entries = projection.ledger.iter().filter(|entry| entry.from == ENHANCER || entry.to == ENHANCER);
    let told: Vec<String> = entries
        .map(|entry| format!("{} {} -> {} {}", entry.on, entry.from, entry.to, entry.amount))
        .collect();
    let plan = &projection.ledger.iter().find(|entry| entry.to == ENHANCER).unwrap().from;
    let expected = [
        format!("2023-04-14 {ENHANCER} -> {plan} 17,992,905.57"),
        format!("2023-05-15 {ENHANCER} -> {plan} 30,000,000.00"),
        format!("2023-05-15 {plan} -> {ENHANCER} 17,992,905.57"),
    ];
    assert_eq!(told, expected);
    // Thirty days after the 7th of April; the plan pays it out on its next date.
    let guaranteed = projection.defaults[0].guaranteed.as_ref().unwrap();
    assert_eq!(guaranteed.called_on, Some("2023-05-07".parse().unwrap()));
    let balance = projection.balances.iter().find(|party| party.name == ENHANCER).unwrap().balance;
    assert_eq!(balance, Money::ZERO - money("30000000"));
}

/// Term sheet A3: that company fails on 2023-04-10, after the loan was missed and before anything is paid. It pays under neither
/// promise; the loan defaults thirty days after its due date.
#[test]
fn nanshan_whose_enhancer_has_failed() {
    let missed = Scenario::no_default()
        .with_missed_principal("A01", 4)
        .with_failure(ENHANCER, "2023-04-10".parse().unwrap());
    let projection = nanshan_guaranteed().project(&missed).unwrap();
    let [expected, tail] = [0, 1].map(|k| &projection.dates[k]);
    assert_eq!(expected.notes[0].balance, money("17992905.57"));
    assert_eq!((expected.collected.defaulted, tail.collected.defaulted), (Money::ZERO, money("30000000")));
    assert_eq!((expected.drawn, tail.collected.cash()), (Money::ZERO, Money::ZERO));
    let senior = projection.note("senior").unwrap();
    // What it earns on that for 31 days is unpaid too.
    assert_eq!((senior.principal_short, senior.interest_short), (money("17992905.57"), money("58070.25")));
    assert_eq!(projection.support("loan guarantee").unwrap().recourse.unanswered, money("30000000"));
}
