"""Words of lesson 00's demos and of its gallery."""

TEXTS = {
    # gallery
    "made_upsampling": (
        "Lesson 01: a detail of a photograph, enlarged by bicubic interpolation (left) and by a small network (middle); right, the original.",
        "第 01 课：同一张照片的同一处细节：左为双三次插值放大，中为小网络放大，右为原图。",
    ),
    "made_segmentation": (
        "Lesson 02: seismic tiles (top), the true salt in them (middle), and the salt that a U-Net found (bottom).",
        "第 02 课：地震图块（上）、其中真正的盐体（中）、U-Net 找到的盐体（下）。",
    ),
    "made_digits": (
        "Lesson 03: digits that nobody wrote, from the same random numbers after the first epoch, half way and at the end.",
        "第 03 课：谁也没写过的数字，出自同样的随机数，分别在第一轮之后、中途和最后。",
    ),
    "made_style": (
        "Lesson 04: a photograph (left) repainted in the style of another picture (middle); right, the result.",
        "第 04 课：把照片（左）按另一幅画（中）的画风重画，右为成品。",
    ),
    "made_flow": (
        "Lesson 05: digits made to order, ten of each, which a network walked out of noise.",
        "第 05 课：要哪个就画哪个，每种十个，由网络从噪声一步步走到数字。",
    ),
    # one photograph, four questions
    "demo_picture_coins": ("coins", "硬币"),
    "demo_picture_coffee": ("coffee", "咖啡"),
    "demo_task": ("task", "任务"),
    "demo_task_classification": ("classification", "图像分类"),
    "demo_task_detection": ("detection", "目标检测"),
    "demo_task_semantic": ("semantic", "语义分割"),
    "demo_task_instance": ("instance", "实例分割"),
    "demo_photograph": ("photograph", "照片"),
    "demo_semantic_long": ("semantic segmentation", "语义分割"),
    "demo_instance_long": ("instance segmentation", "实例分割"),
    "demo_object": ("ask about object", "问第几个物体"),
    "class_background": ("background", "背景"),
    "class_coin": ("coin", "硬币"),
    "class_floor": ("floor", "地面"),
    "class_table": ("table", "桌面"),
    "class_saucer": ("saucer", "碟子"),
    "class_cup": ("cup", "杯子"),
    "class_spoon": ("spoon", "勺子"),
    "demo_answer": ("The answer", "答案"),
    "demo_asked": ("And object {number} (the ring)?", "那么圆环标出的第 {number} 个物体呢？"),
    "demo_word_coins": ("“coins”", "“硬币”"),
    "demo_word_coffee": ("“espresso”", "“浓缩咖啡”"),
    "demo_one_word": ("one word for the whole picture", "整张图只有一个词"),
    "demo_boxes_of": ("{count} boxes, each with its class", "{count} 个框，各带一个类别"),
    "demo_classes_of": ("a class for each pixel:", "每个像素一个类别："),
    "demo_share": ("{name}: {share:.1%} of the pixels", "{name}：占像素的 {share:.1%}"),
    "demo_objects_of": ("{count} objects, pixel by pixel", "{count} 个物体，精确到像素"),
    "demo_sum_classification": (
        "Classification gives one word for the whole picture. Where it is and how many there are, it does not say.",
        "图像分类：整张图一个词。在哪里、有几个，都不说。",
    ),
    "demo_sum_detection": (
        "Detection gives a box and a class for each object. Which pixels of the box belong to it, it does not say.",
        "目标检测：每个物体一个框、一个类别。框里哪些像素属于它，不说。",
    ),
    "demo_sum_semantic": (
        "Semantic segmentation gives a class for each pixel. Which object the pixel belongs to, it does not say.",
        "语义分割：每个像素一个类别。像素属于哪一个物体，不说。",
    ),
    "demo_sum_instance": (
        "Instance segmentation gives for each pixel the object that it belongs to. What belongs to no object, it leaves out.",
        "实例分割：每个像素属于哪个物体。不属于任何物体的像素就空着。",
    ),
    "demo_reply_classification": (
        "No answer. One word says neither where it is nor that there is more than one.",
        "答不上来。一个词既说不出它在哪里，也说不出有几个。",
    ),
    "demo_reply_detection": (
        "A {name}, in rows {row0} to {row1} and columns {column0} to {column1}. Which pixels of the box belong to it "
        "remains open.",
        "是{name}，在第 {row0} 到 {row1} 行、第 {column0} 到 {column1} 列。框里哪些像素属于它，没有说。",
    ),
    "demo_reply_semantic": (
        "The pixel in the ring belongs to the class {name}. Which {name}, and how many there are, remains open.",
        "环中的像素属于“{name}”这一类。至于是哪一个、一共有几个，没有说。",
    ),
    "demo_reply_instance": (
        "A {name}: number {number}, made of exactly {pixels:,} pixels.",
        "是{name}，编号 {number}，正好由 {pixels:,} 个像素组成。",
    ),
    "demo_tasks_alt": (
        "The photograph “{picture}” with the answer to “{task}” laid over it, and a ring at object {number}. {reply}",
        "照片“{picture}”上叠着{task}的答案，第 {number} 个物体处有一个圆环。{reply}",
    ),
    # touching coins
    "demo_spacing": ("spacing [%]", "间距（%）"),
    "demo_min_distance": ("min_distance px", "min_distance px"),
    "demo_touching_photo": ("24 coins, pushed together", "推到一起的 24 枚硬币"),
    "demo_touching_components": ("connected components: {count} {mark}", "连通分量：{count} 个 {mark}"),
    "demo_touching_watershed": ("watershed: {count} {mark}", "分水岭：{count} 个 {mark}"),
    "demo_touching_caption": (
        "At {spacing}% of their spacing, connected components count {components} objects, and {components_found} of the "
        "24 coins are among them; the watershed counts {watershed}, and {watershed_found} are among them. (A coin is found "
        "when its IoU with one of the objects exceeds ½.)",
        "间距为原来的 {spacing}% 时，连通分量数出 {components} 个物体，24 枚硬币中找到 {components_found} 枚；"
        "分水岭数出 {watershed} 个，找到 {watershed_found} 枚。（与某个物体的 IoU 超过 ½，才算找到。）",
    ),
    "demo_touching_alt": (
        "Three pictures: the coins pushed together, the connected components of their mask in colours, and the parts into "
        "which a watershed splits it. {caption}",
        "三幅图：推到一起的硬币；掩码的各个连通分量，用不同颜色表示；分水岭切分的结果。{caption}",
    ),
}
