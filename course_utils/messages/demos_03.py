"""Labels, captions and alt texts of lesson 03's demos, and how all demos refuse what they cannot show."""

TEXTS = {
    "demo_input_numbers": (
        "{name} is not an array of numbers: check for lists of unequal length, texts or None in it.",
        "{name} 不是数值数组：请检查其中是否有长短不一的列表、文字或 None。",
    ),
    "demo_input_shape": (
        "{name} should have the shape {expected}, but has {found}.",
        "{name} 的形状应为 {expected}，现在却是 {found}。",
    ),
    "demo_input_nan": (
        "{name} contains NaN or infinity: has the training diverged? Look at its losses, and lower the learning rate.",
        "{name} 中有 NaN 或无穷大：训练是不是发散了？请检查损失，并调低学习率。",
    ),
    "demo_input_range": (
        "{name} should lie between {low:g} and {high:g}, but goes from {least:.3g} to {most:.3g}.",
        "{name} 的取值应在 {low:g} 到 {high:g} 之间，现在却是 {least:.3g} 到 {most:.3g}。",
    ),
    "demo_input_bytes": (
        "{name} should be images of type uint8 (0 to 255), not {dtype}.",
        "{name} 应为 uint8 类型的图像（0 到 255），而不是 {dtype}。",
    ),
    # timeline
    "demo_snapshot": ("snapshot", "第几张快照"),
    "demo_followed": ("digit to follow", "跟踪第几个数字"),
    "demo_timeline_title": ("after epoch {epoch} of {last}", "第 {epoch} 轮之后（共 {last} 轮）"),
    "demo_timeline_strip": (
        "picture {digit} through the epochs: always the same noise vector",
        "第 {digit} 张图的成长：自始至终是同一个噪声向量",
    ),
    "demo_timeline_caption": (
        "What G draws after epoch {epoch} from a batch of noise (size {count}) that is the same at every epoch.",
        "第 {epoch} 轮之后，G 由同一批噪声（共 {count} 个，每一轮都不变）画出的数字。",
    ),
    "demo_timeline_change": (
        " Since epoch {before} the brightness of a pixel (0 to 255) has changed by {change:.1f} on average.",
        "与第 {before} 轮相比，每个像素的亮度（0 到 255）平均变化了 {change:.1f}。",
    ),
    "demo_timeline_alt": (
        "A grid of generated digits, and below it picture {digit} through {all} snapshots of the training. {caption}",
        "生成的数字排成的网格；下方是第 {digit} 张图在训练的 {all} 张快照中的变化。{caption}",
    ),
    # latent walk
    "demo_seed_first": ("seed of the start", "起点的种子"),
    "demo_seed_second": ("seed of the end", "终点的种子"),
    "demo_place": ("way [%]", "位置（%）"),
    "demo_length_scale": ("length [%]", "长度（%）"),
    "demo_walk_now": ("at {place}% of the way, length {length:.2f}", "走到 {place}%，长度 {length:.2f}"),
    "demo_walk_length_title": (
        "length of the noise vector along the straight line",
        "沿直线各处噪声向量的长度",
    ),
    "demo_walk_way": ("way from the first vector to the second [%]", "从第一个向量走向第二个向量（%）"),
    "demo_walk_length_here": ("as scaled here", "当前缩放"),
    "demo_walk_length_plain": ("straight line itself", "直线本身"),
    "demo_walk_length_typical": ("95% of vectors; dotted: median", "95% 的噪声向量；点线：中位数"),
    "demo_walk_line": (
        "along the line, every vector at {scale:g} × its length",
        "沿直线走一遍，每个向量取原长的 {scale:g} 倍",
    ),
    "demo_walk_first": ("first seed", "起点"),
    "demo_walk_second": ("second seed", "终点"),
    "demo_walk_lengths": (
        "at {place}% of the way, the same direction at other lengths",
        "停在 {place}% 处：方向不变，只改长度",
    ),
    "demo_walk_length_now": ("length of the vector (large picture)", "大图对应向量的长度"),
    "demo_walk_typical": (
        "noise vectors: {middle:.2f}, 95% from {low:.2f} to {high:.2f}",
        "噪声向量的长度：{middle:.2f}，95% 在 {low:.2f} 到 {high:.2f} 之间",
    ),
    "demo_walk_caption": (
        "At {place}% of the way the vector has length {length:.2f}; a noise vector has about {middle:.2f}. ",
        "走到 {place}% 时，向量长度为 {length:.2f}；噪声向量的长度一般约为 {middle:.2f}。",
    ),
    "demo_walk_same": (
        "Both seeds are the same, so the line is a single point: only the length changes the picture.",
        "两个种子相同，直线缩成了一个点：只有长度还能改变图像。",
    ),
    "demo_walk_zero": (
        "At length 0 only the origin is left, and every direction gives the same picture.",
        "长度为 0 时只剩下原点，无论哪个方向，画出的都是同一张图。",
    ),
    "demo_walk_short": (
        "So short a vector hardly ever came up in training: G has not practised here.",
        "这么短的向量在训练中几乎从未出现过：G 没有在这里练习过。",
    ),
    "demo_walk_long": (
        "So long a vector hardly ever came up in training: here G tends to exaggerate.",
        "这么长的向量在训练中几乎从未出现过：G 在这里容易画得过头。",
    ),
    "demo_walk_typical_length": (
        "This length is typical of what G was trained on.",
        "这个长度正是 G 在训练中常见的长度。",
    ),
    "demo_walk_alt": (
        "A straight line between the noise vectors of the seeds {first} and {second}: G's picture at the chosen place, "
        "large; the vector's length along the line as a curve; a strip of pictures along the line, "
        "and a strip of the same direction at lengths from 0 to 2 times. {caption}",
        "从种子 {first} 的噪声向量到种子 {second} 的噪声向量的一条直线：大图是 G 在所选位置画出的图像；"
        "曲线是向量长度沿直线的变化；一排小图沿直线走一遍，另一排是同一方向、0 到 2 倍长度的图像。{caption}",
    ),
    # opinions
    "demo_opinion_side": ("pictures", "图像"),
    "demo_opinion_real": ("real", "真实"),
    "demo_opinion_generated": ("generated", "生成"),
    "demo_opinion_given": ("number", "原顺序"),
    "demo_opinion_fake_first": ("“generated” first", "最像假的在前"),
    "demo_opinion_real_first": ("“real” first", "最像真的在前"),
    "demo_opinion_index": ("place", "第几个"),
    "demo_opinion_title_real": ("real picture {number} of {all}", "第 {number} 张真图（共 {all} 张）"),
    "demo_opinion_title_generated": (
        "generated picture {number} of {all}",
        "第 {number} 张生成的图（共 {all} 张）",
    ),
    "demo_opinion_bar": ("D's probability that this digit is real", "D 认为这个数字为真的概率"),
    "demo_opinion_generated_end": ("0: surely generated", "0：肯定是生成的"),
    "demo_opinion_half": ("½: cannot tell", "½：看不出来"),
    "demo_opinion_real_end": ("1: surely real", "1：肯定是真的"),
    "demo_opinion_axis": ("D's opinion of all digits; red: this one", "D 对全部数字的看法；红线：当前这一个"),
    "demo_opinion_real_all": ("real digits ({count}), upwards", "{count} 个真实数字（向上）"),
    "demo_opinion_generated_all": ("generated digits ({count}), downwards", "{count} 个生成数字（向下）"),
    "demo_opinion_neighbours": (
        "its neighbours in this order, each with D's probability",
        "按当前顺序排在它前后的数字，下方是 D 给出的概率",
    ),
    "demo_opinion_trusted_real": (
        "D gives this real digit {probability:.3f}: rightly believed.",
        "D 认为这个真实数字为真的概率是 {probability:.3f}：判断正确。",
    ),
    "demo_opinion_caught_real": (
        "D gives this real digit {probability:.3f}: wrongly doubted.",
        "D 认为这个真实数字为真的概率是 {probability:.3f}：冤枉了它。",
    ),
    "demo_opinion_trusted_generated": (
        "D gives this generated digit {probability:.3f}: the forgery passes.",
        "D 认为这个生成数字为真的概率是 {probability:.3f}：伪造的蒙混过关了。",
    ),
    "demo_opinion_caught_generated": (
        "D gives this generated digit {probability:.3f}: the forgery is caught.",
        "D 认为这个生成数字为真的概率是 {probability:.3f}：伪造的被识破了。",
    ),
    "demo_opinion_summary": (
        " Over all: real digits {real_mean:.2f} on average, {real_share:.0f}% above ½; "
        "generated ones {generated_mean:.2f}, {generated_share:.0f}% above ½.",
        "总体来看：真实数字平均 {real_mean:.2f}，{real_share:.0f}% 高于 ½；"
        "生成数字平均 {generated_mean:.2f}，{generated_share:.0f}% 高于 ½。",
    ),
    "demo_opinion_alt": (
        "The {title}, large; D's probability as a bar; a histogram of D's opinions, real digits upwards and generated "
        "ones downwards, with a mark for this digit; its neighbours in the chosen order. {caption}",
        "大图：{title}；条形：D 给出的概率；直方图：D 的全部看法，真实数字向上，生成数字向下，并标出当前数字；"
        "下方是排在它前后的数字。{caption}",
    ),
    # the game in the plane
    "demo_game_empty": (
        "There is no frame to show: pass at least one, for example the state before the first step.",
        "没有可以显示的画面：请至少传入一帧，例如第一步之前的状态。",
    ),
    "demo_game_missing": ("Frame {number} lacks: {missing}.", "第 {number} 帧缺少：{missing}。"),
    "demo_frame": ("frame", "第几帧"),
    "demo_shown": ("shown", "显示"),
    "demo_hidden": ("hidden", "隐藏"),
    "demo_layer_surface": ("D's opinion", "D 的看法"),
    "demo_layer_data": ("data", "数据"),
    "demo_layer_samples": ("samples", "样本"),
    "demo_layer_grid": ("warped grid", "变形网格"),
    "demo_layer_none": ("nothing", "什么也不画"),
    "demo_game_title": ("after step {step}", "第 {step} 步之后"),
    "demo_game_scale": ("D's probability of “real”", "D 认为“真实”的概率"),
    "demo_game_fake": ("0: generated", "0：生成"),
    "demo_game_half": ("½", "½"),
    "demo_game_real": ("1: real", "1：真实"),
    "demo_game_key_surface": ("where D says ½", "D 给出 ½ 的分界线"),
    "demo_game_key_data": ("data", "数据"),
    "demo_game_key_samples": ("samples G(z)", "样本 G(z)"),
    "demo_game_key_grid": ("G's image of a square grid of noise", "噪声的方格网经 G 变形后的样子"),
    "demo_game_curves": ("D's mean opinion", "D 的平均看法"),
    "demo_game_on_data": ("of the data: {value:.2f}", "对数据：{value:.2f}"),
    "demo_game_on_samples": ("of the samples: {value:.2f}", "对样本：{value:.2f}"),
    "demo_game_step": ("step", "训练步数"),
    "demo_game_caption": (
        "After step {step}, D gives the data {data:.2f} on average and the samples {samples:.2f}. ",
        "第 {step} 步之后，D 平均给数据 {data:.2f}，给样本 {samples:.2f}。",
    ),
    "demo_game_flat": (
        "D's opinion is the same everywhere in the picture, so G learns nothing from it.",
        "D 在图中各处的看法都一样，G 从中学不到任何东西。",
    ),
    "demo_game_spread": (
        "D's opinions in the picture span {spread:.2f}: G follows D's slope uphill.",
        "D 在图中给出的最高值与最低值相差 {spread:.2f}：G 沿着 D 的坡往上走。",
    ),
    "demo_game_alt": (
        "A GAN in the plane; shown: {layers}; beside it D's mean opinion of data and samples over the steps. {caption}",
        "平面上的 GAN；图中显示：{layers}；旁边是 D 对数据和样本的平均看法随步数变化的曲线。{caption}",
    ),
}
