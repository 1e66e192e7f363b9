//! Dates as people write them: in full, and in one way only.

use jiff::civil::Date;

/// The date that a text is, written in full: `2024-06-20`. Of `20240620`, or a time of day behind it, it is none.
pub(crate) fn written_date(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_in_full() {
        assert_eq!(written_date("2024-06-20"), Date::new(2024, 6, 20).ok());
        for text in
            ["20240620", "2024-6-20", "2024-06-20T00:00", "+002024-06-20", " 2024-06-20", "2024-02-30", ""]
        {
            assert_eq!(written_date(text), None, "{text}");
        }
    }
}
