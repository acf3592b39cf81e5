"""The broker made of files hands over whole messages, each once, whatever lies in its folders."""

import json
import os
import threading
import time
import uuid
from pathlib import Path

import pytest
from celery import Celery, current_app
from kombu import Exchange, Queue

from config import broker
from core.tasks import prune_broker


class Broker:
    """One made of the product's own settings in a folder, and a way to send and to take."""

    def __init__(self, folder):
        self.app = Celery("files", set_as_current=False)
        self.app.conf.update(broker.by_files(folder))
        self.options = self.app.conf.broker_transport_options
        # Kombu remembers for the whole process which queues it has bound.
        self.name = uuid.uuid4().hex
        self.queue = Queue(self.name, Exchange(self.name), routing_key=self.name)

    def send(self, number):
        with self.app.connection_for_write() as connection, connection.Producer() as producer:
            body = {"number": number, "padding": "x" * 20_000}
            producer.publish(body, routing_key=self.name, exchange=self.name, declare=[self.queue])

    def take(self):
        """Return the number in the next message, or nothing."""
        with self.app.connection_for_read() as connection, connection.channel() as channel:
            message = self.queue(channel).get(no_ack=True)
            return None if message is None else message.payload["number"]

    def start_anew(self):
        """Forget what a process remembers of its queues."""
        with self.app.connection_for_write() as connection:
            connection.default_channel.state.clear()

    def files(self, name="data_folder_in"):
        return sorted(path.name for path in Path(self.options[name]).iterdir())

    def path(self, file, name="data_folder_in"):
        return Path(self.options[name]) / file

    def write(self, file, content, *, age=0, name="data_folder_in"):
        path = self.path(file, name)
        path.write_bytes(content)
        os.utime(path, (time.time() - age,) * 2)
        return path


@pytest.fixture
def files(tmp_path):
    return Broker(tmp_path / "broker")


@pytest.fixture
def cut(files):
    """A message of which half is written, as its file's name and its whole content; another follows it."""
    files.send(1)
    [name] = files.files()
    whole = files.path(name).read_bytes()
    files.write(name, whole[: len(whole) // 2])
    time.sleep(0.002)
    files.send(2)
    return name, whole


def test_half_a_message_is_passed_over_and_taken_once_it_is_whole(files, cut):
    name, whole = cut

    taken = [files.take(), files.take()]
    files.write(name, whole)

    assert taken == [2, None]
    assert [files.take(), files.take()] == [1, None]


def test_what_is_still_unreadable_after_a_minute_is_set_aside(files, cut, caplog):
    name, whole = cut
    files.write(name, whole[:100], age=61)

    assert files.take() == 2

    assert files.files() == []
    assert name in files.files("processed_folder")
    assert [record.exc_info for record in caplog.records] == [None]


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b'"x"', b"\xff\xfe", b"[" * 100])
def test_what_is_no_message_harms_nobody(files, content):
    files.write(f"1_a.{files.name}.msg", content)
    files.send(3)

    assert [files.take(), files.take()] == [3, None]


def test_a_table_cut_in_half_is_written_anew_by_the_next_process(files):
    files.send(1)
    table = f"{files.name}.exchange"
    files.write(table, b'[["q", "', name="control_folder")

    files.start_anew()
    files.send(2)

    assert [files.take(), files.take()] == [1, 2]
    assert json.loads(files.path(table, "control_folder").read_text()) == [[files.name, "", files.name]]


def test_each_of_many_messages_is_taken_whole_and_once_while_others_write(files):
    files.send(0)
    taken, failed, written = [files.take()], [], threading.Event()

    def write(first):
        for number in range(first, first + 100):
            files.send(number)

    def read():
        while not written.is_set() or files.files():
            try:
                number = files.take()
            except ValueError as error:
                failed.append(error)
            else:
                taken.extend([] if number is None else [number])

    writers = [threading.Thread(target=write, args=[1 + 100 * each]) for each in range(3)]
    readers = [threading.Thread(target=read) for _each in range(3)]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    written.set()
    for thread in readers:
        thread.join()

    assert failed == []
    assert sorted(taken) == list(range(301))


def test_drafts_that_were_given_up_are_swept(files, monkeypatch):
    for name, folder in files.options.items():
        monkeypatch.setitem(current_app.conf.broker_transport_options, name, folder)
    old = files.write("1_a.q.msg.0.draft", b"{", age=3700)
    new = files.write("2_a.q.msg.0.draft", b"{", age=3500)

    prune_broker()

    assert (old.exists(), new.exists()) == (False, True)


def test_queues_bound_to_one_exchange_at_once_are_all_in_its_table(files):
    def bind(first):
        with files.app.connection_for_write() as connection, connection.channel() as channel:
            for number in range(first, first + 20):
                Queue(f"{files.name}{number}", Exchange(files.name), routing_key=str(number))(channel).declare()

    threads = [threading.Thread(target=bind, args=[20 * each]) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    table = json.loads(files.path(f"{files.name}.exchange", "control_folder").read_text())
    assert {queue for _key, _pattern, queue in table} == {f"{files.name}{number}" for number in range(80)}
