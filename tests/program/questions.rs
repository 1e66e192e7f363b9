//! The questions that are of no deal alone: a firm's case, and the market.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::{answer, program, refusal, words};

const W1: &str = "examples/borrowers/w1.toml";
const PROVINCE: &str = "examples/markets/province.toml";

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&answer(&[arguments, &["--format", "json"]].concat())).unwrap()
}

fn assert_within_a_page(text: &str) {
    let long = text.lines().find(|line| line.chars().count() > 100);
    assert_eq!(long, None);
}

#[test]
fn a_firms_case() {
    for case in [W1, "examples/borrowers/nanshan.toml", "examples/borrowers/fujian.toml"] {
        let text = answer(&["borrower", case]);
        assert!(text.starts_with("The pooled loan costs "), "{text}");
        assert_within_a_page(&text);
    }
    let text = words(&answer(&["borrower", W1]));
    let says = "The pooled loan costs 4.111 % a year, the bank's 3.299 %: a further subsidy of 41,746.63 yuan (0.4175 % of the \
                principal), paid 18 months after the disbursement, makes them equal.";
    assert!(text.starts_with(says), "{text}");
    assert!(text.contains("Nanshan pooled 246,253.29 2026-12-20"), "{text}");

    let of_library = abs_waterfall::analysis::borrower::BorrowerCase::load(W1).unwrap().answer().unwrap();
    assert_eq!(json(&["borrower", W1]), serde_json::to_value(&of_library).unwrap());

    let csv = answer(&["borrower", W1, "--format", "csv"]);
    assert!(
        csv.starts_with("loan,date,item,with,amount\npooled,2025-06-20,disbursement,,10000000.00\n"),
        "{csv}"
    );
    assert!(csv.contains("\npooled,2026-12-20,subsidy,Nanshan,246253.29\n"), "{csv}");
    assert!(csv.ends_with("bank,2026-06-20,principal,,-10000000.00\n"), "{csv}");
}

#[test]
fn a_firms_case_with_changes() {
    let set = ["--set", "bank.loan.terms.rate=9%", "--set", "subsidies.rules.Nanshan.lag_months=0"];
    let text = words(&answer(&[&["borrower", W1], &set[..]].concat()));
    assert!(
        text.starts_with("The pooled loan costs 4.016 % a year, the bank's 9.381 %, which is the dearer one"),
        "{text}"
    );
    for (change, told) in [
        ("firm.revnue=1", "firm.revnue: firm has no `revnue`; did you mean `revenue`?\n"),
        ("poled=1", "poled: the file has no `poled`; did you mean `pooled`?\n"),
        (
            "pooled.loan.terms.rate=5",
            "pooled.loan.terms.rate=5: 5 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %\n",
        ),
    ] {
        assert_eq!(refusal(&["borrower", W1, "--set", change]), told);
    }
    let told = words(&refusal(&["borrower", W1, "--set", "pooled.renewals=1"]));
    assert!(
        told.contains("repays principal before its end: only an interest-only loan is renewed"),
        "{told}"
    );
}

#[test]
fn a_market() {
    let text = answer(&["market", PROVINCE]);
    let says = "take part: 96 firms, 757,000,000.00 yuan, at 1.340 % of face up front.";
    assert!(words(&text).starts_with("The segments in need, ") && words(&text).contains(says), "{text}");
    assert!(
        words(&text).contains("listed suppliers 0.783 % 104 917,000,000 2.079 % 1.132 % 1.186 % deserted"),
        "{text}"
    );
    assert_within_a_page(&text);

    let of_library = abs_waterfall::analysis::market::Market::load(PROVINCE).unwrap().answer().unwrap();
    let json = json(&["market", PROVINCE]);
    assert_eq!(json, serde_json::to_value(&of_library).unwrap());

    let csv = answer(&["market", PROVINCE, "--format", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("outcome,firms,size,default_probability,fee,"), "{csv}");
    assert!(lines[1].starts_with("stable,96,757000000.00,"), "{csv}");
    assert!(
        words(&text).contains(
            "in need 6.972 % 6 30,000,000 12.000 % 5.100 % 9.850 % deserted, too few firms, fee too"
        ),
        "{text}"
    );
    let unravels = answer(&["market", PROVINCE, "--set", "subsidy.of_face=0"]);
    assert!(unravels.starts_with("The market unravels"), "{unravels}");
}

/// The market as a function of subsidy and fees.
#[test]
fn a_market_that_varies() {
    let vary = ["--vary", "subsidy.of_face=0%..4%:1%", "--vary", "fees.margin=0.3%,1%"];
    let text = answer(&[&["market", PROVINCE], &vary[..]].concat());
    let says = "Under 3 of 10 combinations the market comes to a pool; it is largest with subsidy.of_face = 3%, \
                fees.margin = 0.3%: 96 firms and 757,000,000.00 yuan.";
    assert!(words(&text).starts_with(says), "{text}");
    assert_within_a_page(&text);
    let csv = answer(&[&["market", PROVINCE, "--format", "csv"], &vary[..]].concat());
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines.len() == 11 && lines[0].starts_with("subsidy.of_face,fees.margin,outcome,firms,"), "{csv}");
    assert!(
        lines[1].starts_with("0%,0.3%,unravels,,") && lines[7].starts_with("3%,0.3%,stable,96,"),
        "{csv}"
    );
    let cells = json(&[&["market", PROVINCE], &vary[..]].concat());
    assert_eq!(cells["cells"][6]["answer"]["cost"]["total"], json(&["market", PROVINCE])["cost"]["total"]);
}

/// The guarantor's fee of a simulation has its error, and few paths tell nothing.
#[test]
fn a_market_with_a_template() {
    let template = ["market", PROVINCE, "--template", "examples/deals/fujian.toml"];
    let few = answer(&[&template[..], &["--paths", "100"]].concat());
    assert!(few.starts_with("Nothing can be told yet: "), "{few}");
    assert_within_a_page(&few);
    let one = [&template[..], &["--paths", "2e3", "--set", "loan.months=24"]].concat();
    let csv = |more: &[&str]| answer(&[&one[..], &["--format", "csv"], more].concat());
    assert_eq!(csv(&["--threads", "1"]), csv(&["--threads", "2"]));
    let text = answer(&one);
    let says = "The guarantor's fee is simulated on 2000 paths of every pool, in the structure of examples/deals/fujian.toml.";
    assert!(words(&text).ends_with(says) && text.contains(" ± "), "{text}");
    let told = words(&refusal(&[&template[..], &["--guarantor", "Nobody"]].concat()));
    assert!(
        told.ends_with("there is no party that gives a support `Nobody`; there is Fujian Credit Enhancement"),
        "{told}"
    );
}

#[test]
fn what_is_no_market_is_told() {
    for (arguments, sentence) in [
        (vec!["market", "no-such.toml"], "no-such.toml: No such file"),
        (vec!["market", "examples/deals/fujian.toml"], "not a market in TOML: "),
        (vec!["borrower", PROVINCE], "not a borrower's case in TOML: "),
        (vec!["market", PROVINCE, "--set", "segments.in ned.firms=1"], "did you mean `in need`?"),
        (vec!["market", PROVINCE, "--set", "segments.in need.firms=0"], "segment `in need`: it has no firms"),
        (vec!["market", PROVINCE, "--vary", "subsidy.of_face=0%..4%"], "write from, to and step"),
        (vec!["market", PROVINCE, "--vary", "subsidy.of_fac=0%,1%"], "did you mean `of_face`?"),
        (
            vec!["market", PROVINCE, "--vary", "subsidy.month=0..600:1", "--vary", "loan.months=1..600:1"],
            "10000 combinations",
        ),
    ] {
        let told = words(&refusal(&arguments));
        assert!(told.contains(sentence), "{arguments:?}: {told}");
    }
}

#[test]
fn cases_and_markets_from_standard_input() {
    for (command, file, folder) in [("borrower", W1, "examples/borrowers"), ("market", PROVINCE, "examples")]
    {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut child = program(&[command, "-"])
            .current_dir(root.join(folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&std::fs::read(root.join(file)).unwrap()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), answer(&[command, file]));
    }
}

const FUJIAN: &str = "examples/deals/fujian.toml";
const PORTFOLIO: &str = "examples/portfolios/fujian.toml";

/// As a guarantee company asks: what is the fair fee, and what does the fee that it charges bring?
#[test]
fn what_a_promise_costs_its_giver() {
    let asked = ["guarantor", FUJIAN, "--paths", "2e3", "--fee", "1%", "--hurdle", "8%", "--earned", "3%"];
    let text = answer(&asked);
    assert!(text.starts_with("Fujian Credit Enhancement should be paid "), "{text}");
    assert!(words(&text).contains("Paid 1.00% a year it earns "), "{text}");
    assert_within_a_page(&text);
    let of_library = {
        use abs_waterfall::analysis::guarantor::{ChargedFee, GuaranteeTerms};
        let terms = GuaranteeTerms::new("Fujian Credit Enhancement")
            .with_fee(ChargedFee::Running("1%".parse().unwrap()))
            .with_hurdle("8%".parse().unwrap(), "3%".parse().unwrap());
        let deal = abs_waterfall::Deal::load(FUJIAN).unwrap().resolve().unwrap();
        deal.guarantor(&terms, &abs_waterfall::Simulation::new(2_000)).unwrap()
    };
    assert_eq!(json(&asked)["fee"], serde_json::to_value(&of_library.fee).unwrap());
    let csv = answer(&[&asked[..], &["--share", "fund=20%:1000000", "--format", "csv"]].concat());
    assert!(csv.starts_with("of,figure,value,error\nfee,\"running, a year\","), "{csv}");
    assert!(csv.contains("\nfund,paid,"), "{csv}");
    for (arguments, told) in [
        (vec!["--party", "Nobody"], "there is no party that gives a support `Nobody`"),
        (vec!["--share", "fund"], "write who shares it and how much, like fund=20%"),
        (vec!["--share", "fund=120%"], "1.2 is out of range"),
        (vec!["--kind", "bank"], "write licensed, licensed-for-small or state-platform"),
        (vec!["--without", "Firm 99"], "there is no borrower `Firm 99`"),
        (vec!["--plan-fee", "guarantee"], "there is no fee `guarantee`"),
    ] {
        let wrong = words(&refusal(&[&["guarantor", FUJIAN, "--paths", "100"], &arguments[..]].concat()));
        assert!(wrong.contains(told), "{wrong}");
    }
    // Fujian without its undertaking.
    let text = std::fs::read_to_string(FUJIAN).unwrap().replace("\"reimbursement\",", "");
    let alone =
        text.split("[[supports]]").next().unwrap().replace("fujian-tape", "examples/deals/fujian-tape");
    let mut child =
        program(&["guarantor", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(alone.as_bytes()).unwrap();
    let told = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert!(told.starts_with("nobody gives a support in this deal"), "{told}");
}

#[test]
fn what_a_portfolio_of_promises_costs() {
    let asked = ["guarantor", "--portfolio", PORTFOLIO, "--paths", "500"];
    let text = answer(&asked);
    assert!(text.starts_with("Fujian Credit Enhancement should be paid, for 3 deals, "), "{text}");
    assert_within_a_page(&text);
    assert_eq!(json(&asked)["deals"].as_array().unwrap().len(), 3);
    let csv = answer(&[&asked[..], &["--format", "csv"]].concat());
    assert!(csv.contains("\nGUANGGU-LIKE: in the portfolio,capital,"), "{csv}");
    let wrong = refusal(&["guarantor", "--portfolio", FUJIAN]);
    assert!(wrong.contains("unknown field"), "{wrong}");
}
