"""A layer adds and sharpens for the units below its issuer: outside nothing changes, inside nothing is lost, and every trespass is told."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cxzy_rules.formats import csv, jsonl, parquet
from cxzy_rules.guidance import Guidance, guide
from cxzy_rules.records import Record, record
from cxzy_rules.roster.load import load_roster
from cxzy_rules.rulebook.book import Rulebook, in_force, volumes
from cxzy_rules.rulebook.load import examine, load
from tests.conftest import ROOT, rounds
from tests.test_commands import cxzy

LIBRARIES = ROOT / "examples" / "libraries"
ROSTER, BASE, DISTRICT = LIBRARIES / "roster.csv", LIBRARIES / "rules", LIBRARIES / "upper-hollin"
BOTH = ("--rules", str(BASE), "--rules", str(DISTRICT))
TITLE = "《Upper Hollin keeps the Year of Reading (an invented example)》"
ITEMS = ("activities", "measures", "carriers", "obligations", "requirements")
SCHOOLS, MOBILE, ALL, WORDS, HEAD = (
    "branches/schools.yaml",
    "branches/mobile.yaml",
    "duties/all.yaml",
    "vocabulary/words.yaml",
    "rulebook.yaml",
)


@dataclass(frozen=True)
class Trespass:
    """In the layer's `file`, `old` becomes `new`; all that is told of it."""

    file: str
    old: str
    new: str
    told: str


TRESPASSES = {
    name: Trespass(**said) for name, said in yaml.safe_load((ROOT / "tests" / "trespasses.yaml").read_text(encoding="utf-8")).items()
}


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A copy of the library's rulebook and of its district's layer, seen from the folder above them."""
    shutil.copytree(BASE, tmp_path / "base")
    shutil.copytree(DISTRICT, tmp_path / "layer")
    monkeypatch.chdir(tmp_path)
    return Path("base"), Path("layer")


@pytest.mark.parametrize("trespass", TRESPASSES.values(), ids=TRESPASSES.keys())
def test_a_trespass_is_told_with_the_words_of_both_documents(trespass: Trespass, folders: tuple[Path, Path]) -> None:
    path = folders[1] / trespass.file
    text = path.read_text(encoding="utf-8")
    assert trespass.old in text
    path.write_text(text.replace(trespass.old, trespass.new, 1), encoding="utf-8")
    assert trespass.told in [str(one) for one in examine(*folders)[1]]


def test_all_trespasses_are_told_at_once(folders: tuple[Path, Path]) -> None:
    for file, old, new in (
        (SCHOOLS, "2025-09-30", "2025-11-30"),
        (MOBILE, "id: upper_hollin.timetable", "id: mobile.timetable"),
        (WORDS, "tags:", "levels: []\ntags:"),
    ):
        path = folders[1] / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert {str(one).partition(":")[0] for one in examine(*folders)[1]} == {f"layer/{file}" for file in (SCHOOLS, MOBILE, WORDS)}


def test_a_layer_cannot_stand_first(folders: tuple[Path, Path]) -> None:
    assert [str(one) for one in examine(folders[1])[1]] == [
        "layer/rulebook.yaml:10:8: 这是补充文件（写了 under），不能排在最前面\n"
        "    先用 --rules 写底本“example-libraries”的文件夹，再用 --rules 写这一个"
    ]


def guided(book: Rulebook, engine: Any = "plain", roster: Path = ROSTER) -> Guidance:
    day = book.identity.ends
    return guide(load_roster(roster, "roster.csv", in_force(book, day).vocabulary), book, day, engine)


def told(guidance: Guidance) -> dict[str, Record]:
    return {unit: record(guidance, row) for row, unit in enumerate(guidance.roster.ids())}


def below(guidance: Guidance, top: str) -> set[str]:
    ids = guidance.roster.ids()
    return {ids[row] for row in range(len(ids)) if top in {ids[above] for above in guidance.roster.chain(row)}}


def test_the_district_reaches_those_below_it_and_nobody_else() -> None:
    before, after = guided(load(BASE)), guided(load(BASE, DISTRICT))
    plain, layered, inside = told(before), told(after), below(before, "U")
    assert {unit for unit in plain if plain[unit] != layered[unit]} == {
        unit for unit in inside if any(item["document"] == "example-upper-hollin" for section in ITEMS for item in layered[unit][section])
    }
    school = layered["S1"]
    card = next(item for item in school["measures"] if item["rule"] == "upper_hollin.cards")
    assert (card["due"], card["document"]) == ("2025-09-30", "example-upper-hollin")
    assert card["sharpens"] == {
        "rule": "schools.cards",
        "clause": "4",
        "quote": "A partner school gives each pupil a card",
        "document": "example-libraries",
    }
    assert [one["id"] for one in school["documents"]] == ["example-libraries", "example-upper-hollin"]
    assert not before.roster.problems and not after.roster.problems


def test_a_layers_words_are_words_for_its_own_units_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    rows = [
        "Number,Library name,Led by,Kind of body,Marks",
        "F,X Federation Board,,,",
        "U,Upper Hollin District Office,F,,",
        "L,Lower District Office,F,,",
    ]
    rows += [
        "a,The Mill,U,Book Club House,Reading garden",
        "b,The Barn,L,Book Club House,Reading garden",
        "c,Red,U,Reading Van,",
        "d,Blue,L,Reading Van,",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = guided(load(BASE, DISTRICT), roster=path)
    kinds = dict(zip(found.roster.ids(), (found.answer(row).standing.kind for row in range(7)), strict=True))
    assert (kinds["a"], kinds["b"], kinds["c"], kinds["d"]) == ("book_club_house", None, "mobile_library", None)
    plain = guided(load(BASE), roster=path)
    assert {unit: one for unit, one in told(found).items() if unit in "FULbd"} == {
        unit: one for unit, one in told(plain).items() if unit in "FULbd"
    }
    where = {str(one.place) for one in found.roster.problems}
    assert where == {"roster.csv:6:4", "roster.csv:6:5", "roster.csv:8:4"}, "what is no word outside is told there, and there alone"


# Rules that a layer might add, and what it might sharpen; each with its words.
QUOTES = ["opens its door at nine", "reads aloud in May", "counts its books", "thanks its readers"]
CONDITIONS: list[dict[str, Any] | None] = [
    *(None, {"branch": "schools"}, {"kind": "branch_library"}, {"members": {"at_least": 5}}, {"tags": "reduced_hours"}),
    *(
        {"not": {"organ": "none"}},
        {"organ": "none"},
        {"under": {"kind": "district_office"}},
        {"paired": True},
        {"tags": "red"},
        {"kind": "tent"},
    ),
]
SHARPER: dict[str, dict[str, Any]] = {
    "schools.cards": {"due": "2025-09-01"},
    "schools.classes": {"rhythm": "half_year"},
    "mobile.timetable": {"evidence": "the timetable"},
    "libraries.five_days": {"due": "2025-12-01"},
    "all.open_doors": {"audited": True},
}
SECTION = {"schools": "measures", "mobile": "measures", "libraries": "measures", "all": "requirements"}


class Plain(yaml.SafeDumper):
    """Writes what stands twice twice: a rulebook has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(draw: Random, folder: Path, issuer: str, whole: bool) -> Path:
    """A random layer for the library's rulebook."""
    text = "A notice. Each of us " + ", ".join(QUOTES) + ".\n"
    rules: dict[str, list[dict[str, Any]]] = {"obligations": []}
    for number, quote in enumerate(draw.sample(QUOTES, draw.randint(1, len(QUOTES)))):
        condition = draw.choice(CONDITIONS)
        rule = {"id": f"own.r{number}", "label": " ".join(quote.split()), "quote": quote}
        rules["obligations"].append(rule | ({} if condition is None else {"when": condition}))
    for number, other in enumerate(draw.sample([*SHARPER], draw.randint(0, len(SHARPER)))):
        quote = QUOTES[number % len(QUOTES)]
        rule = {"id": f"own.s{number}", "label": f"{quote} {number} sooner", "quote": quote, "sharpens": other} | SHARPER[other]
        rules.setdefault(SECTION[other.partition(".")[0]], []).append(rule)
    organ = {
        "id": "tent_desk",
        "label": "the Tent Desk",
        "clause": "1",
        "quote": "A notice",
        "names": ["Reading Desk of Tents", "Archive"],
        "kinds": ["desk"],
        "level": "district",
    }
    files: dict[str, Any] = {
        "rulebook.yaml": {
            "id": "own",
            "title": "Own",
            "issuer": "us",
            "issued": "2025-06-01",
            "ends": "2026-01-31",
            "document": "text.txt",
            "version": "1",
        }
        | {"under": "example-libraries", "issuer_unit": issuer, "reaches_issuer": whole},
        "document/clauses.yaml": {"clauses": [{"id": "1", "title": "All", "begins": "A notice."}]},
        "vocabulary/words.yaml": {
            "kinds": [{"id": "tent", "label": "Tent", "aliases": ["Marquee"], "branch": "libraries", "level": "place"}],
            "tags": [{"id": "red", "label": "Red", "kinds": ["branch_library", "tent"]}],
            "organs": [organ],
            "also": [{"of": "kinds", "id": "mobile_library", "aliases": ["Boat"]}],
        },
        "duties/all.yaml": {"clause": "1"} | rules,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        dates = yaml.dump(content, Dumper=Plain, allow_unicode=True).replace("'20", "20").replace("-31'", "-31").replace("-01'", "-01")
        (folder / name).write_text(dates, encoding="utf-8")
    (folder / "text.txt").write_text(text, encoding="utf-8")
    return folder


def random_roster(draw: Random, path: Path) -> Path:
    """The library's roster with strange words in some cells."""
    frame = pl.read_csv(ROSTER, infer_schema=False)
    strange = {
        "Kind of body": ["Tent", "Marquee", "Boat"],
        "Marks": ["Red", "Red；New building"],
        "Paying authority": ["the Tent Desk", "Archive"],
    }
    for column, words in strange.items():
        cells = [draw.choice(words) if row > 2 and draw.random() < 0.3 else cell for row, cell in enumerate(frame[column])]
        frame = frame.with_columns(pl.Series(column, cells))
    frame.write_csv(path)
    return path


def asked(one: Record) -> dict[str, str | None]:
    """The rules of all items, each with what it sharpens."""
    return {item["rule"]: (item["sharpens"] or {}).get("rule") for section in ITEMS for item in one[section]}


@rounds(7)
@given(draw=st.randoms(use_true_random=False))
def test_outside_nothing_changes_and_inside_nothing_is_lost(draw: Random, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("random")
    issuer, whole = draw.choice(["U", "L", "F", "S4", "B1", "C", "nobody"]), draw.random() < 0.3
    roster = random_roster(draw, folder / "r.csv")
    before, book = guided(load(BASE), roster=roster), load(BASE, written(draw, folder / "own", issuer, whole))
    after = guided(book, roster=roster)
    ids = before.roster.ids()
    inside = (below(before, issuer) | ({issuer} if whole else set())) & set(ids)
    rows = before.roster.parent.argsort(kind="stable") * 0 + range(len(ids))
    for unit, one, other in zip(ids, jsonl.lines(before, rows), jsonl.lines(after, rows), strict=True):
        if unit not in inside:
            assert one == other, unit
    plain, layered = told(before), told(after)
    for unit in inside:
        now = asked(layered[unit])
        assert asked(plain[unit]).keys() <= now.keys() | set(now.values()), unit
    assert guided(book, "durable_rules", roster).answers == after.answers
    assert {str(one.place) for one in after.roster.problems} <= {str(one.place) for one in before.roster.problems}


def test_a_layer_under_a_layer_reaches_no_further_than_both(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    inner = written(Random(3), tmp_path / "inner", "S4", False)
    head = inner / "rulebook.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("under: example-libraries", "under: example-upper-hollin"), encoding="utf-8")
    rules = inner / "duties" / "all.yaml"
    rules.write_text(
        "clause: '1'\nobligations: [{id: own.door, label: Opens its door, quote: opens its door at nine}]\n"
        "measures: [{id: own.card, label: Counts its books, quote: counts its books, sharpens: upper_hollin.cards, due: 2025-06-15}]\n"
    )
    found = told(guided(load(*folders, inner)))
    assert {unit for unit, one in found.items() if "own.door" in asked(one)} == {"S6"}
    assert asked(found["S6"])["own.card"] == "upper_hollin.cards"
    assert not {"schools.cards", "upper_hollin.cards"} & asked(found["S6"]).keys()
    head.write_text(head.read_text(encoding="utf-8").replace("issuer_unit: S4", "issuer_unit: L"), encoding="utf-8")
    book = load(*folders, inner)
    assert {unit for unit, one in told(guided(book)).items() if "own.door" in asked(one)} == set(), "its issuer is not below the district"


def test_an_issuer_that_the_roster_lacks_is_told(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Number,Library name,Led by\nF,X Federation Board,\nB,Mill Branch Library,F\n", encoding="utf-8")
    done = cxzy("guide", str(path), "-f", "jsonl", *BOTH)
    assert done.stderr.startswith(f"提醒：花名册里没有{TITLE}的发文单位“Upper Hollin District Office”，这个文件对谁都不适用。\n")
    assert "upper_hollin" not in done.stdout


def test_every_command_works_with_a_layer(tmp_path: Path) -> None:
    form, roster = tmp_path / "f.xlsx", str(ROSTER)
    ledger = tmp_path / "l.csv"
    ledger.write_text("Number,Rule,State,Day\nS1,schools.cards,Done,2025-09-02\n", encoding="utf-8")
    calls = [
        ("guide", roster, "-o", str(tmp_path / "g.xlsx")),
        ("guide", roster, "-o", str(tmp_path / "g.parquet")),
        ("guide", roster, "-f", "csv"),
        ("checklist", roster, "--unit", "S1", "-o", str(form)),
        ("checklist", roster, "--unit", "S1", "-o", str(tmp_path / "f.docx")),
        ("checklist", roster, "--unit", "S1", "-o", str(tmp_path / "f.md")),
        ("roster", "check", roster),
        ("roster", "slip", roster, "-o", str(tmp_path / "s.xlsx")),
        ("rules", "check"),
        ("rules", "test"),
        ("rules", "show", "upper_hollin.cards"),
        ("rules", "coverage"),
    ]
    for call in calls:
        done = cxzy(*call, *BOTH)
        assert done.returncode in (0, 1) and "Traceback" not in done.stderr, call
    assert "《Upper Hollin keeps the Year of Reading (an invented example)》1" in (tmp_path / "f.md").read_text(encoding="utf-8")
    audit = json.loads(cxzy("audit", roster, str(ledger), "-f", "json", *BOTH).stdout)
    assert audit["summary"]["done"] == 1 and audit["ledger_problems"] == [], "a record of the federation's item speaks for the district's"
    first = cxzy("who", "S1", "--roster", roster, "--json", *BOTH).stdout
    assert (
        cxzy("who", "S1", "--roster", roster, "--json", *BOTH).stdout
        == first
        == cxzy("who", "S1", "--roster", roster, "--json", "--no-cache", *BOTH).stdout
    )
    plain = json.loads(cxzy("who", "S1", "--roster", roster, "--json", "--rules", str(BASE)).stdout)
    assert plain != json.loads(first), "an index of the base is none of the layer"


def test_the_rule_that_is_sharpened_is_explained_with_the_sharper_one() -> None:
    done = cxzy("explain", "S1", "schools.cards", "--roster", str(ROSTER), *BOTH)
    assert f"这里由“Give the card by September”（upper_hollin.cards）收紧：{TITLE}第 1 条" in done.stdout
    assert "的结论一致" in done.stdout
    inside = cxzy("explain", "S3", "upper_hollin.aloud", "--roster", str(ROSTER), *BOTH).stdout
    assert f"✗ 在{TITLE}所及的单位里：否（在发文单位“Upper Hollin District Office”（U）之外）" in inside


def test_rules_are_remembered_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    named = cxzy("rules", "check", *BOTH).stdout
    monkeypatch.setenv("CXZY_RULES", f"{BASE}:{DISTRICT}")
    monkeypatch.setattr("os.pathsep", ":")
    assert cxzy("rules", "check").stdout == named and len(named.splitlines()) == 2


def test_the_shipped_layer_is_whole() -> None:
    book = load(ROOT / "rules", ROOT / "layers" / "qztc")
    city, notice = volumes(book)
    assert (ROOT / "rules" / "document" / "text.txt").read_text(encoding="utf-8").startswith(notice.document.text)
    for what in ("check", "coverage"):
        assert cxzy("rules", what, "--rules", "rules", "--rules", "layers/qztc").returncode == 0
    found = guided(book, roster=ROOT / "layers" / "qztc" / "sample.csv")
    reached = {unit for unit, one in told(found).items() if "qztc.study" in asked(one)}
    assert reached == {"U1", "U11", "U2"} and len(city.rules) == len(load(ROOT / "rules").rules)


def test_tables_name_the_document(tmp_path: Path) -> None:
    found = guided(load(BASE, DISTRICT))
    rows = found.of * 0 + range(len(found.of))
    parquet.write(found, rows, tmp_path / "g")
    items = pl.read_parquet(tmp_path / "g" / "items.parquet").filter(pl.col("document").cast(pl.String) == "example-upper-hollin")
    assert set(items["sharpens"].drop_nulls().cast(pl.String)) == {"schools.cards", "schools.classes", "mobile.timetable"}
    assert any("《Upper Hollin keeps" in line for line in csv.lines(found, rows))
