"""`python -m course_utils`: is this machine ready for the course?"""

from course_utils import console
from course_utils.doctor import main

if __name__ == "__main__":
    console.command(main)
