"""Words that the build writes into notebooks and beside them: the course's name, links, the start page."""

TEXTS = {
    "language_name": ("English", "中文版"),
    "course_title": ("Image Segmentation, Synthesis and Style Transfer", "图像分割、合成与风格迁移"),
    "start_title": ("Start here", "从这里开始"),
    "work_minutes": ("{work} minutes", "{work} 分钟"),
    "open_in_colab": ("Open in Colab", "在 Colab 中打开"),
    "open_in_kaggle": ("Open in Kaggle", "在 Kaggle 中打开"),
}
