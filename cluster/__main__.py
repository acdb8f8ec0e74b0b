import sys

from .shell.protocol import serve

if __name__ == "__main__":
    if sys.argv[1:] != ["shell"]:
        sys.exit("usage: python -m cluster shell")
    for answer in serve(sys.stdin):
        print(answer, flush=True)
