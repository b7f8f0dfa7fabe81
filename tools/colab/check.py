"""Run a notebook as Colab or Kaggle does: alone in a folder, its first cell fetches the course.

That cell asks for the course's repository on the web. Here git answers with the working tree as it is, so
the very line of the notebook runs and nothing needs to be published first.
"""

import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from course_utils.cards import lesson_card
from tools.build import Course, as_text, write
from tools.colab.runtime import KAGGLE, ColabError, Environment, run, uv
from tools.warm import copy_argv, write_kernel

CELL_SECONDS = 900
COLAB = "colab"
WARM = "warm"
_KAGGLES = {"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}
_OFFLINE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_RETRIES": "0",
}  # nobody answers


@dataclass
class Result:
    """What became of one notebook.

    banner: the first cell's output as plain text. added, changed: packages that running the notebook
    installed, or whose version it changed (or removed); each a name -> what it is now.
    problems: one sentence each; none means that all is well.
    """

    notebook: str
    seconds: float = 0.0
    banner: str = ""
    added: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Check:
    """The student notebooks of `course`, run one by one in `environment`.

    copies: a folder of `tools.warm` for its Python; None: every kernel imports TensorFlow itself.
    """

    def __init__(self, course: Course, environment: Environment, copies: Path | None = None):
        self.course = course
        self.environment = environment
        self.preinstalled = environment.freeze()
        self.brought = {course.name, course.pinned.partition("==")[0]}
        folder = environment.folder
        self.repository = snapshot(course.root, folder / "repository")
        self.kernels = folder / "kernels"
        cold = [str(environment.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        warm = copy_argv(environment.python, copies) if copies else cold
        # Colab has imported its own package before the first cell runs.
        google = ["--InteractiveShellApp.exec_lines=import google.colab"]
        for kernel, argv in {COLAB: cold + google, WARM: warm + google, KAGGLE: cold}.items():
            write_kernel(self.kernels, kernel, argv)

    def run(
        self,
        path: Path,
        profile: str = "smoke",
        attached: Path | None = None,
        later: bool = False,
        warm: bool = False,
    ) -> Result:
        """Run the notebook at `path` in a new runtime, or in one that a notebook before it has used.

        attached: on Kaggle, without internet, with this folder as a data set. The runtime KAGGLE has internet.
        later: the course is there already, and stays: the notebook's %pip is left out. warm: its kernel is one
        of the copies, if there are any (not Kaggle's).
        """
        result = Result(path.relative_to(self.course.root).as_posix())
        kernel = KAGGLE if attached or self.environment.runtime.name == KAGGLE else COLAB
        self._prepare(later)
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="content", dir=self.environment.folder) as content:
            alone = Path(content) / "working" / path.name
            alone.parent.mkdir()
            shutil.copyfile(path, alone)
            if attached:
                shutil.copytree(attached, Path(content) / "input" / "datasets" / "owner" / "course")
            notebook = nbformat.read(alone, as_version=4)
            if later:
                setup = _setup(notebook)
                setup.source = re.sub("%pip .*", "pass", setup.source)
            try:
                variables = self._variables(alone, profile, kernel, bool(attached))
                self._execute(notebook, alone, WARM if warm else kernel, variables)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                result.problems.append(f"{type(error).__name__}: {str(error).strip()[-2000:]}")
            except (RuntimeError, OSError) as error:
                result.problems.append(f"the kernel did not start: {error}")
        result.seconds = time.perf_counter() - began
        write(self.environment.folder / "executed" / result.notebook, as_text(notebook))
        self._judge(result, notebook)
        if not later:
            self.environment.remove(result.added)
        return result

    def _prepare(self, later: bool) -> None:
        """A runtime without the course, or one with it and its weights as they are."""
        left = self.environment.freeze().keys() - self.preinstalled.keys()
        if not later:
            self.environment.remove(left)
        elif not left:
            course = f"{self.course.name} @ git+{self.repository.as_uri()}"
            install = ("pip", "install", "--quiet", "--no-deps", "--python", self.environment.python)
            uv(*install, course, self.course.pinned)

    def _execute(self, notebook, path: Path, kernel: str, variables: dict[str, str]) -> None:
        manager = AsyncKernelManager(
            kernel_name=kernel,
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(self.kernels)], ensure_native_kernel=False),
        )
        place = {"metadata": {"path": str(path.parent)}}
        client = NotebookClient(notebook, km=manager, timeout=CELL_SECONDS, resources=place)
        client.execute(env=variables, cleanup_kc=True)

    def _variables(self, notebook: Path, profile: str, kernel: str, offline: bool) -> dict[str, str]:
        """The kernel's environment: this machine's, without what is set for the course or for this Python."""
        ours = (
            "COURSE_",
            "JPY_",
            "VIRTUAL_ENV",
            "PYTHONPATH",
            "PYTHONHOME",
            "MPLBACKEND",
            "GIT_CONFIG",
            "TF_CPP",
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            **(_KAGGLES if kernel == KAGGLE else {}),
            **(_OFFLINE if offline else {}),
            "COURSE_PROFILE": profile,
            "COURSE_DATA": str(notebook.parent / "data"),
            "COURSE_PROGRESS": str(notebook.parent / "progress"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # or the kernel warns about its debugger
            "COLAB_STUB_NOTEBOOK": str(notebook),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{self.repository.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": self.course.repository,
        }

    def _judge(self, result: Result, notebook) -> None:
        after = self.environment.freeze()
        before = self.preinstalled
        result.added = {name: origin for name, origin in after.items() if name not in before}
        result.changed = {n: after.get(n, "removed") for n in before if after.get(n) != before[n]}
        for name, now in result.changed.items():
            result.problems.append(f"{name} was {before[name]} and is now {now}")
        surplus = result.added.keys() - self.brought
        if surplus:
            result.problems.append(f"installed, but not the course's: {', '.join(sorted(surplus))}")
        shown = [o.data.get("text/plain", "") for o in _setup(notebook).outputs if "data" in o]
        result.banner = "\n".join(shown)
        language = notebook.metadata.course.language
        title = lesson_card(notebook.metadata.course.lesson)["title"][language]
        if title not in result.banner:
            result.problems.append(f"the banner does not say {title!r}: {result.banner!r}")
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if output.get("name") == "stderr":
                    result.problems.append(f"cell {cell.id} writes to stderr: {output.text.strip()[:500]}")


def _setup(notebook):
    return next(cell for cell in notebook.cells if "setup" in cell.metadata.get("tags", []))


def snapshot(root: Path, folder: Path) -> Path:
    """A git repository in `folder` whose one commit is the working tree at `root`, committed there or not."""
    if not (root / ".git").exists():
        raise ColabError(f"{root} is not a git checkout; the check needs one to know which files belong to it.")
    listing = run("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listing.split("\0")):
        source = root / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / name)
    git = ("git", "-C", folder, "-c", "user.name=course", "-c", "user.email=course@localhost")
    run("git", "init", "--quiet", folder)
    run(*git, "add", "--all", "--force")
    run(*git, "commit", "--quiet", "--message", "The working tree")
    return folder
