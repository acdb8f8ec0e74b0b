"""Files of `course/checklists` as authors write them, and notes with something to install, made for a test."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# JSON is YAML too.


def step(id: str, command: str = "ls", **more: Any) -> dict[str, Any]:
    """A step of a walkthrough that stands alone."""
    return {"id": id, "title": id.title(), "why": f"Because of {id}.", "parts": [{"command": command}]} | more


def failure(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "symptom": f"{id} is seen", "cause": "It broke.", "fix": f"Mend {id}."} | more


def write_checklist(folder: Path, name: str, *steps: dict[str, Any], **more: Any) -> Path:
    """With `section` among `more` a companion to what the notes have, else one that stands alone."""
    path = folder / "course" / "checklists" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    own = {} if "section" in more else {"title": name.title(), "about": f"All about {name}."}
    path.write_text(json.dumps(own | {"steps": steps} | more, indent=1), encoding="utf-8")
    return path


def install(*steps: tuple[str, Sequence[str]], title: str = "Installation") -> str:
    """A note with a section of that title; each step is a heading and its commands."""
    blocks = (
        f"### {heading}\n\n```sh\n" + "".join(f"{command}\n" for command in commands) + "```\n"
        for heading, commands in steps
    )
    return f"# Cluster\n\n## Parts\n\nWords.\n\n## {title}\n\n" + "\n".join(blocks)
