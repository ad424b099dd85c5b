"""The token endpoint: a signed claim of the test's own service account buys an access token."""

from functools import cache
from urllib.parse import parse_qs

import google.auth.exceptions
import google.auth.jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EMAIL = "xushi@test-project.iam.gserviceaccount.com"
LIFETIME = 3600
GOOGLES_OWN = "https://oauth2.googleapis.com/token"
"""The audience google-auth writes into every claim, wherever it sends it."""


@cache
def key():
    """The throw-away private key of this run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem():
    """The private key as a key file holds it."""
    form = serialization.PrivateFormat.PKCS8
    return key().private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def _public_pem():
    return key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


class Tokens:
    """Access tokens that were issued, the scopes of each, and when it ends."""

    def __init__(self, clock):
        self._clock, self._issued = clock, {}

    def issue(self, scopes):
        """A new token for these scopes."""
        token = f"ya29.test-{len(self._issued) + 1}"
        self._issued[token] = frozenset(scopes), self._clock() + LIFETIME
        return token

    def scopes(self, authorization):
        """The scopes of an ``Authorization`` header; ``None`` when the token is missing, unknown or over."""
        scopes, end = self._issued.get((authorization or "").removeprefix("Bearer "), (None, 0))
        return scopes if self._clock() < end else None

    def revoke(self):
        """From now on every token issued so far is refused."""
        self._issued = dict.fromkeys(self._issued, (None, 0))

    def grant(self, form, audience):
        """Status and JSON of the answer to a token request."""
        fields = {name: values[0] for name, values in parse_qs(form).items()}
        if fields.get("grant_type") != GRANT:
            return 400, {"error": "unsupported_grant_type", "error_description": "Invalid grant_type"}
        try:
            claims = google.auth.jwt.decode(fields.get("assertion", ""), certs=_public_pem(), audience=[GOOGLES_OWN, audience])
        except (ValueError, google.auth.exceptions.GoogleAuthError) as error:
            return 400, {"error": "invalid_grant", "error_description": f"Invalid JWT: {error}"}
        if claims.get("iss") != EMAIL:
            return 401, {"error": "invalid_client", "error_description": "The OAuth client was not found."}
        return 200, {"access_token": self.issue(claims.get("scope", "").split()), "expires_in": LIFETIME - 1, "token_type": "Bearer"}
