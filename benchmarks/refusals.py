"""Breaks a copy of the shipped rulebook in ten ways and prints what `cxzy rules check` says of each.

Run as `python -m benchmarks.refusals`; docs/refusals.md holds what it printed.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from cxzy_rules.paths import shipped_rules
from cxzy_rules.rulebook.load import examine


@dataclass(frozen=True)
class Slip:
    """What an author does wrong: in `file`, the first `old` becomes `new`."""

    what: str
    file: str
    old: str
    new: str


SLIPS = (
    Slip("a fact misspelt", "branches/rural.yaml", "{committee: true}", "{comittee: true}"),
    Slip("a kind that does not exist", "branches/rural.yaml", "kind: village", "kind: vilage"),
    Slip("a branch by its label", "duties/general.yaml", "resident: true", "branch: 农春"),
    Slip("one character of a quote changed", "branches/rural.yaml", "quote: 认真落实“一定三有”政策", "quote: 认真落实“一定三有”政筞"),
    Slip("a quote from another clause", "branches/rural.yaml", "quote: 认真落实“一定三有”政策", "quote: 认真落实“三有一化”要求"),
    Slip("a label that names nothing", "branches/rural.yaml", "label: 落实“一定三有”政策", "label: 有关事项安排"),
    Slip("an id used twice", "branches/rural.yaml", "id: rural.model_168", "id: rural.one_set_three_have"),
    Slip(
        "a condition that can never hold",
        "branches/rural.yaml",
        "kind: village, tags: misfit_village",
        "kind: law_firm, tags: misfit_village",
    ),
    Slip("an organ that does not exist", "supervision/who.yaml", "organ: justice_bureau", "organ: justice_buro"),
    Slip("a YAML key written twice", "branches/rural.yaml", 'clause: "3.1"', 'clause: "3.1"\nclause: "3.2"'),
    Slip("an alias", "subjects.yaml", "when: {not: {branch: none}}", "when: &all {not: {branch: none}}"),
)


def main() -> None:
    """Prints each slip with what is told of it."""
    for slip in SLIPS:
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            shutil.copytree(shipped_rules(), "rules")
            path = Path("rules", slip.file)
            text = path.read_text(encoding="utf-8")
            if slip.old not in text:
                raise SystemExit(f"{slip.file}: {slip.old}")
            path.write_text(text.replace(slip.old, slip.new, 1), encoding="utf-8")
            _, problems = examine(Path("rules"))
            print(f"{slip.what}: {slip.old}  →  {slip.new!r}", *problems, "", sep="\n")


if __name__ == "__main__":
    main()
