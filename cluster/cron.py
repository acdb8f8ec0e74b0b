"""Cron's five fields -> moments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from .values import whole

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day-of-month", 1, 31), ("month", 1, 12), ("day-of-week", 0, 6))
_NAMES = {
    **{
        name: number
        for number, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    **{name: number for number, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])},
}
_YEARS = 5  # ahead that are searched


class BadSchedule(ValueError):
    pass


@dataclass(frozen=True)
class Schedule:
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def after(self, moment: float, zone: tzinfo = UTC) -> float | None:
        """The first minute after `moment` that fits."""
        at = datetime.fromtimestamp(moment, zone).replace(second=0, microsecond=0) + timedelta(minutes=1)
        limit = at.year + _YEARS
        while at.year <= limit:
            if at.month not in self.months:
                at = (at.replace(day=1, hour=0, minute=0) + timedelta(days=32)).replace(day=1)
            elif not self._fits_day(at):
                at = at.replace(hour=0, minute=0) + timedelta(days=1)
            elif at.hour not in self.hours:
                at = at.replace(minute=0) + timedelta(hours=1)
            elif at.minute not in self.minutes:
                at += timedelta(minutes=1)
            else:
                return at.timestamp()
        return None

    def _fits_day(self, at: datetime) -> bool:
        by_date, by_weekday = at.day in self.days, at.isoweekday() % 7 in self.weekdays
        # Cron's rule: where both are restricted, either will do.
        return by_date and by_weekday if self.any_day or self.any_weekday else by_date or by_weekday


def parse(text: str) -> Schedule:
    words = MACROS.get(text.strip(), text).split()
    if text.strip().startswith("@") and text.strip() not in MACROS:
        raise BadSchedule(f"unrecognized descriptor: {text}")
    if len(words) != len(_FIELDS):
        raise BadSchedule(f"expected exactly 5 fields, found {len(words)}: [{' '.join(words)}]")
    sets = [_field(word, least, most) for word, (_, least, most) in zip(words, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = sets
    return Schedule(minutes, hours, days, months, weekdays, words[2][0] in "*?", words[4][0] in "*?")


def _field(word: str, least: int, most: int) -> frozenset[int]:
    found: set[int] = set()
    for part in word.split(","):
        match = re.fullmatch(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?", part)
        if match is None:
            raise BadSchedule(f'failed to parse int from {part}: strconv.Atoi: parsing "{part}": invalid syntax')
        start, end, step = match.groups()
        first = least if start in "*?" else _number(start)
        last = most if start in "*?" or (step and not end) else _number(end) if end else first
        if first < least:
            raise BadSchedule(f"beginning of range ({first}) below minimum ({least}): {part}")
        if last > most and not (most == 6 and last == 7):
            raise BadSchedule(f"end of range ({last}) above maximum ({most}): {part}")
        if first > last:
            raise BadSchedule(f"beginning of range ({first}) beyond end of range ({last}): {part}")
        if step and int(step) == 0:
            raise BadSchedule(f"step of range should be a positive number: {part}")
        found |= {number % 7 if most == 6 else number for number in range(first, last + 1, int(step or 1))}
    return frozenset(found)


def _number(word: str) -> int:
    if word.lower() in _NAMES:
        return _NAMES[word.lower()]
    number = whole(word, None)
    if number is None:
        raise BadSchedule(f'failed to parse int from {word}: strconv.Atoi: parsing "{word}": invalid syntax')
    return number
