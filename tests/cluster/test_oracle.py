"""The cluster against recordings of a real one; see oracle/README.md."""

import importlib.util
import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "oracle"
PROJECT = Path(__file__).parents[2]
FLOOR = json.loads((HERE / "floor.json").read_text())
SPEC = importlib.util.spec_from_file_location("compare", HERE / "compare.py")
assert SPEC
assert SPEC.loader
compare = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(compare)


@pytest.mark.parametrize("scenario", sorted(path.stem for path in (HERE / "traces").glob("*.json")))
def test_as_much_agrees_with_the_recording_as_did_before(scenario: str) -> None:
    trace = json.loads((HERE / "traces" / f"{scenario}.json").read_text())
    outcomes, events = compare.replay(trace, PROJECT)
    same = sum(
        compare.outcome(step["cmd"], step, trace) == compare.outcome(step["cmd"], answer, trace)
        for step, answer in outcomes
    )
    wanted = compare.events_of(trace)
    agreeing = sum((wanted & events).values())
    superfluous = sum((events - wanted).values())
    floor = FLOOR[scenario]
    assert same >= floor["commands"]
    assert agreeing >= floor["events"]
    assert superfluous <= floor["superfluous"]
