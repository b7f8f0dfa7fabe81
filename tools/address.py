"""Make the course yours: everything that leads to its repository leads to another one.

python -m tools.address URL        set the address, and renew all that carries it
python -m tools.address            renew what carries the address as it is
python -m tools.address --check    change nothing; fail if something carries another one
"""

import argparse
import json
import re
import sys
from pathlib import Path

from course_utils import console
from course_utils.language import LANGUAGES
from course_utils.messages import text
from tools import build, places
from tools.lesson import LessonError
from tools.pages import pages, with_parts
from tools.repository import BRANCH, Address, AddressError

GPU = "teaching/gpu_on_colab.ipynb"
CLONES = re.compile(r"(?<=git clone -q --depth 1 )\S+")  # in the notebook above
SET = re.compile(r'(?<=^Repository = ")[^"]*(?=")', re.MULTILINE)  # in pyproject.toml


def carriers(course: build.Course) -> dict[Path, str]:
    """Every file that carries the address, with its content."""
    root = course.root
    made = {root / "CITATION.cff": citation(course)}
    for path, replaced in ((root / "pyproject.toml", SET), (root / GPU, CLONES)):
        made[path] = replaced.sub(course.repository, path.read_text(encoding="utf-8"))
    for path, language in pages(root):
        parts = {"address": lambda lang: links(course, lang), "website": lambda lang: website(course, lang)}
        made[path] = with_parts(path.read_text(encoding="utf-8"), parts, language)
    return made | course.products(course.lessons())


def links(course: build.Course, language: str) -> str:
    """Where a class opens this copy of the course, in Markdown."""
    found = []
    first = places.notebook(course.lessons()[0].name, "student", language)
    hosts = {"address_colab": course.address.colab(first), "address_kaggle": course.address.kaggle(first)}
    found += [f"[{text(key, language)}]({there})" for key, there in hosts.items() if there]
    found.append(f"[{text('address_binder', language)}]({course.address.binder(places.START)})")
    return " · ".join(found)


def website(course: build.Course, language: str) -> str:
    """The way to the published website, in Markdown; empty where there is none."""
    address = course.address.website()
    if address is None:
        return ""
    return f"**[{text('address_website', language)}]({address}{places.folder(language)})**"


def citation(course: build.Course) -> str:
    """CITATION.cff: how to cite the course, from what pyproject.toml says of it."""
    project, title = course.project, text("course_title", LANGUAGES[0])
    licences = "".join(f"  - {name}\n" for name in project["license"].split(" AND "))
    return (
        "# Written by python -m tools.address from pyproject.toml.\n"
        "cff-version: 1.2.0\n"
        "message: If you use this course, please cite it as below.\n"
        "type: software\n"
        f"title: {json.dumps(title)}\n"
        f"abstract: {json.dumps(project['description'])}\n"
        f"authors:\n  - name: {json.dumps(f'The authors of {title}')}\n"
        f"version: {project['version']}\n"
        f"license:\n{licences}"
        f"repository-code: {course.repository}\n"
    )


def main(arguments: list[str] | None = None, root: Path = places.ROOT) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.address", description=__doc__.splitlines()[0])
    parser.add_argument("url", nargs="?", help="such as https://github.com/OWNER/NAME")
    parser.add_argument("--check", action="store_true", help="fail if something carries another address")
    options = parser.parse_args(arguments)
    if options.url and options.check:
        parser.error("--check looks at the address as it is; leave out the URL")
    try:
        course = build.Course(root, Address.of(options.url) if options.url else None)
        stale = build.stale(carriers(course))
    except (AddressError, LessonError) as error:
        print(error, file=sys.stderr)
        return 1
    for path, content in stale.items():
        if options.check:
            print(f"stale: {path.relative_to(root)} (run python -m tools.address)", file=sys.stderr)
        else:
            build.write(path, content)
            print(f"wrote {path.relative_to(root)}")
    if options.url:
        print(_publishing(course, len(stale)))
    return int(bool(stale) and options.check)


def _publishing(course: build.Course, changed: int) -> str:
    """What is left to do by hand."""
    address = course.address
    steps = [
        f"{changed} files changed. Publish them on the branch {BRANCH} of {address.url}:",
        '  git add --all && git commit -m "Our own address" && git push',
        f"Then a class opens the course on Binder: {address.binder(places.START)}",
    ]
    if address.colab(""):
        steps.append("In Colab and Kaggle it opens each notebook with the links in the notebook's first cell.")
        steps.append("The website appears once Settings > Pages > Source is set to GitHub Actions.")
    else:
        steps.append("Colab and Kaggle open notebooks from GitHub only, so the links to them are left out.")
    return "\n".join(steps)


if __name__ == "__main__":
    console.command(main)
