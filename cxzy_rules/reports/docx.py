"""The audit as a notice (督查通报) in Word, by a template that the office can edit."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from cxzy_rules.audit.audit import Audit
from cxzy_rules.parts.notice import Notice, notice
from cxzy_rules.parts.wording import fill_word
from cxzy_rules.templates import NOTICE_DOCX


def write(audit: Audit, target: Path) -> None:
    """The notice by the shipped template."""
    write_with(audit, target, NOTICE_DOCX)


def write_with(audit: Audit, target: Path, template: Path) -> None:
    """The notice by this template. Errors: Unusable, where it is no Word file or asks for what there is not."""
    told = notice(audit)
    target.write_bytes(fill_word(template, {one.name: getattr(told, one.name) for one in fields(Notice)}, audit.guidance.day))
