"""A SECRET_KEY for local use, made once and kept."""

import os
import secrets
from pathlib import Path


def local_secret_key(path: Path) -> str:
    """Reads the key at `path`; the first process to come makes it, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()
