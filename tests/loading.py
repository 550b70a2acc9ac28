"""The process of `tests.loaded`: it loads all of `depesha`, then forks for every command.

It is asked at one socket, and stays until that is closed. A question is a file that says which
words, where and with which environment; a socket at which the number of the command's process and
its end are told; and the three files that are its standard input, output and errors.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import NoReturn

import depesha
from depesha.__main__ import main


def load() -> None:
    """Load whatever a command may load."""
    for module in pkgutil.walk_packages(depesha.__path__, "depesha."):
        importlib.import_module(module.name)
    assert threading.active_count() == 1, "a process with threads is not forked"
    gc.collect()
    gc.freeze()  # what is loaded stays as it is in memory, and is not copied


def serve(door: socket.socket) -> int:
    """Fork for whoever asks; return the status of the command in the process of the command."""
    begun: dict[int, tuple[int, socket.socket]] = {}
    with selectors.DefaultSelector() as waiting:
        waiting.register(door, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is not door:
                    waiting.unregister(key.fd)
                    pid, asker = begun.pop(key.fd)
                    os.close(key.fd)
                    _tell(asker, os.waitpid(pid, 0)[1])
                    asker.close()
                    continue
                said, files, _, _ = socket.recv_fds(door, 1, 5)
                if not said:
                    return 0
                asked, asker = files[0], socket.socket(fileno=files[1])
                pid = os.fork()
                if not pid:
                    waiting.close()
                    for end, (_, other) in begun.items():
                        os.close(end)
                        other.close()
                    asker.close()
                    door.close()
                    return _command(asked, files[2:])
                for file in (asked, *files[2:]):
                    os.close(file)
                _tell(asker, pid)
                end = os.pidfd_open(pid)
                begun[end] = pid, asker
                waiting.register(end, selectors.EVENT_READ)


def _tell(asker: socket.socket, number: int) -> None:
    try:
        asker.sendall(b"%d\n" % number)
    except OSError:
        return  # whoever asked is gone


def _command(asked: int, files: list[int]) -> int:
    """Become the command."""
    with os.fdopen(asked, "rb") as told:
        told.seek(0)
        wanted = json.load(told)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(wanted["env"])
    time.tzset()
    os.chdir(wanted["cwd"])
    sys.argv = ["depesha", *wanted["words"]]
    return main()


def end(status: int) -> NoReturn:
    """End as the interpreter does, but leave it to the machine to free what was loaded."""
    threading._shutdown()  # type: ignore[attr-defined]  # as at the end of every process
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with whoever asks it
    load()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end(serve(socket.socket(fileno=int(sys.argv[1]))))
