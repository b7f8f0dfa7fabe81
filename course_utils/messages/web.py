"""Words that the website and the slides share."""

TEXTS = {
    "web_demo": (
        "A still picture: in the notebook you can move this demo.",
        "这是静态图：在 notebook 里，这个演示可以亲手操作。",
    ),
    "web_play": ("Play: {label}", "播放：{label}"),
    "web_stop": ("Stop: {label}", "停止：{label}"),
    "web_dark": ("Dark", "深色"),
    "web_enlarge": ("Enlarge", "看大图"),
}
