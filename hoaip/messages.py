"""What was just done, told on the next page: in a signed cookie, because in the session each sentence is two writes."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import signing


class OwnCookieStorage(CookieStorage):
    """Readable in the session that wrote it and in no other: the next person at the browser reads nothing."""

    cookie_name = "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"

    def _encode(self, messages, encode_empty=False):
        self._bind()
        return super()._encode(messages, encode_empty)

    def _decode(self, data):
        self._bind()
        return super()._decode(data)

    def _bind(self):
        # A change of password gives the session another key: it is asked for when it is needed.
        self.signer = signing.get_cookie_signer(salt=f"{self.key_salt}.{self.request.session.session_key}")
