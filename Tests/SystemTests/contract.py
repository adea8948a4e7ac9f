"""The contract of ids and decisions, worked out a second time, independently of the services."""

import datetime
import hashlib
import uuid

NAMESPACE = uuid.UUID("5d0e4a4c-3b0f-4f6e-9f43-6b7f2c1d8e90")
PARTITIONS = {"orders": 3, "audit": 1, "orders-dlq": 1, "audit-dlq": 1, "playground": 3}
MAXIMUM_RETRIES = 2


def event_id(name):
    return str(uuid.uuid5(NAMESPACE, name))


def order_event_id(order_id, version, topic):
    return event_id(f"order/{order_id}/{version}/{topic}")


def outcome_id(cause, topic="audit"):
    return event_id(f"notification-group/{cause}/{topic}/outcome")


def verdict_id(order_id):
    return event_id(f"fraud-group/{order_id}/verdict")


def retry_id(first, attempt):
    return event_id(f"retry/{first}/{attempt}")


def chance(first, retry_count):
    digest = hashlib.sha1(f"{first}/{retry_count}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def decision(first, retry_count, fail_rate):
    """What the notification service makes of an attempt."""
    if chance(first, retry_count) >= fail_rate:
        return "NOTIFIED"
    return "RETRY" if retry_count < MAXIMUM_RETRIES else "DLQ"


def iso(milliseconds):
    moment = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03}Z"
