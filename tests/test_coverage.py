"""The document held against its rules: what a sentence is, that nothing is lost in silence, and the page, Word file and JSON of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cxzy_rules.questions.coverage import UNACCOUNTED, coverage
from cxzy_rules.questions.sentences import sentences
from cxzy_rules.rulebook.book import Rulebook
from cxzy_rules.rulebook.load import load
from tests.conftest import ROOT
from tests.test_commands import cxzy

EXAMPLE = ROOT / "examples" / "libraries" / "rules"


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("要甲、乙，丙；丁。戊", ["要甲、乙，丙；", "丁。", "戊"]),
        ("“真的吗？”他问。好！", ["“真的吗？”", "他问。", "好！"]),
        ("标题\n　　一、正文……\n\n", ["标题", "一、正文……"]),
        ("1. What we do. Dr Who reads (a lot). Version 2.5 is out!", ["1. What we do.", "Dr Who reads (a lot).", "Version 2.5 is out!"]),
        ("In 2011. Then 12. Steps.", ["In 2011.", "Then 12. Steps."]),
        ("。。。\n——\n", []),
    ],
)
def test_a_sentence_ends_with_its_mark_or_its_line(text: str, found: list[str]) -> None:
    assert cut(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Under No. 3 each library (e.g. Dr. Smith's, at St. Mary's) opens.",
        "J. Smith and J. R. Jones of the U.S. Congress meet by Jan. 5 at noon.",
        "See Art. 4, p. 12 and para. (b), cf. Schools.",
        "Tapes, discs etc. are lent for approx. five days.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert cut(text + " Then they close.") == [text, "Then they close."]


def test_where_an_abbreviation_ends_a_sentence_it_does() -> None:
    """A word that only looks like one, and one at the end of a line or before a word that begins a sentence."""
    text = "It lies in Main St. The staff said no. We chose plan B. It closes at 5 p.m. Books, tapes etc. All lend\nby No.\n3 days."
    found = [
        "It lies in Main St.",
        "The staff said no.",
        "We chose plan B.",
        "It closes at 5 p.m.",
        "Books, tapes etc.",
        "All lend",
        "by No.",
    ]
    assert cut(text) == [*found, "3 days."]


@given(st.text(alphabet="甲乙ab1。；！？.;!?“”（）\n 　、，", max_size=60))
def test_no_letter_falls_between_two_sentences(text: str) -> None:
    spans = list(sentences(text))
    assert all(start < end for start, end in spans) and spans == sorted(spans)
    inside = "".join(text[start:end] for start, end in spans)
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("folder", [ROOT / "rules", EXAMPLE], ids=["shipped", "example"])
def test_nothing_of_a_document_is_dropped_in_silence(folder: Path) -> None:
    book = load(folder)
    found = coverage(book)
    assert found.unaccounted() == []
    assert {rule.id for sentence in found.sentences() for rule in sentence.rules} == {rule.id for rule in book.rules}
    pieces = "".join(piece.text for sentence in found.sentences() for piece in sentence.pieces)
    assert "".join(pieces.split()) == "".join(book.document.text.split())


def test_every_branch_paragraph_is_covered_and_every_other_clause_accounted_for(book: Rulebook) -> None:
    branches = {branch.clause for branch in book.vocabulary.branches.values()}
    shares = {one.clause.id: one.share() for one in coverage(book).clauses}
    assert len(branches) == 8 and {clause: shares[clause] for clause in branches if shares[clause] < 0.9} == {}
    assert {one.clause.id for one in coverage(book).clauses if not one.rules} <= {stretch.clause for stretch in book.unruled}


def test_a_quote_over_two_sentences_belongs_to_both_and_a_sentence_has_all_its_rules(book: Rulebook) -> None:
    places: dict[str, list[str]] = {}
    for sentence in coverage(book).sentences():
        assert len(sentence.rules) == len({rule.id for rule in sentence.rules})
        assert sorted(rule.id for piece in sentence.pieces for rule in piece.ends) == sorted(rule.id for rule in sentence.rules)
        for rule in sentence.rules:
            places.setdefault(rule.id, []).append(sentence.text)
    for rule in book.rules:
        assert all(rule.quote in text or text in rule.quote or len(places[rule.id]) > 1 for text in places[rule.id])


@pytest.fixture
def holed(tmp_path: Path) -> Path:
    """The example with a reason taken away, and with a label and a note that look like markup."""
    shutil.copytree(EXAMPLE, tmp_path / "rules")
    unruled = tmp_path / "rules" / "document" / "unruled.yaml"
    text = unruled.read_text(encoding="utf-8").replace('  - {clause: "5", quote: 5. Steps., reason: address}\n', "")
    unruled.write_text(text.replace("note: joins two duties", "note: joins <b>two</b> & more"), encoding="utf-8")
    rules = tmp_path / "rules" / "duties" / "all.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("label: Choose one evening a week", "label: One <evening> a week"), encoding="utf-8")
    return tmp_path / "rules"


def test_what_is_lost_is_told_with_its_words(holed: Path) -> None:
    assert [sentence.text for sentence in coverage(load(holed)).unaccounted()] == ["5. Steps."]
    done = cxzy("rules", "coverage", "--rules", str(holed))
    assert done.returncode == 1
    assert "    “5. Steps.”　没有交代\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("共 25 句：写进规则 17，称谓和标题 7，没有交代 1。")


def test_the_page_needs_nothing_else_and_shows_markup_as_text(holed: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    done = cxzy("rules", "coverage", "-o", str(target), "--rules", str(holed))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "有 1 句没有交代。\n")
    page = html.fromstring(target.read_text(encoding="utf-8"))
    assert page.xpath("//link|//img|//script[@src]|//iframe|//evening") == []
    assert "http" not in target.read_text(encoding="utf-8")
    assert [one.text_content() for one in page.xpath("//td//span[@class='unaccounted']")] == ["5. Steps."]
    row = page.xpath("//tr[@id='s1-2']")[0]
    assert [one.text_content() for one in row.xpath(".//li/b")] == [
        "One <evening> a week",
        "Keep a list of books asked for",
        "Tell readers in January",
    ]
    assert "“, and”称谓和标题：joins <b>two</b> & more" in [one.text_content() for one in row.xpath(".//p")]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one.removeprefix("#") for one in page.xpath("//a/@href")} <= set(ids), "every link of the page leads somewhere"


def test_the_word_file_is_a_table_on_its_side_whose_headers_recur(holed: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.docx"
    assert cxzy("rules", "coverage", "-o", str(target), "--rules", str(holed)).returncode == 1
    document = docx.Document(str(target))
    section, table = document.sections[0], document.tables[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)  # type: ignore[union-attr]
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows[:2]] == [True, False]
    assert len(table.rows) == 1 + 7 + 25
    row = next(row for row in table.rows if row.cells[0].text.startswith("1–2"))
    shaded = [run.text for run in row.cells[1].paragraphs[0].runs if run._r.xpath("./w:rPr/w:shd")]
    assert shaded[0] == "Every library chooses one evening a week for its readers" and len(shaded) == 3
    assert "1　One <evening> a week" in [paragraph.text for paragraph in row.cells[2].paragraphs]
    style = row.cells[1].paragraphs[0].style
    assert style is not None and style.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_json_says_the_same_sentence_by_sentence(book: Rulebook, tmp_path: Path) -> None:
    done = cxzy("rules", "coverage", "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["rules"], told["sentences"][UNACCOUNTED]) == (len(book.rules), 0)
    assert sum(told["sentences"].values()) == sum(len(clause["sentences"]) for clause in told["clauses"])
    assert cxzy("rules", "coverage", "-o", str(tmp_path / "c.json")).returncode == 0
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8")) == told
    assert cxzy("rules", "coverage", "-f", "json").stdout == done.stdout


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["-f", "html"], "html 格式要用 -o 写进文件"),
        (["-o", "c.pdf"], "从“c.pdf”看不出格式，用 -f 写明：docx、html、json"),
        (["-f", "table", "-o", "c.html"], "table 只显示在屏幕上，不要写 -o"),
    ],
)
def test_a_form_that_cannot_be_had_is_refused(call: list[str], told: str, tmp_path: Path) -> None:
    done = cxzy("rules", "coverage", *call, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_json_on_the_screen_and_a_page_in_a_file_are_both_had(tmp_path: Path) -> None:
    done = cxzy("rules", "coverage", "--json", "-o", str(tmp_path / "page.html"), "--rules", str(EXAMPLE))
    assert json.loads(done.stdout)["rulebook"] == "example-libraries"
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!")


def test_of_a_layered_rulebook_every_document_is_written(tmp_path: Path) -> None:
    folders = [str(EXAMPLE), str(EXAMPLE.parent / "upper-hollin")]
    for form in ("html", "docx", "json"):
        assert cxzy("rules", "coverage", "-o", f"c.{form}", *(f"--rules={one}" for one in folders), cwd=tmp_path).returncode == 0
    told = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert [one["rulebook"] for one in told] == ["example-libraries", "example-upper-hollin"]
    assert json.loads(cxzy("rules", "coverage", "--json", *(f"--rules={one}" for one in folders)).stdout) == told
    page = html.fromstring((tmp_path / "c.html").read_text(encoding="utf-8"))
    titles = [one.text_content() for one in page.xpath("//h2")]
    assert titles == [one["title"] for one in told] and len(page.xpath("//table")) == 2
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "two documents may both have a clause 1"
    assert {one.removeprefix("#") for one in page.xpath("//a/@href")} <= set(ids)
    document = docx.Document(str(tmp_path / "c.docx"))
    assert [len(table.rows) for table in document.tables] == [1 + len(one["clauses"]) + sum(one["sentences"].values()) for one in told]
    heads = [one for one in document.paragraphs if one.text == "原文逐句对照"]
    assert [one.paragraph_format.page_break_before for one in heads] == [False, True]
