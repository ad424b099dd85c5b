"""An unmodified gspread that talks to the server: only the host of its requests is another."""

from contextlib import contextmanager
from urllib.parse import urlsplit

import gspread
from requests.adapters import HTTPAdapter

HOSTS = ("https://sheets.googleapis.com/", "https://www.googleapis.com/")


class Loopback(HTTPAdapter):
    """Sends what is meant for Google's hosts to another address."""

    def __init__(self, url):
        super().__init__()
        self._url = url

    def __deepcopy__(self, memo):
        """google-auth copies the session of its token requests to ask for regions in a thread; refused, it leaves that out."""
        raise TypeError("this adapter belongs to one session")

    def send(self, request, *args, **kwargs):
        parts = urlsplit(request.url)
        request.url = self._url + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **kwargs)


@contextmanager
def connected(google):
    """gspread's own client, authorised with a key file's content; its connections are closed at the end."""
    client = gspread.service_account_from_dict(google.credentials())
    session = client.http_client.session
    session.trust_env = session._auth_request_session.trust_env = False
    for host in HOSTS:
        session.mount(host, Loopback(google.url))
        session._auth_request_session.mount(host, Loopback(google.url))
    try:
        yield client
    finally:
        session.close()
        session._auth_request_session.close()
