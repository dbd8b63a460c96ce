"""The audit as a short notice in Markdown, by a template that the office can edit."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from cxzy_rules.audit.audit import Audit
from cxzy_rules.parts.notice import Notice, notice
from cxzy_rules.parts.wording import fill_text
from cxzy_rules.templates import NOTICE_MD


def write(audit: Audit, target: Path) -> None:
    """The notice by the shipped template."""
    write_with(audit, target, NOTICE_MD)


def write_with(audit: Audit, target: Path, template: Path) -> None:
    """The notice by this template. Errors: Unusable, where it is no text or asks for what there is not."""
    told = notice(audit)
    filled = fill_text(template, {one.name: getattr(told, one.name) for one in fields(Notice)})
    target.write_text(filled, encoding="utf-8", newline="\n")
