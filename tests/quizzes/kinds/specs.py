"""Questions of each kind as their authors write them, and forms as browsers and strangers send them."""

from lessons.course.table import Source, Table
from lessons.course.yamlfile import load
from quizzes.kinds import KINDS, Kind
from quizzes.kinds.base import Incomplete, Posted

CHOICE = """\
options:
  - {text: etcd, why: It keeps what others write.}
  - {text: API server, right: true, why: Everybody asks it.}
  - {text: kubelet, why: It runs Pods.}
"""
CHOICES = """\
options:
  - {text: etcd, right: true, why: On the control plane.}
  - {text: kubelet, why: On each node.}
  - {text: scheduler, right: true, why: On the control plane too.}
  - {text: kube-proxy, why: On each node too.}
"""
MATCHING = """\
pairs:
  - {left: keeps state, right: etcd}
  - {left: picks a node, right: scheduler, why: It scores them.}
  - {left: runs Pods, right: kubelet}
"""
STRICT = """\
items:
  - {text: etcd}
  - {text: API server, why: It needs etcd.}
  - {text: kubelet}
"""
FREE = """\
items:
  - {id: etcd, text: etcd}
  - {id: api, text: API server, after: etcd}
  - {id: loops, text: controllers, after: [api]}
  - {id: sched, text: scheduler, after: [api]}
"""
FILL_IN = """\
text: kubectl ___ pods -n ___
blanks:
  - answers: [get, describe]
    why: It lists.
    wrong:
      - {answer: list, why: That is crictl's word.}
  - id: space
    answers: kube-system
    case: true
    why: There they run.
"""
LABEL = "diagram: cluster\nnode: scheduler\n" + CHOICE
SCENARIO = "seed: 7\n"
EVERY = {
    "choice": CHOICE,
    "choices": CHOICES,
    "matching": MATCHING,
    "ordering": FREE,
    "fill-in": FILL_IN,
    "label": LABEL,
    "scenario": SCENARIO,
}
# Neither a place nor half of one.
GARBAGE = ["", " ", "-1", "3", "999", "9" * 5000, "1e1", "0x1", "0.0", "²", "①", "None", "0\0", "a", "0,1", "\ufffd"]


def problems(name: str, text: str) -> list[tuple[int, str]]:
    """(line, code) of all that is wrong with a question of the kind `name`, its own keys alone."""
    return _read(name, text)[1]


def parsed(name: str, text: str) -> Kind:
    kind, wrong = _read(name, text)
    assert not wrong
    return kind


def _read(name: str, text: str) -> tuple[Kind, list[tuple[int, str]]]:
    data, lines = load(text, "quiz.yaml")
    source = Source("quiz.yaml", lines)
    table = Table({} if data is None else data, source)
    kind = KINDS[name].parse(table)
    table.done()
    return kind, sorted((problem.line, problem.code) for problem in source.problems)


def is_incomplete(kind: Kind, posted: Posted, order: list[int]) -> bool:
    try:
        kind.read(posted, order)
    except Incomplete:
        return True
    return False
