"""Questions that nobody wrote: from the terms of a note, which of them is meant and what each one does.

A term is asked about only where its description says enough without its name. The options come from its own group
first, then from the same note; with fewer than three that can be told apart nothing is asked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from zlib import crc32

from lessons.diagrams.shapes import Text

LEAST, MOST = 3, 4  # options
REACH = 12  # terms before and after
LEAST_IN_SET, MOST_IN_SET = 3, 6
SHORTEST, LONGEST = 4, 160  # characters of a description
GAP = "＿＿"
NAME_IN_ROLE = Text("这段说明讲的是哪一个？", "Which one is this about?")
ROLE_OF_NAME = Text("哪一句说的是 `{}`？", "Which of these is said of `{}`?")
MATCH = Text("给每段说明找到它的名字。", "Find the name for each description.")
THIS_IS = Text("这说的是 {}。", "That is said of {}.")
NOTE_SAYS = Text("笔记：{}", "The notes: {}")
OF = ("name", "role")  # what a question asks for
_PARTS = re.compile(r"[/、,，|]| or | and |或|和")
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[^\W\d_A-Za-z]+")
_SENTENCE = re.compile(r"[。！？；;]|[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A term as the notes have it; `id` is that of its row."""

    id: int
    name: str
    group: str
    text: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A question: `spec` as a YAML file would have it. `term` is the id of the term that it is about, or the first."""

    key: str
    kind: str
    spec: dict[str, Any]
    stem: Text
    explanation: Text
    tags: tuple[str, ...]
    term: int


@dataclass(frozen=True, slots=True)
class _Role:
    """A term that can be asked about: `said` is its description with its name taken out, `folded` that without gaps
    and case, `ways` how its name may be written, `names` these without case."""

    term: TermFacts
    said: str
    folded: str
    ways: tuple[str, ...]
    names: frozenset[str]


def derive(terms: Sequence[TermFacts]) -> list[Derived]:
    """The questions that the terms of one note give: for each the name for its description and the description for its
    name, and for each group sets to be matched."""
    note = _Note(usable(terms))
    found: list[Derived] = []
    for role in note.roles:
        found += [question for question in (_name_of(role, note), _role_of(role, note)) if question]
    for members in note.groups.values():
        found += [_set(part) for part in _parts(members)]
    return found


def count(terms: Sequence[TermFacts]) -> int:
    """How many questions `derive` would make."""
    note = _Note(usable(terms))
    asked = sum(len(list(islice(note.fitting(role, of), LEAST - 1))) == LEAST - 1 for role in note.roles for of in OF)
    return asked + sum(len(_parts(members)) for members in note.groups.values())


class _Note:
    """Which terms stand near which; far ones would be easy to tell apart, and looking at all takes too long."""

    def __init__(self, roles: Sequence[_Role]) -> None:
        self.roles = roles
        self.groups: dict[str, list[_Role]] = {}
        self.places: dict[int, tuple[int, int]] = {}
        for number, role in enumerate(roles):
            group = self.groups.setdefault(role.term.group, [])
            self.places[role.term.id] = (number, len(group))
            group.append(role)

    def near(self, role: _Role) -> list[_Role]:
        """Others of its group."""
        group, (_, place) = self.groups[role.term.group], self.places[role.term.id]
        return [other for other in group[max(0, place - REACH) : place + REACH] if other is not role]

    def far(self, role: _Role) -> list[_Role]:
        """Others of the note, of other groups."""
        number, _ = self.places[role.term.id]
        around = self.roles[max(0, number - 2 * REACH) : number + 2 * REACH]
        return [other for other in around if other.term.group != role.term.group]

    def fitting(self, role: _Role, of: str) -> Iterator[_Role]:
        """Wrong options, nearest first. `of` is what is asked for, a "name" or a "role"."""
        return (other for part in (self.near, self.far) for other in part(role) if _fits(role, other, of))

    def options(self, role: _Role, of: str) -> list[_Role]:
        """The right one and enough wrong ones, or none: from its own group, and from the rest of the note where that
        has too few. They are always the same, but others for each term."""
        near, far = ([o for o in part(role) if _fits(role, o, of)] for part in (self.near, self.far))
        wanted = min(MOST, max(LEAST, len(self.groups[role.term.group]))) - 1
        wrong = [other for part in (near, far) for other in sorted(part, key=lambda other: _chance(role, other))][
            :wanted
        ]
        return sorted([role, *wrong], key=lambda of: of.term.id) if len(wrong) >= LEAST - 1 else []


def _chance(role: _Role, other: _Role) -> int:
    return crc32(f"{role.term.id}-{other.term.id}".encode())


def usable(terms: Sequence[TermFacts]) -> list[_Role]:
    """Those that say enough without their name, and something that no other one says."""
    roles = [_role(term) for term in terms if _same(term.name)]
    names = Counter(_same(term.name) for term in terms)
    said = Counter(_same(role.folded) for role in roles)
    return [
        role
        for role in roles
        if names[_same(role.term.name)] == 1 and said[_same(role.folded)] == 1 and len(_same(role.folded)) >= SHORTEST
    ]


def _role(term: TermFacts) -> _Role:
    ways = _ways_to_say(term.name)
    said = masked(ways, _shortened(term.text))
    return _Role(term, said, said.replace(GAP, " ").casefold(), ways, frozenset(way.casefold() for way in ways))


def masked(ways: Iterable[str], text: str) -> str:
    """`text` with a gap for each of the `ways` to write a name."""
    for way in ways:
        # Looking first is cheap, and most texts do not say the name at all.
        if way.casefold() in text.casefold():
            text = _pattern(way).sub(GAP, text)
    return text


def _mentions(folded: str, ways: Iterable[str]) -> bool:
    return any(way.casefold() in folded and _pattern(way).search(folded) for way in ways)


@lru_cache(1000)
def _pattern(way: str) -> re.Pattern[str]:
    """`way` as a word of its own; a plural counts."""
    start = r"(?<![A-Za-z0-9])" if way[0].isascii() else ""
    end = r"(?:e?s)?(?![A-Za-z0-9])" if way[-1].isascii() else ""
    return re.compile(start + re.escape(way) + end, re.IGNORECASE)


@lru_cache(10_000)
def _ways_to_say(name: str) -> tuple[str, ...]:
    """`name`, each part of it that stands for itself (`ConfigMap/Secret`), both also written otherwise (`Replica Set`,
    `ReplicaSet`), and their initials (`RC` for Replication Controller); the longest first."""
    ways = set()
    for part in [name, *_PARTS.split(_ASIDE.sub("", name)), *_inside(name)]:
        words = _WORDS.findall(part)
        ways |= {part.strip(), "".join(words), " ".join(words), "-".join(words)}
        initials = "".join(word[0] for word in words if word[0].isascii()).upper()
        if len(initials) > 1:
            ways.add(initials)
    # A letter that is only a part of a name is no name.
    kept = {way.casefold(): way for way in ways if len(way) > 1 or (way and not way.isascii()) or way == name.strip()}
    kept.pop("", None)
    return tuple(sorted(kept.values(), key=lambda way: (-len(way), way)))


def _inside(name: str) -> list[str]:
    return [aside[1:-1] for aside in _ASIDE.findall(name)]


def _same(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _shortened(text: str) -> str:
    """The first sentences, as many as fit; of one that is too long as much as fits."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text) if SHORTEST < found.end() <= LONGEST]
    return text[: ends[-1]] if ends else f"{text[:LONGEST].rstrip()}…"


def _fits(role: _Role, other: _Role, of: str) -> bool:
    """Not where the wrong option would be right too, or names what is asked for."""
    if not role.names.isdisjoint(other.names):
        return False
    return not (_mentions(role.folded, other.ways) if of == "name" else _mentions(other.folded, role.ways))


def _name_of(role: _Role, note: _Note) -> Derived | None:
    options = [
        {"id": f"t{of.term.id}", "text": of.term.name, "right": of is role, "why": of.term.text}
        for of in note.options(role, "name")
    ]
    stem = Text(f"{NAME_IN_ROLE.zh}\n\n{role.said}", f"{NAME_IN_ROLE.en}\n\n{role.said}")
    return _derived(role, "name", options, stem) if options else None


def _role_of(role: _Role, note: _Note) -> Derived | None:
    options = [
        {"id": f"t{of.term.id}", "text": of.said, "right": of is role, "why": _both(THIS_IS, of.term.name)}
        for of in note.options(role, "role")
    ]
    stem = _text(ROLE_OF_NAME, role.term.name.replace("`", ""))
    return _derived(role, "role", options, stem) if options else None


def _parts(members: Sequence[_Role]) -> list[Sequence[_Role]]:
    """Sets of about the same size, none too large to look over."""
    members = members[: MOST_IN_SET * REACH]
    fitting = [role for role in members if all(_fits(role, other, "name") for other in members if other is not role)]
    if len(fitting) < LEAST_IN_SET:
        return []
    number = -(-len(fitting) // MOST_IN_SET)
    return [fitting[n * len(fitting) // number : (n + 1) * len(fitting) // number] for n in range(number)]


def _set(members: Sequence[_Role]) -> Derived:
    pairs = [
        {
            "id": f"t{role.term.id}",
            "left": role.said,
            "right": role.term.name,
            "why": role.term.text,
        }
        for role in members
    ]
    return Derived(
        key=f"group-{members[0].term.id}",
        kind="matching",
        spec={"pairs": pairs},
        stem=MATCH,
        explanation=Text(),
        tags=tuple(role.term.name for role in members),
        term=members[0].term.id,
    )


def _derived(role: _Role, what: str, options: list[dict[str, Any]], stem: Text) -> Derived:
    return Derived(
        key=f"term-{role.term.id}-{what}",
        kind="choice",
        spec={"options": options},
        stem=stem,
        explanation=_text(NOTE_SAYS, role.term.text),
        tags=(role.term.name,),
        term=role.term.id,
    )


def _text(words: Text, what: str) -> Text:
    return Text(words.zh.format(what), words.en.format(what))


def _both(words: Text, what: str) -> dict[str, str]:
    return {"zh": words.zh.format(what), "en": words.en.format(what)}
