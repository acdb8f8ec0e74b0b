"""Errata printed over a lesson: the note's words stay as they are, what is true today stands beside them."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from lessons.rendering.quotes import Hit, Page, find, may_hold

SCREENFUL = 28  # lines of running text
BESIDE = 3  # margin notes beside a screenful
GRAVITY = {"error": 0, "outdated": 1, "imprecise": 2, "typo": 3}

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "lang": "zh-Hans",
        "sign": "勘{n}",
        "name": "勘误 {n}",
        "label": "勘 {n} · {severity}",
        "since": "（{since}）",
        "error": "有误",
        "outdated": "已过时",
        "imprecise": "不准确",
        "typo": "笔误",
        "sources": "出处：",
        "comma": "、",
        "more": "更多勘误（{n}）",
        "one_more": "更多勘误（1）",
    },
    "en": {
        "lang": "en",
        "sign": "{n}",
        "name": "Erratum {n}",
        "label": "Note {n} · {severity}",
        "since": " (since {since})",
        "error": "wrong",
        "outdated": "outdated",
        "imprecise": "imprecise",
        "typo": "typo",
        "sources": "Source: ",
        "comma": ", ",
        "more": "{n} more errata",
        "one_more": "1 more erratum",
    },
}

# What comes first where several things are put at one place of the HTML.
CLOSE, REFERENCE, NOTE, OPEN = range(4)


@dataclass(frozen=True, slots=True)
class MarginNote:
    """An erratum in the language of the page. `quotes` are exact strings of the Markdown source."""

    name: str
    quotes: tuple[str, ...]
    severity: str
    text: str
    since: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotated:
    """`order`: names in reading order, numbered from `start`; `shown`: those whose margin note stands on the
    page; `missing`: names of which no quote occurs here; `found`: every (name, quote) that does."""

    title_html: str
    html: str
    order: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    note: MarginNote
    number: int
    hits: tuple[Hit, ...]

    @property
    def line(self) -> float:
        return self.hits[0].line


def annotate(
    title_html: str, html: str, notes: Sequence[MarginNote], *, language: str, slug: str = "", start: int = 1
) -> Annotated:
    """Marks the quotes of `notes` in safe HTML, with a reference after each and the notes beside their blocks.

    At most three notes stand beside a screenful, the gravest; the rest of it is one link to the list of errata,
    of the lesson `slug` where there is one.
    """
    hits, found = _find(title_html, html, notes)
    missing = tuple(note.name for note in notes if note.name not in hits)
    if not hits:
        return Annotated(title_html, html, missing=missing)
    ordered = sorted((note for note in notes if note.name in hits), key=lambda note: hits[note.name][0].order)
    placed = [Placed(note, number, hits[note.name]) for number, note in enumerate(ordered, start)]
    shown = choose(placed)
    standing = set(shown)
    title, body = _Edition(title_html), _Edition(html)
    printer = _Printer(WORDS["zh" if language.startswith("zh") else "en"], slug)
    for item in placed:
        for hit in item.hits:
            edition = title if hit.in_title else body
            edition.mark(hit, item.note)
            edition.put(hit.reference_at, REFERENCE, printer.reference(item, hit, item in standing))
        if item in standing:
            body.put(item.hits[0].note_at, NOTE, printer.note(item))
    for group in screenfuls([item for item in placed if item not in standing]):
        body.put(group[0].hits[0].note_at, NOTE, printer.more(group))
    return Annotated(
        title.printed(),
        body.printed(),
        tuple(item.note.name for item in placed),
        tuple(item.note.name for item in shown),
        missing,
        tuple(found),
    )


def _find(
    title_html: str, html: str, notes: Sequence[MarginNote]
) -> tuple[dict[str, tuple[Hit, ...]], list[tuple[str, str]]]:
    pairs = [(note.name, quote) for note in notes for quote in note.quotes]
    maybe = may_hold(f"{title_html}\n{html}", [quote for _, quote in pairs])
    if not any(maybe):
        return {}, []
    title, body = Page(title_html), Page(html)
    hits: dict[str, list[Hit]] = defaultdict(list)
    found = []
    for (name, quote), possible in zip(pairs, maybe, strict=True):
        hit, in_title = find(title, body, quote) if possible else (None, False)
        if hit:
            hits[name].append(replace(hit, in_title=True, note_at=0, line=0) if in_title else hit)
            found.append((name, quote))
    return {name: tuple(sorted(some, key=lambda hit: hit.order)) for name, some in hits.items()}, found


def choose(placed: Sequence[Placed]) -> list[Placed]:
    """The notes to show: gravest first, so long as no screenful gets more than three; in reading order."""
    lines: list[float] = []
    chosen = []
    for item in sorted(placed, key=lambda item: (GRAVITY.get(item.note.severity, 9), item.number)):
        tried = list(lines)
        insort(tried, item.line)
        place = bisect_left(tried, item.line)
        near = range(max(place - BESIDE, 0), min(place + BESIDE, len(tried) - BESIDE))
        if all(tried[n + BESIDE] - tried[n] >= SCREENFUL for n in near):
            lines = tried
            chosen.append(item)
    return sorted(chosen, key=lambda item: item.number)


def screenfuls(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Groups of notes, each within one screenful."""
    groups: list[list[Placed]] = []
    for item in placed:
        if groups and item.line - groups[-1][0].line < SCREENFUL:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


class _Edition:
    """HTML with things put into it; the HTML itself is never changed."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.puts: list[tuple[int, int, str]] = []
        self.marks: list[tuple[int, int, str]] = []  # from, to, opening tag

    def put(self, at: int, layer: int, text: str) -> None:
        self.puts.append((at, layer, text))

    def mark(self, hit: Hit, note: MarginNote) -> None:
        tag = f'<mark class="erratum {escape(note.severity)}" data-erratum="{escape(note.name)}">'
        self.marks.extend((start, end, tag) for start, end in hit.ranges)

    def printed(self) -> str:
        edges = sorted({edge for start, end, _ in self.marks for edge in (start, end)})
        for start, end, tag in self.marks:
            inside = edges[bisect_left(edges, start) : bisect_right(edges, end)]
            for opened, closed in pairwise(inside):
                self.put(opened, OPEN, tag)
                self.put(closed, CLOSE, "</mark>")
        parts, place = [], 0
        for at, _, text in sorted(self.puts, key=lambda put: put[:2]):
            parts += [self.html[place:at], text]
            place = at
        return "".join([*parts, self.html[place:]])


@dataclass(frozen=True, slots=True)
class _Printer:
    words: Mapping[str, str]
    slug: str

    def reference(self, item: Placed, hit: Hit, shown: bool) -> str:
        """Inside code the sign is left to the style sheet (`data-sign`), so that it is never copied with it."""
        sign = self.words["sign"].format(n=item.number)
        href = f"#erratum-{item.note.name}" if shown else self._list(item)
        start = f'<a class="ref" href="{escape(href)}" lang="{self.words["lang"]}" aria-label="{self._name(item)}"'
        return f'{start} data-sign="{sign}"></a>' if hit.in_pre else f"{start}><sup>{sign}</sup></a>"

    def note(self, item: Placed) -> str:
        note, words = item.note, self.words
        since = words["since"].format(since=note.since) if note.since else ""
        severity = words.get(note.severity, note.severity)
        label = words["label"].format(n=item.number, severity=severity) + since
        return (
            f'<aside class="overprint {escape(note.severity)}" id="erratum-{escape(note.name)}" role="note"'
            f' lang="{words["lang"]}" aria-label="{self._name(item)}">'
            f"<b>{escape(label)}</b><p>{escape(note.text, quote=False)}</p>{self._sources(note)}</aside>"
        )

    def more(self, group: Sequence[Placed]) -> str:
        text = self.words["more" if len(group) > 1 else "one_more"].format(n=len(group))
        return (
            f'<aside class="overprint more" role="note" lang="{self.words["lang"]}">'
            f'<a href="{escape(self._list(group[0]))}">{text}</a></aside>'
        )

    def _name(self, item: Placed) -> str:
        return self.words["name"].format(n=item.number)

    def _list(self, item: Placed) -> str:
        return f"/errata/{f'?lesson={self.slug}' if self.slug else ''}#{item.note.name}"

    def _sources(self, note: MarginNote) -> str:
        hosts: list[str] = []
        links = []
        for source in note.sources:
            host = urlsplit(source).netloc.removeprefix("www.")
            hosts.append(host)
            again = f" ({hosts.count(host)})" if hosts.count(host) > 1 else ""
            links.append(f'<a href="{escape(source)}" rel="noopener noreferrer">{escape(host)}{again}</a>')
        return f"<small>{self.words['sources']}{self.words['comma'].join(links)}</small>" if links else ""
