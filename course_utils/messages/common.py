"""Messages of the runtime, the report and the doctor."""

TEXTS = {
    "labelled": ("{name}: {value}", "{name}：{value}"),
    # the first cell
    "banner_versions": ("Versions", "版本"),
    "banner_device": ("Device", "设备"),
    "banner_profile": ("Profile", "规模"),
    "banner_minutes": ("Time", "用时"),
    "banner_data": ("Data", "数据"),
    "device_cpu": ("{cores} CPU cores, no GPU", "{cores} 个 CPU 核，无 GPU"),
    "profile_smoke": (
        "proves in seconds that every cell runs; its results mean nothing",
        "几秒钟跑一遍，只为确认每个单元格都能运行，结果没有意义",
    ),
    "profile_quick": (
        "made for two CPU cores, with results worth looking at",
        "适合双核 CPU，结果已经值得一看",
    ),
    "profile_full": ("made for a GPU, with full-size results", "适合 GPU，得到完整规模的结果"),
    "minutes_smoke": ("seconds", "几秒钟"),
    "minutes_quick": (
        "about {work} minutes to work through, {quick} of them computing",
        "学完约需 {work} 分钟，其中计算约 {quick} 分钟",
    ),
    "minutes_full": (
        "about {work} minutes to work through, {full} of them computing",
        "学完约需 {work} 分钟，其中计算约 {full} 分钟",
    ),
    "no_tensorflow": (
        "TensorFlow cannot be imported here. On Colab choose Runtime → Change runtime type → CPU or GPU "
        "(the TPU runtime has no TensorFlow). Elsewhere start with the command in the README.",
        "这里无法导入 TensorFlow。在 Colab 上请选择“代码执行程序 → 更改运行时类型 → CPU 或 GPU”"
        "（TPU 运行时没有 TensorFlow）；在其他环境请用 README 里的命令启动。",
    ),
    "colab_tpu": (
        "This is a TPU runtime. Colab has no TensorFlow there, and the course needs it. Choose "
        "Runtime → Change runtime type → CPU or GPU, then run the notebook from the top.",
        "这是 TPU 运行时。Colab 在这里没有预装 TensorFlow，而本课程离不开它。"
        "请选择“代码执行程序 → 更改运行时类型 → CPU 或 GPU”，再从头运行这个 notebook。",
    ),
    "colab_no_gpu": (
        "This runtime has no GPU. The lesson runs on its CPU, in the profile {profile}, and all of it works. "
        "For the full-size results choose Runtime → Change runtime type → GPU, then run the notebook from the top.",
        "这个运行时没有 GPU。本课在 CPU 上按 {profile} 规模运行，每个单元格都能跑通。"
        "想得到完整规模的结果，请选择“代码执行程序 → 更改运行时类型 → GPU”，再从头运行这个 notebook。",
    ),
    "kaggle_no_gpu": (
        "This session has no GPU. The lesson runs on its processor, in the profile {profile}, and all of it works. "
        "For the full-size results choose Settings → Accelerator → GPU, then run the notebook from the top.",
        "这个会话没有 GPU。本课在 CPU 上按 {profile} 规模运行，每个单元格都能跑通。"
        "想得到完整规模的结果，请选择 Settings → Accelerator → GPU，再从头运行这个 notebook。",
    ),
    "kaggle_files": ("the competition's files, in {folder}", "竞赛文件在 {folder}"),
    "kaggle_no_files": (
        "the competition's files are not attached, so the tiles are synthetic. For the real ones accept the rules on "
        "{page}, choose Add Input → Competitions, and run the notebook from the top.",
        "没有附加竞赛文件，因此用合成图块。要用真实图块，请在 {page} 接受规则，"
        "再用 Add Input → Competitions 附加，然后从头运行这个 notebook。",
    ),
    "kaggle_hand_in": (
        "submission.csv will lie in {folder}: choose Save Version, then Submit on the page of its output.",
        "submission.csv 会写到 {folder}：先选 Save Version，再在它的输出页面上点 Submit。",
    ),
    "profile_unknown": (
        "COURSE_PROFILE is {name!r}. Set it to one of {names}, or unset it.",
        "环境变量 COURSE_PROFILE 是 {name!r}。请改为 {names} 之一，或取消设置。",
    ),
    "lesson_unknown": (
        "There is no lesson {name!r}. The lessons are: {names}.",
        "没有名为 {name!r} 的课。现有：{names}。",
    ),
    "shadow": (
        "{files}: Python takes this file for the module of the same name, which the course or its packages need. "
        "Rename it, restart the kernel (Kernel → Restart Kernel) and run this cell again.",
        "{files}：这个文件与课程（或它用到的包）需要的模块重名，Python 会误把它当成那个模块。"
        "请给它改个名字，重启内核（Kernel → Restart Kernel），再运行这个单元格。",
    ),
    "state_reset": (
        "Other work had left settings that the lessons can't compute with. They are set back here: {settings}.",
        "别的程序留下了一些设置，用它们没法上课，这里已经改回来：{settings}。",
    ),
    "state_restart": (
        "{name} is set to “{found}”, and a running kernel can't undo that. Restart it (Kernel → Restart Kernel) "
        "and begin with this cell.",
        "{name} 已设为“{found}”，内核（kernel）运行中改不回来。请重启内核（Kernel → Restart Kernel），从这个单元格开始。",
    ),
    "state_keras_json": (
        "Keras and TensorFlow cannot start with the settings in {path}: {name} {found!r}. "
        "Delete that file or mend it, then restart the kernel.",
        "{path} 里的设置（{name} {found!r}）让 Keras 和 TensorFlow 无法启动。请删除或改正这个文件，再重启内核。",
    ),
    # figures
    "alt_missing": (
        "The lesson has no alt text named {name!r} for this figure.",
        "本课没有为这张图准备名为 {name!r} 的替代文字（alt text）。",
    ),
    # report
    "report_title": (
        "This run beside the course's own ({profile})",
        "本次结果与课程参考结果对照（{profile}）",
    ),
    "report_metric": ("metric", "指标"),
    "report_here": ("this run", "本次"),
    "report_reference": ("the course's run", "课程参考"),
    "report_no_reference": (
        "The course has no reference figures for the profile {profile}.",
        "课程没有 {profile} 规模的参考结果。",
    ),
    "report_where": (
        "The course's figures: seed {seed}, {device}, TensorFlow {tensorflow}.",
        "参考结果的条件：随机种子 {seed}，{device}，TensorFlow {tensorflow}。",
    ),
    "report_written": ("Written to {path}", "已写入 {path}"),
    "report_not_written": (
        "The report is shown above, but it cannot be written to {folder} ({cause}). Set COURSE_RESULTS to a folder of "
        "your own, or unset it, and run the cell again.",
        "报告已显示在上面，但无法写入 {folder}（{cause}）。请把 COURSE_RESULTS 设为你自己的文件夹，或取消设置，再重新运行这个单元格。",
    ),
    "report_bad_metric": (
        "report: the metric {name!r} is {value!r}; give one finite number, or a number and its unit as in (12.3, 's').",
        "report：指标 {name!r} 的值是 {value!r}；请给出一个有限的数，或者一个数和它的单位，例如 (12.3, 's')。",
    ),
    "report_bad_artefact": (
        "report: the artefact {name!r} is not understood. Give a picture (H, W) or (H, W, 3) a name "
        "that ends in .png, and a dict of arrays a name that ends in .npz.",
        "report：无法识别 {name!r}。图片（形状为 (H, W) 或 (H, W, 3)）的文件名应以 .png 结尾，"
        "数组字典的文件名应以 .npz 结尾。",
    ),
    # training
    "training_step": ("{name}: epoch {epoch} of {epochs}", "{name}：第 {epoch} 轮，共 {epochs} 轮"),
    "progress_stopped": (
        "Stopped: {done} of {all} are there, the last one as far as it had got.",
        "已停止：{all} 个里有 {done} 个，最后一个做到哪里算哪里。",
    ),
    "training_left": ("about {seconds:.0f} s left", "大约还剩 {seconds:.0f} 秒"),
    "training_done": ("{name}: done in {seconds:.0f} s", "{name}：完成，用时 {seconds:.0f} 秒"),
    "training_done_best": (
        "{name}: done in {seconds:.0f} s; kept are the weights of epoch {epoch}, the best",
        "{name}：完成，用时 {seconds:.0f} 秒，保留的是第 {epoch} 轮的权重，那一轮最好",
    ),
    "training_stopped": (
        "{name}: stopped after {seconds:.0f} s, in epoch {epoch} of {epochs}.",
        "{name}：{seconds:.0f} 秒后停止，当时在第 {epoch} 轮（共 {epochs} 轮）。",
    ),
    "training_not_begun": ("{name}: stopped before it had begun.", "{name}：还没开始就停止了。"),
    "training_kept": ("What was learned so far is kept.", "已经学到的都会保留。"),
    "training_best": (
        "Kept: the weights of epoch {epoch}, the best.",
        "保留的是第 {epoch} 轮的权重，那一轮最好。",
    ),
    "training_resume": (
        "With resume=True this cell goes on from epoch {epoch}; with resume=False it starts afresh.",
        "设 resume=True 再运行这个单元格，就从第 {epoch} 轮接着训练；设 resume=False 则从头开始。",
    ),
    "training_no_such_log": (
        "keep_best={name!r} is not in the logs of this training; there are: {names}. "
        "(For a val_… give fit its validation_data.)",
        "这次训练的日志里没有 keep_best={name!r}，只有：{names}。（要用 val_… 一类的量，请给 fit 传 validation_data。）",
    ),
    "training_other_net": (
        "The training of {name!r} saved in {folder} belongs to another net or to other data: "
        "with resume=True it cannot go on. Set resume=False to start afresh.",
        "{folder} 里保存的 {name!r} 训练属于另一个网络或另一批数据，用 resume=True 接不上。"
        "请设 resume=False，从头训练。",
    ),
    "training_damaged": (
        "The training of {name!r} saved in {folder} cannot be read, it is damaged. "
        "Set resume=False to start afresh.",
        "{folder} 里保存的 {name!r} 训练已损坏，无法读取。请设 resume=False，从头训练。",
    ),
    "training_preview_alt": ("{name} while it trains", "训练中的 {name}"),
}
