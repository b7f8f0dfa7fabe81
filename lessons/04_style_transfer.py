# ---
# jupyter:
#   course:
#     title:
#       en: A photograph repainted
#       zh: 给照片换一种画风
#     goals:
#       en: See what a convolutional network keeps of a picture, write Gatys' losses yourself, and repaint a photograph with them in about a minute.
#       zh: 看清卷积网络记住了图像的什么，亲手写出 Gatys 的几个损失，再用它们在一分钟左右给照片换一种画风。
#     minutes:
#       work: 110
#       quick: 6
#       full: 15
#     data: [vgg16, vgg19, photographs, painted, paintings]
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
# # 04 · A photograph repainted
#
# Can a computer paint a photograph in the manner of a painting? In 2015 Leon Gatys, Alexander Ecker and
# Matthias Bethge showed that a network which had only ever learned to name things can do it. Nothing is trained here: the
# network stays as it is, and **the pixels of the picture learn**.
#
# **After this lesson you can**
# - show what each layer of a convolutional network keeps of a picture, and what it forgets,
# - program Gatys' two losses, content and style, a simpler loss of style, and variation,
# - say why the Gram matrix forgets *where* things are and remembers *what goes with what*,
# - repaint your own photograph, in about a minute on two cores,
# - compare optimisers fairly, and choose one for pixels.
#
# **You need** about 110 minutes and a first idea of convolutional networks (lessons 01 and 02 are plenty). Everything runs on two CPU
# cores without a download (but for the profile `full`: 80 MB).

# %% [markdown] key="title" lang="zh"
# # 04 · 给照片换一种画风
#
# 计算机能不能用一幅画的笔法去画一张照片？2015 年，Leon Gatys、Alexander Ecker 和 Matthias Bethge 证明：
# 一个只学过认东西的网络就够用。这一课不训练任何网络：网络原封不动，**学习的是图像的像素**。
#
# **学完之后，你能**
# - 展示卷积网络的每一层记住了图像的什么、忘掉了什么；
# - 实现 Gatys 的内容（content）损失和风格（style）损失、一个更简单的风格损失，以及总变差（total variation，代码里叫 variation）；
# - 说清 Gram 矩阵（Gram matrix）为什么忘了东西*在哪里*，却记得*什么和什么一起出现*；
# - 用两个 CPU 核、一分钟左右，给自己的照片换一种画风；
# - 公平地比较优化器，为像素挑一个。
#
# **需要** 大约 110 分钟，对卷积网络有初步了解（学过第 01、02 课就够）。两个 CPU 核，不用下载（规模为 `full` 时除外，要下载 80 MB）。图和打印结果里的文字是英文。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("04_style_transfer")

# %% key="imports" tags=["export"]
import keras
import numpy as np
import tensorflow as tf
from scipy.fft import idct
from scipy.optimize import minimize

from course_utils import ask, image_row, new_figure, open_experiment, report, show, table, use
from course_utils.data.pictures import load_photograph, load_picture, load_style
from course_utils.demos import style_transfer as demos
from course_utils.painting import live_canvas
from course_utils.panel import show_progress
from course_utils.pretrained import load_vgg

# %% [markdown] key="seeing" lang="en"
# ## 1 · What does a network see?
#
# VGG is a plain stack of 3×3 convolutions with ReLU, in five blocks; between blocks, pooling halves the sides. `conv4_2` is the second convolution
# of block 4. A layer answers to a picture with **features** $F$: $N$ maps of $H\times W$ numbers, one for each of its filters.
#
# Gatys et al. used VGG19 trained on ImageNet. Ours is its smaller sister VGG16, trained further to find *outlines*, whose weights come with
# an installed package; numbers and pictures will differ from the paper's. (The profile `full` downloads the original.) `features` takes pictures
# in [0, 1], several at a time (`[None]` adds that axis, `[0]` takes it away), and answers with values after the ReLU.

# %% [markdown] key="seeing" lang="zh"
# ## 1 · 网络看到了什么？
#
# VGG 就是一摞 3×3 卷积加 ReLU，分成五个模块（block），模块之间用池化把边长减半。`conv4_2` 指第 4 个模块的第二个卷积层。一层对一张图的响应叫**特征**（feature），记作 $F$：
# 每个滤波器（filter）给出一张 $H\times W$ 的特征图（feature map），一共 $N$ 张。
#
# Gatys 等人用的是在 ImageNet 上训练的 VGG19。我们用小一号的 VGG16，有人接着训练它*找轮廓*，权重在一个已经装好的包里；数值和画面会与论文不同。
# （规模为 `full` 时会下载原版。）`features` 接收取值在 [0, 1] 的图，一次可以给好几张（`[None]` 添上这个轴，`[0]` 再去掉），给出 ReLU 之后的值。

# %% key="pictures"
size = profile.pick(smoke=32, quick=256, full=512)
photo = load_photograph("china", size, square=True)
style = load_style("night_sky", size)
content, paint_like = photo.image, style.image
show(image_row({f"content: {photo.name}": content, f"style: {style.name}": paint_like}), "pair")
print(photo.label(), "·", style.label())

# %% [markdown] alt="pair" lang="en"
# Left, the content: a photograph of a pagoda with tiers of curved roofs, above a lake. Right, the style: a night sky in swirling blue
# brush strokes, with glowing yellow stars over dark hills, painted by code.

# %% [markdown] alt="pair" lang="zh"
# 左边是内容，一张照片：湖边一座飞檐层层的楼阁。右边是风格，由代码画成：蓝色笔触回旋的夜空，黄色的星星闪着光，下面是深色的山丘。

# %% [markdown] question="what-blocks-see" lang="en"
# A photograph goes through VGG. Which block's maps still show the building in every detail, and which light up
# at whole parts of the scene?
#
# - [x] The first shows detail, the last parts of the scene
#   One value of the last block stands for 16×16 pixels and has seen many more.
# - [ ] The other way round
#   Depth pools: 256 positions along a side become 16.
# - [ ] All show detail, only in other colours
#   The last block has 16 values along a side: too few for every detail.

# %% [markdown] question="what-blocks-see" lang="zh"
# 一张照片送进 VGG。哪个模块的特征图还看得清每个细节？哪个模块的会在景物的大块部分上亮起来？
#
# - [x] 第一个模块看得清细节，最后一个模块对应景物的各部分
#   最后一个模块的一个值代表 16×16 个像素，它看到的范围还要大得多。
# - [ ] 正好相反
#   越深池化得越多：每边 256 个位置变成 16 个。
# - [ ] 都看得清细节，只是颜色不同
#   最后一个模块每边只有 16 个值，放不下每个细节。

# %% key="features"
name = profile.pick(smoke="vgg16_hed", quick="vgg16_hed", full="vgg19")
vgg = load_vgg(name, otherwise="vgg16_hed")
print(vgg.label())
blocks = [f"conv{block}_1" for block in range(1, 6)]
answers = vgg.features(blocks)(content[None])
maps = {}
for rank in (4, 12, 24):  # the very busiest are on nearly everywhere
    for layer in blocks:
        F = np.asarray(answers[layer][0])
        busy = F.mean(axis=(0, 1)).argsort()[-rank]
        maps[f"{layer}, map {busy}"] = F[..., busy] / F[..., busy].max()
for layer in blocks:
    print("{}: {} × {} positions, {} maps".format(layer, *answers[layer].shape[1:]))
show(image_row(maps, size=2, columns=5), "features")

# %% [markdown] alt="features" lang="en"
# Three feature maps of each block for the pagoda. Blocks 1 and 2: the building in every detail, in one map of each as light and dark, in the others as thin
# outlines. Block 3: coarser, one map takes horizontal lines, one the right-hand outline. Blocks 4 and 5: a few large squares that light up at parts of the scene.

# %% [markdown] alt="features" lang="zh"
# 楼阁照片在每个模块里的三张特征图。第 1、2 个模块：楼阁连细节都看得清，各有一张记明暗，其余是细细的轮廓。第 3 个模块更粗，一张只取水平线，一张只取右侧的轮廓。第 4、5 个模块只有几个大方块，在画面的某些部分亮起来。

# %% [markdown] key="features-meaning" lang="en"
# In blocks 1 and 2 the building's lines are all there; some maps answer to light and dark, most to outlines. In block 3 maps begin to choose: one takes horizontal lines, another
# the outline on the right. In blocks 4 and 5 one value stands for 8×8 or 16×16 pixels, and a map lights up at parts of the scene.

# %% [markdown] key="features-meaning" lang="zh"
# 在第 1、2 个模块里，楼阁的线条一根不少；有的特征图对明暗有反应，多数只对轮廓。第 3 个模块开始有所选择：一张只取水平线，另一张只取右侧的轮廓。到了第 4、5 个模块，一个数值代表 8×8 或 16×16 个像素，一张特征图只在画面的某些部分亮起来。

# %% [markdown] key="content" lang="en"
# ## 2 · Content
#
# What does a layer keep of a picture? Start from noise and change the pixels until the layer answers as it
# does to the photograph. Whatever comes back was kept; whatever doesn't, however long we try, was forgotten. "Answers as" needs a number,
# Gatys' equation 1, with $P$ the layer's features for the photograph and $F$ those for the picture so far ($i$ a map, $j$ a position):
#
# $$\mathcal{L}_\text{content} = \tfrac12 \sum_{i,j} (F_{ij} - P_{ij})^2$$
#
# > **Exercise `content_loss(F, P)`.** Two feature tensors of the same shape, whatever it is. Return one number. The picture learns through this and the
# > exercises to come, so a gradient has to flow: `tf.…`, not `np.…`.
# >
# > *Worked example.* `F = [[1., 2.]]`, `P = [[0., 4.]]`: ½ (1 + 4) = 2.5.

# %% [markdown] key="content" lang="zh"
# ## 2 · 内容
#
# 一层记住了图像的什么？从噪声出发，不断修改像素，直到这一层的响应和它对照片的响应一样。能恢复出来的，就是它记住的；算多久也恢复不出来的，就是它忘掉的。
# “一样”要用一个数来衡量，这就是 Gatys 论文的式 (1)，$P$ 是这一层对照片的特征，$F$ 是对当前图像的特征（$i$ 是特征图的序号，$j$ 是位置的序号）：
#
# $$\mathcal{L}_\text{content} = \tfrac12 \sum_{i,j} (F_{ij} - P_{ij})^2$$
#
# > **练习 `content_loss(F, P)`。** 输入两个形状相同的特征张量，形状任意，返回一个数。图像要靠这个函数和后面几个练习里的函数来学习，梯度必须能从中传过去：请用 `tf.…`，不要用 `np.…`。
# >
# > *例子。* `F = [[1., 2.]]`，`P = [[0., 4.]]`：½ (1 + 4) = 2.5。


# %% key="exercise-content-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def content_loss(F, P):
    """½ Σ (F − P)² over features of one shape; a scalar."""
    # BEGIN SOLUTION
    return tf.reduce_sum((F - P) ** 2) / 2
    # END SOLUTION


content_loss = use("content_loss", content_loss)

# %% key="content-example"
# NBVAL_CHECK_OUTPUT
print(f"{content_loss(tf.constant([[1.0, 2.0]]), tf.constant([[0.0, 4.0]])):.3f}")

# %% [markdown] key="paint" lang="en"
# ### Pixels that learn
#
# `paint` is all the machinery of this lesson. `objective` gives a picture's loss; a tape gives its slope with respect to every pixel; and an
# optimiser walks downhill: **L-BFGS**, as in the paper (section 6 lets it race).
#
# One evaluation of loss and slope is a **look**; we count time in looks. `canvas` draws and keeps the best so far: `.best` as the
# optimiser had it, `.picture` cut off at 0 and 1. Stop with ■ whenever you like the picture. `paint` doesn't care what its numbers
# mean: soon they will be amounts of waves.

# %% [markdown] key="paint" lang="zh"
# ### 会学习的像素
#
# 这一课的核心全在 `paint` 里：`objective` 给出一张图的损失，梯度带（tape）给出损失对每个像素的梯度（代码里叫 slope），优化器逆着梯度往下走：
# 和论文一样用 **L-BFGS**（第 6 节让它参加比赛）。
#
# 损失和梯度算一遍，叫作**一次**（代码里叫 look），下文都按次计。`canvas` 一边算一边画，留下最好的一张：`.best` 是优化器手里的原样，
# `.picture` 截到 0 和 1 之间。看着满意了，随时可以按 ■ 停下。`paint` 并不关心手里的数是什么：等一会儿它们会是各种波的系数。


# %% key="slope" tags=["export"]
def slope_of(objective):
    """picture → (loss, parts, slope of the loss with respect to each pixel), compiled."""

    @tf.function
    def look(picture):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            loss, parts = objective(picture)
        return loss, parts, tape.gradient(loss, picture)

    return look


# %% key="paint-code" tags=["export"]
def paint(objective, start, evaluations, name="picture", quiet=False, memory=20):
    """Pixels of `start` (H, W, 3) learn by L-BFGS: objective(picture) → (loss, parts) falls."""
    look = slope_of(objective)

    def loss_and_slope(pixels):
        picture = tf.constant(pixels.reshape(start.shape), tf.float32)
        loss, parts, slope = look(picture)
        canvas.see(picture, loss, **parts)
        return float(loss), np.asarray(slope, float).ravel()

    options = {"maxfun": evaluations, "maxiter": evaluations, "maxcor": memory}
    options |= {"ftol": 0, "gtol": 0}  # stop for nothing else
    with live_canvas(name, start, evaluations, quiet=quiet) as canvas:
        minimize(loss_and_slope, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    return canvas


# %% [markdown] key="waves" lang="en"
# ### Rebuilt from noise
#
# Now ask the layers, with one trick: pixel by pixel, broad patches of colour would come last. So the picture is a sum of **cosine waves**, squeezed into 0 to 1 by a sigmoid, and what
# learns is how much there is of each. Broad waves get a larger weight, so that they move first (after Olah et al.'s *Feature
# visualization*).

# %% [markdown] key="waves" lang="zh"
# ### 从噪声恢复
#
# 现在就来一层一层地问，先用一个窍门：逐个像素地学，大片的颜色总是最后才来。
# 所以把图写成许多**余弦波**之和，再用 sigmoid 压到 0 和 1 之间；要学的是每种波的系数。波长越长，权重越大，长波就先动起来（思路来自 Olah 等人的 *Feature visualization*）。


# %% key="wave-picture" tags=["export"]
def wave_picture(amounts):
    """A picture (S, S, 3) in (0, 1) from amounts of cosine waves; broad waves weigh more."""
    size = amounts.shape[0]
    waves = idct(np.eye(size), axis=0, norm="ortho").astype("float32")
    weights = np.maximum(np.hypot(*np.indices((size, size))), 1) ** -0.75
    weighted = amounts * weights[..., None].astype("float32")
    return tf.sigmoid(tf.einsum("iu,uvc,jv->ijc", waves, weighted, waves))


# %% key="rebuild" tags=["export"]
def rebuild(vgg, picture, layer, evaluations):
    """What `layer` kept of a square picture: noise that learned to give its features there."""
    net = vgg.features([layer])
    P = net(picture[None])[layer][0]

    def objective(amounts):
        loss = content_loss(net(wave_picture(amounts)[None])[layer][0], P)
        return loss, {"content": loss}

    noise = np.random.default_rng(0).normal(0, 0.3, picture.shape).astype("float32")
    return np.asarray(wave_picture(paint(objective, noise, evaluations, quiet=True).best))


# %% [markdown] question="when-lost" lang="en"
# A photograph is rebuilt from one layer's features alone. From which block on does little more than an outline
# come back?
#
# - [ ] From block 2
#   There the shapes still stand; what goes astray at first are the colours.
# - [x] From block 5
#   Block 4 still gives a pagoda made of squiggles; block 5 keeps little more than what stands where.
# - [ ] From none: the features determine the picture
#   Pooling and ReLU throw away; many pictures have the same features.

# %% [markdown] question="when-lost" lang="zh"
# 只用某一层的特征重建照片。从哪个模块起，找回来的就只剩轮廓了？
#
# - [ ] 从第 2 个模块起
#   那里形状还在，先走样的是颜色。
# - [x] 从第 5 个模块起
#   第 4 个模块还能给出线条弯曲的楼阁；到第 5 个模块，就只剩什么东西在什么地方了。
# - [ ] 哪个模块都不会：特征决定了图片
#   池化和 ReLU 会丢信息，许多图片有相同的特征。

# %% key="content-rebuilt"
small = profile.pick(smoke=32, quick=96, full=256)
photo_s = load_photograph("china", small, square=True).image
style_s = load_style("night_sky", small).image
looks = profile.pick(smoke=3, quick=50, full=300)
second = [f"conv{block}_2" for block in range(1, 6)]
kept = {layer: rebuild(vgg, photo_s, layer, looks) for layer in show_progress(second)}
show(image_row({"photograph": photo_s} | kept, size=1.7), "content-rebuilt")

# %% [markdown] alt="content-rebuilt" lang="en"
# The pagoda as rebuilt from one layer of each block: nearly perfect from the first; from the second and third the shapes stand, but colours go astray;
# from the fourth a pagoda made of squiggles; from the last little more than a coloured cloud with its outline.

# %% [markdown] alt="content-rebuilt" lang="zh"
# 每个模块取一层，由它恢复出来的楼阁：第一个几乎完好；第二、三个形状还在，颜色走样；第四个成了一座由弯曲线条拼成的楼阁；最后一个只剩一团带轮廓的彩色云雾。


# %% key="layers-demo" tags=["demo"]
def as_bytes(picture):
    return np.rint(255 * picture).astype("uint8")


rebuilt = {layer: as_bytes(picture) for layer, picture in kept.items()}
demos.layer_picker(as_bytes(photo_s), rebuilt)

# %% [markdown] key="content-meaning" lang="en"
# At `conv4_2` one still knows the pagoda; of `conv5_2` one would hardly say more than "something tall". The first block keeps nearly every pixel. In blocks 2 and 3 the shapes are
# back and the colours aren't yet: not forgotten, more looks bring them closer. From block 4 on the details are the network's own invention.
# The deeper the layer, the less it minds *how* something looks, and the more *what stands where*. That is why content is taken from a deep layer: it leaves room for
# another style. Gatys et al. took `conv4_2`; so do we.

# %% [markdown] key="content-meaning" lang="zh"
# 看 `conv4_2`，还认得出楼阁；看 `conv5_2`，恐怕只能说“有个高高的东西”。第一个模块几乎记住了每一个像素。第 2、3 个模块恢复了形状，颜色还没恢复：这不算忘掉，多算些次数就会更接近。
# 从第 4 个模块起，细节是网络自己编的。层越深，就越不在乎东西*长什么样*，越在乎*什么在什么地方*。所以内容取自较深的层，给另一种画风留出余地：
# Gatys 等人取 `conv4_2`，我们也是。

# %% [markdown] key="gram" lang="en"
# ## 3 · Style
#
# Style should be the opposite: how things look, wherever they are. So take the features of a layer and keep
# **which maps are active together**: blue and swirling, yellow and round. That is the **Gram matrix**. With the layer's features as a
# matrix $F$, a row for each map and a column for each position $k$ (equation 3):
#
# $$G_{ij} = \sum_k F_{ik} F_{jk}$$
#
# > **Exercise `gram_matrix(F)`.** Here $F$ comes as the network gives it, (H, W, N): position, position, map. Return (N, N), not divided by
# > anything.
# >
# > *Worked example.* Two positions, two maps, `F = [[[1., 2.], [3., 0.]]]`: $G_{00} = 1+9$, $G_{01} = 1·2 + 3·0$, $G_{11} = 4$.

# %% [markdown] key="gram" lang="zh"
# ## 3 · 风格
#
# 风格正相反：只管东西长什么样，不管它在哪里。那就取一层的特征，只留下**哪些特征图一起亮**：比如蓝色总伴着回旋，黄色总伴着圆形。
# 这就是 **Gram 矩阵**。把特征写成矩阵 $F$，一行是一张特征图，一列是一个位置 $k$（论文式 (3)）：
#
# $$G_{ij} = \sum_k F_{ik} F_{jk}$$
#
# > **练习 `gram_matrix(F)`。** 这里的 $F$ 是网络给出的形状 (H, W, N)：位置、位置、特征图。返回 (N, N)，不要除以任何数。
# >
# > *例子。* 两个位置、两张特征图，`F = [[[1., 2.], [3., 0.]]]`：$G_{00} = 1+9$，$G_{01} = 1·2 + 3·0$，$G_{11} = 4$。


# %% key="exercise-gram-matrix" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def gram_matrix(F):
    """(N, N) from features (H, W, N): G_ij = Σ_k F_ik F_jk over positions k, not normalised."""
    # BEGIN SOLUTION
    positions = tf.reshape(F, (-1, F.shape[-1]))
    return tf.matmul(positions, positions, transpose_a=True)
    # END SOLUTION


gram_matrix = use("gram_matrix", gram_matrix)

# %% key="gram-example"
# NBVAL_CHECK_OUTPUT
print(np.asarray(gram_matrix(tf.constant([[[1.0, 2.0], [3.0, 0.0]]]))))

# %% [markdown] question="shuffle-g" lang="en"
# Shuffle the positions of a feature map, all maps in the same way. What happens to its Gram matrix $G$?
#
# - [ ] Its rows swap places
#   Rows and columns of $G$ are maps, and the maps keep their order.
# - [ ] Only the diagonal stays
#   Every entry is a sum over positions, not only those of the diagonal.
# - [x] Nothing
#   A sum doesn't mind the order of its terms.
# - [ ] It changes at random
#   Only if each map were shuffled by itself: then what occurred together no longer does.

# %% [markdown] question="shuffle-g" lang="zh"
# 把特征图的位置打乱，所有特征图用同一种打乱方式。Gram 矩阵 $G$ 会怎样？
#
# - [ ] 各行交换位置
#   $G$ 的行和列是各张特征图，而它们的次序没有变。
# - [ ] 只有对角线不变
#   每个元素都是对位置求和，不只是对角线上的。
# - [x] 不变
#   求和不在乎各项的次序。
# - [ ] 随机地变
#   只有每张特征图各自打乱才会：那样，原来同时出现的就不再同时出现了。

# %% key="shuffled"
# NBVAL_CHECK_OUTPUT
F = np.random.default_rng(0).uniform(0, 1, (20, 30, 8)).astype("float32")
shuffled = np.random.default_rng(1).permutation(F.reshape(600, 8)).reshape(F.shape)
change = np.abs(gram_matrix(tf.constant(F)) - gram_matrix(tf.constant(shuffled))).max()
print("largest change:", "only rounding" if change < 1e-3 else f"{change:.3g}")

# %% [markdown] key="gram-viewer" lang="en"
# So $G$ has forgotten *where*. Look at it for 32 real maps: choose two, multiply them
# position by position, add up, and you have one entry of the matrix. Then shuffle.

# %% [markdown] key="gram-viewer" lang="zh"
# 可见 $G$ 忘掉了*在哪里*。拿 32 张真实的特征图看一看：选两张，逐点相乘再求和，就得到矩阵的一个元素。然后打乱位置。

# %% key="gram-demo" tags=["demo"]
features = np.asarray(vgg.features(["conv2_1"])(style_s[None])["conv2_1"][0])[..., :32]
demos.gram_viewer(features, lambda F: np.asarray(gram_matrix(tf.constant(F, tf.float32))))

# %% [markdown] key="style-layer" lang="en"
# Two pictures of one size agree in style, at one layer, when their Gram matrices agree. With $A$ the style's matrix and a picture of $N$ maps and
# $M = H·W$ positions there (equation 4):
#
# $$E_l = \frac{1}{4 N^2 M^2} \sum_{i,j} (G_{ij} - A_{ij})^2$$
#
# > **Exercise `style_layer_loss(F, A)`.** `F`: features (H, W, N); `A`: a Gram matrix (N, N). Return one number. Use your `gram_matrix`.
# >
# > *Worked example.* `F` of ones, shape (1, 2, 1), and `A = [[0.]]`: $G = 2$, so $(2-0)^2 / (4·1^2·2^2) = 0.25$.

# %% [markdown] key="style-layer" lang="zh"
# 两张同样大小的图，在某一层的 Gram 矩阵一样，就说它们在这一层风格一致。设 $A$ 是风格图的 Gram 矩阵，图像在这一层有 $N$ 张特征图、
# $M = H·W$ 个位置（论文式 (4)）：
#
# $$E_l = \frac{1}{4 N^2 M^2} \sum_{i,j} (G_{ij} - A_{ij})^2$$
#
# > **练习 `style_layer_loss(F, A)`。** `F` 是特征 (H, W, N)，`A` 是 Gram 矩阵 (N, N)。返回一个数。请用你自己的 `gram_matrix`。
# >
# > *例子。* `F` 全是 1，形状 (1, 2, 1)，`A = [[0.]]`：$G = 2$，于是 $(2-0)^2 / (4·1^2·2^2) = 0.25$。


# %% key="exercise-style-layer-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def style_layer_loss(F, A):
    """Σ (G(F) − A)² / (4 N² M²): features (H, W, N), a style's Gram matrix (N, N); a scalar."""
    # BEGIN SOLUTION
    height, width, channels = F.shape
    difference = gram_matrix(F) - A
    return tf.reduce_sum(difference**2) / (4 * channels**2 * (height * width) ** 2)
    # END SOLUTION


style_layer_loss = use("style_layer_loss", style_layer_loss)

# %% key="style-example"
# NBVAL_CHECK_OUTPUT
print(f"{style_layer_loss(tf.ones((1, 2, 1)), tf.zeros((1, 1))):.3f}")

# %% [markdown] key="style" lang="en"
# A style has several scales: the grain of the canvas, the stroke, the swirl. So the style loss adds up over one layer of each block,
# $\mathcal{L}_\text{style} = \sum_l w_l E_l$, with equal weights $w_l$ that sum to 1 (equation 5). Equal weights don't mean an equal say: how large is
# each $E_l$ for our photograph?

# %% [markdown] key="style" lang="zh"
# 画风有好几个尺度：画布的纹理、一道笔触、一个漩涡。所以风格损失在每个模块里取一层，加起来：$\mathcal{L}_\text{style} = \sum_l w_l E_l$，
# 各层权重 $w_l$ 相等，总和为 1（论文式 (5)）。权重相等，不等于发言权相等：对我们的照片，每个 $E_l$ 各有多大？


# %% key="style-loss" tags=["export"]
STYLE_LAYERS = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]


def style_loss(features, targets):
    """Σ w_l E_l, equal weights; `targets`: layer → the Gram matrix of the style there."""
    losses = [style_layer_loss(features[layer][0], A) for layer, A in targets.items()]
    return tf.add_n(losses) / len(losses)


# %% key="layers-say"
mine, its = (vgg.features(STYLE_LAYERS)(picture[None]) for picture in (photo_s, style_s))
for layer in STYLE_LAYERS:
    E = style_layer_loss(mine[layer][0], gram_matrix(its[layer][0]))
    print(f"{layer}: E = {E:.3g}")

# %% [markdown] key="say-meaning" lang="en"
# What counts most is corrected first, and a layer with a small $E_l$ is hardly heard (the paper rescaled its network). To see what each layer adds, we
# divide each $E_l$ by its value at the start, let the set of layers grow, and ask again what is kept.

# %% [markdown] key="say-meaning" lang="zh"
# 哪一层的数大，就先照着哪一层改；$E_l$ 小的，几乎没有发言权（论文的网络重新缩放过）。为了看清每一层各添了什么，我们把每个 $E_l$ 除以它一开始的值，
# 让选用的层逐步增多。


# %% key="broad-noise" tags=["export"]
def broad_noise(picture, seed=0):
    """Noise as a texture starts from: of all waves, broad ones too; (S, S, 3) as `picture`."""
    amounts = np.random.default_rng(seed).normal(0, 1, picture.shape).astype("float32")
    return np.asarray(wave_picture(amounts))


# %% key="repeating" tags=["export"]
def repeating(vgg, style, layers, describe=gram_matrix, compare=style_layer_loss):
    """objective(picture) → (loss, parts): style alone, 1 for `broad_noise`; all have a say."""
    net = vgg.features(layers, "average")  # softer than max pooling: section 5
    targets = {layer: describe(maps[0]) for layer, maps in net(style[None]).items()}

    def losses(picture):
        maps = net(picture[None])
        return {layer: compare(maps[layer][0], targets[layer]) for layer in layers}

    first = losses(broad_noise(style))

    def objective(picture):
        shares = [loss / first[layer] for layer, loss in losses(picture).items()]
        loss = tf.add_n(shares) / len(layers)
        return loss, {"style": loss}

    return objective


# %% [markdown] question="deeper-layers" lang="en"
# A texture grows from noise with the Gram matrices of one layer, then of two, three, four and five. What do the deeper
# layers add?
#
# - [ ] Finer grain
#   Grain is what the first layer sees; deeper ones look at more pixels, not at fewer.
# - [x] Larger pieces: strokes, then swirls
#   A value there has seen a wider part of the picture, so larger things can go together.
# - [ ] The right places: hills below, stars above
#   No Gram matrix knows a place, however deep its layer.

# %% [markdown] question="deeper-layers" lang="zh"
# 从噪声出发生成纹理，先用一层的 Gram 矩阵，再用两层、三层、四层、五层。更深的层添上了什么？
#
# - [ ] 更细的颗粒
#   颗粒是第一层看到的；越深的层看的像素越多，不是越少。
# - [x] 更大的图案：先是笔触，再是漩涡
#   那里的一个值看过更宽的一片，更大的东西才能一起出现。
# - [ ] 正确的位置：下面是山丘，上面是星星
#   层再深，Gram 矩阵也不知道位置。

# %% key="style-rebuilt"
looks = profile.pick(smoke=3, quick=100, full=300)
start, textures = broad_noise(style_s), {}
for k in show_progress(range(5)):
    objective = repeating(vgg, style_s, STYLE_LAYERS[: k + 1])
    textures[f"up to {STYLE_LAYERS[k]}"] = paint(objective, start, looks, quiet=True).picture
show(image_row({"style": style_s} | textures, size=1.7), "style-rebuilt")

# %% [markdown] alt="style-rebuilt" lang="en"
# Textures made from noise with the Gram matrices of the night sky: from the first layer alone blocky speckle; with the second, short strokes and yellow spots; with the third,
# swirls and glowing discs; with four and five layers much the same again, a few colours less settled. Nothing is where it was.

# %% [markdown] alt="style-rebuilt" lang="zh"
# 由噪声出发、按夜空的 Gram 矩阵生成的纹理：只用第一层是一块块的斑点；加上第二层，有了短笔触和黄斑；加上第三层，有了漩涡和发光的圆盘；用到四层、五层，大体还是这样，个别颜色还没到位。没有一样在原来的位置上。

# %% [markdown] key="style-meaning" lang="en"
# From one layer to three the pieces grow: speckle, strokes, swirls. Beyond that the eye finds little growth here: a value of conv4_1 has seen 60 pixels across, nearly
# two thirds of so small a picture, which leaves little room for anything larger.

# %% [markdown] key="style-meaning" lang="zh"
# 从一层到三层，图案的尺度一路变大：斑点、笔触、漩涡。再往后就看不出多少变化了：conv4_1 的一个数值看过 60 个像素宽的区域，差不多是这张小图的三分之二，没有地方放更大的图案。

# %% [markdown] key="statistics" lang="en"
# ### Less than pairs
#
# A Gram matrix has a number for each *pair* of maps. Would two for each map do, its mean $\mu_n$ and standard deviation $\sigma_n$ over the positions? Li et al. (arXiv
# 1701.01036) tried, with $m_n$ and $s_n$ those of the style:
#
# $$\frac1N \sum_n \big((\mu_n - m_n)^2 + (\sigma_n - s_n)^2\big)$$
#
# > **Exercise `statistics_loss(F, mean, std)`.** `F`: features (H, W, N); `mean`, `std`: (N,), the style's; `std` is the population's (divided by the number of
# > positions). Return one number. Some maps are constant: the gradient must be finite there too. At most 1e-5 may be added under the root.
# >
# > *Worked example.* One map `[[0., 2.]]`: $\mu = 1$, $\sigma = 1$. With `mean = [3.]`, `std = [0.]`: 4 + 1 = 5.

# %% [markdown] key="statistics" lang="zh"
# ### 不用两两配对行不行
#
# Gram 矩阵为每*两张*特征图记一个数。要是每张只记两个数，即它在各个位置上的均值（mean）$\mu_n$ 和标准差（standard deviation）$\sigma_n$，够不够？
# Li 等人（arXiv 1701.01036）试过，其中 $m_n$、$s_n$ 来自风格图：
#
# $$\frac1N \sum_n \big((\mu_n - m_n)^2 + (\sigma_n - s_n)^2\big)$$
#
# > **练习 `statistics_loss(F, mean, std)`。** `F` 是特征 (H, W, N)；`mean`、`std` 的形状是 (N,)，来自风格图，`std` 是总体标准差（除以位置的个数）。返回一个数。
# > 有的特征图处处相等，在那里梯度也必须是有限的；根号下最多可以加 1e-5。
# >
# > *例子。* 一张特征图 `[[0., 2.]]`：$\mu = 1$，$\sigma = 1$。`mean = [3.]`，`std = [0.]` 时：4 + 1 = 5。


# %% key="exercise-statistics-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def statistics_loss(F, mean, std):
    """Mean over maps of (μ(F) − mean)² + (σ(F) − std)²; F (H, W, N), mean, std (N,); scalar.

    σ is the population's; with at most 1e-5 added under the root, every slope is finite.
    """
    # BEGIN SOLUTION
    average, variance = tf.nn.moments(F, axes=[0, 1])
    spread = tf.sqrt(variance + 1e-8)
    return tf.reduce_mean((average - mean) ** 2 + (spread - std) ** 2)
    # END SOLUTION


statistics_loss = use("statistics_loss", statistics_loss)

# %% key="statistics-example"
# NBVAL_CHECK_OUTPUT
tiny = tf.constant([[[0.0], [2.0]]])
print(f"{statistics_loss(tiny, mean=tf.constant([3.0]), std=tf.constant([0.0])):.3f}")

# %% [markdown] question="without-pairs" lang="en"
# What will the texture lack, to the eye, when nothing is asked of pairs?
#
# - [ ] Its colours
#   The mean of each map, in the first layers too, holds them.
# - [ ] Its swirls: only blots will be left
#   Deep maps answer to such shapes, and how much they do is in their means and spreads.
# - [x] Hardly anything
#   With the maps of five layers, two numbers each say most of this style.

# %% [markdown] question="without-pairs" lang="zh"
# 不管配对，做出来的纹理看上去会缺什么？
#
# - [ ] 颜色
#   每张特征图的均值里有颜色，靠前的层也在内。
# - [ ] 漩涡：只剩一块块色斑
#   深层的特征图对这样的形状有反应，反应多强，就在均值和标准差里。
# - [x] 几乎什么也不缺
#   五个层的特征图，每张两个数，就说出了这种画风的大半。


# %% key="statistics-painted"
def mean_and_std(F):
    return tf.reduce_mean(F, (0, 1)), tf.math.reduce_std(F, (0, 1))


by_gram = repeating(vgg, style_s, STYLE_LAYERS)
by_statistics = repeating(
    vgg, style_s, STYLE_LAYERS, mean_and_std, lambda F, wanted: statistics_loss(F, *wanted)
)
made = {"noise": start}
if "up to conv5_1" in textures:  # unless you stopped before
    made["Gram matrices"] = textures["up to conv5_1"]
made["means and spreads"] = paint(by_statistics, start, looks, "means and spreads").picture
show(image_row({"style": style_s} | made, size=2.4), "statistics-painted")
judges, rows = {"judged by Gram": by_gram, "by means and spreads": by_statistics}, []
for name, picture in made.items():
    losses = {judge: f"{loss(tf.constant(picture))[0]:.4f}" for judge, loss in judges.items()}
    rows.append({"picture": name} | losses)
table(rows)

# %% [markdown] alt="statistics-painted" lang="en"
# Four pictures: the night sky; the faint noise that both textures start from; the texture made with Gram matrices, blue swirls with yellow spots; the one made with means and
# spreads, which looks much like it, its blues a little stronger.

# %% [markdown] alt="statistics-painted" lang="zh"
# 四张图：夜空；两种纹理共同的起点，一片淡淡的噪声；用 Gram 矩阵做出的纹理，蓝色漩涡里有黄色斑点；用均值和标准差做出的纹理，和前一张很像，蓝色略浓一些。

# %% [markdown] key="statistics-meaning" lang="en"
# To the eye hardly anything is missing. And who is right? By its own loss, each picture is
# the better one: a loss that was lowered makes a poor judge (section 8).

# %% [markdown] key="statistics-meaning" lang="zh"
# 眼睛看来，几乎什么也不缺。哪一张更好？用哪个损失画的，那个损失就偏向哪一张：拿压低过的损失当评判，不可靠（见第 8 节）。

# %% [markdown] key="variation" lang="en"
# ## 4 · Variation
#
# Many of these pictures are grainy: after a few poolings the network hardly sees some fine patterns, and a Gram matrix doesn't mind where they are.
# A third loss asks for calm, the **variation**, which isn't in the paper: the differences of neighbours, downwards and to the right, in each channel $n$, with an exponent
# $q$ from 1 to 2.
#
# $$\mathcal{L}_\text{var} = \sum_{r,c,n} \big( |x_{r+1,c,n} - x_{r,c,n}|^q + |x_{r,c+1,n} - x_{r,c,n}|^q \big)$$
#
# > **Exercise `variation_loss(image, exponent=1.0)`.** Image (H, W, channels). Return one number, a sum and not a mean; no wrap-around. Its
# > gradient must not be NaN where neighbours are equal.
# >
# > *Worked example.* One channel `[[0., 2.], [0., 5.]]`, $q = 1$: downwards 0 + 3, to the right 2 + 5, together 10. With $q = 2$: 9 + 4 + 25 = 38.

# %% [markdown] key="variation" lang="zh"
# ## 4 · 总变差
#
# 这些图里有许多带着噪点：经过几次池化，某些细小的花纹网络几乎看不见，而 Gram 矩阵又不在乎它们在哪里。要求画面平滑的是第三个损失**总变差**，论文里没有它：
# 相邻像素向下、向右的差，在每个通道 $n$ 里取绝对值的 $q$ 次方再求和，指数（exponent）$q$ 取 1 到 2。
#
# $$\mathcal{L}_\text{var} = \sum_{r,c,n} \big( |x_{r+1,c,n} - x_{r,c,n}|^q + |x_{r,c+1,n} - x_{r,c,n}|^q \big)$$
#
# > **练习 `variation_loss(image, exponent=1.0)`。** 输入图像 (H, W, 通道数)，返回一个数，是总和，不是平均；不要绕过图像边缘接到另一侧。在相邻像素相等的地方，梯度也不能是 NaN。
# >
# > *例子。* 一个通道 `[[0., 2.], [0., 5.]]`，$q = 1$：向下 0 + 3，向右 2 + 5，共 10。$q = 2$：9 + 4 + 25 = 38。


# %% key="exercise-variation-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def variation_loss(image, exponent=1.0):
    """Σ |difference of neighbours|^exponent, downwards and to the right; image (H, W, 3)."""
    # BEGIN SOLUTION
    down, right = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
    return tf.reduce_sum(tf.abs(down) ** exponent) + tf.reduce_sum(tf.abs(right) ** exponent)
    # END SOLUTION


variation_loss = use("variation_loss", variation_loss)

# %% key="variation-example"
# NBVAL_CHECK_OUTPUT
tiny = tf.constant([[0.0, 2.0], [0.0, 5.0]])[..., None]
print(f"exponent 1: {variation_loss(tiny):g}   exponent 2: {variation_loss(tiny, 2.0):g}")

# %% [markdown] key="predict-variation" lang="en"
# Let it work alone first, on a noisy photograph $x_0$: $\tfrac12 \sum (x - x_0)^2 + \gamma\,\mathcal{L}_\text{var}$.

# %% [markdown] key="predict-variation" lang="zh"
# 先让它单独干活：给照片加上噪点得到 $x_0$，求 $\tfrac12 \sum (x - x_0)^2 + \gamma\,\mathcal{L}_\text{var}$ 最小的图。

# %% [markdown] question="what-goes-first" lang="en"
# Variation loss is made small. What goes first: fine patterns or broad ones?
#
# - [x] Fine patterns
#   Between neighbours they change the most, and neighbours are what the loss compares.
# - [ ] Broad ones
#   A broad pattern rises and falls less often: at equal height, its differences add up to less.
# - [ ] Both alike
#   The loss looks at neighbours only, so the spacing of a pattern decides.

# %% [markdown] question="what-goes-first" lang="zh"
# 让总变差损失变小。先消失的是细密的花纹，还是大片的花纹？
#
# - [x] 细密的花纹
#   它们在相邻像素之间变化最大，而这个损失比较的正是相邻像素。
# - [ ] 大片的花纹
#   大片的花纹起伏次数少：幅度相同，相邻之差加起来就小得多。
# - [ ] 一样快
#   这个损失只看相邻像素，所以花纹的疏密起决定作用。


# %% key="smooth" tags=["export"]
def smooth(picture, strength, exponent, evaluations):
    """The picture that stays near `picture` and varies little."""

    def objective(other):
        variation = strength * variation_loss(other, exponent)
        return content_loss(other, picture) + variation, {"variation": variation}

    return paint(objective, picture, evaluations, quiet=True).picture


# %% key="smoothed"
grain = np.random.default_rng(0).normal(0, 0.1, photo_s.shape).astype("float32")
noisy = np.clip(photo_s + grain, 0, 1)
looks = profile.pick(smoke=3, quick=40, full=60)
cases = [
    (1.0, 0.05),
    (1.0, 0.1),
    (1.0, 0.2),
    (1.0, 0.4),
    (2.0, 1.0),
    (2.0, 10.0),
]  # exponent, γ
smoothed = {(q, g): smooth(noisy, g, q, looks) for q, g in show_progress(cases)}
row = {"noisy": noisy}
for q, g in smoothed:
    if g not in (0.05, 0.2):
        row[f"q = {q:g}, γ = {g:g}"] = smoothed[q, g]
show(image_row(row, size=2), "smoothed")

# %% [markdown] alt="smoothed" lang="en"
# A noisy photograph of the pagoda and four smoothed ones: exponent 1 takes the grain away and leaves flat areas with sharp outlines, like a cut-out; exponent 2
# blurs grain and outlines alike.

# %% [markdown] alt="smoothed" lang="zh"
# 一张带噪点的楼阁照片和四张平滑后的：指数为 1 时去掉了噪点，留下轮廓锐利的平坦色块，像剪纸；指数为 2 时，噪点和轮廓一起糊掉。

# %% key="variation-demo" tags=["demo"]
by_strength = {"0": noisy} | {f"{g:g}": smoothed[q, g] for q, g in smoothed if q == 1}
images = np.stack([as_bytes(picture) for picture in by_strength.values()])
demos.variation_spectrum(images, list(by_strength))

# %% [markdown] key="variation-meaning" lang="en"
# High frequencies go first. With $q = 2$ a large jump costs so much that it's spread over many pixels: outlines blur. With $q = 1$ a jump costs the same
# however it's spread, so outlines stay. Values between, such as 1.25, leave room for soft shading as well.

# %% [markdown] key="variation-meaning" lang="zh"
# 最先消失的是高频。$q = 2$ 时，一个大的跳变太贵，于是被摊到许多像素上，轮廓就糊了。$q = 1$ 时，怎么摊都是同样的价钱，轮廓就留得住。
# 取中间的值，例如 1.25，还能给柔和的明暗过渡留些余地。

# %% [markdown] key="total" lang="en"
# ## 5 · The picture
#
# Everything together, equation 7 of the paper plus variation:
#
# $$\mathcal{L} = \alpha\,\mathcal{L}_\text{content} + \beta\,\mathcal{L}_\text{style} + \gamma\,\mathcal{L}_\text{var}$$
#
# Only the ratio α/β decides between content and style, so β = 1 here, with α = 0.001 and γ = 0.03. In the style loss the $E_l$ count as they
# are: the first two blocks speak loudest.

# %% [markdown] key="total" lang="zh"
# ## 5 · 成画
#
# 全部合起来，就是论文的式 (7) 再加上总变差：
#
# $$\mathcal{L} = \alpha\,\mathcal{L}_\text{content} + \beta\,\mathcal{L}_\text{style} + \gamma\,\mathcal{L}_\text{var}$$
#
# 内容和风格之间只看比值 α/β，所以这里取 β = 1，α = 0.001，γ = 0.03。风格损失里各个 $E_l$ 原样相加：前两个模块的声音最大。


# %% key="gatys" tags=["export"]
def gatys(
    vgg, content, style, ratio=1e-3, gamma=0.03, exponent=1.25, layer="conv4_2", pooling="max"
):
    """objective(picture) → (loss, parts) with α/β = ratio, β = 1; targets are computed once."""
    net = vgg.features([layer, *STYLE_LAYERS], pooling)
    P = net(content[None])[layer][0]
    wanted = net(style[None])
    targets = {name: gram_matrix(wanted[name][0]) for name in STYLE_LAYERS}

    def objective(picture):
        features = net(picture[None])
        parts = {
            "content": content_loss(features[layer][0], P),
            "style": style_loss(features, targets),
            "variation": variation_loss(picture, exponent),
        }
        return ratio * parts["content"] + parts["style"] + gamma * parts["variation"], parts

    return objective


# %% [markdown] key="coarse-to-fine" lang="en"
# We start from the photograph: it has the content already. And we paint **small first, then large**, as Gatys and others did later
# (arXiv 1611.07865). The network's view has a fixed width in pixels; in a picture half as large it takes in twice as much of the scene, so strokes
# come out twice as bold. What is carried over is the *change*, enlarged and added to the photograph, so that its fine
# detail stays.

# %% [markdown] key="coarse-to-fine" lang="zh"
# 起点用照片：内容已经在里面了。另外**先小后大**，Gatys 等人后来也这样做（arXiv 1611.07865）：网络的视野有多少像素宽是固定的，图的边长缩小一半，
# 它看到的场景就宽一倍，笔触也就粗一倍。从小图带到大图的是*改动*：放大之后加到照片上，照片的细节就不会丢。


# %% key="repaint" tags=["export"]
def resize(picture, size):
    """A square picture at another size, float32 (size, size, 3), antialiased."""
    return np.asarray(tf.image.resize(picture, (size, size), "bicubic", antialias=True))


def repaint(vgg, content, style, plan, name="picture", **weights):
    """Gatys' picture from small to large, by a plan {size: evaluations}: all canvases."""
    canvases, change = [], np.zeros_like(content)
    for size, evaluations in plan.items():
        photo = resize(content, size)
        objective = gatys(vgg, photo, resize(style, size), **weights)
        start = photo + resize(change, size)
        canvases.append(paint(objective, start, evaluations, f"{name}, {size}²"))
        change = canvases[-1].picture - photo
        if canvases[-1].stopped:
            break
    return canvases


# %% key="picture"
vgg.check_memory(size, size, STYLE_LAYERS)
plan = {size // 2: profile.pick(smoke=3, quick=60, full=300)}
plan |= {size: profile.pick(smoke=3, quick=30, full=300)}
canvases = repaint(vgg, content, paint_like, plan)
largest = resize(canvases[-1].picture, size)  # if you stopped it while small: enlarged
painted = np.clip(largest, 0, 1)

# %% key="picture-shown"
show(image_row({"content": content, "style": paint_like, "repainted": painted}), "repainted")

# %% [markdown] alt="repainted" lang="en"
# The photograph of the pagoda, the night sky, and the result: the pagoda with its tiers of roofs, drawn in swirling blue and yellow
# strokes under a flowing sky.

# %% [markdown] alt="repainted" lang="zh"
# 楼阁的照片、夜空，以及结果：同一座飞檐层层的楼阁，由蓝黄相间、回旋流动的笔触画成，天空也流动起来。

# %% [markdown] key="judging" lang="en"
# How far has it come? For comparison: the photograph, which has the content and none of the style, and noise, which has neither.

# %% [markdown] key="judging" lang="zh"
# 画到什么程度了？对照两张图：照片，内容全有，风格全无；噪声，两样都没有。


# %% key="noise" tags=["export"]
def noise_like(picture, seed=0):
    """Faint white noise on grey, (H, W, 3) as `picture`; what no layer sees stays as faint."""
    return np.random.default_rng(seed).uniform(0.45, 0.55, picture.shape).astype("float32")


# %% key="judged"
objective = gatys(vgg, content, paint_like)
judged = {"photograph": content, "noise": noise_like(content), "repainted": painted}
rows, found = [], {}
for name, picture in judged.items():
    _, parts = objective(tf.constant(picture))
    found[name] = {part: float(value) for part, value in parts.items()}
    losses = {f"{part} loss": f"{value:.3g}" for part, value in found[name].items()}
    rows.append({"picture": name} | losses)
table(rows)

# %% [markdown] key="judged-meaning" lang="en"
# The style loss has fallen far below the photograph's, and the content loss has stayed far below noise's: just what we asked for. The variation has *risen*,
# since strokes vary more than sky.

# %% [markdown] key="judged-meaning" lang="zh"
# 风格损失比照片的低了许多，内容损失又远低于噪声的：要的正是这个。总变差比照片的*高*，因为笔触比天空多变。

# %% [markdown] key="ratio" lang="en"
# ### Choices
#
# The ratio α/β decides how much of each. And there are more choices: start from the photograph, or from noise as the paper mostly does; max pooling, as in VGG,
# or average pooling, which Gatys et al. preferred; a content layer deeper or less deep. From α/β = 0.01, one of them changes at a time.

# %% [markdown] key="ratio" lang="zh"
# ### 几个选择
#
# 内容和风格各占多少，由比值 α/β 决定。此外还有：从照片出发，还是像论文那样多从噪声出发；用 VGG 原来的最大池化（max pooling），还是 Gatys 等人更喜欢的平均池化（average pooling）；
# 内容层深一些还是浅一些。从 α/β = 0.01 出发，每次只改一样。

# %% [markdown] question="costs-most" lang="en"
# Starting from the photograph, one choice is changed. Which change costs the pagoda most?
#
# - [ ] A ratio a hundred times smaller
#   Style has more to say then, but the walk still starts at the photograph, and much of it stays.
# - [x] Starting from noise
#   Whatever there is of the pagoda then, the content loss had to ask for it.
# - [ ] Average pooling instead of max pooling
#   It hands slopes on to all pixels of a window: strokes come out softer, and the pagoda stays.

# %% [markdown] question="costs-most" lang="zh"
# 从照片出发，只改一样。哪一种改动让楼阁损失最大？
#
# - [ ] 比值缩小到百分之一
#   风格的分量更重，可还是从照片出发的，照片留下不少。
# - [x] 改从噪声出发
#   图里的楼阁，全要靠内容损失一点点找回来。
# - [ ] 最大池化换成平均池化
#   它把梯度分给窗口里的所有像素：笔触更柔和，楼阁还在。

# %% key="choices"
medium = profile.pick(smoke=32, quick=128, full=256)
photo_m, style_m = resize(content, medium), resize(paint_like, medium)
looks = profile.pick(smoke=2, quick=50, full=300)
trials = {
    "α/β = 0.01": {},
    "α/β = 1": {"ratio": 1.0},
    "α/β = 0.0001": {"ratio": 1e-4},
    "from noise": {"start": noise_like(photo_m)},
    "average pooling": {"pooling": "average"},
    "content: conv2_2": {"layer": "conv2_2"},
    "content: conv5_1": {"layer": "conv5_1"},
}
made = {"photograph": photo_m}
for name in show_progress(trials):
    options = {"start": photo_m, "ratio": 1e-2} | trials[name]
    start = options.pop("start")
    objective = gatys(vgg, photo_m, style_m, **options)
    made[name] = paint(objective, start, looks, quiet=True).picture
show(image_row(made, size=2.4, columns=4), "choices")

# %% [markdown] alt="choices" lang="en"
# Eight pictures, all but one from the photograph. The photograph. At α/β = 0.01 a blue pagoda with red and yellow, a sky of swirls, pink below. At 1 nearly the photograph, only grainy. At 0.0001 blue strokes
# and a yellow sky, nothing red. From noise: a web of blue lines with the ghost of a roof. With average pooling like 0.01, but softer. Content from conv2_2: the photograph again. From conv5_1:
# like 0.0001.

# %% [markdown] alt="choices" lang="zh"
# 八张图，除一张外都从照片出发。照片。α/β = 0.01：楼阁成了蓝色，还带着红和黄，天空是漩涡，下方泛红。1：几乎就是照片，只多了颗粒。0.0001：蓝色笔触，黄色天空，红色不见了。
# 从噪声出发：一片蓝色线条里有个屋顶的影子。平均池化：和 0.01 相近，更柔和。内容取 conv2_2：又成了照片。取 conv5_1：和 0.0001 相近。

# %% key="choices-demo" tags=["demo"]
demos.choices({name: as_bytes(picture) for name, picture in made.items()})

# %% [markdown] key="choices-meaning" lang="en"
# Noise costs most. With a large α/β the photograph's colours stay, with a small one the night takes over. Average pooling passes slopes on to all
# pixels of its window, not to the largest alone: strokes come out softer. conv2_2 minds every line, and its loss has four times as many terms; conv5_1 minds little.
#
# Content loss is a bare sum, which grows with the picture; style loss is divided by $4N^2M^2$ and hardly does. Features twice as
# large make content 4 times and style 16 times as large. So **a ratio belongs to one network, one size, one way of scaling**; the paper's 1e-3 to 5e-3 were for another.
# (We cheated above: at half size the same ratio weighs content a quarter as much.)

# %% [markdown] key="choices-meaning" lang="zh"
# 楼阁损失最大的是从噪声出发。α/β 大，照片的颜色就留得住；小，夜色就占上风。平均池化把梯度平分给窗口里的所有像素，而不是只传给最大的那个，笔触就更柔和。
# conv2_2 计较每一根线条，损失的项数也是四倍；conv5_1 计较得少。
#
# 内容损失是直接求和，图越大它越大；风格损失除以了 $4N^2M^2$，几乎不随尺寸变。特征大一倍，内容损失是 4 倍，风格损失是 16 倍。所以**一个比值只对一个网络、一个尺寸、一种缩放方式有效**；论文的 1e-3 到 5e-3 是对另一个网络说的。
# （前面也取了点巧：尺寸减半，同样的比值下内容的分量只有四分之一。）

# %% [markdown] key="race" lang="en"
# ## 6 · Three optimisers, one race
#
# Training a network means walking downhill in a fog that changes with every batch; Adam was made for that. Here there is no fog: the loss of a picture is
# the same each time you ask.
#
# - **Gradient descent**: a step against the slope; it grows while that helps and is halved when it doesn't.
# - **Adam**: each pixel has a step of its own, by the slopes' recent mean and size; here the rate falls to zero.
# - **L-BFGS**: remembers the last 20 steps and how the slope changed along them, and guesses from that how the valley bends.
#
# A race is fair when everybody is tuned, for its length and on another course: ours on a coffee cup and a mosaic, for 40 looks (`benchmarks/style.py tune`).

# %% [markdown] key="race" lang="zh"
# ## 6 · 三个优化器，一场比赛
#
# 训练网络好比在雾里下山，每换一批数据，雾就变一次；Adam 就是为此设计的。这里没有雾：同一张图的损失，问多少次都一样。
#
# - **梯度下降**：逆着梯度走一步；损失降了，步子就放大，没降就减半。
# - **Adam**：每个像素有自己的步长，由最近梯度的平均值和大小决定；学习率逐渐减到零。
# - **L-BFGS**：记住最近 20 步以及沿途梯度怎样变化，由此推测山谷怎样弯曲。
#
# 比赛要公平，人人都得按赛程调好，还不能在比赛的赛道上调：我们用的是咖啡杯和马赛克，算 40 次（`benchmarks/style.py tune`）。

# %% [markdown] question="who-is-behind" lang="en"
# Same start, same loss, equally many looks, everybody tuned beforehand. Who is last at the end?
#
# - [x] Gradient descent
#   One length of step for all directions, and the valley bends very differently from one to another.
# - [ ] Adam
#   Each pixel has a step of its own: that helps where directions differ.
# - [ ] L-BFGS
#   It learns from the slopes it has seen how the valley bends, and here they can be trusted.
# - [ ] Nobody: the slope is the same for all
#   The slope is, but not what is made of the earlier ones.

# %% [markdown] question="who-is-behind" lang="zh"
# 起点相同，损失相同，计算次数一样多，每个都事先调好。最后谁排在末位？
#
# - [x] 梯度下降
#   所有方向只有一个步长，而山谷在各个方向上弯曲得很不一样。
# - [ ] Adam
#   每个像素有自己的步长：各方向不同时，这正好有用。
# - [ ] L-BFGS
#   它从见过的梯度里学到山谷怎样弯曲，而这里的梯度信得过。
# - [ ] 分不出先后：梯度是一样的
#   梯度一样，但以前的梯度怎么用，各不相同。


# %% key="walkers" tags=["export"]
def paint_by_descent(objective, start, evaluations, growth=1.3):
    """Gradient descent: the step grows while the loss falls, else it is halved."""
    look, here = slope_of(objective), tf.constant(start)
    with live_canvas("gradient descent", start, evaluations) as canvas:
        loss, parts, slope = look(here)
        canvas.see(here, loss, **parts)
        step = 0.01 / tf.reduce_max(tf.abs(slope))
        for _ in range(evaluations - 1):
            there = here - step * slope
            new_loss, parts, new_slope = look(there)
            canvas.see(there, new_loss, **parts)
            if new_loss < loss:
                here, loss, slope, step = there, new_loss, new_slope, growth * step
            else:
                step = step / 2
    return canvas


# %% key="walker-adam" tags=["export"]
def paint_by_adam(
    objective, start, evaluations, rate=0.25, beta_1=0.8, beta_2=0.8, falling=True, quiet=False
):
    """Adam on the pixels; its rate falls to zero."""
    look, pixels = slope_of(objective), tf.Variable(start)
    if falling:
        rate = keras.optimizers.schedules.PolynomialDecay(rate, evaluations, 0.0)
    adam = keras.optimizers.Adam(rate, beta_1, beta_2)
    with live_canvas("Adam", start, evaluations, quiet=quiet) as canvas:
        for _ in range(evaluations):
            loss, parts, slope = look(pixels)
            canvas.see(tf.identity(pixels), loss, **parts)
            adam.apply([slope], [pixels])
    return canvas


# %% key="race-run"
race_looks = profile.pick(smoke=3, quick=40, full=300)
objective = gatys(vgg, photo_s, style_s)
race = {
    "gradient descent": paint_by_descent(objective, photo_s, race_looks),
    "Adam": paint_by_adam(objective, photo_s, race_looks),
    "L-BFGS": paint(objective, photo_s, race_looks, "L-BFGS"),
}
figure, axis = new_figure(size=(9, 3.2))
rows = []
for name, walk in race.items():
    losses = [loss for _, loss, _ in walk.history][:race_looks]
    axis.semilogy(range(1, 1 + len(losses)), losses, label=name)
    rows.append({"optimiser": name})
    for n in (race_looks // 3, race_looks):
        rows[-1][f"loss after {n} looks"] = f"{min(losses[:n], default=np.nan):.3g}"
axis.set(xlabel="looks", ylabel="smallest loss so far")
axis.legend()
show(figure, "race")
table(rows)

# %% [markdown] alt="race" lang="en"
# Smallest loss so far against looks, on a logarithmic scale: L-BFGS is ahead; gradient descent keeps up with Adam at first and ends last. The table below has the losses.

# %% [markdown] alt="race" lang="zh"
# 到目前为止最小的损失随次数的变化（对数坐标）：L-BFGS 领先；梯度下降起初与 Adam 不相上下，最后排在末位。数值见下面的表格。

# %% [markdown] key="race-meaning" lang="en"
# Compare your guess with the table. L-BFGS gets better as it sees slopes and learns from them how the valley bends. That works only where slopes can be trusted, so not with batches; and 20 steps and 20
# changes of slope would be 40 copies of a network. **Each problem has its optimiser**, and one race doesn't settle it: at 256² with 150 looks, such an Adam
# ended a tenth *below* L-BFGS (`benchmarks/style.py walks`; its rate was chosen on that very pair).

# %% [markdown] key="race-meaning" lang="zh"
# 拿你的猜测和表格对一对。L-BFGS 见过的梯度越多，就越知道山谷怎样弯曲。只有梯度靠得住，这才行得通，所以分批训练用不上；而且 20 步加 20 个梯度变化，换成训练网络，就等于多存 40 份权重。
# **什么问题配什么优化器**，一场比赛也定不了输赢：256² 上各算 150 次，这样的 Adam 最终比 L-BFGS 还*低*一成（`benchmarks/style.py walks`；学习率就是在这对图上挑的）。

# %% [markdown] key="experiment" lang="en"
# ### Your experiment
#
# Does the order hold from noise, and from another noise? Write a hypothesis into the cell, run it, and compare differences with the spread between seeds. Then ask
# something of your own: other walkers, another picture, another number to measure.

# %% [markdown] key="experiment" lang="zh"
# ### 你的实验
#
# 换成从噪声出发，名次还一样吗？换一份噪声呢？写下你的假设，运行单元格，拿差别和不同随机种子之间的波动比一比。然后问一个你自己的问题：换选手、换图，或者换一个数来量。

# %% key="experiment-run"
hypothesis = ""
tiny_size = profile.pick(smoke=32, quick=64, full=128)
photo_t, style_t = resize(content, tiny_size), resize(paint_like, tiny_size)
racing = gatys(vgg, photo_t, style_t)
walks = {
    "L-BFGS": lambda start: paint(racing, start, race_looks, quiet=True),
    "Adam": lambda start: paint_by_adam(racing, start, race_looks, quiet=True),
}


def measure(walk, seed):
    return np.log10(walk(noise_like(photo_t, seed)).loss)


results = open_experiment(hypothesis, measure, walks, unit="log₁₀ of the loss")

# %% [markdown] key="own" lang="en"
# ## 7 · Your picture
#
# Put a file beside this notebook and write its name below. Styles painted by code: `night_sky`, `waves`,
# `mosaic`, `pointillism`, `stained_glass`, `etching`, `watercolour`, `palette_knife`, `abstraction`. Paintings, by download: `starry_night`,
# `the_scream`, `shipwreck`, `great_wave`, `composition_vii`. For a file of yours, put `load_picture("painting.jpg", size, square=True)`
# in place of `load_style(like, size)`.

# %% [markdown] key="own" lang="zh"
# ## 7 · 你的照片
#
# 把一个文件放到这个 notebook 旁边，在下面写上文件名。用代码画的风格有 `night_sky`、`waves`、`mosaic`、`pointillism`、
# `stained_glass`、`etching`、`watercolour`、`palette_knife`、`abstraction`；要下载的名画有 `starry_night`、`the_scream`、`shipwreck`、
# `great_wave`、`composition_vii`。要用你自己的文件，就把 `load_style(like, size)` 换成 `load_picture("painting.jpg", size, square=True)`。

# %% key="own-picture"
mine, like = None, "mosaic"  # mine = "mine.jpg"
if mine:
    own = load_picture(mine, size, square=True).image
    own_painted = repaint(vgg, own, load_style(like, size).image, plan, name=mine)[-1].picture
    show(image_row({mine: own, like: own_painted}), "own")

# %% [markdown] alt="own" lang="en"
# Your own picture, before and after.

# %% [markdown] alt="own" lang="zh"
# 你自己的照片，重画之前和重画之后。

# %% [markdown] key="colour" lang="en"
# ### Keep your colours
#
# Brush strokes are a matter of light and dark. So take the brightness (luminance) of the painted picture and the colours of the photograph, a
# simple relative of what Gatys et al. proposed in 2016 (arXiv 1606.05897).

# %% [markdown] key="colour" lang="zh"
# ### 保留原来的颜色
#
# 笔触说到底是明暗的变化。所以可以取重画之后的亮度（luminance），配上照片的颜色，这是 Gatys 等人 2016 年的办法（arXiv 1606.05897）的简化。


# %% key="keep-colour" tags=["export"]
def keep_colours(painted, photograph):
    """The luminance of one picture with the colours of the other, both (H, W, 3) in [0, 1]."""
    from skimage.color import rgb2yiq, yiq2rgb

    yiq = rgb2yiq(photograph)
    yiq[..., 0] = rgb2yiq(painted)[..., 0]
    return np.clip(yiq2rgb(yiq), 0, 1).astype("float32")


# %% key="colours-kept"
recoloured = keep_colours(painted, content)
show(image_row({"repainted": painted, "with the photograph's colours": recoloured}), "colours")

# %% [markdown] alt="colours" lang="en"
# The repainted pagoda twice: in the colours of the night sky, and with the same strokes in the warm reds and the pale sky of the photograph.

# %% [markdown] alt="colours" lang="zh"
# 两张重画的楼阁：一张是夜空的颜色；另一张笔触相同，却是照片里温暖的红色和浅色的天空。

# %% [markdown] key="later" lang="en"
# ## 8 · Where it went
#
# In 2016 a network was trained to paint in one pass, one network a style (Johnson et al., arXiv 1603.08155). A year later one network took any style, by giving
# the content's features the mean and spread of the style's: AdaIN (Huang and Belongie, arXiv 1703.06868), your `statistics_loss` turned into a layer. Today diffusion models paint in a
# style that you describe (Rombach et al., arXiv 2112.10752), after many millions of pictures; how such a net comes to draw is lesson 05.
#
# **Who judges?** Independent judges are people, asked which of two
# pictures they prefer, and networks that no method optimised: LPIPS (arXiv 1801.03924) for content, a Fréchet distance (lesson 03) to the artist's works for
# style; ArtFID (arXiv 2207.12280) combines both.
#
# **Whose is it?** A manner is mostly free to all, a painting is not; whether works may be trained on without asking is before the courts. A
# repainted photograph remains an adaptation: ours is CC BY 2.0, so whoever publishes the result names danielbuechele (Flickr), the licence and the change. For a living artist's style, ask. Say how a picture was made;
# C2PA stores it in the file.

# %% [markdown] key="later" lang="zh"
# ## 8 · 后来
#
# 2016 年，有人训练出只需一次前向计算的网络，一种风格一个网络（Johnson 等，arXiv 1603.08155）。一年之后，一个网络就能应付任意风格：
# 让内容特征换上风格特征的均值和标准差，这叫 AdaIN（Huang 与 Belongie，arXiv 1703.06868），等于把你的 `statistics_loss` 做成了一个层。
# 如今扩散模型（diffusion model）能按你描述的风格作画（Rombach 等，arXiv 2112.10752），为此看过成百上千万张图；这样的网络怎样画图，见第 05 课。
#
# **谁来评判？** 独立的评判有两种：请人在两张图里挑更喜欢的；或者用没有被优化过的网络，
# 用 LPIPS（arXiv 1801.03924）衡量内容，用与画家作品的 Fréchet 距离（第 03 课）衡量风格，ArtFID（arXiv 2207.12280）把两者合在一起。
#
# **画归谁？** 画法大体上人人可用，画作却不是；未经许可能不能拿作品去训练，法院还在审理。改画过的照片仍是改编作品：我们这张是 CC BY 2.0，发表时要写明作者 danielbuechele（Flickr）、许可协议和所做的改动。
# 想用在世画家的风格，先问一声。图是怎么做出来的要说清楚；C2PA 可以把它记在文件里。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Only pixels learn: a fixed network measures, and the picture walks down the slope.
# - Deep features keep *what is where*; Gram matrices keep *what goes with what*, and forget where; means and spreads held most of it here.
# - A ratio α/β belongs to one network and one scale.
# - Small first, then large: in the small picture the network's view takes in more.
# - Tune each optimiser on other pictures before you compare.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 学习的只有像素：固定的网络负责衡量，图像逆着梯度一步步改。
# - 深层特征记住*什么在什么地方*；Gram 矩阵记住*什么和什么一起出现*，忘了在哪里；均值和标准差在这里也记住了大半。
# - 比值 α/β 只对一个网络、一种尺度有效。
# - 先小后大：在小图上，网络的视野更宽。
# - 比较优化器，先在别处把每一个都调好。
#
# 和课程的参考结果比一比：

# %% key="report"
metrics = {
    "seconds": (sum(c.seconds for c in canvases), "s"),
    "evaluations": sum(c.evaluations for c in canvases),
    "style_loss_ratio": found["photograph"]["style"] / found["repainted"]["style"],
    "content_loss_ratio": found["noise"]["content"] / found["repainted"]["content"],
}
report("04_style_transfer", metrics, {"picture.png": painted})

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - L. Gatys, A. Ecker and M. Bethge, *Image style transfer using convolutional neural networks*, CVPR 2016 (preprint: arXiv 1508.06576): the heart of this lesson; its Figure 1
#   is sections 2 and 3.
# - A. Mahendran and A. Vedaldi, *Understanding deep image representations by inverting them*, CVPR 2015 (arXiv 1412.0035): rebuilding, variation with an exponent.
# - C. Olah, A. Mordvintsev and L. Schubert, *Feature visualization*, Distill 2017 (doi 10.23915/distill.00007).
# - K. Simonyan and A. Zisserman, *Very deep convolutional networks for large-scale image recognition*, ICLR 2015 (arXiv 1409.1556): VGG.
# - S. Xie and Z. Tu, *Holistically-nested edge detection*, ICCV 2015 (arXiv 1504.06375): what our VGG16 went on to learn.
# - J. Nocedal and S. Wright, *Numerical Optimization*, Springer 2006, section 7.2: L-BFGS.
# - Y. Li et al., *Demystifying neural style transfer*, IJCAI 2017 (arXiv 1701.01036): matching distributions.

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - L. Gatys、A. Ecker 与 M. Bethge，*Image style transfer using convolutional neural networks*，CVPR 2016（预印本 arXiv 1508.06576）：这一课的核心内容；它的图 1 就是第 2、3 节。
# - A. Mahendran 与 A. Vedaldi，*Understanding deep image representations by inverting them*，CVPR 2015（arXiv 1412.0035）：从特征恢复图像，带指数的总变差。
# - C. Olah、A. Mordvintsev 与 L. Schubert，*Feature visualization*，Distill 2017（doi 10.23915/distill.00007）。
# - K. Simonyan 与 A. Zisserman，*Very deep convolutional networks for large-scale image recognition*，ICLR 2015（arXiv 1409.1556）：VGG。
# - S. Xie 与 Z. Tu，*Holistically-nested edge detection*，ICCV 2015（arXiv 1504.06375）：我们的 VGG16 接着学的就是它。
# - J. Nocedal 与 S. Wright，*Numerical Optimization*，Springer 2006，第 7.2 节：L-BFGS。
# - Y. Li 等，*Demystifying neural style transfer*，IJCAI 2017（arXiv 1701.01036）：匹配分布。
