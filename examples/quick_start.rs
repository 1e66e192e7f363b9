//! The deal of the README in code: twenty firms, one senior note, a AAA company behind it.
//!
//! `cargo run --release --example quick_start`

use std::error::Error;

use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditModel, CreditQuality, Recovery};
use abs_waterfall::deal::{Coupon, Fee, Note, Party, PaymentDates, Role, Step, Vat};
use abs_waterfall::enhancement::ShortfallUndertaking;
use abs_waterfall::pool::{Loan, Pool};
use abs_waterfall::servicing::Servicing;
use abs_waterfall::simulation::{Estimate, Proportion};
use abs_waterfall::{Deal, Money, Scenario, Simulation};

/// Twenty two-year loans of 3 to 12 million, level monthly payments, patents appraised at twice the loan.
fn loans() -> Result<Vec<Loan>, Box<dyn Error>> {
    let mut loans = Vec::new();
    for i in 0..20 {
        let principal = Money::from_yuan(3_000_000 + 3_000_000 * (i % 4));
        let id = format!("L{:02}", i + 1);
        let loan = Loan::level_payment(&id, principal, "5%".parse()?, "2024-06-20".parse()?, 24)
            .with_quality(CreditQuality::Rating(if i % 3 == 0 { "BB+".into() } else { "BB".into() }))
            .with_collateral(principal + principal);
        loans.push(loan);
    }
    Ok(loans)
}

fn deal() -> Result<Deal, Box<dyn Error>> {
    let maturity = "2026-06-26".parse()?;
    Ok(Deal {
        name: "Quick start".into(),
        namespace: None,
        closing: "2024-06-20".parse()?,
        cutoff: None,
        parties: vec![
            Party::new("Micro-loan company", &[Role::Originator, Role::Servicer]),
            Party::new("Provincial guarantor", &[Role::ShortfallPayer])
                .with_quality(CreditQuality::Rating("AAA".into())),
            Party::new("Plan manager", &[Role::PlanManager]),
        ],
        accounts: Default::default(),
        pool: Pool::new(loans()?),
        credit: CreditModel {
            asset_correlation: "0.2".parse()?,
            recovery: Recovery::OfAppraisedValue { rate: "6.67%".parse()?, lag_months: 12 },
            ratings: Default::default(),
        },
        servicing: Servicing::by("Micro-loan company"),
        dates: PaymentDates::new(
            Schedule::quarterly("2024-09-20".parse()?, 8),
            Schedule::quarterly("2024-09-26".parse()?, 8),
        ),
        vat: Some(Vat::three_percent()),
        fees: vec![Fee::on_notes("running", "Plan manager", "0.32%".parse()?, &["senior"])],
        notes: vec![
            Note::pass_through(
                "senior",
                Money::from_yuan(142_500_000),
                Coupon::fixed("2.5%".parse()?),
                maturity,
            ),
            Note::subordinated("sub", Money::from_yuan(7_500_000)),
        ],
        undertaking: Some(ShortfallUndertaking::of("Provincial guarantor", &["senior"])),
        waterfall: vec![
            Step::Taxes,
            Step::fee("running"),
            Step::interest("senior"),
            Step::principal("senior"),
            Step::Reimbursement,
            Step::principal("sub"),
            Step::Residual("sub".into()),
        ],
        calendars: Default::default(),
    })
}

/// An amount as people read it: whole yuan with separators.
fn whole(yuan: f64) -> String {
    Money::from_yuan(yuan.round() as i64).to_string().replace(".00", "")
}

fn main() -> Result<(), Box<dyn Error>> {
    let deal = deal()?.resolve()?;

    let base = deal.project(&Scenario::no_default())?;
    println!("If everybody pays ({}):", base.ending);
    for note in &base.notes {
        println!("  {:<7}{:>16} issued{:>17} received", note.name, note.amount, note.received());
    }

    let risk = deal.simulate(&Simulation::new(200_000).with_seed(7))?;
    let senior = risk.note("senior").ok_or("no senior notes")?;
    let enhancer = risk.enhancer().ok_or("no enhancer")?;
    let percent = |p: Proportion| p.estimate().scaled(100.0);
    let yuan = |of: Estimate| format!("{} ± {} yuan", whole(of.value), whole(of.error));
    println!("\nOver {} correlated default scenarios:", risk.paths());
    println!(
        "  senior short without the guarantor  {:.2} %",
        percent(senior.loss_without_enhancer().probability_positive())
    );
    println!("  senior short with it                {:.4} %", percent(senior.probability_of_loss()));
    println!("  the guarantor pays, on average      {}", yuan(enhancer.drawn().mean()));
    println!("  and on the worst path in a thousand {}", yuan(enhancer.drawn().quantile(0.999)));

    let worst = risk.worst(1)[0];
    let story = deal.replay(risk.setup(), worst)?;
    println!("\nWhy the worst path, number {worst}, hurts:");
    for default in story.defaults.iter().take(5) {
        println!(
            "  {} stopped on {} with {:>13} outstanding",
            default.loan, default.missed, default.outstanding
        );
    }
    println!(
        "  … {} of 20 loans default in all; the guarantor pays {}",
        story.defaults.len(),
        story.recourse.unwrap_or_default().drawn
    );
    Ok(())
}
