"""What units hang from, and how deep, against walking up one superior after another."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.roster import hanging as module
from cxzy_rules.roster.hanging import CAUGHT, HELD, ROOT, by_depth, hanging
from cxzy_rules.roster.lookup import LOST
from cxzy_rules.tables import ahead


def climbed(parents: list[int], row: int) -> tuple[int, int | None]:
    """What a unit hangs from, and how many steps up that is; None in or below a circle."""
    for steps in range(len(parents) + 1):
        above = parents[row]
        if above < 0:
            return (HELD if above == ROOT else LOST), steps
        row = above
    return CAUGHT, None


@st.composite
def forests(draw: st.DrawFn) -> list[int]:
    count = draw(st.integers(1, 40))
    return draw(st.lists(st.sampled_from([ROOT, ROOT, LOST, *range(count)]), min_size=count, max_size=count))


@pytest.mark.parametrize("stretch", [1, 3, 500_000])
@given(parents=forests())
def test_everyone_hangs_where_walking_up_ends(stretch: int, parents: list[int]) -> None:
    with patch.object(ahead, "STRETCH", stretch), patch.object(module, "STRETCH", stretch):
        ends, depths = hanging(np.array(parents, dtype=np.int64))
    for row in range(len(parents)):
        end, depth = climbed(parents, row)
        assert ends[row] == end
        assert depth is None or depths[row] == depth


def test_a_long_chain_is_climbed_to_its_top() -> None:
    ends, depths = hanging(np.arange(-1, 99_999, dtype=np.int64))
    assert (ends == HELD).all()
    assert depths.tolist() == list(range(100_000))


def test_of_no_units_nothing_is_said() -> None:
    ends, depths = hanging(np.array([], dtype=np.int64))
    assert len(ends) == len(depths) == 0


@pytest.mark.parametrize("few", [0, 20])
@given(depths=st.lists(st.integers(0, 12), min_size=1))
def test_the_rows_at_each_depth_stand_in_order(few: int, depths: list[int]) -> None:
    with patch.object(module, "FEW", few):
        found = by_depth(np.array(depths, dtype=np.int32))
    assert [one.tolist() for one in found] == [[row for row, depth in enumerate(depths) if depth == at] for at in range(max(depths) + 1)]
