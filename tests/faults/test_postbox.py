"""The other end of the wire can be read while it writes."""

from tests.faults.postbox import Postbox


def test_a_line_that_is_being_written_is_not_read_yet(tmp_path):
    log = tmp_path / "accepted.jsonl"
    box = Postbox(port=0, log=log, process=None)
    counts = []

    for text in ("", '{"key": "a', '{"key": "a"}', '{"key": "a"}\n', '{"key": "a"}\n{"ke'):
        log.write_text(text)
        counts.append(len(box.accepted))

    assert counts == [0, 0, 0, 1, 1]
