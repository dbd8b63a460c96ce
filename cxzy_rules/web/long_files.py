"""An audit to take away: at once where that takes seconds; a workbook of very many gaps beside the pages, with how far it is."""

from __future__ import annotations

from fastapi.responses import RedirectResponse, Response

from cxzy_rules import reports
from cxzy_rules.audit.audit import Audit
from cxzy_rules.parts.registry import module
from cxzy_rules.reports import xlsx
from cxzy_rules.web.files import sent
from cxzy_rules.web.jobs import Job
from cxzy_rules.web.office import Office

AT_ONCE = 50_000


def handed_out(office: Office, found: Audit, name: str, form: str) -> Response:
    """The audit as a file of this name and form; where it is long, the page on which it is made."""
    if form != "xlsx" or xlsx.gap_count(found) <= AT_ONCE:
        return sent(name, lambda place: module(reports, form).write(found, place))

    def work(job: Job) -> None:
        xlsx.write(found, job.place, job.step)

    job = office.jobs.begin(name.removesuffix(".xlsx"), ".xlsx", work)
    return RedirectResponse(f"/jobs/{job.mark}", 303)
