"""cxzy serve: the office's page, on this machine alone unless another host is named."""

from __future__ import annotations

import getpass
import signal
import socket
import threading
import webbrowser
from contextlib import closing
from pathlib import Path

import click

from cxzy_rules.commands.common import FINE, UNUSABLE, load_book, rules_option
from cxzy_rules.commands.number import Number

IDLE = 4  # connections that wait for the next page
DEFAULT = Path("工作文件.cxzy")
HELP = f"在浏览器里用：查单位、核查、发清单、收清单。不写工作文件时用当前文件夹里的“{DEFAULT}”。"
TAKEN = "端口 {port} 已经有程序在用。如果是先前打开的网页，直接用 {address} ；不是的话，换一个端口：--port {other}"
MISSING = "网页需要另装几个包：pip install 'cxzy-rules[web]'"


@click.command(
    "serve", options_metavar="[选项]", help="在浏览器里用：查单位、核查、发清单、收清单。不写工作文件时用当前文件夹里的“工作文件.cxzy”。"
)
@click.argument("path", metavar="[工作文件]", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=Number(1, 65535), default=8765, metavar="端口", help="端口（默认 8765）")
@click.option("--host", default="127.0.0.1", metavar="地址", help="监听的地址（默认只有本机）")
@click.option("--by", metavar="姓名", help="经办人（默认是登录名）")
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器")
@rules_option
def command(path: Path | None, port: int, host: str, by: str | None, no_browser: bool, folders: tuple[Path, ...]) -> int:
    try:
        import uvicorn

        from cxzy_rules.web.app import application
    except ImportError:
        click.echo(MISSING, err=True)
        return UNUSABLE
    from cxzy_rules.paths import shown
    from cxzy_rules.store.base import create, opened
    from cxzy_rules.web.office import Office
    from cxzy_rules.web.safety import names_for
    from cxzy_rules.web.warm import warm
    from cxzy_rules.working.bring import Desk

    address = f"http://{host}:{port}/"
    if _taken(host, port):
        click.echo(TAKEN.format(port=port, address=address, other=port + 1), err=True)
        if not no_browser:
            webbrowser.open(address)
        return UNUSABLE
    _check_free(host, port)
    file = path or DEFAULT
    engine = (opened if file.exists() else create)(file, shown(file), IDLE)
    office = Office(file, Desk(engine, shown(file), by or getpass.getuser(), load_book(folders)))
    click.echo(f"页面在 {address} ，按 Ctrl-C 结束", err=True)
    if not no_browser:
        threading.Timer(1, webbrowser.open, [address]).start()
    threading.Thread(target=warm, args=(office,), daemon=True).start()
    if threading.current_thread() is threading.main_thread():  # uvicorn passes on what ended it, and the working file is still to be closed
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with closing(office):
        uvicorn.run(application(office, names_for(host)), host=host, port=port, log_level="warning", server_header=False)
    return FINE


def _taken(host: str, port: int) -> bool:
    """Whether something answers there already: a page that was opened before, or another program."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _check_free(host: str, port: int) -> None:
    """Refuses an address at which no page can be opened."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise click.UsageError(f"在“{host}”的端口 {port} 上开不了页面；不写 --host 时只用本机，端口用 1024 以上的") from error
