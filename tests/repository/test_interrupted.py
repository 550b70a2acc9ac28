"""A test that is interrupted leaves no process behind."""

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30

PROGRAM = """
import subprocess
import sys

def test_that_waits():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        try:
            print(child.pid, flush=True)
            child.wait()
        finally:
            child.kill()
            print("ended", flush=True)
"""


def test_a_session_that_is_terminated_ends_the_processes_of_its_tests(tmp_path: Path) -> None:
    file = tmp_path / "test_waiting.py"
    file.write_text(PROGRAM, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-s", "-p", "tests.conftest", str(file))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as session:
        try:
            assert session.stdout is not None
            assert session.stdout.readline().strip().isdigit()
            session.send_signal(signal.SIGTERM)
            out, _ = session.communicate(timeout=SECONDS)
        finally:
            session.kill()
    assert out.startswith("ended")
