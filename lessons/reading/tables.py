"""Tables whose head says that they explain names."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from .blocks import Line
from .inline import plain
from .names import is_pointer, is_scalar, may_be_term
from .note import Term

_NAMES = frozenset(
    """term terms name concept component object objects resource word abbreviation acronym keyword kind
    术语 概念 名称 名词 名字 组件 组件名 组件名称 对象 资源 资源对象 资源类型 模块 缩写 简称 词汇 关键字 角色
    模式 类型 插件 控制器 状态""".split()  # noqa: SIM905
)
_TEXTS = frozenset(
    """definition description meaning explanation purpose role function what
    说明 解释 描述 作用 含义 定义 功能 用途 介绍 简介 职责 释义 意义 详解 功能说明 作用说明 功能描述""".split()  # noqa: SIM905
)


def table_terms(lines: Sequence[Line], group_above: Callable[[int], str]) -> Iterator[Term]:
    for rows in _tables(lines):
        head = [plain(cell).lower().strip(" :：") for cell in cells(rows[0].content)]
        name, text = _column(head, _NAMES), _column(head, _TEXTS)
        if 2 <= len(head) <= 3 and name is not None and text is not None:
            found = [_term(row, name, text, group_above(rows[0].number)) for row in rows[2:]]
            yield from _if_explained(found)


def _tables(lines: Sequence[Line]) -> Iterator[list[Line]]:
    rows: list[Line] = []
    for line in lines:
        if line.kind == "table":
            rows = [] if line.opens else rows
            rows.append(line)
            if line.closes:
                yield rows


def cells(row: str) -> list[str]:
    """Cut at the `|` that no backslash stands before."""
    row = row.strip(" \t").removeprefix("|")
    found = [""]
    for part in row.split("|"):
        if found[-1].endswith("\\"):
            found[-1] = found[-1][:-1] + "|" + part
        else:
            found.append(part)
    if len(found) > 2 and not found[-1].strip():
        found.pop()
    return [cell.strip() for cell in found[1:]]


def _column(head: Sequence[str], words: frozenset[str]) -> int | None:
    return next((at for at, cell in enumerate(head) if cell in words), None)


def _term(row: Line, name: int, text: int, group: str) -> Term | None:
    values = cells(row.content)
    if max(name, text) >= len(values) or not values[text]:
        return None
    return Term(plain(values[name]), group, row.number, row.number, values[text], "table")


def _if_explained(rows: Sequence[Term | None]) -> Iterator[Term]:
    """Those that are terms, if most of the rows are."""
    times = Counter(term.name for term in rows if term)
    good = [
        term
        for term in rows
        if term and times[term.name] == 1 and may_be_term(term.name, marked=True) and not is_pointer(term.text)
    ]
    values = sum(is_scalar(term.text) for term in good)
    if len(good) > 1 and len(good) * 2 > len(rows) and values * 2 <= len(good):
        yield from good
