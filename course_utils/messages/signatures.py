"""What a file turned out to be by its first bytes, and how to get a JPEG of it, in both languages."""

_AGAIN = ("Copy or download it again.", "请重新复制或下载一份。")
_EXPORT = (
    "Open it in a program that shows it, and export it as JPEG or PNG (a screenshot will do, too).",
    "请用能打开它的软件导出为 JPEG 或 PNG，直接截图也行。",
)
_CONVERT = (
    "Save it as JPEG: on a Mac in Preview (File → Export), on Windows in Photos or Paint (Save as), elsewhere in GIMP.",
    "请另存为 JPEG：Mac 用“预览”（文件 → 导出），Windows 用“照片”或“画图”（另存为），其他系统可用 GIMP。",
)

_UNPACK = (
    "Unpack it and give the name of the picture inside.",
    "请先解压，再写里面那张图片的文件名。",
)

TEXTS: dict[str, tuple[str, str]] = {
    "file_is_empty": ("an empty file (0 bytes)", "空文件（0 字节）"),
    "jpeg_of_empty": _AGAIN,
    "file_is_zeros": ("a file of nothing but zeros", "全是零的文件"),
    "jpeg_of_zeros": _AGAIN,
    "file_is_html": ("a web page (HTML)", "网页（HTML）"),
    "jpeg_of_html": (
        "Open that page in a browser, right-click the picture itself and choose “Save image as”.",
        "请在浏览器里打开那个网页，右键点图片本身，选“图片另存为”。",
    ),
    "file_is_svg": ("a vector drawing (SVG)", "矢量图（SVG）"),
    "jpeg_of_svg": _EXPORT,
    "file_is_pdf": ("a PDF document", "PDF 文档"),
    "jpeg_of_pdf": _EXPORT,
    "file_is_eps": ("a PostScript file (EPS)", "PostScript 文件（EPS）"),
    "jpeg_of_eps": _EXPORT,
    "file_is_wmf": ("a Windows metafile (WMF, EMF)", "Windows 图元文件（WMF、EMF）"),
    "jpeg_of_wmf": _EXPORT,
    "file_is_heic": ("a HEIC picture, as iPhones take them", "HEIC 图片（iPhone 拍的照片多为这种格式）"),
    "jpeg_of_heic": (
        f"{_CONVERT[0]} (To take JPEGs from now on: Settings → Camera → Formats → Most Compatible.)",
        f"{_CONVERT[1]}（想让 iPhone 以后直接拍 JPEG：设置 → 相机 → 格式 → 兼容性最佳。）",
    ),
    "file_is_avif": ("an AVIF picture", "AVIF 图片"),
    "jpeg_of_avif": _CONVERT,
    "file_is_jxl": (
        "a JPEG XL picture, which is another format than JPEG",
        "JPEG XL 图片（与 JPEG 是两种格式）",
    ),
    "jpeg_of_jxl": (
        f"{_CONVERT[0]} The program djxl does it as well: djxl a.jxl a.jpg.",
        f"{_CONVERT[1]}也可以用 djxl 转换：djxl a.jxl a.jpg。",
    ),
    "file_is_raw": ("a camera's raw file", "相机的 RAW 原始文件"),
    "jpeg_of_raw": (
        "Export it as JPEG with the program you develop your photographs in.",
        "请用你平时处理照片的软件导出为 JPEG。",
    ),
    "file_is_tiff": ("a TIFF of a kind that is not read here", "这里不支持的一种 TIFF"),
    "jpeg_of_tiff": _CONVERT,
    "file_is_gimp": ("a GIMP image (XCF)", "GIMP 工程文件（XCF）"),
    "jpeg_of_gimp": (
        "Open it in GIMP: File → Export As … .jpg.",
        "请在 GIMP 里打开，选“文件 → 导出为”，存成 .jpg。",
    ),
    "file_is_video": ("a video", "视频"),
    "jpeg_of_video": ("Stop it where you like and take a screenshot.", "请停在喜欢的一帧，截图保存。"),
    "file_is_dicom": ("a medical image (DICOM)", "医学影像（DICOM）"),
    "jpeg_of_dicom": _EXPORT,
    "file_is_array": ("a file of numbers (NumPy, HDF5 or MATLAB)", "数值文件（NumPy、HDF5 或 MATLAB）"),
    "jpeg_of_array": (
        "Read it as an array; with values in [0, 1] and shape (H, W, 3) it can be used as it is.",
        "请直接读成数组；取值在 [0, 1]、形状为 (H, W, 3) 就可以直接用。",
    ),
    "file_is_word": ("an office document", "办公文档（Word、PPT 之类）"),
    "jpeg_of_word": (
        "Open it, right-click the picture in it and choose “Save as picture”.",
        "请打开文档，右键点里面的图片，选“另存为图片”。",
    ),
    "file_is_zip": ("a zip archive", "zip 压缩包"),
    "jpeg_of_zip": _UNPACK,
    "file_is_archive": ("a packed archive (RAR, 7z, gzip …)", "压缩包（RAR、7z、gzip 等）"),
    "jpeg_of_archive": _UNPACK,
    "file_is_shortcut": ("a shortcut or a shadow file of the system", "快捷方式或系统附带的影子文件"),
    "jpeg_of_shortcut": (
        "Give the name of the picture that it belongs to.",
        "请写它所对应的那张图片的文件名。",
    ),
    "file_is_pointer": ("a placeholder of Git LFS", "Git LFS 的占位文件"),
    "jpeg_of_pointer": ("Run “git lfs pull” to get the file itself.", "请运行 git lfs pull，取得真正的文件。"),
    "file_is_text": ("a text file", "文本文件"),
    "jpeg_of_text": (
        "Look inside: perhaps it says why the download failed.",
        "打开看一眼，里面也许写着下载失败的原因。",
    ),
}
