"""What is said around a question's options (course_utils/questions.py, tools/web)."""

TEXTS = {
    "question_predict": ("**Predict:** {words}", "**先猜一猜：** {words}"),
    "question_choose": ("Your answer", "你的选择"),
    "question_right": ("Yes. {reason}", "对。{reason}"),
    "question_wrong": ("Not quite. {reason}", "再想想。{reason}"),
    "question_unknown": (
        "Lesson {lesson} has no question {name!r}. It has: {names}. Run the lesson's first cell, `start(…)`, before.",
        "第 {lesson} 课没有名为 {name!r} 的问题，有的是：{names}。请先运行本课的第一个单元格 `start(…)`。",
    ),
    "questions_head": (
        "| Lesson | Question | Right, and why | Wrong, and what was thought |",
        "| 课 | 问题 | 正确答案和理由 | 错误选项和背后的想法 |",
    ),
}
