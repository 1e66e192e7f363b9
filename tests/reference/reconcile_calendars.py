"""Check the mainland-China calendar table of a Rust file against independent packages.

Usage: python reconcile_calendars.py path/to/mainland_years.rs

The file gives, per year, `days_off` (Mondays to Fridays on which banks and exchange are both closed),
`working_weekends` (Saturdays and Sundays on which banks work) and `exchange_only` (Mondays to Fridays on
which only the exchange is closed). Each list is recomputed from every package that states it:
  chinesecalendar 1.11.0     State Council days off and make-up working weekends (2004-2026)
  QuantLib 1.44              China.SSE (exchange) and China.IB (interbank)
  exchange_calendars 4.13.2  XSHG sessions (optional; used when installed)
Prints one line per difference, then the number unexplained; exits 0 only when that is zero.
"""
import datetime as dt
import re
import sys

import chinese_calendar
import QuantLib as ql
try:
    import exchange_calendars
except ImportError:
    exchange_calendars = None

# Explained exceptions: (date, list, source) -> why the source differs from the table.
NEW_YEAR_EVE = "New Year's Eve: not a day off (leave only encouraged), but the exchanges closed"
EXPLAINED = {("2024-02-09", "exchange closure", "State Council"): NEW_YEAR_EVE}
MIN_WEEKDAYS_OFF = 15  # A year in which QuantLib has only its fixed dates shows fewer closures than this.


def table(path):
    """{year: (days_off, working_weekends, exchange_only)}, each a sorted list of dates."""
    text = re.sub(r"//[^\n]*", "", open(path, encoding="utf-8").read())
    names = ("days_off", "working_weekends", "exchange_only")
    lists = r"\s*".join(rf"{name}:\s*&\[([^\]]*)\]," for name in names)
    years = {}
    for year, *bodies in re.findall(r"Year\s*\{\s*year:\s*(\d+),\s*" + lists, text):
        pairs = [re.findall(r"\((\d+),\s*(\d+)\)", body) for body in bodies]
        assert int(year) not in years, f"{year} is listed twice"
        years[int(year)] = [[dt.date(int(year), int(m), int(d)) for m, d in p] for p in pairs]
    assert len(years) == len(re.findall(r"\byear:\s*\d", text)) > 0, "some year could not be read"
    assert list(years) == sorted(years), "years are not ascending"
    assert all(days == sorted(set(days)) for y in years.values() for days in y), "a list is not ascending"
    return years


def is_open(calendar, day):
    return calendar.isBusinessDay(ql.Date(day.day, day.month, day.year))


def compare(source, what, ours, theirs):
    """Print each difference; return how many are unexplained."""
    unexplained = 0
    for day in sorted(ours ^ theirs):
        reason = EXPLAINED.get((str(day), what, source))
        unexplained += reason is None
        only = "table" if day in ours else source
        print(f"{day} {day:%a} {what}, {source}: only in {only}: {reason or 'UNEXPLAINED'}")
    return unexplained


def main(path):
    years, bad = table(path), 0
    sse, ib = ql.China(ql.China.SSE), ql.China(ql.China.IB)
    for year, lists in years.items():
        off, weekends, exchange = set(lists[0]), set(lists[1]), set(lists[0] + lists[2])
        days = [dt.date(year, 1, 1) + dt.timedelta(n) for n in range(366)]
        days = [d for d in days if d.year == year]
        weekdays = {d for d in days if d.weekday() < 5}
        sat_sun = set(days) - weekdays
        sse_off = {d for d in weekdays if not is_open(sse, d)}
        assert len(sse_off) >= MIN_WEEKDAYS_OFF, f"{year}: QuantLib has no data for this year"
        official = {d for d in weekdays if chinese_calendar.is_holiday(d)}
        bad += compare("State Council", "bank closure", off, official)
        bad += compare("State Council", "exchange closure", exchange, official)
        official_weekends = {d for d in sat_sun if chinese_calendar.is_workday(d)}
        bad += compare("State Council", "working weekend", weekends, official_weekends)
        bad += compare("QuantLib SSE", "exchange closure", exchange, sse_off)
        bad += compare("QuantLib SSE", "weekend session", set(), {d for d in sat_sun if is_open(sse, d)})
        bad += compare("QuantLib IB", "bank closure", off, {d for d in weekdays if not is_open(ib, d)})
        bad += compare("QuantLib IB", "working weekend", weekends, {d for d in sat_sun if is_open(ib, d)})
        if exchange_calendars:
            xshg = exchange_calendars.get_calendar("XSHG", start=str(days[0]), end=str(days[-1]))
            sessions = {t.date() for t in xshg.sessions}
            bad += compare("XSHG", "exchange closure", exchange | sat_sun, set(days) - sessions)
    print(f"{min(years)}-{max(years)}, {len(years)} years: {bad} unexplained differences")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
