# ---
# jupyter:
#   course:
#     title:
#       en: Finding salt with a U-Net
#       zh: 用 U-Net 找盐体
#     goals:
#       en: Build a U-Net block by block, train it to find salt in seismic tiles, score it as the competition did, and learn which numbers to trust.
#       zh: 一块一块搭起 U-Net，训练它在地震剖面里找盐体，用竞赛的规则打分，并学会哪些数字可信。
#     minutes:
#       work: 120
#       quick: 4
#       full: 20
#     data: [seismic, tgs]
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
# # 02 · Finding salt with a U-Net
#
# Oil and gas collect beside bodies of salt, so somebody has to find the salt: on pictures of the underground made with sound.
# In 2018 the company TGS put 4,000 such pictures on Kaggle, with the salt drawn in by experts, and more than 3,000 teams tried to draw it
# as well. You will too, with the network that most of them started from: the **U-Net**.
#
# **After this lesson you can**
# - say what semantic segmentation asks, and why *what* and *where* pull in opposite directions,
# - build a U-Net block by block and check its sizes by arithmetic,
# - choose a loss, augment images and masks in step, and split data so that validation tells the truth,
# - measure with IoU and the competition's score, and see through pixel accuracy,
# - turn predictions into a submission file.
#
# **You need** about 120 minutes, and lesson 01. Everything runs on two CPU cores. Without the Kaggle files the lesson uses
# **synthetic** sections made by a forward model; with them, in `COURSE_DATA/tgs-salt`, it uses the real ones, unchanged.

# %% [markdown] key="title" lang="zh"
# # 02 · 用 U-Net 找盐体
#
# 石油和天然气常聚集在盐体旁边，所以得有人把盐体找出来，用的是以声波“拍”下的地下图像。2018 年，TGS 公司在 Kaggle 上放出 4,000 张这样的图，
# 盐体由专家画好，三千多支队伍来比谁画得准。你也来试试，用的是大多数队伍的起点：**U-Net**。
#
# **学完之后，你能**
# - 说清语义分割（semantic segmentation）要回答什么，为什么*是什么*和*在哪里*互相拉扯；
# - 一块一块搭起 U-Net，用算术核对尺寸；
# - 选损失函数，让图像和掩码（mask）同步增强，划分数据让验证说真话；
# - 用交并比（IoU）和竞赛得分来衡量，识破像素准确率；
# - 把预测写成提交文件。
#
# **需要** 大约 120 分钟，学过第 01 课。两个 CPU 核就够。没有 Kaggle 文件时，本课用正演模型（forward model）生成的**合成**剖面；
# 如果 `COURSE_DATA/tgs-salt` 里有真实文件，就直接用真实的，代码不变。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("02_unet_segmentation")

# %% key="imports" tags=["export"]
from dataclasses import dataclass, field

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from course_utils import live_training, new_figure, report, show, table, use
from course_utils.data.seismic import load_seismic, split_tiles
from course_utils.demos import unet_segmentation as demos

# %% [markdown] key="task" lang="en"
# ## 1 · A label for every pixel
#
# **Semantic segmentation** asks of every pixel: which class? Here there are two, salt and not salt. A tile is 101×101 pixels,
# its mask has as many. Whoever answers must know *what* is there, which takes a wide view: salt is what the layers run up
# against. And *where* exactly its edge runs, which takes a close one. That tension runs through everything that follows.
#
# **Look:** how can you tell the salt (outlined)? By its brightness? By its texture? By what the layers around it do?

# %% [markdown] key="task" lang="zh"
# ## 1 · 给每个像素一个标签
#
# **语义分割**（semantic segmentation）对每个像素都问：属于哪一类？这里只有两类：盐体，非盐体。一块图（tile）是 101×101 像素，掩码也一样大。
# 回答的人既要知道*是什么*，这要看得宽：岩层撞上去的地方就是盐体；又要知道边界究竟*在哪里*，这要看得细。这种拉扯贯穿整课。
#
# **看图：** 你怎么认出盐体（已勾出）？靠亮度？靠纹理？还是靠周围岩层的走向？

# %% key="data"
data = load_seismic(tiles=profile.pick(smoke=120, quick=2400, full=8000))
training, validation, test = split_tiles(data)
print(data.provenance.kind, "·", data.provenance.source)
print(len(training), "tiles to train,", len(validation), "to choose,", len(test), "to judge")

# %% key="tiles"
salty = np.flatnonzero((training.coverage > 0.1) & (training.coverage < 0.9))[:4]
figure, axes = new_figure(1, 4, (10, 2.8))
for axis, k in zip(axes, salty, strict=True):
    axis.imshow(training.images[k], vmin=0, vmax=255)
    axis.contour(training.masks[k], [0.5], colors="#E69F00", linewidths=2)
    axis.set(title=f"{training.coverage[k]:.0%} salt", xticks=[], yticks=[])
show(figure, "tiles")

# %% [markdown] alt="tiles" lang="en"
# Four grey seismic tiles with layered reflections; an orange line outlines the salt, which interrupts the layers.

# %% [markdown] alt="tiles" lang="zh"
# 四块灰度地震图，可见层状反射；橙色线勾出打断岩层的盐体。

# %% [markdown] key="task-meaning" lang="en"
# Brightness won't do: layers are as bright inside as outside. What gives salt away is that layers stop, bend or turn chaotic.
# One more thing to know about these data: many tiles hold no salt at all.

# %% [markdown] key="task-meaning" lang="zh"
# 光看亮度不行：盐体内外的反射差不多亮。暴露盐体的，是岩层在那里中断、弯曲或变得杂乱。关于这批数据还要知道一点：许多块里根本没有盐。

# %% key="coverage"
coverage = data.coverage
figure, axis = new_figure(size=(8, 2.8))
axis.hist(coverage[coverage > 0], bins=np.linspace(0, 1, 26), color="#0072B2")
axis.set(xlabel="share of salt in a tile", ylabel="tiles")
show(figure, "coverage")
print(
    f"without any salt: {np.mean(coverage == 0):.1%} of the tiles; salt in all: {coverage.mean():.1%} of the pixels"
)

# %% [markdown] alt="coverage" lang="en"
# Histogram of the share of salt over the tiles that have some: broad, from slivers to nearly full.

# %% [markdown] alt="coverage" lang="zh"
# 含盐图块中盐体所占比例的直方图：分布很宽，从细细一条到几乎占满。

# %% [markdown] key="unet" lang="en"
# ## 2 · The U-Net, checked by arithmetic
#
# Ronneberger, Fischer and Brox (2015, arXiv 1505.04597) resolved the tension with one drawing. The left arm of the U goes
# down: two 3×3 convolutions, then pooling, again and again; the picture shrinks and the *what* grows. The right arm goes up
# again by **up-convolutions**: the transposed convolutions of lesson 01. And at each level a **skip connection** carries the
# left arm's map across, so that the *where* need not squeeze through the bottom.
#
# Their convolutions have no padding (`valid`): each takes one pixel off every side, so the copies must be cropped before
# they are joined. **Predict:** a 572×572 picture goes in, four poolings, what size comes out?

# %% [markdown] key="unet" lang="zh"
# ## 2 · U-Net，用算术核对
#
# Ronneberger、Fischer 与 Brox（2015，arXiv 1505.04597）用一张图化解了这种拉扯。U 的左臂往下走：两个 3×3 卷积，再池化，如此反复；
# 图越来越小，*是什么*越来越清楚。右臂用**上卷积**（up-convolution）再走上来，也就是第 01 课的转置卷积。每一层还有一条**跳跃连接**（skip connection），
# 把左臂的特征图直接送过去，*在哪里*就不必从最底下挤过去。
#
# 他们的卷积不加填充（`valid`）：每做一次，四边各少一个像素，所以拼接之前要先裁剪。**先猜一猜：** 输入 572×572，池化四次，输出多大？


# %% key="unet-record" tags=["export"]
@dataclass
class UnetSizes:
    """Sides in pixels, in the order in which a picture travels: the decoder starts at its lowest level."""

    encoder: list[list] = field(default_factory=list)  # a level: in, after convolution 1, after 2
    bottom: list = field(default_factory=list)  # the same
    decoder: list[list] = field(default_factory=list)  # a level: up-convolved, joined, convolution 1, 2
    crops: list[int] = field(default_factory=list)  # a level: pixels cut from each side of the copy
    output: int = 0


class UnetSizeError(ValueError):
    """The level that breaks (1 works at full resolution), and the sizes up to there."""

    def __init__(self, level, reason, sizes):
        super().__init__(f"level {level}: {reason}")
        self.level, self.sizes = level, sizes


# %% key="unet-sizes" tags=["export"]
def unet_sizes(size, depth, valid=True):
    """All sides [pixels] of a U-Net as in arXiv 1505.04597, Figure 1; ValueError names a level that breaks."""
    lost, sizes = 2 if valid else 0, UnetSizes()  # a 3×3 window needs a neighbour on either side

    def convolve_twice(sides, level):
        for _ in range(2):
            if sides[-1] <= lost:
                raise UnetSizeError(level, f"a 3×3 convolution leaves nothing of {sides[-1]} pixels", sizes)
            sides.append(sides[-1] - lost)

    for level in range(1, depth + 1):
        sizes.encoder.append([size])
        convolve_twice(sizes.encoder[-1], level)
        size, odd = divmod(sizes.encoder[-1][-1], 2)
        if odd:
            raise UnetSizeError(level, f"{2 * size + 1} pixels are odd, pooling by 2 would lose one", sizes)
    sizes.bottom.append(size)
    convolve_twice(sizes.bottom, depth + 1)
    for level in range(depth, 0, -1):
        size = 2 * (sizes.decoder or [sizes.bottom])[-1][-1]
        sizes.crops.append((sizes.encoder[level - 1][-1] - size) // 2)
        sizes.decoder.append([size, size])
        convolve_twice(sizes.decoder[-1], level)
    sizes.output = sizes.decoder[-1][-1]
    return sizes


# %% key="unet-parameters" tags=["export"]
def unet_parameters(depth, filters, channels=1, classes=2):
    """Weights and biases of the same network; `filters` is the width of the first level."""

    def layer(kernel, inputs, outputs):
        return kernel * kernel * inputs * outputs + outputs

    widths = [filters * 2**level for level in range(depth + 1)]
    total = layer(1, filters, classes)
    for inputs, width in zip([channels, *widths], widths, strict=False):
        total += layer(3, inputs, width) + layer(3, width, width)  # down, and the bottom
    for width in widths[:-1]:
        total += layer(2, 2 * width, width)  # up-convolution
        total += layer(3, 2 * width, width) + layer(3, width, width)  # its output joins the copy
    return total


# %% key="paper"
# NBVAL_CHECK_OUTPUT
paper = unet_sizes(572, depth=4)
for level, sides in enumerate(paper.encoder, start=1):
    print("   " * level, *sides)
print("   " * 5, *paper.bottom)
for level, sides, crop in zip((4, 3, 2, 1), paper.decoder, paper.crops, strict=True):
    print("   " * level, *sides, f"  (copy cropped by {crop} on each side)")
print(f"{unet_parameters(depth=4, filters=64):,} weights")

# %% [markdown] key="unet-meaning" lang="en"
# 388, as in the paper: a border of 92 pixels on each side is lost, and the authors cut large pictures into overlapping pieces
# to cover everything. Our tiles have only 101 pixels, nothing to give away, so **we pad** (`same`): sizes then change by
# pooling and up-convolution only, copies fit without cropping, and the price is that the net sees made-up zeros at the edge
# (section 8 measures it). **Try:** at which sizes does the drawing fail, and what does it say?

# %% [markdown] key="unet-meaning" lang="zh"
# 388，与论文一致：四边各丢掉 92 个像素，作者把大图切成互相重叠的小块来覆盖全图。我们的图块只有 101 个像素，丢不起，所以**加填充**（`same`）：
# 这样尺寸只在池化和上卷积时改变，拼接不用裁剪；代价是网络在边缘看到的是补出来的零（第 8 节会量一量）。
# **试试：** 哪些尺寸会让这张图画不下去？它怎么说？

# %% key="architecture-demo" tags=["demo"]
demos.architecture()

# %% [markdown] key="blocks" lang="en"
# ## 3 · Building it
#
# Going down takes two convolutions. Going up is your part.
#
# > **Exercise `decoder_block(x, skip, filters)`.** Take the Keras tensor `x` (height and width half those of `skip`), double its
# > height and width by an up-convolution, concatenate it with `skip` along the channels, then apply two 3×3 convolutions with
# > `filters` channels, each followed by ReLU. Return the Keras tensor.
# >
# > *Worked example.* `x` of shape (13, 13, 64) and `skip` of shape (26, 26, 32) with `filters=32` give (26, 26, 32).

# %% [markdown] key="blocks" lang="zh"
# ## 3 · 搭起来
#
# 往下走是两个卷积。往上走由你来写。
#
# > **练习 `decoder_block(x, skip, filters)`。** `x` 是 Keras 张量，高和宽是 `skip` 的一半。先用上卷积把它的高和宽加倍，再沿通道与 `skip` 拼接，
# > 然后做两个 3×3 卷积（`filters` 个通道），每个后面跟 ReLU。返回 Keras 张量。
# >
# > *例子。* `x` 的形状是 (13, 13, 64)，`skip` 是 (26, 26, 32)，`filters=32`，得到 (26, 26, 32)。


# %% key="exercise-decoder-block" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def decoder_block(x, skip, filters):
    """x (h, w, ·) enlarged to the size of skip (2h, 2w, ·), joined with it, convolved to `filters` channels."""
    # BEGIN SOLUTION
    x = layers.Conv2DTranspose(filters, kernel_size=2, strides=2)(x)
    x = layers.Concatenate()([x, skip])
    x = layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)
    return layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)
    # END SOLUTION


decoder_block = use("decoder_block", decoder_block)

# %% [markdown] key="network" lang="en"
# Now the whole net. Three things are ours, to be quick on two cores: the first convolution has stride 2, so that the costly
# full resolution is left at once; the last layer is a transposed convolution with kernel 4 and stride 2 (the stride divides the
# kernel!) that returns to it; and there are few channels. 101 pixels become 104, since 104 = 8·13 can be halved three times.

# %% [markdown] key="network" lang="zh"
# 现在是整个网络。为了在双核上跑得快，有三处是我们自己的做法：第一个卷积步幅为 2，马上离开最费时的全分辨率；最后一层用核 4、步幅 2 的转置卷积
# （步幅整除核！）再回来；通道数不多。101 个像素先补成 104，因为 104 = 8·13，可以对半分三次。


# %% key="build-unet" tags=["export"]
def build_unet(decoder, filters=(16, 32, 64)):
    """Tiles (101, 101, 1) with values 0 to 255 → logits (101, 101, 1); above 0 means salt."""
    tile = keras.Input((101, 101, 1))
    x = layers.Rescaling(1 / 41, offset=-120 / 41)(tile)  # about mean 0, standard deviation 1
    x = layers.ZeroPadding2D(((1, 2), (1, 2)))(x)
    x = layers.Conv2D(filters[0], 4, strides=2, padding="same", activation="relu")(x)
    skips = []
    for width in filters[:-1]:
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    for _ in range(2):
        x = layers.Conv2D(filters[-1], 3, padding="same", activation="relu")(x)
    for width, skip in zip(filters[-2::-1], skips[::-1], strict=True):
        x = decoder(x, skip, width)
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(x)
    return keras.Model(tile, layers.Cropping2D(((1, 2), (1, 2)))(x))


print(f"{build_unet(decoder_block).count_params():,} weights")

# %% [markdown] key="loss" lang="en"
# ## 4 · A loss for masks
#
# **Cross-entropy** asks each pixel by itself: $-\log p$ where there is salt, $-\log(1-p)$ where there is none. On a tile with
# 2 % salt, a net that says "no salt" everywhere is right in 98 % of the pixels and has little to fear. The **Dice loss**
# looks at the masks as a whole: $1 - 2\sum p\,t \,/\, (\sum p + \sum t)$, with $t$ the truth; whether the salt is small or large, it is
# 1 when nothing overlaps and 0 when all does. **Predict:** which loss punishes "no salt anywhere" harder, and when?

# %% [markdown] key="loss" lang="zh"
# ## 4 · 给掩码用的损失
#
# **交叉熵**（cross-entropy）逐个问像素：有盐的地方是 $-\log p$，没盐的地方是 $-\log(1-p)$。一块图里只有 2% 的盐时，处处说“没有盐”的网络有 98% 的像素是对的，
# 几乎不用怕。**Dice 损失**则把掩码当作一个整体：$1 - 2\sum p\,t \,/\, (\sum p + \sum t)$，其中 $t$ 是真值；不管盐体大小，完全不重叠时为 1，
# 完全重叠时为 0。**先猜一猜：** 对“处处没有盐”，哪个损失罚得更重？在什么时候？


# %% key="losses" tags=["export"]
def dice_loss(truth, logits):
    """1 minus the overlap of the whole batch: 0 for a perfect match, near 1 for none."""
    probability = tf.sigmoid(logits)
    overlap = 2 * tf.reduce_sum(probability * truth) + 1
    return 1 - overlap / (tf.reduce_sum(probability) + tf.reduce_sum(truth) + 1)


def salt_loss(truth, logits):
    """Cross-entropy plus Dice: every pixel counts, and so does the mask as a whole."""
    truth = tf.cast(truth, logits.dtype)
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(truth, logits)
    return tf.reduce_mean(cross_entropy) + dice_loss(truth, logits)


# %% key="imbalance"
shares = np.array([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8])
timid = tf.fill((1, 101, 101, 1), -4.0)  # says "no salt", with p = 0.018, everywhere
curves = {"cross-entropy": [], "Dice": []}
for share in shares:
    truth = np.zeros((1, 101 * 101), "float32")
    truth[:, : int(share * truth.size)] = 1
    truth = truth.reshape(1, 101, 101, 1)
    dice = float(dice_loss(truth, timid))
    curves["cross-entropy"].append(float(salt_loss(truth, timid)) - dice)
    curves["Dice"].append(dice)
figure, axis = new_figure(size=(8, 2.8))
for name, values in curves.items():
    axis.semilogx(100 * shares, values, "o-", label=name)
axis.set(xlabel="salt in the tile [%]", ylabel="loss of “no salt anywhere”")
axis.legend()
show(figure, "imbalance")

# %% [markdown] alt="imbalance" lang="en"
# Loss of answering no salt everywhere against the share of salt: cross-entropy is near zero for small shares and rises; Dice is
# close to one throughout.

# %% [markdown] alt="imbalance" lang="zh"
# 处处回答“没有盐”的损失随盐体比例的变化：交叉熵在比例小时接近零，然后上升；Dice 始终接近 1。

# %% [markdown] key="loss-meaning" lang="en"
# For cross-entropy alone a small body of salt is hardly worth a step; Dice insists. Dice alone is silent about *which* pixels
# are unsure and jumps about on tiles without salt. Their **sum** keeps the good of both, and most teams used something like it.

# %% [markdown] key="loss-meaning" lang="zh"
# 只用交叉熵，小盐体几乎不值得走一步；Dice 则不依不饶。只用 Dice，又说不清是*哪些*像素没把握，在没有盐的图块上还会忽上忽下。两者**相加**，
# 各取所长，当年多数队伍用的也是类似的组合。

# %% [markdown] key="augment" lang="en"
# ## 5 · More tiles than we have
#
# Mirror a seismic section left to right and it is still a seismic section; upside down it is not. So each tile may be shown
# mirrored, in half of the cases. **The mask must go along**: two random flips that don't know of each other teach the net nonsense.
#
# > **Exercise `augment_pair(image, mask, rng)`.** With probability one half mirror `image` (H, W) or (H, W, C) and `mask` (H, W)
# > left to right, both or neither, drawing the chance from the NumPy generator `rng`. Return `(image, mask)`, dtypes and
# > shapes as they were, the inputs untouched.
# >
# > *Worked example.* `image = [[1, 2, 3]]`, `mask = [[True, False, False]]`: either both as they are, or `[[3, 2, 1]]` and
# > `[[False, False, True]]`.

# %% [markdown] key="augment" lang="zh"
# ## 5 · 让图块变多
#
# 地震剖面左右翻转之后，还是一幅像样的剖面；上下翻转就不是了。所以每个图块有一半的机会左右翻转后再给网络看。**掩码必须一起翻**：
# 两次互不相干的随机翻转，只会教网络胡说。
#
# > **练习 `augment_pair(image, mask, rng)`。** 以二分之一的概率，把 `image`（(H, W) 或 (H, W, C)）和 `mask`（(H, W)）左右翻转，要么都翻，要么都不翻；
# > 随机数取自 NumPy 的生成器 `rng`。返回 `(image, mask)`，dtype 和形状不变，也不要改动输入。
# >
# > *例子。* `image = [[1, 2, 3]]`，`mask = [[True, False, False]]`：或者原样返回，或者返回 `[[3, 2, 1]]` 和 `[[False, False, True]]`。


# %% key="exercise-augment-pair" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def augment_pair(image, mask, rng):
    """image (H, W) or (H, W, C) and mask (H, W), in half of the calls both mirrored left to right."""
    # BEGIN SOLUTION
    if rng.random() < 0.5:
        return image[:, ::-1], mask[:, ::-1]
    return image, mask
    # END SOLUTION


augment_pair = use("augment_pair", augment_pair)


# %% key="batches"
class Tiles(keras.utils.PyDataset):
    """Batches of shuffled tiles, each augmented by your function."""

    def __init__(self, data, batch_size=16, seed=0):
        super().__init__()
        self.data, self.batch_size, self.rng = data, batch_size, np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return len(self.data) // self.batch_size

    def __getitem__(self, k):
        chosen = self.order[k * self.batch_size :][: self.batch_size]
        pairs = [augment_pair(self.data.images[i], self.data.masks[i], self.rng) for i in chosen]
        images, masks = (np.stack(parts)[..., None] for parts in zip(*pairs, strict=True))
        return images.astype("float32"), masks.astype("float32")

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.data))


# %% [markdown] key="validation" lang="en"
# ## 6 · Validation that tells the truth
#
# The tiles were cut from large sections. Two neighbours share their layers, their noise, often the very same body of salt. Split
# the tiles at random, and a net can do well on the validation tiles by remembering their neighbours. That is **leakage**.
# How bad is it? We look for each held-out tile's most similar training tile (in its spectrum of frequencies).

# %% [markdown] key="validation" lang="zh"
# ## 6 · 说真话的验证
#
# 这些图块是从大剖面上切下来的。相邻两块有同样的岩层、同样的噪声，往往连盐体都是同一个。如果把图块随机划分，网络只要记住邻居，就能在验证块上得高分。
# 这叫**泄漏**（leakage）。有多严重？给每个留出的图块，找一个（在频谱上）最相似的训练图块看看。


# %% key="leakage"
def spectra(images):
    """Log-amplitudes of the low frequencies of each tile, standardised: (n, 24·24)."""
    amplitudes = np.log1p(np.abs(np.fft.rfft2(images))[:, :24, :24]).reshape(len(images), -1)
    return (amplitudes - amplitudes.mean(axis=0)) / (amplitudes.std(axis=0) + 1e-6)


def share_from_own_section(training, held_out):
    """How often the most similar training tile comes from the held-out tile's own section."""
    both = spectra(np.concatenate([training.images, held_out.images]))
    known, new = both[: len(training)], both[len(training) :]
    nearest = ((known**2).sum(axis=1) - 2 * new @ known.T).argmin(axis=1)
    return np.mean(training.sections[nearest] == held_out.sections)


if (data.sections >= 0).all():
    order = np.random.default_rng(0).permutation(len(data))
    at_random = data.take(order[: len(training)]), data.take(order[-len(test) :])
    print(f"split at random:  {share_from_own_section(*at_random):.0%} find a neighbour from their own section")
    print(f"split by section: {share_from_own_section(training, test):.0%}")
else:
    print("The real files don't say which section a tile comes from: nobody can split them cleanly.")

# %% [markdown] key="validation-meaning" lang="en"
# So the lesson splits **by section**: no section stands on both sides. With the real files that can't be done (the sections
# were never published), everybody splits at random, and every score reported on them is somewhat too good, ours included.
# We use three parts: *training* to learn, *validation* to choose (the threshold, for one), *test* to judge, once, at the end.

# %% [markdown] key="validation-meaning" lang="zh"
# 所以本课**按剖面**划分：没有一个剖面两边都有。真实文件做不到这一点（剖面从未公布），大家只能随机划分，在它们上面报告的分数都偏高一些，我们的也一样。
# 数据分三份：*训练*用来学，*验证*用来选（比如选阈值），*测试*用来评判，只在最后用一次。

# %% [markdown] key="metrics" lang="en"
# ## 7 · Scores, and one that lies
#
# **Pixel accuracy** counts the pixels that are right. **Predict:** what accuracy does "no salt anywhere" get here?
#
# **Intersection over union** (IoU) leaves out the pixels that neither mask calls salt: what both call salt, divided by what at
# least one does.
#
# > **Exercise `iou(mask_true, mask_pred)`.** Masks (H, W), bool or 0/1. Return a float; two empty masks agree: 1.0.
# >
# > *Worked example.* `[[1, 1, 0]]` against `[[0, 1, 1]]`: one pixel in both, three in at least one, IoU ⅓.

# %% [markdown] key="metrics" lang="zh"
# ## 7 · 几种分数，其中一种会骗人
#
# **像素准确率**（pixel accuracy）数有多少像素是对的。**先猜一猜：** “处处没有盐”在这里能得多少？
#
# **交并比**（intersection over union，IoU）不看两张掩码都说“没有盐”的像素：两张都说有盐的，除以至少一张说有盐的。
#
# > **练习 `iou(mask_true, mask_pred)`。** 掩码 (H, W)，bool 或 0/1。返回浮点数；两张都空算一致：1.0。
# >
# > *例子。* `[[1, 1, 0]]` 与 `[[0, 1, 1]]`：都有的一个像素，至少一张有的三个，IoU 为 ⅓。


# %% key="exercise-iou" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def iou(mask_true, mask_pred):
    """Intersection over union of two masks (H, W), bool or 0/1; 1.0 when both are empty."""
    # BEGIN SOLUTION
    union = np.logical_or(mask_true, mask_pred).sum()
    if union == 0:
        return 1.0
    return float(np.logical_and(mask_true, mask_pred).sum() / union)
    # END SOLUTION


iou = use("iou", iou)

# %% [markdown] key="score" lang="en"
# The **competition's score** asks how good each mask is, at ten levels of strictness: for the thresholds
# $t = 0.50, 0.55, \dots, 0.95$, is the IoU above $t$? The share of yes is the tile's score; the mean over all tiles is yours.
# An empty tile is all or nothing: 1 if you drew nothing, else 0.
#
# > **Exercise `tgs_score(masks_true, masks_pred)`.** Masks (N, H, W). Return the mean over the images of the mean over $t$ of
# > $[\mathrm{IoU} > t]$; for an image whose truth is empty, 1 if the prediction is empty, else 0.
# >
# > *Worked example.* One tile with IoU 0.62 exceeds 0.50, 0.55 and 0.60: score 0.3.

# %% [markdown] key="score" lang="zh"
# **竞赛得分**用十档标准来问每张掩码够不够好：对 $t = 0.50, 0.55, \dots, 0.95$，IoU 是否大于 $t$？“是”的比例就是这块图的得分，对所有图块取平均就是你的得分。
# 没有盐的图块是全有或全无：什么也没画得 1，否则得 0。
#
# > **练习 `tgs_score(masks_true, masks_pred)`。** 掩码 (N, H, W)。返回各图得分的平均；每张图的得分是 $[\mathrm{IoU} > t]$ 对各个 $t$ 的平均；
# > 真值为空的图，预测也为空得 1，否则得 0。
# >
# > *例子。* 某块图的 IoU 是 0.62，超过 0.50、0.55、0.60，得 0.3 分。


# %% key="exercise-tgs-score" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def tgs_score(masks_true, masks_pred):
    """Mean over the images (N, H, W) of the share of thresholds 0.50, 0.55 … 0.95 below their IoU."""
    # BEGIN SOLUTION
    ious = np.array([iou(*pair) for pair in zip(masks_true, masks_pred, strict=True)])
    thresholds = np.arange(10, 20) / 20
    return float((ious[:, None] > thresholds).mean())
    # END SOLUTION


tgs_score = use("tgs_score", tgs_score)

# %% [markdown] key="baselines" lang="en"
# Before any network, two baselines to beat: drawing nothing, and the best that texture measures can do without learning
# features (energy, coherence and lateral change of the reflections, combined and thresholded as well as the training tiles allow).

# %% [markdown] key="baselines" lang="zh"
# 在用网络之前，先立两个要打败的基准：什么都不画；以及不学特征、只靠纹理度量（反射的能量、相干性和横向变化，在训练块上尽量调到最好再取阈值）能做到的最好结果。

# %% key="baseline-scores"
from course_utils.data.salt_baseline import fit_classical_baseline

nothing = np.zeros_like(test.masks)
classical = fit_classical_baseline(training.images, training.masks).predict(test.images)


def scores(name, predicted, masks):
    """One row of the table of results."""
    together = np.logical_and(predicted, masks).sum() / max(1, np.logical_or(predicted, masks).sum())
    return {
        "on held-out tiles": name,
        "pixel accuracy": f"{np.mean(predicted == masks):.3f}",
        "pixel IoU": f"{together:.3f}",
        "TGS score": f"{tgs_score(masks, predicted):.3f}",
    }


rows = [scores("nothing at all", nothing, test.masks), scores("texture, no network", classical, test.masks)]
table(rows)

# %% [markdown] key="baselines-meaning" lang="en"
# **Pixel accuracy lies**: drawing nothing gets three quarters of the pixels right. Its IoU is 0, as it should be. Its
# competition score is not: it gets full marks for every tile without salt. Keep that number in mind as the real zero.

# %% [markdown] key="baselines-meaning" lang="zh"
# **像素准确率会骗人**：什么都不画，四分之三的像素就对了。它的 IoU 是 0，理当如此。它的竞赛得分却不是零：没有盐的图块，它全拿满分。
# 记住这个数，它才是真正的零点。

# %% [markdown] key="train" lang="en"
# ## 8 · Training
#
# The picture shows four validation tiles above, the net's opinion of them below. Stop whenever you like: what has been
# learned stays. Run the cell again to train on; run the one before it to start afresh.

# %% [markdown] key="train" lang="zh"
# ## 8 · 训练
#
# 图中上排是四块验证图，下排是网络对它们的看法。随时可以停下，已经学到的都会保留。再运行一次这个单元格就接着训练；想从头来，就先运行它前面的那个。

# %% key="new-unet"
unet = build_unet(
    decoder_block, filters=profile.pick(smoke=(4, 8), quick=(16, 32, 64), full=(64, 128, 256, 512))
)
history = []  # the net's opinion of one tile after each epoch


# %% key="training"
def probability(images):
    """The net's probability of salt, averaged with that of the mirrored tile: float32 (n, 101, 101)."""
    logits = unet.predict(images[..., None].astype("float32"), batch_size=64, verbose=0)
    mirrored = unet.predict(images[:, :, ::-1, None].astype("float32"), batch_size=64, verbose=0)
    return (1 / (1 + np.exp(-logits)) + 1 / (1 + np.exp(-mirrored[:, :, ::-1])))[..., 0] / 2


shown = np.flatnonzero((validation.coverage > 0.15) & (validation.coverage < 0.85))[:4]
tiles = validation.images[shown]


def preview():
    now = tf.sigmoid(unet(tiles[..., None].astype("float32")))[..., 0]
    return np.vstack([np.hstack(tiles / 255), np.hstack(now)])


epochs = profile.pick(smoke=1, quick=13, full=40)
batches = Tiles(training)
steps = epochs * len(batches)
schedule = keras.optimizers.schedules.CosineDecay(1e-4, steps, warmup_target=0.003, warmup_steps=len(batches))
unet.compile(keras.optimizers.AdamW(schedule, weight_decay=1e-4, clipnorm=1.0), loss=salt_loss)
remember = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: history.append(preview()[101:, :101])
)
with live_training("U-Net", preview) as progress:
    unet.fit(batches, epochs=epochs, verbose=0, callbacks=[progress, remember])

# %% [markdown] key="replay" lang="en"
# How did it come to its opinion? Step through the epochs of one tile. **Look:** what does it find first, the body or the edge?

# %% [markdown] key="replay" lang="zh"
# 它的看法是怎么形成的？按训练轮次翻看同一块图。**看图：** 它先找到的是盐体的主体，还是边缘？

# %% key="replay-demo" tags=["demo"]
demos.training_replay(validation.images[shown[0]], validation.masks[shown[0]], history)

# %% [markdown] key="choose" lang="en"
# ### Choosing where to draw the line
#
# From which probability on do we call it salt? And since a few stray pixels cost an empty tile everything: how many pixels must
# there be, at least, to draw anything? Both are **chosen on the validation tiles**, never on the test tiles.

# %% [markdown] key="choose" lang="zh"
# ### 界线画在哪里
#
# 概率到多少才算盐体？另外，没有盐的图块只要多画几个像素就前功尽弃：那么至少要有多少像素，才动笔画？这两件事都**在验证块上选**，绝不用测试块。


# %% key="choose-threshold"
def draw_salt(probabilities, threshold, smallest):
    """Masks from probabilities (n, 101, 101): tiles with fewer than `smallest` pixels stay empty."""
    masks = probabilities > threshold
    return masks & (masks.sum(axis=(1, 2), keepdims=True) >= smallest)


opinion = probability(validation.images)
thresholds, sizes = np.arange(0.2, 0.85, 0.05), (1, 50, 150, 250)
table_of_scores = {
    (t, s): tgs_score(validation.masks, draw_salt(opinion, t, s)) for s in sizes for t in thresholds
}
threshold, smallest = max(table_of_scores, key=table_of_scores.get)
figure, axis = new_figure(size=(8, 2.8))
for s in sizes:
    axis.plot(thresholds, [table_of_scores[t, s] for t in thresholds], "o-", label=f"at least {s} pixels")
axis.set(xlabel="threshold", ylabel="TGS score (validation)")
axis.legend()
show(figure, "choose-threshold")
print(f"chosen: threshold {threshold:.2f}, at least {smallest} pixels")

# %% [markdown] alt="choose-threshold" lang="en"
# The validation tiles' TGS score against the threshold, one curve for each smallest number of pixels.

# %% [markdown] alt="choose-threshold" lang="zh"
# 验证块的竞赛得分随阈值的变化，每个最小像素数一条曲线。

# %% key="results"
judged = probability(test.images)
predicted = draw_salt(judged, threshold, smallest)
rows.append(scores("U-Net", predicted, test.masks))
table(rows)

# %% [markdown] key="results-meaning" lang="en"
# Now, and only now, the test tiles. Compare the columns: pixel accuracy hardly tells the three rows apart, the other two do.
#
# ## 9 · Looking at the errors
#
# A mean hides what a picture shows. Sort the tiles from the worst, move the threshold, and look at what is missed and what is
# invented. **Predict:** where do most errors lie, inside the salt or along its edge?

# %% [markdown] key="results-meaning" lang="zh"
# 到现在，也只有现在，才轮到测试块。比较各列：像素准确率几乎分不出三行的高下，另外两种分得出。
#
# ## 9 · 看看错在哪里
#
# 平均数会掩盖图能看到的东西。把图块从最差的排起，移动阈值，看看漏了什么，又凭空画了什么。**先猜一猜：** 错误多在盐体内部，还是沿着边缘？

# %% key="browser-demo" tags=["demo"]
demos.tile_browser(test.images, test.masks, judged, threshold)

# %% key="edge"
rows_, columns_ = np.indices((101, 101))
to_edge = np.minimum.reduce([rows_, columns_, 100 - rows_, 100 - columns_])
wrong = (predicted != test.masks).mean(axis=0)
figure, axis = new_figure(size=(8, 2.6))
axis.plot([100 * wrong[to_edge == d].mean() for d in range(51)])
axis.set(xlabel="distance from the tile's edge [pixels]", ylabel="wrong pixels [%]", ylim=(0, None))
show(figure, "edge")

# %% [markdown] alt="edge" lang="en"
# Share of wrong pixels against the distance from the edge of the tile.

# %% [markdown] alt="edge" lang="zh"
# 错误像素的比例随到图块边缘距离的变化。

# %% [markdown] key="edge-meaning" lang="en"
# Compare the left end of the curve with the rest. At the edge of a tile the net sees less of the surroundings, and zeros where the
# rock should go on: that is the price of `same` that section 2 announced.

# %% [markdown] key="edge-meaning" lang="zh"
# 比较曲线的左端和其余部分。在图块边缘，网络看到的周围更少，本该是岩石的地方只有零：这就是第 2 节说的 `same` 的代价。

# %% [markdown] key="submit" lang="en"
# ## 10 · Handing it in
#
# The competition takes a file `submission.csv` with a line for each tile: its id, and the mask as **run lengths**. Number the
# pixels from 1, going down the first column, then the second. Each run of salt is its first pixel and its length.
#
# > **Exercise `rle_encode(mask)`.** Mask (H, W), bool. Return `"start length start length …"`, column by column, counting from 1;
# > `""` for an empty mask.
# >
# > *Worked example.* `[[0, 1], [1, 1]]`: down the columns 0 1 1 1, one run that starts at pixel 2, of length 3: `"2 3"`.

# %% [markdown] key="submit" lang="zh"
# ## 10 · 提交
#
# 竞赛要的是一个 `submission.csv`，每块图一行：它的 id，以及用**游程编码**（run-length encoding，RLE）写成的掩码。像素从 1 开始编号，先沿第一列往下数，
# 再数第二列。每一段连续的盐写成“起点 长度”。
#
# > **练习 `rle_encode(mask)`。** 掩码 (H, W)，bool。返回 `"起点 长度 起点 长度 …"` 形式的字符串，按列、从 1 开始编号；空掩码返回 `""`。
# >
# > *例子。* `[[0, 1], [1, 1]]`：按列数是 0 1 1 1，只有一段，从第 2 个像素开始，长 3：`"2 3"`。


# %% key="exercise-rle-encode" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def rle_encode(mask):
    """mask (H, W) bool as "start length start length …": pixels counted from 1, column by column."""
    # BEGIN SOLUTION
    pixels = np.pad(mask.ravel(order="F").astype(int), 1)
    changes = np.flatnonzero(np.diff(pixels)) + 1
    starts, ends = changes[::2], changes[1::2]
    return " ".join(f"{start} {end - start}" for start, end in zip(starts, ends, strict=True))
    # END SOLUTION


rle_encode = use("rle_encode", rle_encode)

# %% [markdown] key="write" lang="en"
# We write the file, read it back with an independent decoder, and compare. Never hand in what you have not decoded. (If the
# competition's test images are there, they are the ones that go in; otherwise our own test tiles.)

# %% [markdown] key="write" lang="zh"
# 写好文件，再用一个独立的解码器读回来比对。没有解码核对过的东西，绝不要交上去。（如果竞赛的测试图像在，就提交它们；否则用我们自己的测试块。）

# %% key="submission"
import tempfile
from pathlib import Path

from course_utils.data.tgs import load_tgs_test, read_rle_table, tgs_test_available

entries = load_tgs_test() if tgs_test_available() else test
masks = draw_salt(probability(entries.images), threshold, smallest)
submission = Path(tempfile.gettempdir()) / "submission.csv"
lines = [f"{name},{rle_encode(mask)}" for name, mask in zip(entries.ids, masks, strict=True)]
submission.write_text("\n".join(["id,rle_mask", *lines]) + "\n", encoding="utf-8")

decoded = read_rle_table(submission)
same = all((decoded[name] == mask).all() for name, mask in zip(entries.ids, masks, strict=True))
print("every mask comes back as it was:", same)

# %% [markdown] key="instances" lang="en"
# ## 11 · What a semantic mask doesn't say
#
# Two bodies of salt in one tile get one and the same label. **Instance segmentation** would tell them apart and count them.
# Where objects don't touch, a semantic mask and its connected components are enough, as below. Where they touch, they are not:
# lesson 00 shows the ways out, and methods such as Mask R-CNN find boxes first and a mask in each.

# %% [markdown] key="instances" lang="zh"
# ## 11 · 语义掩码没说的事
#
# 一块图里有两个盐体，它们得到的是同一个标签。**实例分割**（instance segmentation）会把它们分开，还能数出个数。物体互不相连时，
# 语义掩码加上连通分量就够了，如下图；相连时就不够：第 00 课会讲几条出路，而 Mask R-CNN 一类的方法先找框，再在每个框里找掩码。

# %% key="components"
from skimage.measure import label

several = max(range(len(test)), key=lambda k: label(test.masks[k]).max())
figure, axes = new_figure(1, 2, (6.5, 3))
axes[0].imshow(test.images[several], vmin=0, vmax=255)
axes[0].contour(test.masks[several], [0.5], colors="#E69F00")
bodies = np.ma.masked_equal(label(test.masks[several]), 0)
axes[1].imshow(bodies, cmap="Set2", vmin=1, vmax=8, interpolation="nearest")
for axis, title in zip(axes, ("salt, outlined", f"{bodies.max()} instances"), strict=True):
    axis.set(title=title, xticks=[], yticks=[])
show(figure, "components")

# %% [markdown] alt="components" lang="en"
# A seismic tile with its salt outlined, and beside it the same salt with each connected body in a colour of its own.

# %% [markdown] alt="components" lang="zh"
# 一块勾出盐体的地震图；旁边是同样的盐体，每个连通的部分各有一种颜色。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Semantic segmentation labels every pixel; *what* wants a wide view, *where* a close one. The U-Net goes down for the one and
#   hands the other across by skip connections.
# - Cross-entropy judges pixels, Dice judges masks; together they serve both large and small bodies.
# - Augment image and mask in step; split by what is independent (sections), choose on validation, judge on test.
# - Pixel accuracy lies when a class is rare. IoU and the competition's score don't, but know their zero.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 语义分割给每个像素一个标签；*是什么*要看得宽，*在哪里*要看得细。U-Net 往下走取得前者，用跳跃连接把后者直接送过去。
# - 交叉熵评判像素，Dice 评判掩码；两者相加，大小盐体都照顾到。
# - 图像和掩码要同步增强；按真正独立的单位（剖面）划分，在验证上选，在测试上评。
# - 某一类很少时，像素准确率会骗人。IoU 和竞赛得分不会，但要知道它们的零点在哪里。
#
# 把你的结果和课程的参考结果比一比：

# %% key="report"
together = np.logical_and(predicted, test.masks).sum() / np.logical_or(predicted, test.masks).sum()
metrics = {
    "tgs_score": tgs_score(test.masks, predicted),
    "pixel_iou": together,
    "classical_tgs_score": tgs_score(test.masks, classical),
    "empty_tgs_score": tgs_score(test.masks, nothing),
    "threshold": threshold,
    "train_seconds": progress.seconds,
}
report("02_unet_segmentation", metrics, {"masks.npz": {"truth": test.masks, "predicted": predicted}})

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - O. Ronneberger, P. Fischer and T. Brox, *U-Net: convolutional networks for biomedical image segmentation*, MICCAI 2015
#   (arXiv 1505.04597).
# - J. Long, E. Shelhamer and T. Darrell, *Fully convolutional networks for semantic segmentation*, CVPR 2015 (arXiv 1411.4038).
# - F. Milletari, N. Navab and S.-A. Ahmadi, *V-Net*, 3DV 2016 (arXiv 1606.04797): the Dice loss.
# - The competition: kaggle.com/c/tgs-salt-identification-challenge.

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - O. Ronneberger、P. Fischer 与 T. Brox，*U-Net: convolutional networks for biomedical image segmentation*，MICCAI 2015
#   （arXiv 1505.04597）。
# - J. Long、E. Shelhamer 与 T. Darrell，*Fully convolutional networks for semantic segmentation*，CVPR 2015（arXiv 1411.4038）。
# - F. Milletari、N. Navab 与 S.-A. Ahmadi，*V-Net*，3DV 2016（arXiv 1606.04797）：Dice 损失。
# - 竞赛页面：kaggle.com/c/tgs-salt-identification-challenge。
