"""Expands what comes on standard input (JSON) with libraries that are not ours, and writes JSON: see independent.ts.

rules: recurring_ical_events over icalendar and dateutil; libical: its rule iterator through ctypes, on wall clocks alone.
files: the instances of whole calendars by recurring_ical_events.
"""
import ctypes
import datetime
import json
import signal
import sys

EPOCH = datetime.datetime(1970, 1, 1)


def wall(text):
    return datetime.datetime.strptime(text, "%Y%m%dT%H%M%S")


def first_of_two(zone, naive):
    """RFC 5545 3.3.5; pytz leaves the choice to its caller, and recurring_ical_events makes the other one."""
    early, late = zone.localize(naive, is_dst=True), zone.localize(naive, is_dst=False)
    both_real = all(zone.normalize(each).replace(tzinfo=None) == naive for each in (early, late))
    return min(early, late) if both_real else late


def rules(jobs):
    import icalendar
    import pytz
    import recurring_ical_events

    answers = []
    for job in jobs:
        zone = pytz.timezone(job["zone"])
        text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=%s:%s\r\nRRULE:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" % (
            job["zone"], job["start"], job["rule"])
        calendar = icalendar.Calendar.from_ical(text)
        # Walls: the library drops one of two events on one day when it looks for changed ones, so its series is asked.
        series = recurring_ical_events.of(calendar).repetitions[0]
        found = set()
        start, stop = wall(job["from"]), wall(job["to"])
        # Its times keep the offset of the first one, so the ends of the range are looked at again on the wall.
        day = datetime.timedelta(days=1)
        for each in series.rule.between(zone.localize(start - day), zone.localize(stop + day), inc=True):
            naive = each.replace(tzinfo=None)
            if start <= naive < stop:
                found.add(int(first_of_two(zone, naive).timestamp()))
        answers.append(sorted(found))
    return answers


def libical(jobs):
    library = ctypes.CDLL("libical.so.3")
    library.icalrecur_expand_recurrence.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.POINTER(ctypes.c_long)]
    library.icalrecur_expand_recurrence.restype = ctypes.c_int
    answers = []
    for job in jobs:
        most = job["most"]
        found = (ctypes.c_long * most)()
        start = int((wall(job["start"]) - EPOCH).total_seconds())
        library.icalrecur_expand_recurrence(job["rule"].encode(), start, most, found)
        first, last = ((wall(job[name]) - EPOCH).total_seconds() for name in ("from", "to"))
        answers.append({"found": sorted({each for each in found if each != 0 and first <= each < last}), "full": found[most - 1] != 0})
    return answers


class TooSlow(Exception):
    pass


def too_slow(*_):
    raise TooSlow("takes longer than the test waits")


def span(start, end):
    """As test/calendar/samples.test.ts writes it: days as such, all else in UTC, and so are times without a zone."""
    if not isinstance(start, datetime.datetime):
        is_later = isinstance(end, datetime.date) and not isinstance(end, datetime.datetime) and end > start
        return "%s/%s" % (start, end if is_later else start + datetime.timedelta(days=1))
    utc = [each.astimezone(datetime.timezone.utc).replace(tzinfo=None) if each.tzinfo else each for each in (start, end or start)]
    return "%s/%s" % (utc[0].isoformat(), max(utc).isoformat())


def files(jobs):
    import icalendar
    import recurring_ical_events

    signal.signal(signal.SIGALRM, too_slow)
    answers = []
    for job in jobs:
        signal.alarm(job["seconds"])
        try:
            with open(job["path"], "rb") as file:
                calendars = icalendar.Calendar.from_ical(file.read(), multiple=True)
            times = []
            for calendar in calendars:
                for event in recurring_ical_events.of(calendar).between(tuple(job["from"]), tuple(job["to"])):
                    times.append(span(event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None))
            answers.append({"times": sorted(times)})
        except Exception as error:  # what it cannot read is an answer, too
            answers.append({"error": "%s: %s" % (type(error).__name__, str(error).splitlines()[0][:100] if str(error) else "")})
        finally:
            signal.alarm(0)
    return answers


request = json.load(sys.stdin)
json.dump({"rules": rules, "libical": libical, "files": files}[request["what"]](request["jobs"]), sys.stdout)
