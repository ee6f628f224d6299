"""The embedded servers, really started: they keep what was committed, whatever is killed."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from launcher import embedded, postgres, preflight, processes, redis
from launcher.errors import StartError
from launcher.installation import Installation
from launcher.throwaway import server_process

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A cluster in a folder whose path is too long for a socket, with what a path may hold."""
    made = Installation(tmp_path_factory.mktemp("home") / ("with a long name, 100% " * 5))
    preflight.take(made).close()
    preflight.make_folders(made)
    postgres.ensure_cluster(made)
    yield made
    shutil.rmtree(made.sockets)


@pytest.fixture
def server(installation: Installation) -> Iterator[psutil.Process]:
    postgres.forget_dead_server(installation)
    with server_process(installation, "postgres", postgres.command(installation)) as child:
        postgres.ensure_database(installation, still_starting=lambda: child.poll() is None)
        yield psutil.Process(child.pid)


def connect(installation: Installation) -> psycopg.Connection:
    return psycopg.connect(embedded.database_url(installation.home, embedded.SUPERUSER), autocommit=True)


def one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_postgres_runs_without_root_and_without_a_port(installation: Installation, server: psutil.Process) -> None:
    assert server.uids().effective != 0
    assert [each for each in server.net_connections("tcp") if each.status == "LISTEN"] == []
    assert embedded.socket_folder(installation.home).stat().st_mode & 0o777 == 0o700


def test_the_cluster_is_made_for_every_language_and_checks_its_pages(
    installation: Installation, server: psutil.Process
) -> None:
    with connect(installation) as connection:
        assert one(connection, "SHOW server_encoding") == "UTF8"
        assert one(connection, "SHOW data_checksums") == "on"
        assert one(connection, "SELECT lower('ÄÉ')") == "äé"


def test_what_was_committed_survives_a_kill_of_every_process(installation: Installation) -> None:
    postgres.forget_dead_server(installation)
    with server_process(installation, "postgres", postgres.command(installation)) as child:
        postgres.ensure_database(installation, still_starting=lambda: child.poll() is None)
        with connect(installation) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")
            parts = [psutil.Process(child.pid), *psutil.Process(child.pid).children()]
            for part in parts:
                part.kill()
            child.wait()
            psutil.wait_procs(parts, timeout=10)  # one that is not quite dead holds the memory that a new one wants

    # A recycled process number in the lock would keep PostgreSQL from starting for ever.
    (installation.postgres_data / "postmaster.pid").write_text(f"{os.getpid()}\n{installation.postgres_data}\n")
    postgres.forget_dead_server(installation)
    with server_process(installation, "postgres", postgres.command(installation)) as child:
        postgres.ensure_database(installation, still_starting=lambda: child.poll() is None)
        with connect(installation) as connection:
            assert one(connection, "SELECT count(*) FROM kept") == 10000


def test_leftovers_of_this_home_are_found_and_ended_and_no_others(
    installation: Installation, server: psutil.Process, tmp_path: Path
) -> None:
    assert server.pid in {found.pid for found in processes.leftovers(installation)}
    assert processes.leftovers(Installation(tmp_path)) == []

    assert processes.end_leftovers(installation) >= 1
    assert not processes.leftovers(installation)


def test_a_broken_off_initdb_leaves_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = Installation(tmp_path / "home")
    new.postgres_data.parent.mkdir(parents=True)
    partial = new.postgres_data.with_suffix(".partial")
    partial.mkdir()
    (partial / "half").touch()

    monkeypatch.setattr(postgres, "_initdb", lambda folder: (_ for _ in ()).throw(StartError("killed")))
    with pytest.raises(StartError):
        postgres.ensure_cluster(new)

    assert not new.postgres_data.exists()
    assert not (partial / "half").exists()


def test_a_cluster_of_another_version_is_not_touched(tmp_path: Path) -> None:
    old = Installation(tmp_path)
    old.postgres_data.mkdir(parents=True)
    (old.postgres_data / "PG_VERSION").write_text("16\n")
    with pytest.raises(StartError, match="made by PostgreSQL 16, this is 18"):
        postgres.ensure_cluster(old)


def test_a_server_that_cannot_start_says_so(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="PostgreSQL does not start"):
        postgres.ensure_database(Installation(tmp_path), still_starting=lambda: False)
    with pytest.raises(StartError, match="Redis does not start"):
        redis.wait("redis://127.0.0.1:1/0", still_starting=lambda: False)


def test_redis_keeps_what_was_written_over_a_kill(installation: Installation) -> None:
    url = embedded.redis_url(installation.home)
    with server_process(installation, "redis", redis.command(installation)) as child:
        redis.wait(url, still_starting=lambda: child.poll() is None)
        with Redis.from_url(url) as client:
            client.set("kept", "1")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert embedded.redis_socket(installation.home).stat().st_mode & 0o777 == 0o600
        child.send_signal(signal.SIGKILL)
        child.wait()

    with server_process(installation, "redis", redis.command(installation)) as child:
        redis.wait(url, still_starting=lambda: child.poll() is None)
        with Redis.from_url(url) as client:
            assert client.get("kept") == b"1"


def test_a_child_dies_with_its_parent() -> None:
    command = " ".join(processes.dying_with_parent(["sleep", "60"]))
    parent = psutil.Popen(["sh", "-c", f"{command} & wait"], start_new_session=True)
    while not (children := [child for child in parent.children() if child.name() == "sleep"]):
        pass
    parent.kill()
    parent.wait()

    gone, _ = psutil.wait_procs(children, timeout=3)
    assert gone == children
