"""Words of the website around the lessons' own text."""

TEXTS = {
    "site_lessons": ("Lessons", "课程目录"),
    "site_start": ("Home", "首页"),
    "site_glossary": ("Glossary", "术语表"),
    "site_repository": ("The course on GitHub", "GitHub 上的课程"),
    "site_exercises": ("Do it yourself", "自己动手做"),
    "site_complete": ("This page", "本页的 notebook"),
    "site_download": ("Download", "下载"),
    "site_solution": ("Show the solution", "看参考答案"),
    "site_previous": ("Previous", "上一课"),
    "site_next": ("Next", "下一课"),
    "site_search": ("Search", "搜索"),
    "site_search_for": ("Search the course", "在课程里搜索"),
    "site_search_found": ("{count} sections mention “{query}”.", "有 {count} 节提到“{query}”。"),
    "site_search_empty": (
        "Nothing found. Try fewer or shorter words.",
        "没有找到。换个更短的词，或者少输几个词试试。",
    ),
    "site_search_script": ("The search needs JavaScript.", "搜索需要启用 JavaScript。"),
    "site_answers_kept": (
        "Your answers to the questions stay in this browser and are sent nowhere.",
        "你对各个问题的选择只存在这个浏览器里，不会发到任何地方。",
    ),
    "site_answers_forget": ("Forget them", "清除"),
    "site_answers_forgotten": ("Forgotten.", "已清除。"),
    "site_intro": (
        "Here you read the lessons with everything in them: text, code, solutions, and the outputs of a run on"
        " two CPU cores. To do them yourself, open the notebook that each page links to at its top.",
        "这里的每一课都是完整的：讲解、代码、参考答案，还有在两个 CPU 核上跑出来的结果。"
        "想自己动手，就点每页上方的链接，打开 notebook。",
    ),
}
