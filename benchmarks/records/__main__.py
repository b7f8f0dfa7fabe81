"""python -m benchmarks.records: see the package."""

from benchmarks.records import main
from course_utils import console

if __name__ == "__main__":
    console.command(main)
