import sys
from argparse import ArgumentParser
from importlib import import_module

BENCHES = {
    "import": "importing",
    "serve": "serving",
    "search": "searching",
    "pages": "pages",
    "answer": "answering",
    "checklists": "following",
    "cluster": "cluster",
}

if __name__ == "__main__":
    parser = ArgumentParser(prog="script/bench", description="Measures, and fails when a target is missed.")
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("--rounds", type=int, help="how often each thing is measured")
    arguments = parser.parse_args()
    options = {"rounds": arguments.rounds} if arguments.rounds else {}
    sys.exit(import_module(f"bench.{BENCHES[arguments.name]}").main(**options))
