"""A certificate that nobody vouches for, made with the standard library alone: P-256, signed by itself.

Source of the numbers: SEC 2, "secp256r1"; of the forms: X.509 (RFC 5280) and RFC 5915, in DER.
"""

import base64
import hashlib
import secrets
import ssl
from pathlib import Path

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_START = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_CURVE = bytes.fromhex("06082a8648ce3d030107")
_KEY_KIND = bytes.fromhex("301306072a8648ce3d0201") + _CURVE
_COMMON_NAME = bytes.fromhex("0603550403")

Point = tuple[int, int]


def _add(one: Point | None, other: Point | None) -> Point | None:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % _P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, _P) if one == other else (y2 - y1) * pow(x2 - x1, -1, _P)
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P


def _times(factor: int, point: Point) -> Point:
    total: Point | None = None
    doubled: Point | None = point
    while factor:
        if factor & 1:
            total = _add(total, doubled)
        doubled = _add(doubled, doubled)
        factor >>= 1
    assert total is not None
    return total


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + length + content


def _integer(number: int) -> bytes:
    return _der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _signature(message: bytes, key: int) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    once = secrets.randbelow(_ORDER - 1) + 1
    r = _times(once, _START)[0] % _ORDER
    return _der(0x30, _integer(r), _integer((digest + r * key) * pow(once, -1, _ORDER) % _ORDER))


def _bits(content: bytes) -> bytes:
    return _der(3, b"\0", content)


def _pem(title: str, content: bytes) -> str:
    return f"-----BEGIN {title}-----\n{base64.encodebytes(content).decode()}-----END {title}-----\n"


def serve_tls(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """Make a key and a certificate for it; returns a server's context, and the file that a client could trust."""
    key = secrets.randbelow(_ORDER - 1) + 1
    public = b"\4" + b"".join(one.to_bytes(32, "big") for one in _times(key, _START))
    subject = _der(0x30, _der(0x31, _der(0x30, _COMMON_NAME, _der(0x0C, name.encode()))))
    validity = _der(0x30, _der(0x17, b"200101000000Z"), _der(0x17, b"491231235959Z"))
    known_by = _der(0x30, _integer(1), _ECDSA_SHA256, subject, validity, subject, _der(0x30, _KEY_KIND, _bits(public)))
    certificate = _der(0x30, known_by, _ECDSA_SHA256, _bits(_signature(known_by, key)))
    private = _der(0x30, _integer(1), _der(4, key.to_bytes(32, "big")), _der(0xA0, _CURVE), _der(0xA1, _bits(public)))
    trusted, both = folder / "certificate.pem", folder / "both.pem"
    trusted.write_text(_pem("CERTIFICATE", certificate))
    both.write_text(_pem("EC PRIVATE KEY", private) + trusted.read_text())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, trusted
