"""What the environment may say, and the one line it gets for anything else."""

import pytest

from config import env

BAD_DATABASES = [
    "mysql://db/landfall",
    "landfall",
    "postgres://db",
    "postgres://db/",
    "postgres://db/a/b",
    "postgres://db:port/landfall",
    "postgres://db:99999/landfall",
    "postgres://user:s3cret/pass@db/landfall",
    "postgres://user:s3cret@[::1/landfall",
    "postgres://db/land fall",
    "postgres://db!/landfall",
    "postgres://db/landfall?sslmode=maybe",
    "postgres://db/landfall?connect_timeout=soon",
    "postgres://db/landfall?colour=red",
    "postgres://db/landfall#1",
    "sqlite://data/landfall.sqlite3",
    "sqlite:///",
]
BAD_REDIS = ["http://redis:6379", "redis", "redis://", "redis://redis:6379/first", "redis://redis:x/0"]
BAD_EMAIL = ["mail.example.com", "imap://mail.example.com", "smtp://", "smtp://mail:99999", "smtp://mail/inbox",
             "smtp://user:p?w@mail:25"]  # fmt: skip
BAD_BASE_URLS = ["landfall.example.com", "ftp://example.com", "http://", "https://example.com/landfall",
                 "https://user@example.com", "https://example.com?x=1", "https://exa mple.com",
                 "https://example.com:port", "https://-example.com", "https://example.com\nX: y"]  # fmt: skip


def problem_of(read, *arguments, **keywords):
    with pytest.raises(env.ConfigurationError) as caught:
        read(*arguments, **keywords)
    return str(caught.value)


def assert_is_one_line_about(name, message):
    assert message.startswith(f"{name}: ")
    assert f" Example: {name}=" in message
    assert "\n" not in message


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "80.5", "８０００", "1e3", "080"])
def test_what_is_no_port_is_refused(value):
    assert_is_one_line_about("PORT", problem_of(env.read_port, {"PORT": value}))


@pytest.mark.parametrize(("value", "port"), [("", 8000), (" 9000 ", 9000), ("65535", 65535)])
def test_a_port_is_read(value, port):
    assert env.read_port({"PORT": value}) == port


@pytest.mark.parametrize("value", BAD_DATABASES)
def test_bad_database_url_is_refused_in_one_line_without_its_password(value, tmp_path):
    message = problem_of(env.read_database, {"DATABASE_URL": value}, tmp_path)

    assert_is_one_line_about("DATABASE_URL", message)
    assert "s3cret" not in message


@pytest.mark.parametrize("value", ["*", "a.example.com,*", "https://a.example.com", "a.example.com/x", "*.example.com"])
def test_only_names_of_hosts_are_allowed_hosts(value):
    assert_is_one_line_about("ALLOWED_HOSTS", problem_of(env.read_hosts, {"ALLOWED_HOSTS": value}, []))


def test_hosts_are_names_addresses_and_all_below_a_name():
    given = {"ALLOWED_HOSTS": "a.example.com, .b.example.com, 10.0.0.1, [::1]"}

    assert env.read_hosts(given, []) == ["a.example.com", ".b.example.com", "10.0.0.1", "[::1]"]
    assert env.read_hosts({}, ["localhost"]) == ["localhost"]


@pytest.mark.parametrize("value", BAD_REDIS)
def test_bad_redis_url_is_refused_in_one_line(value):
    assert_is_one_line_about("REDIS_URL", problem_of(env.read_redis, {"REDIS_URL": value}))


@pytest.mark.parametrize("value", BAD_EMAIL)
def test_bad_email_url_is_refused_in_one_line(value):
    assert_is_one_line_about("EMAIL_URL", problem_of(env.read_email, {"EMAIL_URL": value}))


@pytest.mark.parametrize("value", BAD_BASE_URLS)
def test_bad_base_url_is_refused_in_one_line(value):
    assert_is_one_line_about("BASE_URL", problem_of(env.read_base_url, {"BASE_URL": value}))


@pytest.mark.parametrize("value", ["Berlin", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Berlin\n\n."])
def test_unknown_time_zone_is_refused_in_one_line(value):
    assert_is_one_line_about("TIME_ZONE", problem_of(env.read_zone, {"TIME_ZONE": value}))


@pytest.mark.parametrize(
    "value", ["Landfall", "a@example.com, b@example.com", "A <a@example.com>\nBcc: b@example.com", "A <ä@example.com>"]
)
def test_sender_that_is_not_one_address_is_refused_in_one_line(value):
    message = problem_of(env.read_sender, {"DEFAULT_FROM_EMAIL": value}, "https://landfall.example.com")

    assert_is_one_line_about("DEFAULT_FROM_EMAIL", message)


def test_flag_that_is_neither_yes_nor_no_is_refused_in_one_line():
    assert_is_one_line_about("DEBUG", problem_of(env.read_flag, {"DEBUG": "maybe"}, "DEBUG", default=False))


def test_value_that_is_no_choice_is_refused_in_one_line():
    message = problem_of(env.read_choice, {"SIGNUP": "all"}, "SIGNUP", ("open", "invite", "closed"), "invite")

    assert message == "SIGNUP: 'all' is not one of open, invite, closed. Example: SIGNUP=open"


def test_data_dir_that_is_a_file_is_refused_in_one_line(tmp_path):
    (tmp_path / "var").write_text("a file")

    assert_is_one_line_about("DATA_DIR", problem_of(env.read_data_dir, {}, tmp_path))


def test_data_dir_on_a_read_only_system_is_refused_in_one_line(tmp_path):
    assert_is_one_line_about("DATA_DIR", problem_of(env.read_data_dir, {"DATA_DIR": "/proc/landfall"}, tmp_path))


def test_data_dir_is_made_for_its_owner_only(tmp_path):
    folder = env.read_data_dir({"DATA_DIR": "a/b"}, tmp_path)

    assert folder == tmp_path / "a" / "b"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_data_dir_that_holds_other_things_keeps_its_rights(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    tmp_path.chmod(0o755)

    env.read_data_dir({"DATA_DIR": str(tmp_path)}, tmp_path)

    assert tmp_path.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("environ", [{}, {"DATABASE_URL": ""}, {"DATABASE_URL": "  "}])
def test_without_database_url_the_database_is_a_file_in_data_dir(environ, tmp_path):
    database = env.read_database(environ, tmp_path)

    assert env.is_embedded(environ) is True
    assert database == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "landfall.sqlite3"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        },
    }


@pytest.mark.parametrize("url", ["sqlite:///srv/my%20data/a.sqlite3", "sqlite:////srv/my%20data/a.sqlite3"])
def test_sqlite_file_may_be_named(url, tmp_path):
    assert env.read_database({"DATABASE_URL": url}, tmp_path)["NAME"] == "/srv/my data/a.sqlite3"


def test_postgres_url_is_decoded_and_limited(tmp_path):
    url = "postgres://land%40fall:p%2Fw%3A%23@db.example.com:6543/plan%20b?sslmode=verify-full&sslrootcert=/ca.pem"

    assert env.read_database({"DATABASE_URL": url}, tmp_path) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "plan b",
        "USER": "land@fall",
        "PASSWORD": "p/w:#",
        "HOST": "db.example.com",
        "PORT": "6543",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "sslmode": "verify-full",
            "sslrootcert": "/ca.pem",
            "connect_timeout": 5,
            "options": "-c lock_timeout=5000 -c statement_timeout=30000",
        },
    }


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgresql://db/landfall", "db"),
        ("postgres://[::1]/landfall", "::1"),
        ("postgres:///landfall", ""),
        ("postgres:///landfall?host=/run/postgresql", "/run/postgresql"),
        ("postgres://%2Frun%2Fpostgresql/landfall", "/run/postgresql"),
    ],
)
def test_postgres_may_be_reached_by_name_address_or_socket(url, host, tmp_path):
    assert env.read_database({"DATABASE_URL": url}, tmp_path)["HOST"] == host


def test_redis_url_is_returned_as_it_is():
    assert env.read_redis({}) is None
    assert env.read_redis({"REDIS_URL": " rediss://:pw@redis:6379/1 "}) == "rediss://:pw@redis:6379/1"


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.com", 25, False, False),
        ("smtp+tls://mail.example.com", 587, True, False),
        ("smtps://mail.example.com/", 465, False, True),
        ("smtp://mail.example.com:2525", 2525, False, False),
    ],
)
def test_email_url_chooses_port_and_encryption(url, port, tls, ssl):
    assert env.read_email({"EMAIL_URL": url}) == {
        "host": "mail.example.com",
        "port": port,
        "user": "",
        "password": "",
        "use_tls": tls,
        "use_ssl": ssl,
    }


def test_email_user_and_password_are_decoded():
    server = env.read_email({"EMAIL_URL": "smtp+tls://me%40example.com:p%3Aw@mail.example.com"})

    assert (server["user"], server["password"]) == ("me@example.com", "p:w")


def test_no_email_url_means_no_mail_server():
    assert env.read_email({"EMAIL_URL": ""}) == {}


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("", "http://127.0.0.1:8000"),
        ("https://Landfall.Example.com/", "https://landfall.example.com"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_base_url_is_an_origin_without_trailing_slash(value, origin):
    assert env.read_base_url({"BASE_URL": value}) == origin


@pytest.mark.parametrize(("value", "flag"), [("1", True), ("Yes", True), ("off", False), ("0", False), ("", True)])
def test_flag_is_read(value, flag):
    assert env.read_flag({"DEMO": value}, "DEMO", default=True) is flag


def test_choice_list_zone_and_sender_are_read_or_defaulted():
    assert env.read_choice({"SIGNUP": "Closed"}, "SIGNUP", ("open", "closed"), "open") == "closed"
    assert env.read_choice({}, "SIGNUP", ("open", "closed"), "open") == "open"
    assert env.read_list({"ALLOWED_HOSTS": "a.example.com, ,b.example.com,"}, "ALLOWED_HOSTS", []) == [
        "a.example.com",
        "b.example.com",
    ]
    assert env.read_list({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS", ["x"]) == ["x"]
    assert env.read_zone({}) == "UTC"
    assert env.read_zone({"TIME_ZONE": "Asia/Shanghai"}) == "Asia/Shanghai"
    assert env.read_count({}, "WEB_CONCURRENCY", 2) == 2
    assert env.read_count({"WEB_CONCURRENCY": " 12 "}, "WEB_CONCURRENCY", 2) == 12


@pytest.mark.parametrize("value", ["abc", "0", "-1", "1.5", "1000", "２"])
def test_number_that_is_none_is_refused_in_one_line(value):
    message = problem_of(env.read_count, {"WEB_CONCURRENCY": value}, "WEB_CONCURRENCY", 2)

    assert message == f"WEB_CONCURRENCY: {value!r} is not a number from 1 to 999. Example: WEB_CONCURRENCY=2"


@pytest.mark.parametrize(
    ("environ", "base_url", "sender"),
    [
        ({}, "https://landfall.example.com", "Landfall <landfall@landfall.example.com>"),
        ({"EMAIL_URL": "smtp://mail"}, "http://127.0.0.1:8000", "Landfall <landfall@localhost>"),
        ({}, "http://[2001:db8::1]:8000", "Landfall <landfall@localhost>"),
        ({"DEFAULT_FROM_EMAIL": "b@example.com", "EMAIL_URL": "smtp://mail"}, "https://192.0.2.1", "b@example.com"),
        ({"DEFAULT_FROM_EMAIL": "A, B <b@bücher.org>"}, "https://a.org", '"A, B" <b@xn--bcher-kva.org>'),
        ({"DEFAULT_FROM_EMAIL": '"A, B" <b@a.org>'}, "https://a.org", '"A, B" <b@a.org>'),
        ({"DEFAULT_FROM_EMAIL": "着陆 <b@a.org>"}, "https://a.org", "=?utf-8?b?552A6ZmG?= <b@a.org>"),
        ({"DEFAULT_FROM_EMAIL": "=?x?q?y?= <b@a.org>"}, "https://a.org", "=?utf-8?b?PT94P3E/eT89?= <b@a.org>"),
    ],
)
def test_sender_is_at_the_name_people_type_unless_it_is_given(environ, base_url, sender):
    assert env.read_sender(environ, base_url) == sender


@pytest.mark.parametrize("base_url", ["https://192.0.2.1", "https://[2001:db8::1]:8443"])
def test_mail_sent_from_an_address_without_domain_needs_a_sender(base_url):
    message = problem_of(env.read_sender, {"EMAIL_URL": "smtp://mail"}, base_url)

    assert_is_one_line_about("DEFAULT_FROM_EMAIL", message)


def test_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path):
    (tmp_path / "static").write_text("a file")

    message = problem_of(env.make_folder, tmp_path / "static")

    assert_is_one_line_about("DATA_DIR", message)
    assert str(tmp_path / "static") in message
