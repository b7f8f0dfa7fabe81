"""A copy of one's own: one address in all that carries it, and what a fork on GitHub expects to find."""

import re
import shutil
import tomllib

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT
from tools import address, places
from tools.build import Course
from tools.repository import BRANCH, Address, AddressError
from tools.site.pages import Site

WORKFLOW = ROOT / ".github" / "workflows" / "course.yml"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


# --- an address -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://github.com/ada/course", "https://github.com/ada/course"),
        ("https://github.com/ada/course.git", "https://github.com/ada/course"),
        (" https://github.com/ada/my.course/ ", "https://github.com/ada/my.course"),
        ("git@github.com:ada/course.git", "https://github.com/ada/course"),
        ("ssh://git@git.example.org:2222/ada/course.git", "https://git.example.org/ada/course"),
        (
            "https://gitlab.example.org:8443/faculty/maths/course",
            "https://gitlab.example.org:8443/faculty/maths/course",
        ),
    ],
)
def test_an_address_in_any_form(given, url):
    assert Address.of(given).url == url


@pytest.mark.parametrize(
    "given",
    [
        "",
        "course",
        "ada/course",
        "github.com/ada/course",
        "http://github.com/ada/course",
        "https://github.com/ada",
        "https://github.com/ada/course/tree/main",
        "https://gitlab.com/ada/course/-/tree/main",
        "https://github.com/ada/course?tab=readme",
        "https://github.com/ada/course#readme",
        "https://ada:secret@github.com/ada/course",
        "https://github.com/ada/../course",
        'https://github.com/ada/co"urse',
        "https://github.com/ada/my course",
        "https://localhost/ada/course",
        "https://[/ada/course",
        "file:///srv/course",
        "C:\\ada\\course",
    ],
)
def test_what_is_no_address_of_a_repository_is_refused_in_one_sentence(given, capsys):
    with pytest.raises(AddressError):
        Address.of(given)
    if given:
        before = (ROOT / "pyproject.toml").read_bytes()
        assert address.main([given]) == 1
        (sentence,) = capsys.readouterr().err.splitlines()
        assert repr(given) in sentence and "https://github.com/OWNER/NAME" in sentence
        assert (ROOT / "pyproject.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("url", "colab", "binder"),
    [
        ("https://github.com/a/b", "https://colab.research.google.com/github/a/b/blob/main/x.ipynb", "gh/a/b"),
        ("https://gitlab.com/a/b", None, "gl/a%2Fb"),
        ("https://gitee.com/a/b", None, "git/https%3A%2F%2Fgitee.com%2Fa%2Fb"),
    ],
)
def test_where_a_class_opens_it(url, colab, binder):
    assert Address.of(url).colab("x.ipynb") == colab
    assert Address.of(url).website() == ("https://a.github.io/b/" if colab else None)
    assert Address.of(url).binder("x.md") == f"https://mybinder.org/v2/{binder}/main?urlpath=lab/tree/x.md"


# --- all that carries it ----------------------------------------------------------------------------


def test_all_that_is_here_carries_one_address(capsys):
    assert address.main(["--check"]) == 0, capsys.readouterr().err


@pytest.fixture
def copy(tmp_path):
    """The course as somebody has it who forked it."""
    leave = (".git", ".venv", "tests", "build", "dist", "uv.lock", "__pycache__", ".*_cache")
    return shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(*leave))


def words_of(folder):
    endings = (".py", ".md", ".toml", ".yml", ".json", ".ipynb", ".cff")
    return {p: p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.suffix in endings}


def test_another_address_is_everywhere_and_costs_no_output(copy, capsys):
    course = Course(copy)
    old = course.address
    carried = {path for path, words in words_of(copy).items() if old.path in words}
    assert address.main(["git@github.com:ada/vision.git"], copy) == 0
    said = capsys.readouterr().out
    after = words_of(copy)
    assert not [path for path, words in after.items() if old.path in words]
    assert {path for path, words in after.items() if "ada/vision" in words} == carried
    for path in carried:
        assert f"wrote {path.relative_to(copy)}" in said
    for words in (f"{len(carried)} files", "mybinder.org/v2/gh/ada/vision/main", "git push"):
        assert words in said
    for path in carried:  # and nothing but the address has changed: outputs are where they were
        given = (ROOT / path.relative_to(copy)).read_text(encoding="utf-8")
        given = given.replace(old.path, "ada/vision").replace(
            old.website(), Address("github.com", "ada/vision").website()
        )
        assert after[path] == given, path
    assert address.main(["--check"], copy) == 0
    assert address.main([], copy) == 0 and "wrote" not in capsys.readouterr().out


def test_files_with_another_address_are_named(copy, capsys):
    old, planted = Course(copy).address.path, {}
    notebook = places.notebook("00_start_here", "student", places.LANGUAGES[-1])
    for name in ("README.zh.md", "TEACHING.md", "CITATION.cff", address.GPU, notebook):
        planted[name] = (copy / name).read_text(encoding="utf-8").replace(old, "somebody/else")
        assert "somebody/else" in planted[name]
        (copy / name).write_text(planted[name], encoding="utf-8")
    assert address.main(["--check"], copy) == 1
    told = capsys.readouterr().err.replace("\\", "/")
    assert set(re.findall(r"stale: (\S+)", told)) == planted.keys()
    assert all((copy / name).read_text(encoding="utf-8") == words for name, words in planted.items())


def test_nothing_changes_if_a_lesson_does_not_build(copy, capsys):
    lesson = next((copy / "lessons").glob("01*.py"))
    lesson.write_text(lesson.read_text(encoding="utf-8").replace('lang="zh"', 'lang="xx"', 1), encoding="utf-8")
    before = words_of(copy)
    assert address.main(["https://github.com/ada/vision"], copy) == 1
    assert lesson.name in capsys.readouterr().err and words_of(copy) == before


def test_on_another_host_there_are_no_links_to_colab_and_kaggle(copy, capsys):
    assert address.main(["https://gitee.com/ada/vision"], copy) == 0
    assert "from GitHub only" in capsys.readouterr().out
    for path in [*(copy / "notebooks").rglob("*.ipynb"), *copy.glob("*.md")]:
        words = path.read_text(encoding="utf-8")
        assert "colab.research.google.com" not in words and "kaggle.com/kernels" not in words, path
    for page in Site(copy).build(copy / "build"):
        html = (copy / "build" / page.path).read_text(encoding="utf-8")
        assert "colab.research" not in html and "kaggle.com/kernels" not in html
        article = html.partition("<article>")[2].partition("</article>")[0]
        assert not page.is_lesson or "中文版</a>" not in article  # the first cell's links are left out


@pytest.mark.parametrize("command", ["python -m tools.address", "--check"])
def test_the_guides_tell_the_command(command):
    for stem in ("README", "TEACHING"):
        for language in places.LANGUAGES:
            words = (ROOT / places.page(stem, language)).read_text(encoding="utf-8")
            assert command in words or (stem, command) == ("README", "--check"), (stem, language)
            assert "<!-- address -->\n[" in words


# --- what a fork on GitHub expects ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "file"),
    [("github-workflows", WORKFLOW), ("citation-file-format", ROOT / "CITATION.cff")],
    ids=["workflow", "citation"],
)
def test_a_linter_knows_the_file(schema, file, tmp_path):
    def lint(path):
        return CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", f"vendor.{schema}", str(path)])

    assert (run := lint(file)).exit_code == 0, run.output
    broken = tmp_path / file.name
    words = re.sub(r"^(on|authors):", "nothing:", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    broken.write_text(words, encoding="utf-8")
    assert lint(broken).exit_code == 1


@pytest.fixture(scope="module")
def workflow():
    read = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    read["on"] = read.pop(True)  # YAML 1.1 reads the word as yes
    return read


def commands(job):
    return [step["run"] for step in job["steps"] if "run" in step]


def told(page, after):
    """The first command that a page gives after these words."""
    words = (ROOT / page).read_text(encoding="utf-8").partition(after)[2]
    return re.search(r"```\n(.+?)\n```", words, re.DOTALL)[1]


def test_the_workflow_runs_what_the_readme_says_on_all_that_it_names(workflow):
    test = workflow["jobs"]["test"]
    matrix = test["strategy"]["matrix"]
    supported = SpecifierSet(PROJECT["requires-python"])
    pythons = [f"3.{minor}" for minor in range(30) if f"3.{minor}.0" in supported]
    assert matrix["python"] == pythons and test["env"]["UV_PYTHON"] == "${{ matrix.python }}"
    assert [system.partition("-")[0] for system in matrix["os"]] == ["ubuntu", "macos", "windows"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Python {', '.join(pythons[:-1])} or {pythons[-1]}" in readme
    install = told("README.md", "## Start").partition(" && ")[0]
    assert commands(test)[-2:] == [install, told("README.md", "To run the tests")]
    assert told("README.zh.md", "## 开始").partition(" && ")[0] == install


def test_once_a_week_the_newest_versions(workflow):
    assert workflow["on"].keys() >= {"push", "schedule"}
    (weekly,) = workflow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* \d", weekly["cron"])
    steps = workflow["jobs"]["test"]["steps"]
    (newest,) = (step for step in steps if "UV_EXCLUDE_NEWER" in step.get("run", ""))
    assert newest["if"] == "github.event_name == 'schedule'"


def test_the_website_is_published_after_the_tests(workflow):
    website = workflow["jobs"]["website"]
    assert website["needs"] == "test" and f"refs/heads/{BRANCH}'" in website["if"]
    assert commands(website)[-1] in (ROOT / "README.md").read_text(encoding="utf-8")
    (upload,) = (step for step in website["steps"] if "upload-pages" in step.get("uses", ""))
    assert f"`{upload['with']['path']}`" in (ROOT / "README.md").read_text(encoding="utf-8").replace("\n", "")
    assert {"pages": "write", "id-token": "write"}.items() <= website["permissions"].items()


def test_the_changelog_begins_with_the_version_that_this_is():
    words = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+?)[,\s]", words, re.MULTILINE)[1] == PROJECT["version"]
    dates = re.findall(r"^\*\*(\d{4}-\d\d-\d\d)\.\*\*", words, re.MULTILINE)
    assert dates == sorted(dates, reverse=True) and len(dates) == len(set(dates))
