//! The transcripts in the docs: every command in them is run, and says what is written there.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of this name with the examples in it, as a newcomer has them.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    for kind in ["deals", "borrowers", "subsidies", "markets", "portfolios"] {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(kind);
        let own = folder.join("examples").join(kind);
        fs::create_dir_all(&own).unwrap();
        for file in fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()) {
            fs::copy(&file, own.join(file.file_name().unwrap())).unwrap();
        }
    }
    folder
}

/// What a shell prints for a command, with the program where an installed one would be.
fn answer(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_abs-waterfall"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output =
        Command::new("sh").args(["-c", command]).current_dir(folder).env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The commands of a page, each with the lines that it shows of the answer.
fn commands(page: &'static str) -> Vec<(String, Vec<&'static str>)> {
    let blocks = page.split("```console\n").skip(1).map(|block| block.split("```").next().unwrap());
    let command = |block: &'static str| {
        let mut lines = block.lines();
        let mut command = lines.next().unwrap().strip_prefix("$ ").unwrap().to_string();
        while command.ends_with('\\') {
            command.pop();
            command += lines.next().unwrap().trim_start().strip_prefix("> ").unwrap();
        }
        (command, lines.filter(|line| *line != "…" && !line.is_empty()).collect())
    };
    blocks.map(command).collect()
}

#[test]
fn from_install_to_a_first_deal_in_five_commands() {
    let commands = commands(include_str!("../docs/first-deal.md"));
    assert_eq!(commands.len(), 5);
    // Installing takes minutes, and `.ci/run` does it.
    assert_eq!(commands[0].0, "cargo install --path . --features cli");
    assert_said(&commands[1..], &folder("newcomer"));
}

#[test]
fn the_questions_of_guarantor_issuer_firm_and_market() {
    let commands = commands(include_str!("../docs/questions.md"));
    assert_eq!(commands.len(), 9);
    assert_said(&commands, &folder("asker"));
}

/// Every command says the lines that are shown, in their order.
fn assert_said(commands: &[(String, Vec<&str>)], folder: &Path) {
    for (command, shown) in commands {
        let said = answer(command, folder);
        let mut lines = said.lines();
        for line in shown {
            assert!(
                lines.any(|said| said == *line),
                "{command}\ndoes not say, or not here:\n{line}\n\n{said}"
            );
        }
        assert!(shown.len() >= 3, "{command} shows nothing");
    }
}
