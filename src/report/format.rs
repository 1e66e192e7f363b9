//! Numbers as people read them.

use super::table::WIDTH;
use crate::simulation::{Estimate, Proportion};

/// A number with separators and so many decimals.
fn grouped(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let is_zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    let mut grouped = String::from(if number < 0.0 && !is_zero { "-" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

/// Yuan, rounded to the yuan.
pub(super) fn yuan(amount: f64) -> String {
    grouped(amount, 0)
}

/// A whole number.
pub(super) fn count(number: u64) -> String {
    grouped(number as f64, 0)
}

/// An estimate with two digits of its error, within these numbers of decimals.
fn estimate(of: Estimate, least: usize, most: usize) -> String {
    if of.error.is_infinite() {
        return format!("{} (too few paths)", grouped(of.value, least));
    }
    let digits = if of.error > 0.0 { 1.0 - libm::floor(libm::log10(of.error)) } else { 0.0 };
    let decimals = (digits.max(0.0) as usize).clamp(least, most);
    format!("{} ± {}", grouped(of.value, decimals), grouped(of.error, decimals))
}

/// An estimate of yuan, to the yuan.
pub(super) fn yuan_estimate(of: Estimate) -> String {
    estimate(of, 0, 0)
}

/// An estimate of yuan in thousands.
pub(super) fn thousand_estimate(of: Estimate) -> String {
    estimate(of.scaled(1e-3), 0, 2)
}

/// An estimate of a share of one in percent.
pub(super) fn percent_estimate(of: Estimate) -> String {
    if of.value.is_nan() {
        return or_dash(None);
    }
    estimate(of.scaled(100.0), 1, 6) + " %"
}

/// An estimate of years.
pub(super) fn years_estimate(of: Estimate) -> String {
    estimate(of, 2, 6)
}

/// An estimate of a number of things.
pub(super) fn count_estimate(of: Estimate) -> String {
    estimate(of, 1, 6)
}

/// A share of one in percent.
pub(super) fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", share * 100.0)
}

/// The most, in percent, that the probability of something never seen can well be.
fn at_most(of: Proportion) -> String {
    let most = of.interval_95().1;
    let decimals = (-1.0 - libm::floor(libm::log10(most))).max(0.0) as usize;
    format!("(95 %: below {})", percent(most, decimals))
}

/// A probability in percent; if nothing was seen, the most that it can well be.
pub(super) fn probability(of: Proportion) -> String {
    if of.hits == 0 {
        return format!("none seen {}", at_most(of));
    }
    percent_estimate(of.estimate())
}

/// On how many paths something happened, in a sentence.
pub(super) fn on_paths(of: Proportion) -> String {
    if of.hits == 0 {
        return format!("on none of the paths {}", at_most(of));
    }
    format!("on {} of the paths", percent_estimate(of.estimate()))
}

/// Sentences, none of whose lines is longer than a page is wide; what a line goes on with is set in like its start.
pub(super) fn prose(text: &str) -> String {
    let wrap = |line: &str| {
        let indent = " ".repeat(line.len() - line.trim_start().len());
        // A date is one word, whatever its hyphens.
        let whole = textwrap::Options::new(WIDTH).word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(line, whole.subsequent_indent(&indent)) + "\n"
    };
    // A number and its percent sign stay together.
    let kept = text.replace(" %", "\u{a0}%");
    kept.lines().map(wrap).collect::<String>().replace('\u{a0}', " ")
}

/// A text whose lines are no longer than a page is wide, 100 characters: sentences go on below, set in as they begin.
///
/// ```
/// use abs_waterfall::report;
/// assert_eq!(report::page(&"so ".repeat(50)).lines().count(), 2);
/// ```
pub fn page(text: &str) -> String {
    prose(text)
}

/// A figure that may not exist.
pub(super) fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_where_it_began() {
        let text = format!("short\n  {}\n", "word ".repeat(30).trim_end());
        let lines: Vec<String> = prose(&text).lines().map(String::from).collect();
        assert_eq!((lines[0].as_str(), lines.len()), ("short", 3));
        assert!(lines.iter().all(|line| line.len() <= WIDTH) && lines[2].starts_with("  word"));
        let share = prose(&format!("{}20.0 % of it", "word ".repeat(19)));
        assert!(share.contains("\n20.0 % of it"), "{share}");
    }

    #[test]
    fn figures_have_the_digits_they_are_worth() {
        let of = Estimate { value: 0.133_547_5, error: 0.000_170_1 };
        assert_eq!(percent_estimate(of), "13.355 ± 0.017 %");
        assert_eq!(yuan_estimate(of.scaled(1e7)), "1,335,475 ± 1,701");
        assert_eq!(thousand_estimate(Estimate { value: 1_486.2, error: 148.4 }), "1.49 ± 0.15");
        assert_eq!(thousand_estimate(Estimate { value: 1e6, error: 3_812.0 }), "1,000.0 ± 3.8");
        assert_eq!(thousand_estimate(Estimate { value: 0.0, error: 0.0 }), "0 ± 0");
        assert_eq!(thousand_estimate(Estimate { value: 2e6, error: f64::INFINITY }), "2,000 (too few paths)");
        assert_eq!(percent_estimate(Estimate { value: f64::NAN, error: f64::INFINITY }), "–");
        let never = Proportion { hits: 0, paths: 1_000_000 };
        assert_eq!(probability(never), "none seen (95 %: below 0.00038 %)");
        assert_eq!(on_paths(never), "on none of the paths (95 %: below 0.00038 %)");
        assert_eq!(years_estimate(Estimate { value: 1.104_36, error: 0.000_02 }), "1.104360 ± 0.000020");
        assert_eq!((count(4_711), yuan(-1_234.6), yuan(-0.2)), ("4,711".into(), "-1,235".into(), "0".into()));
    }
}
