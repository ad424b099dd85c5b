"""A name for every browser, so that what somebody typed without signing in is found again after a reload."""

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

COOKIE = "xushi_browser"
_YEAR = 365 * 24 * 3600

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class NamedBrowsers:
    """Middleware that gives a browser its name with the first page it fetches. Scripts on the page cannot read it."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; a page for a browser without a name carries a new one."""
        if scope["type"] != "http" or _is_named(scope):
            await self._app(scope, receive, send)
            return

        async def naming(message: Scope) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                cookie = f"{COOKIE}={secrets.token_urlsafe(16)}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_YEAR}"
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await self._app(scope, receive, naming)


def _is_named(scope: Scope) -> bool:
    return any(name == b"cookie" and f"{COOKIE}=".encode() in value for name, value in scope["headers"])


def _is_page(message: Scope) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
