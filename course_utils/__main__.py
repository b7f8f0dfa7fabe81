"""`python -m course_utils`: is this machine ready for the course?"""

import sys

from course_utils.doctor import main

sys.exit(main())
