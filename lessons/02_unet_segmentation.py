# ---
# jupyter:
#   course:
#     title:
#       en: Finding salt with a U-Net
#       zh: 用 U-Net 找盐体
#     goals:
#       en: Build a U-Net block by block, train it to find salt in seismic tiles, score it as the competition did, and learn which numbers to trust.
#       zh: 一个模块一个模块地搭起 U-Net，训练它在地震图块里找盐体，按竞赛规则打分，并学会分辨哪些数字可信。
#     minutes:
#       work: 120
#       quick: 7
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
# Oil and gas collect beside salt, so somebody has to find it, on pictures of the underground made with sound.
# In 2018 the company TGS put 4,000 such pictures on Kaggle, the salt drawn in by experts (not without slips), and more than 3,000 teams tried to draw it
# as well. You will too, with the network that many started from: the **U-Net**.
#
# **After this lesson you can**
# - say what semantic segmentation asks, and why *what* and *where* pull in opposite directions,
# - build a U-Net block by block and check its sizes by arithmetic,
# - choose a loss, augment images and masks in step, split data so that validation tells the truth,
# - measure with IoU and the competition's score, and say what is noise.
#
# **You need** about 120 minutes, two CPU cores, and lesson 01. Without the Kaggle files (README: the folder `tgs-salt` in `COURSE_DATA`) the lesson uses
# **synthetic** sections: a forward model computes the echoes of made-up layers.

# %% [markdown] key="title" lang="zh"
# # 02 · 用 U-Net 找盐体
#
# 石油和天然气常聚集在盐体旁边，要找油气，就得先在用声波“拍”下的地下图像上找出盐体。2018 年，TGS 公司在 Kaggle 上公布了 4,000 张这样的图，
# 盐体由专家勾出（难免有失误），三千多支队伍来比谁勾得准。这一课轮到你，用的正是许多队伍的起点：**U-Net**。
#
# **学完之后，你能**
# - 说清语义分割（semantic segmentation）要回答什么，*是什么*和*在哪里*又为什么难以兼顾；
# - 一个模块一个模块搭起 U-Net，靠算术核对各级的尺寸；
# - 选择损失函数（loss function），对图像和掩码（mask）同步做数据增强（data augmentation），划分数据，让验证说真话；
# - 用交并比（IoU）和竞赛得分来评价结果，分清哪些差别只是噪声。
#
# **需要** 大约 120 分钟，两个 CPU 核；学过第 01 课。用的是正演模型（forward model，由岩层算出回声）生成的**合成**剖面；有 Kaggle 文件，就放进 `COURSE_DATA/tgs-salt`（见 README）。图和打印结果里的文字是英文。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("02_unet_segmentation")

# %% key="imports" tags=["export"]
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from scipy.ndimage import binary_dilation, binary_erosion
from scipy.special import expit

from course_utils import (
    ask,
    live_training,
    new_figure,
    open_experiment,
    report,
    show,
    table,
    use,
)
from course_utils.data.seismic import load_seismic, split_tiles
from course_utils.demos.unet_architecture import architecture
from course_utils.demos.unet_tiles import tile_browser, training_replay
from course_utils.gpus import all_gpus
from course_utils.machine import precision
from course_utils.measurements import measured_rows

# %% [markdown] key="task" lang="en"
# ## 1 · A label for every pixel
#
# A seismic **section** is a vertical picture of the underground: down is depth, and each light or dark line is an echo
# (a *reflection*) from the boundary of two layers of rock. Ours come cut into **tiles** of 101×101 pixels.
#
# **Semantic segmentation** asks of every pixel: which class? Here there are two, salt and not salt, and the mask is as large as the tile.
# Whoever answers must know *what* is there, which takes a wide view, and *where* exactly it ends, which takes a close one.
#
# **Look:** how can you tell the salt (tinted)? By its brightness? Its texture? What the layers around it do?

# %% [markdown] key="task" lang="zh"
# ## 1 · 给每个像素一个标签
#
# 地震**剖面**（section）是地下的一张竖直切面图：越往下越深，每一条亮线或暗线，都是两层岩石的分界面传回的回声，叫作*反射*（reflection）。
# 我们拿到的是从剖面上切下来的**图块**（tile），每块 101×101 像素。
#
# **语义分割**要回答：每个像素属于哪一类？这里只有盐体和非盐体，掩码与图块一样大。
# 要答对，既得知道那里*是什么*，这要看得宽；又得知道边界究竟*在哪里*，这要看得细。
#
# **看图：** 你怎么认出盐体（已着色）？靠亮度？靠纹理？还是靠周围岩层的变化？

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
    axis.contourf(training.masks[k], [0.5, 1], colors="#E69F00", alpha=0.35)
    axis.set(title=f"{training.coverage[k]:.0%} salt", xticks=[], yticks=[])
show(figure, "tiles")

# %% [markdown] alt="tiles" lang="en"
# Four grey seismic tiles with layered reflections; the salt, tinted orange, interrupts the layers.

# %% [markdown] alt="tiles" lang="zh"
# 四个灰度地震图块，可见层状反射；盐体涂成橙色，层状反射在那里中断。

# %% [markdown] key="task-meaning" lang="en"
# Brightness won't do: salt and rock cover much the same greys. What gives salt away is that layers stop at it or bend up along it, and
# that its inside is blank or chaotic. Many tiles hold none at all.

# %% [markdown] key="task-meaning" lang="zh"
# 只看亮度不行：盐体和围岩的灰度差不多。让盐体露出马脚的，是岩层到它跟前就断了，或者贴着它翘起来，而它的内部要么一片空白，要么杂乱无章。
# 许多图块里根本没有盐。

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
# Ronneberger, Fischer and Brox (2015, arXiv 1505.04597) resolved this tension with one drawing. The left arm of the U, the encoder,
# goes down: two 3×3 convolutions, then pooling, again and again, and two convolutions at the bottom; the picture shrinks, the channels double (64 … 1024), and the *what* grows. The right arm, the decoder, goes up: an **up-convolution** (here the transposed convolution of lesson 01)
# doubles the sides and halves the channels, a **skip connection** carries the left arm's map of that level across to be joined, so that the *where* need not squeeze through the bottom, and two convolutions follow. At the top a 1×1 convolution gives one number per class.
#
# Their convolutions have no padding (`valid`): each takes one pixel off every side, so the copies are cropped before
# they are joined.

# %% [markdown] key="unet" lang="zh"
# ## 2 · U-Net：用算术核对
#
# Ronneberger、Fischer 与 Brox（2015，arXiv 1505.04597）用一张图化解了这对矛盾。U 形的左臂叫编码器（encoder），往下走：两个 3×3 卷积，再池化，如此反复，最底下再卷积两次；
# 图越来越小，通道数逐级加倍（64……1024），*是什么*越来越清楚。右臂叫解码器（decoder），往上走：**上卷积**（up-convolution；这里用第 01 课的转置卷积）
# 把边长加倍、通道数减半；**跳跃连接**（skip connection）把左臂同一级的特征图（feature map）直接送过来拼上，*在哪里*就不必从最底下挤过去；然后又是两个 3×3 卷积。
# 最上面由一个 1×1 卷积为每个像素的每一类各输出一个数。
#
# 他们的卷积不加填充（`valid`）：每做一次，四边各少一个像素，所以送过来的特征图要先裁剪，才能拼接。

# %% [markdown] question="what-comes-out" lang="en"
# A picture of 572×572 pixels goes into the U-Net of the paper: four poolings, two 3×3 convolutions on each
# level, none padded. What size comes out?
#
# - [ ] 572
#   A convolution without padding loses a pixel on each side.
# - [ ] 564
#   That is what the top level alone costs: four convolutions. The levels below cost more.
# - [ ] 536
#   A pixel lost deep down isn't worth one pixel here but up to 16.
# - [x] 388
#   Each level down doubles what a lost pixel is worth at the top: 184 pixels in all.

# %% [markdown] question="what-comes-out" lang="zh"
# 一张 572×572 的图片送进论文里的 U-Net：四次池化，每级两个 3×3 卷积，都不填充。出来多大？
#
# - [ ] 572
#   不填充的卷积，每边都要丢一个像素。
# - [ ] 564
#   这只是最上面一级的损失：四次卷积。下面各级丢得更多。
# - [ ] 536
#   深处丢的一个像素，在最上面不只值一个，最多值 16 个。
# - [x] 388
#   每深一级，丢一个像素的代价就加倍：一共 184 个像素。

# %% key="paper"
# NBVAL_CHECK_OUTPUT
side, copies = 572, []
for level in range(1, 5):
    print("   " * level, side, "→", side - 4)  # two convolutions, each takes 2
    copies.append(side - 4)
    side = (side - 4) // 2  # pooling
print("   " * 5, side, "→", side - 4)
side -= 4
for level in range(4, 0, -1):
    crop = (copies.pop() - 2 * side) // 2
    print(
        "   " * level, 2 * side, "→", 2 * side - 4, f"  (copy cropped by {crop} on each side)"
    )
    side = 2 * side - 4

# %% [markdown] key="unet-meaning" lang="en"
# 388, as in the paper: 92 pixels are lost on each side. Our tiles have nothing to give away, so **we pad** (`same`): copies fit
# without cropping, and the price is that the net sees made-up zeros at the border. Now only halving can fail; ours will halve three times and needs a multiple of 8, which 101 is not.
# **Try:** at which sizes does the drawing fail, with `valid` and with `same`?

# %% [markdown] key="unet-meaning" lang="zh"
# 388，与论文一致：四边各丢掉 92 个像素。我们的图块丢不起，所以**加填充**（`same`）：拼接不用裁剪，代价是网络在边缘看到的是补出来的零。
# 现在只有减半这一步可能出问题：我们的网络要减半三次，边长得是 8 的倍数，而 101 不是。
# **试试：** 输入多大时，这张图就画不成？`valid` 和 `same` 各试一试。

# %% key="architecture-demo" tags=["demo"]
architecture()

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
# Now the whole net. To be quick on two cores, the first convolution has stride 2, so that the costly
# full resolution is left at once; a transposed convolution with kernel 4 and
# stride 2 returns to it at the end; and there are few channels, 119 thousand
# weights where the paper has 31 million. With two classes one number for each pixel says all.
# 101 pixels are padded to 104, halved to 52 by the stride, to 26 and 13 by two poolings, brought back to 52 by your block, used twice, then to 104 and cropped.
#
# The number for each pixel is a **logit**; $p = 1/(1+e^{-\mathrm{logit}})$ is the probability of salt, so logit 0 means $p = ½$.

# %% [markdown] key="network" lang="zh"
# 现在搭整个网络。为了在两个核上也跑得快，第一个卷积的步幅为 2，一上来就离开最费时的全分辨率；
# 最后由核大小为 4、步幅为 2 的转置卷积回到全分辨率；通道也不多，只有 11.9 万个权重，而论文里是 3,100 万个。只有两类，每个像素出一个数就够了。
# 边长 101 先补成 104，经步幅减到 52，再经两次池化减到 26 和 13；你写的模块用两次，回到 52，再回到 104，最后裁成 101。
#
# 每个像素的那个数叫 **logit**；$p = 1/(1+e^{-\mathrm{logit}})$ 就是有盐的概率，logit 为 0 即 $p = ½$。


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

# %% [markdown] key="view" lang="en"
# How much of a tile does one number at the bottom see? Each layer widens its **receptive field** by kernel minus 1 steps, and each stride makes
# the steps longer.

# %% [markdown] key="view" lang="zh"
# 最底下的一个数能看到图块的多大一片？这叫**感受野**（receptive field）：每过一层，就宽出“核大小减 1”个间隔（相邻两个数隔开的像素）；每遇到一次步幅，间隔就变大。

# %% [markdown] question="how-much-it-sees" lang="en"
# How much of a tile of 101×101 pixels does one number at the bottom of our net see?
#
# - [ ] 8×8 pixels
#   That is how far apart its neighbours' views are, not how wide one view is: convolutions overlap.
# - [x] 66×66 pixels
#   Each 3×3 convolution adds two steps, and at the bottom a step is 8 pixels.
# - [ ] The whole tile
#   Only a deeper net sees so far: that of the paper sees 140 pixels.

# %% [markdown] question="how-much-it-sees" lang="zh"
# 我们这个网络最底下的一个数，能看到 101×101 图块的多大一片？
#
# - [ ] 8×8 个像素
#   这是相邻两个数的视野隔多远，而不是一个视野有多宽：卷积的窗口是重叠的。
# - [x] 66×66 个像素
#   每个 3×3 卷积加上两个间隔，而在最底下一个间隔是 8 个像素。
# - [ ] 整个图块
#   要看这么远，网络得更深：论文里的能看到 140 个像素。


# %% key="receptive-field" tags=["export"]
# NBVAL_CHECK_OUTPUT
def receptive_field(layers_passed):
    """Side in pixels of what one number sees behind layers of (kernel, stride)."""
    side, step = 1, 1
    for kernel, stride in layers_passed:
        side, step = side + (kernel - 1) * step, step * stride
    return side


convolutions = [(3, 1), (3, 1)]
pooling = [(2, 2)]
ours = [(4, 2)] + (convolutions + pooling) * 2 + convolutions
paper = (convolutions + pooling) * 4 + convolutions
print("at the bottom, ours:", receptive_field(ours), " the paper's:", receptive_field(paper))

# %% [markdown] key="view-meaning" lang="en"
# Two thirds of the tile's side, never its other end.

# %% [markdown] key="view-meaning" lang="zh"
# 图块边长的三分之二，看不到另一头。

# %% [markdown] key="loss" lang="en"
# ## 4 · A loss for masks
#
# **Cross-entropy** asks each pixel by itself: $-\log p$ where there is salt, $-\log(1-p)$ where there is none. The **Dice loss**
# looks at the mask as a whole: $1 - 2\sum p\,y \,/\, (\sum p + \sum y)$, with $y$ the truth.

# %% [markdown] key="loss" lang="zh"
# ## 4 · 适合掩码的损失函数
#
# **交叉熵**（cross-entropy）逐个像素地算：有盐的地方是 $-\log p$，没盐的地方是 $-\log(1-p)$。**Dice 损失**（Dice loss）则把掩码当作一个整体：
# $1 - 2\sum p\,y \,/\, (\sum p + \sum y)$，其中 $y$ 是真值（ground truth）。

# %% [markdown] question="who-punishes" lang="en"
# Which loss punishes “no salt anywhere” harder on a tile with 2 % of salt?
#
# - [ ] Cross-entropy
#   It averages over pixels, and 98 % of them are right.
# - [ ] Both alike
#   Only where salt and rock cover about as many pixels.
# - [x] Dice
#   It asks for the overlap, and there is none: nearly 1, however little salt there is.

# %% [markdown] question="who-punishes" lang="zh"
# 一个图块里只有 2 % 是盐。对“哪里都没有盐”这个答案，哪个损失罚得更重？
#
# - [ ] 交叉熵
#   它对像素取平均，而 98 % 的像素都答对了。
# - [ ] 一样重
#   只有盐和岩石的像素差不多多时才这样。
# - [x] Dice 损失
#   它看重叠，而这里没有重叠：盐再少，损失也接近 1。


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

# %% [markdown] key="loss-meaning" lang="en"
# Dice insists, however little salt there is, but hardly tells "no salt" from "all salt"; cross-entropy does, but lets "no salt" off lightly.
# Their **sum** keeps the good of both.
#
# We sum over the whole **batch**, since an empty tile alone would cost nearly 1 for the slightest doubt. The price: a small body counts little beside large ones.

# %% [markdown] key="loss-meaning" lang="zh"
# 盐再少，Dice 也绝不松口，可它几乎分不清“没有盐”和“全是盐”；交叉熵分得清，却轻易放过“没有盐”。两者**相加**，各取所长。
#
# 求和是对整个**批次**（batch）做的，因为没有盐的图块若单独计算，网络只要稍有犹豫，损失就接近 1。
# 代价是：小盐体与大盐体同在一批时，分量很轻。

# %% [markdown] key="skips" lang="en"
# ### What the skips are for
#
# A task where only *where* counts: mark the bright reflections of the tile itself. Two nets
# practise for some seconds: ours, and one in which nothing comes across.

# %% [markdown] key="skips" lang="zh"
# ### 跳跃连接有什么用
#
# 来一个只考*在哪里*的任务：把图块里明亮的反射标出来。两个网络各练一小会儿：一个是我们的；
# 另一个去掉了跳跃连接。

# %% [markdown] question="no-skips" lang="en"
# Two nets learn to mark thin bright lines for a short while, one with skip connections and one without. What
# will the second draw?
#
# - [ ] The same, a little later
#   Later, perhaps; but what pooling squeezed into a small map has to be unpacked again by weights.
# - [ ] Nothing at all
#   It knows roughly where it is bright: a small map still says that.
# - [x] A few blurred bands
#   The lines have to come back from a map with 8 times fewer pixels along a side.

# %% [markdown] question="no-skips" lang="zh"
# 两个网络用不多的时间学着标出细而亮的线，一个有跳跃连接，一个没有。第二个会画出什么？
#
# - [ ] 一样，只是学得慢一点
#   也许要慢很多：被池化挤进小图里的东西，得靠权重再展开。
# - [ ] 什么也画不出
#   哪里大致亮，它是知道的：小图里还有这个信息。
# - [x] 几条模糊的带子
#   这些线要从边长只剩八分之一的图里找回来。


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
# Blurred bands: the tile went through a map eight times smaller each way, and a few dozen
# steps aren't enough to learn to unpack it. Look closely: a fine regular grid lies over the bands, lesson 01's checkerboard, of transposed convolutions that
# had to draw everything by themselves. Salt has few thin lines, so there less depends on skips (part 8).

# %% [markdown] key="skips-meaning" lang="zh"
# 只有模糊的带子：图块经过的特征图，边长只有原来的八分之一，几十步还学不会怎样展开。凑近看，带子上有一层细密规则的网格：
# 那是第 01 课的棋盘格，因为这里全靠转置卷积来画。盐体少有细线，跳跃连接的作用就小一些（第 8 节）。

# %% [markdown] key="augment" lang="en"
# ## 5 · More tiles than we have
#
# Mirror a seismic section left to right and it is still a seismic section; upside down it is not, since layers settle
# one upon the other, and salt rises. So half of the tiles are shown mirrored. **The mask must go along.**
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
# 地震剖面左右翻转之后，仍然是一幅合理的地震剖面；上下翻转就不是了：岩层一层压一层，盐体往上拱。
# 所以送进网络前，每个图块有一半的概率被左右翻转。**掩码必须一起翻。**
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


# %% key="batches" tags=["export"]
class Tiles(keras.utils.PyDataset):
    """Batches of shuffled tiles, each augmented by `augment_pair`."""

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
# The tiles were cut from large sections. Neighbours share their layers, their noise, often the very same body of salt. Split
# them at random, and a net can do well on validation by remembering neighbours. That is **leakage**.
# Are neighbours easy to find? Split at random, just to see, and look for each held-out tile's most similar training tile.

# %% [markdown] key="validation" lang="zh"
# ## 6 · 让验证说真话
#
# 这些图块是从大剖面上切下来的。相邻的两块，岩层相同，噪声相同，往往连盐体都是同一个。如果随机划分，网络只要记住邻居，
# 就能在验证图块上得高分。这叫**数据泄漏**（data leakage）。邻居好不好找？先随机划分一次看看：给每个留出的图块，找出与它最相似的训练图块。


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

# %% [markdown] key="validation-meaning" lang="en"
# So neighbours stand on both sides, and can be found. How much a net profits, its score doesn't say: a leak is never announced. So one closes it
# beforehand and splits **by section**. With the real files that can't be done (the sections were never published), and scores on them, ours included,
# are probably too good.
#
# So: *training* to learn, *validation* to choose and to look at, *test* to judge, once, at the end.

# %% [markdown] key="validation-meaning" lang="zh"
# 由此可见，邻居确实被分到了两边，而且找得到。网络占了多少便宜，从得分上看不出来：泄漏从来不会自己声张。所以要事先堵住它，**按剖面**划分：没有哪个剖面同时出现在两份数据里。
# 真实文件做不到这一点（图块来自哪个剖面，从未公布），分数多半偏高，我们的也不例外。
#
# 数据分成三份：*训练集*（training set）用来学习；*验证集*（validation set）用来选择和查看；*测试集*（test set）用来评判，只在最后用一次。

# %% [markdown] key="metrics" lang="en"
# ## 7 · Scores, and one that lies
#
# **Intersection over union** (IoU) leaves out the pixels that neither mask calls salt: what both call salt, divided by what at
# least one does.
#
# **Pixel accuracy** is the share of pixels that are right.

# %% [markdown] key="metrics" lang="zh"
# ## 7 · 几种分数，其中一种会骗人
#
# **交并比**（intersection over union，IoU）不算两张掩码都说“没有盐”的像素：用两张都说有盐的像素数，除以至少一张说有盐的像素数。
#
# **像素准确率**（pixel accuracy）看答对的像素占多大比例。

# %% [markdown] question="accuracy-of-nothing" lang="en"
# About a quarter of all pixels is salt. What accuracy does “no salt anywhere” get, and what IoU?
#
# - [x] About ¾ and 0
#   All the rock is right, none of the salt is found: accuracy praises, IoU doesn't.
# - [ ] 0 and 0
#   Accuracy counts the rock as well, and that is right.
# - [ ] About ¾ and ¾
#   IoU leaves out what neither mask calls salt: the overlap is empty.

# %% [markdown] question="accuracy-of-nothing" lang="zh"
# 全部像素里大约四分之一是盐。“哪里都没有盐”的准确率是多少？IoU 呢？
#
# - [x] 大约四分之三和 0
#   岩石全对，盐一点没找到：准确率会夸它，IoU 不会。
# - [ ] 0 和 0
#   准确率把岩石也算进去，而岩石都答对了。
# - [ ] 大约四分之三和四分之三
#   IoU 不算两个掩码都说“不是盐”的像素：重叠为空。

# %% [markdown] key="iou-task" lang="en"
# > **Exercise `iou(mask_true, mask_pred)`.** Masks (H, W), bool or 0/1. Return a float; two empty masks agree: 1.0.
# >
# > *Worked example.* `[[1, 1, 0]]` against `[[0, 1, 1]]`: one pixel in both, three in at least one, IoU ⅓.

# %% [markdown] key="iou-task" lang="zh"
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
# The **competition's score** has ten levels of strictness: for the thresholds
# $t = 0.50, 0.55, \dots, 0.95$, is the IoU above $t$? The share of yes is the tile's score; the mean over all tiles is yours.
#
# > **Exercise `tgs_score(masks_true, masks_pred)`.** Masks (N, H, W). Return the mean over the images of the mean over $t$ of
# > $[\mathrm{IoU} > t]$ (1 if true, else 0) for $t = 10/20, 11/20, \dots, 19/20$; for an image whose truth is empty, 1 if the prediction
# > is empty, else 0. A tile with salt for which you draw nothing has IoU 0, so it scores 0.
# >
# > *Worked example.* One tile with IoU 0.62 exceeds 0.50, 0.55 and 0.60: score 0.3.

# %% [markdown] key="score" lang="zh"
# **竞赛得分**有宽严不同的十档标准：对阈值 $t = 0.50, 0.55, \dots, 0.95$，IoU 是否大于 $t$？答“是”的比例就是这个图块的得分，
# 所有图块的平均就是你的得分。
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

# %% [markdown] question="five-pixels" lang="en"
# A square of 40×40 pixels is drawn 5 pixels too far to the right. Its IoU, and its score?
#
# - [ ] 0.88 and 0.8
#   35 of 40 columns agree, but IoU divides by what both squares cover together.
# - [x] 0.78 and 0.6
#   35 / 45 = 0.78, which exceeds six of the ten thresholds.
# - [ ] 0.78 and 0.78
#   The score counts thresholds: 0.50, 0.55 … 0.75 are below.
# - [ ] 0.78 and 1.0
#   ½ is one threshold of ten.

# %% [markdown] question="five-pixels" lang="zh"
# 把一个 40×40 的方块画得偏右了 5 个像素。它的 IoU 是多少？得分呢？
#
# - [ ] 0.88 和 0.8
#   40 列里有 35 列重合，但 IoU 要除以两个方块合起来盖住的部分。
# - [x] 0.78 和 0.6
#   35 / 45 = 0.78，超过十个阈值里的六个。
# - [ ] 0.78 和 0.78
#   得分数的是阈值：0.50、0.55……0.75 都比它小。
# - [ ] 0.78 和 1.0
#   ½ 只是十个阈值里的一个。

# %% key="score-by-hand"
# NBVAL_CHECK_OUTPUT
square = np.zeros((1, 101, 101), bool)
square[:, 20:60, 20:60] = True
for shift in (0, 2, 5, 10):
    moved = np.roll(square, shift, axis=2)
    overlap, score = iou(square[0], moved[0]), tgs_score(square, moved)
    print(f"moved by {shift:2d} pixels: IoU {overlap:.2f}, score {score:.1f}")

# %% [markdown] key="score-meaning" lang="en"
# Five pixels cost four tenths: once a body is found, its boundary decides.

# %% [markdown] key="score-meaning" lang="zh"
# 只偏五个像素，就丢掉四成的分：盐体一旦找到，就看边界画得准不准。

# %% [markdown] key="baselines" lang="en"
# Two baselines to beat: drawing nothing, and the best that texture measures can do without a network
# (energy, coherence and lateral change of the reflections, fitted to the training tiles).

# %% [markdown] key="baselines" lang="zh"
# 先立两个要超过的基线（baseline）：一是什么都不画；二是不用网络、只靠纹理指标能做到的最好结果
# （反射的能量、相干性和横向变化，在训练图块上调好）。


# %% key="pixel-iou" tags=["export"]
def pixel_iou(masks, predicted):
    """IoU of all pixels of all tiles (N, H, W) at once."""
    union = np.logical_or(masks, predicted).sum()
    return np.logical_and(masks, predicted).sum() / max(1, union)


# %% key="baseline-scores"
from course_utils.data.salt_baseline import fit_classical_baseline

classical = fit_classical_baseline(training.images, training.masks)


def scores(name, masks, predicted):
    """One row of a table of results."""
    return {
        "what draws": name,
        "pixel accuracy": f"{np.mean(predicted == masks):.3f}",
        "pixel IoU": f"{pixel_iou(masks, predicted):.3f}",
        "TGS score": f"{tgs_score(masks, predicted):.3f}",
    }


def baselines(part):
    """The rows of the two baselines."""
    texture = classical.predict(part.images)
    rows = [scores("nothing at all", part.masks, np.zeros_like(part.masks))]
    return [*rows, scores("texture, no network", part.masks, texture)]


table(baselines(validation))

# %% [markdown] key="baselines-meaning" lang="en"
# **Pixel accuracy lies**: drawing nothing gets most pixels right. Its IoU is 0. Its competition score is not, for every tile without salt gets full marks: measure from there.

# %% [markdown] key="baselines-meaning" lang="zh"
# **像素准确率会骗人**：什么都不画，大部分像素也是对的。它的 IoU 是 0，竞赛得分却不是零，因为没有盐的图块它都拿满分：得分要从这里算起。

# %% [markdown] key="train" lang="en"
# ## 8 · Training
#
# Meanwhile you see four validation tiles and, below, the net's opinion. Stop any time (■): the weights of the best
# epoch so far (lowest validation loss) stay. Running the cell again starts afresh;
# with `RESUME = True` in its first line it goes on where it was stopped, even after a restart.
#
# It takes about three minutes on two cores. **AdamW** is Adam with weight decay (each step shrinks all weights a little); its learning rate climbs for one epoch, then falls
# along a cosine.

# %% [markdown] key="train" lang="zh"
# ## 8 · 训练
#
# 训练时，上排显示四个验证图块，下排是网络对它们的判断。随时可以停下（■）：到那时为止最好的一轮（epoch；验证集上损失最低）的权重会保留。
# 再运行一次这个单元格就从头开始；把第一行改成 `RESUME = True`，就从上次停下的地方接着训练，重启内核之后也行。
#
# 在两个核上大约要三分钟。**AdamW** 是带权重衰减（weight decay，每一步都把权重略微缩小一点）的 Adam；学习率（learning rate）先用一轮升上去，再沿余弦曲线降下来。

# %% key="preview"
shown = np.flatnonzero((validation.coverage > 0.15) & (validation.coverage < 0.85))[:4]
tiles = validation.images[shown]
# epoch → the net's opinion of the first of them; what is there stays, for RESUME
history = globals().get("history", {})


def opinions():
    return tf.sigmoid(unet(tiles[..., None].astype("float32")))[..., 0]


def preview():
    return np.vstack([np.hstack(tiles / 255), np.hstack(opinions())])


def remember(epoch, logs):
    history[epoch + 1] = opinions()[0]


# %% key="recipe" tags=["export"]
def compile_for_salt(net, steps, epochs, rate=0.003):
    """AdamW, its rate climbing for one epoch, then falling; clipnorm bounds a wild step."""
    warm = {"warmup_target": rate, "warmup_steps": steps}
    falling = keras.optimizers.schedules.CosineDecay(1e-4, epochs * steps, **warm)
    net.compile(
        keras.optimizers.AdamW(falling, weight_decay=1e-4, clipnorm=1.0), loss=salt_loss
    )


# %% key="training"
RESUME = False
if not RESUME:
    history.clear()
filters = profile.pick(smoke=(4, 8), quick=(16, 32, 64), full=(64, 128, 256))
epochs = profile.pick(smoke=1, quick=24 if data.provenance.kind == "synthetic" else 30, full=40)
keras.config.set_dtype_policy(precision(bfloat16=True))  # 16 bits where they are much faster
with all_gpus() as gpus:  # each of several takes its share of a larger batch
    unet = build_unet(decoder_block, filters)
    batches = Tiles(training, batch_size=32 * gpus)
    compile_for_salt(unet, len(batches), epochs, rate=0.003 * gpus**0.5)
keras.config.set_dtype_policy("float32")
judges = validation.images[..., None], validation.masks[..., None]
note = keras.callbacks.LambdaCallback(on_epoch_end=remember)
with live_training("U-Net", preview, keep_best="val_loss", resume=RESUME) as progress:
    watch = {"verbose": 0, "callbacks": [progress, note]}
    unet.fit(batches, validation_data=judges, epochs=epochs, **watch)

# %% [markdown] key="replay" lang="en"
# Step through the epochs of one tile. **Look:** what does the net find first, the body or its boundary?

# %% [markdown] key="replay" lang="zh"
# 一轮一轮地翻看同一个图块。**看图：** 网络先找到的是盐体的主体，还是边界？

# %% key="replay-demo" tags=["demo"]
seen = history or {progress.epochs_kept: opinions()[0]}  # stopped before an epoch had ended
training_replay(tiles[0], validation.masks[shown[0]], seen)

# %% [markdown] key="replay-meaning" lang="en"
# As a rule the body comes first, within a few epochs; then the boundary sharpens, ever more slowly. Small regular squares after the first epoch are the checkerboard again: the transposed
# convolutions' weights begin at random, and their stamps have to learn to fit together.
#
# ### Where the settings come from
#
# How many epochs, how many tiles a batch, which precision? The course trained each three times (`benchmarks/unet_recipes.py`; ± is the standard deviation) and compares on
# validation: once with threshold and smallest body chosen, as you soon will, once at one half.

# %% [markdown] key="replay-meaning" lang="zh"
# 通常先出现的是主体，头几轮就有了；然后边界变清晰，越来越慢。第一轮之后排得整整齐齐的小方格，又是棋盘格：转置卷积的权重从随机数开始，印章要学过才拼得平整。
#
# ### 这些设置从哪里来
#
# 训练几轮，一批几块，用什么精度？每种设置我们各训练三遍（`benchmarks/unet_recipes.py`；± 是标准差），都在验证集上比：一列用挑出来的阈值和最小面积（下面就要挑），另一列阈值一律取二分之一。

# %% key="recipes"
table(measured_rows("unet_recipes"))

# %% [markdown] key="recipes-meaning" lang="en"
# Patience is worth most. **bfloat16**, numbers of 16 bits with the range of float32, takes nothing away; your net uses it only where a short trial
# finds the processor much faster with it, and its last layer and loss stay float32. The **Lovász hinge** (Berman et al., 2018), a loss shaped like the IoU itself, was many competitors' last step.
# At a fixed threshold it gives a little; where the threshold is chosen, nothing. So we do without.

# %% [markdown] key="recipes-meaning" lang="zh"
# 最值钱的是耐心。**bfloat16** 只用 16 位，取值范围却与 float32 一样大，得分没有因此变差；先花片刻试一试，处理器算它确实快得多，你的网络才用它，
# 最后一层和损失仍用 float32。**Lovász 损失**（Lovász hinge；Berman 等，2018）照着 IoU 的样子设计，是许多参赛者的最后一招：阈值固定时略有好处，阈值一挑就没有了，所以我们不用。

# %% [markdown] key="choose" lang="en"
# ### Asking twice
#
# **Test-time augmentation**: ask the net about the mirrored tile too, and take the mean of both
# answers. The first function below does it in two lines. It runs, gives probabilities, and is wrong.
#
# > **Exercise `ask_twice(predict, images)`: find the fault.** Mend a copy of `ask_hastily`; there is more than one thing wrong.
# > `images` (n, h, w); `predict(images)` gives the probabilities of salt (n, h, w) of any such tiles. Return the mean, pixel by pixel,
# > of the answer for the tiles and of the answer for the tiles mirrored left to right, (n, h, w), the inputs untouched.
# >
# > *Worked example.* If `predict` says 1 in the left column and 0 elsewhere whatever it is shown, a tile 1×3 gets [[½, 0, ½]].

# %% [markdown] key="choose" lang="zh"
# ### 问两遍
#
# **测试时增强**（test-time augmentation）：把翻转过的图块也拿去问一遍网络，两次的回答取平均。
# 下面第一个函数用两行就做到了：能运行，给出的也是概率，却是错的。
#
# > **练习 `ask_twice(predict, images)`：找出毛病。** 把 `ask_hastily` 抄过来改好，毛病不止一处。`images` 的形状是 (n, h, w)；`predict(images)` 给出这样的图块里盐的概率，
# > 形状是 (n, h, w)。返回两次回答逐像素的平均 (n, h, w)：一次对原图块，一次对左右翻转的图块。不要改动输入。
# >
# > *例子。* 如果不管给什么，`predict` 都说最左一列是 1、其余是 0，那么 1×3 的图块得到 [[½, 0, ½]]。


# %% key="exercise-ask-twice" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def ask_hastily(predict, images):
    """The code to mend. It runs, and it lies."""
    mirrored = images[:, ::-1]
    return (predict(images) + predict(mirrored)) / 2


def ask_twice(predict, images):
    """Mean of predict(images) and of the answer for the mirrored images: all (n, h, w)."""
    # BEGIN SOLUTION
    mirrored = images[:, :, ::-1]
    return (predict(images) + predict(mirrored)[:, :, ::-1]) / 2
    # END SOLUTION


ask_twice = use("ask_twice", ask_twice)

# %% key="choose-threshold" tags=["export"]
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
SIZES = (1, 100, 400)


def draw_salt(probabilities, threshold, smallest):
    """Masks from probabilities (n, 101, 101); with fewer than `smallest` pixels: empty."""
    masks = probabilities > threshold
    return masks & (masks.sum(axis=(1, 2), keepdims=True) >= smallest)


# %% key="try-settings" tags=["export"]
def probability(net, images):
    """The net's probability of salt, asked twice: float32 (n, 101, 101)."""

    def predict(tiles):
        tiles = tiles[..., None].astype("float32")
        return expit(net.predict(tiles, batch_size=64, verbose=0)[..., 0])  # the sigmoid

    return ask_twice(predict, images)


def try_settings(masks, probabilities):
    """(threshold, smallest) → the TGS score of each tile (n,)."""

    def of_tiles(drawn):
        return np.array(
            [tgs_score(t[None], p[None]) for t, p in zip(masks, drawn, strict=True)]
        )

    settings = [(t, s) for s in SIZES for t in THRESHOLDS]
    return {pair: of_tiles(draw_salt(probabilities, *pair)) for pair in settings}


# %% key="asked"
def predict(images):
    tiles = images[..., None].astype("float32")
    return expit(unet.predict(tiles, batch_size=64, verbose=0)[..., 0])


rows = []
for name, way in {
    "once": lambda net, a: net(a),
    "hastily": ask_hastily,
    "twice": ask_twice,
}.items():
    rows.append(
        scores(f"asked {name}", validation.masks, way(predict, validation.images) > 0.5)
    )
table(rows)

# %% [markdown] key="noise-question" lang="en"
# No error, no wrong shape: only a comparison tells.
#
# ### Where to draw the line
#
# From which probability on is it salt? And since a few stray pixels cost an empty tile everything: how many must
# there be, at least, to draw anything? Both are **chosen on validation**. But its tiles come from a handful of sections; others would score otherwise. The **bootstrap** says by how much:
# draw as many sections again from these, with repetition, two thousand times. (Sections, not tiles: neighbours err together.) What could as well be 0 is **within noise**.
# Does the threshold matter, beyond noise? The smallest size?

# %% [markdown] key="noise-question" lang="zh"
# 没有报错，形状也对，只有比较才看得出来。
#
# ### 界线画在哪里
#
# 概率达到多少才算盐体？另外，没有盐的图块上只要错画几个像素，就一分都拿不到：那么至少要有多少个像素，才动笔画？
# 两个数都**在验证集上选**。可这些图块只来自寥寥几个剖面，换几个剖面，得分就会不同。会差多少，用**自助法**（bootstrap）估计：从这几个剖面里有放回地再抽同样多个，
# 抽两千次。（抽剖面，不抽图块：邻居会一起出错。）差别若也可能是 0，就在**噪声之内**。阈值的影响超出噪声吗？最少像素数呢？


# %% key="noise" tags=["export"]
def resampled(above, below, sections):
    """95 % of sum(above) / sum(below), both (n,), when whole sections are drawn again."""
    known = np.min(sections) >= 0  # the real files don't say: then each tile for itself
    _, unit = np.unique(sections if known else np.arange(len(above)), return_inverse=True)
    above, below = np.bincount(unit, above), np.bincount(unit, below)
    drawn = np.random.default_rng(0).integers(len(above), size=(2000, len(above)))
    ratios = above[drawn].sum(axis=1) / np.maximum(below[drawn].sum(axis=1), 1)
    return np.percentile(ratios, [2.5, 97.5])


# %% key="threshold-curves"
opinion = probability(unet, validation.images)
tried, each = try_settings(validation.masks, opinion), np.ones(len(validation))
threshold, smallest = best = max(tried, key=lambda pair: tried[pair].mean())
figure, axis = new_figure(size=(8, 2.8))
for k, s in enumerate(SIZES):
    gaps = [tried[t, s] - tried[0.5, 1] for t in THRESHOLDS]
    middle = np.array([gap.mean() for gap in gaps])
    low, high = np.transpose([resampled(gap, each, validation.sections) for gap in gaps])
    places = np.add(THRESHOLDS, 0.008 * (k - 1))  # side by side
    bars = np.maximum([middle - low, high - middle], 0)  # a mean may lie outside by chance
    axis.errorbar(
        places, middle, bars, fmt="o-", capsize=3, label=f"≥ {s} px" if s > 1 else "any size"
    )
axis.axhline(0, color="#000000", linewidth=0.8)
axis.set(xlabel="threshold", ylabel="TGS score minus that of\n0.5, any size (validation)")
axis.legend()
show(figure, "choose-threshold")
reach = [
    resampled(tried[best] - scored, each, validation.sections)[0] for scored in tried.values()
]
print(f"chosen: threshold {threshold}, at least {smallest} pixels")
print(f"within noise of it, itself included: {np.sum(np.less_equal(reach, 0))} of {len(tried)}")

# %% [markdown] alt="choose-threshold" lang="en"
# The TGS score of each setting minus that of threshold one half and any size, on validation, against the threshold, one curve for each smallest size, with bars of 95 % from resampled sections.

# %% [markdown] alt="choose-threshold" lang="zh"
# 验证图块上，每种设置的 TGS 得分与“阈值二分之一、不限大小”之差随阈值的变化，每种最少像素数一条曲线，并画出对剖面重抽样得到的 95% 区间。

# %% [markdown] key="choose-meaning" lang="en"
# Where a bar reaches the line at 0, nothing was gained for certain; the last line counts the settings that can't be told from the best. We go on with the best.

# %% [markdown] key="choose-meaning" lang="zh"
# 误差线够到 0 的设置，说不准有没有好处；最后一行数的是与最好的那种分不出高下的设置。我们就用最好的那种。


# %% key="ruler" tags=["export"]
def per_tile(masks, drawn):
    """Five rows (5, n), for each tile: TGS score; pixels in both masks, in either;
    wrong ones and all within 3 pixels of a boundary."""
    window = np.ones((1, 7, 7), bool)
    near = binary_dilation(masks, window) & ~binary_erosion(masks, window, border_value=1)
    score = [tgs_score(t[None], p[None]) for t, p in zip(masks, drawn, strict=True)]
    counts = masks & drawn, masks | drawn, near & (masks != drawn), near
    return np.array([score, *(c.sum(axis=(1, 2)) for c in counts)], float)


# %% key="results"
judged = probability(unet, test.images)
predicted = draw_salt(judged, threshold, smallest)
table([*baselines(test), scores("U-Net", test.masks, predicted)])

# %% key="interval"
tgs, common, either = per_tile(test.masks, predicted)[:3]
print("with other sections, 95 %:", end=" ")
for name, above, below in [("TGS score", tgs, tgs**0), ("pixel IoU", common, either)]:
    low, high = resampled(above, below, test.sections)
    print(f"{name} {low:.2f} to {high:.2f}", end="  ")

# %% [markdown] key="results-meaning" lang="en"
# Now, and only now, the test tiles, once. Drawing nothing has three quarters of the accuracy already; IoU and the competition's score leave
# more room. The last line: how far other sections would move them.
#
# ### With other decoders
#
# Does it need the skips, and the transposed convolutions? The course trained three decoders three times each, in the same way as yours (which began from other random weights)
# (`benchmarks/unet_ablations.py`; ± is the standard deviation). The third is lesson 01's cure for checkerboards: **resize, then convolve**. A choice belongs on
# validation; here at threshold 0.5, any size. The first row is your net by the same ruler.

# %% [markdown] key="results-meaning" lang="zh"
# 直到这时，才轮到测试图块，只用一次。什么都不画，准确率就已经有四分之三；IoU 和竞赛得分更能拉开差距。最后一行说的是：换一批剖面，得分会差多少。
#
# ### 换个解码器
#
# 跳跃连接非有不可吗？转置卷积呢？我们把三种解码器各训练了三遍，训练和提问的办法与你的网络相同（只是初始的随机权重不同）
# （`benchmarks/unet_ablations.py`；± 是标准差）。第三种就是第 01 课治棋盘格的办法：**先放大，再卷积**。这是在做选择，所以在验证集上比，阈值 0.5，不限大小。第一行是你的网络，用同一把尺子量。

# %% key="decoders"
counts = per_tile(validation.masks, draw_salt(opinion, 0.5, 1))
ours = {
    "decoder": "yours, this run",
    "weights": f"{unet.count_params():,}",
    "TGS score": f"{counts[0].mean():.3f}",
    "minus the first (95 %)": "",
    "pixel IoU": f"{counts[1].sum() / counts[2].sum():.3f}",
    "wrong within 3 pixels of a boundary": f"{counts[3].sum() / counts[4].sum():.3f}",
}
table([ours, *measured_rows("unet_decoders")])

# %% [markdown] key="errors" lang="en"
# The brackets are the bootstrap over sections: where they hold 0, this score can't tell two decoders apart. Resizing does better, as lesson 01 gave reason to hope; what the skips give, only the last column tells: without them, more is wrong at the boundary. Salt comes in large, smooth bodies, and a map
# of 13×13 places with 64 numbers each can say roughly where one ends. In the paper cells touch, with gaps a few pixels wide: more to carry across.
#
# ## 9 · Looking at the errors
#
# These are validation tiles: sort them from the worst, move the threshold, and look at what is missed and what is
# invented.

# %% [markdown] key="errors" lang="zh"
# 括号里是对剖面的自助法：里面有 0，就说明凭这个得分分不出两种解码器的高下。先放大再卷积的更好，第 01 课已经让人这样期待；跳跃连接有什么用，只有最后一列看得出：没有它，边界上错得更多。盐体大多成块、边界平滑，
# 13×13 个位置、每处 64 个数，大致说得清一个盐体到哪里为止。而论文分割的是显微镜下的细胞，一个紧挨一个，中间只隔几个像素，要送过去的细节就多。
#
# ## 9 · 看看错在哪里
#
# 下面是验证图块：从最差的看起，移动阈值，看看漏了什么，又凭空画了什么。

# %% [markdown] question="where-wrong" lang="en"
# Where is a pixel most likely to be wrong, and do most of the wrong pixels lie there, within 5 pixels?
#
# - [ ] At the salt's boundary, and most lie there
#   The rate is highest there, but few pixels live there.
# - [x] At the salt's boundary, and most lie farther off
#   A little over half lie farther off: in bodies missed, invented or found in part.
# - [ ] Everywhere alike
#   Close to a boundary it has to be decided to the pixel; deep inside it doesn't.
# - [ ] At the tile's border, and most lie there
#   More often than farther in, but few pixels lie there.

# %% [markdown] question="where-wrong" lang="zh"
# 像素在哪里最容易判错？判错的像素大多在那里，不出 5 个像素吗？
#
# - [ ] 在盐体边界上，而且大多在那里
#   那里的错误率最高，但那里的像素很少。
# - [x] 在盐体边界上，但大多在更远处
#   一半多一点在更远处：在漏掉的、凭空画出的或只找对一部分的盐体里。
# - [ ] 到处都差不多
#   紧挨边界，差一个像素就错；在盐体深处就不会。
# - [ ] 在图块的边上，而且大多在那里
#   是比里面容易错，但那里的像素很少。

# %% key="browser-demo" tags=["demo"]
tile_browser(validation.images, validation.masks, opinion, threshold)

# %% key="edge"
from scipy.ndimage import distance_transform_edt
from skimage.measure import label

truth, drawn = validation.masks, draw_salt(opinion, threshold, smallest)
wrong, both = drawn != truth, (validation.coverage > 0) & (validation.coverage < 1)
inside, outside = ([distance_transform_edt(m == k) for m in truth[both]] for k in (1, 0))
to_boundary, mixed = np.add(inside, outside), wrong[both]
down, across = np.indices((101, 101))
to_border = np.minimum.reduce([down, across, 100 - down, 100 - across])
figure, (left, right) = new_figure(1, 2, (9, 2.8))
left.plot(range(1, 31), [100 * mixed[to_boundary.round() == d].mean() for d in range(1, 31)])
right.plot([100 * wrong[:, to_border == d].mean() for d in range(41)])
left.set(xlabel="distance from the salt's boundary [pixels]", ylabel="wrong pixels [%]")
right.set(xlabel="distance from the tile's border [pixels]")
left.set_ylim(0)
right.set_ylim(0)
show(figure, "edge")

# %% [markdown] alt="edge" lang="en"
# Share of wrong pixels against the distance from the salt's boundary, where it falls steeply, and against the distance from the tile's border.

# %% [markdown] alt="edge" lang="zh"
# 两条曲线，纵轴都是错误像素的比例：左图横轴为到盐体边界的距离，曲线迅速下降；右图横轴为到图块边缘的距离。


# %% key="whole-bodies"
def in_strange_bodies(mask, other):
    """Pixels in connected bodies of `mask` of which `other` has not a single pixel."""
    bodies = label(mask)
    return (mask & ~np.isin(bodies, np.unique(bodies[other]))).sum()


near, share = mixed[to_boundary < 5].sum() / mixed.sum(), np.mean(to_boundary < 5)
missed = sum(map(in_strange_bodies, truth, drawn)) / wrong.sum()
invented = sum(map(in_strange_bodies, drawn, truth)) / wrong.sum()
print(f"within 5 pixels of a boundary: {share:.0%} of the pixels, {near:.0%} of the errors")
print(f"bodies missed as a whole: {missed:.0%} of all errors; invented: {invented:.0%}")

# %% [markdown] key="edge-meaning" lang="en"
# Left: next to the boundary a pixel is most likely to be wrong; there *where* is decided. But few pixels lie there, and most of the wrong ones lie
# farther off. What no body missed or invented accounts for belongs to bodies found in part.
# Right: near a tile's border half of the surroundings is missing, replaced by zeros; the curve cannot tell the two causes apart.

# %% [markdown] key="edge-meaning" lang="zh"
# 左图：紧挨着边界的像素最容易错，*在哪里*正是在那里见分晓。可是那里像素不多，大多数错误像素离边界较远。除去整个漏掉和凭空画出的盐体，其余的错都在只找对了一部分的盐体上。
# 右图：在图块边缘，周围的信息缺了一半，补上的又是零；光看这条曲线，分不开这两个原因。

# %% [markdown] key="submit" lang="en"
# ## 10 · Handing it in
#
# The competition takes a line for each tile: its id, and the mask as **run lengths**. Number the
# pixels from 1, going down the first column, then the second. A run of salt is its first pixel and its length.
#
# > **Exercise `rle_encode(mask)`.** Mask (H, W), bool. Return `"start length start length …"`, column by column, counting from 1;
# > `""` for an empty mask.
# >
# > *Worked example.* `[[1, 1, 0], [0, 1, 1]]`; its pixels are numbered `[[1, 3, 5], [2, 4, 6]]`. Down the columns we read
# > 1 0 1 1 0 1: three runs, `"1 1 3 2 6 1"`.

# %% [markdown] key="submit" lang="zh"
# ## 10 · 提交
#
# 竞赛要求每个图块一行：它的 id，以及用**游程编码**（run-length encoding，RLE）写成的掩码。像素从 1 开始编号，
# 先沿第一列往下数，再数第二列。每一段连续的盐写成“起点 长度”。
#
# > **练习 `rle_encode(mask)`。** 掩码的形状是 (H, W)，类型是 bool。返回 `"起点 长度 起点 长度 …"` 形式的字符串，按列、从 1 开始编号；
# > 空掩码返回 `""`。
# >
# > *例子。* `[[1, 1, 0], [0, 1, 1]]`，它的像素编号是 `[[1, 3, 5], [2, 4, 6]]`。按列读是 1 0 1 1 0 1，共三段：`"1 1 3 2 6 1"`。


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
# Never hand in what you have not decoded: we read the file back with an independent decoder and compare. (The competition's test images go in if they are there.)

# %% [markdown] key="write" lang="zh"
# 没有解码核对过的东西，绝不要交上去：写好文件，再用一段独立的解码程序读回来比对。（有竞赛的测试图像，就交它们的结果。）

# %% key="submission"
from course_utils.data.tgs import load_tgs_test, read_rle_table, tgs_test_available
from course_utils.host import hand_in_folder
from course_utils.panel import show_progress

entries = load_tgs_test() if tgs_test_available() else test
masks = {}
for k in show_progress(range(0, len(entries), 500)):  # all at once would fill the memory
    part = entries.take(slice(k, k + 500))
    marked = draw_salt(probability(unet, part.images), threshold, smallest)
    masks |= zip(part.ids, marked, strict=True)
submission = hand_in_folder() / "submission.csv"
lines = [f"{name},{rle_encode(mask)}" for name, mask in masks.items()]
submission.write_text("\n".join(["id,rle_mask", *lines]) + "\n", encoding="utf-8")

decoded = read_rle_table(submission)
same = all((decoded[name] == mask).all() for name, mask in masks.items())
print(f"{len(decoded)} lines; every mask comes back as it was: {same}")

# %% [markdown] key="experiment" lang="en"
# ## 11 · Your own experiment
#
# Change one thing, and say beforehand what will come of it. The cell trains a small net on few tiles, three seeds for each setting, and judges on
# validation. Here it compares two losses; try the number of tiles, `without_skip`, or no mirroring. (An IoU of 0: that net draws nothing yet.)

# %% [markdown] key="experiment" lang="zh"
# ## 11 · 你自己的实验
#
# 只改一处，并且事先说出结果会怎样。单元格用少量图块训练一个小网络，每种设置用三个随机种子，在验证集上评分。这里比的是两种损失；你也可以改图块数、
# 换成 `without_skip`，或者不做翻转。（IoU 为 0，就是网络还什么都不画。）

# %% key="experiment-cell"
hypothesis = ""  # what will come out, and why?


def cross_entropy(truth, logits):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(truth, logits))


def trained_briefly(loss, seed):
    """Pixel IoU on validation after a short training with that loss."""
    net = build_unet(
        decoder_block, profile.pick(smoke=(2, 4), quick=(8, 16, 32), full=(16, 32, 64))
    )
    few = training.take(slice(profile.pick(smoke=32, quick=480, full=2000)))
    net.compile(keras.optimizers.AdamW(0.003, clipnorm=1.0), loss=loss)
    net.fit(Tiles(few, seed=seed), epochs=profile.pick(smoke=1, quick=4, full=10), verbose=0)
    return pixel_iou(validation.masks, probability(net, validation.images) > 0.5)


settings = {"cross-entropy + Dice": salt_loss, "cross-entropy": cross_entropy}
measured = open_experiment(hypothesis, trained_briefly, settings)

# %% [markdown] key="field" lang="en"
# ## 12 · What one would do today
#
# **nnU-Net** (arXiv 1904.08128) keeps the plain U-Net and derives sizes, augmentation and training from the data: a careful recipe can beat a new architecture. A **pretrained encoder** in the left arm saves labels. **Promptable models** such as SAM (arXiv 2304.02643)
# outline what one clicks at, without training; but they learned from photographs and name no classes, and whether they are any good on echoes has to be measured. We haven't.
# And two bodies in one tile still get one label: lesson 00 showed what that costs when they touch.

# %% [markdown] key="field" lang="zh"
# ## 12 · 今天会怎么做
#
# **nnU-Net**（arXiv 1904.08128）仍用朴素的 U-Net，但尺寸、数据增强和训练办法都从数据推出来：一套仔细的做法，往往胜过新的结构。左臂换成**预训练编码器**（pretrained encoder），可以少标许多数据。
# **可提示的模型**（promptable model），如 SAM（arXiv 2304.02643），点哪里就勾出哪里，不用训练；可它是用照片练出来的，也不说类别，用在回声上行不行，得先量一量。我们没有量过。
# 另外，一个图块里的两个盐体仍是同一个标签：它们相接时会怎样，第 00 课讲过。

# %% [markdown] key="spread" lang="en"
# Which difference from the course's figures is ordinary? Three more trainings, equal but for the seed, on the same test tiles:

# %% [markdown] key="spread" lang="zh"
# 和课程的结果差多少才算平常？另外三次训练，只有随机种子不同，用的是同一批测试图块：

# %% key="seeds"
table(measured_rows("unet_seeds"))

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - *What* wants a wide view, *where* a close one. The U-Net goes down for the one and
#   hands the other across by skip connections.
# - Cross-entropy judges pixels, Dice masks; the sum keeps the good of both.
# - Augment image and mask in step; split by section, choose on validation, judge on test, once, and say what is within noise.
# - Pixel accuracy lies when one class dominates. IoU and the competition's score don't, but know what drawing nothing scores.

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - *是什么*要看得宽，*在哪里*要看得细。U-Net 往下走取得前者，用跳跃连接把后者直接送过去。
# - 交叉熵评判单个像素，Dice 评判整张掩码；两者相加，各取所长。
# - 图像和掩码要同步增强；按剖面划分，在验证集上选，在测试集上评一次，并说明哪些差别在噪声之内。
# - 某一类占了大头时，像素准确率会骗人。IoU 和竞赛得分不会，但要知道什么都不画能得几分。

# %% key="report"
metrics = {
    "tgs_score": tgs_score(test.masks, predicted),
    "pixel_iou": pixel_iou(test.masks, predicted),
    "classical_tgs_score": tgs_score(test.masks, classical.predict(test.images)),
    "empty_tgs_score": tgs_score(test.masks, np.zeros_like(test.masks)),
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
# - F. Milletari, N. Navab and S.-A. Ahmadi, *V-Net*, 3DV 2016 (arXiv 1606.04797): the Dice loss (with squares below).
# - The competition: kaggle.com/c/tgs-salt-identification-challenge.

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - O. Ronneberger、P. Fischer 与 T. Brox，*U-Net: convolutional networks for biomedical image segmentation*，MICCAI 2015
#   （arXiv 1505.04597）。
# - J. Long、E. Shelhamer 与 T. Darrell，*Fully convolutional networks for semantic segmentation*，CVPR 2015（arXiv 1411.4038）。
# - F. Milletari、N. Navab 与 S.-A. Ahmadi，*V-Net*，3DV 2016（arXiv 1606.04797）：Dice 损失（该文分母里用的是平方和）。
# - 竞赛页面：kaggle.com/c/tgs-salt-identification-challenge。
