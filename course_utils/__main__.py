"""Is this machine ready for the course? With `progress`: what of it is done."""

from __future__ import annotations

from course_utils import console
from course_utils.messages import text


def main() -> int:
    """`python -m course_utils` examines the machine; `progress` shows what a student has done."""
    parser = console.parser("course_utils", __doc__)
    progress = parser.add_subparsers(dest="what").add_parser("progress", help="what of the course is done")
    progress.add_argument("--forget", action="store_true", help="delete it, after asking")
    progress.add_argument("--page", metavar="FILE.html", help="write a page of your own results")
    options = parser.parse_args()
    if options.what is None:
        from course_utils import doctor

        return doctor.main()
    from course_utils import overview

    if options.page:
        from course_utils import showcase

        print(text("showcase_written", path=showcase.results_page(options.page)))
        return 0
    return overview.forget_after_asking() if options.forget else overview.print_progress()


if __name__ == "__main__":
    console.command(main)
