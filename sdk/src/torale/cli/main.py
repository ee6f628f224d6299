"""Where the command line begins and ends: 0 is success, 1 an error told in a sentence, 2 a command that cannot be."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import NoReturn

from torale.cli.answer import Answer
from torale.cli.arguments import parser
from torale.client import ToraleClient
from torale.errors import ToraleError

INTERRUPTED = 130


def run() -> NoReturn:
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        return _obey(parser().parse_args(arguments))
    except ToraleError as error:
        print(f"torale: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, and Ctrl-D where something was asked
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has read enough; what is still buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _obey(given: Namespace) -> int:
    if not given.needs_client:
        return _shown(given.command(given), as_json=given.json)
    with ToraleClient(api_url=given.url) as client:
        return _shown(given.command(client, given), as_json=given.json)


def _shown(answer: Answer, *, as_json: bool) -> int:
    if as_json and answer.data is not None:
        print(json.dumps(answer.data, indent=2, ensure_ascii=False))
    elif not as_json and answer.text:
        print(answer.text)
    sys.stdout.flush()
    return answer.code
