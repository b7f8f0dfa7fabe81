"""Labels, captions and alt texts of lesson 04's demos."""

TEXTS = {
    # choices
    "demo_left": ("left", "左图"),
    "demo_right": ("right", "右图"),
    "demo_choices_caption": ("Left: {left}. Right: {right}.", "左：{left}。右：{right}。"),
    "demo_choices_alt": (
        "Two of the finished pictures side by side, and all of them small below. {caption}",
        "并排的两张成品，下方是全部成品的小图。{caption}",
    ),
    # layer picker
    "demo_layer": ("layer", "层"),
    "demo_layer_original": ("original", "原图"),
    "demo_layer_title": ("rebuilt from {layer} (PSNR {psnr:.1f} dB)", "由 {layer} 重建（PSNR {psnr:.1f} dB）"),
    "demo_layer_block_1": (
        "{layer}: a value here has seen 3 to 5 pixels across, so nearly every pixel can be recovered.",
        "{layer}：这里的一个数值只看过 3 到 5 个像素宽的区域，几乎每个像素都能还原。",
    ),
    "demo_layer_block_2": (
        "{layer}: a value here has seen 10 to 14 pixels across; outlines come back; colours take longer.",
        "{layer}：这里的一个数值看过 10 到 14 个像素宽的区域；轮廓都回来了，颜色要多算些次数才回来。",
    ),
    "demo_layer_block_3": (
        "{layer}: a value here has seen 24 to 48 pixels across; shapes are kept, while fine texture begins to be made up.",
        "{layer}：这里的一个数值看过 24 到 48 个像素宽的区域；形状还在，细小的纹理开始由网络自己“编”。",
    ),
    "demo_layer_block_4": (
        "{layer}: a value here has seen 60 to 116 pixels across; what is where is kept, the exact pixels are not. "
        "Gatys takes the content from conv4_2.",
        "{layer}：这里的一个数值看过 60 到 116 个像素宽的区域；什么东西在什么位置还保留着，具体的像素已经不在了。"
        "Gatys 的内容就取自 conv4_2。",
    ),
    "demo_layer_block_5": (
        "{layer}: a value here has seen 132 to 252 pixels across; it knows what is there, and only roughly where and how it looks.",
        "{layer}：这里的一个数值看过 132 到 252 个像素宽的区域；它知道有什么，至于在哪里、长什么样，只剩个大概。",
    ),
    "demo_layer_block_other": (
        "{layer}: whatever the reconstruction lost, this layer no longer knows.",
        "{layer}：重建图里缺了什么，就说明这一层已经不知道什么了。",
    ),
    "demo_layer_alt": (
        "The original beside its reconstruction from layer {layer}, PSNR {psnr:.1f} dB; below, the reconstructions from all layers. {caption}",
        "左边是原图，右边是由 {layer} 层得到的重建图，PSNR {psnr:.1f} dB；下方一排是各层的重建图。{caption}",
    ),
    # Gram viewer
    "demo_gram_first": ("map i", "特征图 i"),
    "demo_gram_second": ("map j", "特征图 j"),
    "demo_gram_positions": ("positions", "位置"),
    "demo_gram_kept": ("in place", "保持原位"),
    "demo_gram_shuffled": ("shuffled", "打乱"),
    "demo_gram_title": (
        "Gram matrix G ({count} × {count} maps)",
        "Gram 矩阵 G（{count} × {count} 张特征图）",
    ),
    "demo_gram_scale": (
        "blue: √|G| (orange: negative); framed: row i, column j",
        "蓝色：√|G|（橙色：负值）；方框：第 i 行第 j 列",
    ),
    "demo_gram_maps_kept": ("the two maps, and their product", "两张特征图及其逐点乘积"),
    "demo_gram_maps_shuffled": (
        "the same with all positions shuffled alike",
        "同样的图，所有位置按同一顺序打乱",
    ),
    "demo_gram_sum": ("sum over all positions of the product: {value}", "乘积对所有位置求和：{value}"),
    "demo_gram_entry": ("entry ({i}, {j}) of the matrix G: {value}", "矩阵 G 的元素 ({i}, {j})：{value}"),
    "demo_gram_change": ("largest change of any entry of G by shuffling", "打乱位置后，G 的元素最多变化了"),
    "demo_gram_largest": ("that is {share} of the largest entry, {value}", "是最大元素 {value} 的 {share} 倍"),
    "demo_gram_caption": (
        "Maps {i} and {j}: multiplied position by position and added up, they give {total}; G has {entry} there. ",
        "特征图 {i} 和 {j}：逐点相乘再求和，得 {total}；G 中对应的元素是 {entry}。",
    ),
    "demo_gram_rounding": (
        "Shuffling the positions changes no entry by more than {change} ({share} of the largest entry), which is rounding: G knows what occurs together, not where.",
        "打乱位置后，任何元素的变化都不超过 {change}（最大元素的 {share} 倍），只是舍入误差：G 只记得什么和什么一起出现，不记得在哪里。",
    ),
    "demo_gram_differs": (
        "Shuffling the positions changes an entry by {change} ({share} of the largest entry), which is more than rounding: this is not yet a Gram matrix.",
        "打乱位置后，有元素变化了 {change}（最大元素的 {share} 倍），这不是舍入误差：它还不是 Gram 矩阵。",
    ),
    "demo_gram_alt": (
        "The Gram matrix ({count} × {count} maps) as a heat map, with one entry marked, and beside it the two maps and their product. {caption}",
        "{count} 张特征图的 Gram 矩阵热力图，标出其中一个元素；旁边是两张特征图及其乘积。{caption}",
    ),
    # variation spectrum
    "demo_variation_small": (
        "The pictures need at least {smallest} rows and columns for a spectrum, but have {found}.",
        "要计算频谱，图像至少要有 {smallest} 行 {smallest} 列，现在却是 {found}。",
    ),
    "demo_variation_picture": ("picture", "第几张"),
    "demo_variation_title": ("γ = {label}", "γ = {label}"),
    "demo_variation_power": ("power (log₁₀), mean over all directions", "功率（log₁₀），对各个方向取平均"),
    "demo_variation_axis": ("spatial frequency [cycles per pixel]", "空间频率（周期 / 像素）"),
    "demo_variation_fine_area": ("fine detail", "细节"),
    "demo_variation_here": ("this picture", "当前图像"),
    "demo_variation_first": ("first picture", "第一张"),
    "demo_variation_others": ("all others", "其余各张"),
    "demo_variation_caption": ("γ = {label}. ", "γ = {label}。"),
    "demo_variation_fine": (
        "Above ¼ cycle per pixel, in fine detail and noise, {share:.3g}% of the first picture's power is left.",
        "在 ¼ 周期 / 像素以上（细节和噪点），功率只剩第一张的 {share:.3g}%。",
    ),
    "demo_variation_blank": (
        "The first picture has no fine detail that could be lost.",
        "第一张图像没有可以失去的细节。",
    ),
    "demo_variation_alt": (
        "One of {all} pictures with growing weight γ, and the power of each over the spatial frequency. {caption}",
        "权重 γ 逐渐增大的 {all} 张图像中的一张，以及各张的功率随空间频率变化的曲线。{caption}",
    ),
}
