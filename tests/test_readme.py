"""What the READMEs show is what the program says, letter by letter."""

import re
import shlex
from pathlib import Path

import pytest

from tests.test_commands import ROOT, cxzy

BLOCK = re.compile(r"```console\n\$ cxzy (?P<call>[^\n]*)\n(?P<shown>.*?)```", re.DOTALL)
EXAMPLES = [
    pytest.param(path, found["call"], found["shown"], id=f"{path}: {found['call']}")
    for path in ("README.md", "README.zh-CN.md")
    for found in BLOCK.finditer((ROOT / path).read_text(encoding="utf-8"))
]


def test_both_readmes_show_examples() -> None:
    assert {example.values[0] for example in EXAMPLES} == {"README.md", "README.zh-CN.md"}


@pytest.mark.parametrize(("path", "call", "shown"), EXAMPLES)
def test_a_shown_example_is_true(path: str, call: str, shown: str) -> None:
    assert cxzy(*shlex.split(call)).stdout == shown, Path(path).name
