"""The page on which every condition of an image pull can be changed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from quizzes.scenarios import texts
from quizzes.scenarios.conditions import VALUES, Conditions
from quizzes.scenarios.question import SOURCES, tell
from quizzes.scenarios.table import DEFAULTS, rows


def explored(posted: Mapping[str, str], language: str) -> dict[str, Any]:
    conditions = Conditions.read(posted)
    told = tell(conditions)
    right = next(offer for offer in told.offers if offer.right)
    return {
        "conditions": conditions.as_dict(),
        "fields": [_field(name, conditions, language) for name in VALUES],
        "scene": [
            {"title": panel.title.to(language), "lines": [line.to(language) for line in panel.lines]}
            for panel in told.scene
        ],
        "runs": right.id in ("uses", "same", "pulls"),
        "outcome": right.text.to(language),
        "why": right.why.to(language),
        "asked": texts.ASKED[told.result.outcome.asked if told.result.outcome else "nothing"].to(language),
        "steps": [step.to(language) for step in told.steps],
        "advice": told.advice.to(language),
        "rows": [_row(row, found.answer, conditions, language) for row, found in rows()],
        "defaults": [(one.named.to(language), one.image, one.policy) for one in DEFAULTS],
        "sources": SOURCES,
    }


def _field(name: str, conditions: Conditions, language: str) -> dict[str, Any]:
    chosen = getattr(conditions, name)
    return {
        "name": name,
        "label": texts.NAMES[name].to(language),
        "values": [
            (value, texts.VALUE_TEXTS[name][value].to(language).replace("`", ""), value == chosen)
            for value in VALUES[name]
        ],
    }


def _row(row: Conditions, answer: str, conditions: Conditions, language: str) -> dict[str, Any]:
    plain = Conditions()
    told = ["node", *(name for name in VALUES if name not in ("policy", "node"))]
    said = [name for name in told if name == "node" or getattr(row, name) != getattr(plain, name)]
    return {
        "query": urlencode(row.as_dict()),
        "here": row == conditions,
        "policy": texts.VALUE_TEXTS["policy"][row.policy].to(language),
        "conditions": [
            (texts.NAMES[name].to(language), texts.VALUE_TEXTS[name][getattr(row, name)].to(language)) for name in said
        ],
        "answer": texts.SHORT[answer].to(language),
        "runs": answer in ("uses", "same", "pulls"),
    }
