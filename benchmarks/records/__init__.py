"""Records to beat: a recipe's function trains for a minute, and the judge marks what it has learned.

    python -m benchmarks.records 03 my_recipe.py      run it with three seeds; into the table beside it
    python -m benchmarks.records 03 class/*.py        several, on the same numbers
    python -m benchmarks.records 03 my_recipe.py --seconds 5    try it out; into no table
    python -m benchmarks.records pace                 how fast this machine computes

02 find salt, 03 draw digits, 04 repaint a photograph, 05 draw the digits that are asked for. A recipe is a
file with one function. Start from a plain one in benchmarks/records/recipes, which says what it is handed and
what it returns. It gets a minute (04: half a minute) of the reference machine, more on a slower one, and is
stopped a little later; then it has half of that for its answers.

Each seed runs in a process of its own. It may read what is installed, but not what only the judge knows; it
writes to a folder of its own, and has no network. On Linux the kernel sees to that (Landlock, 5.13 on);
elsewhere Python does, which compiled code can get round, and the table says so. The salt that is judged is made
afterwards. What nobody prevents: a recipe tuned on its own records; digits that are copies in disguise; a
Python that somebody has changed. Read the winner.
"""


def main(arguments: list[str] | None = None) -> int:
    """What the command does, with these arguments or those that it was called with; 0 if all went well."""
    from benchmarks.records import command

    return command.main(arguments)
