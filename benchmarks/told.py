"""How a measurement is handed on: a line of JSON on standard output, as soon as it is there, so that what follows cannot lose it."""

from __future__ import annotations

import json


def tell(**values: object) -> None:
    """Prints one measurement. `equal`, where it is given, says whether an equality that must hold does hold."""
    print(json.dumps(values, ensure_ascii=False), flush=True)
