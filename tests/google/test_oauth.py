"""Tokens are bought with a claim signed by the account's key, and nothing else opens the service."""

import time

import gspread
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError

from tests.google import oauth

URL = "https://sheets.googleapis.com/v4/spreadsheets/x"


@pytest.fixture
def ask(google):
    """Sends a claim to the token endpoint and gives status and error."""

    def post(pem=None, **claims):
        now = int(time.time())
        claim = {"iss": oauth.EMAIL, "aud": f"{google.url}/token", "iat": now, "exp": now + 3600, "scope": "a b", **claims}
        signer = crypt.RSASigner.from_string(pem or oauth.private_pem())
        signed = jwt.encode(signer, claim)
        answer = requests.post(f"{google.url}/token", data={"grant_type": oauth.GRANT, "assertion": signed}, timeout=5)
        return answer.status_code, answer.json().get("error")

    return post


def stranger():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def test_a_signed_claim_buys_a_token(ask):
    assert ask() == (200, None)


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"iat": 1_000_000_000, "exp": 1_000_003_600}, (400, "invalid_grant")),
        ({"iat": 4_000_000_000, "exp": 4_000_003_600}, (400, "invalid_grant")),
        ({"aud": "https://example.org"}, (400, "invalid_grant")),
        ({"iss": "nobody@example.org"}, (401, "invalid_client")),
    ],
)
def test_a_claim_that_is_over_or_not_ours_is_refused(ask, claims, refusal):
    assert ask(**claims) == refusal


def test_another_key_is_refused(ask):
    assert ask(pem=stranger()) == (400, "invalid_grant")


def test_gspread_cannot_begin_with_a_wrong_key(google):
    client = gspread.service_account_from_dict({**google.credentials(), "private_key": stranger()})
    with pytest.raises(RefreshError), client.http_client.session as session:
        try:
            session.get(URL)
        finally:
            session._auth_request_session.close()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer made-up"}])
def test_without_a_token_nothing_is_answered(google, headers):
    answer = requests.get(f"{google.url}/v4/spreadsheets/x", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_a_token_opens_only_its_scopes(google, book_id):
    token = google.tokens.issue(["https://www.googleapis.com/auth/drive.metadata.readonly"])
    ask = lambda path: requests.get(google.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=5)  # noqa: E731
    assert ask("/drive/v3/files").status_code == 200
    assert ask(f"/v4/spreadsheets/{book_id}").json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_token_ends_after_an_hour(google, clock):
    token = google.tokens.issue(["https://www.googleapis.com/auth/drive"])
    ask = lambda: requests.get(f"{google.url}/drive/v3/files", headers={"Authorization": f"Bearer {token}"}, timeout=5).status_code  # noqa: E731
    clock.now += 3599
    assert ask() == 200
    clock.now += 1
    assert ask() == 401
