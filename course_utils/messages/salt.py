"""What the seismic salt data may say to a student, in both languages."""

TEXTS: dict[str, tuple[str, str]] = {
    "salt_leaks": (
        "The real files don't say which section a tile was cut from, so they are split at random: neighbours stand on "
        "both sides, and the scores come out somewhat too good.",
        "真实文件没有说明图块来自哪个剖面，只能随机划分：相邻图块会分到两边，分数会偏高一些。",
    ),
    "salt_synthetic": (
        "{problem}. So the tiles are synthetic. {layout}",
        "{problem}。因此改用合成图块。{layout}",
    ),
    "salt_n_tiles": (
        "n_tiles must be a whole number of at least {least}, not {value!r}.",
        "n_tiles 应为不小于 {least} 的整数，而不是 {value!r}。",
    ),
    "salt_seed": (
        "seed must be a whole number, zero or greater, not {value!r}.",
        "seed 应为非负整数，而不是 {value!r}。",
    ),
    "salt_validation_share": (
        "validation is the share of tiles to hold out: a number between 0 and 1, both excluded, not {value!r}.",
        "validation 是留作验证的图块比例，应在 0 与 1 之间（不含两端），而不是 {value!r}。",
    ),
    "salt_no_sections": (
        "These tiles do not say which section they were cut from, so they cannot be split by "
        "section. (The Kaggle files do not tell.) Use a random split and mind its leak.",
        "这些图块没有记录各自来自哪条剖面，无法按剖面划分（Kaggle 的文件也不提供这一信息）。"
        "请改用随机划分，并留意相邻图块之间的信息泄漏。",
    ),
    "salt_one_section": (
        "All tiles come from one section; splitting by section needs at least two.",
        "所有图块都来自同一条剖面；按剖面划分至少需要两条剖面。",
    ),
}
