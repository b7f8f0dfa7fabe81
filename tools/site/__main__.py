"""python -m tools.site: build the website in build/site; notebooks are read, never run."""

import argparse
import sys
import time
from pathlib import Path

from course_utils import console
from tools.places import ROOT
from tools.site.pages import Site
from tools.web.text import WebError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.site", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    output = parser.parse_args(arguments).output.resolve()
    began = time.perf_counter()
    try:
        pages = Site(ROOT).build(output)
    except WebError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(pages)} pages in {time.perf_counter() - began:.0f} s: open {output / 'index.html'}")
    return 0


if __name__ == "__main__":
    console.command(main)
