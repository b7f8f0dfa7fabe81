"""What the loaders of pictures may say to a student, in both languages."""

_ANOTHER_FORMAT = (
    "Open it in any picture viewer and save it as JPEG or PNG.",
    "请用任意看图软件打开，另存为 JPEG 或 PNG。",
)

TEXTS: dict[str, tuple[str, str]] = {
    "source_painted": ("style pictures painted by code", "程序绘制的风格图片"),
    "painted_by_code": ("{what} (painted by code)", "{what}（程序绘制）"),
    "style_night_sky": ("Night sky", "夜空"),
    "style_waves": ("Woodblock waves", "版画波浪"),
    "style_mosaic": ("Mosaic", "马赛克镶嵌"),
    "style_pointillism": ("Pointillist evening", "点彩黄昏"),
    "style_stained_glass": ("Stained glass", "彩绘玻璃"),
    "style_etching": ("Etching", "铜版蚀刻"),
    "style_watercolour": ("Watercolour", "水彩"),
    "style_palette_knife": ("Autumn with a palette knife", "刮刀画秋色"),
    "style_abstraction": ("Abstraction", "抽象构成"),
    "picture_own": ("the user's own file", "用户自己的文件"),
    "style_unknown": (
        "There is no style {name!r}. Painted by code: {painted}. Paintings, by download: {paintings}. "
        "For a picture of your own use load_picture(path, size).",
        "没有名为 {name!r} 的风格。程序绘制的有：{painted}；需要下载的名画有：{paintings}。"
        "要用自己的图片，请调用 load_picture(path, size)。",
    ),
    "painting_absent": (
        "The painting {name!r} is not on this computer and could not be downloaded. {reason} "
        "These styles need no network, since the course paints them: {painted}.",
        "名画 {name!r} 不在本机，也没能下载。{reason}以下风格由程序绘制，不需要网络：{painted}。",
    ),
    "picture_size": (
        "size is the length of the longest side in pixels: a whole number from {least} to {most}, not {size!r}.",
        "size 是最长边的像素数，应为 {least} 到 {most} 之间的整数，而不是 {size!r}。",
    ),
    "picture_path": (
        "{found!r} is not the path of a file. Write it as text, such as load_picture('mine.jpg', 256).",
        "{found!r} 不是文件路径。请写成字符串，例如 load_picture('mine.jpg', 256)。",
    ),
    "picture_web": (
        "{path} is a web address. Save the picture to this computer first and give the path of that file.",
        "{path} 是网址。请先把图片保存到本机，再给出文件路径。",
    ),
    "picture_folder": (
        "{path} is a folder. Add the name of one picture in it.",
        "{path} 是文件夹。请在后面加上其中一张图片的文件名。",
    ),
    "picture_missing": (
        "There is no file {path}. Put the picture into {folder}, or give its full path; mind capital "
        "letters and the ending (.jpg, .jpeg, .png).",
        "找不到文件 {path}。请把图片放进 {folder}，或写出完整路径；注意大小写和扩展名（.jpg、.jpeg、.png）。",
    ),
    "picture_array": (
        "load_picture wants the path of a file, and this is an array of shape {shape}: a picture that has been "
        "read already. Use it as it is.",
        "load_picture 要的是文件路径，而这里给的是形状为 {shape} 的数组：它已经是读好的图片，直接用就行。",
    ),
    "picture_format": (
        f"{{path}} is not a picture in a format known here (such as JPEG, PNG or WebP). {_ANOTHER_FORMAT[0]}",
        f"{{path}} 不是这里认识的图片格式（JPEG、PNG、WebP 等）。{_ANOTHER_FORMAT[1]}",
    ),
    "picture_other": (
        "{path} is {what}, which can't be read as a picture here. {remedy}",
        "{path} 是{what}，这里无法当作图片读取。{remedy}",
    ),
    "picture_unreadable": (
        "{path} cannot be opened ({cause}). Copy it to a folder of your own and use that copy.",
        "无法打开 {path}（{cause}）。请把它复制到自己的文件夹里，改用那一份。",
    ),
    "picture_broken": (
        "{path} is damaged or incomplete ({cause}). Copy or download it again.",
        "{path} 已损坏或不完整（{cause}）。请重新复制或下载一份。",
    ),
    "picture_huge": (
        "{path} has more pixels than fit here ({most} million at most). Make it smaller in any picture "
        "viewer; 2,000 pixels on the longest side are plenty.",
        "{path} 像素太多（最多 {most} 百万）。请用任意看图软件缩小，最长边 2000 像素就足够了。",
    ),
    "picture_small": (
        "{path} has only {width}×{height} pixels; each side needs at least {least}. Choose a larger picture.",
        "{path} 只有 {width}×{height} 像素，每边至少需要 {least}。请换一张大一些的图片。",
    ),
    "picture_narrow": (
        "{path}, {width}×{height} pixels, is too long and narrow to fit. Use square=True to take its middle, "
        "or a larger size.",
        "{path}（{width}×{height} 像素）过于细长。请用 square=True 取中间部分，或把 size 设大一些。",
    ),
    "picture_range": (
        f"{{path}} stores its pixels as {{kind}}, whose range is unknown here. {_ANOTHER_FORMAT[0]}",
        f"{{path}} 以{{kind}}存储像素，取值范围不明。{_ANOTHER_FORMAT[1]}",
    ),
    "pixels_float": ("floating-point numbers", "浮点数"),
    "pixels_signed": ("numbers that may be negative", "有正有负的整数"),
    "picture_dark": (
        "{path} has room for 16 bits a channel but uses the lowest ones only, so it would come out black. Save "
        "it with 8 bits a channel, for instance in GIMP (Colors → Auto → Stretch Contrast, then Export As).",
        "{path} 每个通道有 16 位，却只用了最低的几位，直接读出来会是一片漆黑。请改存为每通道 8 位，"
        "例如用 GIMP（颜色 → 自动 → 拉伸对比度，再导出）。",
    ),
    "picture_bits": (
        "{path}: of its {room} bits a pixel only the lowest {bits} are in use (the largest value is {largest}), "
        "so they are read as {bits} bits.",
        "{path}：每个像素有 {room} 位，实际只用了最低的 {bits} 位（最大值 {largest}），因此按 {bits} 位读取。",
    ),
}
