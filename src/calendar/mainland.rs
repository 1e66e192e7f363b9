//! The mainland business calendar: data of the State Council, year by year.

use jiff::civil::Date;

use super::business::CalendarError;
use super::mainland_years::YEARS;

/// One year as published by the General Office of the State Council (国务院办公厅关于部分节假日安排的通知), with the
/// closing days that the exchanges added by their own notices.
pub(super) struct Year {
    pub(super) year: i16,
    /// (month, day) of every Monday to Friday on which both markets are closed.
    pub(super) days_off: &'static [(i8, i8)],
    /// Saturdays and Sundays on which banks work to make up for a holiday (调休).
    pub(super) working_weekends: &'static [(i8, i8)],
    /// Mondays to Fridays on which only the exchanges are closed.
    pub(super) exchange_only: &'static [(i8, i8)],
}

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

/// The table of `year`, asked for by the calendar that is named in the error.
pub(super) fn year(calendar: &'static str, year: i16) -> Result<&'static Year, CalendarError> {
    let (first, last) = (YEARS[0].year, YEARS[YEARS.len() - 1].year);
    YEARS.iter().find(|table| table.year == year).ok_or(CalendarError::NoTable {
        calendar,
        year,
        first,
        last,
    })
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
