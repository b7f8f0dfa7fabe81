"""Where an edition stands: edition and language make a path, and a path tells both.

The first of LANGUAGES has no folder of its own; every other has one, named after its code. Pages do likewise:
README.md and README.zh.md.
"""

from pathlib import Path, PurePath

from course_utils.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
EDITIONS = {"student": "notebooks", "complete": "solutions"}  # edition -> its folder
START = "notebooks/START_HERE.md"  # every language in one file: JupyterLab opens on it


def folder(language: str) -> str:
    """The folder of a language inside that of an edition, with its slash; "" for the first."""
    return "" if language == LANGUAGES[0] else f"{language}/"


def notebook(name: str, edition: str, language: str) -> str:
    """A lesson's notebook, from the course's root."""
    return f"{EDITIONS[edition]}/{folder(language)}{name}.ipynb"


def recording(notebook: Path, demo: str) -> Path:
    """The recording of a demo, beside the complete edition, which shows its still picture."""
    return notebook.parent / "recordings" / notebook.stem / f"{demo}.json.z"


def of_notebook(path: PurePath) -> tuple[str | None, str]:
    """Edition and language of the notebook at `path`; no edition where it stands in the folder of none."""
    language = path.parent.name if path.parent.name in LANGUAGES[1:] else LANGUAGES[0]
    home = path.parent if language == LANGUAGES[0] else path.parent.parent
    editions = {its_folder: edition for edition, its_folder in EDITIONS.items()}
    return editions.get(home.name), language


def page(stem: str, language: str) -> str:
    """A page at the course's root that each language has in a file of its own."""
    return f"{stem}.md" if language == LANGUAGES[0] else f"{stem}.{language}.md"
