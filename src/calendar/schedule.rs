//! Schedules of dates, stepped from their anchor.

use jiff::civil::Date;

use super::steps::{End, MOST_DATES, ScheduleError, Steps, listed_due_after};

/// A series of nominal dates. Regular dates are stepped from the first one and never from their predecessor.
///
/// A first date on the 31st means month ends. One that ends a shorter month may mean month ends too, or its own day of
/// every month: `month_end` says which. It may be left out where both mean the same dates, and in a
/// [`Loan`](crate::pool::Loan) whose first due date is whole months after the disbursement: there due dates step from the
/// day of disbursement.
///
/// ```
/// use abs_waterfall::calendar::Schedule;
/// let quarterly = Schedule::quarterly("2024-11-30".parse()?, 3);
/// assert!(quarterly.dates().is_err(), "30 May or 31 May?");
/// let third = |schedule: Schedule| schedule.dates().map(|dates| dates[2].to_string());
/// assert_eq!(third(quarterly.clone().with_month_end(true))?, "2025-05-31");
/// assert_eq!(third(quarterly.with_month_end(false))?, "2025-05-30");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Schedule {
    /// `count` dates, `every_months` apart.
    Regular {
        /// The anchor: the first date.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        first: Date,
        /// Months from one date to the next.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "months")))]
        every_months: u32,
        /// How many dates.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "dates")))]
        count: u32,
        /// `true`: every date is the last of its month; `false`: every date is on the first one's day.
        #[doc(alias = "月末")]
        #[cfg_attr(feature = "serde", serde(default))]
        month_end: Option<bool>,
    },
    /// Dates `every_months` apart while before `last`, then `last`: the last period may be a short stub.
    Until {
        /// The anchor: the first date.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        first: Date,
        /// Months from one date to the next.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "months")))]
        every_months: u32,
        /// The last date, on the grid or off it.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        last: Date,
        /// Of the dates before the last one, `true`: each is the last of its month; `false`: each is on the first one's day.
        #[doc(alias = "月末")]
        #[cfg_attr(feature = "serde", serde(default))]
        month_end: Option<bool>,
    },
    /// The dates themselves.
    Dates(
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::dates"))]
        #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::calendar::WrittenDate>"))]
        Vec<Date>,
    ),
}

impl Schedule {
    /// `count` dates from `first` on, `every_months` apart.
    #[must_use]
    pub fn regular(first: Date, every_months: u32, count: u32) -> Schedule {
        Schedule::Regular { first, every_months, count, month_end: None }
    }

    /// `count` monthly dates from `first` on.
    #[must_use]
    pub fn monthly(first: Date, count: u32) -> Schedule {
        Schedule::regular(first, 1, count)
    }

    /// `count` quarterly dates from `first` on.
    #[must_use]
    pub fn quarterly(first: Date, count: u32) -> Schedule {
        Schedule::regular(first, 3, count)
    }

    /// Dates from `first` on, `every_months` apart while before `last`, then `last`.
    #[must_use]
    pub fn until(first: Date, every_months: u32, last: Date) -> Schedule {
        Schedule::Until { first, every_months, last, month_end: None }
    }

    /// These dates themselves.
    #[must_use]
    pub fn on(dates: impl Into<Vec<Date>>) -> Schedule {
        Schedule::Dates(dates.into())
    }

    /// With its dates at month ends, or on the first one's day of the month. A list of dates stays as it is.
    #[must_use]
    pub fn with_month_end(mut self, at_month_ends: bool) -> Schedule {
        match &mut self {
            Schedule::Regular { month_end, .. } | Schedule::Until { month_end, .. } => {
                *month_end = Some(at_month_ends);
            }
            Schedule::Dates(_) => {}
        }
        self
    }

    /// The nominal dates, strictly increasing.
    ///
    /// # Errors
    /// [`ScheduleError`] if there are none, too many, they do not increase, or it must be said whether they are month ends.
    pub fn dates(&self) -> Result<Vec<Date>, ScheduleError> {
        self.dates_after(None)
    }

    /// The due dates of a loan that was disbursed on a day, which may say what day of the month they fall on.
    pub(crate) fn due_dates(&self, disbursed: Date) -> Result<Vec<Date>, ScheduleError> {
        self.dates_after(Some(disbursed))
    }

    fn dates_after(&self, disbursed: Option<Date>) -> Result<Vec<Date>, ScheduleError> {
        let dates = match (self, self.steps()) {
            (_, Some(steps)) => steps.dates(disbursed)?,
            (Schedule::Dates(dates), None) if dates.len() <= MOST_DATES as usize => dates.clone(),
            _ => return Err(ScheduleError::TooLong),
        };
        if dates.is_empty() {
            return Err(ScheduleError::Empty);
        }
        match dates.windows(2).find(|pair| pair[0] >= pair[1]) {
            Some(pair) => Err(ScheduleError::NotIncreasing(pair[0], pair[1])),
            None => Ok(dates),
        }
    }

    /// The date so many months after one of a loan's due dates: on the day of the month that they step on, so that the 31st
    /// is the 31st again after a shorter month.
    pub(crate) fn due_after(&self, disbursed: Date, due: Date, months: u64) -> Result<Date, ScheduleError> {
        match (self, self.steps()) {
            (_, Some(steps)) => steps.due_after(disbursed, due, months),
            (Schedule::Dates(dates), None) => {
                let first = dates.first().ok_or(ScheduleError::Empty)?;
                listed_due_after((disbursed, *first), due, months)
            }
            _ => Err(ScheduleError::Empty),
        }
    }

    /// Months between regular dates; `None` for a list of dates.
    pub fn every_months(&self) -> Option<u32> {
        self.steps().map(|steps| steps.every_months)
    }

    /// Are a loan's disbursement and its due dates, which are these, all `every_months` apart? Never so for a list of
    /// dates.
    pub(crate) fn has_whole_periods(&self, disbursed: Date, due: &[Date]) -> Result<bool, ScheduleError> {
        self.steps().map_or(Ok(false), |steps| steps.are_whole(disbursed, due))
    }

    fn steps(&self) -> Option<Steps> {
        match *self {
            Schedule::Regular { first, every_months, count, month_end } => {
                Some(Steps { first, every_months, end: End::Count(count), month_end })
            }
            Schedule::Until { first, every_months, last, month_end } => {
                Some(Steps { first, every_months, end: End::Last(last), month_end })
            }
            Schedule::Dates(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn shown(schedule: &Schedule) -> Vec<String> {
        schedule.dates().unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_anchor_day_survives_february() {
        let month_ends = Schedule::monthly(day("2024-01-31"), 4);
        assert_eq!(shown(&month_ends), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]);
        assert_eq!(month_ends.dates(), month_ends.clone().with_month_end(true).dates());
        assert_eq!(month_ends.dates(), month_ends.clone().with_month_end(false).dates());
        let thirtieth = Schedule::monthly(day("2024-01-30"), 4);
        assert_eq!(shown(&thirtieth), ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30"]);
    }

    #[test]
    fn a_first_date_that_ends_a_shorter_month_has_two_readings() {
        let regular = |first, every_months, count| Schedule::Regular {
            first: day(first),
            every_months,
            count,
            month_end: None,
        };
        for (schedule, month_ends, same_day) in [
            (regular("2024-06-30", 1, 3), ["2024-07-31", "2024-08-31"], ["2024-07-30", "2024-08-30"]),
            (regular("2024-02-29", 6, 3), ["2024-08-31", "2025-02-28"], ["2024-08-29", "2025-02-28"]),
            // A year after a year, up to the next leap year.
            (regular("2025-02-28", 12, 5), ["2028-02-29", "2029-02-28"], ["2028-02-28", "2029-02-28"]),
            // The dates before agree.
            (regular("2024-06-30", 3, 4), ["2024-12-31", "2025-03-31"], ["2024-12-30", "2025-03-30"]),
        ] {
            let open = ScheduleError::MonthEndOpen {
                first: schedule.steps().unwrap().first,
                month_ends: month_ends.map(day).to_vec(),
                same_day: same_day.map(day).to_vec(),
            };
            assert_eq!(schedule.dates(), Err(open));
            let last_two = |month_end| {
                let dates = schedule.clone().with_month_end(month_end).dates().unwrap();
                [dates[dates.len() - 2], dates[dates.len() - 1]]
            };
            assert_eq!((last_two(true), last_two(false)), (month_ends.map(day), same_day.map(day)));
        }
    }

    #[test]
    fn readings_that_agree_need_no_statement() {
        for (first, every_months, count) in [
            ("2024-06-30", 1, 1),
            ("2024-06-30", 3, 2),
            ("2024-06-30", 12, 10),
            ("2025-02-28", 12, 3),
            ("2024-02-28", 1, 12),
            ("2024-06-29", 1, 12),
            ("2024-12-31", 1, 12),
        ] {
            let schedule = Schedule::Regular { first: day(first), every_months, count, month_end: None };
            assert_eq!(schedule.dates(), schedule.clone().with_month_end(false).dates(), "{first}");
        }
    }

    /// The last date is as written; where the steps up to it differ, both readings are shown up to it.
    #[test]
    fn month_ends_until_a_last_date() {
        let until = |last| Schedule::Until {
            first: day("2024-06-30"),
            every_months: 3,
            last: day(last),
            month_end: None,
        };
        assert_eq!(shown(&until("2024-12-20")), ["2024-06-30", "2024-09-30", "2024-12-20"]);
        let open = ScheduleError::MonthEndOpen {
            first: day("2024-06-30"),
            month_ends: vec![day("2024-12-31")],
            same_day: vec![day("2024-12-30"), day("2024-12-31")],
        };
        assert_eq!(until("2024-12-31").dates(), Err(open));
        let stated = until("2024-12-31").with_month_end(true);
        assert_eq!(shown(&stated), ["2024-06-30", "2024-09-30", "2024-12-31"]);
    }

    #[test]
    fn an_open_question_is_answered_by_what_it_shows() {
        assert_eq!(
            Schedule::monthly(day("2024-06-30"), 12).dates().unwrap_err().to_string(),
            "the first date 2024-06-30 ends its month: write month_end = true if the later dates end theirs too \
             (2024-07-31, 2024-08-31, 2024-09-30 …), or month_end = false if they fall on day 30 (2024-07-30, \
             2024-08-30, 2024-09-30 …)"
        );
        assert_eq!(
            Schedule::monthly(day("2024-06-20"), 12).with_month_end(true).dates(),
            Err(ScheduleError::NotMonthEnd(day("2024-06-20")))
        );
    }

    /// A loan's due dates step from its disbursement, where the first is whole months after it.
    #[test]
    fn a_loans_day_is_that_of_its_disbursement() {
        for (disbursed, first, next) in [
            ("2024-01-31", "2024-02-29", "2024-03-31"),
            ("2024-01-30", "2024-02-29", "2024-03-30"),
            ("2024-01-29", "2024-02-29", "2024-03-29"),
            ("2025-01-28", "2025-02-28", "2025-03-28"),
            // Both end their months, and the first due date is not on the day of disbursement.
            ("2024-06-30", "2024-07-31", "2024-08-31"),
            ("2024-02-29", "2024-03-31", "2024-04-30"),
            // The day of disbursement fits: a month's end alone does not make it one of month ends.
            ("2024-06-30", "2024-07-30", "2024-08-30"),
            ("2024-06-30", "2024-09-30", "2024-10-30"),
            ("2024-02-29", "2025-02-28", "2025-03-29"),
            // Whole months are more than one, too.
            ("2023-10-31", "2024-02-29", "2024-03-31"),
        ] {
            let due = Schedule::monthly(day(first), 2);
            assert_eq!(due.due_dates(day(disbursed)), Ok(vec![day(first), day(next)]), "{disbursed}");
        }
    }

    /// The anchor day of a loan holds beyond its last due date, too.
    #[test]
    fn due_dates_go_on_from_their_anchor() {
        let listed = |dates: &[&str]| Schedule::on(dates.iter().map(|date| day(date)).collect::<Vec<_>>());
        let monthly =
            |first, month_end| Schedule::Regular { first: day(first), every_months: 1, count: 1, month_end };
        for (disbursed, due, after) in [
            ("2025-01-31", monthly("2025-02-28", None), "2025-03-31"),
            ("2025-01-30", monthly("2025-02-28", None), "2025-03-30"),
            ("2025-06-30", monthly("2025-07-31", None), "2025-08-31"),
            ("2025-01-31", monthly("2025-02-28", Some(false)), "2025-03-28"),
            ("2025-01-31", listed(&["2025-02-28"]), "2025-03-31"),
            ("2025-01-20", listed(&["2025-02-28"]), "2025-03-28"),
        ] {
            let first = due.due_dates(day(disbursed)).unwrap()[0];
            assert_eq!(due.due_after(day(disbursed), first, 1), Ok(day(after)), "{disbursed} {due:?}");
        }
    }

    #[test]
    fn a_loans_day_may_be_stated_and_must_be_where_the_disbursement_does_not_tell() {
        let due = Schedule::monthly(day("2024-09-30"), 2);
        assert!(matches!(due.due_dates(day("2024-06-24")), Err(ScheduleError::MonthEndOpen { .. })));
        for disbursed in ["2024-06-24", "2024-06-30", "2024-07-31"] {
            for (month_end, second) in [(true, "2024-10-31"), (false, "2024-10-30")] {
                let dates = due.clone().with_month_end(month_end).due_dates(day(disbursed)).unwrap();
                assert_eq!(dates[1], day(second), "{disbursed} {month_end}");
            }
        }
    }

    /// Benchmark A's interest dates: quarterly, then the maturity off the grid.
    #[test]
    fn the_last_period_may_be_a_stub() {
        let until = Schedule::Until {
            first: day("2022-06-20"),
            every_months: 3,
            last: day("2023-04-07"),
            month_end: None,
        };
        assert_eq!(shown(&until), ["2022-06-20", "2022-09-20", "2022-12-20", "2023-03-20", "2023-04-07"]);
        let on_grid = Schedule::Until {
            first: day("2022-06-20"),
            every_months: 3,
            last: day("2022-12-20"),
            month_end: None,
        };
        assert_eq!(shown(&on_grid).len(), 3);
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        let error = |schedule: Schedule| schedule.dates().unwrap_err();
        assert_eq!(error(Schedule::Dates(vec![])), ScheduleError::Empty);
        assert_eq!(error(Schedule::monthly(day("2024-01-31"), 0)), ScheduleError::Empty);
        assert_eq!(error(Schedule::monthly(day("2024-01-31"), 100_000)), ScheduleError::TooLong);
        assert_eq!(error(Schedule::monthly(day("9990-01-31"), 1_000)), ScheduleError::TooLong);
        let twice = vec![day("2024-01-31"), day("2024-01-31")];
        assert_eq!(
            error(Schedule::Dates(twice)),
            ScheduleError::NotIncreasing(day("2024-01-31"), day("2024-01-31"))
        );
        let never = Schedule::Until {
            first: day("2024-01-31"),
            every_months: 0,
            last: day("2025-01-31"),
            month_end: None,
        };
        assert_eq!(error(never), ScheduleError::NoStep);
        let backwards = Schedule::Until {
            first: day("2025-01-31"),
            every_months: 1,
            last: day("2024-01-31"),
            month_end: None,
        };
        assert!(matches!(error(backwards), ScheduleError::NotIncreasing(..)));
    }
}
