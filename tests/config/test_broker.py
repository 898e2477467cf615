"""The embedded broker outlives a power cut in the middle of its writing."""

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from config.broker import register


@pytest.fixture
def broker(tmp_path: Path) -> Connection:
    register()
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    return Connection("folder://localhost//", transport_options=folders)


def taken(queue: SimpleQueue) -> Any:
    message = queue.get_nowait()
    message.ack()
    return message.payload


def test_a_half_written_message_is_left_out(broker: Connection, tmp_path: Path) -> None:
    with broker.SimpleQueue("work") as queue:
        queue.put({"task": "deliver"})
        (tmp_path / "0_torn.work.msg").write_bytes(b'{"body": ')
        (tmp_path / "0_empty.work.msg").write_bytes(b"")
        for _torn in range(2):
            with pytest.raises(Empty):
                queue.get_nowait()
        assert taken(queue) == {"task": "deliver"}


def test_a_half_written_table_of_queues_is_made_anew(broker: Connection, tmp_path: Path) -> None:
    with broker.SimpleQueue("tables"):
        pass
    for table in tmp_path.glob("*.exchange"):
        table.write_bytes(b"[[")
    with broker.clone().SimpleQueue("tables") as queue:
        queue.put("again")
        assert taken(queue) == "again"
