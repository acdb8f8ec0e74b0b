"""Text in columns, as Go's tabwriter sets it: a column is as wide as its widest cell, as long as it goes on."""


def elastic(text: str, minimum: int = 0, padding: int = 2) -> str:
    """Cells end with a tab; the last of a line, which has none, belongs to no column."""
    rows = [line.split("\t") for line in text.split("\n")]
    widths: list[list[int]] = [[0] * len(row) for row in rows]
    _measure(rows, widths, 0, len(rows), 0, minimum, padding)
    lines = []
    for row, wide in zip(rows, widths, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], wide, strict=False)]
        lines.append("".join([*cells, row[-1]]))
    return "\n".join(lines)


def _measure(
    rows: list[list[str]], widths: list[list[int]], start: int, end: int, column: int, minimum: int, padding: int
) -> None:
    row = start
    while row < end:
        if len(rows[row]) - 1 <= column:
            row += 1
            continue
        stop = row
        width = minimum
        while stop < end and len(rows[stop]) - 1 > column:
            width = max(width, len(rows[stop][column]) + padding)
            stop += 1
        for one in range(row, stop):
            widths[one][column] = width
        _measure(rows, widths, row, stop, column + 1, minimum, padding)
        row = stop


def table(*parts: list[list[str]]) -> str:
    """What `kubectl get` prints: three blanks between columns, none after the last."""
    rows = [row for part in parts for row in part]
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) + 3 for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        cells[-1] = row[-1]
        lines.append("".join(cells))
    return "\n".join(lines) + "\n"
