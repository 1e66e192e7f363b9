//! A deal in a file and a deal in code are the same deal.

use abs_waterfall::deal::{Step, WrittenDeal};
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use abs_waterfall::{Deal, Money, Rounding, Scenario};

fn loaded(name: &str) -> Deal {
    Deal::load(format!("{}/examples/deals/{name}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn toml_and_json_come_back() {
    for deal in [loaded("fujian"), loaded("nanshan"), loaded("every-term")] {
        let toml = deal.to_toml().unwrap();
        assert_eq!(Deal::from_toml(&toml).unwrap(), deal);
        let json = deal.to_json().unwrap();
        assert_eq!(Deal::from_json(&json).unwrap(), deal);
        let amount = format!("\"{}\"", deal.notes[0].amount.to_decimal());
        assert!(json.contains(&amount), "amounts are exact text");
    }
}

/// Format 1 had one undertaking and capped fees; files without a number are in it.
#[test]
fn an_old_file_means_what_it_did() {
    let new = loaded("fujian").to_toml().unwrap();
    assert!(new.starts_with("format = 2\n"), "{new}");
    let old = new.replace("format = 2\n", "").replace("[[supports]]", "[undertaking]");
    let old = old.replace("kind = \"shortfall-undertaking\"\n", "");
    assert_eq!(Deal::from_toml(&old).unwrap(), loaded("fujian"));
    let step = |json: &str| serde_json::from_str::<Step>(json).unwrap();
    let old = step(r#"{ "capped-fees": { "fees": ["audit"], "cap": "500" } }"#);
    assert_eq!(old, step(r#"{ "fees": ["audit"], "cap": "500" }"#));
    assert_eq!(old, Step::fee("audit").with_cap(Money::from_yuan(500)));
}

/// A date may be written as text or as TOML has dates.
#[test]
fn dates_as_toml_has_them() {
    let path = format!("{}/examples/deals/nanshan.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let bare = text.replace("\"2022-04-14\"", "2022-04-14").replace("\"2023-04-14\"", "2023-04-14");
    assert_ne!(bare, text);
    assert_eq!(WrittenDeal::from_toml(&bare).unwrap(), WrittenDeal::from_toml(&text).unwrap());
}

/// The words that a tape uses for repayment, interest and rounding are those of a deal file.
#[test]
fn a_tape_and_a_file_speak_the_same_words() {
    let header = "id,principal,rate,disbursed,first_due,instalments,repayment,amortised_over,principal_payments,\
                  interest,rounding,rating";
    for (repayment, over, plan) in [
        ("level-payment", "", ""),
        ("equal-principal", "", ""),
        ("interest-only-bullet", "", ""),
        ("single-payment", "", ""),
        ("balloon", "9", ""),
        ("flat-rate", "", ""),
        ("custom", "", "1000"),
    ] {
        for interest in ["periodic", "act/360", "act/365f", "act/act-isda", "30/360", "30e/360"] {
            for rounding in ["half-up", "half-even", "down"] {
                let row = format!(
                    "L,1000,5%,2024-06-20,2024-07-20,1,{repayment},{over},{plan},{interest},{rounding},BB"
                );
                let loan = &abs_waterfall::pool::read_tape(&format!("{header}\n{row}\n")).unwrap()[0];
                let in_file = match repayment {
                    "balloon" => r#"{"balloon":{"amortised_over":9}}"#.to_string(),
                    "custom" => r#"{"custom":["1000"]}"#.to_string(),
                    plain => format!("\"{plain}\""),
                };
                assert_eq!(serde_json::from_str::<Repayment>(&in_file).unwrap(), loan.repayment);
                assert_eq!(
                    serde_json::from_str::<InterestBasis>(&format!("\"{interest}\"")).unwrap(),
                    loan.interest
                );
                assert_eq!(
                    serde_json::from_str::<Rounding>(&format!("\"{rounding}\"")).unwrap(),
                    loan.rounding
                );
            }
        }
    }
}

/// A deal with its loans inside, from JSON, runs like the same deal from TOML with its tape beside it.
#[test]
fn loans_may_stand_in_the_deal() {
    let deal = loaded("fujian");
    let inside = Deal::from_json(&deal.to_json().unwrap()).unwrap();
    let run = |deal: Deal| deal.resolve().unwrap().project(&Scenario::no_default()).unwrap();
    assert_eq!(run(inside), run(deal));
}

/// An embedder's own loans and a tape make the same pool.
#[test]
fn a_loan_in_code_is_the_loan_of_the_tape() {
    let deal = loaded("fujian");
    let loans = deal.pool.loans();
    let day = "2024-06-20".parse().unwrap();
    let mut in_code =
        Loan::level_payment("C01", Money::from_yuan(20_000_000), "5%".parse().unwrap(), day, 24)
            .with_quality(abs_waterfall::credit::CreditQuality::AnnualPd("0.03".parse().unwrap()))
            .with_appraised_value("53333333.33".parse().unwrap());
    in_code.borrower = "Firm 01".into();
    (in_code.industry, in_code.region) = (loans[0].industry.clone(), loans[0].region.clone());
    assert_eq!(in_code, loans[0]);
}
