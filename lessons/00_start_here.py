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
# **picture**: a photograph enlarged, a label for every pixel, a digit that nobody ever wrote, your own photograph repainted.
#
# **After this lesson you can**
# - use the notebooks, and tell whether your machine is ready,
# - tell classification, detection, semantic and instance segmentation apart by what each answers,
# - get from pixels to objects without a network, and say where that breaks,
# - name four fields where pixels are labelled, and what a mistake costs there.
#
# **You need** about 45 minutes and a little Python with NumPy. No training, no download.

# %% [markdown] key="title" lang="zh"
# # 00 · 从这里开始
#
# 看一张照片、说一声“猫”，这样的网络只回答一个词。这门课里的网络，答案是一张**图**：把照片放大，给每个像素贴上标签，写出谁也没写过的数字，
# 或者给你自己的照片换一种画风。
#
# **学完之后，你能**
# - 用好这些 notebook，判断你的机器是否就绪；
# - 分清图像分类、目标检测、语义分割、实例分割各自回答什么；
# - 不用网络，从像素走到物体，并说出这在哪里行不通；
# - 举出四个要给像素贴标签的领域，以及在那里出错的代价。
#
# **需要** 大约 45 分钟，会一点 Python 和 NumPy。不训练，不下载。

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

from course_utils import ask, doctor, image_row, new_figure, report, show, table, use
from course_utils.data.scenes import scene
from course_utils.demos import start_here as demos
from course_utils.demos.start_here import painted, side_by_side
from course_utils.svg import grids, heat

# %% [markdown] key="made" lang="en"
# ## 1 · What you will make
#
# The lessons made these pictures in minutes, on two CPU cores without a graphics card. Yours will come out like them.

# %% [markdown] key="made" lang="zh"
# ## 1 · 你会做出什么
#
# 下面的图都由这门课的 notebook 做出：两个 CPU 核，没有显卡，几分钟就够。你也会做出同样的结果。

# %% key="gallery"
demos.gallery()

# %% [markdown] key="made-meaning" lang="en"
# Lesson 01 is about the layer that lets networks grow pictures; lesson 02 uses it to label pixels, lesson 03 to
# invent digits. In lesson 04 the pixels themselves are learned, and in lesson 05 digits grow out of noise. Figures and prints are in English in both editions; the words
# are in the [glossary](../GLOSSARY.md), in English and Chinese.

# %% [markdown] key="made-meaning" lang="zh"
# 第 01 课讲让网络把图变大的那一层；第 02 课用它给像素贴标签，第 03 课用它写出新的数字。第 04 课里，学习的是像素本身；第 05 课让数字从噪声里长出来。
# 图里和打印出来的文字都是英文：两种语言共用一套代码。术语收在[术语表](../../GLOSSARY.md)里，中英对照。

# %% [markdown] key="how" lang="en"
# ## 2 · How to work with a notebook
#
# A notebook is made of **cells**. Click into one and press **Shift+Enter**: it runs, its result appears below it, and you
# are in the next one. Run them **from top to bottom**: they share their variables. If you are lost, the menu
# *Kernel → Restart Kernel and Run All Cells…* begins anew. Three things return in every lesson:
#
# - **Predict:** a question before the answer. Decide first, then run the next cell.
# - **Exercise:** a cell in which `...  # your code here` waits for your code. You are told at once what is wrong with it.
# - **Demo:** a picture with sliders and buttons, which move with the keyboard too (Tab, arrow keys, Space).
#
# Let's walk through an exercise. It is about a **label image**: each pixel holds the number of the object that it belongs
# to, and 0 means background. Numbers may be left out. Here there are three objects:

# %% [markdown] key="how" lang="zh"
# ## 2 · 怎样使用 notebook
#
# notebook 由一个个**单元格**（cell）组成。点进一个单元格，按 **Shift+Enter**：它就运行，结果显示在下面，光标跳到下一个。
# 单元格共用变量，所以请**从上到下**运行。弄乱了，就用菜单 *Kernel → Restart Kernel and Run All Cells…* 从头再来。每一课里都有三样东西：
#
# - **先猜一猜：** 问题放在答案前面。先拿定主意，再运行下一个单元格。
# - **练习：** 单元格里的 `...  # your code here` 等着你来写。写完一运行，马上知道错在哪里。
# - **演示：** 带滑块和按钮的图，也可以用键盘操作（Tab 键、方向键、空格键）。
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
# The task: *which pixels belong to an object, whichever it is?* The answer is a **mask**: `True` or `False` for each pixel. Here is one that
# looks reasonable and is wrong, handed in with `use`.

# %% [markdown] key="wrong" lang="zh"
# 题目：*哪些像素属于物体，不管是哪一个？* 答案是一张**掩码**（mask）：每个像素是 `True` 或 `False`。下面用 `use` 交上一个看起来有道理、其实错了的答案。

# %% [markdown] question="hasty" lang="en"
# What is wrong with the answer `labels == 1`?
#
# - [x] It finds the first object only
#   Objects carry 1, 2 and 5 here; only the pixels of number 1 are equal to 1.
# - [ ] It gives numbers where a mask is asked for
#   A comparison gives True and False for each pixel: a mask.
# - [ ] It gives a single True or False
#   NumPy compares pixel by pixel; the result has the shape of the labels.

# %% [markdown] question="hasty" lang="zh"
# 答案 `labels == 1` 错在哪里？
#
# - [x] 只找到了第一个物体
#   这里的物体编号是 1、2、5，只有 1 号的像素等于 1。
# - [ ] 给出的是数字，而题目要的是掩码
#   比较的结果逐个像素是 True 或 False，这就是掩码。
# - [ ] 只给出一个 True 或 False
#   NumPy 逐像素比较，结果的形状和标签图相同。


# %% key="wrong-on-purpose"
# NBVAL_CHECK_OUTPUT
def hasty(labels):
    """Where is an object?"""
    return labels == 1


hasty = use("semantic_from_instances", hasty)

# %% [markdown] key="right" lang="en"
# ✘ and a hint: it names the mistake and leaves the right answer to you. Replace the `...` and run the cell; change it as often
# as you like.
#
# > **Exercise `semantic_from_instances(labels)`.** Return the mask of all objects: an array of bool with the
# > shape of `labels`, `True` wherever there is an object, whichever it is. `labels` is an integer array (H, W).
# >
# > *Worked example.* `[[0, 4], [7, 0]]` gives `[[False, True], [True, False]]`.

# %% [markdown] key="right" lang="zh"
# ✘，还有一句提示：它指出错在哪里，正确答案留给你。把 `...` 换成你的代码，运行这个单元格；想改几次都行。
#
# > **练习 `semantic_from_instances(labels)`。** 返回所有物体的掩码：形状与 `labels` 相同的 bool 数组，
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
# ✔ means that the rest of the lesson runs on *your* function; run the cells below again after a change. After ○ (not answered
# yet) and ✘ it goes on with the course's own, so you can come back. Answers are in the folder `solutions`, for when you are
# stuck.
#
# ### Stopping, and doing less
#
# Some cells of later lessons compute for minutes. The button **■** above the notebook interrupts the running cell and keeps
# what it has computed. **Try it:** run the next cell and press ■ before it has finished.

# %% [markdown] key="right-meaning" lang="zh"
# ✔ 表示这一课后面就用*你的*函数；改了答案，请把后面的单元格再运行一遍。○（还没有写）和 ✘ 之后，先用课程的参考答案往下走，你可以回头再做。
# 实在卡住了，`solutions` 文件夹里有答案。
#
# ### 停下来，少算一点
#
# 后面几课有的单元格要算好几分钟。notebook 上方的 **■** 按钮可以中断它，已经算好的会保留。**试一试：** 运行下一个单元格，没等它结束就按 ■。

# %% key="interrupt"
seconds = profile.pick(smoke=1, quick=5, full=5)
try:
    for second in range(seconds):
        sleep(1)
        print(f"{second + 1} of {seconds} seconds")
except KeyboardInterrupt:
    print("stopped: what has been printed so far stays")

# %% [markdown] key="profile" lang="en"
# How long to wait was chosen by the **profile**, which the first cell shows: `smoke` takes seconds and only proves that every
# cell runs, `quick` suits two CPU cores, `full` a graphics card. To choose yourself, click the first cell, press Esc, then A;
# run `%env COURSE_PROFILE smoke` in the new cell above it, then the cells below again.

# %% [markdown] key="profile" lang="zh"
# 等多久由**规模**（profile）决定，第一个单元格会显示它：`smoke` 只要几秒，只为确认每个单元格都能运行；
# `quick` 适合两个 CPU 核；`full` 适合显卡。想自己选，就点一下第一个单元格，按 Esc，再按 A，
# 在上面的新单元格里运行 `%env COURSE_PROFILE smoke`，再运行下面的单元格。

# %% [markdown] key="ready" lang="en"
# ## 3 · Is your machine ready?
#
# The next cell looks at everything that the lessons need. A line with ✘ tells you the remedy. In a terminal, in the course's
# folder, `python -m uv run python -m course_utils` does the same.

# %% [markdown] key="ready" lang="zh"
# ## 3 · 你的机器准备好了吗？
#
# 下一个单元格会检查各课需要的一切，标着 ✘ 的行会告诉你怎么办。在终端里进入课程文件夹，运行 `python -m uv run python -m course_utils` 也一样。

# %% key="doctor"
doctor.show_findings()

# %% [markdown] key="ready-meaning" lang="en"
# Data that are *optional* or *would download when asked* are no fault: no lesson needs them. (In the profile `full` lessons 03
# to 05 fetch some, if they can.) With little free memory, shut down the kernels of other notebooks.

# %% [markdown] key="ready-meaning" lang="zh"
# 标着“可选”或“需要时下载”的数据不算问题：没有它们，每一课也都能上。（规模为 `full` 时，第 03 到 05 课会去下载一些。）
# 可用内存不多时，先关掉别的 notebook 的内核（kernel）。

# %% [markdown] key="map" lang="en"
# ## 4 · One photograph, four questions
#
# Here are photographs of Greek coins and of a cup of coffee, from scikit-image. What can one ask of them?
#
# | task | answers | cannot answer |
# | --- | --- | --- |
# | **image classification** | one word for the whole picture | where |
# | **object detection** | for each object a **bounding box**, the smallest upright rectangle around it, and a class | which pixels of the box belong to it |
# | **semantic segmentation** | for each pixel a class | which object it belongs to |
# | **instance segmentation** | for each pixel which object it belongs to, if any | what the rest is: road, sky, table |
#
# No network computed the answers below: the outlines were set by hand, point by point, and are good to about a pixel. They are
# what a perfect network would answer, the **ground truth**.
#
# Go through the tasks in the demo below; under *ask about object* you choose one of them, which is then ringed.

# %% [markdown] key="map" lang="zh"
# ## 4 · 一张照片，四种问题
#
# 这里有两张照片，古希腊硬币和一杯咖啡，都是 scikit-image 自带的。对着一张照片，可以问些什么？
#
# | 任务 | 能回答 | 答不了 |
# | --- | --- | --- |
# | **图像分类**（image classification） | 整张图一个词 | 在哪里 |
# | **目标检测**（object detection） | 每个物体一个**边界框**（bounding box，正好框住它的矩形）和一个类别 | 框里哪些像素属于它 |
# | **语义分割**（semantic segmentation） | 每个像素一个类别 | 像素属于哪一个物体 |
# | **实例分割**（instance segmentation） | 每个像素属于哪个物体（也可能都不属于） | 其余的是什么：道路、天空、桌面 |
#
# 下面的答案都不是网络算出来的：轮廓是人一个点一个点标的，误差约一个像素。一个完美的网络就该这样回答，这叫**真值**（ground truth）。
#
# 下面的演示可以逐个切换任务；用“问第几个物体”选一个来问，它会被圈出来。

# %% [markdown] question="enough-to-count" lang="en"
# Which of the four answers are enough to *count* the coins?
#
# - [ ] Semantic segmentation as well as the other two
#   Two coins that touch look like one region: the class of a pixel doesn't say where one coin ends.
# - [x] Detection and instance segmentation
#   One box, or one number, for each object: count them.
# - [ ] Instance segmentation only
#   Each box is one object, so boxes can be counted too.
# - [ ] All four
#   Classification says one word, and a word holds no number.

# %% [markdown] question="enough-to-count" lang="zh"
# 四种答案里，哪些足以*数出*硬币有几枚？
#
# - [ ] 语义分割和另外两种都可以
#   两枚挨在一起的硬币看起来是一块：像素的类别不会告诉你一枚到哪里为止。
# - [x] 检测和实例分割
#   每个物体有一个框或一个编号，数一数就行。
# - [ ] 只有实例分割
#   一个框就是一个物体，所以框也可以数。
# - [ ] 四种都可以
#   分类只回答一个词，词里没有数目。

# %% key="tasks-demo" tags=["demo"]
demos.tasks()

# %% [markdown] key="map-meaning" lang="en"
# Detection and instance segmentation can count; only the latter can measure each coin. Semantic segmentation does neither: its
# answer for two coins that touch is the same as for one coin in the shape of a figure 8.
#
# Now set *photograph* to the coffee. Classification has to pick one word, and of ImageNet's 1,000 classes three fit:
# *espresso*, *cup* and *coffee mug*. The table covers nearly half of the picture, but has no number in the instance
# segmentation: one doesn't count it. Such classes are called **stuff**, in contrast to **things**; a task that asks
# for both is called **panoptic segmentation**. And the spoon is *one* object in *two* pieces, because the cup is in the way.
#
# ### Boxes from instances
#
# > **Exercise `boxes_from_instances(labels)`.** Return a list with a tuple `(row0, col0, row1, col1)` for each object, in the order of
# > their numbers. `row0` and `col0` are its first row and column, `row1` and `col1` are **one past** its last, so that
# > `labels[row0:row1, col0:col1]` holds all of it. `labels` is an integer array (H, W), 0 is
# > background, numbers may be left out, and there may be no object at all.
# >
# > *Worked example.* For the label image of section 2 the result is
# > `[(1, 1, 3, 3), (1, 4, 4, 7), (4, 0, 5, 4)]`.

# %% [markdown] key="map-meaning" lang="zh"
# 目标检测和实例分割都能数数，能量出每一枚大小的只有后者。语义分割两样都不行：两枚挨着的硬币，和一枚 8 字形的硬币，它给的答案一模一样。
#
# 再把照片换成咖啡。图像分类只能选一个词，可 ImageNet 的 1,000 个类别里，合适的就有三个：*espresso*（浓缩咖啡）、*cup*（杯子）、
# *coffee mug*（咖啡杯）。桌面占了图的将近一半，在实例分割里却没有编号：它不能一个个数。这样的类别叫 **stuff**（不可数的背景），
# 可数的叫 **things**（物体）；两样都要的任务，叫**全景分割**（panoptic segmentation）。勺子是*一个*物体，却被杯子隔成*两块*。
#
# ### 从实例得到框
#
# > **练习 `boxes_from_instances(labels)`。** 返回一个列表，每个物体一个元组 `(row0, col0, row1, col1)`，按编号从小到大排。
# > `row0`、`col0` 是它的第一行、第一列，`row1`、`col1` 是最后一行、最后一列**再往后一格**，
# > 这样 `labels[row0:row1, col0:col1]` 正好装下整个物体。`labels` 是整数数组 (H, W)，0 是背景，编号可以有空缺，也可能一个物体也没有。
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
# So a label image gives boxes and mask, but not everything: its numbers don't say *what* an object is, and stuff has none. For
# coins, all of one class, the mask is the semantic answer. For the coffee somebody had to label the class of each pixel in a
# second image, the table's too:

# %% [markdown] key="three" lang="zh"
# 可见标签图能给出框和掩码，但给不出全部：编号没有说物体*是什么*，不可数的背景又没有编号。硬币只有一类，掩码就是语义分割的答案；
# 咖啡却要另有一张图，由人标出每个像素的类别，桌面也在内：

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
# Most of the cup's box lies in the saucer's, and neither says what lies in front. But a box is cheap: four numbers, where an
# outline takes a person minutes. Cut out along your boxes, the first six coins look like this:

# %% [markdown] key="three-meaning" lang="zh"
# 杯子的框大半落在碟子的框里，谁在前面也看不出来。不过框很便宜，只要四个数；勾一条轮廓，人得花上几分钟。沿着你的框剪下来，前六枚硬币是这样的：

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
# The coins are lighter than what they lie on. So choose a **threshold**: a pixel above it is coin. **Otsu's method** takes the
# one with the largest *variance between the classes*: the squared distance between the means of the two groups, times the
# shares of the pixels that they hold. Then **connected components** number each group of `True` pixels that touch.

# %% [markdown] key="threshold" lang="zh"
# ## 5 · 从像素到物体，不用网络
#
# 硬币比背景亮。那就选一个**阈值**（threshold），比它亮的像素算硬币。**大津法**（Otsu's method）取*类间方差*（between-class variance）最大的那个：
# 两组均值之差的平方，再乘上两组各占的比例。然后用**连通分量**（connected components）：挨在一起的 `True` 像素算一组，每组一个编号。

# %% [markdown] question="bare-threshold" lang="en"
# There are 24 coins. How many connected components will the bare threshold leave?
#
# - [ ] 24
#   Only if the light were even and no coin had a dent or the background a speck.
# - [ ] Fewer: 12
#   Coins would have to touch, and these lie apart.
# - [x] More: 98
#   Every light speck is a component, and so is each scrap of the bright background at the top.

# %% [markdown] question="bare-threshold" lang="zh"
# 一共有 24 枚硬币。只用一个阈值，会得到多少个连通分量？
#
# - [ ] 24 个
#   那得光线均匀，硬币上没有凹痕，背景里也没有亮点才行。
# - [ ] 更少：12 个
#   那要硬币彼此挨着才行，而它们是分开放的。
# - [x] 更多：98 个
#   每个亮点都是一个分量，上方明亮的背景里，每一小片也是。

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
# The background at the top is as light as some coins further down, so no threshold fits everywhere. And dark dents become
# holes, light specks become objects.
#
# The light first. It fades evenly from one corner to the other, so we fit a **plane** to the grey values (least squares) and
# subtract it.

# %% [markdown] key="light" lang="zh"
# 上方的背景和下面有些硬币一样亮，没有哪一个阈值处处合适；暗的凹处成了洞，亮的斑点成了“物体”。
#
# 光线从一角到另一角均匀变暗，所以先用一个**平面**去拟合灰度（最小二乘，least squares），再减掉它。


# %% key="plane"
def fitted_plane(grey):
    """The plane through the grey values (H, W) with the smallest squared error."""
    rows, columns = np.indices(grey.shape)
    terms = np.stack([np.ones(grey.size), rows.ravel(), columns.ravel()], axis=1)
    coefficients = np.linalg.lstsq(terms, grey.ravel(), rcond=None)[0]
    return (terms @ coefficients).reshape(grey.shape)


plane = fitted_plane(grey)
even_mask = grey - plane > threshold_otsu(grey - plane)
steps = {"photograph": grey, "fitted plane": plane, "mask of the difference": even_mask}
show(side_by_side(steps), "plane")

# %% [markdown] alt="plane" lang="en"
# The photograph; the fitted plane, which goes evenly from lighter at the top left to darker at the bottom right; the new mask, in which only
# coins are white, still with holes, and a few specks.

# %% [markdown] alt="plane" lang="zh"
# 照片；拟合的平面，从左上到右下均匀变暗；新的掩码，只有硬币是白的，仍有小洞，还有几个斑点。

# %% [markdown] key="morphology" lang="en"
# Now the holes and specks. **Morphology** changes a mask by its shape. *Filling holes* turns wholly enclosed background into
# object. An **opening** keeps only what a small disk inside the mask can cover: smaller specks vanish, outlines become smoother.

# %% [markdown] key="morphology" lang="zh"
# 再处理洞和斑点。**形态学**（morphology）按形状来修改掩码。*填洞*把完全被围住的背景变成物体。**开运算**（opening）只留下小圆盘能从掩码里面盖到的地方：
# 更小的斑点消失，轮廓也变光滑。

# %% key="opening"
filled = ndimage.binary_fill_holes(even_mask)
opened = opening(filled, disk(2))
steps = {"mask, a detail": even_mask, "holes filled": filled, "opened by a disk": opened}
detail = np.s_[15:85, 100:215]
show(side_by_side({title: mask[detail] for title, mask in steps.items()}), "opening")

# %% [markdown] alt="opening" lang="en"
# The same detail of three masks: coins full of small holes; after filling solid white disks, with two specks left on the background; after the opening
# the specks are gone and the outlines smoother.

# %% [markdown] alt="opening" lang="zh"
# 三张掩码的同一处细节：硬币上有许多小洞；填洞之后成了实心的白色圆盘，背景上还剩两个斑点；开运算之后斑点没了，轮廓也更光滑。

# %% [markdown] key="judge" lang="en"
# Counting alone won't tell how good that is: a missed coin and a counted speck cancel each other. So ask how many coins were
# **found**. Two areas are compared by what they share divided by what they cover together: the **IoU** (intersection over
# union), 1 for a perfect match, 0 for none. A coin is found if one of the objects has an IoU above ½ with it. (No two can:
# each would have more than half of the coin.)
#
# **Recall** is the share of the coins that were found, **precision** the share of the objects that match a coin, and
# **F1** = 2 · precision · recall / (precision + recall) is high only if both are.

# %% [markdown] key="judge" lang="zh"
# 光数数说明不了效果：漏掉一枚，又把一个斑点算进去，正好抵消。所以要问*找到*了几枚。
# 比较两块区域，就用公共部分除以合起来的部分：**交并比**（IoU，intersection over union），完全重合是 1，毫不相交是 0。
# 某个物体与一枚硬币的 IoU 超过 ½，就算找到了这枚。（这样的物体不会有两个：否则它们各自都占了硬币的一半以上。）
#
# 找到的占全部硬币的比例，叫**召回率**（recall）；数出来的物体里，真是硬币的比例，叫**精确率**（precision）。
# **F1** = 2 · 精确率 · 召回率 /（精确率 + 召回率），两个都高，它才高。


# %% key="found" tags=["export"]
def found(truth, predicted):
    """How many objects of label image `truth` have a match in `predicted`: an IoU above ½."""
    # Entry i, j: the pixels that object i of the one and object j of the other share.
    shared = np.zeros((truth.max() + 1, predicted.max() + 1), int)
    np.add.at(shared, (truth, predicted), 1)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    iou = shared / np.maximum(union, 1)
    return int((iou[1:, 1:] > 0.5).any(axis=1).sum())


def object_scores(truth, predicted):
    """Precision, recall and F1 of the objects 1, 2, … of `predicted`, as a row of a table."""
    right, counted, wanted = found(truth, predicted), predicted.max(), truth.max()
    precision, recall, f1 = right / counted, right / wanted, 2 * right / (counted + wanted)
    words = {"precision": precision, "recall": recall, "F1": f1}
    return {"counted": counted, "found": right} | {k: f"{v:.2f}" for k, v in words.items()}


# %% key="steps"
# NBVAL_CHECK_OUTPUT
steps = {"threshold": first_mask, "+ even light": even_mask}
steps |= {"+ holes filled": filled, "+ opening": opened}
rows = []
for name, mask in steps.items():
    overlap = jaccard_score(true_mask.ravel(), mask.ravel())
    row = {"mask": name} | object_scores(coins.labels, label(mask))
    rows.append(row | {"IoU of the masks": f"{overlap:.3f}"})
table(rows)

# %% key="steps-check"
# NBVAL_CHECK_OUTPUT
instances = label(opened)
print(f"{instances.max()} objects counted, {found(coins.labels, instances)} of 24 coins found")

# %% [markdown] key="steps-meaning" lang="en"
# The bare threshold found 23 coins already, but among 98 objects: even light and the opening mend precision, filled holes the mask,
# all without learning. Do our boxes fit those of the ground truth? Boxes have an IoU as well, with areas of rectangles.

# %% [markdown] key="steps-meaning" lang="zh"
# 光用阈值也找到了 23 枚，却混在 98 个“物体”里：均匀的光线和开运算改善精确率，填洞改善掩码，都没有用到学习。
# 我们的框与真值的框吻合吗？框也有 IoU，用的是矩形的面积。


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

# %% [markdown] key="second" lang="en"
# ### A second picture
#
# Every step was chosen while looking at this one picture: the score says how well we adapted. The same steps for the
# coffee:

# %% [markdown] key="second" lang="zh"
# ### 换一张图
#
# 每一步都是看着这张图定下来的，得分只说明我们凑得有多好。把同样的步骤用到咖啡上：

# %% [markdown] question="same-steps" lang="en"
# What do they find of saucer, cup and spoon?
#
# - [ ] All 3, and nothing else
#   They look for what is lighter than its surroundings, and of the three that holds for one at most.
# - [ ] None
#   The inside of the cup is light, and it is more than half of the cup.
# - [x] 1 of 3, among 45 objects
#   Every bright reflection and every light patch of the table is an object to them.

# %% [markdown] question="same-steps" lang="zh"
# 碟子、杯子、勺子，能找到几个？
#
# - [ ] 3 个都找到，没有多余的
#   这些步骤找的是比周围亮的东西，三个里最多一个符合。
# - [ ] 一个也找不到
#   杯口里面是亮的，占了杯子的一多半。
# - [x] 3 个里的 1 个，混在 45 个“物体”里
#   每处反光、桌面上每块亮斑，在它们看来都是物体。

# %% key="second-picture"
# NBVAL_CHECK_OUTPUT
coffee_grey = coffee.photo.mean(axis=2)
coffee_even = coffee_grey - fitted_plane(coffee_grey)
coffee_filled = ndimage.binary_fill_holes(coffee_even > threshold_otsu(coffee_even))
coffee_objects = label(opening(coffee_filled, disk(2)))
pair = {"coins": (coins.labels, instances), "coffee": (coffee.labels, coffee_objects)}
table([{"picture": name} | object_scores(*both) for name, both in pair.items()])

# %% key="second-shown"
pictures = {"truth": coffee.labels, "the same steps": coffee_objects}
pictures = {title: painted(coffee.photo, objects) for title, objects in pictures.items()}
show(side_by_side(pictures, columns=2), "second-shown")

# %% [markdown] alt="second-shown" lang="en"
# The coffee cup twice. Left the truth: saucer, cup and spoon, each in one colour. Right what the steps give: the inside of the
# cup in one piece; saucer and spoon in none, but bright reflections on both, and patches of the table.

# %% [markdown] alt="second-shown" lang="zh"
# 咖啡杯的两个版本。左是真值：碟子、杯子、勺子各一种颜色。右是这些步骤的结果：杯口里面是完整的一块；碟子和勺子都没有整块，只有上面的反光；桌面也有几片被涂上了颜色。

# %% [markdown] key="second-meaning" lang="en"
# Only the light inside of the cup counts, being more than half of it. *Lighter than what it lies on* was true
# of coins and no more. From lesson 01 on, the pictures that give the score are set aside first.

# %% [markdown] key="second-meaning" lang="zh"
# 找到的只有杯口里面那片亮色，它占了杯子的一多半。“比背景亮”只对这些硬币成立。
# 从第 01 课起，评判用的图都会先留出来。

# %% [markdown] key="touch" lang="en"
# ## 6 · Where it breaks: coins that touch
#
# Let's push the coins together: cut each one out and put it down closer to the middle, over those that lie there already. So we
# know the truth, and number the components of the **true mask**, which a perfect semantic segmentation would give.

# %% [markdown] key="touch" lang="zh"
# ## 6 · 在哪里失灵：挨在一起的硬币
#
# 我们把硬币推到一起：把每枚剪下来，放到离中心更近的地方，碰到已经放好的就盖住一部分。真值因此是已知的；
# 我们就给**真值掩码**的连通分量编号，相当于语义分割做到了完美。

# %% [markdown] question="pushed-to-70" lang="en"
# How many components will be left of 24 coins that lie at 70% of their distances?
#
# - [x] 3
#   Nearly all have grown together: where coins touch, a mask keeps no border between them.
# - [ ] 24
#   A mask doesn't know objects: pixels that touch are one component.
# - [ ] 20
#   So many are left at 85%; at 70% far more touch.
# - [ ] 1
#   Not yet: that happens at 68%.

# %% [markdown] question="pushed-to-70" lang="zh"
# 把 24 枚硬币推近到原来间距的 70%，还剩几个连通分量？
#
# - [x] 3 个
#   几乎全连在一起了：硬币挨着的地方，掩码里没有分界线。
# - [ ] 24 个
#   掩码不认得物体：挨着的像素就是同一个分量。
# - [ ] 20 个
#   85% 时还剩这么多；到 70%，挨着的多得多。
# - [ ] 1 个
#   还没到：要推到 68%。


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
# What helps is that *we* know that coins are round. For each pixel of the mask, the **distance transform** gives the
# distance to the nearest background: over touching disks a landscape with a summit for each coin. Turned upside down, the
# **watershed** fills it with water from the deepest points, its **markers**; where two lakes meet, one part ends and the next
# begins. (The dark lines below are drawn: no pixel is left for a wall unless you ask for `watershed_line=True`.) How close may two summits be before they count
# as one? That is `min_distance`, in pixels.

# %% [markdown] key="watershed" lang="zh"
# 85% 时有 20 个，70% 时只剩 3 个。掩码没有错，它只是没说一枚硬币到哪里为止。
#
# 能帮上忙的是，*我们*知道硬币是圆的。对掩码里的每个像素，**距离变换**（distance transform）给出它到最近背景的距离：
# 若干挨着的圆盘，就成了一片山地，每枚硬币一座山峰。把它倒过来，**分水岭**（watershed）算法从最低点，也就是**标记**（marker），开始往里灌水；
# 两片水相遇的地方，就是两部分的分界。（下图的深色线是画上去的：中间不留墙，除非写 `watershed_line=True`。）两座山峰离得多近，就只算一座？这由 `min_distance` 决定，单位是像素。


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
# lighter passes between them. Right: the same coins, each in a colour, with a dark line drawn where two parts meet.

# %% [markdown] alt="watershed-steps" lang="zh"
# 左：推到一起的硬币上到背景的距离，颜色越深越远：一座座山丘，每座山顶有一个橙色小方块，之间是颜色较浅的山口。右：同样的硬币，每枚一种颜色，两部分相接处画有深色的线。

# %% [markdown] key="touching-try" lang="en"
# 24 again. Lower *spacing* in the demo below and see how far you can push; then, where it just fails, change
# *min_distance*. **Look** for settings at which the count is 24 although coins are missing.

# %% [markdown] key="touching-try" lang="zh"
# 又是 24。在下面的演示里调小间距，看看推到多近还分得开；再停在刚分不开的地方，改变 min_distance。
# **找一找：** 什么设置下数出来是 24，其实却漏了硬币？

# %% [markdown] question="watershed-limit" lang="en"
# Down to which spacing will the watershed still find all 24 coins?
#
# - [ ] About 90%, where the first coins touch
#   That is where plain components fail. The watershed starts from the middles, and these are still apart.
# - [x] About 60%
#   Until then every coin keeps a peak of its own in the distance to the background.
# - [ ] About 30%
#   Coins that lie on top of one another have no middles of their own left.

# %% [markdown] question="watershed-limit" lang="zh"
# 间距缩小到多少为止，分水岭还能找全 24 枚？
#
# - [ ] 大约 90%，也就是刚有硬币挨上的时候
#   这是直接数连通分量失败的地方。分水岭从各枚的中心出发，而中心还隔得很开。
# - [x] 大约 60%
#   在此之前，每枚硬币在距离图上都还有自己的峰。
# - [ ] 大约 30%
#   硬币叠在一起以后，就不再各有各的中心了。

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
# At 60% all coins are still found, at 55% no longer. Too small a `min_distance` cuts coins to pieces, too large a one merges
# neighbours: we had to know how large they are. At 55% and `min_distance` 3, the count is exactly 24, yet only 17 coins are
# found: pieces of some make up for others that are missing. **A right count proves little.**
#
# Nor is a connected component an object in general, as the coffee shows:

# %% [markdown] key="touching-meaning" lang="zh"
# 60% 时硬币还能全找到，55% 时就不行了。`min_distance` 太小，硬币被切碎；太大，相邻的并成一个：物体有多大，得由我们事先知道。
# 间距 55%、`min_distance` 为 3 时，数出来不多不少是 24，可只找到 17 枚：有的被切成几块，凑上了漏掉的。**数对了，说明不了什么。**
#
# 连通分量也不等于物体，看看咖啡就知道：

# %% key="spoon"
# NBVAL_CHECK_OUTPUT
things = np.asarray(semantic_from_instances(coffee.labels))
print("saucer, cup and spoon: 3 objects,", label(things).max(), "component")
print("the spoon alone: 1 object,", label(coffee.labels == 3).max(), "components")

# %% [markdown] key="learned" lang="en"
# Three things that touch are one component, one thing behind another is two, and no `min_distance` mends that: one has to know
# what cups and spoons look like. That is learned. Lesson 02 trains the U-Net, a network for *semantic* segmentation. Its
# authors, whose cells touched under the microscope, made the narrow strips between them count more in training, so that the
# network leaves a gap, and connected components work again. Networks for *instance* segmentation (Mask R-CNN, for example)
# first detect each object and then draw its mask inside the box.

# %% [markdown] key="learned" lang="zh"
# 挨在一起的三个物体是一个连通分量，被挡住的一个物体却是两个，`min_distance` 怎么调都没用：得知道杯子和勺子长什么样，这要靠学习。
# 第 02 课会训练 U-Net，一个做*语义*分割的网络。它的作者要分开显微镜下挨在一起的细胞：训练时给窄缝更大的权重，网络就会留出空隙，连通分量又管用了。
# 做*实例*分割的网络（例如 Mask R-CNN）则先检测出每个物体，再在框里画出它的掩码。

# %% [markdown] key="uses" lang="en"
# ## 7 · Where it is used
#
# | field | what the pixels become | are objects counted? | what a mistake costs |
# | --- | --- | --- | --- |
# | **driving** (Cityscapes) | road, pavement, person, car … | each person: yes | a person taken for pavement: a life; a shadow for a person: an emergency stop |
# | **medical imaging** | organ, tumour, vessel, cell | cells: yes; an organ: no | tumour missed at its boundary: not treated; healthy tissue taken for tumour: treated |
# | **remote sensing** (SpaceNet) | building, road, water, field | buildings: yes; roads: as a network | a missing road: a long way round; merged houses: a wrong count of people |
# | **precision farming** | crop, weed, soil | plants: yes | a missed weed competes with the crop; a crop plant taken for a weed is sprayed |
#
# The last two columns decide which task you need, and which errors you may make. Accuracy over all pixels knows nothing of
# costs: a person far away covers a handful. SpaceNet's contests on buildings scored much as we did: F1, with a building
# found if its IoU reaches ½. Lesson 02 returns to scores, with salt deep below the land.

# %% [markdown] key="uses" lang="zh"
# ## 7 · 用在哪里
#
# | 领域 | 像素分成什么 | 要不要数物体 | 出错的代价 |
# | --- | --- | --- | --- |
# | **自动驾驶**（Cityscapes） | 道路、人行道、行人、汽车…… | 行人要 | 把人看成人行道，是人命；把影子看成人，是急刹车 |
# | **医学影像** | 器官、肿瘤、血管、细胞 | 细胞要，器官不要 | 肿瘤边界漏掉一块，没有治到；健康组织看成肿瘤，白挨治疗 |
# | **遥感**（SpaceNet） | 建筑、道路、水面、农田 | 建筑要；道路按路网算 | 漏了一条路，就得绕远；房子连成一片，人口就估错了 |
# | **精准农业** | 作物、杂草、土壤 | 植株要 | 漏掉的杂草和作物争养分；作物当成杂草，就会喷上除草剂 |
#
# 后两列决定你需要哪种任务、可以犯哪种错。像素准确率（pixel accuracy）对代价一无所知：远处的行人只占寥寥几个像素。
# SpaceNet 的建筑竞赛打分和我们差不多：看 F1，IoU 达到 ½ 就算找到这栋建筑。第 02 课还会讨论打分，对象是地下深处的盐体。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Four tasks, four answers: a word, boxes, a class for each pixel, an object for each pixel. From instances follow boxes and the mask of things, but neither classes nor stuff.
# - A threshold needs even light; connected components count what doesn't touch; a watershed separates round things if you know
#   their size.
# - A count can be right by accident: ask for precision and recall, on a picture that nothing was chosen for.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 四种任务，四种答案：一个词，框，每个像素的类别，每个像素所属的物体。有了实例就有框和物体的掩码，但没有类别，也没有不可数的背景。
# - 阈值要求光线均匀；连通分量只数得清互不相接的东西；分水岭能把挨在一起的圆形物体分开，前提是知道它们有多大。
# - 数目可能碰巧数对：要看精确率和召回率，而且换一张没有拿来做过选择的图。
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
# - A. Kirillov et al., *Panoptic segmentation*, CVPR 2019 (arXiv 1801.00868): why an IoU above ½ makes matches unique.
# - K. He et al., *Mask R-CNN*, ICCV 2017 (arXiv 1703.06870).
# - M. Cordts et al., *The Cityscapes dataset for semantic urban scene understanding*, CVPR 2016 (arXiv 1604.01685).
# - A. Van Etten et al., *SpaceNet: a remote sensing dataset and challenge series*, 2018 (arXiv 1807.01232).
# - A. Milioto et al., *Real-time semantic segmentation of crop and weed for precision agriculture robots leveraging
#   background knowledge in CNNs*, ICRA 2018 (arXiv 1709.06764).

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - N. Otsu，*A threshold selection method from gray-level histograms*，IEEE Transactions on Systems, Man, and Cybernetics 9(1)，1979。
# - L. Vincent 与 P. Soille，*Watersheds in digital spaces: an efficient algorithm based on immersion simulations*，IEEE PAMI 13(6)，1991。
# - A. Kirillov 等，*Panoptic segmentation*，CVPR 2019（arXiv 1801.00868）：IoU 超过 ½ 时匹配为什么是唯一的。
# - K. He 等，*Mask R-CNN*，ICCV 2017（arXiv 1703.06870）。
# - M. Cordts 等，*The Cityscapes dataset for semantic urban scene understanding*，CVPR 2016（arXiv 1604.01685）。
# - A. Van Etten 等，*SpaceNet: a remote sensing dataset and challenge series*，2018（arXiv 1807.01232）。
# - A. Milioto 等，*Real-time semantic segmentation of crop and weed for precision agriculture robots leveraging background knowledge in CNNs*，ICRA 2018（arXiv 1709.06764）。
