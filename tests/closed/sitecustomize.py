"""On the PYTHONPATH of every process that a test starts: the network is closed there too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests import network

network.close()

from tests.doubles import search_engines  # noqa: E402 - fails where its library is not; closed it is by then

search_engines.close()
