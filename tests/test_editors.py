"""What editors read: a schema with the keys of the shapes and the words of the rulebook, which refuses what the loader does."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cxzy_rules import schema
from cxzy_rules.conditions.parse import BOUNDS, WORDS
from cxzy_rules.editors.files import KINDS, kind_of, schemas
from cxzy_rules.editors.heads import FOLDER, MARK, first_line, headed, line
from cxzy_rules.editors.told import TOLD, told
from cxzy_rules.editors.written import texts
from cxzy_rules.model.facts import LANGUAGE
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import examine, load
from cxzy_rules.rulebook.merge import ADDED, ALSO
from cxzy_rules.rulebook.sections import VOCABULARY
from cxzy_rules.yamlfile import Node, parse_yaml, read_yaml
from tests.conftest import ROOT
from tests.test_commands import cxzy

CITY, LIBRARIES = ROOT / "rules", ROOT / "examples" / "libraries" / "rules"
STACKS = {
    "city": (CITY,),
    "libraries": (LIBRARIES,),
    "a university under the city": (CITY, ROOT / "layers" / "qztc"),
    "a district of the libraries": (LIBRARIES, ROOT / "examples" / "libraries" / "upper-hollin"),
}
READERS = (
    *("schema", "document", "rulebook.rules", "rulebook.sections"),
    *("vocabulary.read", "vocabulary.names", "vocabulary.spelt", "questions.cases"),
)
Json = dict[str, Any]


def shapes() -> dict[str, dict[str, schema.Key]]:
    """Every shape that a module of those that read a rulebook holds, by module and name."""
    found: dict[str, dict[str, schema.Key]] = {}
    for module in READERS:
        for name, value in vars(importlib.import_module(f"cxzy_rules.{module}")).items():
            if isinstance(value, dict) and value and all(isinstance(one, schema.Key) for one in value.values()):
                found[f"{module}.{name}"] = value
    return found


def tables(one: Any) -> Iterator[Json]:
    """Every record that a schema describes."""
    if isinstance(one, dict):
        if one.get("type") == "object" and "properties" in one:
            yield one
        for below in one.values():
            yield from tables(below)
    elif isinstance(one, list):
        for below in one:
            yield from tables(below)


@pytest.fixture(scope="module")
def made(book: Rulebook) -> dict[str, Json]:
    return schemas(book)


def test_every_key_of_every_shape_is_in_the_schema_and_nothing_else(made: dict[str, Json], book: Rulebook) -> None:
    described = {(frozenset(one["properties"]), frozenset(one.get("required", ()))) for one in tables([*made.values()])}
    read = {name: (frozenset(shape), frozenset(k for k, key in shape.items() if key.required)) for name, shape in shapes().items()}
    part = {"rulebook.rules.HEAD", "rulebook.sections.HEAD", "rulebook.rules.RULE", "schema.DAYS"}  # of FILE, ITEM, BOND and others
    assert len(read) > 15
    assert {name for name, keys in read.items() if keys not in described} == part
    head, file = read["rulebook.rules.HEAD"][0], read["rulebook.rules.FILE"][0]
    besides = {
        *((frozenset([key]), frozenset([key])) for key in ("clauses", "rulings", "subjects", "unruled", "cases")),
        (frozenset(VOCABULARY), frozenset()),
        (file, head),  # a branch's file
        (frozenset(book.vocabulary.columns), frozenset(["id"])),
        (frozenset(rule.id for rule in book.rules), frozenset()),
        (frozenset([*WORDS, *(fact.name for fact in LANGUAGE)]), frozenset()),
        (frozenset(BOUNDS), frozenset()),
    }
    assert described - set(read.values()) == besides
    assert all(one["additionalProperties"] is False for one in tables([*made.values()]))


def test_every_key_is_told_in_chinese() -> None:
    keys = {key for shape in shapes().values() for key in shape} | {*VOCABULARY}
    assert {key for key in keys if key not in TOLD} == set()
    assert all(len(told("", key)["title"]) > 1 for key in keys)


def test_every_kind_of_file_has_one_schema(made: dict[str, Json]) -> None:
    assert set(made) == {kind.name for kind in KINDS}
    for one in made.values():
        Draft202012Validator.check_schema(one)
    assert kind_of(Path("elsewhere/rural.yaml")) is None and kind_of(Path("branches/deeper/rural.yaml")) is None


def plain(node: Node | None) -> Any:
    """What an editor reads: YAML 1.2 knows no dates."""
    assert node is not None
    if isinstance(node.value, dict):
        return {key: plain(below) for key, below in node.value.items()}
    if isinstance(node.value, list):
        return [plain(below) for below in node.value]
    return node.text if isinstance(node.value, date) else node.value


def faults(one: Json, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(one).iter_errors(value)]


FILES = [
    pytest.param(rules, path, id=str(path.relative_to(ROOT)))
    for *_, rules in STACKS.values()
    for path in sorted(rules.rglob("*.yaml"))
    if kind_of(path.relative_to(rules))
]


@pytest.mark.parametrize(("rules", "path"), FILES)
def test_what_is_shipped_fits_and_says_where_its_schema_is(rules: Path, path: Path) -> None:
    said = first_line(path)
    assert said == line(path, rules, rules / FOLDER)
    found = (path.parent / said.partition("$schema=")[2]).resolve()
    assert faults(json.loads(found.read_text(encoding="utf-8")), plain(read_yaml(path, "", []))) == []


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS.keys())
def test_the_shipped_schemas_are_up_to_date(stack: tuple[Path, ...]) -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in (stack[-1] / FOLDER).iterdir()}
    assert there == texts(load(*stack)), "cxzy rules schema"


def test_a_layers_schema_knows_its_own_clauses_and_takes_only_additions() -> None:
    made = schemas(load(*STACKS["a district of the libraries"]))
    assert made["branch"]["$defs"]["clauses"]["enum"] == ["0", "1", "2", "3"] and "required" not in made["branch"]
    assert [*made["vocabulary"]["properties"]] == [*ADDED, ALSO]
    assert "schools.cards" in made["branch"]["$defs"]["rules"]["enum"]
    assert faults(made["vocabulary"], {"levels": []}) and faults(made["vocabulary"], {"also": [{"of": "kinds"}]})
    assert faults(made["vocabulary"], {"also": [{"of": "kinds", "id": "x", "aliases": ["y"]}]}) == []


RURAL, WHO, KINDS_FILE, ORGANS = "branches/rural.yaml", "supervision/who.yaml", "vocabulary/kinds.yaml", "vocabulary/organs.yaml"
CASES = "cases/rural.yaml"
WHEN = "when: {kind: township_committee}"
BROKEN = {
    "a rule's key misspelt": (RURAL, "evidence:", "evidense:"),
    "a key of the head misspelt": (RURAL, "label: 农村\n", "lable: 农村\n"),
    "a section misspelt": (RURAL, "measures:", "measure:"),
    "a fact misspelt": (RURAL, WHEN, "when: {knd: township_committee}"),
    "a kind misspelt": (RURAL, WHEN, "when: {kind: township}"),
    "a kind by its label": (RURAL, WHEN, "when: {kind: 乡镇}"),
    "one kind of two unknown": (RURAL, WHEN, "when: {kind: [village, towns]}"),
    "no kind at all": (RURAL, WHEN, "when: {kind: []}"),
    "a branch unknown": (RURAL, WHEN, "when: {branch: country}"),
    "a level unknown": (RURAL, WHEN, "when: {level: realm}"),
    "a tag unknown": (RURAL, WHEN, "when: {tags: misfit}"),
    "an organ asked that is unknown": (RURAL, WHEN, "when: {organ: justice}"),
    "a way of management unknown": (RURAL, WHEN, "when: {management: remote}"),
    "a subject unknown": (RURAL, WHEN, "when: {is: basic}"),
    "a flag as text": (RURAL, WHEN, 'when: {committee: "true"}'),
    "a number without bounds": (RURAL, WHEN, "when: {members: 5}"),
    "a number as text": (RURAL, WHEN, 'when: {members: {at_least: "5"}}'),
    "a bound misspelt": (RURAL, WHEN, "when: {members: {atleast: 5}}"),
    "equal and below": (RURAL, WHEN, "when: {members: {equals: 5, below: 9}}"),
    "a number too big": (RURAL, WHEN, f"when: {{members: {{below: {2**53 + 1}}}}}"),
    "an empty condition": (RURAL, WHEN, "when: {}"),
    "a bare word": (RURAL, WHEN, "when: village"),
    "alternatives that are no list": (RURAL, WHEN, "when: {any: {kind: village}}"),
    "no alternative": (RURAL, WHEN, "when: {any: []}"),
    "a list negated": (RURAL, WHEN, "when: {not: [{kind: village}]}"),
    "a fact of a superior misspelt": (RURAL, WHEN, "when: {under: {kindd: village}}"),
    "a clause as a number": (RURAL, 'clause: "3.1"', "clause: 3.1"),
    "a clause unknown": (RURAL, 'clause: "3.1"', 'clause: "3.10"'),
    "a rule without an id": (RURAL, "  - id: rural.one_set_three_have\n    label", "  - label"),
    "a rule without a quote": (RURAL, "    quote: 认真落实“一定三有”政策\n", ""),
    "an id in capitals": (RURAL, "id: rural.one_set_three_have", "id: Rural.OneSet"),
    "a ruling unknown": (RURAL, "ruling: village_systems", "ruling: village_system"),
    "a quote too long": (RURAL, "quote: 认真落实“一定三有”政策", "quote: " + "认真落实“一定三有”政策" * 8),
    "a day that is none": (RURAL, "ruling: village_systems", "due: 下月"),
    "a rhythm unknown": (RURAL, "ruling: village_systems", "rhythm: monthly"),
    "audited as text": (RURAL, "ruling: village_systems", 'audited: "no"'),
    "rules that are no list": (RURAL, "carriers: []", "carriers: none"),
    "a role unknown": (WHO, "role: leads", "role: heads"),
    "an organ unknown": (WHO, "organ: justice_bureau", "organ: justice_buro"),
    "both organ and by": (WHO, "by: affiliation", "by: affiliation\n    organ: justice_bureau"),
    "a rhythm for a bond": (WHO, "by: affiliation", "by: affiliation\n    rhythm: year"),
    "a rulebook without an issuer": ("rulebook.yaml", "issuer: 中共泉州市委\n", ""),
    "a rulebook's day as text": ("rulebook.yaml", "issued: 2010-05-31", "issued: 五月"),
    "a last day by an unknown ruling": ("rulebook.yaml", "ends_ruling: campaign_end", "ends_ruling: campaign"),
    "a reason unknown": ("document/unruled-branches.yaml", "reason: exhortation", "reason: advice"),
    "a clause without its beginning": ("document/clauses.yaml", ", begins: 一、明确总体要求", ""),
    "a section of the vocabulary misspelt": (KINDS_FILE, "kinds:\n", "kind:\n"),
    "an organ of kinds unknown": (ORGANS, "kinds: [", "kinds: [bureau, "),
    "a subject without a condition": ("subjects.yaml", ", when: {has_subordinates: true}", ""),
    "a dated name without the name": (ORGANS, "names: [", "names: [{until: 2011-01-01}, "),
    "a case's key misspelt": (CASES, "    units:", "    unit:"),
    "a column unknown": (CASES, "kind: city_committee", "knd: city_committee"),
    "a rule expected that is unknown": (CASES, "holds: [rural.three_level_creation", "holds: [rural.three_levels"),
    "an expected branch unknown": (CASES, "branch: rural", "branch: country"),
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(ROOT / "rules", tmp_path_factory.mktemp("editors") / "rules")


@pytest.mark.parametrize(("file", "old", "new"), BROKEN.values(), ids=BROKEN.keys())
def test_what_the_loader_refuses_the_schema_refuses(file: str, old: str, new: str, copied: Path, made: dict[str, Json]) -> None:
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    broken = text.replace(old, new, 1)
    kind = kind_of(Path(file))
    assert kind is not None and faults(made[kind.name], plain(parse_yaml(text, "", []))) == []
    assert faults(made[kind.name], plain(parse_yaml(broken, "", []))) != []
    if not file.startswith("cases/"):  # these are read by `rules test`
        path.write_text(broken, encoding="utf-8")
        try:
            assert examine(copied)[1] != []
        finally:
            path.write_text(text, encoding="utf-8")


def test_a_schema_proposes_what_the_rulebook_has(made: dict[str, Json], book: Rulebook) -> None:
    kind = made["branch"]["$defs"]["condition"]["properties"]["kind"]
    words = kind["anyOf"][0]
    assert words["enum"] == [*book.vocabulary.kinds] and words["enumDescriptions"][0] == next(iter(book.vocabulary.kinds.values())).label
    assert kind["title"] == "类型"
    assert made["branch"]["$defs"]["clauses"]["enum"] == [*book.document.clauses]


def test_the_command_writes_schemas_and_heads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = shutil.copytree(ROOT / "examples" / "libraries" / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns(FOLDER))
    monkeypatch.chdir(tmp_path)
    path = rules / "subjects.yaml"
    path.write_bytes(path.read_bytes().partition(b"\n")[2].replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    done = cxzy("rules", "schema", "--rules", "rules", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "10 个 JSON Schema 写进了 rules/schema\n")
    assert done.stderr == "提醒：1 个 YAML 文件没有指向它的第一行，编辑器找不到；加上 --head 再运行一次。\n"
    done = cxzy("rules", "schema", "--rules", "rules", "--head", cwd=tmp_path)
    assert done.stdout == "10 个 JSON Schema 写进了 rules/schema\n1 个 YAML 文件加上了第一行\n" and done.stderr == ""
    assert path.read_bytes() == MARK.encode() + b" $schema=schema/subjects.json\r\n" + before
    assert examine(rules)[1] == []


def test_a_head_stands_in_the_place_of_an_older_one() -> None:
    assert headed("\ufeff# yaml-language-server: $schema=old.json\na: 1\n", "# new") == "\ufeff# new\na: 1\n"


def test_a_stale_schema_is_told_by_check(tmp_path: Path) -> None:
    rules = shutil.copytree(ROOT / "examples" / "libraries" / "rules", tmp_path / "rules")
    tags = next(path for path in sorted((rules / "vocabulary").iterdir()) if "\nlevels:" in path.read_text(encoding="utf-8"))
    tags.write_text(tags.read_text(encoding="utf-8").replace("label: ", "label: new ", 1), encoding="utf-8")
    done = cxzy("rules", "check", "--rules", "rules", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == "提醒：rules/schema 里给编辑器的 Schema 不是最新的，用 cxzy rules schema 重写。\n"


def test_a_folder_with_other_things_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x")
    done = cxzy("rules", "schema", "-o", "mine", cwd=tmp_path)
    assert done.returncode == 3 and done.stderr == "mine: 写不进去：已有同名的文件夹，里面还有别的东西\n    换一个名字\n"
