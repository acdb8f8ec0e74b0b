"""kubectl auth: what one may do, and who one is. Here one may do everything."""

from . import tabs
from .create_access import URL_VERBS, VERBS
from .flags import Parsed, Usage
from .resources import kind_of
from .session import Session


def can_i(session: Session, parsed: Parsed) -> int:
    if parsed["list"]:
        rows = [["*.*", "[]", "[]", "[*]"], ["", "[*]", "[]", "[*]"]]
        headers = [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]]
        session.out.append(tabs.table(rows if parsed["no-headers"] else headers + rows))
        return 0
    if len(parsed.arguments) != 2:
        raise Usage(
            "error: you must specify two arguments: verb resource or verb resource/resourceName.\n"
            "See 'kubectl auth can-i -h' for help and examples."
        )
    verb, what = parsed.arguments
    for doubt in _doubts(parsed, verb, what):
        session.complain(f"Warning: {doubt}\n")
    if not parsed["quiet"]:
        session.print("yes")
    return 0


def _doubts(parsed: Parsed, verb: str, what: str) -> list[str]:
    """What is odd about the question; it is answered all the same."""
    if what.startswith("/"):
        return [] if verb in URL_VERBS else [f"verb '{verb}' is not a known verb"]
    odd = [] if verb in VERBS else [f"verb '{verb}' is not a known verb"]
    word = what.partition("/")[0]
    if word == "*":
        return odd
    try:
        kind = kind_of(word)
    except Usage:
        return [f"the server doesn't have a resource type '{word}'", *odd]
    if kind.namespaced or parsed["all-namespaces"]:
        return odd
    scope = f" in group '{kind.group}'" if kind.group else ""
    return [f"resource '{kind.plural}' is not namespace scoped{scope}", *odd]


def whoami(session: Session, parsed: Parsed) -> int:
    rows = [
        ["ATTRIBUTE", "VALUE"],
        ["Username", "kubernetes-admin"],
        ["Groups", "[system:masters system:authenticated]"],
    ]
    session.out.append(tabs.table(rows))
    return 0


def unknown(session: Session, parsed: Parsed) -> int:
    word = parsed.arguments[0] if parsed.arguments else ""
    raise Usage(f"error: unknown command \"{word}\"\nSee 'kubectl auth -h' for help and examples")
