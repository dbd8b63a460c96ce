"""An entry put at the end of a list in a YAML file; every other byte of the file stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cxzy_rules.model.place import Place, Problem, Unusable
from cxzy_rules.yamlfile import Node, parse_yaml

INDENT = 2


@dataclass(frozen=True, slots=True)
class Grown:
    """A file's new text, and the line on which the new entry begins."""

    text: str
    line: int


def appended(text: str, key: str, entry: Sequence[str], shown: str) -> Grown:
    """The text with an entry more at the end of the list under a top-level key, which is made where there is none.

    `entry`: its lines, the first of them that with the dash, or comments before it. Errors: Unusable, where the list stands on one line.
    """
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    node = _read(text, shown)
    below = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
    if node is None or below is None:
        apart = [""] if node is not None else []
        return _grown(lines, len(lines), [*apart, f"{key}:", *_indented(entry, INDENT)], entry)
    if below.value is None or below.value == []:
        at = node.keys[key].line
        lines[at - 1] = _opened(lines[at - 1], key)
        return _grown(lines, at, _indented(entry, INDENT), entry)
    if not isinstance(below.value, list) or "[" in lines[node.keys[key].line - 1].partition("#")[0]:
        raise Unusable([Problem(node.keys[key], f"“{key}”写在一行里，加不进去", "改成每项一行、以“- ”开头，再运行一次")])
    at = _last_line(lines, node, key)
    apart = [""] if len(below.value) < 2 or not lines[below.value[-1].place.line - 2].strip() else []
    return _grown(lines, at, [*apart, *_indented(entry, below.value[0].place.column - 1 - INDENT)], entry)


def _read(text: str, shown: str) -> Node | None:
    """The file's tree; nothing where it is empty but for comments."""
    if not any(line.strip() and not line.startswith("#") for line in text.removeprefix("\ufeff").split("\n")):
        return None
    problems: list[Problem] = []
    node = parse_yaml(text, shown, problems)
    if node is not None and not isinstance(node.value, dict):
        problems.append(Problem(node.place, "文件应当是“键: 值”的形式", "改好以后再运行一次", check="not-a-mapping"))
    if problems:
        raise Unusable(problems)
    return node


def _opened(line: str, key: str) -> str:
    """`key: []` without its empty list, a remark kept where it stood."""
    written, mark, remark = line.partition("#")
    kept = f"{' ' * max(1, len(written) - len(key) - 1)}{mark}{remark}" if mark else "\r" * line.endswith("\r")
    return f"{key}:{kept}"


def _last_line(lines: list[str], node: Node, key: str) -> int:
    """How many lines there are up to the end of a key's value; blank ones and remarks before the next key belong to that."""
    own = node.keys[key].line
    after = min((place.line for place in node.keys.values() if place.line > own), default=len(lines) + 1)
    at = after - 1
    while not lines[at - 1].strip() or lines[at - 1].startswith("#"):
        at -= 1
    return at


def _indented(entry: Sequence[str], by: int) -> list[str]:
    return [" " * by + line if line else line for line in entry]


def _grown(lines: list[str], at: int, added: list[str], entry: Sequence[str]) -> Grown:
    """The new lines put after the first `at`, ended as the first line of the file is."""
    first = next(number for number, line in enumerate(entry) if line.startswith("- "))
    ended = [line + "\r" for line in added] if lines and lines[0].endswith("\r") else added
    return Grown("\n".join([*lines[:at], *ended, *lines[at:]]) + "\n", at + len(added) - len(entry) + first + 1)


def put(path: Path, text: str) -> None:
    """Writes a file whole, or not at all."""
    from cxzy_rules.parts.whole import whole

    def make(part: Path) -> None:
        part.write_bytes(text.encode("utf-8"))

    whole(path, make)


def place_of(grown: Grown, shown: str) -> Place:
    """Where the new entry stands."""
    line = grown.text.split("\n")[grown.line - 1]
    return Place(shown, grown.line, len(line) - len(line.lstrip()) + 1 + INDENT)
