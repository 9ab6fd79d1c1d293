"""Signed words: what the page gives out and takes back, such as an address, is told by a key of this machine."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ...agent.sessions.blobs import private_folder

KEY_FILE = "page.key"


class Seal:
    """Signs with a key; without the key nobody can make up what was never given out."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def kept(cls, folder: Path) -> Seal:
        """With the key that is kept in `folder`, made on first use: what was given out holds after a restart."""
        path = folder / KEY_FILE
        private_folder(folder)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
        return cls(path.read_bytes())

    def sign(self, text: str) -> str:
        """32 hexadecimal digits."""
        return hmac.new(self._key, text.encode(), sha256).hexdigest()[:32]

    def signed(self, text: str) -> str:
        """The text with its signature; `opened` gives it back."""
        return f"{text}.{self.sign(text)}"

    def holds(self, text: str, signature: str) -> bool:
        return hmac.compare_digest(self.sign(text).encode(), signature.encode("utf-8", "replace"))

    def opened(self, signed: object) -> str | None:
        """What was signed; None for anything that was not."""
        text, dot, signature = str(signed).rpartition(".")
        return text if dot and self.holds(text, signature) else None
