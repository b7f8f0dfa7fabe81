# ---
# jupyter:
#   course:
#     title:
#       en: Transposed convolution
#       zh: 转置卷积
#     goals:
#       en: Work out a transposed convolution by hand, predict its size, see why it draws checkerboards, and train one that beats bicubic enlargement.
#       zh: 会手算转置卷积，会预测输出大小，看懂棋盘格从哪里来，再训练一个胜过双三次插值的放大网络。
#     minutes:
#       work: 100
#       quick: 2
#       full: 2
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
# # 01 · Transposed convolution
#
# A convolutional network looks at a picture and shrinks it. A network that *paints* a picture, or colours every pixel of
# one, has to grow again. The layer that grows is the transposed convolution, and it fits into one sentence: **every input
# pixel stamps a copy of the kernel, multiplied by its own value, on the output, and where stamps overlap they add up.**
# The rest of this lesson is that sentence, looked at closely.
#
# **After this lesson you can**
# - work out a transposed convolution by hand and predict the size of its output,
# - say what stride, padding and output padding do, and what Keras' `valid` and `same` stand for,
# - explain why it is the gradient of a convolution and why "deconvolution" is the wrong name,
# - recognise checkerboard artefacts and avoid them,
# - train a small network that enlarges photographs better than bicubic interpolation.
#
# **You need** about 100 minutes, Python with NumPy, and to have met convolutions. Everything runs on two CPU cores; no
# download.

# %% [markdown] key="title" lang="zh"
# # 01 · 转置卷积
#
# 卷积网络看图，越看越小。要让网络*画*出一张图，或者给图中每个像素都涂上颜色，就得一步步再放大回去。
# 负责放大的这一层叫转置卷积（transposed convolution），一句话就能说清：
# **每个输入像素把卷积核（kernel）乘上自己的值，像盖章一样盖在输出上，重叠的地方相加。** 这一课要做的，就是把这句话看透。
#
# **学完之后，你能**
# - 手算转置卷积，预测输出的大小；
# - 说清步幅（stride）、填充（padding）、输出填充（output padding）各做什么，Keras 的 `valid`、`same` 又是什么；
# - 解释它为什么就是卷积的梯度（gradient），为什么叫“反卷积”（deconvolution）并不对；
# - 认出棋盘格伪影（checkerboard artefacts），并且避开它；
# - 训练一个小网络，把照片放大得比双三次插值（bicubic interpolation）更好。
#
# **需要** 大约 100 分钟；会用 Python 和 NumPy，学过卷积。两个 CPU 核就够，不用下载任何东西。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("01_transposed_convolution")

# %% key="imports" tags=["export"]
import keras
import numpy as np
import tensorflow as tf

from course_utils import image_row, live_training, new_figure, report, show, table, use
from course_utils.data.photographs import photographs
from course_utils.demos import transposed_convolution as demos
from course_utils.svg import grids

# %% [markdown] key="why" lang="en"
# ## 1 · Why grow again?
#
# Convolutions with a stride and pooling layers shrink a picture step by step. That is how a network learns *what* is
# there: each remaining number has seen a large part of the picture. The price is the *where*.
#
# **Predict:** a photograph is averaged over blocks of 4×4 pixels, and separately over blocks of 16×16. In which can you still tell that it is a
# cat? And where its whiskers are?

# %% [markdown] key="why" lang="zh"
# ## 1 · 为什么要再变大？
#
# 带步幅的卷积和池化（pooling）把图一步步缩小。网络正是这样学会辨认图里有*什么*：留下来的每个数，都看过原图的一大片区域。代价是丢掉了*在哪里*。
#
# **先猜一猜：** 把一张照片按 4×4 的小块取平均，另外再按 16×16 的小块取一次。哪一张还看得出是猫？哪一张还能指出胡须在哪里？

# %% key="pooled"
cat = photographs("chelsea")["chelsea"][:288, 80:368]


def shrink(image, factor):
    """Mean over blocks of factor × factor pixels; image (H, W, ...), both sides divisible."""
    height, width = image.shape[0] // factor, image.shape[1] // factor
    blocks = image.reshape(height, factor, width, factor, *image.shape[2:])
    return blocks.mean(axis=(1, 3))


sizes = {"288 × 288": cat, "72 × 72": shrink(cat, 4), "18 × 18": shrink(cat, 16)}
show(image_row(sizes), "pooled")

# %% [markdown] alt="pooled" lang="en"
# A cat's face three times: sharp at 288 by 288 pixels, blocky but recognisable at 72 by 72, a few soft blobs at 18 by 18.

# %% [markdown] alt="pooled" lang="zh"
# 同一张猫脸的三个版本：288×288 清晰；72×72 看得见方块，但还认得出；18×18 只剩几团模糊的颜色。

# %% [markdown] key="why-meaning" lang="en"
# The exact *where* goes first: at 72×72 you see at once that it is a cat, but the whiskers are nearly gone; at 18×18 you can guess at a face with two
# eyes, but can't say where any edge runs. (A network keeps the *what* in many channels, which an averaged picture can't show.)
#
# **Dense prediction** (a label for every pixel, as in lesson 02) and **synthesis** (a whole picture out of a few numbers, as
# in lesson 03) need both, so something has to turn small maps into large ones. We could simply resize. A transposed
# convolution does it with weights that can be learned.

# %% [markdown] key="why-meaning" lang="zh"
# 最先丢掉的是准确的*在哪里*：72×72 时一眼就看得出是猫，胡须却几乎没了；18×18 时还能猜出是一张有两只眼睛的脸，却说不出任何一条边缘的位置。
# （网络把*是什么*存在许多通道里，这一点，取平均的图显示不出来。）
#
# **密集预测**（dense prediction，给每个像素一个标签，见第 02 课）和**图像合成**（synthesis，由几个数生成整张图，见第 03 课）两样都要，
# 所以必须有办法把小图变大。直接缩放也行；转置卷积则用可以学习的权重来做。

# %% [markdown] key="stamp" lang="en"
# ## 2 · One stamp after another
#
# Take a 4×4 input of ones and a 3×3 kernel of ones, and do on a spreadsheet what the sentence says. The first input pixel
# stamps nine ones into the top left corner. The second stamps nine ones one column further right, on top of what is there.
#
# **Predict:** how large is the output after all sixteen stamps, and what is the largest number in it?

# %% [markdown] key="stamp" lang="zh"
# ## 2 · 一个接一个地盖章
#
# 取一个全是 1 的 4×4 输入和一个全是 1 的 3×3 核，照那句话一步步做，就像在电子表格里填数。第一个输入像素在左上角盖上九个 1；
# 第二个往右挪一列，再盖九个 1，加到原来的数上。
#
# **先猜一猜：** 十六个都盖完，输出有多大？里面最大的数是几？

# %% key="stamping"
x, kernel = np.ones((4, 4)), np.ones((3, 3))
out = np.zeros((6, 6))
pages = {}
for count, (i, j) in enumerate(np.ndindex(4, 4), start=1):
    out[i : i + 3, j : j + 3] += x[i, j] * kernel  # the stamp
    if count in (1, 2, 5, 16):
        pages[f"after {count}"] = out.copy()

show(grids(pages, cell=30, gap=26), "stamping")

# %% [markdown] alt="stamping" lang="en"
# Four 6 by 6 tables of numbers: after one stamp nine ones stand in the top left corner; after two the overlap shows twos;
# after five the second row begins; after sixteen the table rises from 1 in the corners to 9 in the middle.

# %% [markdown] alt="stamping" lang="zh"
# 四张 6×6 的数表：盖 1 次，左上角有九个 1；盖 2 次，重叠处变成 2；盖 5 次，开始第二行；盖完 16 次，从四角的 1 升到中间的 9。

# %% key="stamp-table"
# NBVAL_CHECK_OUTPUT
print(out.astype(int))

# %% [markdown] key="stamp-meaning" lang="en"
# The output is 6×6: the stamps start at four places along each side, and the last one is three wide. A pixel in the middle
# lies under nine stamps, one in the corner under a single one. **The edge gathers less**, simply because fewer input pixels
# can reach it. Padding (section 3) crops part of that border away. What is left is narrow and the same in every picture,
# so the next layers can often learn to allow for it; where it would show, the input is first mirrored beyond its edge, as in
# section 7.

# %% [markdown] key="stamp-meaning" lang="zh"
# 输出是 6×6：沿一条边，核从 0、1、2、3 开始，最后一个盖住 3、4、5，共六格。中间的像素被盖了九次，角上的只有一次。**边缘得到的少**，
# 只因为够得着它的输入像素少。填充（第 3 节）会把这圈边裁掉一部分；
# 剩下的只是窄窄一圈，而且每张图里都一样，后面各层往往能学会补上。如果还是看得出来，就先把输入沿边缘镜像出去一点，第 7 节就是这么做的。

# %% [markdown] key="stride" lang="en"
# ## 3 · Stride and padding
#
# Two settings change where the stamps go and what is kept.
#
# - **Stride** $s$: neighbouring input pixels stamp $s$ output pixels apart. Input pixel $(i, j)$ stamps with its top left
#   corner at $(i\,s,\ j\,s)$. This is what makes the output grow.
# - **Padding** $p$: when all is stamped, $p$ rows and columns are **cropped** from each of the four sides. (The name comes
#   from the forward convolution, where padding *adds* them. Section 5 shows why it turns round.)
#
# Now it's your turn. Everything else in the lesson is built on this function: the last line of the cell checks it, and if it
# passes, the lesson goes on with *yours* (if not, with its own).
#
# > **Exercise `conv_transpose2d(x, kernel, stride=1, padding=0)`.** Return the transposed convolution of `x` as a 2-D
# > array. `x` and `kernel` are NumPy arrays of any height and width; loops are welcome.
# >
# > *Worked example.* With `x = [[1, 2]]`, `kernel = [[1, 10]]` and `stride=1`: the first pixel stamps `1 10`, the second
# > stamps `2 20` one step further, together `1 12 20`. With `stride=2` they no longer overlap: `1 10 2 20`. With
# > `kernel = [[1, 10, 100]]` and `stride=2` you get `1 10 102 20 200`. And a 2×2 input of ones with a 3×3 kernel of ones,
# > `stride=2` and `padding=1` gives 3×3 numbers: five rows and columns, less one on each side.

# %% [markdown] key="stride" lang="zh"
# ## 3 · 步幅与填充
#
# 有两个设置：一个决定核盖在哪里，一个决定最后留下什么。
#
# - **步幅**（stride）$s$：相邻的两个输入像素，盖章的位置相隔 $s$ 个输出像素。输入像素 $(i, j)$ 盖下的核，左上角在 $(i\,s,\ j\,s)$。
#   输出就是这样变大的。
# - **填充**（padding）$p$：全部盖完之后，四边各**裁掉** $p$ 行或 $p$ 列。（这个名字来自普通卷积，在那里，填充是*加上*去的。为什么到这里反了过来，第 5 节再说。）
#
# 轮到你了。这一课后面的内容都建立在这个函数上：单元格的最后一行会检查它，通过了，后面就用*你的*函数（没通过就先用本课自己的）。
#
# > **练习 `conv_transpose2d(x, kernel, stride=1, padding=0)`。** 返回 `x` 的转置卷积，一个二维数组。`x` 和 `kernel` 是
# > NumPy 数组，高和宽任意；用循环完全可以。
# >
# > *例子。* 设 `x = [[1, 2]]`，`kernel = [[1, 10]]`，`stride=1`：第一个像素盖下 `1 10`，第二个往右挪一格，盖下 `2 20`，合起来是
# > `1 12 20`。`stride=2` 时两者不再重叠：`1 10 2 20`。若 `kernel = [[1, 10, 100]]`，`stride=2`，则得到
# > `1 10 102 20 200`。再如 2×2 的全 1 输入、3×3 的全 1 核，`stride=2`，`padding=1`，得到 3×3 个数：五行五列，再裁去上下各一行、左右各一列。


# %% key="exercise-conv-transpose2d" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def conv_transpose2d(x, kernel, stride=1, padding=0):
    """Each pixel of x (H, W) stamps kernel (kh, kw); then `padding` is cropped on all sides."""
    # BEGIN SOLUTION
    rows, columns = ((n - 1) * stride + k for n, k in zip(x.shape, kernel.shape, strict=True))
    out = np.zeros((rows, columns))
    for i, j in np.ndindex(x.shape):
        top, left = i * stride, j * stride
        out[top : top + kernel.shape[0], left : left + kernel.shape[1]] += x[i, j] * kernel
    return out[padding : rows - padding, padding : columns - padding]
    # END SOLUTION


conv_transpose2d = use("conv_transpose2d", conv_transpose2d)

# %% [markdown] key="stride-picture" lang="en"
# **Predict** before you run the next cell: a 2×2 input of ones, a 3×3 kernel of ones, stride 2, as in the last example. Where do stamps overlap, and how
# many meet there?

# %% [markdown] key="stride-picture" lang="zh"
# 运行下一个单元格之前，**先猜一猜**：和上面最后一个例子一样，2×2 的全 1 输入，全 1 的 3×3 核，步幅 2。哪里会重叠？那里各有几个核叠在一起？

# %% key="stride-tables"
ones2, ones3 = np.ones((2, 2)), np.ones((3, 3))
tables = {
    "input": ones2,
    "stride 1": conv_transpose2d(ones2, ones3),
    "stride 2": conv_transpose2d(ones2, ones3, stride=2),
    "stride 2, padding 1": conv_transpose2d(ones2, ones3, stride=2, padding=1),
}
show(grids(tables), "stride-tables")

# %% [markdown] alt="stride-tables" lang="en"
# Four tables: the 2 by 2 input of ones; the 4 by 4 output at stride 1 with 4 in the middle; the 5 by 5 output at stride 2,
# where a cross of 2s with a 4 in its centre marks the overlaps; the same cropped to 3 by 3 by padding 1.

# %% [markdown] alt="stride-tables" lang="zh"
# 四张表：2×2 的全 1 输入；步幅 1 得到 4×4，中间是 4；步幅 2 得到 5×5，重叠处是由 2 组成的十字，中心是 4；再用填充 1 裁成 3×3。

# %% key="stride-check"
# NBVAL_CHECK_OUTPUT
print(np.asarray(conv_transpose2d(ones2, ones3, stride=2)).astype(int))

# %% [markdown] key="stride-meaning" lang="en"
# Stride 2 gives 5×5, and the overlaps form a cross. Remember that cross: it comes back in section 6.

# %% [markdown] key="stride-meaning" lang="zh"
# 步幅 2 得到 5×5，重叠的地方成了一个十字。记住这个十字，第 6 节它还会出现。

# %% [markdown] key="sizes" lang="en"
# ## 4 · How large is the output?
#
# Along one side the stamps start at $0, s, 2s, \dots$ Ask where the last one starts, where it ends, and what is cropped.
# One setting is left: **output padding** adds extra pixels at the far end only. What it is for comes right after the
# exercise.
#
# Not every setting makes sense, so we say what is legal first.

# %% [markdown] key="sizes" lang="zh"
# ## 4 · 输出有多大？
#
# 沿着一条边，核的起点是 $0, s, 2s, \dots$ 想一想：最后一个从哪里开始、到哪里结束、又裁掉了多少。还剩一个设置：
# **输出填充**（output padding）只在末端多加几个像素，做完练习就讲它的用处。
#
# 并不是什么设置都说得通，所以先规定哪些合法。


# %% key="legal" tags=["export"]
def require_legal(n, kernel, stride=1, padding=0, output_padding=0):
    """ValueError that names the argument, unless one side's settings [pixels] make sense."""
    least = {"n": (n, 1), "kernel": (kernel, 1), "stride": (stride, 1)}
    least |= {"padding": (padding, 0), "output_padding": (output_padding, 0)}
    for name, (value, lowest) in least.items():
        if value != int(value) or value < lowest:
            raise ValueError(f"{name} must be a whole number of at least {lowest}, not {value}")
    if output_padding >= stride:
        wrong = f"output_padding={output_padding} must be below stride={stride}"
        raise ValueError(f"{wrong}: a whole further step would belong to a further input pixel")


# %% [markdown] key="exercise-output-size" lang="en"
# > **Exercise `output_size(n, kernel, stride=1, padding=0, output_padding=0)`.** Return the length of the output's side for
# > an input side of `n` pixels, as a whole number.
# >
# > *Worked example.* `n=2`, `kernel=3`, `stride=2`: the stamps start at 0 and 2, the last one covers 2, 3, 4, so the output
# > has 5 pixels. With `padding=1`, 3 are left. (You may take it that something is always left.)

# %% [markdown] key="exercise-output-size" lang="zh"
# > **练习 `output_size(n, kernel, stride=1, padding=0, output_padding=0)`。** 输入的一条边有 `n` 个像素，返回输出这条边的长度（整数）。
# >
# > *例子。* `n=2`，`kernel=3`，`stride=2`：核从 0 和 2 开始，最后一个盖住 2、3、4，所以输出有 5 个像素。若 `padding=1`，剩下 3 个。
# > （可以假定裁完之后总有像素剩下。）


# %% key="output-size" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def output_size(n, kernel, stride=1, padding=0, output_padding=0):
    """Side of the output, in pixels, for an input side of n pixels."""
    require_legal(n, kernel, stride, padding, output_padding)
    # BEGIN SOLUTION
    size = (n - 1) * stride - 2 * padding + kernel + output_padding
    if size < 1:
        raise ValueError(f"padding={padding} leaves nothing of the output: {size} pixels")
    return size
    # END SOLUTION


output_size = use("output_size", output_size)

# %% [markdown] key="undo" lang="en"
# ### Does it undo the shape of a convolution?
#
# You may read that "a transposed convolution with the same settings takes you back to the shape you came from".
# **Predict:** take kernel 5, padding 2, stride 3. A convolution turns 14 pixels into how many? And 15?

# %% [markdown] key="undo" lang="zh"
# ### 它能还原卷积之前的形状吗？
#
# 常听人说：“同样的设置，转置卷积能回到卷积之前的形状。” **先猜一猜：** 核 5，填充 2，步幅 3。卷积把 14 个像素变成几个？15 个呢？


# %% key="undo-numbers"
# NBVAL_CHECK_OUTPUT
def convolved_size(n, kernel, stride, padding):
    """Side after an ordinary convolution (Dumoulin & Visin, 2016, relationship 6)."""
    return (n + 2 * padding - kernel) // stride + 1


print("convolution        back, output_padding = 0, 1, 2")
for n in (13, 14, 15, 16):
    small = convolved_size(n, kernel=5, stride=3, padding=2)
    back = [output_size(small, 5, 3, padding=2, output_padding=extra) for extra in (0, 1, 2)]
    print(f"{n} pixels → {small}       ", *back)

# %% [markdown] key="undo-meaning" lang="en"
# 13, 14 and 15 all become 5, because the division in a convolution with stride rounds down. From 5 nobody can know which
# of the three it was, so the claim is false in general. By itself the transposed convolution goes back to the smallest,
# 13. **That is what output padding is for: it says which of the $s$ possible sizes you meant.** It creates no information;
# it only moves the far edge. It must stay below the stride: one more, and the convolution would have given 6.

# %% [markdown] key="undo-meaning" lang="zh"
# 13、14、15 都变成 5，因为带步幅的卷积在做除法时向下取整。只看 5，谁也不知道原来是哪一个，所以那句话一般不成立。
# 不加输出填充时，只能回到最小的 13。**输出填充的用处就在这里：在 $s$ 种可能的大小里，说明你要的是哪一种。**
# 它不产生任何信息，只是把末端的边挪一挪。输出填充必须小于步幅：再多一个像素就是 16，卷积后得到 6，不再是 5。

# %% [markdown] key="together" lang="en"
# ### All settings together
#
# This is the whole layer for one channel, with every setting allowed to differ between rows and columns.

# %% [markdown] key="together" lang="zh"
# ### 所有设置合在一起
#
# 下面就是完整的一层（单通道），每个设置在行、列两个方向上都可以取不同的值。


# %% key="all-settings" tags=["export"]
def transposed_convolution(x, kernel, stride=1, padding=0, output_padding=0):
    """One channel, x (H, W), kernel (kh, kw); settings are numbers or pairs (rows, columns)."""
    settings = (stride, padding, output_padding)
    steps, crops, extras = (np.broadcast_to(setting, 2).tolist() for setting in settings)
    sides = list(zip(x.shape, kernel.shape, steps, crops, extras, strict=True))
    sizes = [output_size(*side) for side in sides]
    full = np.zeros([(n - 1) * step + k + extra for n, k, step, _, extra in sides])
    for i, j in np.ndindex(x.shape):
        top, left = i * steps[0], j * steps[1]
        full[top : top + kernel.shape[0], left : left + kernel.shape[1]] += x[i, j] * kernel
    return full[crops[0] :, crops[1] :][: sizes[0], : sizes[1]]


# %% key="output-padding-tables"
tables = {}
for padding, extra in [(0, 0), (0, 1), (1, 0), (1, 1)]:
    title = f"padding {padding}, output padding {extra}"
    tables[title] = transposed_convolution(np.ones((2, 2)), np.ones((3, 3)), 2, padding, extra)
show(grids(tables, cell=26, gap=22), "output-padding-tables")

# %% [markdown] alt="output-padding-tables" lang="en"
# Four tables for a 2 by 2 input and a 3 by 3 kernel at stride 2: without padding, output padding 1 adds a row and a column of
# zeros to the 5 by 5 output; with padding 1, it brings back the cropped last row and column of the 3 by 3 output.

# %% [markdown] alt="output-padding-tables" lang="zh"
# 2×2 输入、3×3 核、步幅 2 的四张表：没有填充时，输出填充 1 给 5×5 的输出添上一行零和一列零；填充为 1 时，它把 3×3 的输出在末端被裁掉的一行和一列补了回来。

# %% [markdown] key="output-padding-meaning" lang="en"
# Output padding works at the far end only, on the right and at the bottom. If padding had cropped something there, it gives
# that back; if not, no stamp reaches so far, and it can only add zeros.

# %% [markdown] key="output-padding-meaning" lang="zh"
# 输出填充只作用在末端，也就是右边和下边。如果那里被填充裁掉过，它就把裁掉的还回来；如果没裁过，那么远的地方没有核够得着，就只能补零。

# %% [markdown] key="explorer" lang="en"
# ### Touch it
#
# Let the steps run, then change one setting at a time. Things to try: stride 3 with kernel 3 (no overlap at all); padding 2
# with kernel 5 and stride 1 (same size as the input); output padding 1 with stride 2 (which edge moves?); your own kernel,
# such as `1 0 -1; 2 0 -2; 1 0 -1`; an output padding as large as the stride.

# %% [markdown] key="explorer" lang="zh"
# ### 动手试试
#
# 先让它一步步自动盖完，然后每次只改一个设置。可以试：步幅 3 配核 3（完全不重叠）；填充 2 配核 5、步幅 1（输出和输入一样大）；
# 输出填充 1 配步幅 2（哪条边动了？）；自己写一个核，比如 `1 0 -1; 2 0 -2; 1 0 -1`；让输出填充和步幅一样大。

# %% key="explorer-demo" tags=["demo"]
demos.explorer()

# %% [markdown] key="keras" lang="en"
# ### What Keras calls it
#
# Keras' `Conv2DTranspose` does not take a number for `padding`, but one of two words. **Predict:** kernel 3, stride 2,
# a 3×3 input with a single one in its middle. Does `padding="same"` give what your function gives with `padding=1`?

# %% [markdown] key="keras" lang="zh"
# ### Keras 里怎么写
#
# 在 Keras 的 `Conv2DTranspose` 里，`padding` 不填数字，只能从两个词里选一个。**先猜一猜：** 核 3，步幅 2，3×3 的输入里只有正中一个 1。
# `padding="same"` 和你的函数取 `padding=1`，结果一样吗？


# %% key="keras-layer"
def keras_transpose(x, kernel, stride, padding):
    """Keras' own layer on one channel, with the given kernel and no bias."""
    layer = keras.layers.Conv2DTranspose(1, kernel.shape, stride, padding, use_bias=False)
    layer.build((None, *x.shape, 1))
    layer.set_weights([kernel[:, :, None, None]])  # (rows, columns, channels out, channels in)
    return np.array(layer(x[None, :, :, None]))[0, :, :, 0]


spot = np.zeros((3, 3))
spot[1, 1] = 1
one_to_nine = np.arange(1.0, 10).reshape(3, 3)
tables = {
    "Keras valid": keras_transpose(spot, one_to_nine, 2, "valid"),
    "Keras same": keras_transpose(spot, one_to_nine, 2, "same"),
    "yours, padding=1": conv_transpose2d(spot, one_to_nine, 2, 1),
}
show(grids(tables, cell=30), "keras-tables")

# %% [markdown] alt="keras-tables" lang="en"
# The stamp of one pixel with the kernel 1 to 9: in the middle of a 7 by 7 table for valid; in a 6 by 6 table for same, with
# two empty rows above it but one below, and two empty columns on its left but one on its right; in the middle of a 5 by 5
# table for padding 1.

# %% [markdown] alt="keras-tables" lang="zh"
# 一个像素用核 1 到 9 盖出的结果：valid 是 7×7，位于正中；same 是 6×6，上方和左侧各空两格，下方和右侧各空一格；填充 1 是 5×5，位于正中。

# %% [markdown] key="keras-mapping" lang="en"
# `valid` crops nothing. `same` promises a size, $n\,s$, and crops whatever is too much: $k-s$ pixels in all, half of them
# (rounded down) at the start and the rest at the end. With kernel 3 and stride 2 that is one row at the bottom and
# one column on the right: no single number `padding` does that. Here are the numbers behind the words:

# %% [markdown] key="keras-mapping" lang="zh"
# `valid` 什么也不裁。`same` 保证的是大小 $n\,s$，多出来的就裁掉：一共 $k-s$ 个像素，开头裁一半（向下取整），其余在末尾裁。
# 核 3、步幅 2 时，只在底部裁一行、在右侧裁一列：任何一个 `padding` 数值都做不到。两个词对应的数字如下：

# %% key="keras-numbers"
# NBVAL_CHECK_OUTPUT
x, rng = np.ones((4, 4)), np.random.default_rng(0)
print("k  s  yours  valid  same   cropped by same (start, end)")
for k, s in [(3, 1), (3, 2), (4, 2), (5, 2), (5, 3), (2, 3)]:
    kernel = rng.random((k, k))
    valid, same = (keras_transpose(x, kernel, s, word) for word in ("valid", "same"))
    n = len(same)
    start = next(c for c in range(k) if np.allclose(valid[c : c + n, c : c + n], same))
    crops = start, len(valid) - start - n
    print(f"{k}  {s} {output_size(4, k, s):5} {len(valid):6} {n:5}    {crops}")

# %% [markdown] key="keras-meaning" lang="en"
# Only where $k-s$ is even does `same` crop both ends alike, and your `padding` is then $(k-s)/2$. The $(k-1)/2$ that you may know
# from `same` in an ordinary convolution is right only for stride 1. In the last line of the table the kernel is smaller than the stride and $k-s$ is negative. Nothing is cropped; instead
# both words *add* zeros at the far end, which is why `valid` gives 12 and not the 11 of your formula.

# %% [markdown] key="keras-meaning" lang="zh"
# 只有 $k-s$ 是偶数时，`same` 才在两端裁得一样多，相当于你的 `padding` 取 $(k-s)/2$；你在普通卷积里见过的 $(k-1)/2$，只在步幅为 1 时才对。
# 表的最后一行里，核比步幅还小，$k-s$ 是负数：没有东西可裁，两个词反而都在末端*添*上零，所以 `valid` 得到 12，而不是你的公式给出的 11。

# %% [markdown] key="matrix" lang="en"
# ## 5 · Why "transposed"?
#
# Write the pixels of a picture one after the other, row by row, as a vector. A convolution is linear, so it is a matrix
# $C$: one row for each output pixel, one column for each input pixel. Each row holds the kernel's numbers, put where the
# window lies.
#
# > **Exercise `convolution_matrix(kernel, input_shape, stride=1)`.** Return the matrix $C$ for which
# > `C @ x.ravel()` is the convolution of `x` without padding (`valid`), row by row. As always in deep learning the
# > kernel is not flipped: strictly speaking, this is a cross-correlation.
# >
# > *Worked example.* `kernel = [[1, 10]]` and `input_shape = (1, 3)`: the window fits in two places, so $C$ is
# > `[[1, 10, 0], [0, 1, 10]]`.

# %% [markdown] key="matrix" lang="zh"
# ## 5 · 为什么叫“转置”？
#
# 把图的像素一行接一行排成一个向量。卷积是线性运算，所以可以写成一个矩阵 $C$：
# 每个输出像素占一行，每个输入像素占一列；每一行都在窗口所在的位置填上核的数值，其余为 0。
#
# > **练习 `convolution_matrix(kernel, input_shape, stride=1)`。** 返回矩阵 $C$，使 `C @ x.ravel()` 等于 `x` 不加填充（`valid`）的卷积
# > 按行拉平的结果。和深度学习里一贯的做法一样，核不翻转：严格说来，这叫互相关（cross-correlation）。
# >
# > *例子。* `kernel = [[1, 10]]`，`input_shape = (1, 3)`：窗口能放两个位置，所以 $C$ 是 `[[1, 10, 0], [0, 1, 10]]`。


# %% key="convolution-matrix" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def convolution_matrix(kernel, input_shape, stride=1):
    """C (output pixels, input pixels) of a valid cross-correlation; pixels go row by row."""
    # BEGIN SOLUTION
    windows = [(n - k) // stride + 1 for n, k in zip(input_shape, kernel.shape, strict=True)]
    rows = []
    for i, j in np.ndindex(*windows):
        row = np.zeros(input_shape)
        top, left = i * stride, j * stride
        row[top : top + kernel.shape[0], left : left + kernel.shape[1]] = kernel
        rows.append(row.ravel())
    return np.array(rows)
    # END SOLUTION


convolution_matrix = use("convolution_matrix", convolution_matrix)

# %% [markdown] key="matrix-look" lang="en"
# **Look** at the next figure: a *row* of $C$ gathers a window into one pixel. In $C^\top$ the same numbers stand in a
# *column*: one input pixel is multiplied by that column and so spread over the window. That is a stamp. ($\langle a, b\rangle$, below, is the sum of the
# products, entry by entry.)

# %% [markdown] key="matrix-look" lang="zh"
# **看下一张图：** $C$ 的一*行*把一个窗口汇成一个像素。到了 $C^\top$ 里，同样的数排成一*列*：一个输入像素乘上这一列，就摊到了整个窗口上。这正是“盖章”。（下面的 $\langle a, b\rangle$ 是逐项相乘再求和。）

# %% key="matrix-picture"
C = np.asarray(convolution_matrix(one_to_nine, (4, 4)))

figure, axes = new_figure(1, 2, (9, 4.6), width_ratios=[16, 4])
for axis, matrix, title in zip(axes, (C, C.T), ("C: 4×4 → 2×2", "Cᵀ: 2×2 → 4×4"), strict=True):
    axis.imshow(matrix, cmap="Blues", vmin=0, vmax=11)
    for (i, j), value in np.ndenumerate(matrix):
        if value:
            ink = "white" if value > 6 else "black"
            axis.text(j, i, f"{value:.0f}", ha="center", va="center", fontsize=9, color=ink)
    ticks = {"xticks": range(matrix.shape[1]), "yticks": range(matrix.shape[0])}
    axis.set(title=title, xlabel="input pixel", ylabel="output pixel", **ticks)
    axis.tick_params(labelsize=8, length=0)
show(figure, "matrix-picture")

# %% [markdown] alt="matrix-picture" lang="en"
# Two tables. C has 4 rows and 16 columns; in every row the kernel's numbers 1 to 9 stand in three groups of three. Its
# transpose has 16 rows and 4 columns.

# %% [markdown] alt="matrix-picture" lang="zh"
# 两张表。C 有 4 行 16 列，每行里核的数 1 到 9 分成三组，每组三个；它的转置有 16 行 4 列。

# %% key="matrix-equals"
# NBVAL_CHECK_OUTPUT
rng = np.random.default_rng(0)
y = rng.normal(size=(2, 2))
stamped = np.asarray(conv_transpose2d(y, one_to_nine))
print("Cᵀ y is your transposed convolution:", np.allclose(C.T @ y.ravel(), stamped.ravel()))

x = rng.normal(size=(4, 4))
print(f"⟨C x, y⟩ = {(C @ x.ravel()) @ y.ravel():.6f}")
print(f"⟨x, Cᵀy⟩ = {np.vdot(x, stamped):.6f}")

# %% [markdown] key="adjoint" lang="en"
# $\langle Cx, y\rangle = \langle x, C^\top y\rangle$ for
# every $x$ and $y$: that is what "transposed" means, and it is a good test of any implementation. It also explains padding: a
# forward convolution puts zeros around the input, so going back, whatever lands on those zeros is thrown away.
#
# ### The gradient of a convolution
#
# You have used transposed convolutions for as long as you have trained convolutional networks. **Predict:** nudge one pixel of
# $x$ a little. Which pixels of $Cx$ change, and by how much?
#
# They are the pixels whose window contains it, and they change by the nudge times the kernel's numbers: one column of $C$. Let $y$ be the gradient
# of the loss with respect to $Cx$, sent back by the layers that follow. By the chain rule pixel $j$ gets $\sum_i C_{ij}\,y_i$, and all pixels together
# $\partial L/\partial x = C^\top y$. To test that, take the loss whose gradient with respect to $Cx$ is just our $y$: $L = \langle Cx, y\rangle$.
# `GradientTape` records operations and differentiates them; ask it. (Pictures are given to
# TensorFlow as (batch, rows, columns, channels), kernels as (rows, columns, channels in, channels out).)

# %% [markdown] key="adjoint" lang="zh"
# 对任意 $x$、$y$ 都有 $\langle Cx, y\rangle = \langle x, C^\top y\rangle$：
# 这就是“转置”的含义，也是检验任何实现的好办法。它也解释了填充：普通卷积在输入四周补零；倒过来走时，落在补零位置上的值就都丢掉。
#
# ### 卷积的梯度
#
# 只要训练过卷积网络，你就早已用过转置卷积。**先猜一猜：** 把 $x$ 的一个像素稍稍动一下，$Cx$ 的哪些像素会变？变多少？
#
# 会变的是窗口盖住了它的那些输出像素；这个像素每增加 1，那些像素就各增加核里对应的那个数，合起来正是 $C$ 的一列。设损失对 $Cx$ 的梯度是 $y$（由后面的层传回来）。按链式法则，
# 第 $j$ 个像素收到 $\sum_i C_{ij}\,y_i$，全部像素合起来就是 $\partial L/\partial x = C^\top y$。要验证它，就取一个对 $Cx$ 的梯度恰好是 $y$ 的损失：
# $L = \langle Cx, y\rangle$。梯度带（`GradientTape`）会记录运算并求导，问问它就知道。
# （给 TensorFlow 的图，形状是（批、行、列、通道）；核的形状是（行、列、输入通道、输出通道）。）

# %% key="gradient"
# NBVAL_CHECK_OUTPUT
image = tf.Variable(x[None, :, :, None])
with tf.GradientTape() as tape:
    convolved = tf.nn.conv2d(image, one_to_nine[:, :, None, None], 1, "VALID")
    loss = tf.reduce_sum(convolved * y[None, :, :, None])
gradient = tape.gradient(loss, image)[0, :, :, 0]
print("the gradient is your transposed convolution of y:", np.allclose(gradient, stamped))

# %% [markdown] key="misnomer" lang="en"
# The backward pass of a convolution, towards its input, *is* a transposed convolution, and the backward pass of a
# transposed convolution is a convolution. (With a stride, the last pixels of $x$ may lie under no window. They get no gradient: those are the zeros
# that output padding adds. And with several channels there is one kernel for each pair of input and output channel; an output channel is the sum of what
# all input channels stamp on it.)
#
# ### Why not "deconvolution"?
#
# Because it does not undo a convolution: $C^\top$ is not $C^{-1}$. It brings back the *shape*, not the *values*. See what
# is left of a picture after $C$ and $C^\top$:

# %% [markdown] key="misnomer" lang="zh"
# 卷积对输入的反向传播（backward pass）*就是*转置卷积；转置卷积的反向传播则是卷积。
# （步幅大于 1 时，$x$ 末端的几个像素可能不在任何窗口里，也就得不到梯度：输出填充补的零就是它们。通道不止一个时，每一对输入、输出通道各有一个核，
# 一个输出通道就是所有输入通道在它上面盖的章之和。）
#
# ### 为什么不叫“反卷积”？
#
# 因为它并不能撤销卷积：$C^\top$ 不是 $C^{-1}$。回来的是*形状*，不是*数值*。看看一张图先经过 $C$、再经过 $C^\top$ 还剩什么：

# %% key="not-inverse"
small_cat = shrink(cat, 9).mean(axis=2)
blur = np.ones((5, 5)) / 25
blurred = np.asarray(convolution_matrix(blur, small_cat.shape)) @ small_cat.ravel()
blurred = blurred.reshape(28, 28)
returned = np.asarray(conv_transpose2d(blurred, blur))
show(image_row({"x": small_cat, "C x": blurred, "Cᵀ C x": returned}), "not-inverse")
difference = np.abs(small_cat - returned)
print("mean difference between x and CᵀCx:", end=" ")
print(f"{difference[4:-4, 4:-4].mean():.3f} inside, {difference.mean():.3f} with the edge")

# %% [markdown] alt="not-inverse" lang="en"
# Three grey pictures of the cat: the original, the same blurred by a 5 by 5 mean, and the transposed convolution of that,
# which has the original size again but is blurred twice and dark at the edges.

# %% [markdown] alt="not-inverse" lang="zh"
# 三张灰度猫图：原图；用 5×5 均值模糊后的；再做转置卷积的结果，大小回来了，却模糊了两次，边缘还变暗。

# %% [markdown] key="not-inverse-meaning" lang="en"
# The shape is back, 32×32. But the picture is blurred twice, and dark at the edge, where fewer stamps fall. Undoing the blur
# would have made it sharper.

# %% [markdown] key="not-inverse-meaning" lang="zh"
# 形状回来了，32×32。可图被模糊了两次，边缘还变暗，因为那里盖到的核少。真要撤销模糊，图应该变清楚才对。

# %% [markdown] key="checkerboard" lang="en"
# ## 6 · Checkerboards
#
# Pictures from early *generators* (networks that paint, see lesson 03) often show a fine pattern like a chessboard. You have already seen where it comes from: the
# cross in section 3. Let's count.
#
# > **Exercise `overlap_count(n, kernel, stride)`.** In one dimension, `n` input pixels stamp kernels of length `kernel`,
# > `stride` apart. Return an integer array with one entry for each output pixel (nothing is cropped): how many stamps cover it?
# >
# > *Worked example.* `n=2`, `kernel=3`, `stride=2`: the stamps cover 0, 1, 2 and 2, 3, 4, so the counts are `1 1 2 1 1`.

# %% [markdown] key="checkerboard" lang="zh"
# ## 6 · 棋盘格
#
# 早期的生成器（generator，负责画图的网络，见第 03 课）画出来的图，上面常有一层国际象棋棋盘似的细纹。它从哪里来，你其实已经见过：就是第 3 节的那个十字。我们来数一数。
#
# > **练习 `overlap_count(n, kernel, stride)`。** 在一维上，`n` 个输入像素各盖一个长为 `kernel` 的核，相隔 `stride`。返回一个整数数组，
# > 每个输出像素对应一项，值是它被盖了几次（什么也不裁）。
# >
# > *例子。* `n=2`，`kernel=3`，`stride=2`：两个核分别盖住 0、1、2 和 2、3、4，所以次数是 `1 1 2 1 1`。


# %% key="overlap-count" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def overlap_count(n, kernel, stride):
    """How many stamps cover each of the (n-1)·stride + kernel output pixels; int array."""
    # BEGIN SOLUTION
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts
    # END SOLUTION


overlap_count = use("overlap_count", overlap_count)

# %% key="overlap-table"
# NBVAL_CHECK_OUTPUT
for kernel, stride in [(3, 2), (4, 2), (5, 2), (4, 3), (6, 3)]:
    counts = np.asarray(overlap_count(6, kernel, stride))
    print(f"kernel {kernel}, stride {stride}:", *counts)

# %% [markdown] key="overlap-meaning" lang="en"
# Look at the middle of each line. Kernel 4 with stride 2 and kernel 6 with stride 3 are uniform: **the stride divides the
# kernel size**. The others rise and fall for ever. In two dimensions the counts multiply, so 2 against 1 becomes 4 against 1.

# %% [markdown] key="overlap-meaning" lang="zh"
# 看每行的中间。核 4 配步幅 2、核 6 配步幅 3 是均匀的：**步幅整除核大小**。其余的一直忽高忽低。到了二维，次数相乘，2 比 1 就成了 4 比 1。

# %% key="overlap-picture"
figure, axes = new_figure(1, 3, (9, 3.3))
for axis, (kernel, stride) in zip(axes, [(3, 2), (4, 2), (5, 2)], strict=True):
    line = np.asarray(overlap_count(8, kernel, stride))
    image = axis.imshow(np.outer(line, line), cmap="cividis", vmin=0, vmax=9)
    axis.set(title=f"kernel {kernel}, stride {stride}", xticks=[], yticks=[])
figure.colorbar(image, ax=axes, label="stamps on a pixel", shrink=0.8)
show(figure, "overlap-picture")

# %% [markdown] alt="overlap-picture" lang="en"
# Three maps of how often output pixels are covered: kernel 3 with stride 2 is a checkerboard, kernel 4 with stride 2 is even
# away from the edges, kernel 5 with stride 2 is a checkerboard again.

# %% [markdown] alt="overlap-picture" lang="zh"
# 三张“被盖次数”的图：核 3 步幅 2 是棋盘格；核 4 步幅 2 除了边缘都均匀；核 5 步幅 2 又是棋盘格。

# %% [markdown] key="stacks" lang="en"
# ### Stacks of layers
#
# A generator has several such layers in a row. **Predict:** do the patterns of several layers average out, or grow?
# Move the *layers* control. Then choose random weights: at a stride of 2 or more now no kernel size is uniform, even where the stride
# divides it, because neighbouring output pixels are made by *different* weights. Then switch to *resize, then convolve*.

# %% [markdown] key="stacks" lang="zh"
# ### 叠上几层
#
# 生成器里，这样的层一层接一层。**先猜一猜：** 几层的花纹会互相抵消，还是越来越重？拖动*层数*滑块看看。再选随机权重：
# 只要步幅大于 1，哪怕它整除核大小，现在也不均匀了，因为相邻的输出像素由*不同的*权重算出。最后换成*先放大，再卷积*。

# %% key="checkerboard-demo" tags=["demo"]
demos.checkerboard()


# %% key="stacked"
def painted(layers, resize=False):
    """A flat surface after several upsampling layers, kernel 3×3 of ones; largest value 1."""
    surface = np.ones((16, 16))
    for _ in range(layers):
        if resize:  # nearest neighbour, then an ordinary convolution
            large = np.kron(surface, np.ones((2, 2)))
            side = len(large) - 2
            surface = sum(large[i : i + side, j : j + side] for i, j in np.ndindex(3, 3))
        else:
            surface = np.asarray(conv_transpose2d(surface, np.ones((3, 3)), stride=2))
    return surface / surface.max()


def middle_of(surface):
    start = len(surface) // 2 - 10
    return surface[start : start + 20, start : start + 20]


middles = {f"{n} layer{'s' * (n > 1)}": middle_of(painted(n)) for n in (1, 2, 3)}
middles["3 × (resize, convolve)"] = middle_of(painted(3, resize=True))
show(image_row(middles, size=2.3), "stacked")

# %% [markdown] alt="stacked" lang="en"
# Four grey patterns: one layer gives a simple checkerboard, two and three layers give ever more contrast with coarser squares
# on top of finer ones, resize-then-convolve gives a uniform white square.

# %% [markdown] alt="stacked" lang="zh"
# 四幅灰度花纹：一层是简单的棋盘格；两层、三层对比越来越强，粗格子上叠着细格子；先放大再卷积则是一片均匀的白。

# %% key="stacked-numbers"
# NBVAL_CHECK_OUTPUT
for name, middle in middles.items():
    print(f"{name}: brightest ÷ darkest = {middle.max() / middle.min():.1f}")

# %% [markdown] key="stacked-meaning" lang="en"
# They don't average out, they grow: each layer lays a finer pattern over the coarser one that it inherits. (The first layer gives a factor of 4, each further one less: in each
# direction an overlap adds two neighbouring values, and these are no longer both the largest.)

# %% [markdown] key="stacked-meaning" lang="zh"
# 它们不会互相抵消，只会越来越重：每一层都在继承来的粗花纹上，再添一层细花纹。（第一层正好 4 倍，以后每层不到 4 倍：在每个方向上，重叠处加在一起的是相邻的两个值，而相邻两个值不会同时取到最大。）

# %% [markdown] key="learn-even" lang="en"
# ### But the weights are learned!
#
# So they are, and there are kernels of size 3 that paint a uniform surface at stride 2, in one dimension for example ½ 1 ½: the
# middle weight must equal the sum of the two outer ones. (In two dimensions four sums must agree: the four corners; the middles of the top and bottom
# edges; those of the left and right; and the centre alone.) A network *can* compensate. But it **has to learn to**, and such weights are only one narrow
# valley in the landscape of the loss, that is, of the loss as a function of all weights: the network has to stay in it while it learns everything else.
# Kernel 4 has four sums to balance as well, but of four weights each: weights that are alike balance them from the start.
# Let a kernel of 3 and a kernel of 4 learn to paint a flat surface, each from random weights near one.

# %% [markdown] key="learn-even" lang="zh"
# ### 可权重是学出来的呀！
#
# 没错，而且确实有大小为 3 的核，能在步幅 2 时画出平坦的表面，一维时例如 ½ 1 ½：
# 中间的权重要等于两侧权重之和。（二维时，有四个和必须相等：四个角的权重之和、上下两边中点的权重之和、左右两边中点的权重之和，以及单独的中心权重。）网络*可以*补偿。但这**得靠学**，
# 而且这样的权重在损失曲面（loss landscape，把损失看作全部权重的函数）上只是一条窄窄的山谷，网络学别的东西时，还得一直待在里面。
# 核 4 也有四个和要平衡，不过每个都由四个权重组成：权重差不多大时，一开始就是平衡的。
# 让大小为 3 和 4 的核各自从 1 附近的随机权重出发，学着画一个平坦的表面。


# %% key="learn-flat"
def flatness_while_learning(kernel_size, steps, rate=0.02):
    """Spread of the painted surface (standard deviation) at each step of gradient descent."""
    rng = np.random.default_rng(1)
    kernel = tf.Variable(rng.normal(1, 0.1, (kernel_size, kernel_size, 1, 1)))
    spread = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            surface = tf.nn.conv2d_transpose(
                tf.ones((1, 8, 8, 1), tf.float64), kernel, (1, 16, 16, 1), strides=2
            )[:, 4:-4, 4:-4]  # away from the edge
            loss = tf.reduce_mean((surface - 1) ** 2)
        kernel.assign_sub(rate * tape.gradient(loss, kernel))
        spread.append(float(tf.math.reduce_std(surface)))
    return spread, kernel[:, :, 0, 0].numpy()


steps = 300
curves = {k: flatness_while_learning(k, steps) for k in (3, 4)}
figure, axis = new_figure(size=(8, 3))
for k, (spread, _) in curves.items():
    axis.semilogy(np.maximum(spread, 1e-6), label=f"kernel {k}, stride 2")
axis.set(xlabel="step of gradient descent", ylabel="unevenness (std)", ylim=(1e-4, 3))
axis.legend()
show(figure, "learn-flat")

# %% [markdown] alt="learn-flat" lang="en"
# Unevenness of the painted surface against steps of gradient descent on a logarithmic scale: kernel 4 starts about twelve times
# lower than kernel 3 and stays below it all the way.

# %% [markdown] alt="learn-flat" lang="zh"
# 所画表面的不平整度随梯度下降步数的变化（对数坐标）：核 4 的起点约为核 3 的十二分之一，并且一直低于核 3。

# %% key="learned-kernel"
# NBVAL_CHECK_OUTPUT
kernel = curves[3][1]
corners, rows, columns, centre = (kernel[i::2, j::2].sum() for i in (0, 1) for j in (0, 1))
print(f"kernel 3 has learned: corners {corners:.2f}, top and bottom {rows:.2f}", end=", ")
print(f"left and right {columns:.2f}, centre {centre:.2f}")
for k, (spread, _) in curves.items():
    print(f"kernel {k}: unevenness below 0.01 after {np.argmax(np.array(spread) < 0.01)} steps")

# %% [markdown] key="valley" lang="en"
# Kernel 4 starts about twelve times more uniform and needs less than a third of the steps. Kernel 3 gets there too, and has found the rule by
# itself: the four sums agree. What takes so long are the sums of two weights: they start near 2, and a sum of two moves at half
# the speed of a sum of four. The lone centre moves at a quarter of it, but starts almost right. And this task asks for nothing else. Odena et al. (2016) report that in real generators the pattern often stays, and recommend
#
# - kernel sizes that the stride divides, which removes the *systematic* part (the random part remains until it is learned away);
# - better, **resize first (they had most success with nearest), then an ordinary convolution**: every pixel of the enlarged map goes through the
#   same weights, so that there is nothing to compensate.

# %% [markdown] key="valley" lang="zh"
# 核 4 一开始的不平整度就只有核 3 的十二分之一左右，所用的步数不到三分之一。核 3 也学会了，还自己发现了那条规律：四个和相等。
# 拖得最久的是由两个权重组成的那两个和：它们从 2 附近出发，速度只有四个权重之和的一半。单独的中心只有四分之一的速度，但它一开始就差不多对了。何况这个任务只要求表面平坦。Odena 等人（2016）发现，在真正的生成器里花纹常常会留下来，他们的建议是：
#
# - 核大小取步幅的整数倍，这样就去掉了*系统性的*那部分（随机的那部分要靠学习去掉）；
# - 更好的办法是**先放大（他们用最近邻插值效果最好），再做普通卷积**：放大后的图上，每个像素都经过同一组权重，也就没有什么需要补偿的了。

# %% [markdown] key="bilinear" lang="en"
# ## 7 · Learned enlargement against resizing
#
# Is all this worth more than calling `resize`? Let's measure. We shrink photographs to a quarter of their side (each pixel
# the mean of a 4×4 block) and enlarge them again: nearest (copy the pixel), bilinear (straight lines between
# neighbours), bicubic (smooth curves through 4×4 neighbours), and a small network of ours.
#
# A good place to start from is a transposed convolution that already interpolates. Long et al. (2015) initialise theirs
# with a **bilinear kernel**: each pixel is spread as a tent that falls to zero one `factor` away, so that with
# `stride = factor` neighbouring tents always add up to one.
#
# > **Exercise `bilinear_kernel(factor)`.** Return the square kernel of side $w = 2f - (f \bmod 2)$, where $f$ is `factor`. Along one
# > direction the weight at distance $d$ from the kernel's middle is $1 - d/f$; in two dimensions the two directions are multiplied.
# >
# > *Worked example.* For `factor=2` the side is 4, the middle lies between two pixels, the distances are 1.5, 0.5, 0.5, 1.5
# > and the weights along one direction ¼ ¾ ¾ ¼. For `factor=3` they are ⅓ ⅔ 1 ⅔ ⅓.

# %% [markdown] key="bilinear" lang="zh"
# ## 7 · 学出来的放大，比得过直接缩放吗？
#
# 这一切真的比调用 `resize` 强吗？量一量就知道。把照片缩到边长的四分之一（每个像素是 4×4 小块的平均），再用几种办法放大回来：
# 最近邻（nearest，直接复制像素）、双线性（bilinear，邻点之间连直线）、双三次（bicubic，过 4×4 个邻点的光滑曲线），还有我们自己的小网络。
#
# 一个好的起点，是本来就会插值的转置卷积。Long 等人（2015）用**双线性核**（bilinear kernel）来初始化：每个像素摊成一顶“帐篷”，
# 到相距一个 `factor` 的地方降为零；当 `stride = factor` 时，相邻的帐篷加起来总是 1。
#
# > **练习 `bilinear_kernel(factor)`。** 返回边长 $w = 2f - (f \bmod 2)$ 的方形核，$f$ 就是 `factor`。
# > 在一个方向上，与核中心相距 $d$ 处的权重是 $1 - d/f$；二维的权重是两个方向的乘积。
# >
# > *例子。* `factor=2` 时边长为 4，中心落在两个像素之间，距离依次是 1.5、0.5、0.5、1.5，一个方向上的权重就是 ¼ ¾ ¾ ¼。`factor=3` 时则是 ⅓ ⅔ 1 ⅔ ⅓。


# %% key="exercise-bilinear-kernel" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def bilinear_kernel(factor):
    """Kernel (w, w) with w = 2·factor - factor mod 2 that interpolates at stride `factor`."""
    # BEGIN SOLUTION
    side = 2 * factor - factor % 2
    distance = np.abs(np.arange(side) - (side - 1) / 2)
    tent = 1 - distance / factor
    return np.outer(tent, tent)
    # END SOLUTION


bilinear_kernel = use("bilinear_kernel", bilinear_kernel)

# %% key="bilinear-check"
# NBVAL_CHECK_OUTPUT
tents = np.asarray(bilinear_kernel(2))
flat = conv_transpose2d(np.ones((4, 4)), tents, stride=2, padding=1)  # padding: (k - s) / 2
print(np.asarray(flat).round(4))

# %% [markdown] key="bilinear-meaning" lang="en"
# Ones stay ones, except along the edge, where neighbours are missing. Now the network. It works on one colour plane at a time:
# a fixed transposed convolution with *your* kernel does the bilinear interpolation, and four small convolutions feed a second
# transposed convolution that adds a **learned correction**. That one starts at zero, so before training the network *is*
# bilinear interpolation. Kernel 8, stride 4: the stride divides the kernel, as section 6 advised.

# %% [markdown] key="bilinear-meaning" lang="zh"
# 1 还是 1，只有边缘因为缺了邻居而变小。现在来搭网络。它一次处理一个颜色通道：一个固定的转置卷积用*你的*核做双线性插值；
# 四个小卷积之后，再用一个转置卷积加上**学到的修正**。修正从零开始，所以训练之前，这个网络*就是*双线性插值。
# 核 8、步幅 4，步幅整除核大小，正是第 6 节的建议。


# %% key="network"
def build_upsampler(kernel, factor=4, filters=24):
    """Enlarges (h, w, 1) to (factor·h, factor·w, 1): bilinear, plus a learned correction."""
    growing = {"kernel_size": 2 * factor, "strides": factor, "padding": "same"}
    small = keras.Input((None, None, 1))
    mirrored = [[0, 0], [1, 1], [1, 1], [0, 0]]  # or the picture would fade to black
    x = keras.ops.pad(small, mirrored, mode="symmetric")

    interpolate = keras.layers.Conv2DTranspose(1, **growing, use_bias=False, trainable=False)
    bilinear = interpolate(x)
    interpolate.set_weights([kernel[:, :, None, None]])

    for _ in range(4):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    correction = keras.layers.Conv2DTranspose(1, **growing, kernel_initializer="zeros")(x)
    large = keras.layers.Cropping2D(factor)(bilinear + correction)
    return keras.Model(small, large)


kernel4, filters = np.asarray(bilinear_kernel(4)), profile.pick(smoke=4, quick=24, full=48)
upsampler = build_upsampler(kernel4, filters=filters)
print(f"{upsampler.count_params():,} weights")

# %% [markdown] key="judge" lang="en"
# **Predict:** by how much will it beat bicubic? PSNR (peak signal-to-noise ratio) is $10\log_{10}(1/\text{mean squared error})$
# for values in $[0,1]$, in decibels: 3 dB more means half the squared error. SSIM (structural similarity)
# compares local structure; 1 is a perfect match.

# %% [markdown] key="judge" lang="zh"
# **先猜一猜：** 它会比双三次好多少？像素值在 $[0,1]$ 时，PSNR（峰值信噪比，peak signal-to-noise ratio）等于
# $10\log_{10}(1/\text{均方误差})$，单位是分贝：高 3 dB 表示均方误差减半。
# SSIM（结构相似性，structural similarity）比较局部结构，1 表示完全一致。

# %% [markdown] key="photographs" lang="en"
# Twelve photographs train it; four others, never seen in training, judge it. Patches are turned and mirrored at random, so
# that twelve photographs go a long way.

# %% [markdown] key="photographs" lang="zh"
# 十二张照片用来训练，另外四张从未在训练中出现，用来评判。训练用的小块随机旋转、翻转，十二张照片也就够用了。

# %% key="patches"
judged = photographs("astronaut", "chelsea", "coffee", "rocket")
training = photographs("china", "flower", "motorcycle", "camera", "coins", "moon")
training |= photographs("brick", "grass", "gravel", "ihc", "hubble", "retina")


def random_patches(photos, per_photo, side, rng):
    """Square patches of single colour planes, turned and mirrored: (N, side, side, 1)."""
    patches = []
    for photo in photos.values():
        for _ in range(per_photo):
            row, column = rng.integers(0, np.array(photo.shape[:2]) - side + 1)
            patch = photo[row : row + side, column : column + side, rng.integers(3)]
            patches.append(np.rot90(patch, rng.integers(4))[:, :: rng.choice([-1, 1])])
    return np.stack(patches)[..., None]


per_photo = profile.pick(smoke=4, quick=500, full=1500)
large = random_patches(training, per_photo, side=64, rng=np.random.default_rng(0))
small = np.stack([shrink(patch, 4) for patch in large])
print("input", small.shape, "→ target", large.shape, "·", judged.provenance.source)

# %% [markdown] key="train" lang="en"
# Training takes under a minute on two cores. The picture shows a detail of a judged photograph: bilinear, the network now,
# the original. You may stop it at any time with the ■ button: what has been learned stays. Running the cell again starts
# afresh.

# %% [markdown] key="train" lang="zh"
# 用两个 CPU 核训练，不到一分钟。图中是一张评判用照片的局部：双线性、网络目前的结果、原图。随时可以按 ■ 停下，已学到的都会保留；
# 再运行一次这个单元格，就从头开始。


# %% key="training"
def enlarge(model, image):
    """A colour picture (h, w, 3) through the model, plane by plane."""
    planes = np.asarray(model(np.moveaxis(image, -1, 0)[..., None]))
    return np.clip(np.moveaxis(planes[..., 0], 0, -1), 0, 1)


detail = judged["coffee"][120:280, 200:400]
before = np.clip(tf.image.resize(shrink(detail, 4), detail.shape[:2], "bilinear"), 0, 1)


def preview():
    return np.hstack([before, enlarge(upsampler, shrink(detail, 4)), detail])


epochs = profile.pick(smoke=1, quick=4, full=6)
batches = -(-len(large) // 16)  # in an epoch, rounded up
falling = keras.optimizers.schedules.CosineDecay(
    0.004, epochs * batches
)  # to 0, along a cosine
keras.utils.set_random_seed(0)
upsampler = build_upsampler(kernel4, filters=filters)
upsampler.compile(keras.optimizers.Adam(falling), loss="mse")
with live_training("upsampler", preview) as progress:
    upsampler.fit(small, large, batch_size=16, epochs=epochs, verbose=0, callbacks=[progress])

# %% key="judging"
from skimage.metrics import structural_similarity as ssim


def psnr(truth, image):
    return 10 * np.log10(1 / np.mean((truth - image) ** 2))


methods, rows, inputs = {}, [], {}
for name, photo in judged.items():
    truth = photo[: photo.shape[0] // 4 * 4, : photo.shape[1] // 4 * 4]
    inputs[name] = shrink(truth, 4)
    methods[name] = {"original": truth}
    for kind in ("nearest", "bilinear", "bicubic"):
        resized = tf.image.resize(inputs[name], truth.shape[:2], kind)
        methods[name][kind] = np.clip(resized, 0, 1)
    methods[name]["learned"] = enlarge(upsampler, inputs[name])
    row = {"PSNR [dB] (SSIM)": name}
    for kind, image in list(methods[name].items())[1:]:
        similarity = ssim(truth, image, channel_axis=2, data_range=1)
        row[kind] = f"{psnr(truth, image):.2f} ({similarity:.3f})"
    rows.append(row)
table(rows)
gains = []
for m in methods.values():
    gains.append(psnr(m["original"], m["learned"]) - psnr(m["original"], m["bicubic"]))
print(f"closer to the original than bicubic by {np.mean(gains):.2f} dB on average")

# %% key="crops"
crops = {kind: image[120:280, 200:400] for kind, image in methods["coffee"].items()}
crops["¼-size input"] = inputs["coffee"][30:70, 50:100]
order = ["original", "¼-size input", "nearest", "bilinear", "bicubic", "learned"]
show(image_row({kind: crops[kind] for kind in order}, columns=3), "crops")

# %% [markdown] alt="crops" lang="en"
# The same detail of the photograph of a coffee cup six times: original, the small input with visible pixels, nearest (blocks),
# bilinear, bicubic, and the learned enlargement.

# %% [markdown] alt="crops" lang="zh"
# 咖啡杯照片的同一局部，共六幅：原图、看得见像素块的小输入、最近邻（块状）、双线性、双三次，以及网络的放大结果。

# %% [markdown] key="zoom" lang="en"
# Look for yourself: move the window over the photographs. Where does the learned one win? Where does it do no better than
# bicubic?

# %% [markdown] key="zoom" lang="zh"
# 自己看看：在照片上移动窗口。学出来的网络在哪里胜出？在哪里并不比双三次强？

# %% key="zoom-demo" tags=["demo"]
demos.upsampling_zoom(methods, inputs)

# %% [markdown] key="zoom-meaning" lang="en"
# It wins at edges, and wins little where the picture is smooth or where fine texture is simply gone. A part of the lead may be
# easily won (it can learn to undo the mean over 4×4 blocks, which no interpolation tries; we have not separated that). The
# rest is knowledge: the network knows what edges in photographs look like and redraws them sharply. It cannot bring back what the small picture
# no longer holds: where several originals are possible, the mean squared error makes it answer with their average, which is
# blurred. Inventing a *plausible* detail instead is what the generator of lesson 03 learns.

# %% [markdown] key="zoom-meaning" lang="zh"
# 它赢在边缘；在平滑的地方，或者细纹理已经彻底丢失的地方，就赢不了多少。领先的优势里，有一部分也许得来并不费力（它可以学会抵消 4×4 小块的平均，
# 插值根本没有这么做；我们没有把这部分分开来量）。其余的才是知识：网络知道照片里的边缘是什么样，
# 能把它重新画清楚。小图里已经没有的东西，它却找不回来：如果有好几种可能的原图，均方误差会让它给出这些可能的平均，
# 也就是一片模糊。要*编*出看起来合理的细节，那是第 03 课的生成器要学的事。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - A transposed convolution **stamps**: size $(n-1)\,s - 2p + k + \text{output padding}$.
# - Padding crops; output padding chooses between the $s$ sizes that a convolution maps to the same one.
# - As a matrix it is $C^\top$: the gradient of a convolution, not its inverse.
# - If the stride doesn't divide the kernel, the overlaps make a **checkerboard**. Choose $k$ divisible by $s$, or resize and
#   then convolve.
# - A small network that ends in a transposed convolution beats fixed interpolation, by what it has learned about edges.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 转置卷积就是**盖章**：输出大小为 $(n-1)\,s - 2p + k + \text{输出填充}$。
# - 填充负责裁边；卷积会把 $s$ 种大小变成同一种，输出填充用来说明要回到哪一种。
# - 写成矩阵就是 $C^\top$：它是卷积的梯度，不是卷积的逆。
# - 步幅不整除核大小时，重叠会造成**棋盘格**。让 $k$ 是 $s$ 的倍数，或者先放大再卷积。
# - 一个以转置卷积收尾的小网络胜过了固定的插值，靠的是从照片里学到的“边缘长什么样”。
#
# 把你的结果和课程的参考结果比一比：

# %% key="report"
metrics = {
    "psnr_gain_db_mean": (np.mean(gains), "dB"),
    "psnr_gain_db_min": (min(gains), "dB"),
    "train_seconds": (progress.seconds, "s"),
}
picture = np.hstack([methods["coffee"][k] for k in ("bicubic", "learned", "original")])
report("01_transposed_convolution", metrics, {"upsampling.png": picture})

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, 2016 (arXiv 1603.07285): every case, drawn.
# - J. Long, E. Shelhamer and T. Darrell, *Fully convolutional networks for semantic segmentation*, CVPR 2015 (arXiv 1411.4038),
#   section 3.3: upsampling is backwards convolution.
# - A. Odena, V. Dumoulin and C. Olah, *Deconvolution and checkerboard artifacts*, Distill, 2016 (doi 10.23915/distill.00003).
# - C. Dong, C. C. Loy and X. Tang, *Accelerating the super-resolution convolutional neural network*, ECCV 2016
#   (arXiv 1608.00367): a full-grown relative of our small network.

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - V. Dumoulin 与 F. Visin，*A guide to convolution arithmetic for deep learning*，2016（arXiv 1603.07285）：每种情形都有图。
# - J. Long、E. Shelhamer 与 T. Darrell，*Fully convolutional networks for semantic segmentation*，CVPR 2015
#   （arXiv 1411.4038）第 3.3 节：上采样就是反向的卷积。
# - A. Odena、V. Dumoulin 与 C. Olah，*Deconvolution and checkerboard artifacts*，Distill，2016（doi 10.23915/distill.00003）。
# - C. Dong、C. C. Loy 与 X. Tang，*Accelerating the super-resolution convolutional neural network*，ECCV 2016
#   （arXiv 1608.00367）：我们这个小网络的“成年版”。
