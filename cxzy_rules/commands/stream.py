"""Knows how another program is answered on standard output: UTF-8 whatever the console speaks, line ends as they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any


def send(texts: Iterable[str]) -> None:
    """Writes the texts one after another, as they come. Errors: OSError, where nobody reads on or the disk is full."""
    sys.stdout.flush()
    for text in texts:
        sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def send_json(value: Any) -> None:
    """Writes one value as JSON that a person can read too."""
    send([json.dumps(value, ensure_ascii=False, indent=1), "\n"])
