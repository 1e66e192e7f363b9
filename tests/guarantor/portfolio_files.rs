//! Portfolios in files, and what is wrong with them.

use abs_waterfall::analysis::guarantor::{GuaranteeTerms, Portfolio, PortfolioView, WrittenPortfolio};
use abs_waterfall::{Deal, Simulation};

use super::deals::paper;

#[test]
fn the_example_is_data_and_sentences() {
    let portfolio = Portfolio::load("examples/portfolios/fujian.toml").unwrap().resolve().unwrap();
    assert_eq!(portfolio.since().to_string(), "2024-09-18");
    let view = portfolio.guarantor(&Simulation::new(500).with_seed(7)).unwrap();
    let read: PortfolioView = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
    assert_eq!(read, view);
    let rows = view.rows();
    let of = |of: &str, figure: &str| {
        let found = rows.iter().find(|row| row.of == of && row.figure == figure);
        found.unwrap_or_else(|| panic!("no {figure} of {of}")).value
    };
    assert_eq!(of("fee", "running, a year"), view.fees.running);
    assert_eq!(of("GUANGGU-LIKE: fee", "running, a year"), view.deals[2].view.fee.running);
    assert_eq!(of("GUANGGU-LIKE: in the portfolio", "capital"), view.deals[2].in_portfolio.capital);
    let text = view.to_string();
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("Fujian Credit Enhancement should be paid, for 3 deals, "), "{first}");
    assert!(
        text.contains("GUANGGU-LIKE: ") && text.contains("18 names of firms without a registration"),
        "{text}"
    );
}

#[test]
fn what_is_written_reads_back() {
    let text = std::fs::read_to_string("examples/portfolios/fujian.toml").unwrap();
    let written = WrittenPortfolio::from_toml(&text).unwrap();
    assert_eq!(WrittenPortfolio::from_toml(&toml::to_string(&written).unwrap()).unwrap(), written);
}

const DEALS: &str = "[[deals]]\ndeal = \"fujian.toml\"\n";

/// A text, and what its error says.
#[test]
fn a_file_that_is_wrong_says_where() {
    let head = "name = \"test\"\n[terms]\nguarantor = \"Fujian Credit Enhancement\"\n";
    for (text, says) in [
        (String::new(), "not a portfolio in TOML: there is nothing in it"),
        (format!("{head}discont = \"3%\"\n{DEALS}"), "unknown field `discont`"),
        (head.to_string(), "missing field `deals`"),
        (format!("{head}[[deals]]\ndeal = \"none.toml\""), "examples/deals/none.toml: No such file"),
        (
            format!("{head}{DEALS}set = [\"notes.senor.amount=1\"]"),
            "deal `fujian.toml`: set notes.senor.amount: there is no `senor` in notes; did you mean `senior`?",
        ),
        (
            format!("{head}{DEALS}set = [\"notes.senior.amount=-1\"]"),
            "deal `FUJIAN-HYPOTHETICAL`: the deal has 1 error(s):\n  note \"senior\": ",
        ),
        (format!("{head}{DEALS}{DEALS}"), "two deals are called `FUJIAN-HYPOTHETICAL`"),
        (
            format!("{head}{DEALS}{DEALS}name = \"second\""),
            "deals `FUJIAN-HYPOTHETICAL` and `second` are both in the namespace `FUJIAN-HYPOTHETICAL`",
        ),
        (
            format!("{head}{DEALS}{DEALS}name = \"second\"\nset = [\"namespace=second\"]"),
            "`Fujian Credit Enhancement` gives supports in deals `FUJIAN-HYPOTHETICAL` and `second`: give it one registration",
        ),
        (
            format!("{head}[[deals]]\ndeal = \"nanshan.toml\""),
            "deal `NANSHAN-BULLET`: there is no party that gives a support `Fujian Credit Enhancement`; there is Gaoxintou",
        ),
        (
            format!("{head}plan_fee = \"running\"\n{DEALS}"),
            "a fee paid by a plan (`plan_fee`) is asked of one deal",
        ),
        (format!("{head}without = [\"Firm\"]\n{DEALS}"), "there is no borrower `Firm`; there is Firm 01"),
    ] {
        let read =
            WrittenPortfolio::from_toml(&text).and_then(|written| written.load_deals("examples/deals"));
        let error = read.and_then(Portfolio::resolve).unwrap_err().to_string();
        assert!(error.contains(says), "{error}\ninstead of\n{says}");
    }
}

/// A company defaults once: it cannot be good in one deal and poor in another.
#[test]
fn a_company_is_as_good_in_every_deal() {
    let deal = |name: &str, pd: &str| -> Deal {
        let mut deal = paper(&[1_000_000], pd, "5%", "0").with_namespace(name);
        deal.name = name.into();
        deal.parties[1].registration = "91350000M0000ENH01".into();
        deal.pool.loans_mut()[0].registration = "91350100M000100Y43".into();
        deal
    };
    let both = |pd: &str| {
        let terms = GuaranteeTerms::new("guarantor");
        Portfolio::new("test", terms).with_deal(deal("A", "3%")).with_deal(deal("B", pd)).resolve()
    };
    assert!(both("3%").is_ok());
    // No stress on loans is on a guarantor.
    let mut stressed = deal("B", "3%");
    stressed.pool.loans_mut()[0].registration = "".into();
    stressed.credit.stress.default_probability = "2".parse().unwrap();
    stressed.parties[1].quality = Some(abs_waterfall::credit::CreditQuality::rating("AAA"));
    let mut plain = deal("A", "3%");
    plain.parties[1].quality = Some(abs_waterfall::credit::CreditQuality::rating("AAA"));
    let terms = GuaranteeTerms::new("guarantor");
    assert!(Portfolio::new("test", terms).with_deal(plain).with_deal(stressed).resolve().is_ok());
    assert_eq!(
        both("4%").unwrap_err().to_string(),
        "the company registered as 91350100M000100Y43 has another quality or correlation in deal `A` than in `B`: it \
         defaults once, so let it have one of each"
    );
}
