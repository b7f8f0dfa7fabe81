"""What stands in the repository holds together: products, style, dependencies, pictures, figures quoted."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT
from tools import build, results
from tools.lesson import WIDTH

NOTEBOOKS = sorted([*ROOT.glob("notebooks/**/*.ipynb"), *ROOT.glob("solutions/**/*.ipynb")])
NOTEBOOKS = [path for path in NOTEBOOKS if ".ipynb_checkpoints" not in path.parts]
COMPLETE = [path for path in NOTEBOOKS if "solutions" in path.parts]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: str(p.relative_to(ROOT)))
every_complete = pytest.mark.parametrize("path", COMPLETE, ids=lambda p: str(p.relative_to(ROOT)))


def tracked():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_products_are_fresh_and_nothing_is_orphaned(capsys):
    assert build.main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff(command):
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *command.split(), "."], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("folder", ["lessons", "notebooks", "solutions", "course_utils/reference"])
def test_lesson_code_is_formatted_as_wide_as_readers_see(folder):
    shown = [sys.executable, "-m", "ruff", "check", "--show-settings", folder]
    settings = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True).stdout
    assert f"formatter.line_width = {WIDTH}\n" in settings


def test_dependencies_are_pinned_by_date_and_gpu_is_for_linux():
    project = pyproject()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", project["tool"]["uv"]["exclude-newer"])
    assert all("sys_platform == 'linux'" in d for d in project["project"]["optional-dependencies"]["gpu"])


def test_no_lock_file_no_machine_paths_no_data():
    for path in tracked():
        assert path.name != "uv.lock"
        data = path.suffix in (".npz", ".csv", ".zip", ".h5", ".pkl")
        assert not data or (path.parent.name == "results" and path.stat().st_size < 200_000), path
        if path.suffix in (".py", ".md", ".toml", ".yml", ".json", ".ipynb") or path.name == "run":
            words = path.read_text(encoding="utf-8")
            assert not re.search(r"/(home|root|work|Users)/\w+/", words), path
            for host in (("pypi", "org"), ("pythonhosted", "org")):
                assert ".".join(host) not in words, path


@every_notebook
def test_notebooks_are_valid_and_small(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    assert path.stat().st_size < 1_600_000


@every_complete
def test_complete_editions_ran_without_noise(path):
    outputs = [o for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code" for o in c.outputs]
    assert outputs
    for output in outputs:
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.get("text")
        assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


@every_complete
def test_pictures_have_alt_text_in_the_readers_language(path):
    chinese = path.parent.name == "zh"
    pages = [
        "".join(o.data["text/html"])
        for c in nbformat.read(path, as_version=4).cells
        if c.cell_type == "code"
        for o in c.outputs
        if "text/html" in o.get("data", {})
    ]
    tags = re.findall(r"<img[^>]*>", "\n".join(pages))
    assert len(tags) >= 8
    for tag in tags:
        alt = re.search(r'alt="([^"]+)"', tag).group(1)
        assert bool(re.search(r"[\u4e00-\u9fff]", alt)) == chinese, alt


@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if p.parent.name == "zh"], ids=lambda p: p.parent.parent.name
)
def test_chinese_editions_have_the_same_code_and_complete_text(path):
    english = nbformat.read(path.parent.parent / path.name, as_version=4).cells
    chinese = nbformat.read(path, as_version=4).cells
    assert [c.id for c in english] == [c.id for c in chinese]
    for one, other in zip(english, chinese, strict=True):
        assert one.cell_type == other.cell_type
        if one.cell_type == "code":
            assert one.source == build.TOLD.sub("", other.source)
        else:
            assert re.search(r"[\u4e00-\u9fff]", other.source) and not re.search(
                r"[\u4e00-\u9fff]", one.source.replace("中文版", "")
            )
            assert 0.2 < len(other.source) / len(one.source) < 1.2, other.source


@every_complete
def test_deterministic_cells_are_compared(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    checked = [c for c in cells if "NBVAL_CHECK_OUTPUT" in c.source]
    assert len(checked) >= 10
    assert all(c.outputs for c in checked)


@every_notebook
def test_cells_are_short_and_narrow_and_chapters_in_order(path):
    cells = nbformat.read(path, as_version=4).cells
    for cell in cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 28, cell.id
            assert max(map(len, cell.source.splitlines())) <= WIDTH, cell.id
    assert cells[0].source.startswith("# ")
    assert cells[-1].id == "reading" and cells[-2].id == "report" and cells[-3].id == "recap"


def test_links_lead_somewhere():
    for page in (*ROOT.glob("*.md"), *ROOT.glob("notebooks/**/*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_pages_quote_the_committed_results():
    for page in (*ROOT.glob("README*.md"), *ROOT.glob("TEACHING*.md")):
        words = page.read_text(encoding="utf-8")
        assert results.with_results(words, "zh" if ".zh" in page.name else "en") == words, (
            "run python -m tools.results"
        )
    for record in json.loads((results.STORE / "quick.json").read_text(encoding="utf-8")).values():
        assert {"profile", "seed", "machine", "versions", "date", "metrics"} <= record.keys()


def test_every_package_that_the_code_imports_is_declared():
    declared = {re.split(r"[<>=\[; ]", d)[0].lower() for d in pyproject()["project"]["dependencies"]}
    names = {"PIL": "pillow", "skimage": "scikit-image", "sklearn": "scikit-learn"}
    known = {"IPython", "google", "cycler", "requests", "course_utils"} | set(sys.stdlib_module_names)
    known.add("kagglehub")  # used only where a student has installed it
    for path in [*(ROOT / "course_utils").rglob("*.py"), *(ROOT / "lessons").glob("*.py")]:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        modules += [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
        for module in (name.partition(".")[0] for name in modules):
            if module not in known:
                assert names.get(module, module).lower() in declared, f"{Path(path).name}: {module}"
