"""What the benchmark says, and what the READMEs quote of it (benchmarks/)."""

TEXTS = {
    "benchmark_unknown": (
        "There is no part “{name}” of the benchmark. There are: {names}.",
        "基准测试里没有“{name}”这一项。现有：{names}。",
    ),
    "benchmark_results": (
        "{path} is not a file of the benchmark's results: delete it, or take back the committed one.",
        "{path} 不是基准测试的结果文件：请删掉它，或者恢复仓库里的那一份。",
    ),
    "benchmark_failed": (
        "Not measured, for the reasons above: {names}. The other parts are written.",
        "因上面的原因没有测成：{names}。其他各项都已写好。",
    ),
    "benchmark_left_out": (
        "   left out: {name} (not installed: {packages})",
        "   略过：{name}（没有安装 {packages}）",
    ),
    "bench_none": ("Not measured yet.", "还没有测。"),
    "bench_lesson": ("lesson", "课"),
    "bench_against": ("what, against what", "比什么，和谁比"),
    "bench_ratio": ("ratio, median of the pairs (smallest to largest)", "倍数：各对的中位数（最小到最大）"),
    "bench_goal": ("goal", "目标"),
    "bench_range": ("{median} ({min} to {max})", "{median}（{min} 到 {max}）"),
    "bench_at_least": ("at least {ratio}", "至少 {ratio}"),
    "bench_at_most": ("at most {ratio}", "至多 {ratio}"),
    "bench_where": (
        "Above 1 the course is ahead. Units, memory, machine and versions: [benchmarks](benchmarks/README.md).",
        "大于 1 就是课程占先。单位、内存、机器和各个版本见 [benchmarks](benchmarks/README.md)。",
    ),
    "bench_salt_step": (
        "a training step of the U-Net against Keras' plain `fit`",
        "U-Net 的一步训练，对手是 Keras 默认的 `fit`",
    ),
    "bench_salt_step_bfloat16": (
        "the same in bfloat16, 32 a batch, against Keras' plain `fit` (float32)",
        "同上，但用 bfloat16、每批 32 块，对手仍是 Keras 默认的 `fit`（float32）",
    ),
    "bench_salt_step_torch_bfloat16": (
        "the same in bfloat16 on both sides, against PyTorch, channels last",
        "同上，双方都用 bfloat16，对手是 PyTorch（通道在后）",
    ),
    "bench_salt_race": (
        "seconds to a TGS score of 0.70 on synthetic tiles, against Keras' plain `fit`",
        "在合成图块上达到 TGS 分数 0.70 所需的秒数，对手是 Keras 默认的 `fit`",
    ),
    "bench_style_bare": (
        "one loss and slope of a picture, against the network's bare layers (0.91: at most 1.1 times as long)",
        "一张画的损失和斜率算一次，和只跑网络各层相比（0.91 即至多 1.1 倍的时间）",
    ),
    "bench_style_torch_bfloat16": (
        "the same in bfloat16 on both sides, against PyTorch, channels last",
        "同上，双方都用 bfloat16，对手是 PyTorch（通道在后）",
    ),
    "bench_style_adam": (
        "painting to the loss of the tutorial's Adam after 1,000 steps, 256²",
        "画到教程里的 Adam 走 1,000 步后的损失，256²",
    ),
    "bench_style_adam_bfloat16": ("the same, ours in bfloat16", "同上，我们用 bfloat16"),
    "bench_style_lbfgs": (
        "painting to the loss of PyTorch's L-BFGS after 300 evaluations, 256²",
        "画到 PyTorch 的 L-BFGS 算 300 次后的损失，256²",
    ),
    "bench_style_lbfgs_bfloat16": ("the same, ours in bfloat16", "同上，我们用 bfloat16"),
    "bench_upsampling_espcn": (
        "seconds to 0.7 dB over bicubic enlargement, against ESPCN on the same photographs",
        "比双三次放大高 0.7 dB 所需的秒数，对手是用同样照片训练的 ESPCN",
    ),
    "bench_upsampling_fsrcnn": ("the same against FSRCNN", "同上，对手是 FSRCNN"),
    "bench_gan_step": (
        "an iteration of the game on equal nets, against the usual DCGAN tutorial",
        "同样的网络对弈一步，对手是常见的 DCGAN 教程",
    ),
    "bench_gan_race": (
        "seconds to the Fréchet distance that the tutorial comes to in a minute",
        "教程用一分钟达到的 Fréchet 距离，我们要几秒",
    ),
    "bench_flow_race": (
        "flow: seconds to the Fréchet distance of lesson 03's GAN after 24 epochs",
        "流：达到第 03 课的 GAN 练 24 轮后的 Fréchet 距离所需的秒数",
    ),
    "bench_diffusion_race": (
        "flow: seconds to the Fréchet distance that the usual diffusion (DDPM, the same net) comes to in a minute",
        "流：常见的扩散模型（DDPM，同样的网络）用一分钟达到的 Fréchet 距离，我们要几秒",
    ),
    "bench_sample_diffusion": (
        "drawing a digit, ten steps of the flow, against the thousand of the diffusion",
        "画一个数字：流走十步，对手是扩散模型的一千步",
    ),
    "bench_sample_gan": ("the same against the GAN's one", "同上，对手是 GAN 的一步"),
    "bench_demo_explorer": (
        "a demo's redraw in the kernel (explorer), against `interact` and Matplotlib",
        "内核里重画一次演示（探索器），对手是 `interact` 加 Matplotlib",
    ),
    "bench_demo_lab": (
        "in JupyterLab, from the key to the painted picture (checkerboard), against `interact` and Matplotlib",
        "在 JupyterLab 里，从按键到画面更新（棋盘格），对手是 `interact` 加 Matplotlib",
    ),
}
