"""The judge of digits, trained anew: writes course_utils/results/judge.npz, and what it is worth, judge.json.

    python -m benchmarks.judge

About half a minute on two cores. Its 1,000 digits are seen by nobody else; how long to train and how to disturb
the pictures was decided on the generator's digits, and the held-out ones are asked once, here. Whatever was
judged by the old one has to be judged again: `benchmarks.gan`, and lesson 03.
"""

from course_utils import console, machine
from course_utils.data.digits import split_digits


def main() -> None:
    console.parser("benchmarks.judge", __doc__).parse_args()
    machine.import_tensorflow_quietly()
    from course_utils.judge import store_judge, train_judge

    digits = split_digits()
    print(store_judge(train_judge(digits.judges), digits.held_out))


if __name__ == "__main__":
    console.command(main)
