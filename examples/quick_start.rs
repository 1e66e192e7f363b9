//! The deal of the README in code: twenty firms, one senior note, a AAA company behind it.
//!
//! `cargo run --release --example quick_start`

use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditModel, CreditQuality, Recovery};
use abs_waterfall::deal::{Coupon, Fee, Note, Party, PaymentDates, Role, Step, Support, Vat};
use abs_waterfall::pool::Loan;
use abs_waterfall::servicing::Servicing;
use abs_waterfall::{Deal, Money, Scenario, Simulation};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A two-year loan of 3 to 12 million, level monthly payments, patents appraised at twice the loan.
fn loan(i: i64) -> Result<Loan> {
    let principal = Money::from_yuan(3_000_000 + 3_000_000 * (i % 4));
    let grade = CreditQuality::Rating(if i % 3 == 0 { "BB+".into() } else { "BB".into() });
    let loan =
        Loan::level_payment(format!("L{:02}", i + 1), principal, "5%".parse()?, "2024-06-20".parse()?, 24);
    Ok(loan.with_quality(grade).with_appraised_value(principal + principal))
}

fn deal() -> Result<Deal> {
    let (senior, sub) = (Money::from_yuan(142_500_000), Money::from_yuan(7_500_000));
    let quarterly = |first: &str| first.parse().map(|first| Schedule::quarterly(first, 8));
    let recovery = Recovery::of_appraised_value("6.67%".parse()?, 12);
    Ok(Deal::new("Quick start", "2024-06-20".parse()?, (0..20).map(loan).collect::<Result<_>>()?)
        .with_parties([
            Party::new("Micro-loan company", &[Role::Originator, Role::Servicer]),
            Party::new("Guarantor", &[Role::ShortfallPayer])
                .with_quality(CreditQuality::Rating("AAA".into())),
            Party::new("Plan manager", &[Role::PlanManager]),
        ])
        .with_credit(CreditModel::new("0.2".parse()?).with_recovery(recovery))
        .with_servicing(Servicing::new("Micro-loan company"))
        .with_dates(PaymentDates::new(quarterly("2024-09-20")?, quarterly("2024-09-26")?))
        .with_vat(Vat::three_percent())
        .with_fees([Fee::on_notes("running", "Plan manager", "0.32%".parse()?, &["senior"])])
        .with_notes([
            Note::pass_through("senior", senior, Coupon::fixed("2.5%".parse()?), "2026-06-26".parse()?),
            Note::subordinated("sub", sub),
        ])
        .with_supports([Support::undertaking("Guarantor", &["senior"])])
        .with_waterfall([
            Step::taxes(),
            Step::fee("running"),
            Step::interest("senior"),
            Step::principal("senior"),
            Step::reimbursement(),
            Step::principal("sub"),
            Step::residual("sub"),
        ]))
}

fn main() -> Result<()> {
    let deal = deal()?.resolve()?;
    println!("If everybody pays, {}.", deal.project(&Scenario::no_default())?.ending);

    let risk = deal.simulate(&Simulation::new(200_000).with_seed(7))?;
    let (senior, guarantor) = (risk.senior(), risk.enhancer().ok_or("no guarantor")?);
    let percent =
        |loss: abs_waterfall::simulation::Distribution| loss.probability_positive().estimate().scaled(100.0);
    println!("Over {} correlated default scenarios:", risk.paths());
    println!("  senior short without the guarantor: {:.2} %", percent(senior.loss_without_enhancer()));
    println!("  senior short with it: {:.4} %", percent(senior.loss()));
    println!("  the guarantor pays, on average: {:.0} yuan", guarantor.drawn().mean());

    let worst = risk.worst(1)[0];
    let story = deal.replay(risk.setup(), worst)?;
    println!(
        "On the worst path, number {worst}, {} loans default; it pays {}.",
        story.defaults.len(),
        story.drawn()
    );
    Ok(())
}
