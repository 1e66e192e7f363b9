//! The table itself: what the State Council and the exchanges announced for 2008–2026.
//!
//! Reconciled from two independently published packages, `chinesecalendar` 1.11.0 (Python, State Council notices) and
//! QuantLib 1.44 (`China::SSE`, `China::IB`), with `exchange_calendars` 4.13.2 (XSHG) to break ties; the script
//! `tests/reference/reconcile_calendars.py` does it again. They disagree on one day: 2024-02-09, New Year's Eve, was a
//! working day on which leave was encouraged, and the exchanges were closed. Before 2008 QuantLib is not reliable.

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

#[rustfmt::skip] // One line a list: a table to be read against the notice.
pub(super) const YEARS: &[Year] = &[
    Year {
        year: 2008,
        days_off: &[
            (1, 1), (2, 6), (2, 7), (2, 8), (2, 11), (2, 12), (4, 4), (5, 1), (5, 2),
            (6, 9), (9, 15), (9, 29), (9, 30), (10, 1), (10, 2), (10, 3),
        ],
        working_weekends: &[(2, 2), (2, 3), (5, 4), (9, 27), (9, 28)],
        exchange_only: &[],
    },
    Year {
        year: 2009,
        days_off: &[
            (1, 1), (1, 2), (1, 26), (1, 27), (1, 28), (1, 29), (1, 30), (4, 6), (5, 1),
            (5, 28), (5, 29), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7), (10, 8),
        ],
        working_weekends: &[(1, 4), (1, 24), (2, 1), (5, 31), (9, 27), (10, 10)],
        exchange_only: &[],
    },
    Year {
        year: 2010,
        days_off: &[
            (1, 1), (2, 15), (2, 16), (2, 17), (2, 18), (2, 19), (4, 5), (5, 3), (6, 14), (6, 15),
            (6, 16), (9, 22), (9, 23), (9, 24), (10, 1), (10, 4), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(2, 20), (2, 21), (6, 12), (6, 13), (9, 19), (9, 25), (9, 26), (10, 9)],
        exchange_only: &[],
    },
    Year {
        year: 2011,
        days_off: &[
            (1, 3), (2, 2), (2, 3), (2, 4), (2, 7), (2, 8), (4, 4), (4, 5), (5, 2),
            (6, 6), (9, 12), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(1, 30), (2, 12), (4, 2), (10, 8), (10, 9), (12, 31)],
        exchange_only: &[],
    },
    Year {
        year: 2012,
        days_off: &[
            (1, 2), (1, 3), (1, 23), (1, 24), (1, 25), (1, 26), (1, 27), (4, 2), (4, 3), (4, 4),
            (4, 30), (5, 1), (6, 22), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5),
        ],
        working_weekends: &[(1, 21), (1, 29), (3, 31), (4, 1), (4, 28), (9, 29)],
        exchange_only: &[],
    },
    Year {
        year: 2013,
        days_off: &[
            (1, 1), (1, 2), (1, 3), (2, 11), (2, 12), (2, 13), (2, 14), (2, 15), (4, 4), (4, 5), (4, 29), (4, 30),
            (5, 1), (6, 10), (6, 11), (6, 12), (9, 19), (9, 20), (10, 1), (10, 2), (10, 3), (10, 4), (10, 7),
        ],
        working_weekends: &[
            (1, 5), (1, 6), (2, 16), (2, 17), (4, 7), (4, 27), (4, 28),
            (6, 8), (6, 9), (9, 22), (9, 29), (10, 12),
        ],
        exchange_only: &[],
    },
    Year {
        year: 2014,
        days_off: &[
            (1, 1), (1, 31), (2, 3), (2, 4), (2, 5), (2, 6), (4, 7), (5, 1), (5, 2),
            (6, 2), (9, 8), (10, 1), (10, 2), (10, 3), (10, 6), (10, 7),
        ],
        working_weekends: &[(1, 26), (2, 8), (5, 4), (9, 28), (10, 11)],
        exchange_only: &[],
    },
    Year {
        year: 2015,
        days_off: &[
            (1, 1), (1, 2), (2, 18), (2, 19), (2, 20), (2, 23), (2, 24), (4, 6), (5, 1),
            (6, 22), (9, 3), (9, 4), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(1, 4), (2, 15), (2, 28), (9, 6), (10, 10)],
        exchange_only: &[],
    },
    Year {
        year: 2016,
        days_off: &[
            (1, 1), (2, 8), (2, 9), (2, 10), (2, 11), (2, 12), (4, 4), (5, 2), (6, 9),
            (6, 10), (9, 15), (9, 16), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(2, 6), (2, 14), (6, 12), (9, 18), (10, 8), (10, 9)],
        exchange_only: &[],
    },
    Year {
        year: 2017,
        days_off: &[
            (1, 2), (1, 27), (1, 30), (1, 31), (2, 1), (2, 2), (4, 3), (4, 4), (5, 1),
            (5, 29), (5, 30), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6),
        ],
        working_weekends: &[(1, 22), (2, 4), (4, 1), (5, 27), (9, 30)],
        exchange_only: &[],
    },
    Year {
        year: 2018,
        days_off: &[
            (1, 1), (2, 15), (2, 16), (2, 19), (2, 20), (2, 21), (4, 5), (4, 6), (4, 30), (5, 1),
            (6, 18), (9, 24), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (12, 31),
        ],
        working_weekends: &[(2, 11), (2, 24), (4, 8), (4, 28), (9, 29), (9, 30), (12, 29)],
        exchange_only: &[],
    },
    Year {
        year: 2019,
        days_off: &[
            (1, 1), (2, 4), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (5, 2),
            (5, 3), (6, 7), (9, 13), (10, 1), (10, 2), (10, 3), (10, 4), (10, 7),
        ],
        working_weekends: &[(2, 2), (2, 3), (4, 28), (5, 5), (9, 29), (10, 12)],
        exchange_only: &[],
    },
    Year {
        year: 2020,
        days_off: &[
            (1, 1), (1, 24), (1, 27), (1, 28), (1, 29), (1, 30), (1, 31), (4, 6), (5, 1), (5, 4),
            (5, 5), (6, 25), (6, 26), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7), (10, 8),
        ],
        working_weekends: &[(1, 19), (4, 26), (5, 9), (6, 28), (9, 27), (10, 10)],
        exchange_only: &[],
    },
    Year {
        year: 2021,
        days_off: &[
            (1, 1), (2, 11), (2, 12), (2, 15), (2, 16), (2, 17), (4, 5), (5, 3), (5, 4), (5, 5),
            (6, 14), (9, 20), (9, 21), (10, 1), (10, 4), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(2, 7), (2, 20), (4, 25), (5, 8), (9, 18), (9, 26), (10, 9)],
        exchange_only: &[],
    },
    Year {
        year: 2022,
        days_off: &[
            (1, 3), (1, 31), (2, 1), (2, 2), (2, 3), (2, 4), (4, 4), (4, 5), (5, 2), (5, 3),
            (5, 4), (6, 3), (9, 12), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)],
        exchange_only: &[],
    },
    Year {
        year: 2023,
        days_off: &[
            (1, 2), (1, 23), (1, 24), (1, 25), (1, 26), (1, 27), (4, 5), (5, 1), (5, 2), (5, 3),
            (6, 22), (6, 23), (9, 29), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6),
        ],
        working_weekends: &[(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)],
        exchange_only: &[],
    },
    Year {
        year: 2024,
        days_off: &[
            (1, 1), (2, 12), (2, 13), (2, 14), (2, 15), (2, 16), (4, 4), (4, 5), (5, 1), (5, 2),
            (5, 3), (6, 10), (9, 16), (9, 17), (10, 1), (10, 2), (10, 3), (10, 4), (10, 7),
        ],
        working_weekends: &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
        exchange_only: &[(2, 9)],
    },
    Year {
        year: 2025,
        days_off: &[
            (1, 1), (1, 28), (1, 29), (1, 30), (1, 31), (2, 3), (2, 4), (4, 4), (5, 1), (5, 2),
            (5, 5), (6, 2), (10, 1), (10, 2), (10, 3), (10, 6), (10, 7), (10, 8),
        ],
        working_weekends: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
        exchange_only: &[],
    },
    Year {
        year: 2026,
        days_off: &[
            (1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23), (4, 6), (5, 1),
            (5, 4), (5, 5), (6, 19), (9, 25), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7),
        ],
        working_weekends: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
        exchange_only: &[],
    },
];
