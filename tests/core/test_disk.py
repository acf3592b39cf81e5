"""Room to write is asked of where the data lie, and of whether we may write there."""

import os

import pytest
from django.conf import settings as configured

from core import disk

NEEDS_USER = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")


def test_room_enough_is_no_trouble(settings, tmp_path):
    settings.DATA_DIR, settings.LEAST_FREE_BYTES = tmp_path, 1

    assert disk.is_in_trouble() is False
    assert disk.free_bytes() > 1


def test_less_room_than_the_least_is_trouble(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.LEAST_FREE_BYTES = disk.free_bytes() * 2

    assert disk.is_in_trouble() is True


def test_the_disk_of_the_database_file_counts_too(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.LEAST_FREE_BYTES = tmp_path, 1
    elsewhere = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/proc/version"}}
    monkeypatch.setattr(configured, "DATABASES", elsewhere)

    assert (disk.is_in_trouble(), disk.free_bytes()) == (True, 0)


@pytest.mark.usefixtures("db")  # so that no file of a database counts
def test_a_folder_that_is_gone_is_trouble(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"

    assert (disk.is_in_trouble(), disk.free_bytes()) == (True, None)


@NEEDS_USER
def test_a_folder_we_may_not_write_to_is_trouble(settings, tmp_path):
    settings.DATA_DIR, settings.LEAST_FREE_BYTES = tmp_path, 1
    tmp_path.chmod(0o500)

    assert disk.is_in_trouble() is True


def test_the_least_is_what_the_readme_says():
    assert configured.LEAST_FREE_BYTES == 100 * 1024 * 1024
