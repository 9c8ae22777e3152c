"""With this folder on PYTHONPATH, Python imports this file as it starts; as it ends, its imports are written down."""

import atexit
import json
import os
import sys
from pathlib import Path


def write() -> None:
    """{package: its file} of this process, as a file of its own in the folder that IMPORTED names."""
    packages = {name: str(getattr(module, "__file__", "")) for name, module in sys.modules.items() if "." not in name}
    Path(os.environ["IMPORTED"], f"{os.getpid()}.json").write_text(json.dumps(packages), encoding="utf-8")


atexit.register(write)
