"""Root hands a home over and goes on as an unprivileged user, or says why it cannot."""

import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.env import BASE_DIR
from launcher import preflight, processes, unprivileged
from launcher.errors import StartError
from launcher.installation import Installation
from launcher.unprivileged import RootStaysError, User

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to hand over")
CAN_ENCLOSE = os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


@pytest.fixture
def nobody() -> User:
    entry = pwd.getpwnam("nobody")
    return User(entry.pw_uid, entry.pw_gid, entry.pw_name)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="torale-test-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def installation(folder: Path) -> Installation:
    """A home as root has left it."""
    made = Installation(folder / "home")
    preflight.take(made).close()
    preflight.make_folders(made)
    (made.home / "secret_key").touch(mode=0o600)
    (made.postgres_data / "base").mkdir(parents=True)
    (made.postgres_data / "base" / "1").touch()
    return made


def owners(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in (folder, *folder.rglob("*"))}


class TestTheHome:
    def test_all_of_it_is_handed_over(self, installation: Installation, nobody: User) -> None:
        unprivileged.hand_over(installation, nobody)
        assert owners(installation.home) == {nobody.uid}

    def test_nothing_outside_is_reached_by_a_link(self, installation: Installation, nobody: User, folder: Path) -> None:
        outside = folder / "outside"
        outside.mkdir()
        (outside / "file").touch()
        (installation.home / "log" / "folder").symlink_to(outside)
        (installation.home / "log" / "hard").hardlink_to(outside / "file")
        (installation.home / "site").symlink_to(outside)
        unprivileged.hand_over(installation, nobody)
        assert owners(outside) == {0}

    def test_a_folder_that_holds_other_things_stays_roots(self, installation: Installation, nobody: User) -> None:
        (installation.home / ".ssh").mkdir()
        with pytest.raises(RootStaysError, match="holds other things"):
            unprivileged.hand_over(installation, nobody)
        assert owners(installation.home) == {0}

    def test_what_else_lies_in_a_users_own_home_is_left_alone(self, installation: Installation, nobody: User) -> None:
        os.chown(installation.home, nobody.uid, nobody.gid)
        (installation.home / "notes").touch()
        unprivileged.hand_over(installation, nobody)
        assert (installation.home / "notes").stat().st_uid == 0
        assert owners(installation.logs) == {nobody.uid}

    def test_a_folder_that_is_open_to_everybody_stays_roots(self, installation: Installation, nobody: User) -> None:
        installation.home.chmod(0o1777)
        with pytest.raises(RootStaysError, match="open to everybody"):
            unprivileged.hand_over(installation, nobody)


class TestTheUser:
    def test_it_is_the_owner_of_the_home(self, installation: Installation) -> None:
        daemon = pwd.getpwnam("daemon")
        os.chown(installation.home, daemon.pw_uid, daemon.pw_gid)
        assert unprivileged.user_for(installation.home).name == "daemon"

    def test_else_the_owner_of_the_folder_around_it(self, installation: Installation) -> None:
        os.chown(installation.home.parent, pwd.getpwnam("daemon").pw_uid, -1)
        assert unprivileged.user_for(installation.home).name == "daemon"

    def test_else_torale_or_nobody(self, installation: Installation) -> None:
        assert unprivileged.user_for(installation.home).name in ("torale", "nobody")

    def test_an_owner_whom_the_machine_does_not_know_is_refused(self, installation: Installation) -> None:
        os.chown(installation.home, 987_654, 987_654)
        with pytest.raises(RootStaysError, match="no user 987654"):
            unprivileged.user_for(installation.home)


class TestRootStays:
    @pytest.fixture(autouse=True)
    def _no_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unprivileged, "_ways_to_become", lambda *_: iter([["/usr/bin/env", "false"]]))

    def test_the_reason_is_told_and_the_home_is_left_as_it_is(self, installation: Installation) -> None:
        reason = unprivileged.leave_root(installation)
        assert f"cannot run what is in {BASE_DIR}" in reason
        assert owners(installation.home) == {0}

    def test_a_home_of_somebody_elses_is_not_used_by_root(self, installation: Installation, nobody: User) -> None:
        os.chown(installation.home, nobody.uid, nobody.gid)
        with pytest.raises(StartError, match="is not root's, and Torale cannot be started as its owner"):
            unprivileged.leave_root(installation)


def test_a_home_on_which_torale_runs_is_left_as_it_is(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unprivileged, "_way_to_become", lambda *_: [])
    with preflight.take(installation), pytest.raises(StartError, match=f"already runs .*process {os.getpid()}"):
        unprivileged.leave_root(installation)
    assert owners(installation.home) == {0}


@pytest.mark.skipif(not CAN_ENCLOSE, reason="this machine lets nobody have a view of its file system of their own")
class TestTheEnclosure:
    def seen(self, user: User, *paths: Path, command: str) -> "subprocess.CompletedProcess[str]":
        """Run `command` as `user`, for whom the ways to `paths` are open."""
        enclosure = [sys.executable, "-m", "launcher.enclosure", str(user.uid), str(user.gid), *map(str, paths), "--"]
        drop = [f"{processes.setpriv()}", f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups", "--"]
        return subprocess.run(
            ["unshare", "--mount", "--propagation=slave", "--", *enclosure, *drop, "/bin/sh", "-c", command],
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_path_below_closed_folders_is_reached_and_nothing_beside_it(self, folder: Path, nobody: User) -> None:
        tree = folder / "closed" / "open" / "closed" / "tree"
        (tree / "below").mkdir(parents=True)
        (tree / "file").write_text("reached")
        (folder / "closed" / "secret").write_text("seen")
        (tree.parent / "secret").write_text("seen")
        for closed in (folder / "closed", tree.parent):
            closed.chmod(0o700)

        look = f"cat {tree}/file; find {folder} -name secret; cat {folder}/closed/secret"
        found = self.seen(nobody, tree, tree / "below", command=look)

        assert found.stdout == "reached"
        assert "closed/secret" in found.stderr
        assert sorted(os.listdir(folder / "closed")) == ["open", "secret"]

    def test_what_is_written_there_is_written(self, folder: Path, nobody: User) -> None:
        home = folder / "closed" / "home"
        home.mkdir(parents=True)
        os.chown(home, nobody.uid, nobody.gid)
        home.parent.chmod(0o700)
        assert self.seen(nobody, home, command=f"touch {home}/file").returncode == 0
        assert (home / "file").stat().st_uid == nobody.uid
