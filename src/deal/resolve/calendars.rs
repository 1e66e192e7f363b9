//! Dates by the calendars of a deal. A year that a calendar does not know is one error, however many dates are in it.

use std::collections::BTreeMap;

use super::Errors;
use crate::calendar::{Calendar, CalendarError, Date, DateProblem};
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::names::NameProblem;
use crate::place::Place;

/// A calendar that is asked for dates, and the years that it turned out not to know.
pub(super) struct DealCalendar<'a> {
    name: &'a str,
    calendar: Calendar,
    unknown: BTreeMap<i16, UnknownYear>,
}

struct UnknownYear {
    error: CalendarError,
    dates: usize,
    first: Date,
}

impl<'a> DealCalendar<'a> {
    /// The calendar of this name; `None` if there is none, or its table is wrong in itself: both are reported with the
    /// dates.
    pub(super) fn of(deal: &Deal, name: &'a str) -> Option<DealCalendar<'a>> {
        let calendar = deal.calendar(name)?;
        let is_sound = deal.calendars.get(name).is_none_or(|table| table.problems().is_empty());
        is_sound.then(|| DealCalendar { name, calendar, unknown: BTreeMap::new() })
    }

    /// What the calendar makes of a nominal date; `None` where it does not know the year, which
    /// [`report`](DealCalendar::report) reports with all others.
    ///
    /// # Errors
    /// Whatever else the calendar has no answer for.
    pub(super) fn date(
        &mut self,
        nominal: Date,
        find: impl FnOnce(&Calendar) -> Result<Date, CalendarError>,
    ) -> Result<Option<Date>, CalendarError> {
        match find(&self.calendar) {
            Ok(date) => Ok(Some(date)),
            Err(error @ CalendarError::NoTable { year, .. }) => {
                let unknown = UnknownYear { error, dates: 0, first: nominal };
                let known = self.unknown.entry(year).or_insert(unknown);
                known.dates += 1;
                known.first = known.first.min(nominal);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Reports every year that was unknown. Years that have been reported of the same calendar have more dates now.
    pub(super) fn report(self, errors: &mut Errors) {
        let place = Place::Calendar(self.name.into());
        for UnknownYear { error, dates, first } in self.unknown.into_values() {
            match reported(errors, &place, &error) {
                Some((all, earliest)) => {
                    *all += dates;
                    *earliest = first.min(*earliest);
                }
                None => errors.add(place.clone(), DateProblem::CalendarEnds { error, dates, first }),
            }
        }
    }
}

impl Deal {
    /// The calendar of a name; `None` if there is none.
    pub(super) fn calendar(&self, name: &str) -> Option<Calendar> {
        match (name, self.calendars.get(name)) {
            (_, Some(table)) => Some(Calendar::Table(table.clone())),
            ("exchange", None) => Some(Calendar::Exchange),
            ("bank", None) => Some(Calendar::Bank),
            _ => None,
        }
    }

    /// Reports it where there is no calendar of a name.
    pub(super) fn check_calendar(&self, place: &'static str, name: &str, errors: &mut Errors) {
        if self.calendar(name).is_none() {
            let own = self.calendars.keys().map(String::as_str);
            let known = ["exchange", "bank"].into_iter().chain(own);
            errors.add(place, NameProblem::unknown("calendar", name, known));
        }
    }
}

/// The dates, and the first of them, that are reported with an error already.
fn reported<'e>(
    errors: &'e mut Errors,
    at: &Place,
    of: &CalendarError,
) -> Option<(&'e mut usize, &'e mut Date)> {
    errors.iter_mut().find_map(|(place, problem)| match problem {
        Problem::Dates(DateProblem::CalendarEnds { error, dates, first }) if place == at && error == of => {
            Some((dates, first))
        }
        _ => None,
    })
}
