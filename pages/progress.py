"""What a learner has come to: days, what is known by term, and when the next questions are due."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum

from learners.models import Learner
from quizzes.mastery import CardFacts, topics
from quizzes.models import Day

WEEKS = 24
AHEAD = 7  # days
FULL = (1, 10, 25, 50)  # answers on a day, and how dark each of these makes it
SHOWN = 12  # topics


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar; `depth` is 0 for none, up to 4."""

    date: date
    answered: int
    right: int

    @property
    def depth(self) -> int:
        return sum(self.answered >= least for least in FULL)


def calendar(learner: Learner, today: date) -> list[list[Cell]]:
    """The last weeks, each from Monday on; the last one ends today."""
    start = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    rows = Day.objects.filter(learner=learner, date__gte=start, date__lte=today)
    done = {day: (answered, right) for day, answered, right in rows.values_list("date", "answered", "right")}
    days = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    cells = [Cell(day, *done.get(day, (0, 0))) for day in days]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def due(cards: Iterable[CardFacts], now: datetime) -> int:
    return sum(card.memory.due <= now for card in cards)


def forecast(cards: Iterable[CardFacts], today: date, zone: ZoneInfo) -> list[tuple[date, int]]:
    """How many questions become due on each day from today on; what is overdue is due today."""
    due = Counter(max(today, card.memory.due.astimezone(zone).date()) for card in cards)
    return [(day, due[day]) for day in (today + timedelta(days=n) for n in range(AHEAD))]


def progress(
    learner: Learner, cards: Sequence[CardFacts], now: datetime, zone: ZoneInfo, *, everything: bool
) -> dict[str, Any]:
    today = now.astimezone(zone).date()
    totals = Day.objects.filter(learner=learner).aggregate(answered=Sum("answered"), right=Sum("right"))
    weeks = calendar(learner, today)
    found = topics(cards, now)
    shown = found if everything else found[:SHOWN]
    return {
        "answered": totals["answered"] or 0,
        "share": round(100 * (totals["right"] or 0) / (totals["answered"] or 1)),
        "due": due(cards, now),
        "weeks": weeks,
        "days": sum(cell.answered > 0 for week in weeks for cell in week),
        "since": weeks[0][0].date,
        "ahead": forecast(cards, today, zone),
        "topics": [(topic, round(100 * topic.known)) for topic in shown],
        "hidden": len(found) - len(shown),
    }
