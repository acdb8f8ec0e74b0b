"""How Chromium is started: Debian's, with nothing but the page on its mind."""

import shutil
from typing import Any

FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync"""
LAUNCH: dict[str, Any] = {"executable_path": shutil.which("chromium"), "args": FLAGS.split()}
