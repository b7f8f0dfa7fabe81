"""What a student has done and what is open (course_utils/overview.py), and the page of their own results."""

TEXTS = {
    "progress_title": ("Your progress", "你的进度"),
    "progress_exercises": ("exercises passed", "通过的练习"),
    "progress_questions": ("questions answered", "答过的问题"),
    "progress_right": ("right at once", "一次答对"),
    "progress_trainings": ("trainings finished", "完成的训练"),
    "progress_of": ("{done} of {all}", "{done} / {all}"),
    "progress_line": (
        "{exercises} exercises passed, {questions} questions answered ({right} right at once)",
        "练习通过 {exercises}，问题答过 {questions}（一次答对 {right} 题）",
    ),
    "progress_open": ("Still open in this lesson:", "这一课还没做的："),
    "progress_open_exercises": ("exercises", "练习"),
    "progress_open_questions": ("questions", "问题"),
    "progress_open_trainings": ("trainings", "训练"),
    "progress_nothing_open": ("Nothing is open in this lesson:", "这一课全部做完："),
    "progress_next": ("Next: {title}", "下一课：{title}"),
    "progress_page": (
        "`python -m course_utils progress --page FILE.html` makes a page of your own best results.",
        "`python -m course_utils progress --page FILE.html` 把你自己最好的结果做成一页。",
    ),
    "progress_kept_in": (
        "Kept on this machine, in {folder}, and nowhere else. `python -m course_utils progress --forget` deletes it.",
        "进度只存在这台机器上（{folder}），别处没有。`python -m course_utils progress --forget` 可以删除。",
    ),
    "progress_off": (
        "No progress is kept here: COURSE_PROGRESS is off, or nobody knows whose home this is.",
        "这里不保存进度：COURSE_PROGRESS 设成了 off，或者找不到主目录。",
    ),
    "progress_none_yet": (
        "Nothing yet: pass an exercise or answer a question, and it will stand here.",
        "还没有记录：通过一个练习或答一个问题，这里就会有。",
    ),
    "progress_forget_ask": (
        "Delete what is kept in {folder}? It cannot be brought back. [y/N] ",
        "要删除 {folder} 里的进度吗？删除后无法恢复。[y/N] ",
    ),
    "progress_forgotten": ("Deleted.", "已删除。"),
    "progress_stays": ("Nothing was deleted.", "没有删除任何内容。"),
    "progress_not_deleted": (
        "Not everything in {folder} could be deleted ({cause}). Delete the folder yourself.",
        "{folder} 里有些内容删不掉（{cause}），请自己删除这个文件夹。",
    ),
}
