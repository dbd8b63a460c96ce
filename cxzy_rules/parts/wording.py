"""How a template is filled in: what was written by others stays plain text, and a mistake in the template is told to its author.

The only door to docxtpl and Jinja2. A template may be the office's own: it runs in a sandbox.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError
from markupsafe import Markup

from cxzy_rules.model.place import Place, Problem, Unusable, hint_nearest
from cxzy_rules.paths import shown

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
MARKS = "\\`*_[]<>|~&#{}"
BRACES = {"{": "&#123;", "}": "&#125;"}
BROKEN = (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError)
QUOTED, MOST_NEAR = re.compile("'([^']*)'"), 40
NO_TEMPLATE = "要 .docx（Markdown 的要 UTF-8 文本），从自带的模板改起"
HINT = "照自带的模板改：{{ }} 里写什么，要和自带的模板一样"


def fill_text(template: Path, values: Mapping[str, object]) -> str:
    """A template of Markdown, filled in. Errors: Unusable, where the template cannot be read or asks for what there is not."""
    with _told(template, values):
        return _environment(_plain_markdown).from_string(_read(template).decode("utf-8")).render(values)


def fill_word(template: Path, values: Mapping[str, object], day: date) -> bytes:
    """A Word template, filled in and dated: the same values give the same bytes. Errors: as `fill_text`."""
    packed = BytesIO()
    with _told(template, values):
        document = DocxTemplate(BytesIO(_read(template)))
        document.render(dict(values), _environment(_plain_word))
        properties = document.docx.core_properties
        properties.created = properties.modified = datetime.combine(day, time())
        document.save(packed)
    return _undated(packed)


def _read(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise Unusable([Problem(Place(shown(template)), "读不出这个模板文件", "看看路径对不对，文件能不能打开")]) from error


@contextmanager
def _told(template: Path, values: Mapping[str, object]) -> Iterator[None]:
    """Turns whatever is wrong with a template into a problem in Chinese."""
    place = Place(shown(template))
    try:
        yield
    except TemplateError as error:
        raise Unusable([_mistake(error, place, [*values])]) from error
    except BROKEN as error:
        raise Unusable([Problem(place, "这个文件不能当模板用", NO_TEMPLATE)]) from error


def _mistake(error: TemplateError, place: Place, known: list[str]) -> Problem:
    if isinstance(error, UndefinedError):
        asked = QUOTED.findall(error.message or "")[-1:] or ["?"]
        return Problem(place, f"模板要填“{asked[0]}”，这里没有这一项", hint_nearest(asked[0], known))
    if isinstance(error, TemplateSyntaxError):
        return Problem(place, f"模板里有一处 {{{{ }}}} 或 {{% %}} 没有写对，在“{_near(error)}”附近", HINT)
    return Problem(place, "模板里写了不许写的内容", HINT)


def _near(error: TemplateSyntaxError) -> str:
    """The words of the template where the mistake was noticed; docxtpl gives them with up to three lines before."""
    lines = [*getattr(error, "docx_context", [])] or (error.source or "").splitlines()[max(error.lineno - 4, 0) :]
    return lines[min(error.lineno - 1, 3)].strip()[:MOST_NEAR]


def _environment(plain: Callable[[str], Markup]) -> SandboxedEnvironment:
    def finalized(value: Any) -> Any:
        return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=finalized, keep_trailing_newline=True)


def _plain_word(text: str) -> Markup:
    """Text with nothing in it that Word's XML or docxtpl would take for its own."""
    return Markup(escape(legal(text), BRACES))


def _plain_markdown(text: str) -> Markup:
    """Text with nothing in it that Markdown would take for its own, on one line."""
    return Markup("".join("\\" + one if one in MARKS else one for one in " ".join(text.split())))


def legal(text: str) -> str:
    """The text on one line, without what XML cannot hold."""
    line = " ".join(text.split())
    return "".join(one for one in line if one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff")


def _undated(packed: BytesIO) -> bytes:
    """The same package without the hour at which it was packed."""
    again = BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(zipfile.ZipInfo(part, FIRST_DAY), old.read(part), zipfile.ZIP_DEFLATED)
    return again.getvalue()
