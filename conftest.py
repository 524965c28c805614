"""Import cli/ under its package name, nlpzero_cli, if the project is not installed."""

import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("nlpzero_cli") is None:
    folder = Path(__file__).parent / "cli"
    spec = importlib.util.spec_from_file_location("nlpzero_cli", folder / "__init__.py")
    sys.modules["nlpzero_cli"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["nlpzero_cli"])
