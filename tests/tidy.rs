//! The style of the code, kept by a test: short functions, arrows between rooms that point down, docs that stand alone.
//!
//! It reads the sources as text. Every rule has a snippet that breaks it, so that a rule which catches nothing is noticed.

use std::fs;
use std::path::{Path, PathBuf};

/// No function is longer.
const LONGEST_FUNCTION: usize = 70;

/// The rooms of the library from the ground up. A file uses its own room and those before it, never one behind it.
const FLOORS: &[&str] = &[
    "text",
    "place",
    "found",
    "names",
    "reading",
    "words",
    "money",
    "limits",
    "rate",
    "exact",
    "calendar",
    "ledger",
    "measure",
    "credit",
    "pool",
    "servicing",
    "enhancement",
    "waterfall",
    "path",
    "deal",
    "manifest",
    "scenario",
    "projection",
    "simulation",
    "analysis",
    "report",
    "error",
    "lib",
    "bin",
];

/// What a doc comment must not say, and why.
const BANNED: [(&str, &str); 6] = [
    ("The same,", "it stands alone in rustdoc: say what it is"),
    ("The same but", "it stands alone in rustdoc: say what it is"),
    ("The same without", "it stands alone in rustdoc: say what it is"),
    ("The same with", "it stands alone in rustdoc: say what it is"),
    ("As above", "it stands alone in rustdoc: say what it is"),
    ("See above", "it stands alone in rustdoc: say what it is"),
];

/// A source file: where it is, and its lines.
struct Source {
    path: String,
    text: String,
}

/// The library's own sources, and those of tests, examples and benchmarks.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "examples", "benches"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let read = |file: PathBuf| {
        let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        Source { path, text: fs::read_to_string(&file).unwrap() }
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Functions that are too long: their first line and their length, from `fn` to the brace that closes it at its own depth.
fn long_functions(source: &Source) -> Vec<String> {
    let lines: Vec<&str> = source.text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let starts = lines.iter().enumerate().filter(|(_, line)| is_function(line));
    let measured = starts.filter_map(|(start, line)| {
        let own = indent(line);
        let closes = |line: &str| indent(line) == own && line.trim_start().starts_with('}');
        let length = lines[start..].iter().position(|line| closes(line))? + 1;
        (length > LONGEST_FUNCTION).then(|| {
            format!(
                "{}:{}: a function of {length} lines: {LONGEST_FUNCTION} are the limit",
                source.path,
                start + 1
            )
        })
    });
    measured.collect()
}

/// Does a line begin a function with a body?
fn is_function(line: &str) -> bool {
    let words = line.trim_start();
    let opens = [
        "fn ",
        "pub fn ",
        "pub(crate) fn ",
        "pub(super) fn ",
        "const fn ",
        "pub const fn ",
        "pub(crate) const fn ",
    ];
    opens.iter().any(|open| words.starts_with(open)) && !words.ends_with([';', '}'])
}

/// The room of a file of the library: `src/deal/party.rs` and `src/deal.rs` are both in `deal`.
fn room(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    Some(inside.split('/').next()?.trim_end_matches(".rs"))
}

/// Uses of a room that is not below the file's own.
fn upward_arrows(source: &Source) -> Vec<String> {
    let Some(own) = room(&source.path) else { return Vec::new() };
    let Some(floor) = FLOORS.iter().position(|room| *room == own) else {
        return vec![format!(
            "{}: `{own}` is no room of the house: give it a floor in this test",
            source.path
        )];
    };
    let mut arrows = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for used in code.split("crate::").skip(1) {
            let used = used.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
            if FLOORS.iter().position(|room| *room == used).is_some_and(|other| other > floor) {
                arrows.push(format!(
                    "{}:{}: `{own}` uses `{used}`, which is above it",
                    source.path,
                    number + 1
                ));
            }
        }
    }
    arrows
}

/// Comments that say what they must not.
fn banned_phrases(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        let Some(comment) = line.trim_start().strip_prefix("///").or(line.trim_start().strip_prefix("//!"))
        else {
            continue;
        };
        let said = BANNED.iter().find(|(phrase, _)| comment.trim_start().starts_with(phrase));
        found
            .extend(said.map(|(phrase, why)| format!("{}:{}: \"{phrase}\": {why}", source.path, number + 1)));
    }
    found
}

/// Calls of the waterfall's engine from elsewhere than the room of paths: who calls it must know what a path starts from.
fn engine_calls(source: &Source) -> Vec<String> {
    let may_call = room(&source.path).is_none_or(|own| ["path", "waterfall"].contains(&own));
    let calls = source.text.lines().enumerate().filter(|(_, line)| line.contains("waterfall::run"));
    let call = |(number, _)| format!("{}:{}: only `path` runs the engine", source.path, number + 1);
    if may_call { Vec::new() } else { calls.map(call).collect() }
}

/// Contents only: a `mod.rs` declares modules and re-exports, and holds no code of its own.
fn code_in_contents(source: &Source) -> Vec<String> {
    if !source.path.starts_with("src/") || !source.path.ends_with("/mod.rs") {
        return Vec::new();
    }
    let is_code = |line: &&str| is_function(line) || line.starts_with("impl") || line.contains("struct ");
    let count = source.text.lines().filter(is_code).count();
    if count == 0 {
        Vec::new()
    } else {
        vec![format!("{}: {count} pieces of code in a table of contents", source.path)]
    }
}

fn assert_tidy(rule: impl Fn(&Source) -> Vec<String>) {
    let found: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn functions_are_short() {
    assert_tidy(long_functions);
}

#[test]
fn rooms_use_only_what_is_below_them() {
    assert_tidy(upward_arrows);
}

#[test]
fn only_paths_run_the_engine() {
    assert_tidy(engine_calls);
}

#[test]
fn docs_stand_alone() {
    assert_tidy(banned_phrases);
}

#[test]
fn module_files_are_contents() {
    assert_tidy(code_in_contents);
}

/// One snippet for each rule that breaks it, and one beside it that does not.
#[test]
fn what_breaks_a_rule_is_caught() {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let function =
        |lines: usize| format!("    fn long() {{\n{}    }}\n", "        step();\n".repeat(lines - 2));
    let length = |lines| long_functions(&source("src/money.rs", &function(lines))).len();
    assert_eq!((length(LONGEST_FUNCTION), length(LONGEST_FUNCTION + 1)), (0, 1));

    let arrow = |path: &str, text: &str| upward_arrows(&source(path, text)).len();
    assert_eq!(arrow("src/credit/curve.rs", "use crate::deal::Deal;"), 1);
    assert_eq!(arrow("src/credit/curve.rs", "let money = crate::waterfall::run(crate::report::deal());"), 2);
    assert_eq!(arrow("src/credit/curve.rs", "use crate::rate::Rate; // as crate::deal does"), 0);
    assert_eq!(arrow("src/attic/curve.rs", ""), 1, "a room without a floor");

    for (phrase, _) in BANNED {
        let said = |comment: &str| banned_phrases(&source("src/money.rs", comment)).len();
        assert_eq!(said(&format!("    /// {phrase} in yuan.")), 1, "{phrase}");
        assert_eq!(said(&format!("    // {phrase} in yuan.")), 0, "no doc comment");
    }
    assert_eq!(banned_phrases(&source("src/money.rs", "/// The samesake of a deal.")).len(), 0);

    let calls = |path: &str| engine_calls(&source(path, "waterfall::run(&plan, &periods)?;")).len();
    assert_eq!(["src/simulation/simulator.rs", "src/path.rs"].map(calls), [1, 0]);

    let contents = |path: &str, text: &str| code_in_contents(&source(path, text)).len();
    assert_eq!(contents("src/credit/mod.rs", "mod curve;\npub use curve::DefaultCurve;"), 0);
    assert_eq!(contents("src/credit/mod.rs", "mod curve;\npub fn stray() {\n}"), 1);
}
