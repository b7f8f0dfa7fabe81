"""The lists of Colab's and Kaggle's versions, and an environment on this machine that has them."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).parent
PYPROJECT = HERE.parent.parent / "pyproject.toml"
LOWEST = "lowest"
KAGGLE = "kaggle"


class ColabError(Exception):
    """One sentence: why the check can't be made here."""


@dataclass(frozen=True)
class Runtime:
    """A runtime of Colab or Kaggle: its Python ("3.13") and name -> version of its packages."""

    name: str
    python: str
    seen: str
    index_date: str
    installed: dict[str, str]
    derived: dict[str, str]
    absent: list[str]


def known_runtimes() -> dict[str, Runtime]:
    """The runtimes of runtimes.toml by name, the one that Colab opens by itself first, and LOWEST."""
    tables = tomllib.loads((HERE / "runtimes.toml").read_text(encoding="utf-8"))
    colab = {name: Runtime(name, **table) for name, table in tables.items()}
    return colab | {LOWEST: _lowest()}


def _lowest() -> Runtime:
    """No runtime of Colab's: the oldest Python and the oldest versions that pyproject.toml allows."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    (python,) = re.findall(r">=([\d.]+)", project["project"]["requires-python"])
    date = project["tool"]["uv"]["exclude-newer"]
    return Runtime(LOWEST, python, seen=date[:7], index_date=date, installed={}, derived={}, absent=[])


class Environment:
    """A virtual environment with a runtime's packages and a stub of `google.colab`.

    folder: an empty or new folder for it. note: what differs from the runtime, or "".
    """

    def __init__(self, runtime: Runtime, folder: Path):
        self.runtime = runtime
        self.folder = folder.resolve()
        base, self.note = find_python(runtime.python)
        self.folder.mkdir(parents=True, exist_ok=True)
        uv("venv", "--quiet", "--seed", "--no-project", "--python", base, self.folder / "env")
        if runtime.name == LOWEST:
            self._install("--resolution", "lowest-direct", "-r", PYPROJECT)
        else:
            self.install(runtime.installed | runtime.derived)
        present = [name for name in runtime.absent if name in self.freeze()]
        if present:
            raise ColabError(
                f"{', '.join(present)} should be absent in {runtime.name}, but other packages bring it."
            )
        shutil.copytree(HERE / "stub", self.site_packages, dirs_exist_ok=True)

    @property
    def python(self) -> Path:
        return self.folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @cached_property
    def site_packages(self) -> Path:
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(run(self.python, "-c", code).strip())

    def python_version(self) -> str:
        return run(self.python, "--version").strip()

    def freeze(self) -> dict[str, str]:
        """Every installed package: its name -> its version or the address it came from."""
        lines = uv("pip", "freeze", "--quiet", "--python", self.python, cwd=self.folder).splitlines()
        pairs = (line.replace(" @ ", "==", 1).partition("==") for line in lines)
        return {name: origin for name, _, origin in pairs}

    def install(self, packages: dict[str, str]) -> None:
        """Install `packages`, name -> version, and what they need, as the package index stood on its date.

        These very versions, even where one says that it needs another: so they were seen.
        """
        wanted = [f"{name}=={version}" for name, version in packages.items()]
        overrides = self.folder / "overrides.txt"
        overrides.write_text("\n".join(wanted), encoding="utf-8")
        self._install("--override", overrides, *wanted)

    def _install(self, *wanted) -> None:
        dated = ("--exclude-newer", self.runtime.index_date)
        uv("pip", "install", "--quiet", "--python", self.python, *dated, *wanted, cwd=self.folder)

    def remove(self, packages) -> None:
        """Uninstall `packages`, as a new Colab runtime would not have them."""
        if packages:
            uv("pip", "uninstall", "--quiet", "--python", self.python, *packages, cwd=self.folder)


def find_python(version: str) -> tuple[Path, str]:
    """A Python of this version and ""; without one, the Python that runs this, and a sentence that says so."""
    search = ("python", "find", "--no-project", "--no-python-downloads", version)
    downloaded = False
    while True:
        try:
            return Path(uv(*search).strip()), ""
        except ColabError:
            pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))  # uv sees just its active ones
            for path in sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}")):
                return path, ""
            if downloaded:
                break
        try:
            uv("python", "install", "--quiet", version)
            downloaded = True
        except ColabError:
            break
    here = ".".join(map(str, sys.version_info[:3]))
    return Path(sys.executable), (
        f"This machine has no Python {version} and uv could not fetch one: checked with Python {here} instead."
    )


def uv(*arguments, cwd: Path | None = None) -> str:
    """What uv prints; ColabError with its complaint if it fails."""
    command = os.environ.get("UV") or shutil.which("uv")
    if command is None:
        raise ColabError("uv is not installed: python -m pip install uv")
    return run(command, *arguments, cwd=cwd)


def run(*command, cwd: Path | None = None) -> str:
    """What a command prints; ColabError with its complaint if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        name = " ".join([Path(words[0]).name, *words[1:4]])
        raise ColabError(f"{name} … failed:\n{done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
