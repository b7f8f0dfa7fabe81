"""The page of a student's own results (course_utils/showcase.py)."""

TEXTS = {
    "showcase_title": ("What I made", "我的作品"),
    "showcase_coins": ("The coins that I counted, each in its colour.", "我数出来的硬币，每枚一种颜色。"),
    "showcase_upsampling": (
        "A photograph enlarged: bicubic interpolation, my network, the original.",
        "放大的照片：双三次插值、我的网络、原图。",
    ),
    "showcase_salt": (
        "Salt in seismic tiles that my network had not seen: blue is found, yellow missed, red a false alarm.",
        "我的网络没见过的地震图块里的盐体：蓝色是找到的，黄色是漏掉的，红色是误报。",
    ),
    "showcase_digits": ("Digits that nobody wrote: my network did.", "没有人写过这些数字，是我的网络写的。"),
    "showcase_picture": ("A photograph, repainted by my losses.", "用我写的损失重新画过的照片。"),
    "showcase_other": ("A picture of my own run.", "我自己运行得到的图。"),
    "showcase_empty": (
        "There are no results of yours yet. Run a lesson to its report, its last cell; then this page has something to show.",
        "还没有你的结果。把一课运行到最后的报告单元格，这一页就有内容了。",
    ),
    "showcase_not_written": (
        "The page cannot be written to {path} ({cause}). Name another file.",
        "无法写入 {path}（{cause}）。请换一个文件名。",
    ),
    "showcase_written": ("Written to {path}: open it in a browser.", "已写入 {path}，用浏览器打开即可。"),
}
