"""`dojo topics create` and `dojo topics list`, on every kind of broker."""

import json
import subprocess
import uuid

from dojo import binary

PARTITIONS = {"orders": 3, "audit": 1, "orders-dlq": 1, "audit-dlq": 1, "playground": 3}


def test_topics_are_made_once_and_listed(dojo, tmp_path):
    mark = uuid.uuid4().hex[:8]
    names = {
        "TOPIC_ORDERS": f"orders-{mark}", "TOPIC_AUDIT": f"audit-{mark}", "TOPIC_DLQ": f"orders-dlq-{mark}",
        "TOPIC_AUDIT_DLQ": f"audit-dlq-{mark}", "TOPIC_PLAYGROUND": f"playground-{mark}",
    }

    def topics(*arguments):
        environment = {"KAFKA_BOOTSTRAP_SERVERS": dojo.bootstrap_servers, **names}
        if socket := dojo.record.get("brokerSocket"):
            environment["KAFKA_CONTROL"] = str(dojo.folder / socket)
        result = subprocess.run(
            [binary(), "topics", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
            check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def ours():
        listed = json.loads(topics("list", "--json"))
        return {each["name"]: each["partitions"] for each in listed if each["name"].endswith(mark)}

    assert ours() == {}
    said = topics("create")
    expected = {f"{name}-{mark}": count for name, count in PARTITIONS.items()}
    assert said.splitlines() == [
        f"{name}: {count} partition{'' if count == 1 else 's'}" for name, count in expected.items()]
    assert ours() == expected
    assert topics("create") == said, "a second time nothing is made, and nothing is wrong"
    assert ours() == expected
    assert f"orders-{mark}" in topics("list")
