import signal
import sys
from collections.abc import Iterator
from types import FrameType

try:
    import readline
except ImportError:  # not everywhere
    readline = None  # type: ignore[assignment]

from .shell.interactive import WELCOME, Console, loop
from .shell.protocol import serve


def typed(console: Console) -> Iterator[str]:
    """Lines until the end; Ctrl-C only gives up the one that is being typed."""
    while True:
        try:
            yield input(console.prompt if sys.stdin.isatty() else "")
        except KeyboardInterrupt:
            console.interrupt()
            print("^C")
        except EOFError:
            if sys.stdin.isatty():
                print()
            return


def interactive() -> None:
    console = Console()
    machine = console.cluster.machine

    def interrupted(signum: int, frame: FrameType | None) -> None:
        """While a line is carried out, Ctrl-C stops time between two steps; so the cluster stays whole."""
        if not machine.budget:
            raise KeyboardInterrupt
        machine.budget = 0

    signal.signal(signal.SIGINT, interrupted)
    if readline is not None and sys.stdin.isatty():

        def complete(text: str, state: int) -> str | None:
            found = console.completions(readline.get_line_buffer()[: readline.get_endidx()])
            return f"{found[state]} " if state < len(found) else None

        readline.set_completer_delims(" ")
        readline.set_completer(complete)
        readline.parse_and_bind("tab: complete")
    if sys.stdin.isatty():
        print(WELCOME, end="")
    loop(console, typed(console))


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            interactive()
        case ["shell"]:
            for answer in serve(sys.stdin):
                print(answer, flush=True)
        case _:
            sys.exit("usage: python -m cluster [shell]")
