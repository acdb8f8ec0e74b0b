"""Amounts of resources: 250m, 64Mi, 1e3. Kept as text, counted as whole numbers of thousandths."""

import re
from decimal import Decimal, InvalidOperation

PATTERN = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"
_SUFFIXES: dict[str, Decimal] = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    **{suffix: Decimal(1000) ** power for power, suffix in enumerate(("k", "M", "G", "T", "P", "E"), 1)},
    **{suffix: Decimal(1024) ** power for power, suffix in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), 1)},
}
_SPLIT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-zA-Z]*)((?<=[eE])[-+]?\d+)?")
_MOST = Decimal(2**63 - 1)  # what is more is taken for this
_CACHE: dict[str, int] = {}


class NotAQuantity(ValueError):
    def __init__(self) -> None:
        super().__init__(f"quantities must match the regular expression '{PATTERN}'")


def exact(text: object) -> Decimal:
    match = _SPLIT.fullmatch(str(text))
    if isinstance(text, bool) or match is None:
        raise NotAQuantity
    number, suffix, exponent = match.groups()
    try:
        factor = _SUFFIXES[suffix] if exponent is None else Decimal(10) ** min(int(exponent), 30)
        return max(-_MOST, min(Decimal(number) * factor, _MOST))
    except (KeyError, InvalidOperation):
        raise NotAQuantity from None


def milli(text: object) -> int:
    """Thousandths, rounded up."""
    key = str(text)
    if key not in _CACHE:
        if len(_CACHE) > 4096:
            _CACHE.clear()
        thousandths = exact(text) * 1000
        _CACHE[key] = -int(-thousandths // 1)
    return _CACHE[key]


def normal(text: object) -> str:
    """The canonical form: 1000m is 1, 1024Mi is 1Gi, 0.5 is 500m; binary stays binary."""
    value = exact(text)
    if str(text)[-1:] == "i":
        for suffix in ("Ei", "Pi", "Ti", "Gi", "Mi", "Ki"):
            if value and value % _SUFFIXES[suffix] == 0:
                return f"{int(value / _SUFFIXES[suffix])}{suffix}"
        return str(int(value))
    if value != int(value):
        return f"{-int(-value * 1000 // 1)}m"
    if re.search(r"[eE]", str(text)):
        return str(text) if not str(text).endswith("E") else str(int(value / _SUFFIXES["E"])) + "E"
    for suffix in ("E", "P", "T", "G", "M", "k"):
        if value and value % _SUFFIXES[suffix] == 0:
            return f"{int(value / _SUFFIXES[suffix])}{suffix}"
    return str(int(value))


def spell(thousandths: int, like: str = "") -> str:
    """A sum in the notation of one of its parts."""
    if like.endswith("i"):
        whole = thousandths // 1000
        for suffix in ("Ei", "Pi", "Ti", "Gi", "Mi", "Ki"):
            size = int(_SUFFIXES[suffix])
            if whole and whole % size == 0:
                return f"{whole // size}{suffix}"
        return str(whole)
    return normal(f"{thousandths}m")
