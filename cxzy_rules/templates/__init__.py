"""The wording and the look of what is sent out, as files that an office can edit: where they lie."""

from pathlib import Path

FOLDER = Path(__file__).parent
NOTICE_DOCX = FOLDER / "notice.docx"
NOTICE_MD = FOLDER / "notice.md"
COVERAGE_HTML = FOLDER / "coverage.html"
DIFF_HTML = FOLDER / "diff.html"
