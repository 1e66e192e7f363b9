//! A deal in a file and a deal in code are the same deal.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::deal::{Step, WrittenDeal};
use abs_waterfall::pool::{AssetKind, InterestBasis, Loan, Repayment};
use abs_waterfall::{Deal, Money, Rounding, Scenario};

fn loaded(name: &str) -> Deal {
    Deal::load(format!("{}/examples/deals/{name}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn toml_and_json_come_back() {
    for deal in ["fujian", "nanshan", "every-term", "qiyi", "wenke", "zhongguancun"].map(loaded) {
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
                  purchase_price,payments,interest,rounding,rating";
    for (repayment, own) in [
        ("level-payment", ",,,"),
        ("equal-principal", ",,,"),
        ("interest-only-bullet", ",,,"),
        ("single-payment", ",,,"),
        ("balloon", "9,,,"),
        ("flat-rate", ",,,"),
        ("custom", ",1000,,"),
        ("level-rents", ",,100,"),
        ("payments", ",,,1050"),
    ] {
        for interest in ["periodic", "act/360", "act/365f", "act/act-isda", "30/360", "30e/360"] {
            for rounding in ["half-up", "half-even", "down"] {
                let rate = if repayment == "payments" { "" } else { "5%" };
                let row = format!(
                    "L,1000,{rate},2024-06-20,2024-07-20,1,{repayment},{own},{interest},{rounding},BB"
                );
                let loan = &abs_waterfall::pool::read_tape(&format!("{header}\n{row}\n")).unwrap()[0];
                let in_file = match repayment {
                    "balloon" => r#"{"balloon":{"amortised_over":9}}"#.to_string(),
                    "custom" => r#"{"custom":["1000"]}"#.to_string(),
                    "level-rents" => r#"{"level-rents":{"purchase_price":"100"}}"#.to_string(),
                    "payments" => r#"{"payments":["1050"]}"#.to_string(),
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

/// Receivables bought at a yield: without a principal in the file, and with the price that it means from then on.
#[test]
fn a_yield_in_a_file_gives_the_price() {
    let tape = "id,asset,principal,rate,disbursed,first_due,instalments,repayment,payments,interest,rating\n\
                R1,receivable,,6.2%,2018-12-10,2020-12-10,1,payments,259404120,30/360,AA\n";
    let on_tape = &abs_waterfall::pool::read_tape(tape).unwrap()[0];
    let (face, count) = (Money::from_yuan(259_404_120), DayCount::Thirty360);
    let (bought, due) = ("2018-12-10".parse().unwrap(), "2020-12-10".parse().unwrap());
    let in_code = Loan::receivable_at_yield("R1", face, "6.2%".parse().unwrap(), count, bought, due).unwrap();
    assert_eq!((on_tape.principal, in_code.principal), (Money::from_yuan(230_000_000), on_tape.principal));
    assert_eq!((on_tape.asset, in_code.asset), (AssetKind::Receivable, on_tape.asset));

    let mut deal = loaded("fujian");
    deal.pool = vec![in_code.clone()].into();
    let written = deal.to_json().unwrap();
    let unpriced = written.replace("\"principal\": \"230000000.00\",", "");
    assert_ne!(unpriced, written);
    for json in [&written, &unpriced] {
        assert_eq!(Deal::from_json(json).unwrap().pool.loans(), std::slice::from_ref(&in_code));
        assert_eq!(serde_json::from_str::<Deal>(json).unwrap(), deal);
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
