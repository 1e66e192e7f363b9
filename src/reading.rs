//! Text as people have it: what editors, spreadsheets and input methods put around it and into it.

/// What to write instead of a text that could not be read: the same in half-width characters where it has full-width
/// ones (`５％`), which look alike and are others, or else something like the examples.
pub(crate) fn instead(text: &str, examples: &str) -> String {
    match half_width(text) {
        Some(plain) => format!("in half-width characters, like {plain}"),
        None => format!("like {examples}"),
    }
}

/// The text in half-width characters; `None` where it has no others.
fn half_width(text: &str) -> Option<String> {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        _ => c,
    };
    let plain: String = text.chars().map(half).collect();
    (plain != text).then_some(plain)
}

/// Why the text of a file cannot be that of a deal or a tape, and the line where that shows.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotText {
    pub(crate) line: u64,
    pub(crate) message: &'static str,
}

/// What a person wrote into a file, without what only marks its encoding or its end: a byte-order mark, and the Ctrl-Z
/// or NUL of older systems.
///
/// # Errors
/// Where nothing is left, and at a NUL anywhere else.
#[cfg(feature = "files")]
pub(crate) fn written(text: &str) -> Result<&str, NotText> {
    let text = text.trim_start_matches('\u{feff}');
    let end = text.trim_end_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\u{1a}' | '\0'));
    if end.trim_start().is_empty() {
        let message = "there is nothing in it: is it the right file, and was it saved?";
        return Err(NotText { line: 1, message });
    }
    if let Some(at) = end.find('\0') {
        let message = "it has a NUL character, as no text has: save the file as UTF-8";
        return Err(NotText { line: line_at(end.as_bytes(), at), message });
    }
    let marks = ['\u{1a}', '\0'];
    Ok(if text[end.len()..].contains(marks) { end } else { text })
}

/// The line, from 1, on which a byte stands.
#[cfg(feature = "files")]
pub(crate) fn line_at(bytes: &[u8], at: usize) -> u64 {
    1 + line_ends(bytes, 0..at.min(bytes.len()))
}

/// How many lines end within a range, as an editor counts them: blank ones count, and the two characters that end a line
/// on Windows count once.
#[cfg(feature = "files")]
pub(crate) fn line_ends(bytes: &[u8], range: std::ops::Range<usize>) -> u64 {
    let ends = |at: &usize| match bytes[*at] {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        byte => byte == b'\n',
    };
    range.filter(ends).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_told() {
        assert_eq!(instead("５．５％", "5%"), "in half-width characters, like 5.5%");
        assert_eq!(instead("５。５", "5%"), "in half-width characters, like 5.5");
        assert_eq!(instead("five", "5%"), "like 5%");
    }

    #[cfg(feature = "files")]
    #[test]
    fn marks_are_no_part_of_a_text() {
        for (text, left) in [
            ("a\n", Ok("a\n")),
            ("\u{feff}a", Ok("a")),
            ("\u{feff}\u{feff}a\r\n\u{1a}", Ok("a")),
            ("a\0\0", Ok("a")),
            ("a\u{1a}\r\n\0", Ok("a")),
            ("a\u{1a}b", Ok("a\u{1a}b")),
            ("", Err(1)),
            ("\u{feff} \r\n\u{1a}", Err(1)),
            ("a\nb\0c\0", Err(2)),
        ] {
            assert_eq!(written(text).map_err(|error| error.line), left, "{text:?}");
        }
    }
}
