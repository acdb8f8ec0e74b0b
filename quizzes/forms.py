"""What a question's form carries besides the answer: a signed token, from which follow the order of the options and the
time that was taken. It is worth nothing to somebody who reads it: the order needs the site's secret too."""

import random
import secrets
import time
from dataclasses import dataclass

from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.utils.crypto import salted_hmac

_signer = TimestampSigner(salt="quizzes.form")
LONGEST = 600  # seconds that count as thinking; after that somebody was away
_DAYS_VALID = 30


@dataclass(frozen=True, slots=True)
class Token:
    """`nonce` tells forms apart, so that one sent twice counts once; `seconds` since it was made."""

    text: str
    nonce: str
    seconds: int

    def order(self, key: str, slots: int) -> list[int]:
        order = list(range(slots))
        self.chance(key).shuffle(order)
        return order

    def chance(self, what: str) -> random.Random:
        """The same for the same form, and not to be guessed."""
        return random.Random(salted_hmac("quizzes.order", f"{self.nonce}:{what}").hexdigest())  # noqa: S311


def issue() -> Token:
    nonce = secrets.token_urlsafe(9)
    return Token(_signer.sign(nonce), nonce, 0)


def read(text: str) -> Token | None:
    """None for what this site did not make, or made long ago."""
    try:
        nonce = _signer.unsign(text, max_age=_DAYS_VALID * 24 * 3600)
    except BadSignature:
        return None
    made = b62_decode(text.split(_signer.sep)[-2])
    return Token(text, nonce, max(0, int(time.time()) - made))
