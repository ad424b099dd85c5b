"""Servers for the benchmarks of pages, and sessions that speak to them as a browser does, without drawing anything."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_TICKS = os.sysconf("SC_CLK_TCK")
_BIGGEST = 1 << 28
_PATIENCE = 180


@dataclass(frozen=True)
class Server:
    """A server of our own, and where it answers."""

    host: str
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time that the process has used, all threads together."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / _TICKS

    def memory(self) -> int:
        """Megabytes that it has held at most."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM"))) // 1024


@contextmanager
def serving(script: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server of this script with the settings that lie beside it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", host.partition(":")[2], "--server.headless", "true"]
    told = {name: value for name, value in os.environ.items() if not name.startswith("XUSHI_")} | environment
    server = subprocess.Popen(command, cwd=script.parent, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answering(host)
        yield Server(host, server.pid)
    finally:
        server.terminate()
        server.wait(20)


def _answering(host: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{host}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(host)


@dataclass
class Run:
    """What one run of a page took and sent."""

    seconds: float
    bytes: int
    errors: int


@dataclass
class Session:
    """One open page. Its first select box is what the runs change."""

    line: ClientConnection
    page: str
    query: str
    picker: str = ""
    options: list[str] = field(default_factory=list)
    label: str = ""

    async def run(self, choice: int | None = None) -> Run:
        """Let the page run, with this choice in its picker, and wait for its end."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = self.page, self.query
        if choice is not None:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self.picker, self.options[choice]
        begun = time.perf_counter()
        await self.line.send(asked.SerializeToString())
        sent = errors = 0
        while True:
            told = await asyncio.wait_for(self.line.recv(), _PATIENCE)
            sent += len(told)
            message = ForwardMsg.FromString(bytes(told))
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.new_element.WhichOneof("type") in ("exception", "alert"):
                errors += 1
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "selectbox":
                box = message.delta.new_element.selectbox
                if box.label == self.label:
                    self.picker, self.options = box.id, list(box.options)
            if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return Run(time.perf_counter() - begun, sent, errors)


async def opened(server: Server, label: str, page: str = "", query: str = "") -> Session:
    """A session of which the first run is done. ``label`` is that of its picker."""
    line = await connect(f"ws://{server.host}/_stcore/stream", subprotocols=["streamlit"], max_size=_BIGGEST, ping_interval=None)  # type: ignore[list-item]
    session = Session(line, page, query, label=label)
    await session.run()
    return session
