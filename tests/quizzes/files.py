"""Files of `course/quizzes` as authors write them, for folders of notes that are made for a test."""

import json
from pathlib import Path
from typing import Any

# JSON is YAML too.


def option(text: str, right: bool = False) -> dict[str, Any]:
    return {"id": text, "text": text, "right": right, "why": f"Because it is {text}."}


def question(id: str, right: str = "alpha", **more: Any) -> dict[str, Any]:
    """One choice of three; `more` overrides."""
    options = [option(text, text == right) for text in ("alpha", "beta", "gamma")]
    plain = {"kind": "choice", "difficulty": "easy", "stem": f"Which is {id}?", "explanation": "So it is."}
    return {"id": id, **plain, "options": options, **more}


def write_quiz(folder: Path, slug: str, *questions: dict[str, Any], **more: Any) -> Path:
    path = folder / "course" / "quizzes" / f"{slug}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": slug.title(), "questions": questions} | more, indent=1), encoding="utf-8")
    return path
