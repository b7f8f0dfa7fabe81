"""What an open experiment says (course_utils/experiments.py)."""

TEXTS = {
    "experiment_too_small": (
        "An experiment compares: it needs at least two settings and two seeds. You gave {settings} and {seeds}.",
        "实验要有比较：至少要两种设置、两个随机种子。你给了 {settings} 种设置、{seeds} 个种子。",
    ),
    "experiment_no_hypothesis": (
        "First write your hypothesis between the quotation marks, what will come out and why. "
        "Then run the cell again: it makes {runs} runs.",
        "先在引号里写下你的假设：结果会怎样，为什么。再运行一次这个单元格，它会做 {runs} 次实验。",
    ),
    "experiment_stopped": (
        "Stopped. The table shows what was measured until then.",
        "已停止。表里是停止之前测得的结果。",
    ),
    "experiment_no_number": (
        "The measurement of “{name}” with seed {seed} gave {measured!r}. It should return one finite number.",
        "“{name}”在种子 {seed} 下测得的是 {measured!r}。测量函数应该返回一个有限的数。",
    ),
    "experiment_caption": ("Hypothesis: {hypothesis}", "假设：{hypothesis}"),
    "experiment_none_stated": ("none stated; yours goes here", "还没有写，这里是你的位置"),
    "experiment_beyond_noise": (
        "{name}: {difference} against {first}, more than the seeds' spread of {spread}.",
        "{name}：与 {first} 相差 {difference}，超出了不同种子之间的差距 {spread}。",
    ),
    "experiment_within_noise": (
        "{name}: {difference} against {first}, within the seeds' spread of {spread}: noise.",
        "{name}：与 {first} 相差 {difference}，没有超出不同种子之间的差距 {spread}，只能算噪声。",
    ),
}
