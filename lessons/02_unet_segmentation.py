# ---
# jupyter:
#   course:
#     title:
#       en: Finding salt with a U-Net
#       zh: 用 U-Net 找盐体
#     goals:
#       en: Build a U-Net block by block, train it to find salt in seismic tiles, score it as the competition did, and learn which numbers to trust.
#       zh: 一块一块搭起 U-Net，训练它在地震图块里找盐体，按竞赛规则打分，并学会分辨哪些数字可信。
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
# In 2018 the company TGS put 4,000 such pictures on Kaggle, with the salt drawn in by experts (not without slips), and more than 3,000 teams tried to draw it
# as well. You will too, with the network that many of them started from: the **U-Net**.
#
# **After this lesson you can**
# - say what semantic segmentation asks, and why *what* and *where* pull in opposite directions,
# - build a U-Net block by block and check its sizes by arithmetic,
# - choose a loss, augment images and masks in step, and split data so that validation tells the truth,
# - measure with IoU and the competition's score, and see through pixel accuracy,
# - turn predictions into a submission file.
#
# **You need** about 120 minutes, and lesson 01. Everything runs on two CPU cores. Without the Kaggle files the lesson uses
# **synthetic** sections made by a forward model; with them (README: the folder `tgs-salt` in `COURSE_DATA`) it uses the real ones, unchanged.

# %% [markdown] key="title" lang="zh"
# # 02 · 用 U-Net 找盐体
#
# 石油和天然气常聚集在盐体旁边，要找油气，就得先在用声波“拍”下的地下图像上找出盐体。2018 年，TGS 公司在 Kaggle 上公布了 4,000 张这样的图，
# 盐体由专家勾好（偶有失误），三千多支队伍来比谁勾得准。这一课轮到你，用的正是许多队伍的起点：**U-Net**。
#
# **学完之后，你能**
# - 说清语义分割（semantic segmentation）要回答什么问题，*是什么*和*在哪里*又为什么难以兼顾；
# - 一个模块一个模块搭起 U-Net，靠算术核对各层的尺寸；
# - 选择损失函数（loss function），对图像和掩码（mask）同步做数据增强（data augmentation），合理划分数据，让验证说真话；
# - 用交并比（IoU）和竞赛得分来评价结果，不被像素准确率蒙骗；
# - 把预测写成提交文件。
#
# **需要** 大约 120 分钟；学过第 01 课。两个 CPU 核就够。没有 Kaggle 文件时，本课用正演模型（forward model）生成的**合成**剖面；
# 如果 `COURSE_DATA/tgs-salt` 里有真实文件（见 README），就直接用真实的，代码不变。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("02_unet_segmentation")

# %% key="imports" tags=["export"]
from dataclasses import dataclass, field

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from scipy.special import expit

from course_utils import live_training, new_figure, report, show, table, use
from course_utils.data.seismic import load_seismic, split_tiles
from course_utils.demos.unet_architecture import architecture
from course_utils.demos.unet_tiles import tile_browser, training_replay
from course_utils.machine import precision
from course_utils.measurements import measured_rows

# %% [markdown] key="task" lang="en"
# ## 1 · A label for every pixel
#
# A seismic **section** is a vertical picture of the underground: down is depth, and each light or dark line is an echo
# (a *reflection*) from the boundary of two layers of rock. Ours come cut into **tiles** of 101×101 pixels.
#
# **Semantic segmentation** asks of every pixel: which class? Here there are two, salt and not salt, so the mask has as many
# pixels as the tile. Whoever answers must know *what* is there, which takes a wide view: salt is what the layers run up
# against. And *where* exactly its edge runs, which takes a close one. That tension runs through everything that follows.
#
# **Look:** how can you tell the salt (outlined)? By its brightness? By its texture? By what the layers around it do?

# %% [markdown] key="task" lang="zh"
# ## 1 · 给每个像素一个标签
#
# 地震**剖面**（section）是地下的一张竖直切面图：越往下越深，每一条亮线或暗线，都是两层岩石的分界面传回的回声，叫作*反射*（reflection）。
# 我们拿到的是从剖面上切下来的**图块**（tile），每块 101×101 像素。
#
# **语义分割**要回答：每个像素属于哪一类？这里只有两类：盐体和非盐体，掩码与图块一样大。
# 要答对，既得知道那里*是什么*，这要看得宽：岩层延伸到哪里被截断，哪里就可能是盐体；又得知道边界究竟*在哪里*，这要看得细。这对矛盾贯穿整课。
#
# **看图：** 你怎么认出盐体（已勾出）？靠亮度？靠纹理？还是靠周围岩层的变化？

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
# 四个灰度地震图块，可见层状反射；橙色线勾出盐体，层状反射在那里中断。

# %% [markdown] key="task-meaning" lang="en"
# Brightness won't do: salt and the rock around it cover much the same greys. What gives salt away is that layers stop at it, bend up along it, and
# that its inside is blank or chaotic.
# One more thing to know about these data: many tiles hold no salt at all.

# %% [markdown] key="task-meaning" lang="zh"
# 只看亮度不行：盐体和围岩的灰度范围差不多。让盐体露出马脚的，是岩层到它跟前就断了，或者贴着它翘起来，而它的内部要么一片空白，要么杂乱无章。
# 这批数据还有一点要记住：许多图块里根本没有盐。

# %% key="coverage"
coverage = data.coverage
figure, axis = new_figure(size=(8, 2.8))
axis.hist(coverage[coverage > 0], bins=np.linspace(0, 1, 26), color="#0072B2")
axis.set(xlabel="share of salt in a tile", ylabel="tiles")
show(figure, "coverage")
print(f"without any salt: {np.mean(coverage == 0):.1%} of the tiles")
print(f"salt in all: {coverage.mean():.1%} of the pixels")

# %% [markdown] alt="coverage" lang="en"
# Histogram of the share of salt over the tiles that have some: broad, from slivers to nearly full.

# %% [markdown] alt="coverage" lang="zh"
# 含盐图块中盐体所占比例的直方图：分布很宽，从细细一条到几乎占满。

# %% [markdown] key="unet" lang="en"
# ## 2 · The U-Net, checked by arithmetic
#
# Ronneberger, Fischer and Brox (2015, arXiv 1505.04597) resolved the tension with one drawing. The left arm of the U, the encoder,
# goes down: two 3×3 convolutions, then pooling, again and again; the picture shrinks, the channels double (64, 128, … 1024), and the *what* grows. At the
# bottom stand two convolutions more. The right arm, the decoder, goes up again: an **up-convolution** (here, as usually, the transposed convolution of lesson 01)
# doubles the sides and halves the channels, a **skip connection** carries the left arm's map of that level across to be joined, so that the *where* need not
# squeeze through the bottom, and two 3×3 convolutions follow. At the top a 1×1 convolution gives one number per class.
#
# Their convolutions have no padding (`valid`): each takes one pixel off every side, so the copies must be cropped before
# they are joined. **Predict:** a 572×572 picture goes in, four poolings, what size comes out?

# %% [markdown] key="unet" lang="zh"
# ## 2 · U-Net：用算术核对
#
# Ronneberger、Fischer 与 Brox（2015，arXiv 1505.04597）用一张图化解了这对矛盾。U 形的左臂叫编码器（encoder），往下走：两个 3×3 卷积，再池化，如此反复；
# 图越来越小，通道数逐级加倍（64、128……1024），*是什么*越来越清楚。最底下再做两个卷积。右臂叫解码器（decoder），再走上来：**上卷积**（up-convolution；这里和通常一样，用第 01 课的转置卷积）
# 把边长加倍、通道数减半；**跳跃连接**（skip connection）把左臂同一级的特征图（feature map）直接送过来拼上，*在哪里*就不必从最底下挤过去；然后又是两个 3×3 卷积。
# 最上面由一个 1×1 卷积为每个像素的每一类各输出一个数。
#
# 他们的卷积不加填充（`valid`）：每做一次，四边各少一个像素，所以送过来的特征图要先裁剪，才能拼接。
# **先猜一猜：** 输入 572×572，池化四次，输出多大？


# %% key="unet-record" tags=["export"]
@dataclass
class UnetSizes:
    """Sides in pixels, in the order in which a picture travels: the decoder from below.

    A level of the encoder, and the bottom: in, after convolution 1, after 2. A level of the
    decoder: up-convolved, joined, after convolution 1, after 2. Crops: from each side.
    """

    encoder: list[list] = field(default_factory=list)
    bottom: list = field(default_factory=list)
    decoder: list[list] = field(default_factory=list)
    crops: list[int] = field(default_factory=list)
    output: int = 0


class UnetSizeError(ValueError):
    """The level that breaks (1 works at full resolution), and the sizes up to there."""

    def __init__(self, level, reason, sizes):
        super().__init__(f"level {level}: {reason}")
        self.level, self.sizes = level, sizes


# %% key="unet-sizes" tags=["export"]
def unet_sizes(size, depth, valid=True):
    """All sides [pixels] of a U-Net (arXiv 1505.04597, Figure 1), or UnetSizeError."""
    lost = 2 if valid else 0  # a 3×3 window needs a neighbour on either side
    sizes = UnetSizes()

    def convolve_twice(sides, level):
        for _ in range(2):
            if sides[-1] <= lost:
                reason = f"a 3×3 convolution leaves nothing of {sides[-1]} pixels"
                raise UnetSizeError(level, reason, sizes)
            sides.append(sides[-1] - lost)

    for level in range(1, depth + 1):
        sizes.encoder.append([size])
        convolve_twice(sizes.encoder[-1], level)
        size, odd = divmod(sizes.encoder[-1][-1], 2)
        if odd:
            reason = f"{2 * size + 1} pixels are odd, pooling by 2 would lose one"
            raise UnetSizeError(level, reason, sizes)
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
        total += layer(2, 2 * width, width)  # up-convolution; its output joins the copy
        total += layer(3, 2 * width, width) + layer(3, width, width)
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
# (mirrored at the outer edge) to cover everything. Our tiles have only 101 pixels, nothing to give away, so **we pad** (`same`): sizes then change by
# pooling and up-convolution only, copies fit without cropping, and the price is that the net sees made-up zeros at the edge
# (part 9 looks at what happens there). **Try:** at which sizes does the drawing fail, and what does it say?

# %% [markdown] key="unet-meaning" lang="zh"
# 388，与论文一致：四边各丢掉 92 个像素，作者把大图（外缘用镜像补）切成互相重叠的小块来覆盖全图。我们的图块边长只有 101 个像素，丢不起，所以**加填充**（`same`）：
# 这样尺寸只在池化和上卷积时改变，拼接不用裁剪；代价是网络在边缘看到的是补出来的零（第 9 节会看看那里怎么样）。
# **试试：** 输入多大时，这张图就画不成？它会怎么说？

# %% key="architecture-demo" tags=["demo"]
architecture()

# %% [markdown] key="legal-sizes" lang="en"
# With padding only the halving can fail. Our net will halve three times, so it needs a multiple of 8, and 101 will not do as it stands:

# %% [markdown] key="legal-sizes" lang="zh"
# 加了填充之后，只有减半这一步可能出问题。我们的网络要减半三次，边长就得是 8 的倍数，所以 101 不能直接用：


# %% key="legal-sizes-code"
# NBVAL_CHECK_OUTPUT
def is_legal(size, depth):
    try:
        return unet_sizes(size, depth, valid=False).output == size
    except UnetSizeError as error:
        print(f"{size}: {error}")
        return False


print("legal:", [size for size in range(100, 106) if is_legal(size, depth=3)])

# %% [markdown] key="blocks" lang="en"
# ## 3 · Building it
#
# Going down takes two convolutions. Going up is your part.
#
# > **Exercise `decoder_block(x, skip, filters)`.** Take the Keras tensor `x` (height and width half those of `skip`), double its
# > height and width by an up-convolution (kernel 2, stride 2, `filters` channels, no activation), concatenate it with `skip` along the
# > channels, then apply two 3×3 convolutions with padding `same` and `filters` channels, each of these two followed by ReLU. Return the
# > Keras tensor. `layers` is `keras.layers`.
# >
# > *Worked example.* `x` of shape (13, 13, 64) and `skip` of shape (26, 26, 32) with `filters=32` give (26, 26, 32).

# %% [markdown] key="blocks" lang="zh"
# ## 3 · 搭起来
#
# 往下走的模块只是两个卷积。往上走的模块由你来写。
#
# > **练习 `decoder_block(x, skip, filters)`。** `x` 是 Keras 张量，高和宽是 `skip` 的一半。先用上卷积（核大小 2，步幅 2，`filters` 个通道，
# > 不加激活函数）把它的高和宽加倍，再沿通道与 `skip` 拼接，然后做两个 3×3 卷积（`same` 填充，`filters` 个通道），这两个卷积后各接一个 ReLU。
# > 返回 Keras 张量。`layers` 就是 `keras.layers`。
# >
# > *例子。* `x` 的形状是 (13, 13, 64)，`skip` 的形状是 (26, 26, 32)，`filters=32`，得到 (26, 26, 32)。


# %% key="exercise-decoder-block" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def decoder_block(x, skip, filters):
    """x (h, w, ·) enlarged to skip's size (2h, 2w, ·), joined with it: (2h, 2w, filters)."""
    # BEGIN SOLUTION
    x = layers.Conv2DTranspose(filters, kernel_size=2, strides=2)(x)
    x = layers.Concatenate()([x, skip])
    x = layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)
    return layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)
    # END SOLUTION


decoder_block = use("decoder_block", decoder_block)

# %% [markdown] key="network" lang="en"
# Now the whole net. Three things are ours, to be quick on two cores: the first convolution has stride 2, so that the costly
# full resolution is left at once (it has no skip of its own: your block is used twice); the last layer is a transposed convolution with kernel 4 and
# stride 2 (the stride divides the kernel, so every pixel gets equally many stamps: lesson 01) that returns to it; and there are few channels, 119 thousand
# weights where the paper has 31 million. And there is one number for each pixel, not one per class: with two classes, one probability says all.
# 101 pixels are padded to 104, halved to 52 by the stride, to 26 and 13 by two poolings, brought back to 104, and cropped to 101.
#
# The net returns a **logit** for each pixel; $p = 1/(1+e^{-\mathrm{logit}})$ is its probability of salt, so logit 0 means $p = ½$.

# %% [markdown] key="network" lang="zh"
# 现在搭整个网络。为了在两个核上也跑得快，有三处是我们自己的做法：第一个卷积的步幅为 2，一上来就离开最费时的全分辨率（这一级也就没有跳跃连接，你写的块用两次）；
# 最后一层是核大小为 4、步幅为 2 的转置卷积（核大小能被步幅整除，每个像素被盖的次数一样多，见第 01 课），再回到全分辨率；
# 通道也不多，只有 11.9 万个权重，而论文里是 3,100 万个。另外，每个像素只出一个数，不是每类一个：只有两类，一个概率就说全了。边长 101 先补成 104，经第一个卷积（步幅 2）减到 52，再经两次池化减到 26 和 13，
# 然后一路回到 104，最后裁成 101。
#
# 网络给每个像素一个 **logit**；$p = 1/(1+e^{-\mathrm{logit}})$ 就是它认为那里是盐的概率，logit 为 0 即 $p = ½$。


# %% key="build-unet" tags=["export"]
# NBVAL_CHECK_OUTPUT
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
    exact = {"dtype": "float32"}  # the logits, whatever the layers before compute in
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", **exact)(x)
    return keras.Model(tile, layers.Cropping2D(((1, 2), (1, 2)), **exact)(x))


unet = build_unet(decoder_block)
print(f"{unet.count_params():,} weights,", end=" ")
print(f"a tile in {unet.input_shape[1:]}, logits out {unet.output_shape[1:]}")

# %% [markdown] key="loss" lang="en"
# ## 4 · A loss for masks
#
# **Cross-entropy** asks each pixel by itself: $-\log p$ where there is salt, $-\log(1-p)$ where there is none. On a tile with
# 2 % salt, a net that says "no salt" everywhere is right in 98 % of the pixels and has little to fear. The **Dice loss**
# looks at the masks as a whole: $1 - 2\sum p\,t \,/\, (\sum p + \sum t)$, with $t$ the truth; whether the salt is small or large, it is
# 1 when truth and answer share nothing and 0 when they are equal. **Predict:** which loss punishes "no salt anywhere" harder, and when?

# %% [markdown] key="loss" lang="zh"
# ## 4 · 适合掩码的损失函数
#
# **交叉熵**（cross-entropy）逐个像素地算：有盐的地方是 $-\log p$，没盐的地方是 $-\log(1-p)$。如果图块里只有 2% 是盐，
# 处处回答“没有盐”的网络也能答对 98% 的像素，几乎不受罚。**Dice 损失**（Dice loss）则把掩码当作一个整体：
# $1 - 2\sum p\,t \,/\, (\sum p + \sum t)$，其中 $t$ 是真值（ground truth）；不管盐体大小，真值与回答毫无重叠时为 1，完全一致时为 0。
# **先猜一猜：** 对“处处没有盐”这样的回答，哪个损失罚得更重？在什么情况下？


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


# %% key="losses-by-hand"
# NBVAL_CHECK_OUTPUT
strip = np.zeros((1, 101, 101, 1), "float32")
strip[:, :2] = 1  # two rows of salt, 2 % of the tile
sure = 8 + 0 * strip  # logits: 8 means “certainly salt”, -8 “certainly none”
answers = {"the truth": sure * (2 * strip - 1), "no salt": -sure, "all salt": sure}
for name, logits in answers.items():
    dice, both = float(dice_loss(strip, logits)), float(salt_loss(strip, logits))
    print(f"{name:9s}  Dice {dice:.2f}  cross-entropy {both - dice:.2f}  sum {both:.2f}")

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
# 处处回答“没有盐”时，损失随盐体所占比例的变化：交叉熵在比例小时接近零，然后上升；Dice 始终接近 1。

# %% [markdown] key="loss-meaning" lang="en"
# On a single tile, Dice stays near 1 for "no salt", however little salt there is, and insists; cross-entropy grows with the
# amount, and, for this timid answer, overtakes it at about a quarter. But look at the two-row strip above: Dice hardly tells "no salt" from "all salt", and
# cross-entropy does. Their **sum** keeps the good of both, and is widely used. (The leading teams went on to the Lovász loss, a stand-in for the IoU that has a slope to follow.)
#
# One choice is ours: we sum over the whole **batch**, since an empty tile by itself would cost nearly 1 for the slightest doubt. The price: a
# small body counts little beside large ones. (The `+ 1` in the code keeps an empty batch from dividing 0 by 0.)

# %% [markdown] key="loss-meaning" lang="zh"
# 先看单个图块：不管盐有多少，“处处没有盐”的 Dice 损失始终接近 1，绝不松口；交叉熵则随盐量增长，对图中这个不太自信的回答，盐占到大约四分之一时才超过 Dice。
# 可是再看上面那个只有两行盐的图块：Dice 几乎分不清“没有盐”和“全是盐”，交叉熵分得清。两者**相加**，各取所长，用得很广。（当年领先的队伍后来改用 Lovász 损失，它是 IoU 的代理损失（surrogate loss），有梯度可用。）
#
# 有一点是我们自己的选择：求和是对整个**批次**（batch）做的，因为没有盐的图块若单独计算，网络只要稍有犹豫，损失就接近 1。
# 代价是：小盐体与大盐体同在一批时，分量很轻。（代码里的 `+ 1` 是为了避免整批都没有盐时出现 0 除以 0。）

# %% [markdown] key="skips" lang="en"
# ### What the skips are for
#
# A task where only *where* counts: mark the bright reflections, pixel by pixel, of the tile itself. A child could do it. Two nets
# practise for some seconds each: ours, and one in which nothing comes across (the rest is the same).
# **Predict:** what will the second one draw?

# %% [markdown] key="skips" lang="zh"
# ### 跳跃连接有什么用
#
# 来一个只考*在哪里*的任务：把图块里明亮的反射逐个像素标出来，小孩子都会做。两个网络各练一小会儿：一个是我们的；
# 另一个去掉了跳跃连接（其余都一样）。**先猜一猜：** 第二个网络会画出什么？


# %% key="without-skip"
def without_skip(x, skip, filters):
    """Like decoder_block, but nothing comes across."""
    x = layers.Conv2DTranspose(filters, kernel_size=2, strides=2)(x)
    x = layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)
    return layers.Conv2D(filters, kernel_size=3, padding="same", activation="relu")(x)


def practise(decoder, images, epochs):
    """A net that learned to mark the pixels above 140 of each tile (n, 101, 101)."""
    keras.utils.set_random_seed(0)
    net = build_unet(decoder)
    net.compile(keras.optimizers.AdamW(0.002), loss=salt_loss)
    tiles = images[..., None].astype("float32")
    with live_training(decoder.__name__) as progress:
        net.fit(tiles, tiles > 140, 16, epochs, verbose=0, callbacks=[progress])
    return net


# %% key="practise"
few = training.images[: profile.pick(smoke=32, quick=320, full=1280)]
tile = validation.images[validation.coverage > 0.2][:1]
pictures = {"tile": tile[0] / 255, "to be marked": tile[0] > 140}
for title, decoder in {"with skips": decoder_block, "without": without_skip}.items():
    net = practise(decoder, few, epochs=profile.pick(smoke=1, quick=3, full=10))
    pictures[title] = tf.sigmoid(net(tile[..., None].astype("float32")))[0, ..., 0]
figure, axes = new_figure(1, 4, (10, 2.8))
for axis, (title, picture) in zip(axes, pictures.items(), strict=True):
    axis.imshow(picture, vmin=0, vmax=1)
    axis.set(title=title, xticks=[], yticks=[])
show(figure, "skips")

# %% [markdown] alt="skips" lang="en"
# A tile, its bright reflections, and two nets' attempts to mark them: with skips the thin lines come out, without them only a few blurred bands.

# %% [markdown] alt="skips" lang="zh"
# 一个图块、其中明亮的反射，以及两个网络标出的结果：有跳跃连接时，细线清清楚楚；没有时，只有几条模糊的带子。

# %% [markdown] key="skips-meaning" lang="en"
# The second net draws a few blurred bands. Two poolings have squeezed the thin lines into a small map; it would have to learn to unpack them, and a few dozen
# steps aren't enough for that. Salt has large bodies and few thin lines, so there much less depends on skips; part 8 has the figures.

# %% [markdown] key="skips-meaning" lang="zh"
# 第二个网络只画出几条模糊的带子：两次池化之后，细线只剩下压缩过的痕迹，得重新展开，几十步还学不会。盐体多是大块，细线很少，跳跃连接的作用就小得多；具体数字见第 8 节。

# %% [markdown] key="augment" lang="en"
# ## 5 · More tiles than we have
#
# Mirror a seismic section left to right and it is still a seismic section; upside down it is not, since down is depth: layers settle
# one upon the other, and salt rises. So each tile may be shown mirrored, in half of the cases. **The mask must go along**: two
# random flips that don't know of each other teach the net nonsense.
#
# > **Exercise `augment_pair(image, mask, rng)`.** With probability one half mirror `image` (H, W) or (H, W, C) and `mask` (H, W)
# > left to right, both or neither, drawing the chance from the NumPy generator `rng`. Return `(image, mask)`, dtypes and
# > shapes as they were, the inputs untouched (a view will do).
# >
# > *Worked example.* `image = [[1, 2, 3]]`, `mask = [[True, False, False]]`: either both as they are, or `[[3, 2, 1]]` and
# > `[[False, False, True]]`.

# %% [markdown] key="augment" lang="zh"
# ## 5 · 让图块变多
#
# 地震剖面左右翻转之后，仍然是一幅合理的地震剖面；上下翻转就不是了，因为往下就是往深处：岩层一层压一层，盐体往上拱。
# 所以送进网络前，每个图块有一半的概率被左右翻转。**掩码必须一起翻**：图像和掩码要是各自随机、互不相干，只会把网络教坏。
#
# > **练习 `augment_pair(image, mask, rng)`。** `image` 的形状是 (H, W) 或 (H, W, C)，`mask` 的形状是 (H, W)。以二分之一的概率把两者左右翻转，
# > 要么都翻，要么都不翻；随机数取自 NumPy 的生成器 `rng`。返回 `(image, mask)`，dtype 和形状不变，也不要改动输入；返回视图（view）也可以。
# >
# > *例子。* `image = [[1, 2, 3]]`，`mask = [[True, False, False]]`：要么原样返回，要么返回 `[[3, 2, 1]]` 和 `[[False, False, True]]`。


# %% key="exercise-augment-pair" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def augment_pair(image, mask, rng):
    """image (H, W) or (H, W, C), mask (H, W): half of the time both mirrored left to right."""
    # BEGIN SOLUTION
    if rng.random() < 0.5:
        return image[:, ::-1], mask[:, ::-1]
    return image, mask
    # END SOLUTION


augment_pair = use("augment_pair", augment_pair)

# %% key="mirrored"
image, mask = training.images[salty[0]], training.masks[salty[0]]
pairs = {
    "as it is": (image, mask),
    "both mirrored": (image[:, ::-1], mask[:, ::-1]),
    "wrong": (image[:, ::-1], mask),
}
figure, axes = new_figure(1, 3, (7.6, 2.8))
for axis, (title, (picture, outline)) in zip(axes, pairs.items(), strict=True):
    axis.imshow(picture, vmin=0, vmax=255)
    axis.contour(outline, [0.5], colors="#E69F00", linewidths=2)
    axis.set(title=title, xticks=[], yticks=[])
show(figure, "mirrored")

# %% [markdown] alt="mirrored" lang="en"
# A tile with its salt outlined, the same with both mirrored, and the tile mirrored alone: there the outline no longer fits.

# %% [markdown] alt="mirrored" lang="zh"
# 一个勾出盐体的图块；图块和轮廓一起翻转；只翻转图块：轮廓就对不上了。


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
        chosen, data = self.order[k * self.batch_size :][: self.batch_size], self.data
        pairs = [augment_pair(data.images[i], data.masks[i], self.rng) for i in chosen]
        images, masks = (np.stack(parts)[..., None] for parts in zip(*pairs, strict=True))
        return images.astype("float32"), masks.astype("float32")

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.data))


# %% [markdown] key="validation" lang="en"
# ## 6 · Validation that tells the truth
#
# The tiles were cut from large sections. Two neighbours share their layers, their noise, often the very same body of salt. Split
# the tiles at random, and a net can do well on the validation tiles by remembering their neighbours. That is **leakage**.
# How often would it find one? Split at random, just to see, and look for each held-out tile's most similar training tile (in its spectrum of frequencies).

# %% [markdown] key="validation" lang="zh"
# ## 6 · 让验证说真话
#
# 这些图块是从大剖面上切下来的。相邻的两块，岩层相同，噪声相同，往往连盐体都是同一个。如果把图块随机划分，网络只要记住邻居，
# 就能在验证图块上得高分。这叫**数据泄漏**（data leakage）。邻居好不好找？我们先随机划分一次看看：给每个留出的图块，找出（频谱上）与它最相似的训练图块。


# %% key="leakage"
def spectra(images):
    """Standardised log-amplitudes of low frequencies: (n, 24·24); a shift hardly matters."""
    amplitudes = np.log1p(np.abs(np.fft.rfft2(images))[:, :24, :24]).reshape(len(images), -1)
    return (amplitudes - amplitudes.mean(axis=0)) / (amplitudes.std(axis=0) + 1e-6)


def nearest(known, new):
    """For each row b of `new` the nearest row a of `known`."""
    # |a - b|² = |a|² - 2a·b + |b|², and |b|² changes no winner
    return ((known**2).sum(axis=1) - 2 * new @ known.T).argmin(axis=1)


if (data.sections >= 0).all():
    order = np.random.default_rng(0).permutation(len(data))
    known, new = order[: len(training)], order[-len(test) :]
    looks = spectra(data.images)
    twin = data.sections[known[nearest(looks[known], looks[new])]]
    chance = np.mean(data.sections[known] == data.sections[new][:, None])
    found = np.mean(twin == data.sections[new])
    print(f"random split: {found:.0%} of the most similar tiles", end=" ")
    print(f"are from the same section; by chance {chance:.0%}")
else:
    print("The real files don't say which section a tile comes from: this split is random.")

# %% [markdown] key="leakage-score" lang="en"
# So neighbours do stand on both sides, and they can be found. Does our net profit from it? **Predict**, then look: the course trained it as long as part 8 does, three times on a random split
# and three times on a split by section (`benchmarks/unet_ablations.py`; ± is the spread of the three).

# %% [markdown] key="leakage-score" lang="zh"
# 由此可见，邻居确实被分到了两边，而且找得到。我们的网络占到便宜了吗？**先猜一猜**，再看：编写这一课时，我们按第 8 节的时长训练过它，随机划分和按剖面划分各三遍（`benchmarks/unet_ablations.py`；± 是三遍的标准差）。

# %% key="leakage-table"
table(measured_rows("unet_splits"))

# %% [markdown] key="leakage-meaning" lang="en"
# It doesn't show; at random, the score is even a little lower. Three trainings each, judged on different tiles, prove little either way, and a small net after ten epochs has hardly the memory
# to profit. A larger one, trained for longer, may well, and nothing would tell you: a leak is never announced. So one closes it beforehand.

# %% [markdown] key="leakage-meaning" lang="zh"
# 看不出来，随机划分的得分甚至还低一点。各训练三遍、在不同的图块上评判，本来就证明不了什么；而且小网络只练十轮（epoch），也记不住多少东西，占不到什么便宜。换成更大的网络、训练得更久，就很可能占到，
# 而你什么也察觉不到：泄漏从来不会自己声张。所以要事先堵住它。

# %% [markdown] key="validation-meaning" lang="en"
# So the lesson splits **by section**: no section stands on both sides. With the real files that can't be done (the sections
# were never published, though some teams put parts of them together again like a jigsaw), most splits are random, and scores on
# them are probably too good, ours included.
# We use three parts: *training* to learn, *validation* to choose (the threshold, for one), *test* to judge, once, at the end.

# %% [markdown] key="validation-meaning" lang="zh"
# 所以本课**按剖面**划分：没有哪个剖面同时出现在两份数据里。真实文件做不到这一点（图块来自哪个剖面，从未公布，虽然有队伍像拼图那样拼回了一部分），
# 多数人只好随机划分，这样报出来的分数多半偏高，我们的也不例外。数据分成三份：*训练集*（training set）用来学习；
# *验证集*（validation set）用来选择，比如选阈值（threshold）；*测试集*（test set）用来评判，只在最后用一次。

# %% [markdown] key="metrics" lang="en"
# ## 7 · Scores, and one that lies
#
# **Pixel accuracy** is the share of pixels that are right. **Predict:** part 1 printed what share of the pixels is salt; what accuracy does "no salt
# anywhere" get?
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
# **像素准确率**（pixel accuracy）看答对的像素占多大比例。**先猜一猜：** 第 1 节打印过盐占全部像素的百分之几，那么处处回答“没有盐”，准确率是多少？
#
# **交并比**（intersection over union，IoU）不算两张掩码都说“没有盐”的像素：用两张都说有盐的像素数，除以至少一张说有盐的像素数。
#
# > **练习 `iou(mask_true, mask_pred)`。** 掩码的形状是 (H, W)，类型是 bool 或 0/1。返回浮点数；两张掩码都为空，算一致：1.0。
# >
# > *例子。* `[[1, 1, 0]]` 与 `[[0, 1, 1]]`：两张都有盐的像素有一个，至少一张有盐的有三个，IoU 为 ⅓。


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
# > $[\mathrm{IoU} > t]$ (1 if true, else 0) for $t = 10/20, 11/20, \dots, 19/20$; for an image whose truth is empty, 1 if the prediction
# > is empty, else 0. A tile with salt for which you draw nothing has IoU 0, so it scores 0.
# >
# > *Worked example.* One tile with IoU 0.62 exceeds 0.50, 0.55 and 0.60: score 0.3.

# %% [markdown] key="score" lang="zh"
# **竞赛得分**用宽严不同的十档标准来衡量每张掩码：对阈值 $t = 0.50, 0.55, \dots, 0.95$，IoU 是否大于 $t$？答“是”的比例就是这个图块的得分，
# 所有图块的平均就是你的得分。没有盐的图块不是满分就是零分：什么也没画得 1 分，否则得 0 分。
#
# > **练习 `tgs_score(masks_true, masks_pred)`。** 掩码的形状是 (N, H, W)。返回各图得分的平均；每张图的得分是 $[\mathrm{IoU} > t]$（成立为 1，否则为 0）
# > 对 $t = 10/20, 11/20, \dots, 19/20$ 的平均；真值为空的图，预测也为空得 1，否则得 0。有盐而你什么也没画的图块，IoU 为 0，所以得 0 分。
# >
# > *例子。* 某个图块的 IoU 是 0.62，超过 0.50、0.55、0.60，得 0.3 分。


# %% key="exercise-tgs-score" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def tgs_score(masks_true, masks_pred):
    """Mean over images (N, H, W) of the share of thresholds 0.50, 0.55 … 0.95 below the IoU."""
    # BEGIN SOLUTION
    ious = np.array([iou(*pair) for pair in zip(masks_true, masks_pred, strict=True)])
    thresholds = np.arange(10, 20) / 20
    return float((ious[:, None] > thresholds).mean())
    # END SOLUTION


tgs_score = use("tgs_score", tgs_score)

# %% [markdown] key="score-feel" lang="en"
# Get a feeling for it. **Predict:** a square of 40×40 pixels is drawn 5 pixels too far to the right. Its IoU? Its score?

# %% [markdown] key="score-feel" lang="zh"
# 找找感觉。**先猜一猜：** 一个 40×40 的正方形，画的时候往右偏了 5 个像素。IoU 是多少？得多少分？

# %% key="score-by-hand"
# NBVAL_CHECK_OUTPUT
square = np.zeros((1, 101, 101), bool)
square[:, 20:60, 20:60] = True
for shift in (0, 2, 5, 10):
    moved = np.roll(square, shift, axis=2)
    overlap, score = iou(square[0], moved[0]), tgs_score(square, moved)
    print(f"moved by {shift:2d} pixels: IoU {overlap:.2f}, score {score:.1f}")

# %% [markdown] key="score-meaning" lang="en"
# Five pixels cost four tenths of the score: once a body is found, its boundary decides. (A body missed, or a few pixels drawn on an empty tile, cost the whole tile.)

# %% [markdown] key="score-meaning" lang="zh"
# 只偏五个像素，就丢掉四成的分：盐体一旦找到，就看边界画得准不准。（漏掉一个盐体，或在没有盐的图块上多画几个像素，丢的是整个图块的分。）

# %% [markdown] key="baselines" lang="en"
# Before any network, two baselines to beat: drawing nothing, and the best that texture measures can do without learning
# features (energy, coherence and lateral change of the reflections, combined and thresholded as well as the training tiles allow).
# Neither has anything left to choose, so they may be judged on the test tiles already.

# %% [markdown] key="baselines" lang="zh"
# 在用网络之前，先立两个要超过的基线（baseline）：一是什么都不画；二是不学特征、只靠纹理指标能做到的最好结果
# （反射的能量、相干性和横向变化，怎样组合、怎样取阈值，都在训练图块上调到尽可能好）。这两个基线都没有什么要在验证集上选的，所以现在就可以用测试图块来评。

# %% key="baseline-scores"
from course_utils.data.salt_baseline import fit_classical_baseline

nothing = np.zeros_like(test.masks)
classical = fit_classical_baseline(training.images, training.masks).predict(test.images)


def pixel_iou(masks, predicted):
    """IoU of all pixels of all tiles (N, H, W) at once."""
    union = np.logical_or(masks, predicted).sum()
    return np.logical_and(masks, predicted).sum() / max(1, union)


def scores(name, predicted, masks):
    """One row of the table of results."""
    return {
        "on held-out tiles": name,
        "pixel accuracy": f"{np.mean(predicted == masks):.3f}",
        "pixel IoU": f"{pixel_iou(masks, predicted):.3f}",
        "TGS score": f"{tgs_score(masks, predicted):.3f}",
    }


rows = [scores("nothing at all", nothing, test.masks)]
rows += [scores("texture, no network", classical, test.masks)]
table(rows)

# %% [markdown] key="baselines-meaning" lang="en"
# **Pixel accuracy lies**: drawing nothing gets three quarters of the pixels right. Its IoU is 0, as it should be. Its
# competition score is not: it gets full marks for every tile without salt. Keep that number in mind as the real zero.

# %% [markdown] key="baselines-meaning" lang="zh"
# **像素准确率会骗人**：什么都不画，也有四分之三的像素是对的。它的 IoU 是 0，本该如此。它的竞赛得分却不是零：没有盐的图块，它都拿满分。
# 记住这个数，它才是真正的零点。

# %% [markdown] key="train" lang="en"
# ## 8 · Training
#
# The picture shows four validation tiles above, the net's opinion of them below. Stop whenever you like (■): the weights of the best
# epoch so far (lowest loss on the validation tiles) stay, and the notebook goes on with them. Running the cell again starts afresh;
# with `RESUME = True` it goes on where it was stopped, even after a restart.
#
# It takes one to three minutes on two cores. **AdamW** is Adam with weight decay (each step also shrinks all weights a little); its learning rate climbs for one epoch, then falls to
# zero along a cosine; `clipnorm` keeps a single wild step from spoiling what was learned.

# %% [markdown] key="train" lang="zh"
# ## 8 · 训练
#
# 图中上排是四个验证图块，下排是网络对它们的判断。随时可以停下（■）：到那时为止最好的一轮（验证图块上损失最低）的权重会保留，
# notebook 接着用它往下走。再运行一次这个单元格就从头开始；把 `RESUME` 设为 `True`，就从上次停下的地方接着训练，重启内核之后也行。
#
# 在两个核上要一到三分钟。**AdamW** 是带权重衰减（weight decay，每一步都把权重略微缩小一点）的 Adam；学习率（learning rate）先用一轮升上去，再沿余弦曲线降到零；
# `clipnorm` 防止某一步走得太猛，毁掉已经学到的东西。

# %% key="preview"
shown = np.flatnonzero((validation.coverage > 0.15) & (validation.coverage < 0.85))[:4]
tiles = validation.images[shown]
history = {}  # epoch → the net's opinion of the first of them
RESUME = False


def opinions():
    return tf.sigmoid(unet(tiles[..., None].astype("float32")))[..., 0]


def preview():
    return np.vstack([np.hstack(tiles / 255), np.hstack(opinions())])


def remember(epoch, logs):
    history[epoch + 1] = opinions()[0]


# %% key="training"
if not RESUME:
    history.clear()
filters = profile.pick(smoke=(4, 8), quick=(16, 32, 64), full=(64, 128, 256))
epochs = profile.pick(smoke=1, quick=10 if data.provenance.kind == "synthetic" else 12, full=40)
keras.config.set_dtype_policy(precision())  # float16 on a GPU made for it, float32 on a CPU
unet = build_unet(decoder_block, filters)
keras.config.set_dtype_policy("float32")
batches = Tiles(training)
warm, steps = {"warmup_target": 0.003, "warmup_steps": len(batches)}, epochs * len(batches)
schedule = keras.optimizers.schedules.CosineDecay(1e-4, steps, **warm)
unet.compile(keras.optimizers.AdamW(schedule, weight_decay=1e-4, clipnorm=1.0), loss=salt_loss)
judges = validation.images[..., None], validation.masks[..., None]
note = keras.callbacks.LambdaCallback(on_epoch_end=remember)
with live_training("U-Net", preview, keep_best="val_loss", resume=RESUME) as progress:
    watch = {"verbose": 0, "callbacks": [progress, note]}
    unet.fit(batches, validation_data=judges, epochs=epochs, **watch)

# %% [markdown] key="replay" lang="en"
# How did it come to its opinion? Step through the epochs of one tile. **Look:** what does it find first, the body or the edge?

# %% [markdown] key="replay" lang="zh"
# 它的判断是怎么形成的？一轮一轮地翻看同一个图块。**看图：** 它先找到的是盐体的主体，还是边缘？

# %% key="replay-demo" tags=["demo"]
seen = history or {progress.epochs_kept: opinions()[0]}  # stopped before an epoch had ended
training_replay(tiles[0], validation.masks[shown[0]], seen)

# %% [markdown] key="replay-meaning" lang="en"
# As a rule the body comes first, within an epoch or two; the boundary sharpens until the end.

# %% [markdown] key="replay-meaning" lang="zh"
# 通常先出现的是主体，一两轮就有了；边界则一直到最后都还在变清晰。

# %% [markdown] key="choose" lang="en"
# ### Choosing where to draw the line
#
# From which probability on do we call it salt? And since a few stray pixels cost an empty tile everything: how many pixels must
# there be, at least, to draw anything? Both are **chosen on the validation tiles**, never on the test tiles.
#
# And a trick that costs nothing but time, **test-time augmentation**: ask the net about the mirrored tile too, mirror its answer back, and
# take the mean.

# %% [markdown] key="choose" lang="zh"
# ### 界线画在哪里
#
# 概率达到多少才算盐体？另外，没有盐的图块上只要错画几个像素，就一分都拿不到：那么至少要有多少个像素，才动笔画？
# 这两个数都**在验证图块上选**，绝不用测试图块。
#
# 还有个只费时间的小窍门，**测试时增强**（test-time augmentation）：把图块左右翻转，再问一遍网络，把回答翻回来，两次取平均。


# %% key="choose-threshold"
def draw_salt(probabilities, threshold, smallest):
    """Masks from probabilities (n, 101, 101); with fewer than `smallest` pixels: empty."""
    masks = probabilities > threshold
    return masks & (masks.sum(axis=(1, 2), keepdims=True) >= smallest)


def probability(images):
    """The net's probability of salt, mean of tile and mirrored tile: float32 (n, 101, 101)."""
    tiles = images[..., None].astype("float32")
    logits = unet.predict(tiles, batch_size=64, verbose=0)[..., 0]
    mirrored = unet.predict(tiles[:, :, ::-1], batch_size=64, verbose=0)[:, :, ::-1, 0]
    return (expit(logits) + expit(mirrored)) / 2  # sigmoids


# %% key="threshold-curves"
opinion = probability(validation.images)
thresholds, sizes = np.arange(0.2, 0.85, 0.05), (1, 100, 200, 400, 800)
table_of_scores = {}
figure, axis = new_figure(size=(8, 2.8))
for s in sizes:
    for t in thresholds:
        table_of_scores[t, s] = tgs_score(validation.masks, draw_salt(opinion, t, s))
    curve = [table_of_scores[t, s] for t in thresholds]
    axis.plot(thresholds, curve, "o-", label=f"at least {s} pixels")
threshold, smallest = max(table_of_scores, key=table_of_scores.get)
axis.set(xlabel="threshold", ylabel="TGS score (validation)")
axis.legend()
show(figure, "choose-threshold")
print(f"chosen: threshold {threshold:.2f}, at least {smallest} pixels")

# %% [markdown] alt="choose-threshold" lang="en"
# The validation tiles' TGS score against the threshold, one curve for each smallest number of pixels.

# %% [markdown] alt="choose-threshold" lang="zh"
# 验证图块的 TGS 得分随阈值的变化，每种最少像素数对应一条曲线。

# %% key="results"
judged = probability(test.images)
predicted = draw_salt(judged, threshold, smallest)
table([*rows, scores("U-Net", predicted, test.masks)])

# %% [markdown] key="results-meaning" lang="en"
# Now, and only now, the test tiles. Compare the columns: drawing nothing has three quarters of the accuracy already, so that the whole
# race is run in the last quarter. IoU and the competition's score leave more room to tell answers apart.
#
# ### With other decoders
#
# Does it need the skips, and the transposed convolutions? The course trained three decoders three times, each as long as ours here
# (`benchmarks/unet_ablations.py`; threshold 0.5, no mirroring, no smallest size, so that the scores are lower than above). The third is lesson 01's
# cure for checkerboards: **resize, then convolve**.

# %% [markdown] key="results-meaning" lang="zh"
# 直到这时，才轮到 U-Net 面对测试图块。比较各列：什么都不画，准确率就已经有四分之三，整场比赛只在剩下的四分之一里见分晓。
# IoU 和竞赛得分留出的余地更大，好坏更分明。
#
# ### 换个解码器
#
# 跳跃连接非有不可吗？转置卷积呢？编写这一课时，我们把三种解码器各训练了三遍，时长与这里相同
# （`benchmarks/unet_ablations.py`；阈值 0.5，不做翻转平均，也不限最少像素数，所以得分比上面低）。第三种就是第 01 课治棋盘格的办法：**先放大，再卷积**。

# %% key="decoders"
table(measured_rows("unet_decoders"))

# %% [markdown] key="errors" lang="en"
# Three trainings each; ± is their spread. The last column is the clearest: without skips, more goes wrong at the boundary, as one expects. In the scores the gap is
# hardly larger than the spread. Salt comes in large, smooth bodies, and a map of 13×13 places with 64 numbers each can say roughly where one ends. Is it a matter of
# room? Our bottom has about as many numbers as the tile has pixels, the paper's (28·28·1024 for 572·572) more than twice as many. But room alone doesn't do it: without skips
# a net has to *learn* to pack the *where* into them and to unpack it, and the paper's cells touch, with gaps a few pixels wide.
#
# Resizing is ahead of our decoder in all three columns, by about one spread: it may be chance, or its extra weights. With kernel 2 and stride 2 the stamps don't overlap, so there
# was no checkerboard from uneven overlap to cure.
#
# ## 9 · Looking at the errors
#
# A mean hides what a picture shows. Sort the tiles from the worst, move the threshold, and look at what is missed and what is
# invented. (From here on we only look: nobody may go back and change the threshold. The browser draws every pixel above it, however few, so its total is not the table's.)
# **Predict:** where is a pixel most likely to be wrong? Do *most* of the wrong pixels lie there? And is the net worse near the border of a tile?

# %% [markdown] key="errors" lang="zh"
# 每种训练了三遍，± 是标准差。最清楚的是最后一列：没有跳跃连接，边界上错得更多，正如所料。得分的差距却与标准差相当：盐体大多成块、边缘平滑，
# 13×13 个位置、每处 64 个数，大致说得清一个盐体到哪里为止。是因为容量够大吗？我们最底下的数与图块的像素差不多一样多，论文里（28·28·1024 个数，572·572 个像素）还是像素的两倍多。
# 可光有容量不够：没有跳跃连接，网络得*学会*把*在哪里*装进去、再取出来；而论文分割的是显微镜下的细胞，一个紧挨一个，中间只隔几个像素。
#
# 先放大再卷积的解码器，三列都略胜一筹，差距大约是一个标准差：可能只是碰巧，也可能因为它的权重多一些。核大小为 2、步幅为 2 时，盖下的核互不重叠，本来就没有重叠不均造成的棋盘格要治。
#
# ## 9 · 看看错在哪里
#
# 平均值会掩盖图上看得见的东西。从最差的图块看起，动一动阈值，看看漏了什么，又凭空画了什么。（从这里开始只看不改：谁也不许回头去调阈值。下面的演示把高于阈值的像素全画出来，不管有多少，所以总分和表里的不一样。）
# **先猜一猜：** 什么地方的像素最容易错？错误像素*大多数*也在那里吗？到了图块的边缘，网络是不是更差？

# %% key="browser-demo" tags=["demo"]
tile_browser(test.images, test.masks, judged, threshold)

# %% key="edge"
from scipy.ndimage import distance_transform_edt

both = (test.coverage > 0) & (test.coverage < 1)
inside, outside = ([distance_transform_edt(m == k) for m in test.masks[both]] for k in (1, 0))
to_boundary = np.add(inside, outside)
down, across = np.indices((101, 101))
to_border = np.minimum.reduce([down, across, 100 - down, 100 - across])
wrong = predicted != test.masks
mixed, far = wrong[both], range(1, 31)
figure, (left, right) = new_figure(1, 2, (9, 2.8))
left.plot(far, [100 * mixed[to_boundary.round() == d].mean() for d in far])
right.plot([100 * wrong[:, to_border == d].mean() for d in range(41)])
left.set(xlabel="distance from the salt's boundary [pixels]", ylabel="wrong pixels [%]")
right.set(xlabel="distance from the tile's border [pixels]")
left.set_ylim(0)
right.set_ylim(0)
show(figure, "edge")
near, share = mixed[to_boundary < 5].sum() / mixed.sum(), np.mean(to_boundary < 5)
print("in tiles with salt and rock, within 5 pixels of the boundary:", end=" ")
print(f"{share:.0%} of the pixels, {near:.0%} of the errors")

# %% [markdown] alt="edge" lang="en"
# Share of wrong pixels against the distance from the salt's boundary, where it falls steeply, and against the distance from the tile's border.

# %% [markdown] alt="edge" lang="zh"
# 两条曲线，纵轴都是错误像素的比例：左图横轴为到盐体边界的距离，曲线迅速下降；右图横轴为到图块边缘的距离。

# %% [markdown] key="edge-meaning" lang="en"
# Left: a pixel next to the boundary is the most likely to be wrong, as that is where *where* is decided. But few pixels lie there, so most of the wrong ones lie
# farther off: mainly bodies missed or invented as a whole, errors of *what*. Right: near a tile's border half of the surroundings is missing, and in its
# place stand zeros. A `valid` net would see no zeros, but at the border it would give no answer at all, unless the tile were mirrored outwards. This curve cannot
# tell the two causes apart.

# %% [markdown] key="edge-meaning" lang="zh"
# 左图：紧挨着边界的像素最容易错，因为*在哪里*正是在那里见分晓。可是那里像素不多，所以大多数错误像素离边界较远，主要是整块漏掉或凭空画出的盐体，错在*是什么*。
# 右图：在图块边缘，周围的信息缺了一半，补上的又是零。换成 `valid` 网络就看不到零，但除非把图块向外镜像，它在边缘根本给不出答案。光看这条曲线，分不开这两个原因。

# %% [markdown] key="submit" lang="en"
# ## 10 · Handing it in
#
# The competition takes a file `submission.csv` with a line for each tile: its id, and the mask as **run lengths**. Number the
# pixels from 1, going down the first column, then the second. Each run of salt is its first pixel and its length.
#
# > **Exercise `rle_encode(mask)`.** Mask (H, W), bool. Return `"start length start length …"`, column by column, counting from 1;
# > `""` for an empty mask.
# >
# > *Worked example.* `[[1, 1, 0], [0, 1, 1]]`; its pixels are numbered `[[1, 3, 5], [2, 4, 6]]`. Down the columns we read
# > 1 0 1 1 0 1: three runs, `"1 1 3 2 6 1"`. (Row by row, which is wrong, it would be `"1 2 5 2"`.)

# %% [markdown] key="submit" lang="zh"
# ## 10 · 提交
#
# 竞赛要的是一个 `submission.csv`，每个图块一行：它的 id，以及用**游程编码**（run-length encoding，RLE）写成的掩码。像素从 1 开始编号，
# 先沿第一列往下数，再数第二列。每一段连续的盐写成“起点 长度”。
#
# > **练习 `rle_encode(mask)`。** 掩码的形状是 (H, W)，类型是 bool。返回 `"起点 长度 起点 长度 …"` 形式的字符串，按列、从 1 开始编号；
# > 空掩码返回 `""`。
# >
# > *例子。* `[[1, 1, 0], [0, 1, 1]]`，它的像素编号是 `[[1, 3, 5], [2, 4, 6]]`。按列读是 1 0 1 1 0 1，共三段：`"1 1 3 2 6 1"`。
# > （按行读是错的，会得到 `"1 2 5 2"`。）


# %% key="exercise-rle-encode" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def rle_encode(mask):
    """mask (H, W) bool as "start length start length …": pixels from 1, column by column."""
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
# 写好文件，再用一段独立的解码程序读回来比对。没有解码核对过的东西，绝不要交上去。（如果有竞赛的测试图像，就交它们的结果；否则用我们自己的测试图块。）

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
# one can predict the distance to the boundary as well and cut along its valleys (watershed), or find boxes first and a mask in each, as
# Mask R-CNN does.

# %% [markdown] key="instances" lang="zh"
# ## 11 · 语义掩码没说的事
#
# 一个图块里有两个盐体，它们得到的是同一个标签。**实例分割**（instance segmentation）会把它们分开，还能数出个数。物体互不接触时，
# 语义掩码加上连通分量（connected component）就够了，如下图；互相接触时就不够：可以再预测每个像素到边界的距离，
# 沿着距离图的谷线切开（分水岭，watershed），也可以像 Mask R-CNN 那样先检测出框，再在每个框里预测一张掩码。

# %% key="components"
from skimage.measure import label


def smallest_of_several(mask):
    """Pixels of the smallest connected body of salt; 0 when there are fewer than two."""
    sizes = np.bincount(label(mask).ravel())[1:]
    return sizes.min() if len(sizes) > 1 else 0


several = max(range(len(test)), key=lambda k: smallest_of_several(test.masks[k]))
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
# 一个勾出盐体的地震图块；旁边是同样的盐体，每个连通的部分各用一种颜色。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Semantic segmentation labels every pixel; *what* wants a wide view, *where* a close one. The U-Net goes down for the one and
#   hands the other across by skip connections.
# - Cross-entropy judges pixels, Dice judges masks; their sum keeps the good of both.
# - Augment image and mask in step; split by what is independent (sections), choose on validation, judge on test.
# - Pixel accuracy lies when one class dominates. IoU and the competition's score don't, but know their zero.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 语义分割给每个像素一个标签；*是什么*要看得宽，*在哪里*要看得细。U-Net 往下走取得前者，用跳跃连接把后者直接送过去。
# - 交叉熵评判单个像素，Dice 评判整张掩码；两者相加，各取所长。
# - 图像和掩码要同步增强；按真正独立的单位（剖面）划分，在验证集上选，在测试集上评。
# - 某一类占了大头时，像素准确率会骗人。IoU 和竞赛得分不会，但要知道它们的零点在哪里。
#
# 把你的结果和课程的参考结果比一比：

# %% key="report"
metrics = {
    "tgs_score": tgs_score(test.masks, predicted),
    "pixel_iou": pixel_iou(test.masks, predicted),
    "classical_tgs_score": tgs_score(test.masks, classical),
    "empty_tgs_score": tgs_score(test.masks, nothing),
    "threshold": threshold,
    "train_seconds": (progress.seconds, "s"),
}
artefacts = {"masks.npz": {"truth": test.masks, "predicted": predicted}}
report("02_unet_segmentation", metrics, artefacts)

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - O. Ronneberger, P. Fischer and T. Brox, *U-Net: convolutional networks for biomedical image segmentation*, MICCAI 2015
#   (arXiv 1505.04597).
# - J. Long, E. Shelhamer and T. Darrell, *Fully convolutional networks for semantic segmentation*, CVPR 2015 (arXiv 1411.4038).
# - F. Milletari, N. Navab and S.-A. Ahmadi, *V-Net*, 3DV 2016 (arXiv 1606.04797): the Dice loss (there with squares in the denominator).
# - The competition: kaggle.com/c/tgs-salt-identification-challenge.

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - O. Ronneberger、P. Fischer 与 T. Brox，*U-Net: convolutional networks for biomedical image segmentation*，MICCAI 2015
#   （arXiv 1505.04597）。
# - J. Long、E. Shelhamer 与 T. Darrell，*Fully convolutional networks for semantic segmentation*，CVPR 2015（arXiv 1411.4038）。
# - F. Milletari、N. Navab 与 S.-A. Ahmadi，*V-Net*，3DV 2016（arXiv 1606.04797）：Dice 损失（该文分母里用的是平方和）。
# - 竞赛页面：kaggle.com/c/tgs-salt-identification-challenge。
