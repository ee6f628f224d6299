"""A view of the file system in which some folders can be reached whose parents are closed, such as /root.

`python -m launcher.enclosure UID GID PATH … -- COMMAND …`, as root in a mount namespace of its own (`unshare --mount`).
In that view, which ends with its last process, each closed folder holds nothing but the way to those paths. What the
folder holds otherwise stays closed, and outside of the view nothing changes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MOUNT = shutil.which("mount") or "mount"


def main(arguments: list[str]) -> None:
    end = arguments.index("--")
    (uid, gid, *paths), command = arguments[:end], arguments[end + 1 :]
    folder = os.getcwd()
    open_ways(sorted(map(Path, paths)), int(uid), int(gid))
    os.chdir(folder)  # or it would go on in the folder that is covered now
    os.execv(command[0], command)  # noqa: S606 - our own command


def open_ways(paths: list[Path], uid: int, gid: int) -> None:
    """Cover each folder above `paths`, sorted, that this user may not enter, and put the paths there again."""
    os.umask(0o022)
    while closed := next(_closed(paths, uid, gid), None):
        held = {path: os.open(path, os.O_PATH) for path in paths if closed in path.parents}
        _mount("-t", "tmpfs", "-o", "mode=0755,nosuid,nodev", "torale", str(closed))
        for path, descriptor in held.items():
            if not path.exists():  # as one of those before it has it
                path.mkdir(parents=True)
                _mount("--no-canonicalize", "--rbind", f"/proc/self/fd/{descriptor}", str(path), keep=descriptor)
            os.close(descriptor)


def _closed(paths: Iterable[Path], uid: int, gid: int) -> Iterator[Path]:
    """Yield the folders above `paths` that this user, who has no other group, may not enter."""
    for path in paths:
        for folder in reversed(path.parents):
            found = folder.stat()
            bit = 0o100 if found.st_uid == uid else 0o010 if found.st_gid == gid else 0o001
            if not found.st_mode & bit:
                yield folder


def _mount(*arguments: str, keep: int | None = None) -> None:
    done = subprocess.run(
        [MOUNT, *arguments], pass_fds=() if keep is None else (keep,), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.strip() or f"mount {' '.join(arguments)} fails")


if __name__ == "__main__":
    main(sys.argv[1:])
