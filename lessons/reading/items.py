"""The list items of a stretch of lines, as a tree."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .blocks import Line


@dataclass(slots=True)
class Item:
    """`at` and `end` are positions of the item's first and last line in the stretch; `parent` the item it lies in."""

    line: Line
    at: int
    end: int
    parent: "Item | None"

    @property
    def offset(self) -> int:
        return self.line.containers[-1]


@dataclass(slots=True)
class ItemList:
    """Items that follow each other at one depth, with the same kind of marker."""

    parent: Item | None
    items: list[Item] = field(default_factory=list)


def item_lists(lines: Sequence[Line]) -> list[ItemList]:
    """In the order of their first items. Of `- - x` only the inner item counts."""
    found: list[ItemList] = []
    open_lists: list[ItemList] = []  # outermost first; the last item of each is still open
    for at, line in enumerate(lines):
        depth = len(line.containers)
        while open_lists and _ends(open_lists[-1], line, depth):
            open_lists.pop()
        if line.item and depth:
            _add(line, at, open_lists, found)
        if line.kind != "blank" or line.item:
            for item_list in open_lists:
                item_list.items[-1].end = at
    return found


def _ends(item_list: ItemList, line: Line, depth: int) -> bool:
    first = item_list.items[0].line
    own = len(first.containers)
    if depth != own:
        return depth < own
    return line.quote != first.quote or (line.item and _kind(line) != _kind(first))


def _kind(line: Line) -> str:
    return line.marker[-1:]


def _add(line: Line, at: int, open_lists: list[ItemList], found: list[ItemList]) -> None:
    depth = len(line.containers)
    if not open_lists or len(open_lists[-1].items[0].line.containers) < depth:
        parent = open_lists[-1].items[-1] if open_lists else None
        open_lists.append(ItemList(parent))
        found.append(open_lists[-1])
    item_list = open_lists[-1]
    item_list.items.append(Item(line, at, at, item_list.parent))
