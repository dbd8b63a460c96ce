"""A call that reads Parquet is made boldly first, in a process of its own, and only where that dies of it once more, with care.

Polars aborts on some damaged files, so that each must be rehearsed apart before it is read (`tables.rehearsal`), which costs as much as
reading it. Nearly all files are sound: for those the process that may die is the one that answers, and nothing is read twice. Only here is
known how such a process is begun, watched and followed. Where a process cannot be divided in two, every call is made with care.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cxzy_rules.tables.headstart import Bold, begin
from cxzy_rules.tables.nature import is_parquet

ONE_SHOT = ("guide", "audit", "checklist", "explain", "who")  # what goes on for long keeps others waiting when it dies
ROSTER_FIRST = ("guide", "audit", "checklist")
DEADLY = ("SIGABRT", "SIGBUS", "SIGSEGV", "SIGILL", "SIGALRM")
PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
THREADS = "/proc/self/task"
PR_SET_PDEATHSIG = 1
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
GIVEN_BACK = "_RJEM_MALLOC_CONF"
SOON, AUDITS = 200, {"audit": 2000}
KEPT = {M_TRIM_THRESHOLD: 256 << 20, M_MMAP_THRESHOLD: 32 << 20, M_ARENA_MAX: 1}


def boldly(run: Callable[[bool], int], words: Sequence[str]) -> int:
    """The exit code of `run(True)` in a process of its own, or of `run(False)` here where that died as of a damaged file, or where there
    is nothing to be bold about. `words`: those of the call. Of a bold call only its own process returns."""
    if not (words and words[0] in ONE_SHOT and _can_divide() and any(is_parquet(Path(word)) for word in words[1:])):
        return run(False)
    watched = {signal.Signals[name] for name in (*PASSED_ON, "SIGCHLD")}
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # one that the caller ignores would never come
    before = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _silence()
        _arrange(words[0])
        return run(True)
    ended = _watch(child, watched)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if ended >= 0:
        os._exit(ended)
    if -ended not in {signal.Signals[name] for name in DEADLY}:
        _die(-ended)
    return run(False)


def begun(words: Sequence[str]) -> Bold:
    """The process of a bold call, which begins with the roster where the call names that first."""
    first = Path(words[1])
    return begin(first) if words[0] in ROSTER_FIRST and is_parquet(first) else Bold()


def _die(of: int) -> None:
    """Ends this process as the other ended; the first of a machine does not die of every signal."""
    with suppress(OSError):  # what cannot be caught cannot be restored either, and need not be
        signal.signal(of, signal.SIG_DFL)
    os.kill(os.getpid(), of)
    os._exit(128 + of)


def _can_divide() -> bool:
    """Whether this process has but one thread, and can watch another."""
    try:
        return hasattr(signal, "sigwaitinfo") and len([*Path(THREADS).iterdir()]) == 1
    except OSError:
        return False


def _watch(child: int, watched: set[signal.Signals]) -> int:
    """Waits for a process: its exit code, or the signal of which it died below zero. A signal sent to this process alone is passed on; one
    of the terminal reaches both."""
    while True:
        came = signal.sigwaitinfo(watched)
        if came.si_signo == signal.SIGCHLD:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
        elif came.si_code <= 0:
            with suppress(ProcessLookupError):
                os.kill(child, came.si_signo)


def _silence() -> None:
    """What libraries say of their own death helps no one; what this program says still comes to standard error."""
    here = sys.stderr
    if isinstance(here, io.TextIOWrapper) and here is sys.__stderr__:
        words = os.fdopen(os.dup(2), "w", 1, here.encoding, here.errors)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stderr = words


def _arrange(command: str) -> None:
    """This process is interrupted where the one that watches it is gone. And what numpy gives back stays at hand for what it takes next, in
    one place for all threads: to fetch it anew takes longer. What Polars gives back, which is far more, the machine has back soon; of an
    audit, whose ledgers are read in pieces all alike, a little later, so that the next piece finds it there."""
    import ctypes

    later = AUDITS.get(command, SOON)
    os.environ.setdefault(GIVEN_BACK, f"dirty_decay_ms:{later},muzzy_decay_ms:0")  # read when Polars is loaded, which it is not yet
    library = ctypes.CDLL(None)
    with suppress(AttributeError):  # another C library than that of GNU
        deaf = signal.getsignal(signal.SIGINT) == signal.SIG_IGN  # as what a script begins in the background
        library.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM if deaf else signal.SIGINT))
        for setting, value in KEPT.items():
            library.mallopt(setting, value)
