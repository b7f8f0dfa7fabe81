"""Records to beat: what `python -m benchmarks.records` says of a recipe, and its table."""

TEXTS = {
    "records_title": ("Records", "纪录榜"),
    "records_intro": (
        "Recipes of one function each, best first: `python -m benchmarks.records` says how they are run. Mean and standard"
        " deviation are over seeds; seconds are those that the function took, of a budget that is longer on slower machines.",
        "每份配方只有一个函数，好的排在前面；怎么跑，见 `python -m benchmarks.records --help`。均值和标准差（standard deviation）"
        "按随机种子（seed）算；秒数是函数实际用的时间，机器慢，给的时间就长。",
    ),
    "records_title_02": ("finding salt", "找盐"),
    "records_title_03": ("drawing digits", "画数字"),
    "records_title_04": ("repainting a photograph", "照片重绘"),
    "records_title_05": ("drawing the digits asked for", "按要求画数字"),
    "records_measure_02": ("TGS score (higher is better)", "TGS 分数（越高越好）"),
    "records_measure_03": ("Fréchet distance (lower is better)", "Fréchet 距离（越低越好）"),
    "records_measure_04": (
        "loss, % of the photograph's (lower is better)",
        "损失，占原照片损失的百分比（越低越好）",
    ),
    "records_recipe": ("recipe", "配方"),
    "records_seeds": ("seeds", "种子数"),
    "records_seconds": ("seconds", "秒数"),
    "records_machine": ("machine", "机器"),
    "records_date": ("date", "日期"),
    "records_unlocked": ("judge's data hidden by Python alone", "裁判数据仅由 Python 隐藏"),
    "records_begin": (
        "Recipes: {count}, seeds: {seeds}; a function gets {seconds:.0f} seconds on this machine.",
        "配方 {count} 份，种子 {seeds} 个；在这台机器上，每个函数有 {seconds:.0f} 秒。",
    ),
    "records_run": (
        "  seed {seed}: {figure:.4g} after {seconds:.1f} s",
        "  种子 {seed}：{figure:.4g}，用了 {seconds:.1f} 秒",
    ),
    "records_kept": ("The table: {path}", "成绩表：{path}"),
    "records_pace": (
        "{here:.0f} GFLOP/s ({machine}): a minute of the reference machine is {seconds:.0f} seconds here.",
        "{here:.0f} GFLOP/s（{machine}）：参考机器上的一分钟，在这里是 {seconds:.0f} 秒。",
    ),
    # --- what is wrong with a file
    "records_file": ("{path} can't be read ({reason}).", "{path} 读不了（{reason}）。"),
    "records_large": (
        "The file has {size:,} bytes; a recipe has {limit:,} at most: code, not what an earlier training has learned.",
        "文件有 {size:,} 字节，而配方最多 {limit:,} 字节：里面只该有代码，不该有以前训练的结果。",
    ),
    "records_syntax": (
        "Python can't read it, line {line}: {reason}.",
        "第 {line} 行有语法错误，Python 读不懂：{reason}。",
    ),
    "records_no_function": (
        "There is no function in the file. It needs one: def my_recipe({wanted}).",
        "文件里没有函数。请写一个：def my_recipe({wanted})。",
    ),
    "records_functions": (
        "There are {count} functions in the file ({names}), and it takes one. Begin the names of its helpers with _.",
        "文件里有 {count} 个函数（{names}），只能有一个。辅助函数的名字请以 _ 开头。",
    ),
    "records_parameters": (
        "{name}({given}) should take {wanted}, by these names.",
        "{name}({given}) 的参数应该是 {wanted}，名字也要一样。",
    ),
    # --- what is wrong with a function
    "records_stopped": ("The function stopped. {error}.", "函数运行出错：{error}。"),
    "records_overtime": (
        "The function had {budget:.0f} seconds and was still running after {seconds:.0f}. Let it look at the clock in each"
        " step, as benchmarks.records.clock does.",
        "给函数的时间是 {budget:.0f} 秒，过了 {seconds:.0f} 秒它还在跑。请像 benchmarks.records.clock 那样，每一步都看一下时间。",
    ),
    "records_slow_answer": (
        "The training was in time, but after {seconds:.0f} more seconds there was no answer.",
        "训练按时结束了，但又过了 {seconds:.0f} 秒还没有给出答案。",
    ),
    "records_ended": (
        "Its process ended before there was an answer (exit, a crash, or more memory than it may have).",
        "还没给出答案，进程就结束了（调用了 exit、崩溃了，或者内存用过了头）。",
    ),
    "records_reached": (
        "It opened {path}. A recipe lives on what it is handed: it reads no other data, the judge's least of all.",
        "它打开了 {path}。配方只能用交给它的数据，别的数据都不能读，裁判的数据更不行。",
    ),
    "records_no_answer": (
        "Its answer is missing, damaged or larger than any answer should be.",
        "它的答案不见了、损坏了，或者大得离谱。",
    ),
    "records_no_array": (
        "The answer should be an array of numbers; this is of type {type}.",
        "答案应该是一个数值数组，现在是 {type} 类型。",
    ),
    "records_not_callable": (
        "The function should return a function that answers the judge; it returned something of type {type}.",
        "函数应该返回另一个函数，由它来回答裁判；现在返回的是 {type} 类型。",
    ),
    "records_shape": (
        "The answer has shape {found}; it should be {wanted}.",
        "答案的形状是 {found}，应该是 {wanted}。",
    ),
    "records_not_finite": (
        "Of the answer, {count:,} numbers are NaN or infinite.",
        "答案里有 {count:,} 个数是 NaN 或无穷大。",
    ),
    "records_dtype": (
        "The answer is of dtype {found}; it should be {wanted}.",
        "答案的 dtype 是 {found}，应该是 {wanted}。",
    ),
    "records_probabilities": (
        "The answer lies between {low:.2f} and {high:.2f}: that looks like probabilities. Return masks (probability > 0.5), or"
        " logits, where above 0 means salt.",
        "答案的值在 {low:.2f} 到 {high:.2f} 之间，看起来是概率。请返回掩码（概率 > 0.5）或 logit（大于 0 表示盐）。",
    ),
    "records_paper": (
        "The pictures lie between {low:.2f} and {high:.2f}. Floats go from -1, paper, to 1, ink; else return uint8, 0 to 255.",
        "图片的值在 {low:.2f} 到 {high:.2f} 之间。浮点数应从 -1（纸）到 1（墨）；不然就返回 0 到 255 的 uint8。",
    ),
    "records_picture_range": (
        "The picture's values go up to {high:.0f}; they should lie between 0 and 1.",
        "图片的值最大到 {high:.0f}，应该在 0 到 1 之间。",
    ),
    "records_copies": (
        "{share:.0%} of the digits lie as near to a real one as a copy does, more than the {most:.0%} that are allowed. They"
        " should be new ones.",
        "有 {share:.0%} 的数字离某个真实数字近得像是抄来的，超过了允许的 {most:.0%}。应该画新的数字。",
    ),
    "records_not_asked": (
        "Only {right:.0%} of the digits are read as what was asked for; it takes {fewest:.0%}.",
        "只有 {right:.0%} 的数字能认出是要求的那一个，至少要 {fewest:.0%}。",
    ),
}
