"""The build: one source, many products; every mistake an author can make has a file and a line."""

import base64
import json
import shutil

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from course_utils.demos.recording import MIME
from tools import build, places
from tools.lesson import WIDTH, LessonError, read_lesson

HEADER = """# ---
# jupyter:
#   course:
#     title: {en: Doubling, zh: 加倍}
#     goals: {en: Double a number., zh: 把数加倍。}
#     minutes: {work: 5, quick: 1, full: 1}
#     data: []
# ---

"""
BODY = '''# %% [markdown] key="title" lang="en"
# # 07 · Doubling
# Text.

# %% [markdown] key="title" lang="zh"
# # 07 · 加倍
# 正文。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("07_doubling")

# %% key="imports" tags=["export"]
import json

import numpy as np

from course_utils import show, use

# %% key="double" tags=["exercise", "export"]
LIMIT = 3


def double(x):
    """Twice x."""
    if LIMIT:
        # BEGIN SOLUTION
        secret = np.multiply(x, 2)
        return secret
        # END SOLUTION


double = use("double", double)

# %% key="look"
# NBVAL_CHECK_OUTPUT
print(double(2))
show(double(2), "picture")

# %% [markdown] alt="picture" lang="en"
# Two twos.

# %% [markdown] alt="picture" lang="zh"
# 两个二。
'''
PRODUCTS = {
    "notebooks/07_doubling.ipynb",
    "notebooks/zh/07_doubling.ipynb",
    "solutions/07_doubling.ipynb",
    "solutions/zh/07_doubling.ipynb",
    "course_utils/reference/doubling.py",
    "course_utils/cards/07_doubling.json",
    "notebooks/START_HERE.md",
}


@pytest.fixture
def course(tmp_path, root):
    """A course with one small lesson."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "lessons").mkdir()
    write(tmp_path, HEADER + BODY)
    return build.Course(tmp_path)


def write(folder, source):
    (folder / "lessons" / "07_doubling.py").write_text(source, encoding="utf-8")


def change(course, old, new):
    assert (HEADER + BODY).count(old) == 1
    write(course.root, (HEADER + BODY).replace(old, new))


def run(course, *arguments):
    return build.main(list(arguments), course)


def notebook(course, name):
    return nbformat.read(course.root / name, as_version=4)


def sources(course, name):
    return {cell.id: cell.source for cell in notebook(course, name).cells}


def pretend_executed(course):
    for name in ("solutions/07_doubling.ipynb", "solutions/zh/07_doubling.ipynb"):
        stored = notebook(course, name)
        for cell in stored.cells:
            if cell.cell_type == "code":
                cell.execution_count = 1
                cell.outputs = [nbformat.v4.new_output("stream", text="seen\n")]
        (course.root / name).write_text(build.as_text(stored), encoding="utf-8")


def test_products_are_valid_and_the_same_twice(course):
    assert run(course) == 0
    first = {name: (course.root / name).read_bytes() for name in PRODUCTS}
    for name in PRODUCTS:
        if name.endswith(".ipynb"):
            nbformat.validate(notebook(course, name))
        (course.root / name).unlink()
    assert run(course) == 0
    assert first == {name: (course.root / name).read_bytes() for name in PRODUCTS}


def test_check_is_content_only_with_executed_and_fresh_products(course, capsys):
    run(course)
    assert run(course, "--check") == 1
    assert "not executed: solutions/07_doubling.ipynb" in capsys.readouterr().err
    pretend_executed(course)
    assert run(course, "--check") == 0


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("# Text.", "# Words.", {"notebooks/07_doubling.ipynb", "solutions/07_doubling.ipynb"}),
        ("# 正文。", "# 文字。", {"notebooks/zh/07_doubling.ipynb", "solutions/zh/07_doubling.ipynb"}),
        (
            "np.multiply(x, 2)",
            "np.add(x, x)",
            PRODUCTS - {n for n in PRODUCTS if "cards" in n or "notebooks" in n},
        ),
        (
            "LIMIT = 3",
            "LIMIT = 4",
            PRODUCTS - {"course_utils/cards/07_doubling.json", "notebooks/START_HERE.md"},
        ),
        ("# Two twos.", "# Two.", {"course_utils/cards/07_doubling.json"}),
        (
            "en: Double a number.",
            "en: Twice.",
            {"course_utils/cards/07_doubling.json", "notebooks/START_HERE.md"},
        ),
    ],
)
def test_a_change_makes_just_its_products_stale(course, capsys, old, new, stale):
    run(course)
    pretend_executed(course)
    change(course, old, new)
    before = {name: (course.root / name).read_bytes() for name in PRODUCTS}
    capsys.readouterr()
    assert run(course, "--check") == 1
    told = {line.removeprefix("stale: ") for line in capsys.readouterr().err.split("\n") if "stale" in line}
    assert told == stale
    assert before == {name: (course.root / name).read_bytes() for name in PRODUCTS}, "--check changes nothing"
    run(course)
    pretend_executed(course)
    assert run(course, "--check") == 0


def test_outputs_survive_a_change_of_text_but_not_of_code(course):
    run(course)
    pretend_executed(course)
    change(course, "# Text.", "# Words.")
    run(course)
    assert all(
        c.outputs for c in notebook(course, "solutions/07_doubling.ipynb").cells if c.cell_type == "code"
    )
    change(course, "LIMIT = 3", "LIMIT = 4")
    run(course)
    assert not any(c.outputs for c in notebook(course, "solutions/07_doubling.ipynb").cells if "outputs" in c)


def test_orphans_are_listed(course, capsys):
    run(course)
    pretend_executed(course)
    orphan = course.root / "notebooks" / "zh" / "06_gone.ipynb"
    orphan.write_text("{}")
    assert run(course, "--check") == 1
    assert "orphan: notebooks/zh/06_gone.ipynb" in capsys.readouterr().err


def test_student_edition_has_stubs_and_the_complete_one_solutions(course):
    run(course)
    student = sources(course, "notebooks/07_doubling.ipynb")
    complete = sources(course, "solutions/07_doubling.ipynb")
    assert "secret" not in json.dumps(student)
    assert f"    if LIMIT:\n        {build.STUB}\n" in student["double"]
    assert "secret = np.multiply(x, 2)\n        return secret\n" in complete["double"]
    for edition in (student, complete):
        assert "SOLUTION" not in json.dumps(edition)
        compile(edition["double"], "double", "exec")
    assert complete["look"].startswith("# NBVAL_CHECK_OUTPUT\n")
    assert "NBVAL" not in student["look"]  # nothing is stored there to compare with


def test_code_is_the_same_in_both_languages_and_text_is_not(course):
    run(course)
    for folder in ("notebooks", "solutions"):
        english, chinese = (notebook(course, f"{folder}/{path}07_doubling.ipynb") for path in ("", "zh/"))
        for one, other in zip(english.cells, chinese.cells, strict=True):
            assert one.id == other.id
            assert (one.source == build.TOLD.sub("", other.source)) == (one.cell_type == "code")
        assert english.metadata.course.language == "en" and chinese.metadata.course.language == "zh"


def test_links_and_setup_come_from_the_one_address(course):
    run(course)
    chinese = sources(course, "notebooks/zh/07_doubling.ipynb")
    command = TransformerManager().transform_cell(chinese["setup"]).partition("'pip', '")[2].split("'")[0]
    assert command.split() == ["install", "-q", "--no-deps", course.pinned, "{course}"]
    assert f'\n    course = "git+{course.repository}"\n' in chinese["setup"]
    assert "/blob/main/notebooks/zh/07_doubling.ipynb" in chinese["title"]
    assert "(../07_doubling.ipynb)" in chinese["title"]
    assert "(zh/07_doubling.ipynb)" in sources(course, "notebooks/07_doubling.ipynb")["title"]


def test_reference_holds_definitions_and_only_the_imports_they_need(course):
    run(course)
    source = (course.root / "course_utils/reference/doubling.py").read_text()
    space = {}
    exec(source, space)
    assert space["double"](4) == 8 and space["LIMIT"] == 3
    assert "course_utils" not in source and "json" not in source and "use(" not in source
    change(course, "LIMIT = 3", "from math import log, sqrt\n\nLIMIT = 3\nROOT = sqrt(LIMIT)")
    run(course)
    source = (course.root / "course_utils/reference/doubling.py").read_text()
    assert "from math import sqrt\n" in source, "only the name that is needed"


LOOK = "# NBVAL_CHECK_OUTPUT"  # stands in the line after its cell's header
DOUBLE = "LIMIT = 3"  # likewise


@pytest.mark.parametrize(
    ("old", "new", "at", "offset", "message"),
    [
        (
            '\n\n# %% [markdown] key="title" lang="zh"\n# # 07 · 加倍\n# 正文。',
            "",
            "# %% [",
            0,
            "no text in zh",
        ),
        ('# %% [markdown] alt="picture" lang="zh"\n# 两个二。\n', "", "# Two twos", -1, "no text in zh"),
        ("# # 07 · 加倍\n# 正文。\n", "", 'key="title" lang="zh"', 0, "empty in zh"),
        ("return secret", f"return secret  # {72 * '.'}", "return secret", 0, "97 columns"),
        ('key="look"', 'key="double"', LOOK, -1, "stands at line"),
        ('key="look"', 'key="Look!"', LOOK, -1, "needs a key"),
        ('key="look"', "", LOOK, -1, "needs a key"),
        ("        # END SOLUTION\n", "", DOUBLE, -1, "without # END"),
        ("        # BEGIN SOLUTION\n", "", "# END SOLUTION", 0, "don't pair"),
        ('tags=["exercise", "export"]', 'tags=["export"]', DOUBLE, -1, "belong together"),
        ('tags=["setup"]', 'tags=["set-up"]', "set-up", 0, "unknown tag set-up"),
        ('key="look"', 'key="look" colour="red"', LOOK, -1, "unknown option colour"),
        ('key="title" lang="en"', 'key="title" lang="fr"', 'lang="fr"', 0, 'lang="en" or lang="zh"'),
        (', "picture")', ', "pictures")', LOOK, -1, "figure pictures has no alt text"),
        ('show(double(2), "picture")\n', "", "# Two twos", -1, "no figure picture is shown"),
        ("#     goals: {en: Double a number., zh: 把数加倍。}\n", "", "# ---", 0, "the header needs"),
        ("zh: 加倍}\n#     goals", "zh: }\n#     goals", "# ---", 0, "title is missing in zh"),
    ],
)
def test_mistakes_have_file_and_line(course, capsys, old, new, at, offset, message):
    change(course, old, new)
    path = course.root / "lessons" / "07_doubling.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(i for i, words in enumerate(lines, 1) if at in words) + offset
    with pytest.raises(LessonError) as error:
        read_lesson(path)
    assert message in str(error.value)
    assert str(error.value).startswith(f"07_doubling.py:{line}: "), str(error.value)
    assert run(course) == 1
    assert message in capsys.readouterr().err
    assert not (course.root / "notebooks").exists(), "nothing is half-built"


def test_a_line_as_wide_as_readers_see_is_fine(course):
    change(course, "return secret", f"return secret  # {(WIDTH - 25) * '.'}")
    assert run(course) == 0


def test_a_failed_write_leaves_the_old_product(course, monkeypatch):
    run(course)
    product = course.root / "notebooks" / "START_HERE.md"
    before = product.read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", lambda *a: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        build.write(product, "half")
    assert product.read_bytes() == before


def test_execute_stores_outputs_without_time_stamps(course):
    change(
        course,
        'profile = start("07_doubling")',
        'import os\n\nprint(os.environ["COURSE_STATIC"], os.environ["COURSE_LANGUAGE"], "\\n" * 0)',
    )
    source = (course.root / "lessons" / "07_doubling.py").read_text(encoding="utf-8")
    for removed in (
        'double = use("double", double)\n',
        'show(double(2), "picture")\n',
        "from course_utils import start\n",
    ):
        source = source.replace(removed, "")
    source = source[: source.index('# %% [markdown] alt="picture"')]
    write(course.root, source.replace("from course_utils import show, use\n", ""))
    assert run(course, "--execute") == 0
    for name, language in (("solutions/07_doubling.ipynb", "en"), ("solutions/zh/07_doubling.ipynb", "zh")):
        stored = notebook(course, name)
        outputs = {c.id: c.outputs for c in stored.cells if c.cell_type == "code"}
        assert outputs["look"][0].text == "4\n"
        assert outputs["setup"][0].text.strip() == f"1 {language}"
        assert "iopub" not in json.dumps(stored)
    assert run(course, "--check") == 0


def record_demo(course, language, data):
    """As an execution leaves it: in an output, which then keeps the digest alone."""
    path = course.root / places.notebook("07_doubling", "complete", language)
    stored = nbformat.read(path, as_version=4)
    cell = next(cell for cell in stored.cells if cell.cell_type == "code")
    output = {"text/plain": "alt", MIME: base64.b64encode(data).decode()}
    cell.outputs = [nbformat.v4.new_output("display_data", output)]
    build.keep_recordings(stored, path)
    path.write_text(build.as_text(stored), encoding="utf-8")
    return places.recording(path, cell.id), stored


def test_recordings_go_with_the_outputs_that_they_belong_to(course, capsys):
    run(course)
    pretend_executed(course)
    file, _ = record_demo(course, "en", b"old")
    (file.parent / "gone.json.z").write_bytes(b"of a demo that was taken out")
    file, stored = record_demo(course, "en", b"new")
    other, _ = record_demo(course, "zh", b"zh")
    assert [one.name for one in file.parent.iterdir()] == [file.name] and file.read_bytes() == b"new"
    assert not any(
        MIME in output.get("data", {}) for cell in stored.cells for output in cell.get("outputs", [])
    )
    run(course)
    assert run(course, "--check") == 0
    for act, says in (
        (lambda: file.write_bytes(b"another"), f"stale: {file.relative_to(course.root)}"),
        (file.unlink, f"stale: {file.relative_to(course.root)}"),
        (lambda: write_beside(file), f"orphan: {(file.parent / 'x.json.z').relative_to(course.root)}"),
    ):
        act()
        capsys.readouterr()
        assert run(course, "--check") == 1
        assert says in capsys.readouterr().err
    assert other.read_bytes() == b"zh"


def test_a_demo_that_left_no_recording_is_told(course):
    run(course)
    pretend_executed(course)
    path = course.root / "solutions" / "07_doubling.ipynb"
    stored = nbformat.read(path, as_version=4)
    cell = next(cell for cell in stored.cells if cell.cell_type == "code")
    build.keep_recordings(stored, path)
    cell.metadata["tags"] = ["demo"]
    with pytest.raises(RuntimeError, match=repr(cell.id)):
        build.keep_recordings(stored, path)


def write_beside(file):
    (file.parent / "x.json.z").write_bytes(b"")
