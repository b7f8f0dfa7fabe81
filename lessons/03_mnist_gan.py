# ---
# jupyter:
#   course:
#     title:
#       en: A GAN that writes digits
#       zh: 会写数字的 GAN
#     goals:
#       en: Set two networks against each other until one of them writes digits, see the game fail and get fixed, and judge the result by more than its looks.
#       zh: 让两个网络互相较量，直到其中一个学会写数字；看这场博弈怎样崩溃、又怎样治好；不只凭眼睛来评判结果。
#     minutes:
#       work: 120
#       quick: 6
#       full: 15
#     data: [digits, mnist]
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
# # 03 · A GAN that writes digits
#
# So far every network of ours was told the right answer. Nobody can say what the right answer to "draw a new seven" is: there
# are countless. Ian Goodfellow and colleagues found a way out in 2014: a second network is the teacher. It learns to tell
# drawings from the real thing, and the two train against each other: a **generative adversarial network**, a GAN.
#
# **After this lesson you can**
# - write down the game, and program one iteration of it,
# - recognise mode collapse, cause it and cure it,
# - train a GAN that writes digits, and judge it by numbers.
#
# **You need** about 120 minutes, lesson 01, and two CPU cores. (`full` fetches all 70,000 digits, 11 MB.)

# %% [markdown] key="title" lang="zh"
# # 03 · 会写数字的 GAN
#
# 到现在为止，我们总会把正确答案告诉网络。可是“画一个新的 7”，正确答案是什么？谁也说不出来，因为有无数个。2014 年，Ian Goodfellow 等人想出了办法：
# 让第二个网络来当老师，它学着分辨哪些是画出来的、哪些是真的，两个网络互相较量。这就是**生成对抗网络**（generative adversarial network，GAN）。
#
# **学完之后，你能**
# - 写出两个网络博弈的式子，用程序实现它的一次迭代；
# - 认出模式崩溃（mode collapse），会制造它，也会治好它；
# - 训练出一个会写数字的 GAN，并用量化指标来评判它。
#
# **需要** 大约 120 分钟、第 01 课和两个 CPU 核。图和打印结果里的文字是英文。（规模为 `full` 时会下载全部 70,000 个数字，共 11 MB。）

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("03_mnist_gan")

# %% key="imports" tags=["export"]
from functools import partial

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from scipy.spatial.distance import cdist

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
from course_utils.data.digits import scaled, split_digits, unscaled
from course_utils.demos import mnist_gan as demos
from course_utils.gan_callbacks import EpochFrames, Guard, PlaneFrames, resume_from
from course_utils.gpus import all_gpus
from course_utils.judge import load_judge
from course_utils.measurements import measured_results

# %% [markdown] key="game" lang="en"
# ## 1 · The forger and the policeman
#
# A forger prints banknotes, a policeman tells false notes from true ones. Whatever the policeman learns, the forger has to get right
# next, until the policeman can only guess.
#
# - The **generator** $G$ is the forger: it turns random numbers $z$ into a picture $G(z)$.
# - The **discriminator** $D$ is the policeman: it gives $D(x)$, the probability that a picture $x$ is real.
#
# Goodfellow et al. (2014) write the game as one number, which $D$ makes as large as it can and $G$ as small as it can:
#
# $$\min_G \max_D \;\; \mathbb{E}_{x\sim\text{data}}\big[\log D(x)\big] + \mathbb{E}_{z}\big[\log(1 - D(G(z)))\big]$$
#
# **What is its equilibrium?** Against a fixed $G$ whose pictures have the density $p_g$, the best policeman answers
# $D(x) = p_\text{data}(x) / (p_\text{data}(x) + p_g(x))$ (set the derivative of $p_\text{data}\log D + p_g\log(1-D)$ to zero). If $G$ draws
# exactly like the data, he answers ½ everywhere. This is the equilibrium: no other generator gets the game's value so low against him (theorem 1).

# %% [markdown] key="game" lang="zh"
# ## 1 · 造假者与警察
#
# 造假者印假钞，警察辨真假。警察学会什么，造假者接下来就得做对什么，直到警察只能瞎猜。
#
# - **生成器**（generator）$G$ 是造假者：把随机数 $z$ 变成一张图 $G(z)$。
# - **判别器**（discriminator）$D$ 是警察：给出 $D(x)$，即图 $x$ 为真的概率。
#
# Goodfellow 等人（2014）把这场博弈写成一个数，$D$ 要让它尽量大，$G$ 要让它尽量小：
#
# $$\min_G \max_D \;\; \mathbb{E}_{x\sim\text{data}}\big[\log D(x)\big] + \mathbb{E}_{z}\big[\log(1 - D(G(z)))\big]$$
#
# **平衡点（equilibrium）在哪里？** 固定 $G$，设它画出的图的概率密度（density）为 $p_g$，那么最好的警察回答
# $D(x) = p_\text{data}(x) / (p_\text{data}(x) + p_g(x))$（令 $p_\text{data}\log D + p_g\log(1-D)$ 的导数为零即得）。
# 如果 $G$ 画得和数据分布一模一样，$D$ 就处处等于 ½。这就是平衡点：面对最好的警察，别的生成器都不能让博弈的值低到这里（定理 1）。

# %% [markdown] question="best-forger" lang="en"
# The forger has become perfect: real and generated pictures look alike, and the best policeman answers ½ to
# each. What is the value of the game then?
#
# - [x] −log 4
#   log ½ for the real ones plus log ½ for the fakes: −1.386, the lowest that a generator can reach.
# - [ ] 0
#   That is log 1: what a policeman gets who is never wrong.
# - [ ] −log 2
#   That is one of the two terms; real and fake pictures are both asked about.

# %% [markdown] question="best-forger" lang="zh"
# 造假者已经完美：真图和假图看不出差别，最好的警察对每张都回答 ½。这时博弈的值是多少？
#
# - [x] −log 4
#   真图一项 log ½，假图一项 log ½，合起来 −1.386，是生成器能达到的最小值。
# - [ ] 0
#   那是 log 1：从不出错的警察才有的值。
# - [ ] −log 2
#   这只是其中一项：真图和假图都要问。

# %% key="equilibrium"
# NBVAL_CHECK_OUTPUT
print(f"value at D = 1/2: {np.log(0.5) + np.log(1 - 0.5):.4f}   -log 4 = {-np.log(4):.4f}")

# %% [markdown] key="losses" lang="en"
# Training makes losses small, so $D$'s loss is the same with its sign turned: for real pictures $-\log D(x)$, for generated ones
# $-\log(1 - D(G(z)))$, each averaged over its batch. **One-sided label smoothing** asks for $1-s$ instead of 1 on real pictures, so that
# the policeman never becomes too sure; the target of fakes stays 0, or the best $D$ would reward $G$ for the fakes that it already makes
# (Salimans et al., 2016, arXiv 1606.03498).
#
# A sigmoid in float32 can answer exactly 0 or 1; `log` below keeps away from $\log 0$.
#
# > **Exercise `discriminator_loss(real_prob, fake_prob, smoothing=0.0)`.** Tensors of probabilities, (m, 1) and (n, 1). Return
# > one number: the mean over the real ones of $-(1-s)\log p - s\log(1-p)$, plus the mean over the fakes of $-\log(1-p)$. It and
# > its gradient stay finite at p = 0 and p = 1. Use `tf.…`, not `np.…`: the gradient has to flow through.
# >
# > *Worked example.* `real_prob = [[0.5]]`, `fake_prob = [[0.5]]`: $\log 2 + \log 2 = 1.386$, the equilibrium. With `smoothing=0.1`,
# > `real_prob = [[0.9]]` and `fake_prob = [[0.5]]`: $0.325 + 0.693 = 1.018$.

# %% [markdown] key="losses" lang="zh"
# 训练是把损失变小，所以 $D$ 的损失就是上式变个号：真图算 $-\log D(x)$，生成的图算 $-\log(1 - D(G(z)))$，各自在批次（batch）上取平均。
# **单侧标签平滑**（one-sided label smoothing）对真图只要求 $1-s$ 而不是 1，免得警察过于自信；假图的目标仍然是 0，否则最好的 $D$ 会因为 $G$ 已经画出的假图而奖励它
# （Salimans 等，2016，arXiv 1606.03498）。
#
# float32 的 sigmoid 可能恰好输出 0 或 1；下面的 `log` 会避开 $\log 0$。
#
# > **练习 `discriminator_loss(real_prob, fake_prob, smoothing=0.0)`。** 两个概率张量，形状 (m, 1) 和 (n, 1)。返回一个数：
# > 真图上 $-(1-s)\log p - s\log(1-p)$ 的平均，加上假图上 $-\log(1-p)$ 的平均。p = 0 和 p = 1 时，它和它的梯度（gradient）都必须有限。
# > 梯度要能从中流过：请用 `tf.…`，不要用 `np.…`。
# >
# > *例子。* `real_prob = [[0.5]]`，`fake_prob = [[0.5]]`：$\log 2 + \log 2 = 1.386$，正是平衡点。`smoothing=0.1`、
# > `real_prob = [[0.9]]`、`fake_prob = [[0.5]]` 时：$0.325 + 0.693 = 1.018$。


# %% key="exercise-discriminator-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def log(p):
    """Natural logarithm of probabilities, finite at 0, with a finite gradient."""
    return tf.math.log(tf.convert_to_tensor(p) + 1e-7)


def discriminator_loss(real_prob, fake_prob, smoothing=0.0):
    """Mean cross-entropy of real pictures against 1 - smoothing, plus fakes against 0.

    real_prob (m, 1), fake_prob (n, 1) → float32 (); finite at 0 and 1, with its gradient.
    """
    # BEGIN SOLUTION
    real = (1 - smoothing) * log(real_prob) + smoothing * log(1 - real_prob)
    return -tf.reduce_mean(real) - tf.reduce_mean(log(1 - fake_prob))
    # END SOLUTION


discriminator_loss = use("discriminator_loss", discriminator_loss)

# %% [markdown] key="non-saturating" lang="en"
# By the formula the generator should make $\log(1 - D(G(z)))$ small. Early on every forgery is recognised: $D(G(z))$ is nearly 0.
# (The **logit** is what goes into the last sigmoid.)

# %% [markdown] key="non-saturating" lang="zh"
# 照公式，生成器应该让 $\log(1 - D(G(z)))$ 变小。刚开始，每张假图都会被识破，$D(G(z))$ 接近 0。（**logit** 是最后那个 sigmoid 的输入。）

# %% [markdown] question="slopes-at-zero" lang="en"
# $D$ is sure that all pictures are fakes: $D \approx 0$. How steep, as functions of the logit, are
# $\log(1 - D)$ of the formula and $-\log D$?
#
# - [ ] 1 and $1/D$
#   These are slopes by $D$ itself; the sigmoid between it and the logit is flat there.
# - [ ] 1 and 0
#   That is the other end, $D \approx 1$.
# - [ ] 0 and 0
#   The steep $1/D$ cancels the flat sigmoid exactly.
# - [x] 0 and 1
#   The formula is flat just when the forger needs help; the other form pushes with full strength.

# %% [markdown] question="slopes-at-zero" lang="zh"
# $D$ 确信所有图都是假的：$D \approx 0$。公式里的 $\log(1 - D)$ 和 $-\log D$ 随 logit 变化，各有多陡？
#
# - [ ] 1 和 $1/D$
#   这是对 $D$ 本身的斜率；它和 logit 之间隔着 sigmoid，那里是平的。
# - [ ] 1 和 0
#   那是另一头，$D \approx 1$。
# - [ ] 0 和 0
#   陡峭的 $1/D$ 正好抵消平坦的 sigmoid。
# - [x] 0 和 1
#   造假者最需要帮助时，公式偏偏是平的；另一种写法则全力推它一把。

# %% key="gradients"
logit = tf.linspace(-20.0, 8.0, 281)
forms = {
    "log(1 - D): as in the formula": (lambda x: log(1 - tf.sigmoid(x)), "-"),
    "-log D: non-saturating": (lambda x: -log(tf.sigmoid(x)), "-"),
    "the same from the logit": (lambda x: tf.nn.softplus(-x), ":"),
}
figure, (left, right) = new_figure(1, 2, (9.5, 3))
for name, (loss, line) in forms.items():
    with tf.GradientTape() as tape:
        tape.watch(logit)
        value = loss(logit)
    push = -tape.gradient(value, logit)
    print(f"push at logit -16, -20: {push[40]:.2f}, {push[0]:.2f}   {name}")
    left.plot(logit, value, line, label=name)
    right.plot(logit, push, line)
left.set(xlabel="logit", ylabel="G's loss")
right.set(xlabel="logit: left, recognised as fake; right, taken for real")
right.set(ylabel="push towards “real”")
left.legend(fontsize=9)
show(figure, "gradients")

# %% [markdown] alt="gradients" lang="en"
# Left: G's losses against D's logit. Right: how hard each pushes. Where a fake is recognised, the formula's loss hardly pushes and
# the non-saturating one pushes with full strength; where it is taken for real, the reverse. Left of -15 our non-saturating loss
# goes flat, and the dotted one, computed from the logit, doesn't.

# %% [markdown] alt="gradients" lang="zh"
# 左：生成器的几种损失随 D 的 logit 变化。右：各自推得多用力。假图被识破的地方，公式里的损失几乎不推，非饱和损失则全力推；被当真的地方正好相反。
# 在 −15 左边，我们的非饱和损失变平了；从 logit 算出的那条点线没有变平。

# %% [markdown] key="gradients-meaning" lang="en"
# The formula's loss is flat exactly where the generator has most to learn: it **saturates**. Goodfellow et al. therefore give $G$ the
# **non-saturating** loss $-\log D(G(z))$, which has the same goal; many GANs since have used it. (Far to the left ours goes flat too,
# since 1e-7 is no longer small beside $D$; computed from the logit, dotted, it doesn't.)
#
# > **Exercise `generator_loss(fake_prob)`.** Probabilities (n, 1). Return the mean of $-\log p$; it and its gradient stay finite at
# > p = 0 and p = 1.
# >
# > *Worked example.* `[[0.5], [0.25]]`: $(\log 2 + \log 4)/2 = 1.040$.

# %% [markdown] key="gradients-meaning" lang="zh"
# 公式里的损失恰恰在生成器最该学的地方变平：它**饱和**（saturate）了。所以 Goodfellow 等人让 $G$ 改用目标相同的**非饱和**（non-saturating）损失 $-\log D(G(z))$，
# 后来许多 GAN 都用它。（再往左，我们写的也变平了，因为 1e-7 和 $D$ 相比已经不算小；从 logit 算，就像那条点线，就不会。）
#
# > **练习 `generator_loss(fake_prob)`。** 概率张量 (n, 1)。返回 $-\log p$ 的平均；p = 0 和 p = 1 时，它和它的梯度都必须有限。
# >
# > *例子。* `[[0.5], [0.25]]`：$(\log 2 + \log 4)/2 = 1.040$。


# %% key="exercise-generator-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def generator_loss(fake_prob):
    """Non-saturating: mean of -log D(G(z)), (n, 1) → (); with its slope finite at 0 and 1."""
    # BEGIN SOLUTION
    return -tf.reduce_mean(log(fake_prob))
    # END SOLUTION


generator_loss = use("generator_loss", generator_loss)

# %% key="extremes"
# NBVAL_CHECK_OUTPUT
for p in (0.0, 1e-12, 0.5, 1.0):
    prob = tf.fill((4, 1), p)
    values = discriminator_loss(prob, prob), generator_loss(prob)
    print(f"D = {p:g}:", "all finite" if np.isfinite(values).all() else "not finite")

# %% [markdown] key="steps" lang="en"
# ## 2 · One iteration, four steps
#
# 1. Sample $m$ noise vectors and $m$ real pictures.
# 2. Train $D$ on them.
# 3. Sample $m$ **fresh** noise vectors.
# 4. Train $G$ on them, through $D$. Repeat.

# %% [markdown] key="steps" lang="zh"
# ## 2 · 一次迭代，四个步骤
#
# 1. 取 $m$ 个噪声向量和 $m$ 张真图。
# 2. 用它们训练 $D$。
# 3. 取 $m$ 个**新的**噪声向量。
# 4. 用它们训练 $G$，梯度经由 $D$ 传回来。然后重复。


# %% key="sample-noise" tags=["export"]
def sample_noise(batch, dim=100):
    """float32 (batch, dim), uniform in [-1, 1], new numbers in each call."""
    return tf.random.uniform((batch, dim), -1.0, 1.0)


# %% [markdown] key="move" lang="en"
# $G$'s gradient passes through $D$ on its way to $G$; it must change nothing there. So in each step:
#
# 1. ask the tape (`tf.GradientTape`, which records what is computed inside its `with`) for the slopes of the mover's weights only;
# 2. call the mover with `training=True`;
# 3. call the other with `training=False`: batch normalisation (section 4) stores averages whenever it trains, spectral normalisation
#    (section 5) its kernel, and who doesn't move stores nothing.
#
# $D$'s move comes first, $G$'s is yours. (Many programs call $G$ with `True` in both. By our rule $D$ sees what $G$ draws from its stored
# averages: the pictures that are wanted in the end.)
#
# > **Exercise `train_generator(generator, discriminator, optimizer, noise)`.** One step: run `generator` on `noise` with
# > `training=True` and `discriminator` on the result with `training=False`, take `generator_loss`, and let the optimizer change
# > the generator's trainable variables (`optimizer.apply(gradients, variables)`). Return the loss. It runs inside a `tf.function`,
# > a compiled graph: NumPy can't compute there.

# %% [markdown] key="move" lang="zh"
# $G$ 的损失的梯度要穿过 $D$ 才能到达 $G$，但在 $D$ 那里什么也不许改。所以每一步里：
#
# 1. 梯度带（`tf.GradientTape`，会记下 `with` 里面的运算）只对轮到的一方的权重求梯度；
# 2. 调用轮到的一方时写 `training=True`；
# 3. 调用另一方时写 `training=False`：批归一化（第 4 节）一训练就要存下平均值，谱归一化（第 5 节）存卷积核；没轮到的一方什么都不存。
#
# 先给出 $D$ 的一步，$G$ 的一步由你来写。（许多程序在两步里都用 `True` 调用 $G$。按我们的规则，$D$ 看到的是 $G$ 用存着的平均值画的图，最后要用的正是这样的图。）
#
# > **练习 `train_generator(generator, discriminator, optimizer, noise)`。** 走一步：以 `training=True` 把 `noise` 送进 `generator`，
# > 再以 `training=False` 把结果送进 `discriminator`，算出 `generator_loss`，让优化器更新生成器的可训练变量
# > （`optimizer.apply(gradients, variables)`）。返回损失。它会在 `tf.function` 里运行，也就是先编译成计算图：NumPy 在那里算不了。


# %% key="train-discriminator" tags=["export"]
def train_discriminator(generator, discriminator, optimizer, real, noise, smoothing=0.0):
    """Step 2: D learns from m real pictures and m generated ones; returns its loss."""
    fake = generator(noise, training=False)
    with tf.GradientTape() as tape:
        answers = discriminator(tf.concat([real, fake], axis=0), training=True)
        real_prob, fake_prob = tf.split(answers, 2)
        loss = discriminator_loss(real_prob, fake_prob, smoothing)
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


# %% key="exercise-train-generator" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def train_generator(generator, discriminator, optimizer, noise):
    """Step 4: G learns to be taken for real; nothing else changes. Returns its loss."""
    # BEGIN SOLUTION
    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        loss = generator_loss(discriminator(fake, training=False))
    variables = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss
    # END SOLUTION


train_generator = use("train_generator", train_generator)

# %% key="who-moved"
# NBVAL_CHECK_OUTPUT
keras.utils.set_random_seed(0)
dense = [layers.Dense(2, use_bias=False), layers.SpectralNormalization(layers.Dense(1))]
forger = keras.Sequential([keras.Input((2,)), dense[0], layers.BatchNormalization()])
policeman = keras.Sequential([keras.Input((2,)), dense[1], layers.Activation("sigmoid")])
nets = {"generator": forger, "discriminator": policeman}
before = {name: net.get_weights() for name, net in nets.items()}
train_generator(forger, policeman, keras.optimizers.Adam(0.01), sample_noise(8, 2))
for name, net in nets.items():
    moved = [
        (new != old).any() for new, old in zip(net.get_weights(), before[name], strict=True)
    ]
    learned = len(net.trainable_weights)
    print(
        f"{name}: {learned} arrays learned, {len(moved) - learned} stored; {sum(moved)} moved"
    )

# %% [markdown] key="gan" lang="en"
# The four steps as a Keras model: `Game` deals out steps 1 and 3, `train_step` makes 2 and 4, with *your* functions.
#
# The players circle round each other, and $G$'s weights never come to rest. Their **moving average** does; after each step,
# average ← memory · average + (1 − memory) · $G$. `average` is a third network, and it draws the digits that we show.

# %% [markdown] key="gan" lang="zh"
# 把四个步骤写成 Keras 模型：`Game` 负责第 1、3 步，`train_step` 用*你的*函数完成第 2、4 步。
#
# 两个玩家绕着对方打转，$G$ 的权重永远静不下来，但它们的**滑动平均**（moving average）可以：每走一步，
# average ← memory · average + (1 − memory) · $G$。`average` 是第三个网络，我们展示的数字都由它来画。


# %% key="gan-model" tags=["export"]
class Game(keras.utils.PyDataset):
    """Batches for one iteration each: m real samples, noise for D, fresh noise for G."""

    def __init__(self, data, m, dim=100, seed=0):
        super().__init__()
        self.data, self.m, self.dim, self.rng = data, m, dim, np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return len(self.data) // self.m

    def __getitem__(self, k):
        real = self.data[self.order[k * self.m :][: self.m]]
        return real, sample_noise(self.m, self.dim), sample_noise(self.m, self.dim)

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.data))


# %% key="follow" tags=["export"]
def follow(average, generator, memory):
    """Move each weight of `average` a little towards the generator's: the moving average."""
    for slow, fast in zip(average.variables, generator.variables, strict=True):
        slow.assign(memory * slow + (1 - memory) * fast)


# %% key="gan-class" tags=["export"]
class GAN(keras.Model):
    """Two players and the moving average of one, slow by its `memory`; `fit` it on a Game."""

    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.average = keras.models.clone_model(generator)
        self.average.set_weights(generator.get_weights())
        self.built, self.d_step = True, train_discriminator  # section 3 tries another step

    def compile(self, g_rate=0.001, d_rate=0.001, smoothing=0.0, memory=0.995, beta_1=0.5):
        super().compile()
        self.smoothing, self.memory = smoothing, memory
        self.g_optimizer = keras.optimizers.Adam(g_rate, beta_1=beta_1)
        self.d_optimizer = keras.optimizers.Adam(d_rate, beta_1=beta_1)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)

    def train_step(self, batch):
        real, noise, fresh = batch
        players = self.generator, self.discriminator
        d_loss = self.d_step(*players, self.d_optimizer, real, noise, self.smoothing)
        g_loss = train_generator(*players, self.g_optimizer, fresh)
        step = tf.cast(self.g_optimizer.iterations, tf.float32)
        memory = step / (step + 10)  # short at first, to forget the random start
        follow(self.average, self.generator, tf.minimum(self.memory, memory))
        return {"D": d_loss, "G": g_loss}


# %% [markdown] key="plane" lang="en"
# ## 3 · The game in the plane
#
# Before pictures, points: eight small clouds on a circle. The generator bends a square of noise into the plane.

# %% [markdown] key="plane" lang="zh"
# ## 3 · 平面上的博弈
#
# 先不画图，画点：圆周上的八小团点。生成器把正方形里的噪声弯折到平面上。


# %% key="plane-points" tags=["export"]
CENTRES = np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)


def ring(count, rng):
    """Points (count, 2) around eight centres on the unit circle, float32."""
    centres = CENTRES[rng.integers(8, size=count)]
    return (centres + 0.05 * rng.normal(size=(count, 2))).astype("float32")


# %% key="plane-picture"
points = ring(5120, np.random.default_rng(0))
figure, axis = new_figure(size=(2.5, 2.5))
axis.scatter(*points[:400].T, s=3, color="#8A96A0")
axis.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal", title="real points")
show(figure, "plane-picture")

# %% [markdown] alt="plane-picture" lang="en"
# Eight small clouds of grey points, evenly spaced on a circle.

# %% [markdown] alt="plane-picture" lang="zh"
# 八小团灰点，均匀分布在一个圆周上。


# %% key="plane-nets" tags=["export"]
def plane_players(slope=0.2, width=64):
    """G from noise (2,) to the plane, and D, whose hidden units leak with `slope` (0: ReLU)."""
    generator, discriminator = (keras.Sequential([keras.Input((2,))]) for _ in range(2))
    for _ in range(2):
        generator.add(layers.Dense(width, activation="relu"))
        discriminator.add(layers.Dense(width))
        discriminator.add(layers.LeakyReLU(negative_slope=slope))
    generator.add(layers.Dense(2))
    discriminator.add(layers.Dense(1))
    discriminator.add(layers.Activation("sigmoid"))
    return generator, discriminator


# %% [markdown] key="play" lang="en"
# Each player has a learning rate.

# %% [markdown] key="play" lang="zh"
# 两个玩家各有各的学习率（learning rate）。

# %% [markdown] question="faster-forger" lang="en"
# Eight clouds of real points. What happens if the forger's learning rate is ten times the policeman's?
#
# - [ ] He covers all eight clouds, only sooner
#   He runs to wherever the policeman is weakest, with all his points, before the policeman has learned the others.
# - [x] He crowds on one spot that jumps about
#   All his points go to where the policeman can be fooled at the moment, and on, as soon as he can't.
# - [ ] He stands still
#   Only at the end of the game, where nobody can gain; on the way it is a chase.

# %% [markdown] question="faster-forger" lang="zh"
# 真实的点分成八团。如果造假者的学习率是警察的十倍，会怎样？
#
# - [ ] 照样铺满八团，只是更早
#   他带着所有的点奔向警察眼下最弱的地方，警察还来不及学会别的。
# - [x] 挤到一处，还跳来跳去
#   所有的点都挤到当下骗得过警察的地方；一骗不过，就一起换地方。
# - [ ] 停着不动
#   只有到了博弈的终点，谁也占不到便宜时才这样；路上是一场追逐。


# %% key="plane-game"
def play(g_rate, d_rate, epochs, seed=0, d_step=train_discriminator):
    """The frames of one game in the plane; an epoch is 40 iterations."""
    keras.utils.set_random_seed(seed)
    gan = GAN(*plane_players())
    gan.compile(g_rate, d_rate)
    gan.d_step = d_step
    film = PlaneFrames()  # G's points and D's opinions after every epoch
    with live_training("plane") as progress:
        gan.fit(Game(points, 128, dim=2), epochs=epochs, verbose=0, callbacks=[progress, film])
    return film.frames


rounds = profile.pick(smoke=2, quick=30, full=30)
wrong = play(g_rate=0.01, d_rate=0.001, epochs=rounds)

# %% key="collapse"
figure, axes = new_figure(1, 5, (10, 2.5))
moments = np.linspace(len(wrong) // 2, len(wrong) - 1, 5).astype(int)
for axis, k in zip(axes, moments, strict=True):
    axis.scatter(*points[:400].T, s=3, color="#8A96A0")
    axis.scatter(*wrong[k]["samples"].T, s=6, color="#D55E00")
    axis.set(title=f"step {wrong[k]['step']}", xticks=[], yticks=[], aspect="equal")
    axis.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6))
show(figure, "collapse")

# %% [markdown] alt="collapse" lang="en"
# Five moments of the game with the wrong learning rates: grey, the eight clouds; orange, the generated points, all crowded
# into one dot or streak that jumps about from moment to moment, mostly outside the clouds.

# %% [markdown] alt="collapse" lang="zh"
# 学习率不当时的五个时刻：灰色是八团数据，橙色是生成的点，全都挤成一个点或一道短线，位置跳来跳去，多半不在任何一团里。

# %% [markdown] key="collapse-meaning" lang="en"
# That is **mode collapse** (a mode is a peak of the data's density, here a cloud). The forger sends everything to the place that the
# policeman likes best at the moment, often beside the clouds; by the time the policeman has understood, he is elsewhere. It is *not* a
# lack of capacity. The same nets, with a tenth of the forger's rate and three times the policeman's:

# %% [markdown] key="collapse-meaning" lang="zh"
# 这就是**模式崩溃**（mode collapse；模式 mode 指数据密度的峰，这里就是一团点）。造假者把所有的点都送到警察此刻最喜欢的地方，常常还不在任何一团里；
# 等警察明白过来，他已经换了地方。这*并不是*因为网络容量不够。还是同样的网络，把造假者的学习率降到十分之一，警察的则取它的三倍：


# %% key="covered" tags=["export"]
def covered(samples):
    """How many of the 8 clouds get a fifth of their share; the share of samples in a cloud."""
    distances = np.linalg.norm(samples[:, None] - CENTRES, axis=-1)
    inside = distances.min(axis=1) < 0.2
    counts = np.bincount(distances.argmin(axis=1)[inside], minlength=8)
    return int(np.sum(counts >= len(samples) / 40)), float(inside.mean())


# %% key="cure"
cured = play(g_rate=0.001, d_rate=0.003, epochs=rounds)
for name, frames in (("G ten times faster", wrong), ("D three times faster", cured)):
    modes, inside = covered(frames[-1]["samples"])
    print(f"{name}: {modes} of 8 clouds covered, {inside:.0%} of the points in a cloud")


# %% [markdown] key="rates-question" lang="en"
# In the cure the forger is slower, the policeman faster. Here are six pairs of rates with five seeds
# each, stored (`compare_rates()` plays the thirty games again).

# %% [markdown] key="rates-question" lang="zh"
# 治好的那一局里，造假者慢了，警察快了。下面是六组学习率，各跑五个种子（seed）；结果是存下的，`compare_rates()` 会重玩这三十局。


# %% key="rates-compare" tags=["export"]
def game_over(seed, epochs, g_rate, d_rate, slope=0.2, d_step=train_discriminator):
    """The players after a whole game in the plane."""
    keras.utils.set_random_seed(seed)
    gan = GAN(*plane_players(slope))
    gan.compile(g_rate, d_rate)
    gan.d_step = d_step
    points = ring(5120, np.random.default_rng(0))
    gan.fit(Game(points, 128, dim=2, seed=seed), epochs=epochs, verbose=0)
    return gan


def compare_rates(g_rates=(0.01, 0.001), d_rates=(0.01, 0.003, 0.001), seeds=5, epochs=30):
    """G's rate → D's rate → for each seed `covered` of 1,000 samples of G."""

    def runs(g_rate, d_rate):
        games = (game_over(seed, epochs, g_rate, d_rate) for seed in range(seeds))
        return [covered(np.asarray(gan.generator(sample_noise(1000, 2)))) for gan in games]

    return {str(g): {str(d): runs(g, d) for d in d_rates} for g in g_rates}


# %% [markdown] question="which-cure" lang="en"
# Which of the two changes alone is a sure cure?
#
# - [ ] The slower forger
#   At equal low rates most games go well and one covers no cloud at all.
# - [ ] The faster policeman
#   The forger is still more than three times as fast: every game collapses.
# - [x] Neither
#   What counts is who is ahead, and that depends on both rates.

# %% [markdown] question="which-cure" lang="zh"
# 两样改动，单靠哪一样就一定能治好？
#
# - [ ] 造假者慢下来
#   两个学习率都低时，多数能铺开，也有一局一团都没铺到。
# - [ ] 警察快起来
#   造假者仍然快三倍多：局局崩溃。
# - [x] 哪一样都不行
#   要紧的是谁领先，这取决于两个学习率。

# %% key="rates-table"
rows = []
for g_rate, runs in measured_results("gan_rates").items():
    clouds = {f"D {d_rate}": [modes for modes, _ in seeds] for d_rate, seeds in runs.items()}
    rows.append(
        {"rates": f"G {g_rate}"} | {d: "  ".join(map(str, n)) for d, n in clouds.items()}
    )
table(rows, "clouds covered, of 8, after 1,200 iterations: five seeds")

# %% [markdown] key="cure-demo" lang="en"
# With only the policeman faster, every game still collapses; with only the forger slower, it depends on the seed. Nor is a fast forger doomed: against a policeman as fast he covers
# at least seven clouds. In this table who is *ahead* decides: with the forger ahead every game collapses, with the policeman ahead every one covers the circle.
#
# Press ▶: points move to where $D$ thinks better of them. (Far from all points nobody has ever asked $D$.) **Look** for the
# moment at which the grid of noise stretches from one cloud to the next: $G$ is continuous, so between two clouds a few points stay
# in the open.

# %% [markdown] key="cure-demo" lang="zh"
# 只让警察变快，仍然局局崩溃；只让造假者变慢，要看种子。造假者快也不是死路一条：碰上同样快的警察，他至少铺到七团。这张表里起决定作用的，是谁*领先*：造假者领先，局局崩溃；警察领先，局局铺满整个圆。
#
# 按 ▶，把治好的一局从头播放一遍：点总是往 $D$ 评价更高的地方走。（离所有的点都远的地方，从来没有人问过 $D$。）
# **看图：** 噪声网格在什么时候从一团伸向另一团？$G$ 是连续的，所以两团之间总有几个点落在空地上。

# %% key="game-demo" tags=["demo"]
demos.game_2d(cured, points[:1000])

# %% [markdown] key="leaky" lang="en"
# ### LeakyReLU, always better?
#
# A ReLU that is off passes no gradient, and everything $G$ learns comes through $D$. **LeakyReLU** lets a little through: slope 0.2 instead
# of 0. Does it help *here*? Nothing but the slope changes, five seeds each. (The points counted are those of `average`.
# The numbers are stored; `again = True` repeats all 20 trainings.)

# %% [markdown] key="leaky" lang="zh"
# ### LeakyReLU 一定更好吗？
#
# ReLU 关着的时候，一点梯度也透不过去，而 $G$ 学到的一切都得从 $D$ 传过来。**LeakyReLU** 会漏一点：斜率不是 0，而是 0.2。它在*这里*有用吗？
# 除了斜率什么都不变，各跑五个种子。（统计的是滑动平均网络生成的点。结果是存下的；把 `again` 改成 `True` 就重跑全部 20 次训练。）


# %% key="leaky-compare" tags=["export"]
def compare_slopes(slopes=(0.0, 0.01, 0.2, 0.5), seeds=range(5), epochs=30):
    """slope → for each seed `covered` of 1,000 samples of the averaged generator."""

    def runs(slope):
        games = (game_over(seed, epochs, 0.001, 0.003, slope) for seed in seeds)
        return [covered(np.asarray(gan.average(sample_noise(1000, 2)))) for gan in games]

    return {str(slope): runs(slope) for slope in slopes}


# %% key="leaky-show"
again = False
results = measured_results("gan_slopes")
if again or not results:
    results = compare_slopes(epochs=profile.pick(smoke=1, quick=30, full=30))
rows = []
for slope, runs in results.items():
    modes, inside = np.array(runs).T
    row = {
        "slope of D's units": slope,
        "clouds (worst seed)": int(modes.min()),
        "points in a cloud": f"{inside.mean():.1%} ± {inside.std(ddof=1):.1%}",
    }
    rows.append(row)
table(rows, "mean ± standard deviation over 5 seeds")

# %% [markdown] key="leaky-meaning" lang="en"
# Compare the differences between rows with the spread within a row: only the largest slope stands apart, and it is worse. What saved
# deep convolutional $D$s need not matter for a small one. **Measure, with seeds.** (We keep LeakyReLU for the digits.)

# %% [markdown] key="leaky-meaning" lang="zh"
# 先拿各行之间的差别和同一行里的波动比一比：只有最大的斜率明显不同，而且更差。救过深层卷积判别器的技巧，对小网络未必有用。
# **要多换几个种子，以实测为准。**（写数字时我们仍用 LeakyReLU。）

# %% [markdown] key="r1" lang="en"
# ### A gentler slope: R1
#
# $G$ goes where $D$'s slope leads. If $D$ is steep right at the data, $G$ is thrown past it, however good it is already. The
# **gradient penalty** R1 (Mescheder et al., 2018) adds that steepness to $D$'s loss:
#
# $$\frac{\gamma}{2}\; \mathbb{E}_{x\sim\text{data}}\, \big\lVert\nabla_x\, \text{logit}\, D(x)\big\rVert^2$$
#
# The logit, since the sigmoid is flat wherever $D$ is sure, and would hide the slope. All our $D$s end in a layer that is nothing but
# the sigmoid; `logits` gives the same net without it.
#
# > **Exercise `r1_penalty(discriminator, real)`.** `real`: a tensor of m points (m, 2) or pictures (m, 28, 28, 1). Return one number,
# > without $\gamma/2$: for each of the m the sum of the squared slopes of its logit by all its numbers; of these the mean. It
# > changes nothing in the net, and $D$'s step differentiates it once more: stay with `tf.…` to the end. (Tell the tape to `watch` a
# > tensor. Of several logits it gives the gradient of the sum; each depends on its own picture only.)
# >
# > *Worked example.* If the logit is $3x_0 + 4x_1$, the slopes are (3, 4) everywhere: $9 + 16 = 25$.

# %% [markdown] key="r1" lang="zh"
# ### 把坡放缓：R1
#
# $G$ 顺着 $D$ 的坡走。如果 $D$ 恰好在数据处很陡，$G$ 画得再好也会被甩过头。**梯度惩罚**（gradient penalty）R1（Mescheder 等，2018）把这里的陡峭程度加进 $D$ 的损失：
#
# $$\frac{\gamma}{2}\; \mathbb{E}_{x\sim\text{data}}\, \big\lVert\nabla_x\, \text{logit}\, D(x)\big\rVert^2$$
#
# 这里用 logit：只要 $D$ 有把握，sigmoid 就是平的，会把坡度藏起来。我们的 $D$ 最后一层都只是一个 sigmoid；`logits` 给出去掉这一层的同一个网络。
#
# > **练习 `r1_penalty(discriminator, real)`。** `real`：张量，m 个点 (m, 2) 或 m 张图 (m, 28, 28, 1)。返回一个数，不含 $\gamma/2$：
# > 对每个样本，把 logit 对样本里每个数的斜率平方后相加；再对 m 个样本取平均。它不能改动网络；$D$ 的一步还要对它再求一次导，
# > 所以从头到尾都用 `tf.…`。（要让梯度带先 `watch` 张量。对好几个 logit 求导，得到的是和的梯度；每个 logit 只取决于自己那张图。）
# >
# > *例子。* 如果 logit 是 $3x_0 + 4x_1$，斜率处处是 (3, 4)：$9 + 16 = 25$。


# %% key="exercise-r1-penalty" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def logits(discriminator):
    """The same net, with the same weights, without the sigmoid at its end."""
    return keras.Model(discriminator.inputs, discriminator.layers[-1].input)


def r1_penalty(discriminator, real):
    """Mean over the batch of the squared length of the logit's gradient by the picture.

    real: float32 tensor (m, 2) or (m, 28, 28, 1) → float32 (); can be differentiated once more.
    """
    # BEGIN SOLUTION
    with tf.GradientTape() as tape:
        tape.watch(real)
        answers = logits(discriminator)(real)
    slopes = tape.gradient(answers, real)
    return tf.reduce_sum(slopes**2) / tf.cast(tf.shape(real)[0], slopes.dtype)
    # END SOLUTION


r1_penalty = use("r1_penalty", r1_penalty)

# %% [markdown] key="fault" lang="en"
# Now into $D$'s step with it. The next cell does that, it runs, and the loss has grown by the penalty. But **look** at the slopes
# after 200 steps, with $\gamma = 0$ and with $\gamma = 1$:

# %% [markdown] key="fault" lang="zh"
# 现在把它放进 $D$ 的一步。下一个单元格就是这样写的：能运行，损失也加上了惩罚。可是**看一看** 200 步之后的坡度，$\gamma = 0$ 和 $\gamma = 1$：


# %% key="fault-step"
def faulty_step(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0):
    """D's step, with gamma/2 times R1 in its loss."""
    fake = generator(noise, training=False)
    penalty = r1_penalty(discriminator, real)
    with tf.GradientTape() as tape:
        answers = discriminator(tf.concat([real, fake], axis=0), training=True)
        real_prob, fake_prob = tf.split(answers, 2)
        loss = discriminator_loss(real_prob, fake_prob, smoothing) + gamma / 2 * penalty
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


# %% key="fault-shown"
def steepness(step, gamma):
    """D's last loss, and the slope at the real points, after 200 moves against an idle G."""
    keras.utils.set_random_seed(0)
    generator, discriminator = plane_players()
    optimizer, move = keras.optimizers.Adam(0.003), tf.function(step)
    for _ in range(200):
        noise = sample_noise(128, 2)
        loss = move(generator, discriminator, optimizer, points[:128], noise, gamma=gamma)
    slope = r1_penalty(discriminator, tf.constant(points[:1000])) ** 0.5
    return f"gamma {gamma:g}: loss {loss:.3f}, slope at the points {slope:.3f}"


for gamma in (0.0, 1.0):
    print(steepness(faulty_step, gamma))

# %% [markdown] key="mend" lang="en"
# The loss knows of the penalty; $D$ has learned nothing from it.
#
# > **Exercise `train_with_penalty(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0)`: find the fault.** Copy
# > `faulty_step`, and change as little as will do. $D$ makes one move, by one call of the optimizer, down its whole loss: cross-entropy
# > plus $\gamma/2$ times R1 of the real ones. Nothing in $G$ moves. Return that loss.

# %% [markdown] key="mend" lang="zh"
# 损失里有惩罚，$D$ 却什么也没从中学到。
#
# > **练习 `train_with_penalty(generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0)`：找出毛病。** 把
# > `faulty_step` 抄过来，改得越少越好。优化器只调用一次，让 $D$ 沿着整个损失走一步：交叉熵加上真样本的 $\gamma/2$ 乘 R1。$G$ 里什么都不动。返回这个损失。


# %% key="exercise-train-with-penalty" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def train_with_penalty(
    generator, discriminator, optimizer, real, noise, smoothing=0.0, gamma=1.0
):
    """D's step down its cross-entropy plus gamma/2 times R1; returns that loss."""
    # BEGIN SOLUTION
    fake = generator(noise, training=False)
    with tf.GradientTape() as tape:
        answers = discriminator(tf.concat([real, fake], axis=0), training=True)
        real_prob, fake_prob = tf.split(answers, 2)
        penalty = r1_penalty(discriminator, real)
        loss = discriminator_loss(real_prob, fake_prob, smoothing) + gamma / 2 * penalty
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss
    # END SOLUTION


train_with_penalty = use("train_with_penalty", train_with_penalty)

# %% key="mended"
for gamma in (0.0, 1.0):
    print(steepness(train_with_penalty, gamma))

# %% key="gentle"
gentle = play(g_rate=0.001, d_rate=0.003, epochs=rounds, d_step=train_with_penalty)
figure, axes = new_figure(1, 2, (7.5, 3.4))
for axis, (name, frames) in zip(
    axes, {"without R1": cured, "with R1": gentle}.items(), strict=True
):
    end = frames[-1]
    options = {"extent": [-1.6, 1.6] * 2, "origin": "lower", "cmap": "PuOr"}
    image = axis.imshow(end["surface"], interpolation="bilinear", vmin=0, vmax=1, **options)
    axis.scatter(*end["samples"].T, s=4, color="#22303C")
    modes, inside = covered(end["samples"])
    axis.set(
        title=f"{name}: {modes} clouds,\n{inside:.0%} inside",
        xlim=(-1.6, 1.6),
        ylim=(-1.6, 1.6),
    )
figure.colorbar(image, ax=axes, label="D's probability of “real”")
show(figure, "gentle")

# %% [markdown] alt="gentle" lang="en"
# The plane at the end of two games with the same rates, coloured by D's opinion, with G's points: without R1 the colours change steeply
# from place to place and the points sit tight in the clouds; with it the colours are pale, and more points lie between the clouds.

# %% [markdown] alt="gentle" lang="zh"
# 学习率相同的两场博弈结束时的平面，颜色是 D 的看法，黑点是 G 的点：没有 R1 时，颜色在各处之间变化很陡，点紧紧聚在团里；有 R1 时，颜色很淡，落在团与团之间的点更多。

# %% [markdown] key="experiment" lang="en"
# With R1, $D$ hardly pushes any more at the data, and $G$ gets there more slowly: after as many steps, fewer of its points lie in a cloud.
#
# **An open experiment.** With two equal rates of 0.001 it depended on the seed how many clouds are covered. Does R1 change that? Write
# down what you expect, then run the cell.

# %% [markdown] key="experiment" lang="zh"
# 有了 R1，$D$ 在数据处几乎不再推，$G$ 到得也慢些：走了同样多步，落在团里的点更少。
#
# **开放实验。** 两个学习率都是 0.001 时，能铺满几团要看种子。加上 R1 会怎样？先写下你的预期，再运行。


# %% key="experiment-run"
hypothesis = ""  # what will come out, in your words


def clouds(gamma, seed):
    """How many clouds G covers at the end of a game with this penalty."""
    step = partial(train_with_penalty, gamma=gamma)
    gan = game_over(seed, rounds, g_rate=0.001, d_rate=0.001, d_step=step)
    return covered(np.asarray(gan.generator(sample_noise(1000, 2))))[0]


strengths = {f"gamma {gamma:g}": gamma for gamma in (0.0, 0.1, 1.0)}
outcome = open_experiment(hypothesis, clouds, strengths, unit="clouds")

# %% [markdown] key="nets" lang="en"
# ## 4 · Two nets for digits
#
# The generator takes 100 numbers in [-1, 1]. Two dense layers **fold** that cube of noise: they bend it so that distant parts come
# together. The cube is one lump, while the digits are ten clouds: the sharper $G$ folds, the less of the cube falls into the gaps, where
# a sample is half a 4 and half a 9. A third dense layer lays out maps of 7×7, and two of lesson 01's transposed convolutions (kernel 4,
# stride 2) make 14×14 and 28×28 of them. The last layer is a tanh: ink is +1, paper −1. In between, **batch normalisation** brings each
# channel to mean 0 and spread 1 over the batch. The discriminator goes the opposite way.
#
# A few thousand digits are few: a discriminator soon knows them by heart, and then tells the generator nothing useful. So it sees every
# picture **shifted at random** by up to two pixels, real or generated: shift the real ones alone, and the generator would learn to draw
# shifted digits (Zhao et al., 2020, arXiv 2006.10738).

# %% [markdown] key="nets" lang="zh"
# ## 4 · 写数字的两个网络
#
# 生成器接收 [-1, 1] 里的 100 个数。两个全连接层（dense layer）先把这个噪声立方体**折叠**（fold）起来，也就是弯过来，让相隔很远的部分碰到一起：立方体是一整块，
# 数字却是十团；$G$ 折得越利落，立方体里落进空当的部分就越少，空当里的样本往往一半像 4、一半像 9。第三个全连接层铺成 7×7 的特征图，
# 再由两个第 01 课讲过的转置卷积（transposed convolution，核 4、步幅 2）放大到 14×14 和 28×28。最后一层是 tanh：墨是 +1，纸是 −1。
# 各层之间还有**批归一化**（batch normalisation）：在一个批次上，把每个通道调成均值 0、标准差 1。判别器反过来走。
#
# 几千个数字不算多：判别器很快就会把它们背下来，再也给不了生成器有用的信息。所以无论真图还是生成的图，给它看之前都**随机平移**至多两个像素：
# 只移真图的话，生成器就会学着画移了位的数字（Zhao 等，2020，arXiv 2006.10738）。


# %% key="build-nets" tags=["export"]
def leaky():
    return layers.LeakyReLU(negative_slope=0.2)


def normed(x):
    return leaky()(layers.BatchNormalization(momentum=0.9)(x))


def build_generator(filters=(32, 16), upsample="transposed", fold=(128, 128)):
    """Noise (100,) → picture (28, 28, 1) in [-1, 1]; `fold`: dense layers before it draws."""
    x = noise = keras.Input((100,))
    for width in fold:
        x = normed(layers.Dense(width, use_bias=False)(x))
    x = layers.Dense(7 * 7 * filters[0], use_bias=False)(x)
    x = normed(layers.Reshape((7, 7, filters[0]))(x))
    x = normed(grow(filters[1], upsample, use_bias=False)(x))
    return keras.Model(noise, grow(1, upsample, activation="tanh")(x))


def grow(filters, upsample, **options):
    """A layer that doubles height and width."""
    if upsample == "transposed":
        return layers.Conv2DTranspose(filters, 4, strides=2, padding="same", **options)
    resize = layers.UpSampling2D(interpolation="nearest")
    return keras.Sequential([resize, layers.Conv2D(filters, 3, padding="same", **options)])


# %% key="random-shift" tags=["export"]
class RandomShift(layers.Layer):
    """Moves every picture by up to `most` pixels along each side; paper (-1) comes in."""

    def __init__(self, most, **options):
        super().__init__(**options)
        self.most = most

    def call(self, pictures):
        room, count = [self.most, self.most], tf.shape(pictures)[0]
        padded = tf.pad(pictures, [[0, 0], room, room, [0, 0]], constant_values=-1.0)
        for axis in (1, 2):
            start = tf.random.uniform([count, 1], 0, 2 * self.most + 1, tf.int32)
            padded = tf.gather(padded, start + tf.range(28), axis=axis, batch_dims=1)
        return padded

    def compute_output_shape(self, shape):
        return shape


# %% key="build-discriminator" tags=["export"]
# NBVAL_CHECK_OUTPUT
def build_discriminator(filters=(16, 32), dense=128, shift=2):
    """Picture (28, 28, 1) → the probability (1,) that it is real."""
    picture = keras.Input((28, 28, 1))
    x = RandomShift(shift)(picture)
    for width in filters:
        convolution = layers.Conv2D(width, 4, strides=2, padding="same")
        x = leaky()(layers.SpectralNormalization(convolution)(x))  # see section 5
    x = leaky()(layers.Dense(dense)(layers.Flatten()(x)))
    return keras.Model(picture, layers.Activation("sigmoid")(layers.Dense(1)(x)))


for net in (build_generator(), build_discriminator()):
    print(net.input_shape[1:], "→", net.output_shape[1:], f"{net.count_params():,} weights")


# %% [markdown] key="split" lang="en"
# The digits are divided once for all: from some the GAN learns; 1,000 are **held out**, which no network sees before the end; with
# another 1,000 the course has trained a judge for section 7.

# %% [markdown] key="split" lang="zh"
# 这些数字一开始就分成三份，各有各的用处：一份给 GAN 学；1,000 张**留出**（held out），结束之前哪个网络都不看；还有 1,000 张，课程已经用来训练了第 7 节的裁判。

# %% key="data"
digits = split_digits(all_of_mnist=profile.name == "full")
real = digits.training.scaled()[: profile.pick(smoke=600, quick=None, full=None)]
print(f"{len(real):,} digits · {digits.training.provenance.source}")


# %% key="new-gan"
def new_gan():
    """Both players of this profile's size, untrained."""
    generator = build_generator(profile.pick(smoke=(8, 4), quick=(32, 16), full=(256, 128)))
    widths = profile.pick(smoke=(4, 8), quick=(16, 32), full=(64, 128))
    return GAN(generator, build_discriminator(widths))


gan = new_gan()
print(f"generator {gan.generator.count_params():,} weights,", end=" ")
print(f"discriminator {gan.discriminator.count_params():,}")

# %% [markdown] key="tricks" lang="en"
# ## 5 · Tricks of the trade
#
# In 2016 practitioners listed what made GANs work at all (github.com/soumith/ganhacks). Some of them, and later ones:
#
# | trick | why | today | here |
# | --- | --- | --- | --- |
# | Gaussian noise, not a cube | no direction is preferred | usual | no |
# | batch normalisation | keeps activations in range | in small $G$s; rare in $D$, where an answer would depend on the rest of the batch | in $G$ |
# | one-sided label smoothing | a policeman less sure of himself | rare | off: `smoothing` |
# | spectral normalisation, gradient penalties | a policeman who doesn't jump to conclusions | in many GANs | spectral normalisation |
# | Adam with $\beta_1 = 0.5$ | less momentum: the opponent has moved since | yes, even 0 | 0: `beta_1` |
# | two learning rates (TTUR, two time-scale update rule) | keeps the players in step | yes | `g_rate`, `d_rate` |
# | averaging $G$'s weights | the middle of the circling is better | in many GANs | on: `memory` |
#
# If $D$'s loss goes to 0, `Guard()` stops the training.

# %% [markdown] key="tricks" lang="zh"
# ## 5 · 行家的技巧
#
# 2016 年，人们把让 GAN 训得起来的经验汇成一份清单（github.com/soumith/ganhacks）。下面几条有的来自清单，有的是后来的：
#
# | 技巧 | 为什么 | 今天还用吗 | 这里 |
# | --- | --- | --- | --- |
# | 用高斯噪声而不是立方体 | 各个方向都一样 | 通常如此 | 不用 |
# | 批归一化 | 让激活值保持在合适的范围 | 小的 $G$ 里用；$D$ 里少用，对一张图的回答会受同批其他图影响 | 在 $G$ 里用 |
# | 单侧标签平滑 | 警察不那么自信 | 少见了 | 没开：`smoothing` |
# | 谱归一化（spectral normalisation）、梯度惩罚 | 警察不轻易下结论 | 许多 GAN 用 | 用谱归一化 |
# | Adam，$\beta_1 = 0.5$ | 动量（momentum）小些：对手早已换了地方 | 用，甚至取 0 | 取 0：`beta_1` |
# | 两个学习率（TTUR，two time-scale update rule） | 让双方步调一致 | 用 | `g_rate`、`d_rate` |
# | 对 $G$ 的权重取平均 | 打转的中间更好 | 许多 GAN 用 | 开着：`memory` |
#
# 如果 $D$ 的损失趋于 0，`Guard()` 会停下训练。

# %% [markdown] key="rates" lang="en"
# **Rates that fall.** Both learning rates fall along a line to a twentieth, so that the game comes to rest. With that they may start at
# thirty to sixty times the usual tutorial's 0.0001. Here $G$ has the higher one, unlike in the plane: other nets keep step at other rates.
#
# **Spectral normalisation.** Where $D$'s answer leaps between two pictures that look alike, its slope leads nowhere. So every kernel of its
# convolutions, as a matrix, is divided by its largest singular value, the most by which the matrix stretches a vector. Keras estimates that
# value and *overwrites* the kernel with the quotient, a projection; Miyato et al. (2018) keep the kernel, divide where it is used, and
# differentiate through the division, in every layer (our dense layers are not normalised).

# %% [markdown] key="rates" lang="zh"
# **逐渐下降的学习率。** 两个学习率都沿直线降到二十分之一，让博弈最后静下来。所以一开始可以是常见教程（0.0001）的三十到六十倍。
# 这里 $G$ 的更高，与平面上相反：网络不同，步调一致的学习率也不同。
#
# **谱归一化。** 两张图看着差不多，$D$ 的回答却一下子跳开，那里的斜率就指不出路来。所以把每个卷积核写成矩阵，除以它的最大奇异值（singular value，即矩阵最多能把向量拉长多少倍）。
# Keras 估计出这个值，用商*覆盖*原来的核，相当于一次投影；Miyato 等人（2018）保留原来的核，用的时候才除，求导也经过这个除法，而且每一层都这样做（我们的全连接层没有管）。


# %% key="recipe" tags=["export"]
def compile_for(gan, steps, g_rate=0.006, d_rate=0.003, beta_1=0.0, **switches):
    """Learning rates that fall to a twentieth over `steps` iterations, and no momentum."""

    def falling(rate):
        return keras.optimizers.schedules.PolynomialDecay(rate, steps, rate / 20)

    gan.compile(falling(g_rate), falling(d_rate), beta_1=beta_1, **switches)


# %% [markdown] key="train" lang="en"
# ## 6 · Training
#
# Sixty times through the digits, some minutes on two cores; always the same hundred noise vectors are shown. Stop with ■ whenever you
# like: nets and timeline stay. To carry on later, in another kernel even, name a folder in `checkpoint` *before* you start; there, run
# everything down to this cell with the same folder.

# %% [markdown] key="train" lang="zh"
# ## 6 · 训练
#
# 把训练数字过六十遍，两个核要算几分钟；图中始终是同样的一百个噪声向量。随时可以按 ■ 停下，网络和时间线都会保留。
# 想以后（哪怕换个内核，kernel）接着训练，就在开始*之前*给 `checkpoint` 指定一个文件夹；到时用同一个文件夹从头运行到这个单元格，就从最后一个完整的轮次（epoch）往下走。

# %% key="draw"
fixed_noise = np.random.default_rng(3).uniform(-1, 1, (100, 100)).astype("float32")
judged_noise = np.random.default_rng(4).uniform(-1, 1, (1000, 100)).astype("float32")


def draw(noise):
    """Pictures of the averaged generator, uint8 (n, 28, 28)."""
    return unscaled(gan.average.predict(noise, batch_size=250, verbose=0))


# %% key="sheet" tags=["export"]
def sheet(pictures, columns=20, enlarge=1):
    """Many small pictures as one, in [0, 1]."""
    rows = pictures.reshape(-1, columns, 28, 28).transpose(0, 2, 1, 3).reshape(-1, columns * 28)
    return rows.repeat(enlarge, axis=0).repeat(enlarge, axis=1) / 255


# %% key="training"
checkpoint = None  # or a folder's name, such as "gan-checkpoint"
epochs = profile.pick(smoke=2, quick=60, full=40)
keras.utils.set_random_seed(0)  # same weights, same noise, whatever ran before
with all_gpus() as gpus:  # each of several takes its share of a larger batch
    gan = new_gan()
    game = Game(real, m=profile.pick(smoke=30, quick=64, full=64) * gpus)
    pace = profile.pick(smoke=1, quick=1, full=0.2) * gpus**0.5  # large nets: smaller steps
    compile_for(gan, steps=epochs * len(game), g_rate=0.006 * pace, d_rate=0.003 * pace)
history = EpochFrames(lambda: draw(fixed_noise), lambda: draw(judged_noise), checkpoint)
callbacks = [Guard(), history] + ([resume_from(checkpoint)] if checkpoint else [])
with live_training("GAN", lambda: sheet(draw(fixed_noise))) as progress:
    gan.fit(game, epochs=epochs, verbose=0, callbacks=[progress, *callbacks])
history.finish()  # stopped within an epoch: a last picture of what has been learned

# %% [markdown] key="epochs" lang="en"
# After the first epoch, half way and at the end, from the same noise. **Look:** what is learned early, what late?

# %% [markdown] key="epochs" lang="zh"
# 同样的噪声，第一轮之后、中途和最后的样子。**看图：** 什么学得早，什么学得晚？

# %% key="epochs-picture"
panels, last = {}, len(history.epochs) - 1
for k in (0, last // 2, last):
    panels[f"epoch {history.epochs[k]:g}"] = sheet(history.frames[k][:50], columns=10)
show(image_row(panels), "epochs")

# %% [markdown] alt="epochs" lang="en"
# Fifty generated digits after the first epoch, half way, and at the end, from the same noise: smudges, then digits, some of them spoilt, at last sharper ones.

# %% [markdown] alt="epochs" lang="zh"
# 同样的噪声在第一轮、中途和最后生成的五十个数字：先是一团团污迹，然后成了数字，有些写坏了，到最后笔画更清楚。

# %% key="timeline-demo" tags=["demo"]
demos.timeline(np.stack(history.frames), history.epochs)

# %% [markdown] key="opinions" lang="en"
# Ink in the right place comes first; later epochs settle which digit it is to be and clean up its strokes.
#
# And the policeman?

# %% [markdown] key="opinions" lang="zh"
# 先学会的是把墨落在该落的地方；后面的轮次定下写的是哪个数字，再把笔画收拾干净。
#
# 警察怎么看？

# %% [markdown] question="apart" lang="en"
# After all epochs of training, how well does the policeman tell real digits from generated ones?
#
# - [x] Somewhat: on average he gives real ones clearly more
#   He stays ahead, and his lead is what the forger learns from.
# - [ ] Not at all: he answers ½ to both
#   That is the end of the game in theory; two nets with finite time don't get there.
# - [ ] Perfectly: 1 and 0
#   Many forgeries are too good for that: his answers to both kinds overlap.

# %% [markdown] question="apart" lang="zh"
# 训练完所有轮次之后，警察还分得清真数字和生成的数字吗？
#
# - [x] 分得清一些：平均说来，真图的分数明显更高
#   他一直领先一点，造假者正是从这个差距里学的。
# - [ ] 完全分不清：对两种都回答 ½
#   那是理论上的终点；两个网络、有限的时间，到不了那里。
# - [ ] 分得一清二楚：1 和 0
#   许多假图已经够好：他对两种图的回答互相重叠。


# %% key="opinions-demo" tags=["demo"]
def opinion(pictures):
    return gan.discriminator.predict(pictures, verbose=0)[:, 0]


demos.opinions(opinion, real[:100], gan.average.predict(fixed_noise, verbose=0))

# %% [markdown] key="judge" lang="en"
# ## 7 · Judging it
#
# The policeman's averages lie on either side of ½, not far from it: he is seldom sure, but right more often than a guess would be. That doesn't
# tell how good the pictures are, nor does either loss: each is measured against an opponent who is learning too. We need a judge from
# outside: a small classifier that the course has trained on real digits of its own (`course_utils/judge.py`; the GAN never sees a label).
#
# - **Legible?** What share of the pictures does it classify with a confidence of at least 0.9 (`confident_share`)?
# - **Varied?** What share has the rarest digit (`smallest_class_share`; a tenth would be even)?
# - **Alike, all in all?** The **Fréchet distance** (`frechet`) compares two clouds of features, the classifier's last layer but one, by their means and
#   covariances; the smaller, the more alike. (Strictly its square: $\lVert\mu_1-\mu_2\rVert^2 + \operatorname{tr}\big(\Sigma_1+\Sigma_2-2(\Sigma_1\Sigma_2)^{1/2}\big)$.)

# %% [markdown] key="judge" lang="zh"
# ## 7 · 评判
#
# 警察的两个平均值分在 ½ 两边，离它都不远：他很少有把握，不过答对的次数比瞎猜多。这说明不了图画得好不好，两个损失也都说明不了：它们衡量的都是相对于对手的表现，而对手也在学。
# 所以要请一位局外的裁判：一个小分类器，课程已经用另外一些真数字训练好（`course_utils/judge.py`；GAN 从没见过标签）。
#
# - **认得出吗？** 它能以至少 0.9 的置信度（confidence）归类的图占多少（`confident_share`）？
# - **够多样吗？** 最少的那个数字占多少（`smallest_class_share`，均匀时是十分之一）？
# - **整体像吗？** **Fréchet 距离**（`frechet`）用均值（mean）和协方差（covariance）来比较两团特征（取自分类器的倒数第二层），越小越像。
#   （严格说是它的平方：$\lVert\mu_1-\mu_2\rVert^2 + \operatorname{tr}\big(\Sigma_1+\Sigma_2-2(\Sigma_1\Sigma_2)^{1/2}\big)$。）


# %% key="frechet" tags=["export"]
def frechet_distance(a, b):
    """Between Gaussians fitted to two sets of features (n, k); arXiv 1706.08500, equation 6."""
    from scipy.linalg import sqrtm

    (mean_a, cov_a), (mean_b, cov_b) = ((x.mean(axis=0), np.cov(x.T)) for x in (a, b))
    root = sqrtm(cov_a @ cov_b).real  # tiny imaginary parts are rounding
    return float(np.sum((mean_a - mean_b) ** 2) + np.trace(cov_a + cov_b - 2 * root))


# %% [markdown] question="few" lang="en"
# Two sets of 1,000 points are drawn from one and the same cloud. What is their Fréchet distance?
#
# - [ ] 0, but for rounding
#   Means and covariances of a sample are a little off, and the distance adds up squares.
# - [ ] More than 0, however many points one draws
#   The more points, the better the means and covariances, and the distance shrinks.
# - [x] More than 0, and about twice as much with half as many points
#   The squared error of a mean goes with one over the number, and so does the distance.

# %% [markdown] question="few" lang="zh"
# 从同一团里抽出两组点，每组 1,000 个。它们的 Fréchet 距离是多少？
#
# - [ ] 0，除了舍入误差
#   样本的均值和协方差总有点偏差，而距离把平方加起来。
# - [ ] 大于 0，抽多少点都一样
#   点越多，均值和协方差越准，距离就越小。
# - [x] 大于 0，点数减半，距离大约加倍
#   均值的平方误差与点数成反比，距离也一样。

# %% key="few-numbers"
# NBVAL_CHECK_OUTPUT
rng = np.random.default_rng(0)
for n, m in ((4000, 4000), (1000, 5000), (1000, 1000), (500, 500)):
    apart = frechet_distance(rng.normal(size=(n, 64)), rng.normal(size=(m, 64)))
    print(f"{n:,} against {m:,}: {apart:.1f}   1/n + 1/m = {1 / n + 1 / m:.5f}")

# %% [markdown] key="verdict" lang="en"
# Means and covariances of few points are off, and that alone makes a distance, in proportion to $1/n + 1/m$. So all rows below
# compare a thousand with the thousand held-out digits. Every number needs a worst and a best. Worst: our own pictures after epoch 1.
# Best: a thousand of the digits that the GAN learned from, which is what a perfect copyist would show.

# %% [markdown] key="verdict" lang="zh"
# 点少，均值和协方差就估不准，单这一点就造出了距离，它正比于 $1/n + 1/m$。所以下表每一行都是一千张，和留出的一千张真数字比。
# 每个数都要有最差和最好来对照。最差：我们自己第 1 轮之后的图。最好：GAN 学过的一千张真数字，一个完美的抄写员拿得出手的就是这些。

# %% key="load-judge"
judge, held_out = load_judge(), digits.held_out
told = judge.probabilities(held_out.images)
hits, sure = told.argmax(axis=1) == held_out.labels, told.max(axis=1) >= 0.9
print(f"on {len(told):,} real digits it has not seen: {hits.mean():.1%} right,", end=" ")
print(f"{sure.mean():.1%} with confidence 0.9 or more")


# %% key="scores" tags=["export"]
def scores(judge, pictures, reference):
    """The three numbers, of as many pictures (n, 28, 28) as the reference has."""
    told = judge.probabilities(pictures)
    counts = np.bincount(told.argmax(axis=1), minlength=10)
    return {
        "confident_share": float(np.mean(told.max(axis=1) >= 0.9)),
        "smallest_class_share": float(counts.min() / counts.sum()),
        "frechet": judge.frechet(pictures, reference),  # frechet_distance of its features
    }


# %% key="scores-table"
samples = draw(judged_noise)
sets = digits.training.images[:1000], history.first, samples
ceiling, floor, reached = results = [scores(judge, x, held_out.images) for x in sets]
drawn = [f"generated, epoch {history.epochs[k]:g}" for k in (0, -1)]
rows = zip(["real, learned from", *drawn], results, strict=True)
table([{"pictures": n} | {k: f"{v:.3g}" for k, v in row.items()} for n, row in rows])

# %% key="coverage"
told = judge.probabilities(samples)
figure, axis = new_figure(size=(9, 2.8))
counts = np.bincount(told.argmax(axis=1), minlength=10) / len(told)
axis.bar(range(10), 100 * counts, color="#0072B2")
axis.axhline(10, color="#22303C", ls="--", lw=1)
axis.set(xlabel="digit, says the judge", ylabel="of the samples [%]", xticks=range(10))
show(figure, "coverage")

# %% [markdown] alt="coverage" lang="en"
# Bar chart: what share of the generated samples the judge takes for each digit; none is missing, but the bars stand unevenly about the dashed line at a tenth.

# %% [markdown] alt="coverage" lang="zh"
# 柱状图：裁判把生成的图各判为哪个数字，各占多少；一个也不缺，但各柱在十分之一的虚线上下，高低不齐。

# %% [markdown] key="precision" lang="en"
# A distance mixes two faults. **Precision** is the share of generated pictures that lie among the real ones, **recall** that of real
# ones among the generated (Kynkäänniemi et al., 2019, arXiv 1904.06991); *among*: no further from one, in features, than that
# one's third neighbour.

# %% [markdown] key="precision" lang="zh"
# 一个距离混着两种毛病。**精确率**（precision）：生成的图有多少落在真图中间；**召回率**（recall）：真图有多少落在生成的图中间（Kynkäänniemi 等，2019，arXiv 1904.06991）。
# *落在中间*：特征离对方某一张，不比那一张离自己的第三近邻更远。

# %% [markdown] question="what-collapse-loses" lang="en"
# A collapsed generator draws one digit a thousand times. Which of the two does it lose for certain?
#
# - [ ] Precision
#   That depends on the digit: an ordinary one may well lie among the real ones.
# - [x] Recall
#   Near a single picture lie few real ones, whatever it shows.
# - [ ] Neither: a good digit is a good digit
#   Recall asks about all the real ones, and they differ far more than that.

# %% [markdown] question="what-collapse-loses" lang="zh"
# 崩溃的生成器把同一个数字画了一千遍。两者之中，它一定会丢掉哪一个？
#
# - [ ] 精确率
#   这要看是哪个数字：普通的一张完全可能落在真图中间。
# - [x] 召回率
#   不管画的是什么，一张图附近没有几张真图。
# - [ ] 都不会：写得好就是写得好
#   召回率问的是全部真图，它们的差别大得多。


# %% key="precision-recall"
def among(some, others):
    """The share of features (n, k) no further from one of `others` than its third neighbour."""
    reach = np.sort(cdist(others, others), axis=1)[:, 3]
    return float((cdist(some, others) <= reach).any(axis=1).mean())


truth, typical = judge.features(held_out.images), told.max(axis=1).argsort()[500]
sets = {
    "generated": samples,
    "one of its digits only": samples[[typical]].repeat(1000, axis=0),
}
for name, pictures in sets.items():
    made = judge.features(pictures)
    print(f"{name}: precision {among(made, truth):.2f}, recall {among(truth, made):.2f}")

# %% [markdown] key="frechet-meaning" lang="en"
# Recall is lost for certain. Precision is now all or nothing: that one digit passes for real, or it doesn't.
#
# **Don't compare this distance with published ones.** Those use an Inception network trained on ImageNet (FID), and even among FIDs numbers
# of samples and versions must agree. (On that scale a large study of MNIST reports 6.8 for a carefully tuned non-saturating GAN, 20.3
# for WGAN-GP: Lucic et al., arXiv 1711.10337.)

# %% [markdown] key="frechet-meaning" lang="zh"
# 召回率一定会丢。精确率只有全有或全无两种：那一个数字像真的，或者不像。
#
# **不要拿这个距离和论文里的比。** 论文用的是在 ImageNet 上训练的 Inception 网络（FID），而且即使都是 FID，样本数和实现版本也得一致。
# （用那把尺子，一项大规模研究在 MNIST 上给出仔细调过的非饱和 GAN 为 6.8，WGAN-GP 为 20.3：Lucic 等，arXiv 1711.10337。）

# %% [markdown] key="seeds" lang="en"
# **One run is one throw of the dice.** The course has made five, by the same code and judge; only the seed differs (`benchmarks/gan.py`; yours is 0). How far apart are the best and the worst?

# %% [markdown] key="seeds" lang="zh"
# **跑一次只是掷一次骰子。** 课程用同样的代码和裁判跑了五次，只有种子不同（`benchmarks/gan.py`；你的种子是 0）。最好的和最差的相差多少？

# %% key="seeds-table"
seeds = measured_results("gan_seeds")
shown = ("confident_share", "smallest_class_share", "frechet", "frechet_epoch_1")
table([{"seed": s} | {k: f"{run[k]:.3g}" for k in shown} for s, run in seeds.items()])
for name in shown:
    values = [run[name] for run in seeds.values()]
    print(f"{name}: {min(values):.3g} to {max(values):.3g}")

# %% [markdown] key="seeds-meaning" lang="en"
# If two nets, of which you have one run each, are no further apart than the ends of such a range, you can't tell which is better.

# %% [markdown] key="seeds-meaning" lang="zh"
# 两个网络若各只跑了一次，差距又没有超出这样的范围，就分不出高下。

# %% [markdown] key="heart" lang="en"
# ### Has the policeman learned by heart?

# %% [markdown] key="heart" lang="zh"
# ### 警察是在死记硬背吗？

# %% [markdown] question="by-heart" lang="en" slide="-"
# $D$ is asked about digits that it learned from, held-out ones and generated ones. Which two get similar answers?
#
# - [x] Learned and held-out ones
#   What it has learned holds for real digits in general.
# - [ ] Held-out and generated ones
#   Then it would know by heart what is real. Random shifts are there against that.
# - [ ] Learned and generated ones
#   It was trained to tell just these apart.

# %% [markdown] question="by-heart" lang="zh"
# 拿学过的数字、留出的数字和生成的数字去问 $D$。它对哪两种的回答差不多？
#
# - [x] 学过的和留出的
#   它学到的东西，对真数字普遍适用。
# - [ ] 留出的和生成的
#   那就是把真图背下来了。随机平移正是用来防止这一点的。
# - [ ] 学过的和生成的
#   训练它，就是要它分清这两种。

# %% key="heart-picture"
answers = {
    "learned from": opinion(real[:1000]),
    "held out": opinion(held_out.scaled()),
    "generated": opinion(scaled(samples)),
}
figure, axis = new_figure(size=(9, 2.8))
for (name, given), line in zip(answers.items(), ("-", "--", ":"), strict=True):
    share = np.arange(1, len(given) + 1) / len(given)
    axis.plot(np.sort(given), 100 * share, line, label=f"{name}: mean {given.mean():.2f}")
axis.set(xlabel="D's answer: the probability that it is real", ylabel="answers below [%]")
axis.legend(fontsize=9)
show(figure, "heart")

# %% [markdown] alt="heart" lang="en"
# Cumulative curves of D's answers: to learned and to held-out digits they lie on one another, mostly above one half; to generated ones further left.

# %% [markdown] alt="heart" lang="zh"
# 判别器各种回答的累积曲线：学过的数字和留出的数字几乎重合，大半在二分之一以上；生成的数字更靠左。

# %% [markdown] key="heart-meaning" lang="en"
# The held-out digits go with the learned ones. Had $D$ learned by heart, they would have moved towards the generated ones. The mean answers of
# the five runs:

# %% [markdown] key="heart-meaning" lang="zh"
# 留出的和学过的在一起。要是 $D$ 在死记硬背，留出的就会向生成的靠过去。那五次的平均回答：

# %% key="heart-seeds"
shown = ("answer_learned", "answer_held_out", "answer_generated")
table([{"seed": s} | {k: f"{run[k]:.3f}" for k in shown} for s, run in seeds.items()])

# %% [markdown] key="neighbours" lang="en"
# ### Memory or imagination?
#
# A generator that had learned its digits by heart would pass all these tests. So look for each sample's **nearest** training digit by
# pixels (below it in the picture). For comparison: how near is a training picture's nearest *other* one?

# %% [markdown] key="neighbours" lang="zh"
# ### 是记忆还是想象？
#
# 一个把训练数字全都背下来的生成器，这些测试都能通过。所以给每个样本找出像素上**最近**的训练数字（图中就在它下面）。作为对照：一张真数字图，离它最近的*另一张*有多远？


# %% key="nearest"
def nearest(pictures, known, itself=False):
    """For each picture (n, 28, 28, 1) the nearest known one: index and RMS distance."""
    a, b = (x.reshape(len(x), -1).astype("float64") for x in (pictures, known))
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    if itself:
        np.fill_diagonal(squares, np.inf)
    return squares.argmin(axis=1), np.sqrt(np.maximum(squares.min(axis=1), 0) / a.shape[1])


pool = real[:5000]
index, distance = nearest(scaled(samples[:500]), pool)
_, usual = nearest(pool[:500], pool, itself=True)
for name, d in {"nearest training digit:": distance, "among real digits:     ": usual}.items():
    print(f"{name} median distance {np.median(d):.3f}, smallest {d.min():.3f}")
twins = unscaled(pool[index[:14]])
show(sheet(np.concatenate([samples[:14], twins]), columns=14, enlarge=2), "neighbours")

# %% [markdown] alt="neighbours" lang="en"
# Two rows of fourteen digits: generated ones above, below each the nearest training digit by pixels: similar, not the same.

# %% [markdown] alt="neighbours" lang="zh"
# 两行各十四个数字：上排是生成的，下排是各自像素上最近的训练数字：相似，但不相同。

# %% [markdown] key="neighbours-meaning" lang="en"
# A copyist's distances would be close to zero. A 1 nearly always has a near twin, among real digits too; at the 2s, 3s and 8s slant,
# thickness and loops should differ. (A copy shifted by two pixels would escape this test.)
#
# ### And the checkerboard?
#
# A pattern that repeats every two pixels has the highest frequency a picture can hold, half a cycle a pixel. So compare spectra: of
# real digits, of our samples, and of random maps enlarged by one *untrained* layer, with kernel 3, with kernel 4, or by resizing
# first.

# %% [markdown] key="neighbours-meaning" lang="zh"
# 如果只是在抄，距离会接近零。1 几乎总能找到很像的，真数字之间也一样；2、3、8 的倾斜、粗细、圈则应当有所不同。（抄下来再平移两个像素，这个测试就发现不了。）
#
# ### 棋盘格呢？
#
# 每两个像素重复一次的花纹，频率是一张图所能容纳的最高频率，即每像素半个周期。那就来比较频谱（spectrum）：真数字的、我们的样本的，
# 以及随机特征图经一个*没训练过*的层放大之后的：核 3、核 4、先放大再卷积。


# %% key="spectrum"
def spectrum(images):
    """Mean power of the rows' frequencies 0 … ½ cycle a pixel, relative to the total: (15,)."""
    rows = images[..., 0] - images[..., 0].mean(axis=2, keepdims=True)
    power = (np.abs(np.fft.rfft(rows, axis=2)) ** 2).mean(axis=(0, 1))
    return power / power.sum()


def grown(kernel):
    """Random maps enlarged from 14×14, each by a fresh layer; kernel: a side, or "resize"."""
    z = np.abs(np.random.default_rng(0).normal(size=(1, 14, 14, 8)).astype("float32"))

    def fresh():
        if kernel == "resize":
            return grow(1, "resize")
        return layers.Conv2DTranspose(1, kernel, strides=2, padding="same")

    return np.concatenate([np.asarray(fresh()(z)) for _ in range(12)])


# %% [markdown] question="which-peak" lang="en"
# Fresh layers with random weights, no training. Which of them has a peak at the highest frequency, a
# checkerboard?
#
# - [ ] A transposed convolution with kernel 3 only
#   Kernel 4 overlaps evenly, but odd and even pixels still meet different weights.
# - [x] Transposed convolutions with kernels 3 and 4
#   With stride 2 odd and even pixels are made by different weights of the kernel.
# - [ ] All, and resize-then-convolve too
#   After resizing every pixel meets the same weights.
# - [ ] None: random weights have no pattern
#   The weights are random, but which of them a pixel meets repeats every two pixels.

# %% [markdown] question="which-peak" lang="zh"
# 刚建好的层，权重随机，还没训练。哪些在最高频率处有一个峰，也就是棋盘格？
#
# - [ ] 只有核为 3 的转置卷积
#   核 4 的重叠是均匀的，但奇数像素和偶数像素遇到的权重还是不同。
# - [x] 核为 3 和核为 4 的转置卷积
#   步幅为 2 时，奇数像素和偶数像素由核里不同的权重生成。
# - [ ] 全都有，先放大再卷积的也有
#   放大以后，每个像素遇到的都是同样的权重。
# - [ ] 都没有：随机权重没有花纹
#   权重是随机的，但像素遇到哪些权重，每两个像素就重复一次。

# %% key="spectra"
curves = {
    "untrained, kernel 3": (grown(3), {"lw": 5, "alpha": 0.4}),
    "untrained, kernel 4": (grown(4), {}),
    "untrained, resize first": (grown("resize"), {}),
    "real digits": (real[:1000], {"color": "#22303C", "ls": "--"}),
    "our samples": (scaled(samples), {"marker": "o", "ms": 4}),
}
frequencies = np.arange(15) / 28
figure, axis = new_figure(size=(9, 3.2))
for name, (pictures, style) in curves.items():
    axis.semilogy(frequencies[1:], spectrum(pictures)[1:], label=name, **style)
axis.set(xlabel="frequency along a row [cycles a pixel]", ylabel="share of power")
axis.legend(ncol=2, fontsize=9)
show(figure, "spectra")

# %% [markdown] alt="spectra" lang="en"
# Power against frequency: both untrained transposed convolutions, kernel 3 and kernel 4, end in a peak at half a cycle a pixel;
# resizing first falls off; our samples follow the real digits nearly to the right end, without a peak.

# %% [markdown] alt="spectra" lang="zh"
# 功率随频率的变化：没训练过的两种转置卷积（核 3 和核 4）都在每像素半个周期处翘起；先放大的一路下降；我们的样本几乎一直到右端都贴着真数字，没有尖峰。

# %% [markdown] key="spectra-meaning" lang="en"
# Surprised by kernel 4? Lesson 01 promised even overlap, not an even picture: odd and even pixels get their values from different,
# random weights. But kernel 4 can learn to make them agree, while kernel 3 has to work against its overlap. Our samples have learned it: a
# little too much power at the right (specks, rough edges), no spike.

# %% [markdown] key="spectra-meaning" lang="zh"
# 没想到核 4 也有尖峰吧？第 01 课保证的是重叠均匀，不是画面均匀：奇数位置和偶数位置的像素用的是核里不同的随机权重。
# 不过核 4 可以学得一致，核 3 却得先抵消自己的重叠。我们的样本已经学会了：右端略微偏高（斑点和毛边），但没有尖峰。

# %% [markdown] key="latent" lang="en"
# ## 8 · A walk through latent space
#
# Two noise vectors, two points of the **latent space**, give two digits. What lies between? $G$ is continuous, so it can't jump. But if
# it had merely memorised, one digit would switch to the other with nothing in between.
#
# > **Exercise `interpolate(z0, z1, steps)`.** Vectors (dim,), at least two steps. Return (steps, dim): equal steps along the straight
# > line, both ends included.
# >
# > *Worked example.* `interpolate([0, 4], [8, 0], 3)` gives `[[0, 4], [4, 2], [8, 0]]`.

# %% [markdown] key="latent" lang="zh"
# ## 8 · 在潜空间里散步
#
# 两个噪声向量给出两个数字。中间是什么？噪声所在的空间叫**潜空间**（latent space）。$G$ 是连续的，不会跳变；但如果它只是在背，就会从一个突然换成另一个，没有中间的样子。
#
# > **练习 `interpolate(z0, z1, steps)`。** 向量 (dim,)，steps 至少为 2。返回 (steps, dim)：沿直线等距取点，含两端。
# >
# > *例子。* `interpolate([0, 4], [8, 0], 3)` 给出 `[[0, 4], [4, 2], [8, 0]]`。


# %% key="exercise-interpolate" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def interpolate(z0, z1, steps):
    """(steps, dim), steps >= 2: equal steps straight from z0 (dim,) to z1, both included."""
    # BEGIN SOLUTION
    return np.linspace(z0, z1, steps)
    # END SOLUTION


interpolate = use("interpolate", interpolate)

# %% key="walk"
z0, z1 = fixed_noise[:2]
line = np.asarray(interpolate(z0, z1, 14), dtype="float32")
longer = line * (np.linalg.norm(z0) / np.linalg.norm(line, axis=1, keepdims=True))
show(sheet(draw(np.concatenate([line, longer])), columns=14, enlarge=2), "walk")

# %% [markdown] alt="walk" lang="en"
# Two rows of fourteen generated digits that change step by step from one into another: above along the straight line, below with every
# vector brought to the same length.

# %% [markdown] alt="walk" lang="zh"
# 两行各十四个生成的数字，一步步从一个变成另一个：上排沿直线走，下排把每个向量都调到同样的长度。

# %% [markdown] key="length" lang="en"
# The upper row follows the straight line; the lower one brings every vector to the length of the first.

# %% [markdown] key="length" lang="zh"
# 上排沿着直线走；下排把每个向量都调成了第一个的长度。

# %% [markdown] question="halfway" lang="en"
# Two noise vectors of 100 independent numbers each. How long is the middle between them, compared with one of
# them?
#
# - [ ] About as long
#   Only if both pointed the same way.
# - [ ] About half as long
#   That would be the middle between a vector and zero.
# - [x] About 0.7 times as long
#   They are nearly at right angles to each other, so the middle is shorter by $\sqrt 2$.
# - [ ] About 0
#   Only if they pointed in opposite directions, which in 100 dimensions hardly ever happens.

# %% [markdown] question="halfway" lang="zh"
# 两个噪声向量，各有 100 个独立的数。它们的中点和其中一个相比，有多长？
#
# - [ ] 差不多一样长
#   除非两个向量方向相同。
# - [ ] 大约一半
#   那是一个向量和零点之间的中点。
# - [x] 大约 0.7 倍
#   它们几乎互相垂直，所以中点只有 $1/\sqrt 2$ 那么长。
# - [ ] 接近 0
#   除非方向相反，而在 100 维里这几乎不会发生。

# %% key="lengths"
# NBVAL_CHECK_OUTPUT
z = np.random.default_rng(0).uniform(-1, 1, (2, 20000, 100))
long, middle = np.linalg.norm(z[0], axis=1), np.linalg.norm(z.mean(axis=0), axis=1)
print(f"a noise vector: {long.mean():.2f}, in theory √(100/3) = {np.sqrt(100 / 3):.2f}")
print(f"shortest and longest of 20,000: {long.min():.2f}, {long.max():.2f}")
print(f"the middle between two: {middle.mean():.2f}")
outside = np.mean(np.abs(z.mean(axis=0) * (long / middle)[:, None]) > 1)
print(f"the middle, stretched to full length: {outside:.0%} of its numbers outside [-1, 1]")

# %% [markdown] key="length-meaning" lang="en"
# In 100 dimensions nearly all vectors are equally long, and the middle of a walk is shorter than any that $G$ has seen. Stretched, it leaves
# the cube instead (Gaussian noise knows no cube). Does either show? One walk can't tell: broken digits also come from the gaps of section 4.

# %% [markdown] key="length-meaning" lang="zh"
# 在 100 维里，几乎所有向量都差不多长，而直线中点比生成器见过的都短。拉长了，却又跑出立方体（高斯噪声没有立方体可言）。看得出来吗？走一趟说明不了：写坏的数字也可能出自第 4 节说的空当。

# %% key="walk-demo" tags=["demo"]
demos.latent_walk(lambda noise: gan.average.predict(noise, verbose=0))

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - At the equilibrium of the game $D = ½$. $G$ uses $-\log D(G(z))$, since the formula's own loss is flat where $G$ is bad.
# - Only the player who moves is changed. If $G$ runs ahead of $D$, it crowds on one place (**mode collapse**).
# - A loss may contain a penalty that teaches nothing: look at what it was to change.
# - Losses don't measure quality. Legibility, variety, a Fréchet distance and the nearest neighbours do, together.
# - Lesson 05 draws these digits without an opponent, and lets this judge decide between the two.

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 博弈平衡时 $D = ½$。$G$ 用 $-\log D(G(z))$，因为公式里的损失恰恰在 $G$ 差的时候变平。
# - 只改轮到的一方。$G$ 跑到 $D$ 前面，就会挤到一处（**模式崩溃**）。
# - 损失里写着惩罚，惩罚也可能什么都没教会：要看它本该改变的东西变了没有。
# - 损失衡量不了质量。要把这几样合起来看：认不认得出，够不够多样，Fréchet 距离，最近的训练样本。
# - 第 05 课不用对手来画这些数字，再请这位裁判在两者之间作评判。

# %% key="report"
metrics = dict(reached)
if history.epochs[0] == 1:  # not stopped within the first
    metrics["frechet_epoch_1"] = floor["frechet"]
metrics |= {
    "frechet_real": ceiling["frechet"],
    "train_seconds": (progress.seconds, "s"),
}
gap = np.ones((140, 14))
strips = np.hstack([part for panel in panels.values() for part in (panel, gap)][:-1])
report("03_mnist_gan", metrics, {"digits.npz": {"samples": samples}, "epochs.png": strips})

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - I. Goodfellow et al., *Generative adversarial nets*, NIPS 2014 (arXiv 1406.2661): the game and its equilibrium.
# - A. Radford et al., *Unsupervised representation learning with deep convolutional generative adversarial networks*, ICLR 2016
#   (arXiv 1511.06434): DCGAN.
# - T. Miyato et al., *Spectral normalization for generative adversarial networks*, ICLR 2018 (arXiv 1802.05957).
# - L. Mescheder et al., *Which training methods for GANs do actually converge?*, ICML 2018 (arXiv 1801.04406): R1.
# - Y. Yazıcı et al., *The unusual effectiveness of averaging in GAN training*, ICLR 2019 (arXiv 1806.04498).

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - I. Goodfellow 等，*Generative adversarial nets*，NIPS 2014（arXiv 1406.2661）：这场博弈和它的平衡。
# - A. Radford 等，*Unsupervised representation learning with deep convolutional generative adversarial networks*，ICLR 2016
#   （arXiv 1511.06434）：DCGAN。
# - T. Miyato 等，*Spectral normalization for generative adversarial networks*，ICLR 2018（arXiv 1802.05957）。
# - L. Mescheder 等，*Which training methods for GANs do actually converge?*，ICML 2018（arXiv 1801.04406）：R1。
# - Y. Yazıcı 等，*The unusual effectiveness of averaging in GAN training*，ICLR 2019（arXiv 1806.04498）。
