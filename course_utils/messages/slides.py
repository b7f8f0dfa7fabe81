"""Words of the slides around the lessons' own text."""

TEXTS = {
    "slides_title": ("Slides", "幻灯片"),
    "slides_solution": ("One solution", "参考答案"),
    "slides_keys": (
        "Space: the next slide. Right arrow: the next section. Down arrow: on within a section. S: your notes in a"
        " window of their own. Esc: overview. F: full screen. B: dark.",
        "空格：下一张。右方向键：下一节。下方向键：同一节里往下。S：在单独的窗口里看讲稿。Esc：总览。F：全屏。B：黑屏。",
    ),
}
