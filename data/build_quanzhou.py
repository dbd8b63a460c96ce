"""Build the Quanzhou roster: divisions, departments of the counties and hand-written bodies, in this order.

Run as `python data/build_quanzhou.py`; the same inputs give the same bytes.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

FOLDER = Path(__file__).parent / "quanzhou"
NOT_GOVERNED = ("350527",)  # 金门县: the city does not lead it, and the source holds placeholders only
KIND_BY_LEVEL = {"city": "city_committee", "county": "county_committee"}
TOWNSHIP_ENDINGS = {"街道": "subdistrict", "镇": "township_committee", "乡": "township_committee"}
ZONE = "development_zone"
SETTLED_BY_RULING = ("虚拟社区", "生活区")  # no kind of their own: the rulebook's name patterns tell it, by ruling


@dataclass(frozen=True)
class Unit:
    """One row of the roster; an empty cell is a fact that is not given."""

    id: str
    name: str
    parent: str = ""
    kind: str = ""
    branch: str = ""
    level: str = ""
    management: str = ""
    authority: str = ""
    tags: str = ""
    paired_with: str = ""
    located_in: str = ""
    members: str = ""


COLUMNS = [field.name for field in fields(Unit)]


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one input table."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kind_of(name: str, level: str) -> str:
    """Tell the kind of a division from its level and the ending of its name."""
    if level in KIND_BY_LEVEL:
        return KIND_BY_LEVEL[level]
    if name.endswith(SETTLED_BY_RULING):
        return ""
    if level == "village":
        return "village" if name.endswith("村委会") else "community"
    return next((kind for ending, kind in TOWNSHIP_ENDINGS.items() if name.endswith(ending)), ZONE)


def division(row: dict[str, str], affiliations: dict[str, dict[str, str]]) -> Unit:
    """Make a division a unit; where its party affiliation differs from its code, `affiliations` decides."""
    code, name, level = row["id"], row["name"], row["level"]
    kind = kind_of(name, level)
    if code in affiliations:
        own = affiliations[code]
        return Unit(code, own["name"], own["parent"], kind, level=own["level"])
    parent = "" if level == "city" else row["parent_id"]
    committee = f"中共{name}委员会" if level in KIND_BY_LEVEL else name
    return Unit(code, committee, parent, kind, level=level if kind == ZONE else "")


def divisions(rows: Iterable[dict[str, str]]) -> Iterator[Unit]:
    """Yield a unit for each division that the city leads; the province is above it."""
    affiliations = {row["id"]: row for row in read("affiliations.csv")}
    for row in rows:
        if row["level"] != "province" and not row["id"].startswith(NOT_GOVERNED):
            yield division(row, affiliations)


def county_organs(rows: Iterable[dict[str, str]]) -> Iterator[Unit]:
    """Yield the departments that every county has."""
    organs = read("county_organs.csv")
    for county in rows:
        if county["level"] == "county" and county["id"] not in NOT_GOVERNED:
            for organ in organs:
                name = organ["name"].format(county=county["name"])
                yield Unit(f"Q{county['id']}-{organ['organ']}", name, county["id"], organ["kind"])


def bodies() -> Iterator[Unit]:
    """Yield the hand-written rows without their notes."""
    for row in read("bodies.csv"):
        yield Unit(**{column: row[column] for column in COLUMNS})


def write(units: Iterable[Unit]) -> None:
    """Write the roster."""
    with (FOLDER / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(unit) for unit in units)


def main() -> None:
    """Read the tables, write the roster."""
    rows = read("divisions.csv")
    write([*divisions(rows), *county_organs(rows), *bodies()])


if __name__ == "__main__":
    main()
