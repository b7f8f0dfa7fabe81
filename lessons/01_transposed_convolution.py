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
# A convolutional network shrinks a picture. One that *paints* a picture, or colours every pixel of it, has to grow again. The
# layer that grows is the transposed convolution, and it fits into one sentence: **every input
# pixel stamps a copy of the kernel, multiplied by its own value, on the output, and where stamps overlap they add up.**
#
# **After this lesson you can**
# - work out a transposed convolution by hand, with stride, padding and output padding, and predict its size,
# - explain why it is the gradient of a convolution and no "deconvolution",
# - recognise checkerboard artefacts and avoid them,
# - train a network that enlarges photographs better than bicubic interpolation, and say how much of that is sharpening.
#
# **You need** about 100 minutes, Python with NumPy, convolutions. Two CPU cores, no download.

# %% [markdown] key="title" lang="zh"
# # 01 · 转置卷积
#
# 卷积网络看图，越看越小。要让网络*画*出一张图，或者给每个像素都涂上颜色，就得再放大回去。
# 负责放大的这一层叫转置卷积（transposed convolution），一句话就能说清：
# **每个输入像素把卷积核（kernel）乘上自己的值，像盖章一样盖在输出上，重叠的地方相加。**
#
# **学完之后，你能**
# - 手算转置卷积，用上步幅、填充、输出填充，预测输出的大小；
# - 解释它为什么就是卷积的梯度（gradient），而不是“反卷积”（deconvolution）；
# - 认出棋盘格伪影（checkerboard artefacts），并且避开它；
# - 训练一个小网络，把照片放大得比双三次插值（bicubic interpolation）更好，并说出其中有多少只是锐化。
#
# **需要** 大约 100 分钟；会用 Python 和 NumPy，学过卷积。两个 CPU 核就够，不用下载。图和打印结果里的文字是英文。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("01_transposed_convolution")

# %% key="imports" tags=["export"]
import keras
import numpy as np
import tensorflow as tf
from skimage.metrics import structural_similarity as ssim

from course_utils import (
    ask,
    image_row,
    live_training,
    new_figure,
    open_experiment,
    report,
    show,
    table,
    use,
)
from course_utils.data.photographs import photographs
from course_utils.demos import transposed_convolution as demos
from course_utils.measurements import measured_rows
from course_utils.svg import grids

# %% [markdown] key="why" lang="en"
# ## 1 · Why grow again?
#
# Convolutions with a stride and pooling layers shrink a picture. That is how a network learns *what* is
# there: each remaining number has seen much of the picture. The price is the *where*.

# %% [markdown] key="why" lang="zh"
# ## 1 · 为什么要再变大？
#
# 带步幅的卷积和池化（pooling）把图缩小。网络正是这样学会辨认图里有*什么*：留下来的每个数，都看过一大片区域。代价是丢掉了*在哪里*。

# %% [markdown] question="what-and-where" lang="en"
# A photograph is averaged over blocks of 4×4 pixels, and separately over blocks of 16×16. Where can you still
# tell that it is a cat, and where are its whiskers left?
#
# - [ ] Cat and whiskers in the first
#   A whisker is narrower than a block: it is averaged with what lies beside it.
# - [ ] The cat in both, the whiskers in the first
#   18 pixels along a side leave two eyes and a guess.
# - [x] The cat in the first, whiskers hardly in either
#   What is seen survives longest; exactly where goes first.

# %% [markdown] question="what-and-where" lang="zh"
# 把一张照片按 4×4 的小块取平均，再另外按 16×16 的小块取平均。哪一张还看得出是猫？哪一张还看得清胡须？
#
# - [ ] 第一张既看得出猫，也看得清胡须
#   胡须比一个小块还细，和旁边的像素一平均就没了。
# - [ ] 两张都看得出猫，第一张看得清胡须
#   每边只剩 18 个像素，留下的是两只眼睛和一个猜测。
# - [x] 第一张看得出猫，胡须两张都几乎没了
#   “是什么”保留得最久，“在哪里”最先丢掉。

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
# The exact *where* goes first: at 72×72 the whiskers are nearly gone; at 18×18 you can guess at a face, but can't say where any
# outline runs.
#
# **Dense prediction** (a label for every pixel, as in lesson 02) and **synthesis** (a whole picture out of a few numbers, as
# in lesson 03) need both, so small maps have to become large ones. We could simply resize. A transposed
# convolution does it with weights that are learned.

# %% [markdown] key="why-meaning" lang="zh"
# 最先丢掉的是准确的*在哪里*：72×72 时胡须几乎没了；18×18 时还能猜出是一张脸，却说不出任何一条轮廓的位置。
#
# **密集预测**（dense prediction，给每个像素一个标签，见第 02 课）和**图像合成**（synthesis，由几个数生成整张图，见第 03 课）两样都要，
# 所以要把小图变大。直接缩放也行；转置卷积则用学出来的权重来做。

# %% [markdown] key="stamp" lang="en"
# ## 2 · One stamp after another
#
# Take a 4×4 input of ones and a 3×3 kernel of ones. The first input pixel stamps nine ones into the top left corner. The
# second stamps nine ones one column further right, on top of what is there.

# %% [markdown] key="stamp" lang="zh"
# ## 2 · 一个接一个地盖章
#
# 取一个全是 1 的 4×4 输入和一个全是 1 的 3×3 核。第一个输入像素在左上角盖上九个 1；第二个往右挪一列，再盖九个 1，加到原来的数上。

# %% [markdown] question="sixteen-stamps" lang="en"
# Input 4×4, kernel 3×3, both full of ones. After all sixteen stamps: how large is the output, and what is the
# largest number in it?
#
# - [x] 6×6 and 9
#   Stamps start at four places along a side and are three wide; in the middle nine of them overlap.
# - [ ] 4×4 and 9
#   The last stamp starts at the last place and needs two more pixels.
# - [ ] 12×12 and 1
#   That would be stamps side by side: a stride of 3.
# - [ ] 6×6 and 16
#   No pixel lies under all sixteen: a stamp is only three wide.

# %% [markdown] question="sixteen-stamps" lang="zh"
# 输入 4×4，核 3×3，全是 1。盖完十六个印章：输出多大？里面最大的数是多少？
#
# - [x] 6×6，最大是 9
#   沿一条边，印章从四个位置起盖，每个宽三格；中间有九个印章重叠。
# - [ ] 4×4，最大是 9
#   最后一个印章从最后一格起盖，还要多占两格。
# - [ ] 12×12，最大是 1
#   那是印章一个挨一个地盖，也就是步幅 3。
# - [ ] 6×6，最大是 16
#   没有哪个像素被十六个印章都盖到：印章只有三格宽。

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
# lies under nine stamps, one in the corner under a single one. **The border gathers less**, simply because fewer input pixels
# can reach it. Padding (section 3) crops part of it away, or the input is first mirrored beyond its border, as in section 7.

# %% [markdown] key="stamp-meaning" lang="zh"
# 输出是 6×6：沿一条边，核从 0、1、2、3 开始，最后一个盖住 3、4、5，共六格。中间的像素被盖了九次，角上的只有一次。**边缘得到的少**，
# 只因为够得着它的输入像素少。填充（第 3 节）会裁掉一部分；也可以先把输入沿边缘镜像出去一点，第 7 节就是这么做的。

# %% [markdown] key="stride" lang="en"
# ## 3 · Stride and padding
#
# - **Stride** $s$: neighbouring input pixels stamp $s$ output pixels apart. Input pixel $(i, j)$ stamps with its top left
#   corner at $(i\,s,\ j\,s)$. This is what makes the output grow.
# - **Padding** $p$: when all is stamped, $p$ rows and columns are **cropped** from each of the four sides. (The name comes
#   from the forward convolution, where padding *adds* them. Section 5 shows why it turns round.)
#
# Everything else in the lesson is built on this function of yours:
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
# - **步幅**（stride）$s$：相邻的两个输入像素，盖章的位置相隔 $s$ 个输出像素。输入像素 $(i, j)$ 盖下的核，左上角在 $(i\,s,\ j\,s)$。
#   输出就是这样变大的。
# - **填充**（padding）$p$：全部盖完之后，四边各**裁掉** $p$ 行或 $p$ 列。（这个名字来自普通卷积，在那里，填充是*加上*去的。为什么到这里反了过来，第 5 节再说。）
#
# 轮到你了。这一课后面的内容都建立在这个函数上。
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

# %% [markdown] question="cross" lang="en"
# A 2×2 input of ones, a 3×3 kernel of ones, stride 2. Where do stamps overlap, and how many meet there?
#
# - [ ] Nowhere
#   Stamps are three wide and start two apart: they share a row or a column.
# - [x] In a cross: two along its arms, four in its middle
#   Neighbours share a row or a column, and all four share the pixel in the middle.
# - [ ] In a cross: two everywhere
#   In the middle the shared row meets the shared column: four stamps.
# - [ ] Everywhere, and nine in the middle
#   That was stride 1, with more input pixels.

# %% [markdown] question="cross" lang="zh"
# 输入是 2×2 的 1，核是 3×3 的 1，步幅 2。印章在哪里重叠？那里有几个印章？
#
# - [ ] 不重叠
#   印章宽三格，起点相隔两格：相邻的印章共用一行或一列。
# - [x] 重叠成一个十字：臂上两个，中心四个
#   相邻的印章共用一行或一列，中心那个像素四个印章都盖到。
# - [ ] 重叠成一个十字：处处两个
#   在中心，共用的行和共用的列相交：四个印章。
# - [ ] 处处重叠，中间九个
#   那是步幅为 1、输入也更大的情形。

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
# Stride 2 gives 5×5, and the overlaps form a cross: on its arms two stamps meet, in the middle all four. It comes back in
# section 6.

# %% [markdown] key="stride-meaning" lang="zh"
# 步幅 2 得到 5×5，重叠的地方成了一个十字：四条臂上是两个印章相叠，正中四个都叠在一起。第 6 节它还会出现。

# %% [markdown] key="sizes" lang="en"
# ## 4 · How large is the output?
#
# Along one side the stamps start at $0, s, 2s, \dots$ Where does the last one start, where does it end, and what is cropped?
# One setting is left: **output padding** adds pixels at the far end only. First, which settings make sense:

# %% [markdown] key="sizes" lang="zh"
# ## 4 · 输出有多大？
#
# 沿着一条边，印章的起点是 $0, s, 2s, \dots$ 想一想：最后一个从哪里开始、到哪里结束、又裁掉了多少。还剩一个设置：
# **输出填充**（output padding）只在末端多加几个像素。先规定哪些设置合法。


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
# > an input side of `n` pixels, as a whole number. Where padding crops everything away, that is 0, never less.
# >
# > *Worked example.* `n=2`, `kernel=3`, `stride=2`: the stamps start at 0 and 2, the last one covers 2, 3, 4, so the output
# > has 5 pixels. With `padding=1`, 3 are left; with `padding=3`, none: 0.

# %% [markdown] key="exercise-output-size" lang="zh"
# > **练习 `output_size(n, kernel, stride=1, padding=0, output_padding=0)`。** 输入的一条边有 `n` 个像素，返回输出这条边的长度（整数）。
# > 如果填充把像素全裁光了，长度就是 0，不会再小。
# >
# > *例子。* `n=2`，`kernel=3`，`stride=2`：印章从 0 和 2 开始，最后一个盖住 2、3、4，所以输出有 5 个像素。若 `padding=1`，剩下 3 个；若 `padding=3`，一个不剩，得 0。


# %% key="output-size" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def output_size(n, kernel, stride=1, padding=0, output_padding=0):
    """Side of the output, in pixels, for an input side of n pixels; 0 where none is left."""
    require_legal(n, kernel, stride, padding, output_padding)
    # BEGIN SOLUTION
    return max((n - 1) * stride - 2 * padding + kernel + output_padding, 0)
    # END SOLUTION


output_size = use("output_size", output_size)

# %% [markdown] key="undo" lang="en"
# ### Does it undo the shape of a convolution?
#
# You may read that "a transposed convolution with the same settings takes you back to the shape you came from".

# %% [markdown] key="undo" lang="zh"
# ### 它能还原卷积之前的形状吗？
#
# 常听人说：“同样的设置，转置卷积能回到卷积之前的形状。”

# %% [markdown] question="which-size" lang="en"
# Take kernel 5, padding 2, stride 3. An ordinary convolution turns 14 pixels into how many? And 15?
#
# - [ ] 5 and 6
#   The division rounds down; for a sixth window 16 pixels are needed.
# - [x] 5 and 5
#   (14 + 4 − 5) / 3 = 4.33 and (15 + 4 − 5) / 3 = 4.67 are both rounded down, and the first window is added.
# - [ ] 4 and 4
#   Add 1: the first window stands there before any stride is made.
# - [ ] 14 and 15
#   Padding 2 keeps the size at stride 1; stride 3 shrinks it.

# %% [markdown] question="which-size" lang="zh"
# 核 5，填充 2，步幅 3。普通卷积把 14 个像素变成几个？15 个呢？
#
# - [ ] 5 和 6
#   除法向下取整；要有第六个窗口，得有 16 个像素。
# - [x] 5 和 5
#   (14 + 4 − 5) / 3 = 4.33，(15 + 4 − 5) / 3 = 4.67，都向下取整，再加上第一个窗口。
# - [ ] 4 和 4
#   还要加 1：一步没迈，第一个窗口就已经在那里了。
# - [ ] 14 和 15
#   步幅为 1 时，填充 2 才保持大小；步幅 3 会缩小。


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
# 13, 14 and 15 all become 5, because the division rounds down, so the claim is false in general. **That is what output padding is for: it says which of the $s$ possible
# sizes you meant**; by itself the transposed convolution goes back to the smallest, 13. It must stay below the stride: one
# more, and the convolution would have given 6.

# %% [markdown] key="undo-meaning" lang="zh"
# 13、14、15 都变成 5，因为除法向下取整，所以那句话一般不成立。
# **输出填充的用处就在这里：在 $s$ 种可能的大小里，说明你要的是哪一种**；不加它，只能回到最小的 13。
# 输出填充必须小于步幅：再多一个像素就是 16，卷积后得到 6，不再是 5。

# %% [markdown] key="together" lang="en"
# Output padding comes before the crop. So what does it bring: new numbers, or zeros?

# %% [markdown] key="together" lang="zh"
# 输出填充加在裁剪之前。那么它带来的是新的数，还是零？


# %% key="all-settings" tags=["export"]
def transposed_convolution(x, kernel, stride=1, padding=0, output_padding=0):
    """As conv_transpose2d, with rows and columns added at the far end before the crop."""
    settings = stride, padding, output_padding
    rows, columns = (
        output_size(*side, *settings) for side in zip(x.shape, kernel.shape, strict=True)
    )
    full = np.pad(conv_transpose2d(x, kernel, stride), (0, output_padding))
    return full[padding:, padding:][:rows, :columns]


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
# If padding had cropped something on the right and at the bottom, output padding gives that back; if not, no stamp reaches so
# far, and it can only add zeros.

# %% [markdown] key="output-padding-meaning" lang="zh"
# 如果右边和下边被填充裁掉过，它就把裁掉的还回来；如果没裁过，那么远的地方没有印章够得着，就只能补零。

# %% [markdown] key="explorer" lang="en"
# Let the steps run, then change one setting at a time: stride 3 with kernel 3 (no overlap at all); padding 2
# with kernel 5 and stride 1 (same size as the input); output padding 1 with stride 2 (which side moves?); your own kernel.

# %% [markdown] key="explorer" lang="zh"
# 先让它一步步自动盖完，然后每次只改一个设置：步幅 3 配核 3（完全不重叠）；填充 2 配核 5、步幅 1（输出和输入一样大）；
# 输出填充 1 配步幅 2（哪条边动了？）；自己写一个核。

# %% key="explorer-demo" tags=["demo"]
demos.explorer()

# %% [markdown] key="keras" lang="en"
# ### What Keras calls it
#
# In Keras' `Conv2DTranspose`, `padding` is one of two words: `valid`, or `same`, which promises a side of $n\,s$ pixels.

# %% [markdown] key="keras" lang="zh"
# ### Keras 里怎么写
#
# 在 Keras 的 `Conv2DTranspose` 里，`padding` 只能从两个词里选一个：`valid`，或者 `same`，它保证输出边长为 $n\,s$。

# %% [markdown] question="same-or-one" lang="en"
# Kernel 3, stride 2, a 3×3 input with a single one in its middle. Does Keras' `padding="same"` give what your
# function gives with `padding=1`?
#
# - [ ] Yes: both crop one pixel on each side
#   Keras promises the size 3·2 = 6, and 7 − 6 leaves one pixel to crop, not two.
# - [x] No: it crops one row and one column, at the far end
#   7×7 becomes 6×6; no single number crops one end only.
# - [ ] No: it crops nothing
#   That is what valid does; it leaves 7×7.

# %% [markdown] question="same-or-one" lang="zh"
# 核 3，步幅 2，3×3 的输入只有中间是 1。Keras 的 `padding="same"` 和你的函数取 `padding=1`，结果一样吗？
#
# - [ ] 一样：都在每边裁去一个像素
#   Keras 保证的大小是 3·2 = 6，而 7 − 6 只剩一个像素可裁，不是两个。
# - [x] 不一样：它只在末端裁去一行一列
#   7×7 变成 6×6；没有哪个 padding 的数能只裁一端。
# - [ ] 不一样：它什么也不裁
#   那是 valid 的做法，结果是 7×7。


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
# `valid` crops nothing. `same` crops whatever is too much for its $n\,s$ pixels: $k-s$ in all, half of them
# (rounded down) at the start and the rest at the end. Here that is one row at the bottom and one column on the right: no
# number `padding` does that.

# %% [markdown] key="keras-mapping" lang="zh"
# `valid` 什么也不裁。`same` 把超出 $n\,s$ 的裁掉：一共 $k-s$ 个像素，开头裁一半（向下取整），其余在末尾裁。
# 这里是底部裁一行、右侧裁一列：任何一个 `padding` 数值都做不到。

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
# Only where $k-s$ is even does `same` crop both ends alike; your `padding` is then $(k-s)/2$. In the last line $k-s$ is negative: both words *add* zeros at the far end, which is
# why `valid` gives 12 and not the 11 of your formula.

# %% [markdown] key="keras-meaning" lang="zh"
# 只有 $k-s$ 是偶数时，`same` 才在两端裁得一样多，相当于你的 `padding` 取 $(k-s)/2$。
# 最后一行里 $k-s$ 是负数：两个词反而都在末端*添*上零，所以 `valid` 得到 12，而不是你的公式给出的 11。

# %% [markdown] key="matrix" lang="en"
# ## 5 · Why "transposed"?
#
# Write the pixels of a picture row by row as a vector. A convolution is linear, so it is a matrix
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
# *column*: one input pixel times that column is spread over the window. That is a stamp. ($\langle a, b\rangle$ is the sum of the
# products.)

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
# every $x$ and $y$: that is what "transposed" means, and a good test of any implementation. It also explains padding: a
# forward convolution puts zeros around the input; going back, whatever lands on them is thrown away.
#
# ### The gradient of a convolution
#
# You have used transposed convolutions for as long as you have trained convolutional networks.

# %% [markdown] key="adjoint" lang="zh"
# 对任意 $x$、$y$ 都有 $\langle Cx, y\rangle = \langle x, C^\top y\rangle$：
# 这就是“转置”的含义，也是检验任何实现的好办法。它也解释了填充：普通卷积在输入四周补零；倒过来走时，落在补零位置上的值就都丢掉。
#
# ### 卷积的梯度
#
# 只要训练过卷积网络，你就早已用过转置卷积。

# %% [markdown] question="which-change" lang="en"
# Nudge one pixel of $x$ a little. Which pixels of $Cx$ change, and by how much?
#
# - [x] Those whose window contains it, by the nudge times the kernel's numbers
#   That is one column of $C$: a stamp.
# - [ ] The one at the same place, by the nudge
#   A pixel lies in several windows: up to as many as the kernel has numbers.
# - [ ] All of them, a little
#   A window that doesn't contain the pixel knows nothing of it: $C$ is mostly zeros.

# %% [markdown] question="which-change" lang="zh"
# 把 $x$ 的一个像素稍微改一点。$Cx$ 的哪些像素会变？变多少？
#
# - [x] 窗口盖住它的那些，改动乘以核里对应的数
#   这正是 $C$ 的一列，也就是一个印章。
# - [ ] 同一位置的那一个，变得一样多
#   一个像素在好几个窗口里：核有几个数，最多就有几个窗口。
# - [ ] 全部都变一点
#   没盖住它的窗口根本看不到它：$C$ 里大多是 0。

# %% key="nudge"
# NBVAL_CHECK_OUTPUT
nudged = x.copy()
nudged[1, 1] += 1
print((C @ nudged.ravel() - C @ x.ravel()).reshape(2, 2).round(6))

# %% [markdown] key="nudge-meaning" lang="en"
# All four windows contain it, and each output pixel changes by the kernel's number that lies on the nudged one: together one column of $C$. If $y$
# is the gradient of a loss $L$ with respect to $Cx$, pixel $j$ gets $\sum_i C_{ij}\,y_i$ by the chain rule, and all pixels together
# $\partial L/\partial x = C^\top y$. To test that, take $L = \langle Cx, y\rangle$. `GradientTape` records operations and
# differentiates them. (TensorFlow's pictures are (batch, rows, columns, channels), its kernels (rows, columns, channels in,
# channels out).)

# %% [markdown] key="nudge-meaning" lang="zh"
# 四个窗口都盖住了它，每个输出像素变化多少，要看核里哪个数压在被改的像素上：合起来正是 $C$ 的一列。设损失 $L$ 对 $Cx$ 的梯度是 $y$。按链式法则，
# 第 $j$ 个像素收到 $\sum_i C_{ij}\,y_i$，全部像素合起来就是 $\partial L/\partial x = C^\top y$。要验证它，就取 $L = \langle Cx, y\rangle$。
# 梯度带（`GradientTape`）会记录运算并求导。（TensorFlow 的图是（批、行、列、通道），核是（行、列、输入通道、输出通道）。）

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
# transposed convolution is a convolution. (With several channels, an output channel is the sum of what all input channels
# stamp on it, each with a kernel of its own.)
#
# ### Why not "deconvolution"?
#
# Because it does not undo a convolution: $C^\top$ is not $C^{-1}$. It brings back the *shape*, not the *values*:

# %% [markdown] key="misnomer" lang="zh"
# 卷积对输入的反向传播（backward pass）*就是*转置卷积；转置卷积的反向传播则是卷积。
# （通道不止一个时，每个输入通道各用一个核来盖，加在一起就是一个输出通道。）
#
# ### 为什么不叫“反卷积”？
#
# 因为它并不能撤销卷积：$C^\top$ 不是 $C^{-1}$。回来的是*形状*，不是*数值*：

# %% key="not-inverse"
small_cat = shrink(cat, 9).mean(axis=2)
blur = np.ones((5, 5)) / 25
blurred = np.asarray(convolution_matrix(blur, small_cat.shape)) @ small_cat.ravel()
blurred = blurred.reshape(28, 28)
returned = np.asarray(conv_transpose2d(blurred, blur))
show(image_row({"x": small_cat, "C x": blurred, "Cᵀ C x": returned}), "not-inverse")
difference = np.abs(small_cat - returned)
print("mean difference between x and CᵀCx:", end=" ")
print(f"{difference[4:-4, 4:-4].mean():.3f} inside, {difference.mean():.3f} with the border")

# %% [markdown] alt="not-inverse" lang="en"
# Three grey pictures of the cat: the original, the same blurred by a 5 by 5 mean, and the transposed convolution of that,
# which has the original size again but is blurred twice and dark along its border.

# %% [markdown] alt="not-inverse" lang="zh"
# 三张灰度猫图：原图；用 5×5 均值模糊后的；再做转置卷积的结果，大小回来了，却模糊了两次，边缘还变暗。

# %% [markdown] key="not-inverse-meaning" lang="en"
# The picture is 32×32 again, but blurred twice, and dark along its border, where fewer stamps fall. Undoing the blur would have made
# it sharper.

# %% [markdown] key="not-inverse-meaning" lang="zh"
# 图又是 32×32 了，却被模糊了两次，边缘还变暗，因为那里盖到的印章少。真要撤销模糊，图应该变清楚才对。

# %% [markdown] key="checkerboard" lang="en"
# ## 6 · Checkerboards
#
# Pictures from early *generators* (networks that paint, see lesson 03) often show a fine pattern like a chessboard. It comes
# from the cross in section 3. Let's count.
#
# > **Exercise `overlap_count(n, kernel, stride)`.** In one dimension, `n` input pixels stamp kernels of length `kernel`,
# > `stride` apart. Return an integer array with one entry for each output pixel (nothing is cropped): how many stamps cover it?
# >
# > *Worked example.* `n=2`, `kernel=3`, `stride=2`: the stamps cover 0, 1, 2 and 2, 3, 4, so the counts are `1 1 2 1 1`.

# %% [markdown] key="checkerboard" lang="zh"
# ## 6 · 棋盘格
#
# 早期的生成器（generator，负责画图的网络，见第 03 课）画出来的图，上面常有一层国际象棋棋盘似的细纹。它就来自第 3 节的那个十字。我们来数一数。
#
# > **练习 `overlap_count(n, kernel, stride)`。** 在一维上，`n` 个输入像素各盖一个长为 `kernel` 的核，相隔 `stride`。返回一个整数数组，
# > 每个输出像素对应一项，值是它被盖了几次（什么也不裁）。
# >
# > *例子。* `n=2`，`kernel=3`，`stride=2`：两个印章分别盖住 0、1、2 和 2、3、4，所以次数是 `1 1 2 1 1`。


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
# In the middle of each line, kernel 4 with stride 2 and kernel 6 with stride 3 are uniform: **the stride divides the
# kernel size**. The others rise and fall for ever. In two dimensions the counts multiply, so 2 against 1 becomes 4 against 1.

# %% [markdown] key="overlap-meaning" lang="zh"
# 看每行的中间。核 4 配步幅 2、核 6 配步幅 3 是均匀的：**步幅整除核大小**。其余的一直忽高忽低。到了二维，次数相乘，2 比 1 就成了 4 比 1。

# %% key="overlap-picture"
figure, axes = new_figure(1, 3, (9, 3.3))
for axis, (kernel, stride) in zip(axes, [(3, 2), (4, 2), (5, 2)], strict=True):
    line = np.asarray(overlap_count(8, kernel, stride))
    most = line.max() ** 2
    image = axis.imshow(np.outer(line, line) / most, cmap="cividis", vmin=0, vmax=1)
    axis.set(title=f"kernel {kernel}, stride {stride}", xticks=[], yticks=[])
figure.colorbar(image, ax=axes, label="stamps on a pixel ÷ most", shrink=0.8)
show(figure, "overlap-picture")

# %% [markdown] alt="overlap-picture" lang="en"
# Three maps of how often output pixels are covered: kernel 3 with stride 2 is a checkerboard, kernel 4 with stride 2 is even
# away from the edges, kernel 5 with stride 2 is a checkerboard again.

# %% [markdown] alt="overlap-picture" lang="zh"
# 三张“被盖次数”的图：核 3 步幅 2 是棋盘格；核 4 步幅 2 除了边缘都均匀；核 5 步幅 2 又是棋盘格。

# %% [markdown] key="stacks" lang="en"
# ### Stacks of layers
#
# Now layers one after the other: in the demo below, move the *layers* control. Then
# try random weights, at a stride that divides the kernel size, and *resize, then convolve*.

# %% [markdown] key="stacks" lang="zh"
# ### 叠上几层
#
# 这样的层一层接一层会怎样？在下面的演示里拖动*层数*滑块。再选随机权重，步幅整除核大小；最后换成*先放大，再卷积*。

# %% [markdown] question="contrast" lang="en"
# One layer with kernel 3 and stride 2 leaves a surface whose brightest pixels are 4 times its darkest. And two
# layers, three layers?
#
# - [ ] 4, 4: it stays
#   The next layer stamps on a surface that is uneven already: it gets worse.
# - [ ] 2, 1: patterns average out
#   Every layer lays a finer pattern over the one that it inherits; nothing evens out.
# - [ ] 16, 64: each layer multiplies by 4
#   The two largest values are never neighbours: along a side the factors are 2, 3, 5.
# - [x] 9, 25: it grows
#   Along a side the contrast is 2, 3, 5, and in two directions its square.

# %% [markdown] question="contrast" lang="zh"
# 一层（核 3，步幅 2）之后，最亮的像素是最暗的 4 倍。两层呢？三层呢？
#
# - [ ] 4 倍、4 倍：不变
#   下一层是在已经不平的表面上盖印章，只会更不平。
# - [ ] 2 倍、1 倍：花纹相互抵消
#   每一层都在继承来的花纹上再叠一层更细的，什么也没有抹平。
# - [ ] 16 倍、64 倍：每层乘 4
#   最大的两个值从不相邻：沿一个方向，倍数是 2、3、5。
# - [x] 9 倍、25 倍：越来越大
#   沿一个方向的反差是 2、3、5，两个方向就是它们的平方。

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
show(image_row({n: 0.8 * m for n, m in middles.items()}, size=2.3), "stacked")

# %% [markdown] alt="stacked" lang="en"
# Four grey patterns: one layer gives a simple checkerboard, two and three layers give ever more contrast with coarser squares
# on top of finer ones, resize-then-convolve gives a uniform grey square.

# %% [markdown] alt="stacked" lang="zh"
# 四幅灰度花纹：一层是简单的棋盘格；两层、三层对比越来越强，粗格子上叠着细格子；先放大再卷积则是一片均匀的浅灰。

# %% key="stacked-numbers"
# NBVAL_CHECK_OUTPUT
for name, middle in middles.items():
    along, in_all = np.ptp(np.log(middle[10])), np.ptp(np.log(middle))
    print(f"{name}: brightest ÷ darkest = {np.exp(along):.1f} along a row", end=", ")
    print(f"{np.exp(in_all):.1f} in the picture")

# %% [markdown] key="stacked-meaning" lang="en"
# They grow: each layer lays a finer pattern over the coarser one that it inherits. Along a row the ratios are 2, 3 and 5, the
# Fibonacci numbers, and in the picture their squares. (An overlap adds two neighbours: a large value and the next smaller one.)
# Random weights are uneven even where the stride divides the kernel size: neighbouring pixels are made by *different* weights.

# %% [markdown] key="stacked-meaning" lang="zh"
# 只会越来越重：每一层都在继承来的粗花纹上，再添一层细花纹。沿一行的比值是 2、3、5，正是斐波那契数；整张图上是它们的平方。
# （重叠处把相邻的两个值相加：一个大的，加上一个次大的。）
# 权重随机时，哪怕步幅整除核大小也不均匀，因为相邻的输出像素由*不同的*权重算出。

# %% [markdown] key="learn-even" lang="en"
# ### But the weights are learned!
#
# So they are, and a network *can* compensate. At stride 2 an output pixel meets only every other weight of a row and of a column: one of
# four groups. A flat input stays flat when their sums agree.

# %% [markdown] key="learn-even" lang="zh"
# ### 可权重是学出来的呀！
#
# 没错，网络*可以*补偿。步幅 2 时，一个输出像素只遇到行、列上每隔一个的权重，也就是四组权重里的一组；四组的和相等，平坦的输入才会保持平坦。

# %% key="four-sums"
figure, axes = new_figure(1, 2, (5.6, 2.9))
for axis, k in zip(axes, (3, 4), strict=True):
    i, j = np.indices((k, k))
    group = i % 2 * 2 + j % 2
    axis.imshow(group, cmap="cividis", vmin=0, vmax=3)
    for (row, column), number in np.ndenumerate(group):
        ink = "white" if number < 2 else "black"
        axis.text(column, row, "ABCD"[number], ha="center", va="center", color=ink, fontsize=14)
    axis.set(title=f"kernel {k}, stride 2", xticks=[], yticks=[])
show(figure, "four-sums")

# %% [markdown] alt="four-sums" lang="en"
# A 3 by 3 and a 4 by 4 kernel with a letter in each cell. Rows read A B A, C D C, A B A in the first: four A, two B, two C, one D.
# In the second they read A B A B and C D C D in turn: four of each.

# %% [markdown] alt="four-sums" lang="zh"
# 3×3 和 4×4 两个核，每格一个字母。前者各行是 A B A、C D C、A B A：A 有四个，B、C 各两个，D 一个；后者的行轮流是 A B A B 和 C D C D：每个字母四个。

# %% [markdown] question="sooner-flat" lang="en"
# Both kernels learn to paint a flat surface, from random weights near one. Which is sooner there?
#
# - [ ] Kernel 3: it has fewer weights to learn
#   But its sums begin four, two, two and one weight large, and have to be made equal.
# - [ ] Both at once: they see the same surface
#   The surface is the same, the start isn't: count the letters.
# - [x] Kernel 4
#   Four weights of each letter: its sums are nearly equal from the start.

# %% [markdown] question="sooner-flat" lang="zh"
# 让两个核各自从 1 附近的随机权重出发，学着画一个平坦的表面。哪个先学会？
#
# - [ ] 核 3：要学的权重少
#   可它的四个和一开始分别由四、二、二、一个权重相加，得学到相等才行。
# - [ ] 一样快：要画的表面是同一个
#   目标相同，起点不同：数一数字母。
# - [x] 核 4
#   每个字母都有四个权重，四个和一开始就差不多相等。


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
sums = [kernel[i::2, j::2].sum() for i in (0, 1) for j in (0, 1)]
learned = [f"{name} = {total:.2f}" for name, total in zip("ABCD", sums, strict=True)]
print("kernel 3 has learned:", ", ".join(learned))
for k, (spread, _) in curves.items():
    print(f"kernel {k}: unevenness below 0.01 after {np.argmax(np.array(spread) < 0.01)} steps")

# %% [markdown] key="valley" lang="en"
# Weights that are alike balance the sums of kernel 4 from the start. Kernel 3 had to **learn** A = B = C = D, and a network has to
# keep to that while it learns everything else. Odena et al. (2016) report that in real generators the pattern often stays, and
# recommend
#
# - kernel sizes that the stride divides, which removes the *systematic* part;
# - better, **resize first (they had most success with nearest), then an ordinary convolution**: every pixel goes through the
#   same weights, so that there is nothing to compensate.
#
# ### The same layer under another name
#
# A **sub-pixel convolution** (Shi et al., 2016) makes $s^2$ channels with an ordinary convolution and then shuffles them into
# blocks of $s \times s$ pixels. With the weights A to D as its four small kernels, that is your layer:

# %% [markdown] key="valley" lang="zh"
# 权重差不多大时，核 4 的四个和一开始就平衡。核 3 的 A = B = C = D **得靠学**；网络学别的东西时，还得一直守着它。
# Odena 等人（2016）发现，在真正的生成器里花纹常常会留下来，他们的建议是：
#
# - 核大小取步幅的整数倍，去掉*系统性的*那部分；
# - 更好的是**先放大（他们用最近邻插值效果最好），再做普通卷积**：每个像素都经过同一组权重，没有什么需要补偿。
#
# ### 同一种层，另一个名字
#
# **子像素卷积**（sub-pixel convolution，Shi 等人，2016）先用普通卷积算出 $s^2$ 个通道，再把它们重新排成 $s \times s$ 的小块。
# 把 A 到 D 四组权重当作它的四个小核，就是你的这一层：

# %% key="sub-pixel"
# NBVAL_CHECK_OUTPUT
rng = np.random.default_rng(0)
small_map, weights = rng.normal(size=(5, 5)), rng.normal(size=(4, 4))
groups = [weights[i::2, j::2] for i in (0, 1) for j in (0, 1)]  # A, B, C, D
turned = np.stack([group[::-1, ::-1] for group in groups], axis=-1)[:, :, None]
padded = np.pad(small_map, 1)[None, :, :, None]
channels = tf.nn.conv2d(padded, turned, 1, "VALID")  # four
shuffled = tf.nn.depth_to_space(channels, 2)[0, :, :, 0]
same = np.allclose(shuffled, conv_transpose2d(small_map, weights, stride=2))
print("sub-pixel convolution = transposed convolution:", same)

# %% [markdown] key="grain" lang="en"
# Both have the same checkerboards. And *gradients*, which go back through a convolution?

# %% [markdown] key="grain" lang="zh"
# 两者有同样的棋盘格。那么倒着穿过卷积的*梯度*呢？

# %% [markdown] question="sum-of-outputs" lang="en"
# A convolution with kernel 3, all ones, and stride 2 goes over a 7×7 picture, and its results are summed. What
# is the gradient of that sum by the picture?
#
# - [ ] 1 everywhere
#   A pixel counts once for every window that it lies in, and windows overlap.
# - [x] 1, 2 and 4 in a pattern
#   Going back, the convolution stamps: where two windows share a row, twice, and at crossings four times.
# - [ ] 9 everywhere
#   That is what the convolution gives for a picture of ones; the gradient says how often a pixel was used.

# %% [markdown] question="sum-of-outputs" lang="zh"
# 用全 1 的核（大小 3，步幅 2）对一张 7×7 的图做卷积，再把结果加起来。这个和对图的梯度是什么样？
#
# - [ ] 处处是 1
#   一个像素落在几个窗口里就算几次，而窗口有重叠。
# - [x] 1、2、4 排成花纹
#   倒着走，卷积就在盖印章：两个窗口共用的行里盖两次，交叉处盖四次。
# - [ ] 处处是 9
#   那是图全为 1 时卷积的结果；梯度说的是每个像素被用了几次。

# %% key="gradient-grain"
# NBVAL_CHECK_OUTPUT
picture = tf.Variable(tf.ones((1, 7, 7, 1)))
with tf.GradientTape() as tape:
    total = tf.reduce_sum(tf.nn.conv2d(picture, tf.ones((3, 3, 1, 1)), 2, "VALID"))
print(tape.gradient(total, picture)[0, :, :, 0].numpy().astype(int))

# %% [markdown] key="bilinear" lang="en"
# ## 7 · Learned enlargement against resizing
#
# Is all this worth more than `resize`? We shrink photographs (each pixel
# the mean of a 4×4 block) and enlarge them again: nearest (copy the pixel), bilinear (straight lines between
# neighbours), bicubic (smooth curves through 4×4 neighbours), and a small network of ours.
#
# It starts as a transposed convolution that interpolates, by a **bilinear kernel** (Long et al., 2015): each pixel is spread
# as a tent that falls to zero one `factor` away, so that with `stride = factor` neighbouring tents add up to one.
#
# > **Exercise `bilinear_kernel(factor)`.** Return the square kernel of side $w = 2f - (f \bmod 2)$, where $f$ is `factor`. Along one
# > direction the weight at distance $d$ from the kernel's middle is $1 - d/f$; in two dimensions the two directions are multiplied.
# >
# > *Worked example.* For `factor=2` the side is 4, the middle lies between two pixels, the distances are 1.5, 0.5, 0.5, 1.5
# > and the weights along one direction ¼ ¾ ¾ ¼. For `factor=3` they are ⅓ ⅔ 1 ⅔ ⅓.

# %% [markdown] key="bilinear" lang="zh"
# ## 7 · 学出来的放大，比得过直接缩放吗？
#
# 这一切真的比 `resize` 强吗？把照片缩小（每个像素是 4×4 小块的平均），再用几种办法放大回来：
# 最近邻（nearest，直接复制像素）、双线性（bilinear，邻点之间连直线）、双三次（bicubic，过 4×4 个邻点的光滑曲线），还有我们自己的小网络。
#
# 它的起点是一个本来就会插值的转置卷积，用的是**双线性核**（bilinear kernel，Long 等人，2015）：每个像素摊成一顶“帐篷”，
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
# Ones stay ones, except along the border, where neighbours are missing. Now the network. It works on one colour plane at a time:
# a fixed transposed convolution with *your* kernel does the bilinear interpolation, and four small convolutions feed a second
# transposed convolution that adds a **learned correction**. That one starts at zero, so before training the network *is*
# bilinear interpolation. Kernel 8, stride 4: the stride divides the kernel size.

# %% [markdown] key="bilinear-meaning" lang="zh"
# 1 还是 1，只有边缘因为缺了邻居而变小。现在来搭网络。它一次处理一个颜色通道：一个固定的转置卷积用*你的*核做双线性插值；
# 四个小卷积之后，再用一个转置卷积加上**学到的修正**。修正从零开始，所以训练之前，这个网络*就是*双线性插值。核 8、步幅 4：步幅整除核大小。


# %% key="network"
def build_upsampler(kernel, factor=4, filters=24, depth=4, activation="relu", stamp=8):
    """Enlarges (h, w, 1) to (factor·h, factor·w, 1): bilinear, plus a learned correction."""
    growing = {"strides": factor, "padding": "same"}
    small = keras.Input((None, None, 1))
    mirrored = [[0, 0], [1, 1], [1, 1], [0, 0]]  # or the picture would fade to black
    x = keras.ops.pad(small, mirrored, mode="symmetric")

    fixed = {"use_bias": False, "trainable": False}
    interpolate = keras.layers.Conv2DTranspose(1, kernel.shape, **growing, **fixed)
    bilinear = interpolate(x)
    interpolate.set_weights([kernel[:, :, None, None]])

    for _ in range(depth):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation=activation)(x)
    growing["kernel_initializer"] = "zeros"
    correction = keras.layers.Conv2DTranspose(1, stamp, **growing)(x)
    large = keras.layers.Cropping2D(factor)(bilinear + correction)
    return keras.Model(small, large)


filters = profile.pick(smoke=4, quick=24, full=48)
kernel4 = np.asarray(bilinear_kernel(4))
print(f"{build_upsampler(kernel4, filters=filters).count_params():,} weights")

# %% [markdown] key="photographs" lang="en"
# Eleven photographs train it; four others, which nothing is chosen for, judge it once. A last one, *china*, is for looking at
# while we work. Patches are turned and mirrored at random.

# %% [markdown] key="photographs" lang="zh"
# 十一张照片用来训练；另外四张不参与任何选择，只用来评判一次；还有一张 *china*，供我们边做边看。训练用的小块随机旋转、翻转。

# %% key="patches"
JUDGED = ["astronaut", "chelsea", "coffee", "rocket"]
THINGS = ["flower", "motorcycle", "camera", "coins", "moon"]
TEXTURES = ["brick", "grass", "gravel", "ihc", "hubble", "retina"]


def random_patches(photos, per_photo, rng, side=64):
    """Single colour planes, turned and mirrored; small (N, side/4, side/4, 1) and large."""
    patches = []
    for photo in photos.values():
        for _ in range(per_photo):
            row, column = rng.integers(0, np.array(photo.shape[:2]) - side + 1)
            patch = photo[row : row + side, column : column + side, rng.integers(3)]
            patches.append(np.rot90(patch, rng.integers(4))[:, :: rng.choice([-1, 1])])
    small = np.stack([shrink(patch, 4) for patch in patches])
    return small[..., None], np.stack(patches)[..., None]


judged = photographs(*JUDGED)
china = photographs("china")["china"]
per_photo = profile.pick(smoke=4, quick=500, full=1500)
training = photographs(*THINGS, *TEXTURES)
patches = random_patches(training, per_photo, np.random.default_rng(0))
shapes = [part.shape for part in patches]
print("input", shapes[0], "→ target", shapes[1], "·", judged.provenance.source)

# %% [markdown] key="train" lang="en"
# First a linear rival: a single transposed convolution, 8×8, whose weights are learned too. It can sharpen, but everywhere in the
# same way. Then the network, under a minute on two cores. Meanwhile it shows a detail of *china*: bilinear, the network now, the
# original. You may stop at any time with ■.

# %% [markdown] key="train" lang="zh"
# 先训练一个线性的对手：单独一个 8×8 的转置卷积，权重也是学出来的。它可以锐化，但处处一样。
# 再训练网络，两个 CPU 核不到一分钟。训练时会显示 *china* 的一处局部：双线性、网络目前的结果、原图。随时可以按 ■ 停下。


# %% key="train-upsampler"
def train_upsampler(model, small, large, epochs, callbacks=()):
    """Adam, with a rate that falls to 0 along a cosine, on the mean squared error."""
    steps = epochs * -(-len(large) // 16)  # rounded up
    falling = keras.optimizers.schedules.CosineDecay(0.004, steps)
    model.compile(keras.optimizers.Adam(falling), loss="mse")
    options = {"batch_size": 16, "epochs": epochs, "verbose": 0, "callbacks": [*callbacks]}
    model.fit(small, large, **options)
    return model


def enlarge_photo(model, image):
    """A colour picture (h, w, 3) through the model, plane by plane."""
    planes = np.asarray(model(np.moveaxis(image, -1, 0)[..., None]))
    return np.clip(np.moveaxis(planes[..., 0], 0, -1), 0, 1)


# %% key="linear"
epochs = profile.pick(smoke=1, quick=4, full=6)
keras.utils.set_random_seed(0)
linear = build_upsampler(kernel4, depth=0)
with live_training("linear layer") as first:
    train_upsampler(linear, *patches, epochs, [first])

# %% key="training"
keras.utils.set_random_seed(0)
upsampler = build_upsampler(kernel4, filters=filters)
detail = china[120:280, 90:290]
before = np.clip(tf.image.resize(shrink(detail, 4), detail.shape[:2], "bilinear"), 0, 1)


def preview():
    return np.hstack([before, enlarge_photo(upsampler, shrink(detail, 4)), detail])


with live_training("upsampler", preview) as progress:
    train_upsampler(upsampler, *patches, epochs, [progress])

# %% [markdown] key="judge" lang="en"
# PSNR (peak signal-to-noise ratio) is $10\log_{10}(1/\text{mean squared error})$ for values in $[0,1]$, in decibels: 3 dB more
# means half the squared error. Ours takes all three colours of pictures shrunk by block means. (Published tables mostly shrink by bicubic
# and take luminance: don't compare.) SSIM (structural similarity) compares local structure; 1 is a perfect match.

# %% [markdown] key="judge" lang="zh"
# 像素值在 $[0,1]$ 时，PSNR（峰值信噪比，peak signal-to-noise ratio）等于 $10\log_{10}(1/\text{均方误差})$，单位是分贝：高 3 dB 表示均方误差减半。
# 我们对三个颜色通道一起算，小图由小块平均得来。（发表的表格大多用双三次缩小，只比亮度，不能和我们的数相比。）
# SSIM（结构相似性，structural similarity）比较局部结构，1 表示完全一致。

# %% [markdown] question="by-how-much" lang="en"
# By how much will the network beat bicubic interpolation on the judged photographs?
#
# - [x] By less than 1 dB
#   Most of a photograph is smooth, and there bicubic is hard to beat; the gain is at edges.
# - [ ] By about 3 dB
#   Half the squared error is too much to hope for: the fine detail is gone, and nobody can know it.
# - [ ] By about 10 dB: it will be sharp
#   That is a tenth of the squared error: the net would have to know the photograph.

# %% [markdown] question="by-how-much" lang="zh"
# 在用来评判的照片上，这个网络会比双三次插值高多少？
#
# - [x] 不到 1 dB
#   照片大部分是平滑的，那里双三次插值很难超过；提高的是边缘。
# - [ ] 大约 3 dB
#   平方误差减半，期望太高了：细节已经没有了，谁也不可能知道。
# - [ ] 大约 10 dB：会很清晰
#   那是平方误差只剩十分之一：除非网络见过这张照片。


# %% key="judging"
def psnr(truth, image):
    """Peak signal-to-noise ratio [dB] of values in [0, 1], over all pixels and colours."""
    return 10 * np.log10(1 / np.mean((truth - image) ** 2))


def enlargements(photo, **models):
    """A photograph's ¼-size input, and method -> its enlargement, beside the "original"."""
    truth = photo[: photo.shape[0] // 4 * 4, : photo.shape[1] // 4 * 4]
    small, made = shrink(truth, 4), {"original": truth}
    for kind in ("nearest", "bilinear", "bicubic"):
        made[kind] = np.clip(tf.image.resize(small, truth.shape[:2], kind), 0, 1)
    return small, made | {name: enlarge_photo(model, small) for name, model in models.items()}


methods = {}
inputs = {}
rows = []
for name, photo in judged.items():
    inputs[name], made = enlargements(photo, linear=linear, learned=upsampler)
    row = {"PSNR [dB] (SSIM)": name}
    for kind, image in list(made.items())[1:]:
        similarity = ssim(made["original"], image, channel_axis=2, data_range=1)
        row[kind] = f"{psnr(made['original'], image):.2f} ({similarity:.3f})"
    methods[name] = made
    rows.append(row)
table(rows)

# %% key="crops"
gains = {kind: [] for kind in ("linear", "learned")}
for made in methods.values():
    for kind, values in gains.items():
        values.append(
            psnr(made["original"], made[kind]) - psnr(made["original"], made["bicubic"])
        )
for kind, values in gains.items():
    print(f"{kind}: {np.mean(values):+.2f} dB against bicubic, on average")

order = ["original", "nearest", "bilinear", "bicubic", "linear", "learned"]
crops = {kind: methods["coffee"][kind][120:280, 200:400] for kind in order}
show(image_row(crops, columns=3), "crops")

# %% [markdown] alt="crops" lang="en"
# The same detail of the photograph of a coffee cup six times: original, nearest (blocks), bilinear, bicubic, the linear layer,
# and the learned enlargement, which is the sharpest.

# %% [markdown] alt="crops" lang="zh"
# 咖啡杯照片的同一局部，共六幅：原图、最近邻（块状）、双线性、双三次、线性层，以及网络的放大结果，其中最后一幅最清晰。

# %% [markdown] key="seeds" lang="en"
# The course trained three times, each with its own patches and starting weights, and a second linear rival: our network without
# ReLU, which sees as many pixels as ours (`benchmarks/upsampling.py`).

# %% [markdown] key="seeds" lang="zh"
# 课程训练了三遍，每遍的小块和初始权重都不同；还多了一个线性的对手：我们的网络去掉 ReLU，看到的像素一样多（`benchmarks/upsampling.py`）。

# %% key="seeds-table"
table(measured_rows("upsampler_seeds"))

# %% [markdown] key="zoom" lang="en"
# Move the window over the photographs. Where does the network win? Where not?

# %% [markdown] key="zoom" lang="zh"
# 在照片上移动窗口。网络在哪里胜出？在哪里没有？

# %% key="zoom-demo" tags=["demo"]
demos.upsampling_zoom(methods, inputs)

# %% [markdown] key="zoom-meaning" lang="en"
# It wins at most outlines, though not at every one (try the lattice of *rocket*); where the picture is smooth or fine texture is
# gone, it wins little.
#
# The single linear layer stays behind bicubic: it sees 2×2 pixels, bicubic 4×4. The network without ReLU, which sees 10×10, gets
# about half of the lead: that is **sharpening**, undoing the mean over blocks. The other half takes ReLU, so that the answer can
# depend on what there is to see: **knowledge** of what outlines look like. What the small picture no longer holds is lost: where
# several originals are possible, the mean squared error asks for their average, which is blurred. Inventing a *plausible* detail
# is what the generator of lesson 03 learns.

# %% [markdown] key="zoom-meaning" lang="zh"
# 在大多数轮廓上它赢，但不是处处都赢（看看 *rocket* 的塔架）；在平滑处和细纹理已经丢失处，它赢不了多少。
#
# 单独的线性层不如双三次：它只看 2×2 个像素，双三次看 4×4 个。去掉 ReLU 的网络看 10×10 个，拿到了大约一半的领先：
# 这是**锐化**，也就是抵消小块的平均。另一半要靠 ReLU，让答案随看到的内容而变：这是**知识**，知道轮廓是什么样。
# 小图里已经没有的东西找不回来：如果有好几种可能的原图，均方误差要的是它们的平均，也就是一片模糊。
# 要*编*出看起来合理的细节，那是第 03 课的生成器要学的事。

# %% [markdown] key="experiment" lang="en"
# ### Your experiment
#
# State a hypothesis in the string below, then run the cell: a smaller network, briefly trained, three seeds a setting,
# judged on *china*. Now the last layer's kernel is 8 or 6, which the stride 4 divides or doesn't: does section 6's rule pay where a layer only corrects? Try `depth`, `activation`,
# `filters`.

# %% [markdown] key="experiment" lang="zh"
# ### 你的实验
#
# 先在下面的字符串里写下假设，再运行：网络小一些，训练短一些，每种设置三个随机种子，用 *china* 评判。
# 现在比的是最后一层的核取 8 还是 6，即步幅 4 能不能整除它：一层只做修正时，第 6 节的规则还有用吗？也可以换成别的：`depth`、`activation`、`filters`。

# %% key="experiment-run"
hypothesis = ""  # such as: "Kernel 8 wins by more than the spread, because …"
settings = {"kernel 8": {"stamp": 8}, "kernel 6": {"stamp": 6}}
few = random_patches(
    training, profile.pick(smoke=2, quick=60, full=300), np.random.default_rng(1)
)


def lead(options, seed):
    """By how much [dB] such a network beats bicubic on china; `seed` is set beforehand."""
    model = build_upsampler(kernel4, **{"filters": 12} | options)
    train_upsampler(model, *few, epochs=profile.pick(smoke=1, quick=4, full=8))
    made = enlargements(china, model=model)[1]
    return psnr(made["original"], made["model"]) - psnr(made["original"], made["bicubic"])


leads = open_experiment(hypothesis, lead, settings, unit="dB")

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - A transposed convolution **stamps**: size $(n-1)\,s - 2p + k + \text{output padding}$.
# - As a matrix it is $C^\top$: the gradient of a convolution, not its inverse.
# - If the stride doesn't divide the kernel size, the overlaps make a **checkerboard**, in gradients too. Choose $k$ divisible by
#   $s$, or resize and then convolve.
# - A small network that ends in a transposed convolution beats fixed interpolation: half by sharpening, half by knowledge.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 转置卷积就是**盖章**：输出大小为 $(n-1)\,s - 2p + k + \text{输出填充}$。
# - 写成矩阵就是 $C^\top$：它是卷积的梯度，不是卷积的逆。
# - 步幅不整除核大小时，重叠会造成**棋盘格**，梯度里也一样。让 $k$ 是 $s$ 的倍数，或者先放大再卷积。
# - 一个以转置卷积收尾的小网络胜过了固定的插值：一半靠锐化，一半靠知识。
#
# 把你的结果和课程的参考结果比一比：

# %% key="report"
metrics = {
    "psnr_gain_db_mean": (np.mean(gains["learned"]), "dB"),
    "psnr_gain_db_min": (min(gains["learned"]), "dB"),
    "psnr_linear_db_mean": (np.mean(gains["linear"]), "dB"),
    "train_seconds": (progress.seconds, "s"),
}
picture = np.hstack([methods["coffee"][k] for k in ("bicubic", "learned", "original")])
report("01_transposed_convolution", metrics, {"upsampling.png": picture})

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, 2016 (arXiv 1603.07285): every case, drawn.
# - J. Long et al., *Fully convolutional networks for semantic segmentation*, CVPR 2015 (arXiv 1411.4038), section 3.3.
# - A. Odena et al., *Deconvolution and checkerboard artifacts*, Distill, 2016 (doi 10.23915/distill.00003).
# - W. Shi et al., *Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network*,
#   CVPR 2016 (arXiv 1609.05158).
# - C. Dong et al., *Accelerating the super-resolution convolutional neural network*, ECCV 2016
#   (arXiv 1608.00367): a full-grown relative of our small network.

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - V. Dumoulin 与 F. Visin，*A guide to convolution arithmetic for deep learning*，2016（arXiv 1603.07285）：每种情形都有图。
# - J. Long 等，*Fully convolutional networks for semantic segmentation*，CVPR 2015（arXiv 1411.4038）第 3.3 节。
# - A. Odena 等，*Deconvolution and checkerboard artifacts*，Distill，2016（doi 10.23915/distill.00003）。
# - W. Shi 等，*Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network*，CVPR 2016（arXiv 1609.05158）。
# - C. Dong 等，*Accelerating the super-resolution convolutional neural network*，ECCV 2016
#   （arXiv 1608.00367）：我们这个小网络的“成年版”。
