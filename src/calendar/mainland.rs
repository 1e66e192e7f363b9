//! The mainland business calendar: data of the State Council, year by year.

use jiff::civil::Date;

use super::mainland_years::{YEARS, Year};

impl Year {
    pub(super) fn is_day_off(&self, date: Date) -> bool {
        contains(self.days_off, date)
    }

    pub(super) fn is_working_weekend(&self, date: Date) -> bool {
        contains(self.working_weekends, date)
    }

    pub(super) fn is_exchange_only(&self, date: Date) -> bool {
        contains(self.exchange_only, date)
    }
}

fn contains(days: &[(i8, i8)], date: Date) -> bool {
    days.binary_search(&(date.month(), date.day())).is_ok()
}

/// The table of a year; `None` if it is not known.
pub(super) fn year(year: i16) -> Option<&'static Year> {
    YEARS.iter().find(|table| table.year == year)
}

/// The first and the last year that are known.
pub(super) fn span() -> (i16, i16) {
    (YEARS[0].year, YEARS[YEARS.len() - 1].year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    /// What every entry must be, whoever edits the table: in order, on the right side of the weekend, one year each.
    #[test]
    fn the_table_is_well_formed() {
        for pair in YEARS.windows(2) {
            assert_eq!(pair[0].year + 1, pair[1].year);
        }
        for table in YEARS {
            for (days, on_weekend) in
                [(table.days_off, false), (table.working_weekends, true), (table.exchange_only, false)]
            {
                assert!(days.is_sorted(), "{}", table.year);
                for &(month, day) in days {
                    let date = Date::new(table.year, month, day).unwrap();
                    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
                    assert_eq!(weekend, on_weekend, "{date}");
                }
            }
            let has = |month, day| table.is_day_off(Date::new(table.year, month, day).unwrap());
            let new_year = Date::new(table.year, 1, 1).unwrap();
            assert!(has(1, 1) || matches!(new_year.weekday(), Weekday::Saturday | Weekday::Sunday));
            assert!((16..=24).contains(&table.days_off.len()), "{}: {}", table.year, table.days_off.len());
        }
    }
}
