"""Words of the tables in the READMEs and in the instructor's guide."""

TEXTS = {
    "sections_head": ("| lesson | section | exercises | minutes |", "| 课 | 节 | 练习 | 分钟 |"),
    "sections_opening": ("goals and first cell", "目标与第一个单元格"),
    "sections_total": ("**in all**", "**合计**"),
    "results_head": ("| lesson | metric | value |", "| 课 | 指标 | 数值 |"),
    "hub_head": ("| lesson | seconds | peak memory |", "| 课 | 秒 | 内存峰值 |"),
    "address_colab": ("the first lesson in Colab", "在 Colab 中打开第一课"),
    "address_kaggle": ("the first lesson on Kaggle", "在 Kaggle 中打开第一课"),
    "address_website": (
        "Choose a digit, and a network in your browser draws one: the course's website",
        "选一个数字，让一个网络在你的浏览器里把它画出来：课程网站",
    ),
    "address_binder": ("the whole course on Binder", "在 Binder 上打开整个课程"),
    "measured": ("Measured with {conditions}.", "测量条件：{conditions}。"),
    "measured_some": ("{lessons}: measured with {conditions}.", "{lessons}：测量条件为{conditions}。"),
    "measured_comma": (", ", "、"),
    "measured_conditions": (
        "profile `{profile}`, seed {seed}, {machine}, {packages}, {date}",
        "规模 `{profile}`，种子 {seed}，{machine}，{packages}，{date}",
    ),
}
