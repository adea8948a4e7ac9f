"""JSON Web Tokens signed with HS256, as somebody's own sign-on would make them."""

import base64
import hashlib
import hmac
import json
import time


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(secret, role, subject="somebody", lasts=3600):
    """`secret` is the bytes that the gateway reads from JWT_SECRET_FILE."""
    claims = {"sub": subject, "role": role, "exp": int(time.time()) + lasts}
    signed = b".".join(part(json.dumps(value).encode()) for value in ({"alg": "HS256", "typ": "JWT"}, claims))
    return b".".join([signed, part(hmac.new(secret, signed, hashlib.sha256).digest())]).decode()
