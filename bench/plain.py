"""What an import is compared with: Python-Markdown and Pygments over the same files, one after another.

python -m bench.plain FOLDER
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import markdown


def render(paths: Iterable[Path]) -> int:
    """Renders each file with one reused converter, as a plain script would; returns the characters made."""
    converter = markdown.Markdown(
        extensions=["extra", "codehilite"], extension_configs={"codehilite": {"guess_lang": False}}
    )
    made = 0
    for path in paths:
        made += len(converter.convert(path.read_text(encoding="utf-8")))
        converter.reset()
    return made


if __name__ == "__main__":
    render(sorted(Path(sys.argv[1]).rglob("*.md")))
