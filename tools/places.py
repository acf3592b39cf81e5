"""Where things lie in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
FUZZ_VENV = VENV / "fuzz"
PYPROJECT = ROOT / "pyproject.toml"
RUN_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
FUZZ_LOCK = ROOT / "requirements-fuzz.txt"
NODE_LOCK = ROOT / "requirements-node.txt"
NPM_LOCK = ROOT / "package-lock.json"
NODE_MODULES = ROOT / "node_modules"
