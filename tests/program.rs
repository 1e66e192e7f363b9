//! The program: what it is asked, and what it answers.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[path = "program/disclosure.rs"]
mod disclosure;
#[path = "program/questions.rs"]
mod questions;

/// The program, run in the folder of the crate.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_abs-waterfall"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// What it prints, where it answers.
fn answer(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What it says where it does not.
fn refusal(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Its words, whatever stands between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

const FUJIAN: &str = "examples/deals/fujian.toml";

fn deals() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deals");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let deals = files.filter(|path| path.extension().is_some_and(|kind| kind == "toml"));
    deals.map(|path| path.to_str().unwrap().to_string()).collect()
}

#[test]
fn every_deal_is_checked_projected_simulated_and_replayed_within_a_page() {
    for deal in deals() {
        for arguments in [
            vec!["check", &deal],
            vec!["project", &deal, "--ledger"],
            vec!["simulate", &deal, "--paths", "500"],
            vec!["replay", &deal, "17"],
        ] {
            let text = answer(&arguments);
            let long = text.lines().find(|line| line.chars().count() > 100);
            assert_eq!(long, None, "{arguments:?}");
        }
    }
}

/// What is left of 100 yuan of senior notes, and whom a lower fee helps: the answer first, then the figures.
#[test]
fn the_issuers_view() {
    let nanshan = "examples/deals/nanshan.toml";
    let text = answer(&["issuer", nanshan, "--paths", "1e3"]);
    assert!(
        text.starts_with("If nobody defaults, the issue costs Gaoxintou Micro-loan 4.362 % a year all in"),
        "{text}"
    );
    assert!(words(&text).contains("what is left 1,707,094.43 0.829 % 0.872 %"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let csv = answer(&["issuer", nanshan, "--paths", "1e3", "--cut", "50%", "--format", "csv"]);
    assert!(csv.contains("fee surveillance cut,saved,40000,0\n"), "{csv}");
    let json = answer(&["issuer", nanshan, "--paths", "1e3", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["budget"]["left"]["amount"], "1707094.43");
    let wrong = refusal(&["issuer", nanshan, "--cut", "ten"]);
    assert!(wrong.contains("--cut"), "{wrong}");
}

/// As a structurer asks: term sheet C1, to the fen.
#[test]
fn a_scenario() {
    let text = answer(&["project", FUJIAN, "--default", "C01:6"]);
    assert!(
        text.contains("Fujian Credit Enhancement paid 1,823,147.07 and is still owed 1,823,147.07."),
        "{text}"
    );
    let csv = answer(&["project", FUJIAN, "--default", "C01:6", "--format", "csv"]);
    assert!(csv.starts_with("number,on,from,to,amount,reason\n"), "{csv}");
    let draw = "8,2026-06-26,Fujian Credit Enhancement,special plan account,1823147.07,\"draw for principal of \"\"senior\"\"\"";
    assert!(csv.lines().any(|line| line == draw), "{csv}");
    let json: serde_json::Value =
        serde_json::from_str(&answer(&["project", FUJIAN, "--default", "C01:6", "--format", "json"]))
            .unwrap();
    assert_eq!(json["supports"][0]["recourse"]["drawn"], "1823147.07");
}

/// As a simulation of the library, with what made it.
#[test]
fn a_simulation() {
    let json: serde_json::Value = serde_json::from_str(&answer(&[
        "simulate", FUJIAN, "--paths", "2e3", "--seed", "7", "--format", "json",
    ]))
    .unwrap();
    let deal = abs_waterfall::Deal::load(FUJIAN).unwrap().resolve().unwrap();
    let risk = deal.simulate(&abs_waterfall::Simulation::new(2_000).with_seed(7)).unwrap();
    let report = serde_json::to_value(risk.report()).unwrap();
    assert_eq!(json["notes"], report["notes"]);
    assert!(
        json["manifest"]["command"]
            .as_str()
            .unwrap()
            .ends_with("simulate examples/deals/fujian.toml --paths 2e3 --seed 7 --format json")
    );

    let csv = answer(&["simulate", FUJIAN, "--paths", "2e3", "--seed", "7", "--format", "csv"]);
    let mean = risk.pool().lost().mean();
    let expected = format!("pool: lost,mean,{},{}", mean.value, mean.error);
    assert!(csv.lines().any(|line| line == expected), "{expected}\n{csv}");
}

#[test]
fn parts_are_merged() {
    let (first, second) = (file("first.json"), file("second.json"));
    for (range, path) in [("0..600", &first), ("600..1000", &second)] {
        answer(&["simulate", FUJIAN, "--range", range, "--save", path.to_str().unwrap()]);
    }
    let parts = [first.to_str().unwrap(), second.to_str().unwrap()];
    let merged = answer(&["merge", parts[0], parts[1]]);
    let whole = answer(&["simulate", FUJIAN, "--paths", "1000"]);
    assert!(whole.ends_with(&merged), "{merged}");
    let twice = refusal(&["merge", parts[0], parts[0]]);
    assert!(twice.ends_with("both results count path 0\n"), "{twice}");
}

#[test]
fn fields_are_set_by_their_paths() {
    let set = ["--set", "notes.senior.amount=1.4亿", "--set", "notes.sub.amount=1000万"];
    let text = answer(&[&["check", FUJIAN], &set[..]].concat());
    assert!(words(&text).contains("senior 140,000,000.00 93.3 %"), "{text}");
    let wrong = refusal(&["simulate", FUJIAN, "--set", "notes.senoir.amount=1"]);
    assert_eq!(wrong, "notes.senoir.amount: there is no `senoir` in notes; did you mean `senior`?\n");
    let wrong = refusal(&["project", FUJIAN, "--set", "notes.senior.amount=-1"]);
    assert!(wrong.contains("note \"senior\""), "{wrong}");
}

#[test]
fn a_sweep() {
    let vary =
        ["--vary", "credit.asset_correlation=0..0.2:0.1", "--vary", "notes.senior.coupon.rate=2.5%,3%"];
    let ask = ["--ask", "probability of note senior: loss without support", "--paths", "500"];
    let csv = answer(&[&["sweep", FUJIAN, "--format", "csv"], &vary[..], &ask[..]].concat());
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "credit.asset_correlation,notes.senior.coupon.rate,asked,value,error,paths");
    assert!(
        lines.len() == 7 && lines[6].starts_with("0.2,3%,probability of note senior: loss without support,")
    );
    let text = answer(&[&["sweep", FUJIAN], &vary[..], &ask[..]].concat());
    assert!(text.starts_with("500 paths a cell; every figure ± its standard error\n"), "{text}");

    let unknown =
        refusal(&["sweep", FUJIAN, "--vary", "credit.recovery=none", "--ask", "mean of pool: loss"]);
    assert!(
        unknown
            .starts_with("`pool: loss` is nothing that is counted of this deal; there is note senior: loss,")
    );
}

/// What happens is known, so that the answers are exact: to the fen those of the term sheet.
#[test]
fn a_sweep_of_scenarios() {
    let drawn = "mean of support Fujian Credit Enhancement: drawn";
    let scenarios = ["--scenario", "C01:6", "--scenario", "C01:6,fails=Fujian Credit Enhancement:2024-07-01"];
    let csv = answer(&[&["sweep", FUJIAN, "--format", "csv", "--ask", drawn], &scenarios[..]].concat());
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "scenario,asked,value,error,paths");
    assert_eq!(lines[1], format!("C01:6,{drawn},1823147.07,0,1"));
    assert!(lines[2].ends_with(&format!(",{drawn},0,0,1")), "{csv}");
    let text = answer(&[
        "sweep",
        FUJIAN,
        "--vary",
        "firms=10,19",
        "--scenario",
        "largest=1:2025-01-20,recovery=0.5",
    ]);
    assert!(text.starts_with("Projected, so that figures have no error"), "{text}");
}

#[test]
fn the_questions_that_are_solved() {
    let no_supports = "--without-supports";
    for (question, says) in [
        (vec!["rate", FUJIAN], "\"senior\" is paid up to a default rate of 7.71% of the pool"),
        (vec!["names", FUJIAN], "\"senior\" is broken by the largest borrower defaulting at once"),
        (vec!["size", FUJIAN, "--note", "senior:loss:5%", no_supports, "--paths", "2000"], "senior may be 1"),
        (
            vec!["price", FUJIAN, "--term", "coupon=senior", "--yield", "10%"],
            "the coupon of senior for a yield of sub if nobody defaults: 3.46 % is the last",
        ),
        (
            vec!["firm", FUJIAN, "--note", "senior:loss:20%", no_supports, "--paths", "1000"],
            "the share of the largest firm for a probability of loss of senior of at most 20.00%",
        ),
        (
            vec![
                "field",
                FUJIAN,
                "--field",
                "notes.senior.coupon.rate",
                "--from",
                "0.02",
                "--to",
                "0.06",
                "--step",
                "0.0005",
                "--ask",
                "base yield of note sub",
                "--at-least",
                "0.1",
                "--paths",
                "10",
            ],
            "notes.senior.coupon.rate for the base yield of note sub: 0.0345 is the last at which it is at least 0.1",
        ),
    ] {
        let text = answer(&[&["solve"], &question[..]].concat());
        assert!(words(&text).contains(says), "{question:?}: {text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        let json = answer(&[&["solve"], &question[..], &["--format", "json"]].concat());
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    }
    let told = refusal(&["solve", "size", FUJIAN, "--note", "senior:loos:1%"]);
    assert!(told.contains("`loos` is unknown; write one of loss, missed-payment, expected-loss"), "{told}");
}

#[test]
fn the_checks_and_the_format() {
    let json: serde_json::Value =
        serde_json::from_str(&answer(&["check", FUJIAN, "--format", "json"])).unwrap();
    let deal = abs_waterfall::Deal::load(FUJIAN).unwrap().resolve().unwrap();
    assert_eq!(json["checks"], serde_json::to_value(deal.checks()).unwrap());
    let csv = answer(&["check", FUJIAN, "--format", "csv"]);
    assert!(csv.starts_with("rule,outcome,place,found,source\nretention,unknown,notes,"), "{csv}");
    for (deal, code) in [(FUJIAN, 0), ("examples/deals/nanshan.toml", 1)] {
        assert_eq!(run(&["check", deal, "--strict"]).status.code(), Some(code), "{deal}");
    }
    let schema: serde_json::Value = serde_json::from_str(&answer(&["schema"])).unwrap();
    assert_eq!(schema, abs_waterfall::deal::WrittenDeal::schema());
    assert_eq!(answer(&["schema", "--reference"]), include_str!("../docs/format.md"));
}

#[test]
fn a_comparison() {
    let compare = ["compare", FUJIAN, "--set", "notes.senior.amount=1.4亿", "--paths", "1000"];
    let text = answer(&compare);
    assert!(words(&text).contains("notes.senior.amount 142500000.00 140000000.00"), "{text}");
    assert!(text.contains("The same in both: ") && text.contains("pool: lost"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&answer(&[&compare[..], &["--format", "json"]].concat())).unwrap();
    let measures = json["figures"]["measures"].as_array().unwrap();
    let lost = measures.iter().find(|measure| measure["name"] == "pool: lost").unwrap();
    assert_eq!(lost["difference"]["value"], 0.0);
}

#[test]
fn a_deal_from_standard_input() {
    let mut child = program(&["project", "-", "--format", "json"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deals"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(FUJIAN)).unwrap();
    child.stdin.take().unwrap().write_all(&text).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), answer(&["project", FUJIAN, "--format", "json"]));
}

/// Who reads no further has seen enough.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = program(&["project", FUJIAN, "--ledger"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[cfg(unix)]
#[test]
fn who_interrupts_gets_what_was_counted() {
    let child = program(&["simulate", FUJIAN, "--paths", "1e12", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success()
            && told.starts_with("Stopped: this counts ")
            && told.ends_with(" of 1000000000000 paths.\n"),
        "{told}"
    );
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let counted = json["paths"].as_u64().unwrap();
    assert!(told.contains(&format!(" {counted} of ")) && counted > 0);
}

#[test]
fn what_cannot_be_read_is_told_in_a_sentence() {
    for (arguments, sentence) in [
        (vec!["check", "no-such.toml"], "no-such.toml: No such file"),
        (vec!["merge", FUJIAN], "examples/deals/fujian.toml: not a saved result"),
        (vec!["project", FUJIAN, "--default", "C99:6"], "C99"),
    ] {
        let told = refusal(&arguments);
        assert!(told.contains(sentence) && told.lines().count() <= 3, "{told}");
    }
    let told = refusal(&["simulate", FUJIAN, "--paths", "1.5"]);
    assert!(told.contains("write a whole number like 1500000, 1_500_000 or 1.5e6"), "{told}");
}
