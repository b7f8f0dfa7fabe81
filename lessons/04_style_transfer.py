# ---
# jupyter:
#   course:
#     title:
#       en: A photograph repainted
#       zh: 给照片换一种画风
#     goals:
#       en: See what a convolutional network keeps of a picture, write Gatys' losses yourself, and repaint a photograph with them in under a minute.
#       zh: 看清卷积网络记住了图像的什么，亲手写出 Gatys 的几个损失，再用它们在一分钟之内给照片换一种画风。
#     minutes:
#       work: 110
#       quick: 5
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
# Take a photograph and a painting. Can a computer paint the one in the manner of the other? In 2015 Leon Gatys, Alexander Ecker and
# Matthias Bethge showed that a network which had only ever learned to name things can do it. Nothing is trained here: the
# network stays as it is, and **the pixels of the picture learn**.
#
# **After this lesson you can**
# - show what each layer of a convolutional network keeps of a picture, and what it forgets,
# - write down and program Gatys' two losses, content and style, and a third that came later, variation,
# - say why the Gram matrix forgets *where* things are and remembers *what goes with what*,
# - repaint your own photograph, in under a minute on a laptop,
# - choose an optimiser for pixels: what L-BFGS needs, and when Adam does better.
#
# **You need** about 110 minutes and a first idea of convolutional networks (lessons 01 and 02 are plenty). Everything runs on two CPU
# cores with what is already installed; no download (but for the profile `full`: 80 MB).

# %% [markdown] key="title" lang="zh"
# # 04 · 给照片换一种画风
#
# 一张照片，一幅画。计算机能不能用后者的笔法去画前者？2015 年，Leon Gatys、Alexander Ecker 和 Matthias Bethge 给出了办法：
# 一个只学过认东西的网络就够用。这一课不训练任何网络：网络原封不动，**学习的是图像的像素**。
#
# **学完之后，你能**
# - 展示卷积网络的每一层记住了图像的什么、忘掉了什么；
# - 写出并实现 Gatys 的两个损失，即内容（content）损失和风格（style）损失，以及后来才有的第三个：总变差（variation，即 total variation，也译全变分）；
# - 说清 Gram 矩阵（Gram matrix）为什么忘了东西*在哪里*，却记得*什么和什么一起出现*；
# - 在笔记本电脑上用不到一分钟，给自己的照片换一种画风；
# - 为像素挑一个优化器：L-BFGS 需要什么条件，Adam 又在什么时候更好。
#
# **需要** 大约 110 分钟，对卷积网络有初步了解（学过第 01、02 课就绰绰有余）。两个 CPU 核、已经装好的东西就够，不用下载（规模为 `full` 时除外，要下载 80 MB）。

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("04_style_transfer")

# %% key="imports" tags=["export"]
import keras
import numpy as np
import tensorflow as tf
from scipy.fft import idct
from scipy.optimize import minimize

from course_utils import image_row, new_figure, report, show, table, use
from course_utils.data.pictures import load_photograph, load_picture, load_style
from course_utils.demos import style_transfer as demos
from course_utils.painting import live_canvas
from course_utils.panel import show_progress
from course_utils.pretrained import load_vgg

# %% [markdown] key="seeing" lang="en"
# ## 1 · What does a network see?
#
# VGG is a plain stack of 3×3 convolutions with ReLU, in five blocks; between blocks, pooling halves the sides. A layer is called
# `conv4_2` when it is the second convolution of block 4. It answers to a picture with **features** $F$: $N$ maps of $H\times W$
# numbers, one map for each of its filters.
#
# Gatys et al. used VGG19 trained on ImageNet. Ours is its smaller sister VGG16, which somebody went on training to find *edges*: those
# weights come with a package you have installed. They see textures and shapes too; numbers and pictures will differ from the paper's.
# (The profile `full` downloads the original, `load_vgg("vgg19")`; without a network it takes ours and says so.) `features` takes pictures in [0, 1], several at a time (`[None]` adds that axis, `[0]` takes it
# away), prepares them as VGG expects, and answers with values after the ReLU.
#
# The style is painted by code, so that you need no download and nobody's permission. If you want van Gogh's own
# *Starry Night*, `load_style("starry_night", size)` downloads it. **Predict:** what will the first block answer to, what the last?

# %% [markdown] key="seeing" lang="zh"
# ## 1 · 网络看到了什么？
#
# VGG 就是一摞 3×3 卷积加 ReLU，分成五个块，块与块之间用池化把边长减半。`conv4_2` 指第 4 块的第二个卷积层。一层对一张图的响应（response）叫**特征**（feature），记作 $F$：
# 每个滤波器（filter）给出一张 $H\times W$ 的特征图（feature map），一共 $N$ 张。
#
# Gatys 等人用的是在 ImageNet 上训练的 VGG19。我们用的是小一号的 VGG16，有人接着把它训练成了*找边缘*的网络，权重就在你已经装好的一个包里。
# 它也看得懂纹理和形状，只是数值和画面会与论文不同。（规模为 `full` 时会下载原版，即 `load_vgg("vgg19")`；连不上网就改用我们这个，并会告诉你。）`features` 接收取值在 [0, 1] 的图，
# 一次可以给好几张（`[None]` 添上这个轴，`[0]` 再去掉），按 VGG 的要求处理好，给出的是 ReLU 之后的值。
#
# 风格图是用代码画的，所以不用下载，也不必征得谁的许可；想要梵高真正的《星月夜》（*The Starry Night*），用 `load_style("starry_night", size)` 去取。
# **先猜一猜：** 第一块会对什么有反应，最后一块呢？

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

# %% key="features"
name = profile.pick(smoke="vgg16_hed", quick="vgg16_hed", full="vgg19")
vgg = load_vgg(name, otherwise="vgg16_hed")
print(vgg.label())
blocks = [f"conv{block}_1" for block in range(1, 6)]
answers = vgg.features(blocks)(content[None])
maps = {}
for layer in blocks:
    F = np.asarray(answers[layer][0])
    print(f"{layer}: {F.shape[0]:3} × {F.shape[1]:3} positions, {F.shape[2]:3} maps")
    busy = F.mean(axis=(0, 1)).argsort()[-4]  # the very busiest are on nearly everywhere
    maps[f"{layer}, map {busy}"] = F[..., busy] / F[..., busy].max()
show(image_row(maps, size=2), "features")

# %% [markdown] alt="features" lang="en"
# One feature map of each block for the pagoda: the first shows the building in every detail, the second its edges, the later ones coarser and
# coarser patches that light up at parts of the scene.

# %% [markdown] alt="features" lang="zh"
# 楼阁照片在每一块里的一张特征图：第一块连细节都看得清，第二块是边缘，越往后亮斑越粗，只在画面的某些部分亮起来。

# %% [markdown] key="features-meaning" lang="en"
# Block 1 answers to light and colour at every pixel, block 2 to edges. In blocks 4 and 5 one value stands for 8×8 or 16×16 pixels, and a map lights
# up at parts of the scene.

# %% [markdown] key="features-meaning" lang="zh"
# 第 1 块对每个像素的明暗和颜色有反应，第 2 块对边缘有反应。到了第 4、5 块，一个数值代表 8×8 或 16×16 个像素，一张特征图只在画面的某些部分亮起来。

# %% [markdown] key="content" lang="en"
# ## 2 · Content
#
# What does a layer keep of a picture? There is a good way to ask: start from noise and change the pixels until the layer answers as it
# does to the photograph. Whatever comes back was kept; whatever doesn't, however long we look, was forgotten. "Answers as" needs a number,
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
# 一层记住了图像的什么？有个好办法可以问出来：从噪声出发，不断修改像素，直到这一层的响应和它对照片的响应一样。能恢复出来的，就是它记住的；算多久也恢复不出来的，就是它忘掉的。
# “响应一样”要用一个数来衡量，这就是 Gatys 论文的式 (1)，其中 $P$ 是照片在这一层的特征，$F$ 是当前图像在这一层的特征（$i$ 是特征图的序号，$j$ 是位置的序号）：
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
# optimiser walks downhill. Ours is **L-BFGS**, from SciPy, as in the paper. Why not Adam? Section 6 lets them race.
#
# One evaluation of loss and slope is a **look**; we count time in looks. `canvas` draws while it works and keeps the best so far: `.best` as the
# optimiser had it, `.picture` cut off at 0 and 1 for showing. Stop with ■ whenever you like the picture. `paint` doesn't care what its numbers
# mean: soon they will be amounts of waves.

# %% [markdown] key="paint" lang="zh"
# ### 会学习的像素
#
# 这一课的核心全在 `paint` 里：`objective` 给出一张图的损失，梯度带（tape）给出损失对每个像素的梯度（代码里叫 slope），优化器就逆着梯度往下走。
# 我们和论文一样用 **L-BFGS**，取自 SciPy。为什么不用 Adam？第 6 节让它们比一比。
#
# 损失和梯度算一遍，叫作**一次**（代码里叫 look），下文的次数都这样计。`canvas` 一边算一边画，并留下到那时为止最好的一张：`.best` 是优化器手里的原样，
# `.picture` 供显示用，小于 0 的截到 0，大于 1 的截到 1。看着满意了，随时可以按 ■ 停下。`paint` 并不关心手里的数是什么：等一会儿它们会是各种波的系数。


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
def paint(objective, start, evaluations, name="picture", quiet=False):
    """Pixels of `start` (H, W, 3) learn by L-BFGS: objective(picture) → (loss, parts) falls."""
    look = slope_of(objective)

    def loss_and_slope(pixels):
        picture = tf.constant(pixels.reshape(start.shape), tf.float32)
        loss, parts, slope = look(picture)
        canvas.see(picture, loss, **parts)
        return float(loss), np.asarray(slope, float).ravel()

    options = {"maxfun": evaluations, "maxiter": evaluations, "maxcor": 20}
    options |= {"ftol": 0, "gtol": 0}  # stop for nothing else
    with live_canvas(name, start, evaluations, quiet=quiet) as canvas:
        minimize(loss_and_slope, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    return canvas


# %% [markdown] key="waves" lang="en"
# ### Rebuilt from noise
#
# Now ask the layers, with one trick: pixel by pixel, broad patches of colour would come last. So the picture is a sum of **cosine waves**, and what
# learns is how much there is of each, broad waves with a larger weight, so that they move first (after Olah et al.'s *Feature
# visualization*). The loss is the same, only the way down is shorter.
# (A sigmoid keeps the colours between 0 and 1. `waves[i, u]` is wave `u` at pixel `i`; for each colour `c` the `einsum` is `waves @ weighted[..., c] @ waves.T`.)

# %% [markdown] key="waves" lang="zh"
# ### 从噪声恢复
#
# 现在就来一层一层地问，先用一个窍门：逐个像素地学，大片的颜色总是最后才来。
# 所以把图写成许多**余弦波**之和，要学的是每种波的系数；波长越长，权重越大，长波就先动起来（思路来自 Olah 等人的 *Feature visualization*）。
# 损失没有变，只是下山的路短了。（最后用 sigmoid 把颜色限制在 0 到 1 之间。`waves[i, u]` 是第 `u` 种波在像素 `i` 处的值；
# 对每种颜色 `c`，`einsum` 算的就是 `waves @ weighted[..., c] @ waves.T`。）


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


# %% [markdown] key="predict-content" lang="en"
# **Predict:** from which layer on will you no longer recognise the pagoda?

# %% [markdown] key="predict-content" lang="zh"
# **先猜一猜：** 从哪一层开始，就认不出那座楼阁了？

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
# 每一块取一层，由它恢复出来的楼阁：第一块几乎完好；第二、三块形状还在，颜色走样；第四块成了一座由弯曲线条拼成的楼阁；最后一块只剩一团带轮廓的彩色云雾。


# %% key="layers-demo" tags=["demo"]
def as_bytes(picture):
    return np.rint(255 * picture).astype("uint8")


rebuilt = {layer: as_bytes(picture) for layer, picture in kept.items()}
demos.layer_picker(as_bytes(photo_s), rebuilt)

# %% [markdown] key="content-meaning" lang="en"
# The first block keeps nearly every pixel. In blocks 2 and 3 the shapes are back and the colours aren't yet: don't call that forgotten, more looks bring
# them closer. From block 4 on the details are the network's own invention, and block 5 keeps little more than an outline. The deeper the layer, the
# less it minds *how* something looks, and the more *what stands where*. That is why the content of a picture is taken from a deep layer: there is room
# left for another style. Gatys et al. took `conv4_2`; so do we.

# %% [markdown] key="content-meaning" lang="zh"
# 第一块几乎记住了每一个像素。第 2、3 块恢复了形状，颜色还没恢复：这不算忘掉，多算些次数就会更接近。从第 4 块起，细节是网络自己编的；第 5 块留下的，
# 比一个轮廓多不了多少。层越深，就越不在乎东西*长什么样*，越在乎*什么在什么地方*。所以内容要取自较深的层，这样才给另一种画风留出了余地。
# Gatys 等人取 `conv4_2`，我们也是。

# %% [markdown] key="gram" lang="en"
# ## 3 · Style
#
# Style should be the opposite: how things look, wherever they are. So take the features of a layer and throw the positions away, but keep
# **which maps are active together**: blue and swirling, yellow and round. That is the **Gram matrix**. Write the layer's features as a
# matrix $F$ with one row per map and one column per position $k$ (equation 3):
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
# 风格应该正相反：只管东西长什么样，不管它在哪里。那就取一层的特征，把位置扔掉，只留下**哪些特征图一起亮**：比如蓝色总伴着回旋，黄色总伴着圆形。
# 这就是 **Gram 矩阵**。把这一层的特征写成矩阵 $F$，一行是一张特征图，一列是一个位置 $k$（论文式 (3)）：
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

# %% [markdown] key="shuffle" lang="en"
# **Predict:** shuffle the positions, all maps in the same way. What happens to $G$?

# %% [markdown] key="shuffle" lang="zh"
# **先猜一猜：** 把位置打乱，所有特征图都按同一个次序打乱，$G$ 会怎样？

# %% key="shuffled"
# NBVAL_CHECK_OUTPUT
F = np.random.default_rng(0).uniform(0, 1, (20, 30, 8)).astype("float32")
shuffled = np.random.default_rng(1).permutation(F.reshape(600, 8)).reshape(F.shape)
change = np.abs(gram_matrix(tf.constant(F)) - gram_matrix(tf.constant(shuffled))).max()
print("largest change:", "only rounding" if change < 1e-3 else f"{change:.3g}")

# %% [markdown] key="gram-viewer" lang="en"
# Nothing. A sum doesn't mind the order of its terms: $G$ has forgotten *where*. Look at it for 32 real maps: choose two, multiply them
# position by position, add up, and you have one entry of the matrix. Then shuffle.

# %% [markdown] key="gram-viewer" lang="zh"
# 什么也不变。求和不在乎各项的次序：$G$ 忘掉了*在哪里*。拿 32 张真实的特征图看一看：选两张，逐点相乘再求和，就得到矩阵的一个元素。然后打乱位置试试。

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
# $\mathcal{L}_\text{style} = \sum_l w_l E_l$, with equal weights $w_l$ that sum to 1 (equation 5). Ask again what is kept, and let the set of layers grow.
#
# One caution: equal weights don't mean an equal say. In this network $E_l$ is thousands of times as large at conv2_1 as at conv5_1 (the paper's was
# rescaled). To see what each layer adds, the next cells divide each $E_l$ by its value at the start (and use average pooling, which is softer: section 5).

# %% [markdown] key="style" lang="zh"
# 画风有好几个尺度：画布的纹理、一道笔触、一个漩涡。所以风格损失在每一块里取一层，加起来：$\mathcal{L}_\text{style} = \sum_l w_l E_l$，
# 各层权重 $w_l$ 相等，总和为 1（论文式 (5)）。再用老办法问一次记住了什么，这回让选用的层逐步增多。
#
# 有一点要当心：权重相等，不等于发言权相等。在这个网络里，conv2_1 的 $E_l$ 是 conv5_1 的几千倍（论文的网络重新缩放过）。
# 为了看清每一层各添了什么，下面的代码把每个 $E_l$ 除以它一开始的值（还改用了更柔和的平均池化，见第 5 节）。


# %% key="style-loss" tags=["export"]
STYLE_LAYERS = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]


def style_loss(features, targets):
    """Σ w_l E_l, equal weights; `targets`: layer → the Gram matrix of the style there."""
    losses = [style_layer_loss(features[layer][0], A) for layer, A in targets.items()]
    return tf.add_n(losses) / len(losses)


# %% key="repeat-style" tags=["export"]
def repeat_style(vgg, style, layers, evaluations):
    """A texture: noise that learned a square style's Gram matrices, an equal say each."""
    net = vgg.features(layers, "average")  # softer than max pooling: section 5
    targets = {layer: gram_matrix(maps[0]) for layer, maps in net(style[None]).items()}

    def losses(picture):
        maps = net(picture[None])
        return {layer: style_layer_loss(maps[layer][0], targets[layer]) for layer in layers}

    amounts = np.random.default_rng(0).normal(0, 1, style.shape).astype("float32")
    noise = np.asarray(wave_picture(amounts))  # with broad patches, too
    first = losses(noise)

    def objective(picture):
        loss = tf.add_n([loss / first[layer] for layer, loss in losses(picture).items()])
        return loss, {"style": loss}

    return paint(objective, noise, evaluations, quiet=True).picture


# %% key="style-rebuilt"
looks = profile.pick(smoke=3, quick=100, full=300)
textures = {
    f"up to {STYLE_LAYERS[k]}": repeat_style(vgg, style_s, STYLE_LAYERS[: k + 1], looks)
    for k in show_progress(range(5))
}
show(image_row({"style": style_s} | textures, size=1.7), "style-rebuilt")

# %% [markdown] alt="style-rebuilt" lang="en"
# Textures made from noise with the Gram matrices of the night sky: from the first layer alone coloured speckle; then strokes; with three and four layers
# swirls and glowing discs, ever larger; with all five the largest curves, in colours not quite settled. Nothing is where it was.

# %% [markdown] alt="style-rebuilt" lang="zh"
# 由噪声出发、按夜空的 Gram 矩阵生成的纹理：只用第一层是彩色斑点；然后出现笔触；用到三层、四层，有了漩涡和发光的圆盘，而且越来越大；五层都用时弯曲最大，颜色还没完全到位。没有一样在原来的位置上。

# %% [markdown] key="style-meaning" lang="en"
# The pieces grow with the layers: speckle, strokes, swirls. This is how both rows of Figure 1 of the paper are made; yours come from another network, on your
# own machine. Content layers know where things are and forget the paint; style layers know the paint and forget where things are. Put together, they
# ask for something no painter has made yet.

# %% [markdown] key="style-meaning" lang="zh"
# 用到的层越多，图案的尺度越大：斑点、笔触、漩涡。论文图 1 的上下两排就是这样做的，你用自己的电脑、换了一个网络也做了出来。内容层知道东西在哪里，忘了是怎么画的；
# 风格层知道怎么画，忘了东西在哪里。两样合在一起，要的就是一幅还没有人画过的画。

# %% [markdown] key="variation" lang="en"
# ## 4 · Variation
#
# Many of these pictures are grainy: after a few poolings the network hardly sees some fine patterns, and a Gram matrix doesn't mind where they are.
# Nothing asks for calm. A third loss does, the **variation**, which isn't in the paper: the differences of neighbours, downwards and to the right, in each channel $n$, with an exponent
# β from 1 to 2.
#
# $$\mathcal{L}_\text{var} = \sum_{r,c,n} \big( |x_{r+1,c,n} - x_{r,c,n}|^\beta + |x_{r,c+1,n} - x_{r,c,n}|^\beta \big)$$
#
# > **Exercise `variation_loss(image, beta=1.0)`.** Image (H, W, channels). Return one number, a sum and not a mean; no wrap-around at the border. Its
# > gradient must not be NaN where neighbours are equal.
# >
# > *Worked example.* One channel `[[0., 2.], [0., 5.]]`, β = 1: downwards 0 + 3, to the right 2 + 5, together 10. With β = 2: 9 + 4 + 25 = 38.

# %% [markdown] key="variation" lang="zh"
# ## 4 · 总变差
#
# 这些图里有许多带着噪点：经过几次池化，某些细小的花纹网络几乎看不见，而 Gram 矩阵又不在乎它们在哪里。没有哪一项损失要求画面平滑。这件事由第三个损失来管，叫**总变差**，论文里没有它：
# 相邻像素向下、向右的差，在每个通道 $n$ 里取绝对值的 β 次方再求和，β 取 1 到 2。
#
# $$\mathcal{L}_\text{var} = \sum_{r,c,n} \big( |x_{r+1,c,n} - x_{r,c,n}|^\beta + |x_{r,c+1,n} - x_{r,c,n}|^\beta \big)$$
#
# > **练习 `variation_loss(image, beta=1.0)`。** 输入图像 (H, W, 通道数)，返回一个数，是总和，不是平均；边界不要绕回另一侧。在相邻像素相等的地方，梯度也不能是 NaN。
# >
# > *例子。* 一个通道 `[[0., 2.], [0., 5.]]`，β = 1：向下 0 + 3，向右 2 + 5，共 10。β = 2：9 + 4 + 25 = 38。


# %% key="exercise-variation-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def variation_loss(image, beta=1.0):
    """Σ |difference of neighbours|^beta, downwards and to the right; image (H, W, 3)."""
    # BEGIN SOLUTION
    down, right = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
    return tf.reduce_sum(tf.abs(down) ** beta) + tf.reduce_sum(tf.abs(right) ** beta)
    # END SOLUTION


variation_loss = use("variation_loss", variation_loss)

# %% key="variation-example"
# NBVAL_CHECK_OUTPUT
tiny = tf.constant([[0.0, 2.0], [0.0, 5.0]])[..., None]
print(f"β = 1: {variation_loss(tiny):g}   β = 2: {variation_loss(tiny, 2.0):g}")

# %% [markdown] key="predict-variation" lang="en"
# Let it work alone first, on a noisy photograph $x_0$: stay near its pixels, but vary little, $\tfrac12 \sum (x - x_0)^2 + \gamma\,\mathcal{L}_\text{var}$.
# **Predict:** what goes first, fine patterns (high spatial frequencies) or broad ones? And what will β = 1 do to an edge that β = 2 doesn't?

# %% [markdown] key="predict-variation" lang="zh"
# 先让它单独干活：给照片加上噪点得到 $x_0$，要求新图的像素离它不远，总变差又小，即 $\tfrac12 \sum (x - x_0)^2 + \gamma\,\mathcal{L}_\text{var}$ 最小。
# **先猜一猜：** 先消失的是细密的花纹，即空间频率（spatial frequency）高的，还是宽大的花纹？对一条边缘，β = 1 和 β = 2 的做法有什么不同？


# %% key="smooth" tags=["export"]
def smooth(picture, strength, beta, evaluations):
    """The picture that stays near `picture` and varies little."""

    def objective(other):
        variation = strength * variation_loss(other, beta)
        return content_loss(other, picture) + variation, {"variation": variation}

    return paint(objective, picture, evaluations, quiet=True).picture


# %% key="smoothed"
grain = np.random.default_rng(0).normal(0, 0.1, photo_s.shape).astype("float32")
noisy = np.clip(photo_s + grain, 0, 1)
looks = profile.pick(smoke=3, quick=40, full=60)
cases = [(1.0, 0.05), (1.0, 0.1), (1.0, 0.2), (1.0, 0.4), (2.0, 1.0), (2.0, 10.0)]  # β, γ
smoothed = {(b, g): smooth(noisy, g, b, looks) for b, g in show_progress(cases)}
row = {"noisy": noisy}
for b, g in smoothed:
    if g not in (0.05, 0.2):
        row[f"β = {b:g}, γ = {g:g}"] = smoothed[b, g]
show(image_row(row, size=2), "smoothed")

# %% [markdown] alt="smoothed" lang="en"
# A noisy photograph of the pagoda and four smoothed ones: β = 1 takes the grain away and leaves flat areas with sharp edges, like a cut-out; β = 2
# blurs grain and edges alike.

# %% [markdown] alt="smoothed" lang="zh"
# 一张带噪点的楼阁照片和四张平滑后的：β = 1 去掉了噪点，留下边缘锐利的平坦色块，像剪纸；β = 2 把噪点和边缘一起抹糊。

# %% key="variation-demo" tags=["demo"]
by_strength = {"0": noisy} | {f"{g:g}": smoothed[b, g] for b, g in smoothed if b == 1}
images = np.stack([as_bytes(picture) for picture in by_strength.values()])
demos.variation_spectrum(images, list(by_strength))

# %% [markdown] key="variation-meaning" lang="en"
# High frequencies go first. With β = 2 a large jump costs so much that it's spread over many pixels: edges blur. With β = 1 a jump costs the same
# however it's spread, so edges stay. Values between, such as 1.25, leave room for soft shading as well.

# %% [markdown] key="variation-meaning" lang="zh"
# 最先消失的是高频。β = 2 时，一个大的跳变太贵，于是被摊到许多像素上，边缘就糊了。β = 1 时，怎么摊都是同样的价钱，边缘就留得住。
# 取中间的值，例如 1.25，还能给柔和的明暗过渡留些余地。

# %% [markdown] key="total" lang="en"
# ## 5 · The picture
#
# Everything together, equation 7 of the paper plus variation:
#
# $$\mathcal{L} = \alpha\,\mathcal{L}_\text{content} + \beta\,\mathcal{L}_\text{style} + \gamma\,\mathcal{L}_\text{var}$$
#
# (This β is a weight, not the exponent of section 4. Both uses are common.)
#
# > **Exercise `total_loss(content, style, variation, alpha, beta, gamma)`.** Six scalars; while painting, the three losses are tensors. Return the weighted sum.
# >
# > *Worked example.* Losses 2, 3, 5 with weights 1, 10, 100: 2 + 30 + 500 = 532.

# %% [markdown] key="total" lang="zh"
# ## 5 · 成画
#
# 全部合起来，就是论文的式 (7) 再加上总变差：
#
# $$\mathcal{L} = \alpha\,\mathcal{L}_\text{content} + \beta\,\mathcal{L}_\text{style} + \gamma\,\mathcal{L}_\text{var}$$
#
# （这个 β 是权重，不是第 4 节里的指数。两种用法都很常见。）
#
# > **练习 `total_loss(content, style, variation, alpha, beta, gamma)`。** 六个标量；作画时，三个损失是张量。返回加权和。
# >
# > *例子。* 损失是 2、3、5，权重是 1、10、100：2 + 30 + 500 = 532。


# %% key="exercise-total-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def total_loss(content, style, variation, alpha, beta, gamma):
    """α · content + β · style + γ · variation."""
    # BEGIN SOLUTION
    return alpha * content + beta * style + gamma * variation
    # END SOLUTION


total_loss = use("total_loss", total_loss)

# %% key="total-example"
# NBVAL_CHECK_OUTPUT
print(f"{total_loss(2.0, 3.0, 5.0, alpha=1.0, beta=10.0, gamma=100.0):g}")


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
        return total_loss(alpha=ratio, beta=1.0, gamma=gamma, **parts), parts

    return objective


# %% [markdown] key="coarse-to-fine" lang="en"
# Two choices more. We start from the photograph, not from noise: it already has the content (the paper mostly starts from noise; its Figure 6
# compares). And we paint **small first, then large**, as Gatys and others did later (arXiv 1611.07865). The network's view has a fixed width in pixels; in a picture half as large it takes in twice as much of the scene, so strokes
# come out twice as bold, and each step costs a quarter. What is carried over is the *change*, enlarged and added to the photograph: enlarge the small
# picture itself, and the photograph's fine detail is lost. Is it quicker, too? We measured: no, painting at full size from the start has the lower loss
# after the same time. It's for the bolder strokes.

# %% [markdown] key="coarse-to-fine" lang="zh"
# 还有两个选择。起点用照片，不用噪声：内容已经在里面了（论文多从噪声出发，它的图 6 作了比较）。另外**先小后大**，Gatys 等人后来也这样做（arXiv 1611.07865）：网络的视野有多少像素宽是固定的，图的边长缩小一半，
# 它看到的场景就宽一倍，笔触也就粗一倍，而每一步的代价只有四分之一。从小图带到大图的是*改动*：把改动放大，加到照片上；要是把小图本身放大，照片的细节就丢了。
# 这样是不是也更快？我们量过：并不。一开始就按最终尺寸来画，花同样的时间，损失反而更低。这样做是为了更粗犷的笔触。


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
# How far has it come? Two comparisons at full size. The photograph itself has the content and none of the style; noise has neither.

# %% [markdown] key="judging" lang="zh"
# 画到什么程度了？在最终的尺寸上，拿两张图来对照：照片本身，内容全有，风格全无；噪声，两样都没有。


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
# The style loss has fallen far below the photograph's, and the content loss has stayed far below noise's: just what we asked for. The variation has *risen*
# above the photograph's, since strokes vary more than sky; γ takes off the worst grain only. (Our noise has little of it because it is faint.)

# %% [markdown] key="judged-meaning" lang="zh"
# 风格损失比照片的低了许多，内容损失又远低于噪声的：要的正是这个。总变差比照片的*高*，因为笔触比天空多变；γ 去掉的只是最扎眼的噪点。（我们的噪声总变差小，是因为它很淡。）

# %% [markdown] key="ratio" lang="en"
# ### Strong content, strong style
#
# The ratio α/β decides how much of each. The pictures of the paper's Figure 3 were made with 1e-3, 8e-4, 5e-3 and 5e-4.
# **Predict:** which of them keeps most of the photograph? Here they are, smaller, with two larger ratios and a tiny one (all seven in the slider). This time we
# start from noise: whatever there is of the photograph, the content loss has asked for it.

# %% [markdown] key="ratio" lang="zh"
# ### 重内容，还是重风格
#
# 内容和风格各占多少，由比值 α/β 决定。论文图 3 用的是 1e-3、8e-4、5e-3 和 5e-4。**先猜一猜：** 哪个保留的照片成分最多？
# 下面用小一些的尺寸全做一遍，再加两个更大的比值和一个极小的（七张都在滑块里）。这回从噪声出发：图里只要看得出照片的影子，就都是内容损失的功劳。

# %% key="ratios"
ratios = [1e-1, 2e-2, 5e-3, 1e-3, 8e-4, 5e-4, 1e-5]
looks = profile.pick(smoke=2, quick=80, full=300)
noise = noise_like(photo_s)
series = {}
for ratio in show_progress(ratios):
    objective = gatys(vgg, photo_s, style_s, ratio)
    series[ratio] = paint(objective, noise, looks, quiet=True).picture
chosen = {f"α/β = {r:g}": series[r] for r in series if r not in (2e-2, 8e-4)}
show(image_row(chosen, size=2), "ratios")

# %% [markdown] alt="ratios" lang="en"
# Five pictures made from noise. At α/β = 0.1 the pagoda's roofs, the hill and the shore stand out in blue strokes; the smaller the ratio, the more
# they dissolve; at 1e-5 nothing is left but swirling strokes and stars.

# %% [markdown] alt="ratios" lang="zh"
# 从噪声出发的五张图：α/β = 0.1 时，蓝色笔触里看得出楼阁的屋檐、山坡和湖岸；比值越小，它们越模糊；到 1e-5，只剩回旋的笔触和星光。

# %% key="strength-demo" tags=["demo"]
demos.strength(np.stack([as_bytes(picture) for picture in series.values()]), list(series))

# %% [markdown] key="ratio-meaning" lang="en"
# The larger α/β, the more of the photograph: at 0.1 its lines, at 1e-5 nothing but night sky. But a ratio isn't a law of nature. Content loss is a bare sum, so it grows with the picture; style loss is divided by $4N^2M^2$, so it
# hardly does. Another network answers with larger or smaller numbers: features twice as large make content 4 times and style 16 times as large. **A
# ratio belongs to one network, one size, one way of scaling** (the paper's VGG19 was rescaled so that each map answers 1 on average). Quote it with them, and
# when something changes, look for it again. We cheated a little above: at half size the same ratio weighs content a quarter as much.

# %% [markdown] key="ratio-meaning" lang="zh"
# α/β 越大，照片的成分越多：0.1 时看得见它的线条，1e-5 时就只有夜空了。不过比值不是什么自然规律。内容损失是直接求和，图越大它越大；风格损失除以了 $4N^2M^2$，几乎不随尺寸变。换一个网络，特征的数值也会变：特征大一倍，
# 内容损失是 4 倍，风格损失是 16 倍。**一个比值只对一个网络、一个尺寸、一种缩放方式有效**
# （论文把 VGG19 重新缩放过，让每张特征图平均为 1）。引用时要一并说明，条件变了就得重找。前面我们其实取了点巧：尺寸减半时，同样的比值下内容的分量只有四分之一。

# %% [markdown] key="choices" lang="en"
# ### Three choices
#
# Start from the photograph or from noise? Max pooling, as in VGG, or average pooling, which Gatys et al. found more pleasing? A deep content layer, or
# one less deep? One changes at a time; the ratio stays 1e-3.

# %% [markdown] key="choices" lang="zh"
# ### 三个选择
#
# 从照片出发还是从噪声出发？用 VGG 原来的最大池化（max pooling），还是 Gatys 等人觉得更好看的平均池化（average pooling）？内容层深一些还是浅一些？每次只改一样，比值都是 1e-3。

# %% key="variants"
variants = {
    "from the photograph": (photo_s, {}),
    "average pooling": (noise, {"pooling": "average"}),
    "content: conv2_2": (noise, {"layer": "conv2_2"}),
    "content: conv5_1": (noise, {"layer": "conv5_1"}),
}
made = {"as above": series[1e-3]} if 1e-3 in series else {}
for name in show_progress(variants):
    start, options = variants[name]
    objective = gatys(vgg, photo_s, style_s, **options)
    made[name] = paint(objective, start, looks, quiet=True).picture
show(image_row(made, size=2), "variants")

# %% [markdown] alt="variants" lang="en"
# Five pictures: as above, from noise, the pagoda half dissolved; from the photograph, the pagoda clear against a yellow sky; with average pooling, broad soft
# strokes; with content from conv2_2, the building's edges drawn sharply; from conv5_1, hardly anything of it.

# %% [markdown] alt="variants" lang="zh"
# 五张图：和前面一样，从噪声出发，楼阁隐约可见；从照片出发，楼阁清楚，天空发黄；平均池化，笔触宽而柔和；内容取 conv2_2，楼阁的边缘画得很清楚；内容取 conv5_1，几乎看不出楼阁。

# %% [markdown] key="choices-meaning" lang="en"
# From the photograph everything is in its place from the start, and much of it stays: that's why we begin there. Average pooling passes slopes on to all pixels of
# its window, not to the largest alone: strokes come out broader and softer. With conv2_2 the edges of the photograph come back and the style has little room: the layer is
# less deep, *and* its loss has four times as many terms, so at the same ratio it weighs more. With conv5_1 it's the other way round.

# %% [markdown] key="choices-meaning" lang="zh"
# 从照片出发，一切从一开始就在原位，也大多留了下来：所以我们选它作起点。平均池化把梯度平分给窗口里的所有像素，而不是只传给最大的那个，笔触就更宽、更柔和。
# 内容取 conv2_2，照片的边缘都回来了，没给风格留多少余地：这一层浅，*而且*它的损失有四倍那么多项，同样的比值下分量更重。取 conv5_1 则正好相反。

# %% [markdown] key="race" lang="en"
# ## 6 · Three optimisers, one race
#
# Training a network means walking downhill in a fog that changes with every batch; Adam was made for that. Here there is no fog: the loss of a picture is
# the same each time you ask. Three walkers, same start, same objective, same number of looks:
#
# - **Gradient descent**: a step against the slope; the step grows while that helps and is halved when it doesn't.
# - **Adam**, with a learning rate of 0.02, $\beta_1 = 0.99$ and ε = 0.1, as in the usual tutorial. (Such a β₁ averages over about the last 100 steps; it's meant for runs of a thousand.)
# - **L-BFGS**: remembers the last 20 steps and how the slope changed along them, and guesses from that how the valley bends.
#
# **Predict:** who is ahead after a third of the time?

# %% [markdown] key="race" lang="zh"
# ## 6 · 三个优化器，一场比赛
#
# 训练网络好比在雾里下山，每换一批数据，雾就变一次；Adam 就是为此设计的。这里没有雾：同一张图的损失，问多少次都一样。三位选手，同一个起点、同一个目标函数、同样的计算次数：
#
# - **梯度下降**：逆着梯度走一步；损失降了，步子就放大一点，没降就减半。
# - **Adam**：学习率 0.02，$\beta_1 = 0.99$，ε = 0.1，和常见教程一样。（这样的 β₁ 相当于对最近大约 100 步取平均，是为跑一千步准备的。）
# - **L-BFGS**：记住最近 20 步以及沿途梯度怎样变化，由此推测山谷怎样弯曲。
#
# **先猜一猜：** 时间过了三分之一，谁领先？


# %% key="walkers" tags=["export"]
def paint_by_descent(objective, start, evaluations):
    """Gradient descent: the step grows by a tenth while the loss falls, else it is halved."""
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
                here, loss, slope, step = there, new_loss, new_slope, 1.1 * step
            else:
                step = step / 2
    return canvas


def paint_by_adam(objective, start, evaluations, rate=0.02, **options):
    """Adam on the pixels."""
    look, pixels = slope_of(objective), tf.Variable(start)
    adam = keras.optimizers.Adam(rate, **options)
    with live_canvas("Adam", start, evaluations) as canvas:
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
    "Adam": paint_by_adam(objective, photo_s, race_looks, beta_1=0.99, epsilon=0.1),
    "L-BFGS": paint(objective, photo_s, race_looks, "L-BFGS"),
}
figure, axis = new_figure(size=(9, 3.2))
for name, walk in race.items():
    seconds, losses = [s for s, _, _ in walk.history], [loss for _, loss, _ in walk.history]
    axis.semilogy(seconds, losses, label=f"{name}: {walk.loss:.3g}")
axis.set(xlabel="seconds", ylabel="smallest loss so far")
axis.legend()
show(figure, "race")

# %% [markdown] alt="race" lang="en"
# Loss against seconds on a logarithmic scale for three optimisers: gradient descent falls slowly, Adam by fits and starts; L-BFGS is soon far below
# both.

# %% [markdown] alt="race" lang="zh"
# 三个优化器的损失随时间下降（对数坐标）：梯度下降降得很慢，Adam 走走停停，L-BFGS 很快就远远低于两者。

# %% [markdown] key="race-meaning" lang="en"
# The losses of content and of style bend very differently from one direction in pixel space to another: a step that's right for one direction is far too long or too short for
# the other. L-BFGS learns the bends from the slopes that it has seen. That works only where slopes can be trusted, so not with batches; and it remembers
# 20 steps and 20 changes of slope, which is nothing here, but would be 40 copies of a network. **Each problem has its optimiser.**
#
# Does it always win? Not a long race at a larger size. At 256², with 150 looks each, an Adam whose step is large at first and falls to zero ended a
# tenth lower (we measured: `benchmarks/style.py`). Why? Perhaps because of the kinks of ReLU and max pooling: the slope here then says little about the
# slope one step on, and large steps pass over them. Try it:
# `paint_by_adam(gatys(vgg, content, paint_like), content, 150, keras.optimizers.schedules.PolynomialDecay(0.1, 150, 0.0), beta_2=0.8)`
# against `paint(gatys(vgg, content, paint_like), content, 150)`: compare `.loss`; each takes a minute or two.
#
# Adam doesn't mind rough slopes, either. `rough = load_vgg(dtype="bfloat16")`, put in place of `vgg` in the Adam line above, computes the convolutions with numbers of 8 significant bits
# instead of 24: on a processor that has instructions for them (AVX-512 BF16 or AMX) each look took us two fifths less time, and the loss at the
# end differed by less than a hundredth. Without such instructions it takes longer.

# %% [markdown] key="race-meaning" lang="zh"
# 在像素空间的不同方向上，内容损失和风格损失弯曲得很不一样：对一个方向正合适的步长，对另一个方向不是太长就是太短。L-BFGS 从见过的梯度里推知这些弯曲。
# 只有梯度靠得住，这才行得通，所以分批训练用不上；它还要记住 20 步和 20 次梯度变化，在这里不算什么，换成训练网络，就等于多存 40 份参数。**什么问题配什么优化器。**
#
# 那它是不是总赢？图大一些、跑得久一些，就不一定了。我们量过：256² 上各算 150 次，一个步子先大后小、最后减到零的 Adam，最终的损失低了一成（见 `benchmarks/style.py`）。
# 为什么？也许是 ReLU 和最大池化留下的折角（kink）：脚下的梯度说明不了一步之外的梯度，大步子却能跨过去。不妨试试：
# `paint_by_adam(gatys(vgg, content, paint_like), content, 150, keras.optimizers.schedules.PolynomialDecay(0.1, 150, 0.0), beta_2=0.8)`
# 和 `paint(gatys(vgg, content, paint_like), content, 150)` 比一比 `.loss`，各要一两分钟。
#
# 梯度粗略一点，对 Adam 也不碍事。用 `rough = load_vgg(dtype="bfloat16")` 代替上面 Adam 那一行里的 `vgg`，做卷积时，每个数只用 8 个有效二进制位，而不是 24 个：处理器有相应指令（AVX-512 BF16 或 AMX）时，
# 我们这里每算一次省下五分之二的时间，最后的损失相差不到百分之一；没有这些指令，反而更慢。

# %% [markdown] key="own" lang="en"
# ## 7 · Your picture
#
# Put a file beside this notebook and write its name below: JPEG, PNG, whatever your camera gives. Styles painted by code: `night_sky`, `waves`,
# `mosaic`, `pointillism`, `stained_glass`, `etching`, `watercolour`, `palette_knife`, `abstraction`. Paintings, by download: `starry_night`,
# `the_scream`, `shipwreck`, `great_wave`, `composition_vii`. Or another file of yours: put `load_picture("painting.jpg", size, square=True).image`
# in place of `load_style(like, size).image`.

# %% [markdown] key="own" lang="zh"
# ## 7 · 你的照片
#
# 把一个文件放到这个 notebook 旁边，在下面写上文件名：JPEG、PNG，相机拍出什么格式都行。用代码画的风格有 `night_sky`、`waves`、`mosaic`、`pointillism`、
# `stained_glass`、`etching`、`watercolour`、`palette_knife`、`abstraction`；要下载的名画有 `starry_night`、`the_scream`、`shipwreck`、
# `great_wave`、`composition_vii`。也可以用你自己的文件：把 `load_style(like, size).image`
# 换成 `load_picture("painting.jpg", size, square=True).image`。

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
# Brush strokes are a matter of light and dark. So you can take the brightness (luminance) of the painted picture and the colours of the photograph:
# a simple relative of what Gatys et al. proposed in 2016 (arXiv 1606.05897). In the space YIQ of colour television, brightness Y is a
# channel of its own.

# %% [markdown] key="colour" lang="zh"
# ### 保留原来的颜色
#
# 笔触说到底是明暗的变化。所以可以取重画之后的亮度（luminance），配上照片的颜色，这是 Gatys 等人 2016 年的办法（arXiv 1606.05897）的简化。在彩色电视用的 YIQ 色彩空间里，亮度 Y 单独是一个通道。


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
# Every picture here costs a minute of optimising. In 2016 a network was trained to do it in one pass, one network a style (Johnson et al., arXiv
# 1603.08155). A year later one network took any style, by giving the content's features the mean and the spread of the style's: adaptive instance
# normalisation, AdaIN (Huang and Belongie, arXiv 1703.06868), which adjusts each map by itself and leaves out what goes with what. Why that can work: Li et al.
# (arXiv 1701.01036) showed that matching Gram matrices is one way, by second moments, of matching *distributions* of features; mean and spread are another. Today diffusion models paint in a style that you
# describe (Rombach et al., arXiv 2112.10752). They need many millions of pictures; Gatys' method still needs two, and a network that has seen a million.

# %% [markdown] key="later" lang="zh"
# ## 8 · 后来
#
# 这里每张图都要花一分钟去优化。2016 年，有人训练出只需一次前向计算就能画完的网络，一种风格一个网络（Johnson 等，arXiv 1603.08155）。一年之后，一个网络就能应付任意风格：
# 让内容特征换上风格特征的均值和标准差，这叫自适应实例归一化（adaptive instance normalisation，AdaIN；Huang 与 Belongie，arXiv 1703.06868），
# 它只逐张调整特征图，不管什么和什么一起出现。为什么这也行得通？Li 等人（arXiv 1701.01036）证明：匹配 Gram 矩阵，是用二阶矩（second moment）去匹配特征的*分布*；
# 匹配均值和标准差，则是另一种办法。
# 如今扩散模型（diffusion model）能按你描述的风格作画（Rombach 等，arXiv 2112.10752）。它们要用成百上千万张图，Gatys 的方法至今只要两张，外加一个看过百万张图的网络。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Nothing is trained but the pixels: a fixed network measures, and the picture walks down the slope.
# - Deep features keep *what is where*; Gram matrices keep *what goes with what*, and forget where.
# - Content ½ Σ (F − P)², style Σ w_l E_l with $1/(4N^2M^2)$, variation with an exponent; the three weighted by α, β, γ.
# - A ratio α/β belongs to one network and one scale.
# - A loss without noise is a case for L-BFGS, unless the race is long. Small first, then large, makes bolder strokes.
#
# Compare your run with the course's:

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 训练的只有像素：固定的网络负责衡量，图像逆着梯度一步步改。
# - 深层特征记住*什么在什么地方*；Gram 矩阵记住*什么和什么一起出现*，忘了在哪里。
# - 内容 ½ Σ (F − P)²，风格 Σ w_l E_l（带 $1/(4N^2M^2)$），总变差带一个指数；三者用 α、β、γ 加权。
# - 比值 α/β 只对一个网络、一种尺度有效。
# - 没有噪声的损失适合用 L-BFGS，除非要跑很久。先小后大，笔触更粗犷。
#
# 把你的结果和课程的参考结果比一比：

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
# - L. Gatys, A. Ecker and M. Bethge, *Image style transfer using convolutional neural networks*, CVPR 2016: the heart of this lesson; its Figure 1
#   is sections 2 and 3. Preprint: *A neural algorithm of artistic style*, arXiv 1508.06576.
# - A. Mahendran and A. Vedaldi, *Understanding deep image representations by inverting them*, CVPR 2015 (arXiv 1412.0035): rebuilding, and variation with an exponent, in a slightly different form.
# - C. Olah, A. Mordvintsev and L. Schubert, *Feature visualization*, Distill 2017 (doi 10.23915/distill.00007): pictures from noise, and why broad waves should weigh more.
# - K. Simonyan and A. Zisserman, *Very deep convolutional networks for large-scale image recognition*, ICLR 2015 (arXiv 1409.1556): VGG.
# - S. Xie and Z. Tu, *Holistically-nested edge detection*, ICCV 2015 (arXiv 1504.06375): what our VGG16 was trained on for.
# - J. Nocedal and S. Wright, *Numerical Optimization*, Springer 2006, section 7.2: L-BFGS.
# - Y. Li et al., *Demystifying neural style transfer*, IJCAI 2017 (arXiv 1701.01036).

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - L. Gatys、A. Ecker 与 M. Bethge，*Image style transfer using convolutional neural networks*，CVPR 2016：这一课的核心内容；它的图 1 就是第 2、3 节。
#   预印本：*A neural algorithm of artistic style*，arXiv 1508.06576。
# - A. Mahendran 与 A. Vedaldi，*Understanding deep image representations by inverting them*，CVPR 2015（arXiv 1412.0035）：从特征恢复图像，以及写法略有不同的带指数的总变差。
# - C. Olah、A. Mordvintsev 与 L. Schubert，*Feature visualization*，Distill 2017（doi 10.23915/distill.00007）：从噪声得到图像，以及为什么波长越长，权重应当越大。
# - K. Simonyan 与 A. Zisserman，*Very deep convolutional networks for large-scale image recognition*，ICLR 2015（arXiv 1409.1556）：VGG。
# - S. Xie 与 Z. Tu，*Holistically-nested edge detection*，ICCV 2015（arXiv 1504.06375）：我们的 VGG16 接着学的就是它。
# - J. Nocedal 与 S. Wright，*Numerical Optimization*，Springer 2006，第 7.2 节：L-BFGS。
# - Y. Li 等，*Demystifying neural style transfer*，IJCAI 2017（arXiv 1701.01036）。
