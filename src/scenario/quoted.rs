//! Names in quotes: a text in which the signs of the grammar mean nothing.

use super::error::StressError;

/// The signs that have a meaning outside of quotes.
const SIGNS: [char; 4] = [',', ':', '=', '"'];

/// The parts of a text between these signs, where they stand outside of quotes; at least one.
///
/// # Errors
/// [`StressError::Quotes`] for a quote that does not close.
pub(super) fn parts(text: &str, sign: char) -> Result<Vec<&str>, StressError> {
    let (mut parts, mut start, mut is_inside) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        is_inside ^= c == '"';
        if c == sign && !is_inside {
            parts.push(text[start..at].trim());
            start = at + c.len_utf8();
        }
    }
    parts.push(text[start..].trim());
    if is_inside { Err(StressError::Quotes(text.into())) } else { Ok(parts) }
}

/// The name that a text is, in quotes or without.
///
/// # Errors
/// [`StressError`] for an empty name, and for a quote that does not close.
pub(super) fn name(text: &str) -> Result<String, StressError> {
    let text = text.trim();
    let inside = match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').ok_or_else(|| StressError::Quotes(text.into()))?,
        None => text,
    };
    let name = inside.replace("\"\"", "\u{0}");
    if name.contains('"')
        || inside.contains('\u{0}')
        || (inside.len() == text.len() && name.contains('\u{0}'))
    {
        return Err(StressError::Quotes(text.into()));
    }
    match name.trim() {
        "" => Err(StressError::NoName),
        _ => Ok(name.replace('\u{0}', "\"")),
    }
}

/// A name as it is read: in quotes where it has to be.
pub(super) fn written(name: &str) -> String {
    let is_plain = !name.contains(SIGNS) && name.trim() == name && !name.is_empty();
    if is_plain { name.into() } else { in_quotes(name) }
}

/// A name in quotes, those in it doubled.
pub(super) fn in_quotes(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_in_quotes_mean_nothing() {
        assert_eq!(parts(r#"a:6, "b, c":6 ,d"#, ',').unwrap(), ["a:6", r#""b, c":6"#, "d"]);
        assert_eq!(parts(r#""a:""b":6"#, ':').unwrap(), [r#""a:""b""#, "6"]);
        assert_eq!(parts("", ',').unwrap(), [""]);
        assert_eq!(parts(r#"a:6,"b:6"#, ','), Err(StressError::Quotes(r#"a:6,"b:6"#.into())));
    }

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for (name_is, written_as) in [
            ("Firm 01", "Firm 01"),
            ("a, b", r#""a, b""#),
            (r#"5" pipes"#, r#""5"" pipes""#),
            (" x", r#"" x""#),
        ] {
            assert_eq!(written(name_is), written_as);
            assert_eq!(name(written_as).as_deref(), Ok(name_is));
        }
        for text in [r#""open"#, r#"clo"se"#, r#""a"b""#, r#"a""b"#, "\"", "a\u{0}b"] {
            assert_eq!(name(text), Err(StressError::Quotes(text.into())), "{text}");
        }
        assert_eq!([name(""), name("\"\""), name("\"  \"")], [const { Err(StressError::NoName) }; 3]);
    }
}
