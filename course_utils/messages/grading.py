"""Assignments that are handed in and graded: their text around the exercises, and what their checks add."""

TEXTS = {
    "assignment_title": ("# {number} · {title}: exercises", "# {number} · {title}：练习"),
    "assignment_intro": (
        "The exercises of [lesson {number}]({link}), to be handed in. The lesson is the place to learn: it explains, shows"
        " and lets you try; here you only write.\n\n"
        "Replace each `...  # your code here` by your own code and run the cell: it tells you at once whether your answer is"
        " right and, if not, what is wrong with it. The locked cell below it carries the points. You may add cells of your"
        " own.\n\n"
        "Every exercise is graded by itself: where it builds on another one, it gets the course's own solution of that."
        " From your other cells above it, it gets the imports, functions and variables that it uses.",
        "这里是[第 {number} 课]({link})要交的练习。学习请看那一课：那里有讲解、有演示、可以动手试；这里只管写。\n\n"
        "把每处 `...  # your code here` 换成你自己的代码，运行单元格，马上就知道对不对；不对的话，也知道错在哪里。"
        "下面那个锁住的单元格是记分用的。你也可以添加自己的单元格。\n\n"
        "每道题单独评分：如果要用到另一道题的函数，用的是课程的参考答案；你在上方其他单元格里写的 import、函数和变量，"
        "凡是这道题用到的，都会带上。",
    ),
    "grading_passed": ("It counts.", "可以得分。"),
    "grading_open": (
        "Replace the ... by your own code and run the cell again.",
        "请把 ... 换成你自己的代码，再运行一次这个单元格。",
    ),
    "grading_own": (
        "This is the course's own solution (use() hands it back until yours passes). Hand in the function that you wrote.",
        "这是课程的参考答案（没通过时，use() 返回的就是它）。请交你自己写的函数。",
    ),
    "grading_deleted": (
        "The cell of this exercise is missing from the notebook.",
        "notebook 里找不到这道题的单元格。",
    ),
    "grading_lesson": (
        "This is the notebook of the lesson ({lesson}), not its assignment. Copy your answers into the assignment and hand"
        " that in.",
        "交上来的是课文 {lesson} 的 notebook，不是这一课的作业。请把答案抄进作业的 notebook，再交那一份。",
    ),
    "grading_other_assignment": (
        "This is the assignment of another lesson ({lesson}), handed in under this one's name.",
        "这是另一课（{lesson}）的作业，交的时候用错了文件名。",
    ),
    "grading_unreadable": (
        "The file that was handed in is no notebook that can be read ({reason}). Open it in JupyterLab, save it, and hand it"
        " in again.",
        "交上来的文件不是能读取的 notebook（{reason}）。请在 JupyterLab 里打开它，保存后重新交一次。",
    ),
    "grading_copies": (
        "This cell is in the notebook {count} times. Graded is the last copy above the grade cell that defines the function.",
        "这个单元格在 notebook 里出现了 {count} 次。评分以记分单元格上方、最后一个定义了该函数的为准。",
    ),
    "grading_below": (
        "The cell does not define {name}; a cell further down does. Move the function back into its own cell.",
        "这个单元格里没有定义 {name}，它在下方另一个单元格里。请把函数移回它自己的单元格。",
    ),
    "grading_nothing": (
        "The cell does not define {name}. Was the function renamed?",
        "这个单元格里没有定义 {name}。函数是不是改了名字？",
    ),
    "grading_stopped": (
        "Before {name} was defined, the cell stopped with {type}: {message}.",
        "还没定义 {name}，单元格就出错停下了（{type}：{message}）。",
    ),
    "grading_endless": (
        "After {seconds} seconds it was still running, and was stopped. Does a loop never end?",
        "运行了 {seconds} 秒还没结束，已被中止。是不是有个循环停不下来？",
    ),
    "grading_ended": (
        "It ended Python itself before there was a verdict (exit, a crash, or more memory than it may have).",
        "还没得出结果，Python 进程就结束了（调用了 exit、崩溃了，或者内存用过了头）。",
    ),
    "grading_bent": (
        "The code changed what the check works with ({changed}), so there is no verdict. Names of your own are free to use;"
        " leave NumPy, Python's built-ins and course_utils as they are.",
        "代码改动了检查要用到的东西（{changed}），因此无法评判。你可以随意定义自己的名字，但不要改动 NumPy、Python 内置函数和"
        " course_utils。",
    ),
    "grading_cut": ("… (cut after {limit} characters)", "……（超过 {limit} 个字符，已截断）"),
    "grading_foreign_folder": (
        "{path} is not empty and holds no course that this command has made. Name a new folder.",
        "{path} 不是空文件夹，里面也不是由本命令生成的课程。请换一个新文件夹。",
    ),
    "grading_other_language": (
        "{path} holds the course in {there}, not in {wanted}. Name another folder for {wanted}, or use --language {there}.",
        "{path} 里是 {there} 版，不是 {wanted} 版。请为 {wanted} 版另选一个文件夹，或者用 --language {there}。",
    ),
}
