"""HTTP on 127.0.0.1: threads that keep connections alive, answers that can be late, cut off or not given at all."""

import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """Status, body and headers; ``kept`` is how many bytes of the body are sent before the connection is closed (0: not even a status)."""

    status: int
    content: bytes = b""
    headers: dict = field(default_factory=dict)
    kept: int | None = None
    late: float = 0.0

    @classmethod
    def of(cls, status, body, headers=None):
        """An answer in JSON."""
        return cls(status, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=UTF-8", **(headers or {})})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _serve(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.answering(self.command, self.path, self.headers, content)
        if answer.late:
            self.server.stopping.wait(answer.late)
        self.close_connection = self.close_connection or answer.kept is not None
        if answer.kept == 0:
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content[: answer.kept])

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def log_message(self, *details):
        """The server keeps a log of its own."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, answering):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answering, self.stopping, self.open = answering, threading.Event(), set()

    def get_request(self):
        connection, address = super().get_request()
        self.open.add(connection)
        return connection, address

    def shutdown_request(self, request):
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """A client that hung up first is no error here; anything else is noted where it happens."""


class Transport:
    """The listening socket and its threads; all of them are gone after ``stop``."""

    def __init__(self, answering):
        self._answering = answering
        self._server = _Server(answering)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self):
        """Begin to answer."""
        self._thread.start()

    def stop(self):
        """Close the listener and every connection, and wait for the threads."""
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        for connection in list(self._server.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._server.server_close()

    def discard(self):
        """Close the listener of a transport that was never started."""
        self._server.server_close()
