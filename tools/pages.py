"""README and TEACHING, which each language has for itself: what tools write in them stands between marks."""

from collections.abc import Callable, Iterator
from pathlib import Path

from course_utils.language import LANGUAGES
from tools import places


def pages(root: Path) -> Iterator[tuple[Path, str]]:
    """The pages that there are, each with its language."""
    for stem in ("README", "TEACHING"):
        for language in LANGUAGES:
            path = root / places.page(stem, language)
            if path.is_file():
                yield path, language


def with_parts(page: str, parts: dict[str, Callable[[str], str]], language: str) -> str:
    """A page with what stands between <!-- name --> and <!-- /name --> made anew, for each name in `parts`."""
    for name, part in parts.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if begin in page and end in page:
            before, _, rest = page.partition(begin)
            _, _, after = rest.partition(end)
            page = f"{before}{begin}\n{part(language)}\n{end}{after}"
    return page
