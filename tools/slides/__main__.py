"""python -m tools.slides: build the slides in build/slides; notebooks are read, never run."""

import argparse
import sys
import time
from pathlib import Path

from course_utils import console
from course_utils.language import LANGUAGES
from tools.places import ROOT
from tools.slides.pages import Slides
from tools.web.text import WebError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.slides", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 01 (default: all)")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "slides", metavar="FOLDER")
    parser.add_argument("--language", choices=LANGUAGES, help="default: all")
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    languages = (options.language,) if options.language else LANGUAGES
    began = time.perf_counter()
    try:
        Slides(ROOT, tuple(options.lessons), languages).build(output)
    except WebError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"slides built in {time.perf_counter() - began:.0f} s: open {output / 'index.html'}")
    return 0


if __name__ == "__main__":
    console.command(main)
