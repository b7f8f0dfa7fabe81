"""Installed with the course: `jupyter lab`, started in the course's folder, opens on its start page.

Whoever has begun the course gets a page of their own instead, on which it stands how far they are.
"""

from contextlib import suppress
from pathlib import Path

c = get_config()  # noqa: F821 (Jupyter defines it)

START = "notebooks/START_HERE.md"
if Path(START).is_file():  # started elsewhere, Lab is as ever
    with suppress(Exception):  # whatever is wrong there, Lab starts
        from course_utils.overview import write_own_page

        own = write_own_page(Path(START).parent)
        START = f"notebooks/{own}" if own else START
    c.LabApp.default_url = f"/lab/tree/{START}"
