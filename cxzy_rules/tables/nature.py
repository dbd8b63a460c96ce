"""What a file really is: told by its first bytes, since an ending is easily wrong; what is no plain file is refused."""

from __future__ import annotations

from pathlib import Path

from cxzy_rules.model.place import Place, Problem, Unusable

READABLE = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".tsv", ".txt")
SIGNS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"PK\x05\x06": "xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls"}
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<div", b"<body", b"mime-version")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def nature(path: Path, shown: str) -> str:
    """`csv`, `parquet`, `xlsx` or `xls`. Errors: Unusable, where there is no such file or it is none of these."""
    ending = path.suffix.lower()
    _refuse_what_is_no_file(path, shown)
    if ending not in READABLE:
        raise refusal(shown, f"不认识“{ending or path.name}”这种文件", "可以读：" + "、".join(READABLE))
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise refusal(shown, "文件打不开", "看看有没有读它的权限，是不是正被别的程序占用") from error
    if not head:
        raise refusal(shown, "文件是空的，一个字也没有", "多半是没有存好，请重新导出")
    found = next((kind for sign, kind in SIGNS.items() if head.startswith(sign)), "csv")
    if found == "csv":
        _refuse_what_is_no_text(head, ending, shown)
    return found


def is_parquet(path: Path) -> bool:
    """Whether there is such a file, and it begins as Parquet does."""
    try:
        if not path.is_file():  # what is a pipe would keep its opener waiting
            return False
        with path.open("rb") as file:
            return SIGNS.get(file.read(4)) == "parquet"
    except (OSError, ValueError):
        return False


def _refuse_what_is_no_file(path: Path, shown: str) -> None:
    try:
        if path.is_file():
            return
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if path.is_dir():
        raise refusal(shown, "这是文件夹，不是文件", "写出里面那个文件的名字")
    if there:
        raise refusal(shown, "这不是普通文件（是管道或设备）", "先存成文件再读")
    raise refusal(shown, "没有这个文件", "看看路径和文件名写得对不对")


def _refuse_what_is_no_text(head: bytes, ending: str, shown: str) -> None:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGES):
        raise refusal(shown, "里面其实是网页（HTML 或 XML），不是表格文件", "用 Excel 或 WPS 打开，另存为 .xlsx")
    if ending == ".parquet":
        raise refusal(shown, "不是 Parquet 文件，或者已经损坏", "请重新导出")
    if ending not in TEXTS and b"\0" in head and not head.startswith(UTF16):
        raise refusal(shown, "不是工作簿，或者已经损坏", "用 Excel 或 WPS 打开，另存为 .xlsx")


def refusal(shown: str, text: str, hint: str = "") -> Unusable:
    """The one problem of a whole file that cannot be used."""
    return Unusable([Problem(Place(shown), text, hint)])
