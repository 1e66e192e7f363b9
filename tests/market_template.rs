//! The guarantor's fee from a simulation, against the closed form where both must agree.
#![cfg(feature = "files")]

use abs_waterfall::analysis::market::{
    Alternative, Fees, Market, MarketError, MarketLoan, MarketTemplate, Outcome, Segment,
};
use abs_waterfall::waterfall::{NoteRepayment, ScheduledPrincipal};
use abs_waterfall::{Deal, Money, Rate, Simulation};

/// A guarantor that pays all that is lost and gets nothing back: senior notes of the whole pool, without interest, and no costs.
const WHOLE: &str = r#"
format = 2
name = "whole"
closing = "2024-06-20"
waterfall = [{ principal = ["senior"] }, "reimbursement", { principal = ["sub"] }, { residual = "sub" }]

[pool]
loans = [{ id = "A", borrower = "A", principal = "100万", rate = "0", disbursed = "2024-06-20", repayment = "interest-only-bullet", interest = "periodic", quality = { annual-pd = "1%" }, due = { regular = { first = "2024-07-20", every_months = 1, count = 12 } } }]

[[parties]]
name = "Lender"
roles = ["originator", "servicer"]

[[parties]]
name = "Guarantor"
roles = ["shortfall-payer"]
quality = { annual-pd = "1%" }

[servicing]
servicer = "Lender"
transfer_lag = { business-days = 0 }

[dates]
calculation = { dates = ["2025-06-20"] }
distribution = { dates = ["2025-06-26"] }

[credit]
asset_correlation = "0"

[[notes]]
name = "senior"
amount = "100万"
repayment = { pass-through = { maturity = "2025-06-26" } }

[[notes]]
name = "sub"
amount = "0"
repayment = "subordinated"

[[supports]]
by = "Guarantor"
principal_at_maturity = ["senior"]
"#;

fn template() -> MarketTemplate {
    MarketTemplate::new(Deal::from_toml(WHOLE).unwrap())
}

/// 30 firms with 6 million of whom 5 % default within the year, 20 with 10 million of whom 10 % do; they share a factor.
fn market() -> Market {
    let unserved = Alternative::NoBank("9%".parse().unwrap());
    let segment = |name, firms, yuan, default: &str, most: &str| {
        Segment::new(name, firms, Money::from_yuan(yuan), default.parse().unwrap(), unserved)
            .with_most_paid(most.parse().unwrap())
    };
    Market::new(
        "two",
        MarketLoan::bullet(Rate::ZERO, 12),
        Fees::new(Rate::ZERO).with_margin("0.5%".parse().unwrap()),
    )
    .with_segment(segment("small", 30, 6_000_000, "5%", "12%"))
    .with_segment(segment("large", 20, 10_000_000, "10%", "8.5%"))
    .with_asset_correlation("20%".parse().unwrap())
}

/// The expected loss is that of the closed form, whatever firms have in common.
#[test]
fn who_bears_every_loss_takes_the_closed_form() {
    let (market, template, simulation) = (market(), template(), Simulation::new(40_000));
    for by_segment in [[30, 0], [0, 20], [30, 20], [1, 7]] {
        let (fee, closed) =
            (template.fee(&market, &by_segment, &simulation).unwrap(), market.fair_fee(&by_segment));
        assert!((fee.value - closed.value).abs() < 4.0 * fee.error, "{by_segment:?}: {fee} {closed}");
        assert!(fee.error < 0.002, "{by_segment:?}: {fee}");
    }
    assert_eq!(template.fee(&market, &[0, 0], &simulation).unwrap().value, 0.005, "of nobody, the margin");
}

/// Notes are as large as the loans, and a firm is the same company in every pool.
#[test]
fn a_deal_of_any_firms() {
    let (market, template) = (market(), template());
    let deal = |by_segment: [u32; 2]| template.deal(&market, &by_segment).unwrap();
    let both = deal([2, 1]);
    let borrowers: Vec<&str> = both.pool.loans().iter().map(|loan| loan.borrower.as_str()).collect();
    assert_eq!(borrowers, ["small 1", "small 2", "large 1"]);
    assert_eq!(both.notes[0].amount, Money::from_yuan(22_000_000));
    assert_eq!((both.name.as_str(), both.credit.asset_correlation), ("whole", market.asset_correlation));
    assert_eq!(deal([2, 0]).pool.loans(), &both.pool.loans()[..2]);
}

/// A plan by which a note is repaid keeps its proportions.
#[test]
fn a_plan_of_amounts_is_scaled() {
    let mut template = template();
    let planned = |on: &str, yuan| ScheduledPrincipal::new(on.parse().unwrap(), Money::from_yuan(yuan));
    let principal = vec![planned("2024-12-26", 400_000), planned("2025-06-26", 600_000)];
    template.deal.notes[0].repayment = NoteRepayment::Scheduled { principal };
    let deal = template.deal(&market(), &[2, 1]).unwrap();
    let principal = vec![planned("2024-12-26", 8_800_000), planned("2025-06-26", 13_200_000)];
    assert_eq!(deal.notes[0].repayment, NoteRepayment::Scheduled { principal });
}

/// Large firms pay 8.5 % at most, and with them the fee is 7.63 % and the margin. Few paths cannot tell that, many can.
#[test]
fn what_few_paths_cannot_tell_more_can() {
    let (market, template) = (market(), template());
    let outcome = |paths| {
        let simulation = Simulation::new(paths);
        market.equilibria_at(|by_segment| template.fee(&market, by_segment, &simulation)).unwrap().outcome
    };
    assert_eq!(outcome(100), Outcome::Undecided);
    assert!(matches!(outcome(50_000), Outcome::Stable(pool) if pool.firms == 50));
}

#[test]
fn what_is_no_template_is_told() {
    let error = |edit: &dyn Fn(&mut Deal), market: &Market| {
        let mut template = template();
        edit(&mut template.deal);
        template.fee(market, &[1, 1], &Simulation::new(100)).unwrap_err()
    };
    let market = market();
    assert_eq!(error(&|deal| deal.pool.loans_mut().clear(), &market), MarketError::EmptyTemplate);
    assert_eq!(error(&|deal| deal.supports.clear(), &market), MarketError::NoGuarantor);
    let mut long = market.clone();
    long.loan.months = 24;
    let told = error(&|_| {}, &long).to_string();
    assert!(
        told.starts_with("the template with the market's loans: ") && told.contains("\"small 1\""),
        "{told}"
    );
    let nobody =
        template().with_guarantor("Nobody").fee(&market, &[1, 1], &Simulation::new(100)).unwrap_err();
    assert!(nobody.to_string().ends_with("there is Guarantor"), "{nobody}");
}
