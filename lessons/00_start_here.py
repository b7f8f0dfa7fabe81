# ---
# jupyter:
#   course:
#     title:
#       en: Start here
#       zh: 从这里开始
#     goals:
#       en: See what the course makes, learn how its notebooks work, check your machine, and tell apart the four questions that one can ask of a photograph.
#       zh: 看看这门课会做出什么，学会怎样用这些 notebook，检查你的机器，弄清对一张照片可以提哪四种问题。
#     minutes:
#       work: 45
#       quick: 1
#       full: 1
#     data: [photographs]
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] key="title" lang="en"
# # 00 · Start here
#
# A network that looks at a photograph and says *cat* answers with one word. The networks of this course answer with a
# **picture**: a photograph enlarged, a label for every pixel, a digit that nobody ever wrote, your own photograph
# repainted. This first lesson shows how to work with the course, and what one can ask of a photograph at all.
#
# **After this lesson you can**
# - use the notebooks: run cells, answer exercises and read their verdicts, drag demos, stop what takes too long,
# - tell whether your machine is ready, and mend what is not,
# - tell classification, detection, semantic and instance segmentation apart by what each answers and what it cannot,
# - get from pixels to objects with a threshold, morphology, connected components and a watershed, and say where that breaks,
# - name four fields where pixels are labelled, and what a mistake costs there.
#
# **You need** about 45 minutes and a little Python with NumPy. Nothing is trained and nothing is downloaded here.

# %% [markdown] key="title" lang="zh"
# # 00 · 从这里开始
#
# 看一张照片、说一声“猫”，这样的网络只回答一个词。这门课里的网络，答案是一张**图**：把照片放大，给每个像素贴上标签，写出谁也没写过的数字，
# 或者给你自己的照片换一种画风。这一课先讲怎样使用这门课，再讲面对一张照片到底可以问些什么。
#
# **学完之后，你能**
# - 用好这些 notebook：运行单元格，做练习、看懂判定，拖动演示，停下太慢的计算；
# - 判断你的机器是否就绪，缺什么就补什么；
# - 分清图像分类、目标检测、语义分割、实例分割：各自回答什么，又答不了什么；
# - 用阈值、形态学、连通分量和分水岭从像素走到物体，并说出它们在哪里失灵；
# - 举出四个要给像素贴标签的领域，以及在那里出错的代价。
#
# **需要** 大约 45 分钟，会一点 Python 和 NumPy。这一课不训练网络，也不下载任何东西。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("00_start_here")

# %% key="imports" tags=["export"]
from time import sleep

import numpy as np
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.filters import threshold_otsu
from skimage.measure import label
from skimage.morphology import disk, opening
from skimage.segmentation import watershed
from sklearn.metrics import jaccard_score

from course_utils import doctor, image_row, new_figure, report, show, table, use
from course_utils.data.scenes import scene
from course_utils.demos import start_here as demos
from course_utils.demos.start_here import painted, side_by_side
from course_utils.svg import grids, heat

# %% [markdown] key="made" lang="en"
# ## 1 · What you will make
#
# These pictures were made by the lessons of this course on a computer with two CPU cores and no graphics card, in minutes.
# Yours will come out like them.

# %% [markdown] key="made" lang="zh"
# ## 1 · 你会做出什么
#
# 下面的图都由这门课的 notebook 做出，用的是只有两个 CPU 核、没有显卡的电脑，几分钟就够。你也会做出同样的结果。

# %% key="gallery"
demos.gallery()

# %% [markdown] key="made-meaning" lang="en"
# Lesson 01 is about the layer that lets networks grow pictures; lesson 02 uses it to label pixels, lesson 03 to
# invent digits. Lesson 04 needs no such layer: there the pixels of the picture itself are what is learned.
#
# A word that you meet in several lessons is explained where it first occurs, and again in the
# [glossary](../GLOSSARY.md), in English and Chinese.

# %% [markdown] key="made-meaning" lang="zh"
# 第 01 课讲让网络把图变大的那一层；第 02 课用它给像素贴标签，第 03 课用它写出新的数字。第 04 课不需要这样的层：那里要学的就是图像的像素本身。
#
# 各课都会用到的术语，在第一次出现的地方解释，也收在[术语表](../../GLOSSARY.md)里，中英对照。

# %% [markdown] key="how" lang="en"
# ## 2 · How to work with a notebook
#
# A notebook is made of **cells**. Click into one and press **Shift+Enter**: it runs, what it gives appears below it, and you
# are in the next one. Cells share their variables, so run them **from top to bottom**. If you are lost, the menu
# *Kernel → Restart Kernel and Run All Cells…* begins anew.
#
# Three things return in every lesson:
#
# - **Predict:** a question before the answer. Decide first, then run the next cell. Being wrong is where you learn most.
# - **Exercise:** a cell in which `...  # your code here` waits for your code. You are told at once whether it is right, and if
#   not, what is wrong with it.
# - **Demo:** a picture with sliders and buttons. All of them can be moved with the keyboard too (Tab, arrow keys, Space).
#
# Let's walk through an exercise. It is about a **label image**: each pixel holds the number of the object that it belongs
# to, and 0 means background. Numbers may be left out. Here there are three objects:

# %% [markdown] key="how" lang="zh"
# ## 2 · 怎样使用 notebook
#
# notebook 由一个个**单元格**（cell）组成。点进一个单元格，按 **Shift+Enter**：它就运行，结果显示在下面，光标跳到下一个。
# 单元格共用变量，所以请**从上到下**运行。要是弄乱了，用菜单 *Kernel → Restart Kernel and Run All Cells…* 从头再来。
#
# 每一课里都有三样东西：
#
# - **先猜一猜：** 问题放在答案前面。先拿定主意，再运行下一个单元格。猜错的时候学到的最多。
# - **练习：** 单元格里的 `...  # your code here` 等着你来写。写完一运行，马上知道对不对；不对的话，也知道错在哪里。
# - **演示：** 带滑块和按钮的图。全都可以用键盘操作（Tab 键、方向键、空格键）。
#
# 我们走一遍练习的过程。题目是关于**标签图**（label image）的：每个像素里存着它所属物体的编号，0 表示背景。编号可以有空缺。下面有三个物体：

# %% key="label-image"
labels = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 0, 2, 2, 0],
        [0, 1, 1, 0, 2, 2, 2],
        [0, 0, 0, 0, 0, 0, 2],
        [5, 5, 5, 5, 0, 0, 0],
    ]
)
show(grids({"label image": labels}, cell=30), "label-image")

# %% [markdown] alt="label-image" lang="en"
# A table of 5 rows and 7 columns of numbers: a square of four 1s on the left, a group of six 2s on the right, a row of four 5s at
# the bottom left, and 0 everywhere else.

# %% [markdown] alt="label-image" lang="zh"
# 5 行 7 列的数表：左边是四个 1 组成的方块，右边是六个 2，左下是一排四个 5，其余都是 0。

# %% [markdown] key="wrong" lang="en"
# The task: *which pixels belong to an object, whichever it is?* Here is an answer that looks reasonable and is wrong. It is handed in with `use`, under the task's name.
# **Predict** what it will be told, then run the cell.

# %% [markdown] key="wrong" lang="zh"
# 题目：*哪些像素属于物体，不管是哪一个？* 下面是一个看起来有道理、其实错了的答案，用 `use` 交上去，并写明题目的名字。**先猜一猜**会得到什么判定，再运行。


# %% key="wrong-on-purpose"
# NBVAL_CHECK_OUTPUT
def hasty(labels):
    """Where is an object?"""
    return labels == 1


hasty = use("semantic_from_instances", hasty)

# %% [markdown] key="right" lang="en"
# ✘ and a hint: it names the mistake and leaves the right answer to you. Now it's your turn. Replace the `...` and run the cell;
# change it as often as you like.
#
# > **Exercise `semantic_from_instances(labels)`.** Return the **mask** of all objects: an array of bool (`True` and `False`) with
# > the shape of `labels`, `True` wherever there is an object, whichever it is. `labels` is an integer array (H, W).
# >
# > *Worked example.* `[[0, 4], [7, 0]]` gives `[[False, True], [True, False]]`.

# %% [markdown] key="right" lang="zh"
# ✘，还有一句提示：它指出错在哪里，正确答案留给你。轮到你了：把 `...` 换成你的代码，运行这个单元格；想改几次都行。
#
# > **练习 `semantic_from_instances(labels)`。** 返回所有物体的**掩码**（mask）：形状与 `labels` 相同的 bool 数组（`True` 和 `False`），
# > 有物体的地方（不管是哪一个）都是 `True`。`labels` 是整数数组 (H, W)。
# >
# > *例子。* `[[0, 4], [7, 0]]` 得到 `[[False, True], [True, False]]`。


# %% key="exercise-semantic-from-instances" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def semantic_from_instances(labels):
    """Mask (H, W), bool, of all objects of a label image (H, W)."""
    # BEGIN SOLUTION
    return labels > 0
    # END SOLUTION


semantic_from_instances = use("semantic_from_instances", semantic_from_instances)

# %% key="mask-table"
# NBVAL_CHECK_OUTPUT
print(np.asarray(semantic_from_instances(labels)).astype(int))

# %% [markdown] key="right-meaning" lang="en"
# ✔ means that the rest of the lesson runs on *your* function. ○ means that you haven't answered yet; then, as after a ✘, the
# lesson goes on with the course's own, so nothing stops you from reading on and coming back. (What `use` cannot do: run the
# cells below again for you. After a change, run them again.) The complete editions, in the folder `solutions`, hold an answer
# to every exercise; look there only when you are stuck.
#
# ### Stopping, and doing less
#
# Some cells of later lessons compute for minutes. The button **■** above the notebook interrupts the cell that is running;
# what it has computed by then is kept. **Try it:** run the next cell and press ■ before it has finished.

# %% [markdown] key="right-meaning" lang="zh"
# ✔ 表示这一课后面就用*你的*函数。○ 表示你还没有写；这时和 ✘ 之后一样，先用课程的参考答案往下走，所以你尽可以先读下去，回头再做。
# （`use` 做不到的是替你重新运行后面的单元格：改了答案，请自己再运行一遍。）完整版在 `solutions` 文件夹里，每道练习都有答案；实在卡住了再去看。
#
# ### 停下来，少算一点
#
# 后面几课有的单元格要算好几分钟。notebook 上方的 **■** 按钮可以中断正在运行的单元格，已经算好的会保留。
# **试一试：** 运行下一个单元格，没等它结束就按 ■。

# %% key="interrupt"
seconds = profile.pick(smoke=1, quick=5, full=5)
try:
    for second in range(seconds):
        sleep(1)
        print(f"{second + 1} of {seconds} seconds")
except KeyboardInterrupt:
    print("stopped: what has been printed so far stays")

# %% [markdown] key="profile" lang="en"
# `profile.pick` chose how long to wait. Every lesson has such places, and the **profile**, which the first cell shows, decides
# them all: `smoke` takes seconds and only proves that every cell runs, `quick` suits two CPU cores, `full` a graphics card. To
# choose one yourself, click the first cell, press Esc and then A: a new cell appears above it. Run `%env COURSE_PROFILE smoke` there, then the
# cells below again.

# %% [markdown] key="profile" lang="zh"
# 等多久是 `profile.pick` 选的。每一课都有这样的地方，全由**规模**（profile）决定，第一个单元格会显示它：`smoke` 只要几秒，只为确认每个单元格都能运行；
# `quick` 适合两个 CPU 核；`full` 适合显卡。想自己选，就点一下第一个单元格，按 Esc，再按 A，上面就多出一个新单元格；
# 在里面运行 `%env COURSE_PROFILE smoke`，再把下面的单元格运行一遍。

# %% [markdown] key="ready" lang="en"
# ## 3 · Is your machine ready?
#
# The next cell looks at everything that the lessons need. A line with ✘ tells you the remedy; the same report is to be had in
# a terminal, in the course's folder, with `python -m uv run python -m course_utils`.

# %% [markdown] key="ready" lang="zh"
# ## 3 · 你的机器准备好了吗？
#
# 下一个单元格会检查各课需要的一切。标着 ✘ 的行会告诉你怎么办；在终端里进入课程文件夹，运行 `python -m uv run python -m course_utils`，也能看到同样的报告。

# %% key="doctor"
doctor.show_findings()

# %% [markdown] key="ready-meaning" lang="en"
# Data that are *optional* or *would download when asked* are no fault: no lesson needs them. Only in the profile `full` do lessons 03 and 04
# fetch some by themselves, and without a network they go on with what is installed. With little free memory, close other notebooks first: each keeps its data until its kernel is shut down.

# %% [markdown] key="ready-meaning" lang="zh"
# 标着“可选”或“需要时下载”的数据不算问题：哪一课都不是非有它们不可。只有规模为 `full` 时，第 03、04 课才会自己去下载，
# 连不上网就用已经装好的。可用内存不多时，先关掉别的 notebook：
# 每个 notebook 的数据都占着内存，关掉它的内核（kernel）才会释放。

# %% [markdown] key="map" lang="en"
# ## 4 · One photograph, four questions
#
# Here is a photograph of Greek coins, and one of a cup of coffee; both come with scikit-image. What can one ask of them?
#
# | task | answers | cannot answer |
# | --- | --- | --- |
# | **image classification** | one word for the whole picture | where it is, and how many there are |
# | **object detection** | for each object a **bounding box**, the smallest upright rectangle around it, and a class | which pixels of the box belong to it |
# | **semantic segmentation** | for each pixel a class | which object a pixel belongs to, and how many there are |
# | **instance segmentation** | for each pixel which object it belongs to, if any | what the rest is: road, sky, table |
#
# No network computed the answers that you will see here: the outlines were set point by point on the enlarged photographs and are
# good to about a pixel. They stand for what a perfect network would answer, the **ground truth**.
#
# **Predict:** which answers are enough to *count* the coins? Which are enough to say how *large* each of them is? Then go through the tasks in the
# demo; under *object* you ask about one of them, which is then ringed.

# %% [markdown] key="map" lang="zh"
# ## 4 · 一张照片，四种问题
#
# 这里有一张古希腊硬币的照片，还有一张一杯咖啡的照片，都是 scikit-image 自带的。对着它们可以问些什么？
#
# | 任务 | 能回答 | 答不了 |
# | --- | --- | --- |
# | **图像分类**（image classification） | 整张图一个词 | 在哪里，有几个 |
# | **目标检测**（object detection） | 每个物体一个**边界框**（bounding box，正好框住它的矩形）和一个类别 | 框里哪些像素属于它 |
# | **语义分割**（semantic segmentation） | 每个像素一个类别 | 像素属于哪一个物体，一共有几个 |
# | **实例分割**（instance segmentation） | 每个像素属于哪个物体（也可能都不属于） | 其余的是什么：道路、天空、桌面 |
#
# 下面的答案都不是网络算出来的：轮廓是在放大的照片上一个点一个点标出来的，误差约一个像素。一个完美的网络就该这样回答，这叫**真值**（ground truth）。
#
# **先猜一猜：** 哪些答案足以*数出*有多少枚硬币？哪些足以说出每一枚有*多大*？想好了，再在演示里逐个切换任务；在“物体”那里可以选一个来问，它会被圈出来。

# %% key="tasks-demo" tags=["demo"]
demos.tasks()

# %% [markdown] key="map-meaning" lang="en"
# Detection and instance segmentation can count; only the latter can measure each coin. Semantic segmentation does neither: its
# answer for two coins that touch is the same as for one coin in the shape of an eight.
#
# Now set *photograph* to the coffee in the demo above. Classification has to pick one word, and even the well-known list of 1,000 classes from ImageNet has three that
# fit: *espresso*, *cup* and *coffee mug*. The table covers nearly half of the picture, but has no number in the instance segmentation: it
# isn't a thing that one counts. Such classes are called **stuff**, in contrast to **things**; a task that asks for both
# at once is called **panoptic segmentation**. And look at the spoon: it is *one* object in *two* pieces, because the cup is
# in the way.
#
# ### Boxes from instances
#
# Whoever has the instances has the rest for free. The mask of all things you have written already; the boxes are next.
#
# > **Exercise `boxes_from_instances(labels)`.** Return a list with a tuple `(row0, col0, row1, col1)` for each object, in the order of
# > their numbers. `row0` and `col0` are its first row and column, `row1` and `col1` are **one past** its last, so that
# > `labels[row0:row1, col0:col1]` holds all of it, as slices in Python do. `labels` is an integer array (H, W), 0 is
# > background, numbers may be left out, and there may be no object at all.
# >
# > *Worked example.* For the label image of section 2 the result is
# > `[(1, 1, 3, 3), (1, 4, 4, 7), (4, 0, 5, 4)]`.

# %% [markdown] key="map-meaning" lang="zh"
# 目标检测和实例分割都能数数，能量出每一枚大小的只有后者。语义分割两样都不行：两枚挨着的硬币，和一枚 8 字形的硬币，它给的答案一模一样。
#
# 再把上面演示里的照片换成咖啡。图像分类只能选一个词，可光是著名的 ImageNet 那 1,000 个类别里，合适的就有三个：*espresso*（浓缩咖啡）、*cup*（杯子）、
# *coffee mug*（咖啡杯）。桌面占了图的将近一半，在实例分割里却没有编号：它不是可以一个个数的东西。这样的类别叫 **stuff**（不可数的背景），
# 可数的叫 **things**（物体）；两样一起要的任务，叫**全景分割**（panoptic segmentation）。再看勺子：它是*一个*物体，却分成*两块*，因为中间被杯子挡住了。
#
# ### 从实例得到框
#
# 有了实例，其余的都不用另花力气。所有物体的掩码你已经写好了，接下来写框。
#
# > **练习 `boxes_from_instances(labels)`。** 返回一个列表，每个物体一个元组 `(row0, col0, row1, col1)`，按编号从小到大排。
# > `row0`、`col0` 是它的第一行、第一列，`row1`、`col1` 是最后一行、最后一列**再往后一格**，
# > 这样 `labels[row0:row1, col0:col1]` 正好装下整个物体，和 Python 的切片一样。`labels` 是整数数组 (H, W)，0 是背景，编号可以有空缺，也可能一个物体也没有。
# >
# > *例子。* 第 2 节的标签图，结果是 `[(1, 1, 3, 3), (1, 4, 4, 7), (4, 0, 5, 4)]`。


# %% key="exercise-boxes-from-instances" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def boxes_from_instances(labels):
    """[(row0, col0, row1, col1), …], ends excluded, in the order of the objects' numbers."""
    # BEGIN SOLUTION
    boxes = []
    for number in np.unique(labels[labels > 0]):
        rows, columns = np.nonzero(labels == number)
        boxes.append((rows.min(), columns.min(), rows.max() + 1, columns.max() + 1))
    return boxes
    # END SOLUTION


boxes_from_instances = use("boxes_from_instances", boxes_from_instances)

# %% key="boxes-table"
# NBVAL_CHECK_OUTPUT
for box in boxes_from_instances(labels):
    print(*box)

# %% [markdown] key="three" lang="en"
# With your two functions, one label image gives all the other answers:

# %% [markdown] key="three" lang="zh"
# 有了你的两个函数，一张标签图就能给出其余所有的答案：

# %% key="three-coins"
coins = scene("coins")
true_mask = np.asarray(semantic_from_instances(coins.labels))
boxes = boxes_from_instances(coins.labels)
show(demos.answers(coins.photo, boxes, true_mask, coins.labels), "three-coins")

# %% [markdown] alt="three-coins" lang="en"
# The photograph of 24 coins in four rows on a dark background three times: with an orange box around every coin; with all coins in one
# colour; with neighbouring coins in different colours.

# %% [markdown] alt="three-coins" lang="zh"
# 深色背景上四排共 24 枚硬币的照片，三个版本：每枚硬币外有一个橙色的框；所有硬币涂成同一种颜色；相邻的硬币颜色不同。

# %% key="three-coffee"
coffee = scene("coffee")
coffee_boxes = boxes_from_instances(coffee.labels)
show(demos.answers(coffee.photo, coffee_boxes, coffee.classes, coffee.labels), "three-coffee")

# %% [markdown] alt="three-coffee" lang="en"
# The photograph of a coffee cup three times: with three boxes that overlap, around saucer, cup and spoon; with table, saucer,
# cup and spoon in four colours; with only saucer, cup and spoon coloured, the table as it is.

# %% [markdown] alt="three-coffee" lang="zh"
# 咖啡杯照片的三个版本：三个互相重叠的框，分别框住碟子、杯子、勺子；桌面、碟子、杯子、勺子各一种颜色；只给碟子、杯子、勺子涂色，桌面保持原样。

# %% [markdown] key="three-meaning" lang="en"
# Look at the boxes around cup and saucer: most of the cup's lies in the saucer's, and neither says what lies in front. That is why a box can be
# too little. It is cheap, though: four numbers, where an outline takes a person minutes. Cut out along your boxes, the
# first six coins look like this:

# %% [markdown] key="three-meaning" lang="zh"
# 看杯子和碟子的框：杯子的框大半落在碟子的框里，谁在前面也看不出来。所以有时光有框不够。不过框很便宜：只要四个数，而勾一条轮廓，人得花上几分钟。
# 沿着你的框剪下来，前六枚硬币是这样的：

# %% key="cut-out"
cut = {}
for number, (row0, col0, row1, col1) in enumerate(boxes[:6], start=1):
    coin = coins.photo[row0:row1, col0:col1]
    height, width = coin.shape[:2]
    top, left = (64 - height) // 2, (64 - width) // 2
    square = np.ones((64, 64, 3))
    square[top : top + height, left : left + width] = coin
    cut[f"coin {number}"] = square
show(image_row(cut, size=1.5), "cut-out")

# %% [markdown] alt="cut-out" lang="en"
# Six coins, each cut out of the photograph along its box, with a little of the dark background in the corners; the sixth is the largest.

# %% [markdown] alt="cut-out" lang="zh"
# 沿着框从照片上剪下的六枚硬币，四角带着一点深色背景；第六枚最大。

# %% [markdown] key="threshold" lang="en"
# ## 5 · From pixels to objects, without a network
#
# The coins are lighter than what they lie on. So choose a **threshold**: a pixel above it is coin. Which one? **Otsu's method** tries
# them all and takes the one with the largest *variance between the classes*: the squared distance between the means of the two groups, times the
# shares of the pixels that they hold. Then **connected components** give a number to each group
# of `True` pixels that touch.
#
# **Predict:** there are 24 coins. How many components will there be?

# %% [markdown] key="threshold" lang="zh"
# ## 5 · 从像素到物体，不用网络
#
# 硬币比背景亮。那就选一个**阈值**（threshold），比它亮的像素算硬币。选多少？**大津法**（Otsu's method）把每个阈值都试一遍，
# 取*类间方差*（between-class variance）最大的那个，也就是两组均值之差的平方，再乘上两组各占的比例。然后用**连通分量**（connected components）：
# 挨在一起的 `True` 像素算一组，每组一个编号。
#
# **先猜一猜：** 硬币有 24 枚，会得到多少个连通分量？

# %% key="otsu"
grey = coins.photo[..., 0]
threshold = threshold_otsu(grey)
first_mask = grey > threshold

figure, (left, right) = new_figure(1, 2, (8.6, 3.1))
left.hist(grey.ravel(), bins=64, color="#0072B2")
left.axvline(threshold, color="#D55E00")
left.set(title="grey values and threshold", xlabel="grey value", ylabel="pixels")
right.imshow(first_mask)
right.set(title="above the threshold", xticks=[], yticks=[])
show(figure, "otsu")

# %% [markdown] alt="otsu" lang="en"
# Left: histogram of the grey values, which falls from a peak of dark pixels to a low, broad hill of lighter ones; the threshold lies
# between them. Right: the mask; the coins are white but full of holes, and so is a ragged strip of background along the top.

# %% [markdown] alt="otsu" lang="zh"
# 左：灰度直方图，从暗像素的高峰降到亮像素宽而低的小山，阈值在两者之间。右：掩码，硬币是白的但布满小洞，沿着上边缘一条参差不齐的背景也成了白色。

# %% key="otsu-count"
# NBVAL_CHECK_OUTPUT
print(label(first_mask).max(), "components for 24 coins")

# %% [markdown] key="light" lang="en"
# Two things went wrong. The light isn't even: the background at the top is as light as some coins further down, so that no single
# threshold fits the whole picture. And coins aren't evenly bright: dark dents become holes, light specks become objects.
#
# The light first. It fades evenly from one corner to the other, so we fit a **plane** to the grey values (least squares) and
# subtract it.

# %% [markdown] key="light" lang="zh"
# 有两处不对。光线不均匀：上方的背景和下面有些硬币一样亮，没有哪一个阈值适合整张图。硬币的亮度也不均匀：暗的凹处成了洞，亮的斑点成了“物体”。
#
# 先处理光线。它从一角到另一角均匀变暗，所以用一个**平面**去拟合灰度（最小二乘，least squares），再减掉它。

# %% key="plane"
rows, columns = np.indices(grey.shape)
terms = np.stack([np.ones(grey.size), rows.ravel(), columns.ravel()], axis=1)
coefficients = np.linalg.lstsq(terms, grey.ravel(), rcond=None)[0]
plane = (terms @ coefficients).reshape(grey.shape)
even = grey - plane
even_mask = even > threshold_otsu(even)
steps = {"photograph": grey, "fitted plane": plane, "mask of the difference": even_mask}
show(side_by_side(steps), "plane")

# %% [markdown] alt="plane" lang="en"
# The photograph; the fitted plane, which goes evenly from lighter at the top left to darker at the bottom right; the new mask, in which only
# coins are white, still with holes, and a few specks.

# %% [markdown] alt="plane" lang="zh"
# 照片；拟合的平面，从左上到右下均匀变暗；新的掩码，只有硬币是白的，仍有小洞，还有几个斑点。

# %% [markdown] key="morphology" lang="en"
# Now the holes and specks. **Morphology** changes a mask by its shape. *Filling holes* turns background that is wholly enclosed into
# object. An **opening** runs a small disk over the inside of the mask and keeps only what the disk can cover: specks smaller than the
# disk vanish, and edges become smoother.

# %% [markdown] key="morphology" lang="zh"
# 再处理洞和斑点。**形态学**（morphology）按形状来修改掩码。*填洞*把完全被围住的背景变成物体。**开运算**（opening）让一个小圆盘在掩码里面走一遍，
# 只留下圆盘盖得到的地方：比圆盘小的斑点消失，边缘也变光滑。

# %% key="opening"
filled = ndimage.binary_fill_holes(even_mask)
opened = opening(filled, disk(2))
steps = {"mask, a detail": even_mask, "holes filled": filled, "opened by a disk": opened}
detail = np.s_[15:85, 100:215]
show(side_by_side({title: mask[detail] for title, mask in steps.items()}), "opening")

# %% [markdown] alt="opening" lang="en"
# The same detail of three masks: coins full of small holes; after filling solid white disks, with two specks left on the background; after the opening
# the specks are gone and the edges smoother.

# %% [markdown] alt="opening" lang="zh"
# 三张掩码的同一处细节：硬币上有许多小洞；填洞之后成了实心的白色圆盘，背景上还剩两个斑点；开运算之后斑点没了，边缘也更光滑。

# %% [markdown] key="judge" lang="en"
# How good is that? Counting alone won't tell: a coin that was missed and a speck that was counted cancel each other. So we also ask
# how many of the 24 coins were **found**. To compare two areas one divides what they share by what they cover
# together: the **IoU** (intersection over union), 1 for a perfect match, 0 for none. A coin counts as found if one of the objects has an IoU above
# ½ with it. (There can't be two of those: each would have more than half of the coin.)

# %% [markdown] key="judge" lang="zh"
# 效果怎么样？光数数说明不了问题：漏掉一枚，又把一个斑点算进去，正好抵消。所以还要问：24 枚硬币**找到**了几枚。
# 比较两块区域，就用公共部分除以合起来的部分：**交并比**（IoU，intersection over union），完全重合是 1，毫不相交是 0。
# 如果有某个物体与一枚硬币的 IoU 超过 ½，就算找到了这枚。（这样的物体不会有两个：否则它们各自都占了硬币的一半以上。）


# %% key="found" tags=["export"]
def found(truth, predicted):
    """How many objects of label image `truth` have a match in `predicted`: an IoU above ½."""
    # Entry i, j: the pixels that object i of the one and object j of the other share.
    shared = np.zeros((truth.max() + 1, predicted.max() + 1), int)
    np.add.at(shared, (truth, predicted), 1)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    iou = shared / np.maximum(union, 1)
    return int((iou[1:, 1:] > 0.5).any(axis=1).sum())


# %% key="steps"
# NBVAL_CHECK_OUTPUT
steps = {"threshold": first_mask, "+ even light": even_mask}
steps |= {"+ holes filled": filled, "+ opening": opened}
rows = []
for name, mask in steps.items():
    objects = label(mask)
    row = {
        "mask": name,
        "objects counted": objects.max(),
        "coins found": found(coins.labels, objects),
        "IoU of the masks": f"{jaccard_score(true_mask.ravel(), mask.ravel()):.3f}",
    }
    rows.append(row)
table(rows)

# %% key="steps-check"
# NBVAL_CHECK_OUTPUT
instances = label(opened)
print(f"{instances.max()} objects counted, {found(coins.labels, instances)} of 24 coins found")

# %% [markdown] key="steps-meaning" lang="en"
# The bare threshold had found 23 of them already, but among 98 objects. Now it's 24 of 24, without any learning. (The opening rounds off the coins' edges too, which costs
# a thousandth of IoU.) And since we have a label image, we have its boxes; do they fit those of the ground truth? Boxes have an IoU as well,
# with areas of rectangles.

# %% [markdown] key="steps-meaning" lang="zh"
# 光用阈值也找到过 23 枚，却混在 98 个“物体”里。现在 24 枚全找到了，一个不多，而且完全没有用到学习。（开运算也会把硬币的边缘磨圆一点，IoU 因此少了千分之一。）有了标签图就有了框；它们与真值的框吻合吗？框也有 IoU，用的是矩形的面积。


# %% key="box-iou"
# NBVAL_CHECK_OUTPUT
def box_iou(a, b):
    """Intersection over union of two boxes (row0, col0, row1, col1)."""
    height = min(a[2], b[2]) - max(a[0], b[0])
    width = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(height, 0) * max(width, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return shared / (sum(areas) - shared)


true_boxes, our_boxes = boxes_from_instances(coins.labels), boxes_from_instances(instances)
fits = [max(box_iou(true, ours) for ours in our_boxes) for true in true_boxes]
print(f"IoU of the boxes: {np.mean(fits):.3f} on average, {min(fits):.3f} for the worst coin")

# %% [markdown] key="touch" lang="en"
# ## 6 · Where it breaks: coins that touch
#
# These coins were laid out with care. Let's push them together: cut each one out along its outline and put it down closer to
# the middle, over those that lie there already. As we move them ourselves, we know the truth. To be fair to the method, we even hand it the **true mask**, as a perfect
# semantic segmentation would.
#
# **Predict:** how many components will be left when the coins lie at 70% of their distances?

# %% [markdown] key="touch" lang="zh"
# ## 6 · 在哪里失灵：挨在一起的硬币
#
# 这些硬币是小心摆开的。我们把它们推到一起：沿着轮廓把每枚剪下来，放到离中心更近的地方，碰到已经放好的就盖住一部分。因为是自己挪的，所以真值是知道的。
# 为了公平，我们干脆把**真值掩码**交给这个方法，相当于语义分割做到了完美。
#
# **先猜一猜：** 间距缩到原来的 70% 时，还剩几个连通分量？


# %% key="push-together" tags=["export"]
def push_together(photo, labels, spacing):
    """Objects at `spacing` times their distance from the middle: new photo, labels (H, W)."""
    new_photo = np.full_like(photo, np.median(photo[labels == 0]))
    new_labels = np.zeros_like(labels)
    middle = np.array(labels.shape) / 2
    numbers, boxes = np.unique(labels[labels > 0]), boxes_from_instances(labels)
    for number, (row0, col0, row1, col1) in zip(numbers, boxes, strict=True):
        inside = labels[row0:row1, col0:col1] == number
        distance = np.array([row0 + row1, col0 + col1]) / 2 - middle
        down, across = np.round((spacing - 1) * distance).astype(int)
        place = np.s_[row0 + down : row1 + down, col0 + across : col1 + across]
        new_photo[place][inside] = photo[row0:row1, col0:col1][inside]
        new_labels[place][inside] = number
    return new_photo, new_labels


# %% key="pushed"
pushed = {}
for spacing in (1.0, 0.85, 0.7):
    photo, truth = push_together(grey, coins.labels, spacing)
    components = label(np.asarray(semantic_from_instances(truth)))
    pushed[f"{spacing:.0%}: {components.max()} components"] = painted(photo, components)
show(side_by_side(pushed), "pushed")

# %% [markdown] alt="pushed" lang="en"
# The coins at 100, 85 and 70 percent of their distances, coloured by connected component: first neighbours differ in colour everywhere; at 85 percent
# coins that touch share one; at 70 percent only three colours are left.

# %% [markdown] alt="pushed" lang="zh"
# 间距为 100%、85%、70% 时的硬币，按连通分量涂色：开始时相邻的硬币颜色都不同；85% 时挨在一起的共用一种；70% 时只剩三种颜色。

# %% [markdown] key="watershed" lang="en"
# 20 components at 85%, 3 at 70%. Nothing is wrong with the mask; it simply doesn't say where one coin ends.
#
# What helps is something that *we* know: coins are round. For each pixel of the mask, the **distance transform** gives the distance to the nearest
# background. Over a mask of touching disks it is a landscape with one summit for each coin, and a pass between neighbours. Turn it upside
# down, and the **watershed** fills it with water from the deepest points, its **markers**; where two lakes meet, it builds a wall.
#
# How close may two summits be before they count as one? That is `min_distance`, in pixels.

# %% [markdown] key="watershed" lang="zh"
# 85% 时有 20 个，70% 时只剩 3 个。掩码没有错，它只是没说一枚硬币到哪里为止。
#
# 能帮上忙的，是*我们*知道的一件事：硬币是圆的。对掩码里的每个像素，**距离变换**（distance transform）给出它到最近背景的距离。
# 若干挨着的圆盘，得到的就是一片山地：每枚硬币一座山峰，相邻两枚之间是山口。把它倒过来，**分水岭**（watershed）算法从最低点，也就是**标记**（marker），开始往里灌水；
# 两片水相遇的地方，就筑起一道墙。
#
# 两座山峰离得多近，就只算一座？这由 `min_distance` 决定，单位是像素。


# %% key="split-touching" tags=["export"]
def split_touching(mask, min_distance=10):
    """Label image (H, W) of a mask's round parts, middles over min_distance [pixels] apart."""
    distance = ndimage.distance_transform_edt(mask)
    summits = peak_local_max(distance, min_distance=min_distance, exclude_border=False)
    markers = np.zeros(mask.shape, int)
    markers[tuple(summits.T)] = np.arange(1, len(summits) + 1)
    return watershed(-distance, markers, mask=mask)


# %% key="watershed-steps"
photo, truth = push_together(grey, coins.labels, spacing=0.7)
mask = np.asarray(semantic_from_instances(truth))
distance = ndimage.distance_transform_edt(mask)
parts = split_touching(mask)
hills = heat(distance, top=distance.max()) / 255
for number in range(1, parts.max() + 1):
    row, column = ndimage.maximum_position(distance, parts, number)
    hills[row - 2 : row + 3, column - 2 : column + 3] = (0.9, 0.62, 0)  # orange: the summit
middle = np.s_[35:265, 50:335]
pictures = {
    "distance to the background": hills[middle],
    f"watershed: {parts.max()} parts": painted(photo, parts)[middle],
}
show(side_by_side(pictures, columns=2), "watershed-steps")

# %% [markdown] alt="watershed-steps" lang="en"
# Left: the distance to the background over the pushed coins, the darker the larger: hills with an orange square on each summit, and
# lighter passes between them. Right: the same coins, each in a colour, with dark walls where they touch.

# %% [markdown] alt="watershed-steps" lang="zh"
# 左：推到一起的硬币上到背景的距离，颜色越深越远：一座座山丘，每座山顶有一个橙色小方块，之间是颜色较浅的山口。右：同样的硬币，每枚一种颜色，相接处有深色的墙。

# %% [markdown] key="how-far" lang="en"
# 24 again. **Predict:** how far can you push before the watershed fails too?

# %% [markdown] key="how-far" lang="zh"
# 又是 24。**先猜一猜：** 要推到多近，分水岭也会失灵？

# %% key="how-far-curves"
spacings = np.linspace(1, 0.5, profile.pick(smoke=6, quick=26, full=26))
curves = {"components counted": [], "watershed: counted": [], "watershed: coins found": []}
for spacing in spacings:
    _, truth = push_together(grey, coins.labels, spacing)
    mask = np.asarray(semantic_from_instances(truth))
    parts = split_touching(mask)
    curves["components counted"].append(label(mask).max())
    curves["watershed: counted"].append(parts.max())
    curves["watershed: coins found"].append(found(truth, parts))

figure, axis = new_figure(size=(8, 3.2))
axis.axhline(24, color="#8A96A0", linewidth=1)
for (name, values), style in zip(curves.items(), ("-", "-", "--"), strict=True):
    axis.plot(100 * spacings, values, style, label=name)
axis.set(xlabel="spacing [%]", ylabel="objects", xlim=(100, 50), ylim=(0, 26))
axis.legend()
show(figure, "how-far")

# %% [markdown] alt="how-far" lang="en"
# Objects against spacing, from 100 down to 50 percent. The components fall from 24 to 1 between 92 and 68 percent. The watershed stays at 24
# down to 60 percent, then falls steeply; of what it counts there, not everything is a coin that was found.

# %% [markdown] alt="how-far" lang="zh"
# 物体数随间距（从 100% 到 50%）的变化。连通分量在 92% 到 68% 之间从 24 降到 1。分水岭直到 60% 都是 24，之后急剧下降；那里数出来的，并不都是找到的硬币。

# %% [markdown] key="touching-try" lang="en"
# Touch it. Lower *spacing* to push the coins together; then, somewhere between 50 and 60%, change *min_distance*. **Look** for settings at which the count is 24 although coins are missing.

# %% [markdown] key="touching-try" lang="zh"
# 动手试试。先调小间距，把硬币推到一起；再停在 50% 到 60% 之间，改变 min_distance。**找一找：** 什么设置下数出来是 24，其实却漏了硬币？

# %% key="touching-demo" tags=["demo"]
demos.touching()

# %% key="min-distance-check"
# NBVAL_CHECK_OUTPUT
for spacing, distances in ((0.6, (1, 3, 10, 40)), (0.55, (3, 10))):
    _, truth = push_together(grey, coins.labels, spacing)
    for pixels in distances:
        parts = split_touching(np.asarray(semantic_from_instances(truth)), min_distance=pixels)
        result = f"{parts.max()} counted, {found(truth, parts)} coins found"
        print(f"spacing {spacing:.0%}, min_distance {pixels}: {result}")

# %% [markdown] key="touching-meaning" lang="en"
# Too small a `min_distance` cuts coins to pieces, too large a one merges neighbours: the number says how large our objects are, and we had to know
# that. At 55% and `min_distance` 3, the count is exactly 24, yet only 17 coins are found: pieces of some make up for others that are
# missing. **A right count proves little.**
#
# Nor is a connected component an object in general, as the coffee shows:

# %% [markdown] key="touching-meaning" lang="zh"
# `min_distance` 太小，硬币被切碎；太大，相邻的并成一个。这个数说的是物体有多大，得由我们事先知道。间距 55%、`min_distance` 为 3 时，数出来不多不少是 24，
# 可只找到 17 枚：有的被切成几块，凑上了漏掉的。**数对了，说明不了什么。**
#
# 一般说来，连通分量也不等于物体，看看咖啡就知道：

# %% key="spoon"
# NBVAL_CHECK_OUTPUT
things = np.asarray(semantic_from_instances(coffee.labels))
print("saucer, cup and spoon: 3 objects,", label(things).max(), "component")
print("the spoon alone: 1 object,", label(coffee.labels == 3).max(), "components")

# %% [markdown] key="learned" lang="en"
# Three things that touch are one component, one thing behind another is two, and no `min_distance` mends that, since a spoon isn't round. What is needed is
# knowledge of what cups and spoons look like: learning. Lesson 02 trains the U-Net, a network for *semantic* segmentation. The U-Net's authors had our problem
# too: cells under the microscope touch. They made the narrow strips between cells count more in training, so that the network leaves
# a gap there, and connected components work again. Networks for *instance* segmentation (Mask R-CNN, for example)
# first detect each object and then draw its mask inside the box.

# %% [markdown] key="learned" lang="zh"
# 挨在一起的三个物体是一个连通分量，被挡住的一个物体却成了两个；`min_distance` 怎么调也没用，勺子又不是圆的。要解决它，得知道杯子和勺子长什么样，也就是要学习。
# 第 02 课会训练 U-Net，一个做*语义*分割的网络。它的作者也碰到过我们的问题：显微镜下的细胞挨在一起。训练时，他们给细胞之间的窄缝更大的权重，网络就会在那里留出空隙，连通分量又管用了。
# 做*实例*分割的网络（例如 Mask R-CNN）则先检测出每个物体，再在框里画出它的掩码。

# %% [markdown] key="uses" lang="en"
# ## 7 · Where it is used
#
# | field | what the pixels become | are objects counted? | what a mistake costs |
# | --- | --- | --- | --- |
# | **driving** (Cityscapes) | road, pavement, person, car, sign … | yes: each person moves by themselves | a person taken for pavement: a life; a shadow taken for a person: a needless emergency stop |
# | **medical imaging** | organ, tumour, vessel, cell | cells: yes; an organ: no | tumour missed at its edge: it is not treated there; healthy tissue taken for tumour: it is |
# | **sensing of land** (SpaceNet) | building, road, water, field | buildings: yes; roads: as a network | a missing road sends help the long way round; houses that merge make a wrong count of people |
# | **precision farming** | crop, weed, soil | plants: yes | a weed missed competes with the crop; a crop plant taken for a weed is sprayed |
#
# The last two columns decide which task you need, and which errors you may make. The costs are not symmetric, and accuracy over all pixels
# knows nothing of them: a person far away covers a handful of pixels. SpaceNet's contests on buildings scored mostly as we did: a building is found if
# its IoU reaches ½. Lesson 02 takes a closer look at scores, with salt deep below the land.

# %% [markdown] key="uses" lang="zh"
# ## 7 · 用在哪里
#
# | 领域 | 像素分成什么 | 要不要数物体 | 出错的代价 |
# | --- | --- | --- | --- |
# | **自动驾驶**（Cityscapes） | 道路、人行道、行人、汽车、标志…… | 要：每个行人各走各的 | 把人看成人行道，是人命；把影子看成人，是一次无谓的急刹车 |
# | **医学影像** | 器官、肿瘤、血管、细胞 | 细胞要，器官不要 | 肿瘤边缘漏掉一块，那里就得不到治疗；把健康组织看成肿瘤，就白白挨了治疗 |
# | **遥感**（SpaceNet） | 建筑、道路、水面、农田 | 建筑要；道路看成路网 | 漏了一条路，救援就得绕远；几栋房子连成一片，人口就估错了 |
# | **精准农业** | 作物、杂草、土壤 | 植株要 | 漏掉杂草，它就和作物争养分；把作物当成杂草，就会喷上除草剂 |
#
# 后两列决定你需要哪种任务、可以犯哪种错。两种错的代价并不对称，而像素准确率（pixel accuracy）对此一无所知：远处的一个行人只占寥寥几个像素。
# SpaceNet 的建筑竞赛大多和我们一样打分：IoU 达到 ½ 就算找到这栋建筑。第 02 课会仔细讨论打分，对象是地下深处的盐体。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Exercises tell you what is wrong; ■ stops; the profile decides how much is computed.
# - **Classification** gives a word, **detection** boxes, **semantic segmentation** a class for each pixel, **instance segmentation**
#   an object for each pixel. From instances follow masks and boxes, but not the other way round.
# - A threshold needs even light; morphology mends holes and specks; connected components count what doesn't touch.
# - The distance transform and a watershed separate round things that touch, as long as you know their size.
# - A count can be right by accident: ask how many were *found*.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 练习会告诉你错在哪里；■ 用来停下；算多少由规模决定。
# - **图像分类**给一个词，**目标检测**给框，**语义分割**给每个像素一个类别，**实例分割**说出每个像素属于哪个物体。有了实例就有掩码和框，反过来却不行。
# - 阈值要求光线均匀；形态学修补洞和斑点；连通分量只数得清互不相接的东西。
# - 距离变换加分水岭能把挨在一起的圆形物体分开，前提是知道它们有多大。
# - 数目可能碰巧数对：要问*找到*了几个。
#
# 把你的结果和课程的参考结果比一比：

# %% key="report"
_, truth = push_together(grey, coins.labels, spacing=0.7)
mask = np.asarray(semantic_from_instances(truth))
metrics = {
    "threshold_objects": label(first_mask).max(),
    "cleaned_objects": instances.max(),
    "cleaned_found": found(coins.labels, instances),
    "mask_iou": jaccard_score(true_mask.ravel(), opened.ravel()),
    "box_iou": np.mean(fits),
    "touching_components": label(mask).max(),
    "touching_watershed_found": found(truth, split_touching(mask)),
}
report("00_start_here", metrics, {"coins.png": painted(grey, instances)})

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - N. Otsu, *A threshold selection method from gray-level histograms*, IEEE Transactions on Systems, Man, and Cybernetics 9(1), 1979.
# - L. Vincent and P. Soille, *Watersheds in digital spaces: an efficient algorithm based on immersion simulations*, IEEE
#   PAMI 13(6), 1991.
# - A. Kirillov, K. He, R. Girshick, C. Rother and P. Dollár, *Panoptic segmentation*, CVPR 2019 (arXiv 1801.00868): things, stuff, and why an IoU
#   above ½ makes matches unique.
# - K. He, G. Gkioxari, P. Dollár and R. Girshick, *Mask R-CNN*, ICCV 2017 (arXiv 1703.06870).
# - M. Cordts et al., *The Cityscapes dataset for semantic urban scene understanding*, CVPR 2016 (arXiv 1604.01685).
# - A. Van Etten, D. Lindenbaum and T. M. Bacastow, *SpaceNet: a remote sensing dataset and challenge series*, 2018 (arXiv 1807.01232).
# - A. Milioto, P. Lottes and C. Stachniss, *Real-time semantic segmentation of crop and weed for precision agriculture robots leveraging
#   background knowledge in CNNs*, ICRA 2018 (arXiv 1709.06764).

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - N. Otsu，*A threshold selection method from gray-level histograms*，IEEE Transactions on Systems, Man, and Cybernetics 9(1)，1979：大津法的原文。
# - L. Vincent 与 P. Soille，*Watersheds in digital spaces: an efficient algorithm based on immersion simulations*，IEEE PAMI 13(6)，1991。
# - A. Kirillov、K. He、R. Girshick、C. Rother 与 P. Dollár，*Panoptic segmentation*，CVPR 2019（arXiv 1801.00868）：物体与背景之分，以及为什么 IoU 超过 ½ 时匹配是唯一的。
# - K. He、G. Gkioxari、P. Dollár 与 R. Girshick，*Mask R-CNN*，ICCV 2017（arXiv 1703.06870）。
# - M. Cordts 等，*The Cityscapes dataset for semantic urban scene understanding*，CVPR 2016（arXiv 1604.01685）。
# - A. Van Etten、D. Lindenbaum 与 T. M. Bacastow，*SpaceNet: a remote sensing dataset and challenge series*，2018（arXiv 1807.01232）。
# - A. Milioto、P. Lottes 与 C. Stachniss，*Real-time semantic segmentation of crop and weed for precision agriculture robots leveraging background knowledge in CNNs*，ICRA 2018（arXiv 1709.06764）。
