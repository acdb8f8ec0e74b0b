"""Terms: the names that a section explains, in a list, a table or a definition list."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from .blocks import Line
from .groups import group_name
from .inline import plain
from .items import Item, ItemList, item_lists
from .names import LONGEST, is_advice, is_label, is_pointer, is_scalar, may_be_term
from .note import Heading, Term
from .tables import table_terms

_SEPARATOR = r"(?:[:：](?!//)|—+|–|－|-(?=\s))\s*"
_AFTER_MARKED = re.compile(rf"\s*(?:[（(][^()（）]{{1,40}}[)）]\s*)?{_SEPARATOR}")
_IN_PLAIN = re.compile(r"\s*(?::(?=\s|[^\x00-\x7f]|$)|：|——?|\s[–-](?=\s))\s*")
_SEQUENCE = re.compile(r"流程|步骤|过程|顺序|阶段|\b(?:steps?|process|workflow|flow|sequence|lifecycle|phases)\b", re.I)
_SIGNS = (":", "：", "—", " – ", " - ")  # one of them is in every separator
_MARK = re.compile(r"\*{1,3}|_{1,3}|`+")
_TASK = re.compile(r"\[[ xX]\]\s")
_BREAKS = ("<br>", "<br/>", "<br />")
_IMAGES = re.compile(r"(?:!\[[^\[\]]*\]\([^()]*\)\s*)+")
_LONGEST_TITLE = 30  # characters of an item's title that can name a group; what is longer is a sentence


class _Candidate(NamedTuple):
    item: Item
    name: str
    text: str
    marked: bool


def terms(lines: Sequence[Line], title: str, headings: Sequence[Heading]) -> tuple[Term, ...]:
    """The terms of a section's `lines`, in their order. `title` is the section's, `headings` those within it."""
    section = _Section(lines, title, headings)
    found = [*_list_terms(section), *table_terms(lines, section.heading_above), *_definition_terms(section)]
    return tuple(sorted(found, key=lambda term: term.line))


@dataclass(frozen=True, slots=True)
class _Section:
    lines: Sequence[Line]
    title: str
    headings: Sequence[Heading]

    def heading_above(self, number: int) -> str:
        above = [heading.title for heading in self.headings if heading.line < number]
        return above[-1] if above else self.title


def _list_terms(section: _Section) -> Iterator[Term]:
    for item_list in item_lists(section.lines):
        candidates = _candidates(section, item_list)
        accepted = [candidate for candidate in candidates if _is_term(candidate)]
        if not _are_terms(accepted, candidates, len(item_list.items)):
            continue
        title = _title_above(section, item_list)
        if not (item_list.items[0].line.ordered and _SEQUENCE.search(title)):
            group = group_name(title, [candidate.name for candidate in accepted])
            for candidate in accepted:
                yield _term(section, candidate, group)


def _candidates(section: _Section, item_list: ItemList) -> list[_Candidate]:
    if len(item_list.items) < 2:
        return []
    found = [candidate for item in item_list.items if (candidate := _candidate(section, item))]
    times = Counter(candidate.name for candidate in found)
    return [candidate for candidate in found if times[candidate.name] == 1]


def _candidate(section: _Section, item: Item) -> _Candidate | None:
    if item.line.kind not in ("text", "definition"):
        return None
    split = split_name(item.line.content)
    if split is None:
        return None
    name, text, marked = split
    below = section.lines[item.at + 1 : item.end + 1]
    if not text and (not below or below[0].item or below[0].kind != "text"):
        return None  # a mere title of what is nested in the item
    return _Candidate(item, name, text, marked)


def split_name(content: str) -> tuple[str, str, bool] | None:
    """`**Name:** text` and its like as plain name, Markdown text, and whether the name is marked as one."""
    content = content.strip()
    if not content or content[0] == "[" or _TASK.match(content):
        return None
    mark = _MARK.match(content)
    if mark:
        return _marked_name(content, mark[0])
    head = content[: LONGEST + 2]
    if not any(sign in head for sign in _SIGNS):
        return None
    separator = _IN_PLAIN.search(head)
    if not separator or any(sign in content[: separator.start()] for sign in "[<`*"):
        return None
    return plain(content[: separator.start()]), content[separator.end() :], False


def _marked_name(content: str, mark: str) -> tuple[str, str, bool] | None:
    end = content.find(mark, len(mark), LONGEST + 20)
    if end < 0:
        return None
    inner, rest = content[len(mark) : end].strip(), content[end + len(mark) :]
    if "](" in inner:
        return None
    if inner.endswith((":", "：")):
        return plain(inner[:-1]), rest.strip(), True
    separator = _AFTER_MARKED.match(rest)
    if not separator:
        return None
    name = inner if mark[0] == "`" else plain(inner)
    return name, rest[separator.end() :].strip(), True


def _is_term(candidate: _Candidate) -> bool:
    return may_be_term(candidate.name, marked=candidate.marked) and not (candidate.text and is_pointer(candidate.text))


def _are_terms(good: list[_Candidate], candidates: list[_Candidate], items: int) -> bool:
    """Judges a list as a whole: most of its items must be terms, and they must be explained, not set to values."""
    if len(good) < 2 or sum(is_advice(candidate.name) for candidate in candidates) * 3 > len(candidates):
        return False
    values = sum(bool(candidate.text) and is_scalar(candidate.text) for candidate in good)
    marked = sum(candidate.marked for candidate in good) * 2 > len(good)
    remarks = sum(is_label(candidate.name) for candidate in candidates)
    return values * 2 <= len(good) and len(good) >= (items - remarks) * (0.6 if marked else 0.8)


def _title_above(section: _Section, item_list: ItemList) -> str:
    parent = item_list.parent.line if item_list.parent else _numbered_title(section, item_list)
    if parent is not None and parent.kind == "text":
        split = split_name(parent.content)
        title = split[0] if split and split[1] else plain(parent.content).rstrip(" :：")
        if title and len(title) <= _LONGEST_TITLE:
            return title
    return section.heading_above(item_list.items[0].line.number)


def _numbered_title(section: _Section, item_list: ItemList) -> Line | None:
    """The `1. title` right above: bullets indented by two do not lie in it, though their author means them to."""
    at = item_list.items[0].at
    above = section.lines[at - 1] if at else None
    return above if above and above.item and above.ordered else None


def _term(section: _Section, candidate: _Candidate, group: str) -> Term:
    item = candidate.item
    below = section.lines[item.at + 1 : item.end + 1]
    text = "\n".join([candidate.text, *(_dedented(line, item.offset) for line in below)])
    end_line = section.lines[item.end].number
    return Term(candidate.name, group, item.line.number, end_line, tidy(text))


def _dedented(line: Line, offset: int) -> str:
    """The line without the indent of the item with that content offset, its inner list markers kept."""
    inner = [column for column in line.containers if column > offset]
    if not inner:
        return line.content
    marker = f"{line.marker} " if line.item else ""
    return " " * (inner[-1] - offset - len(marker)) + marker + line.content


def tidy(text: str) -> str:
    """Without the line breaks and the pictures at the end: they stand between this explanation and what follows."""
    rest = text.strip()
    while True:
        head, _, last = rest.rpartition("\n")
        if rest.lower().endswith(_BREAKS):
            rest = rest[: rest.rfind("<")].rstrip()
        elif last.startswith("![") and _IMAGES.fullmatch(last):
            rest = head.rstrip()
        else:
            return rest


def _definition_terms(section: _Section) -> Iterator[Term]:
    lines = section.lines
    for is_definition, group in groupby(range(len(lines)), lambda at: lines[at].kind == "definition"):
        positions = list(group)
        if is_definition and (term := _definition(section, positions[0], positions[-1])):
            yield term


def _definition(section: _Section, first: int, last: int) -> Term | None:
    lines = section.lines
    head = first - 2 if first > 1 and lines[first - 1].kind == "blank" else first - 1
    if head < 0 or lines[head].kind != "text" or lines[head].containers != lines[first].containers:
        return None
    name = plain(lines[head].content)
    if not may_be_term(name, marked=True):
        return None
    text = "\n".join(line.content.strip().removeprefix(":").strip() for line in lines[first : last + 1])
    title = section.heading_above(lines[head].number)
    return Term(name, title, lines[head].number, lines[last].number, tidy(text), "definition")
