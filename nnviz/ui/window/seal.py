"""Seal: what Qt saves of a window, in an envelope that shows whether it is ours and whole.

Qt's own check is a version number; a damaged state gets past it and leaves docks that cannot be
reached.
"""

from __future__ import annotations

import struct
import zlib

_MAGIC = b"nnviz-docks"
_VERSION = 1
_HEADER = struct.Struct("<HI")


def sealed(body: bytes) -> bytes:
    """Return bytes with a head that names the program, the version and a checksum."""
    return _MAGIC + _HEADER.pack(_VERSION, zlib.crc32(body)) + body


def opened(saved: bytes) -> bytes | None:
    """Return what was sealed; None if it is foreign, damaged or of another version."""
    start = len(_MAGIC) + _HEADER.size
    if not saved.startswith(_MAGIC) or len(saved) < start:
        return None
    version, checksum = _HEADER.unpack(saved[len(_MAGIC) : start])
    body = saved[start:]
    return body if version == _VERSION and checksum == zlib.crc32(body) else None
