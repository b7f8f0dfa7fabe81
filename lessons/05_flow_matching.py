# ---
# jupyter:
#   course:
#     title:
#       en: Digits out of noise
#       zh: 从噪声到数字
#     goals:
#       en: Draw digits with a U-Net that learned to walk from noise to data, without an opponent, and let one judge decide between it and the GAN.
#       zh: 不用对手，让学会“从噪声走向数据”的 U-Net 画出数字，再请同一位裁判在它和 GAN 之间作评判。
#     minutes:
#       work: 120
#       quick: 5
#       full: 20
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
# # 05 · Digits out of noise
#
# In lesson 03 two networks had to be kept in balance. Most image generators today do without: one network learns to walk, in small
# steps, from noise to a picture. The method is **flow matching** (Lipman et al., 2022; Liu et al., 2022), and its mathematics fits on one page.
#
# **After this lesson you can**
# - derive what such a network learns, and how low its loss can get,
# - train the U-Net of lesson 02 to draw digits, any digit on request,
# - say, by one judge's numbers, what a flow is better for than a GAN, and what not.
#
# **You need** about 120 minutes, lessons 02 and 03, and two CPU cores. (`full` fetches all 70,000 digits, 11 MB.)

# %% [markdown] key="title" lang="zh"
# # 05 · 从噪声到数字
#
# 第 03 课里，两个网络必须势均力敌。今天的图像生成器大多不用对手：一个网络学着一小步一小步从噪声走到图片。
# 这个方法叫**流匹配**（flow matching；Lipman 等，2022；Liu 等，2022），数学推导一页纸就写得下。
#
# **学完之后，你能**
# - 推出这样的网络学到的是什么，损失最低能到多少；
# - 训练第 02 课的 U-Net，要哪个数字就画哪个数字；
# - 凭同一位裁判给出的数，说清流比 GAN 好在哪里、不好在哪里。
#
# **需要** 大约 120 分钟、第 02 和 03 课、两个 CPU 核。图和打印结果里的文字是英文。（规模为 `full` 时会下载全部 70,000 个数字，共 11 MB。）

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("05_flow_matching")

# %% key="imports" tags=["export"]
import time

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
from course_utils.demos import flow_matching as demos
from course_utils.gpus import all_gpus
from course_utils.judge import load_judge
from course_utils.measurements import measured_results
from course_utils.reference.mnist_gan import covered, follow, ring, scores, sheet
from course_utils.reference.unet_segmentation import decoder_block

# %% [markdown] key="leap" lang="en"
# ## 1 · One leap
#
# The plainest idea first: pair each digit with noise, anew each epoch, and train a network to turn noise into digit by mean squared error.

# %% [markdown] key="leap" lang="zh"
# ## 1 · 一步到位
#
# 先试最直接的想法：每一轮都给每个数字另配噪声，用均方误差（mean squared error）训练网络把噪声变成数字。

# %% [markdown] question="one-leap" lang="en"
# New noise goes in. What does this network draw?
#
# - [ ] A sharp digit that nobody has written
#   Nothing in the noise says which digit it should be.
# - [ ] The digit whose noise was most alike
#   In 784 dimensions no two noises are alike; and each epoch pairs them anew.
# - [x] Always about the same grey blur
#   The noise tells nothing about the digit, and the mean of all digits is then the answer with the least squared error.
# - [ ] Noise again
#   It is trained towards digits, and noise is far from all of them.

# %% [markdown] question="one-leap" lang="zh"
# 输入新的噪声，这个网络会画出什么？
#
# - [ ] 一个谁也没写过的清晰数字
#   噪声里没有任何信息说明该画哪个数字。
# - [ ] 噪声最像的那一个数字
#   784 维里没有两份噪声是相像的；而且每一轮（epoch）都重新配对。
# - [x] 总是差不多的一团灰影
#   噪声对数字什么也没说，这时所有数字的平均就是平方误差最小的回答。
# - [ ] 还是噪声
#   训练的目标是数字，噪声离哪个数字都远。

# %% key="data"
digits = split_digits(all_of_mnist=profile.name == "full")
count = profile.pick(smoke=300, quick=None, full=None)
real, labels = digits.training.scaled()[:count], digits.training.labels[:count]
print(f"{len(real):,} digits · {digits.training.provenance.source}")

# %% key="leap-train"
keras.utils.set_random_seed(0)
leap = keras.Sequential([keras.Input((784,)), layers.Dense(256, "relu"), layers.Dense(784)])
leap.compile(keras.optimizers.Adam(0.001), "mse")
rng = np.random.default_rng(0)


def pairs():
    """Batches of digits, each beside noise that it never had before."""
    while True:
        chosen = real[rng.integers(len(real), size=64)].reshape(-1, 784)
        yield rng.normal(size=chosen.shape).astype("float32"), chosen


with live_training("leap") as progress:
    options = {
        "epochs": profile.pick(smoke=1, quick=12, full=12),
        "verbose": 0,
        "shuffle": False,
    }
    leap.fit(pairs(), steps_per_epoch=len(real) // 64, callbacks=[progress], **options)

# %% key="leap-picture"
drawn = leap.predict(rng.normal(size=(5, 784)).astype("float32"), verbose=0)
mean = real.mean(axis=0)
panels = [*drawn.reshape(-1, 28, 28), mean[..., 0]]
names = [f"from noise {k}" for k in range(1, 6)] + ["mean of all digits"]
show(image_row({n: (p + 1) / 2 for n, p in zip(names, panels, strict=True)}), "leap")

# %% [markdown] alt="leap" lang="en"
# Six grey pictures: five that the network draws from five noises, nearly the same round smudge each time, and the mean of all digits, the same smudge without grain.

# %% [markdown] alt="leap" lang="zh"
# 六张灰图：网络由五份噪声画出的五张几乎是同一团圆圆的污迹，最后一张是所有数字的平均，同一团污迹，只是没有颗粒。

# %% [markdown] key="leap-meaning" lang="en"
# The answer with the least squared error is always a **mean**: of all digits that the noise could belong to, and that is all of them. (The noise itself shows through, since
# the net hasn't learned quite to ignore it.) A leap doesn't work because the way is not known at its start. So: small steps, and at each the question where to go *from here*.

# %% [markdown] key="leap-meaning" lang="zh"
# 平方误差最小的回答总是一个**平均**：这份噪声可能对应的所有数字的平均，也就是全部数字的平均。（图里透出一点噪声，因为网络还没有学会完全不理它。）
# 一步到位行不通，是因为起点上还不知道该往哪里走。那就改成小步走，每一步都问：*从这里*该往哪里去？

# %% [markdown] key="road" lang="en"
# ## 2 · A straight road
#
# Draw a straight road from a noise $z$ to a digit $x$. At **time** $t$, from 0 to 1, one stands at
#
# $$x_t = (1 - t)\,z + t\,x, \qquad \text{moving with the velocity} \qquad \frac{\mathrm{d}x_t}{\mathrm{d}t} = x - z,$$
#
# the same all along. (Diffusion models mix with $\sqrt{\bar\alpha_t}\,x + \sqrt{1 - \bar\alpha_t}\,z$ and let the net guess $z$ (Ho et al., 2020); there $t$ runs the other way. Given $x_t$ and $t$, guessing $z$ is guessing $x$
# and $x - z$: same kind of net, curved road.)
#
# > **Exercise `mix(x, z, t)`.** `x` and `z` are tensors (n, …) of one shape, `t` (n,) a time in [0, 1] for each of them. Return two tensors
# > of the shape of `x`: the points $x_t = (1 - t)\,z + t\,x$, and the velocities $x - z$.
# >
# > *Worked example.* From `z = [[0, 0]]` to `x = [[4, 8]]`, at `t = [0.25]`: the point `[[1, 2]]`, the velocity `[[4, 8]]`.

# %% [markdown] key="road" lang="zh"
# ## 2 · 一条直路
#
# 从一份噪声 $z$ 到一个数字 $x$ 画一条直路。**时刻** $t$ 从 0 到 1，路上的点是
#
# $$x_t = (1 - t)\,z + t\,x, \qquad \text{速度（velocity）是} \qquad \frac{\mathrm{d}x_t}{\mathrm{d}t} = x - z,$$
#
# 全程不变。（扩散模型（diffusion model）的混合方式是 $\sqrt{\bar\alpha_t}\,x + \sqrt{1 - \bar\alpha_t}\,z$，让网络猜 $z$（Ho 等，2020）；那里 $t$ 的方向相反。知道 $x_t$ 和 $t$，猜 $z$ 就是猜 $x$ 和 $x - z$：
# 网络同类，路弯。）
#
# > **练习 `mix(x, z, t)`。** `x` 和 `z` 是形状相同的张量 (n, …)，`t` (n,) 是各自的时刻，在 [0, 1] 内。返回两个与 `x` 形状相同的张量：
# > 点 $x_t = (1 - t)\,z + t\,x$ 和速度 $x - z$。
# >
# > *例子。* 从 `z = [[0, 0]]` 到 `x = [[4, 8]]`，`t = [0.25]`：点是 `[[1, 2]]`，速度是 `[[4, 8]]`。


# %% key="exercise-mix" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def mix(x, z, t):
    """Where each road stands at its time, and its velocity.

    x, z: float32 tensors (n, …) of one shape, t (n,) in [0, 1] → x_t and x - z, both like x.
    """
    # BEGIN SOLUTION
    t = tf.reshape(t, [-1] + [1] * (len(x.shape) - 1))  # (n, 1, …): one time for each
    return (1 - t) * z + t * x, x - z
    # END SOLUTION


mix = use("mix", mix)

# %% key="mix-example"
# NBVAL_CHECK_OUTPUT
noise, goal = tf.zeros((3, 2)), tf.constant([[4.0, 8.0]] * 3)
points, velocities = mix(goal, noise, tf.constant([0.0, 0.25, 1.0]))
for point, velocity in zip(np.asarray(points), np.asarray(velocities), strict=True):
    print(f"at {point}, moving by {velocity}")

# %% key="road-picture"
times = tf.constant([0.0, 0.25, 0.5, 0.75, 0.9, 1.0])
one = np.repeat(real[:1], 6, axis=0)
noise = np.repeat(rng.normal(size=(1, 28, 28, 1)).astype("float32"), 6, axis=0)
stations, _ = mix(tf.constant(one), tf.constant(noise), times)
panels = {
    f"t = {t:g}": (x[..., 0] + 1) / 2 for t, x in zip(times, np.asarray(stations), strict=True)
}
show(image_row({name: x.clip(0, 1) for name, x in panels.items()}), "road")

# %% [markdown] alt="road" lang="en"
# One digit in six states, from pure noise at t = 0 over ever less grain to the clean digit at t = 1; about half way one can guess which digit it is.

# %% [markdown] alt="road" lang="zh"
# 同一个数字的六个状态：t = 0 是纯噪声，颗粒越来越少，t = 1 是干净的数字；大约走到一半，就猜得出是哪个数字。

# %% [markdown] key="cross" lang="en"
# ## 3 · Where roads cross
#
# There is a road from every noise to every digit, and through one point $x_t$ run many of them, each with another velocity. A network that is trained by squared error to say
# where to go from $x_t$ answers once more with a mean, now of the velocities of all roads **through this point**. (The means make up a *field*: Lipman et al., theorem 1, show
# that whoever follows it ends up distributed like the data.)
#
# For finite data $d_1 \dots d_m$ and standard normal noise that mean has a formula. A road to $d_j$ that comes through $x_t$ has the velocity $(d_j - x_t)/(1 - t)$, and
# how likely it is depends on how far its noise, $(x_t - t\,d_j)/(1 - t)$, lies from 0:
#
# > **Exercise `best_velocity(x_t, t, data)`.** Points `x_t` (n, d), one time $0 \le t < 1$ for all of them, `data` (m, d). Return (n, d): for each point
# >
# > $$v(x_t, t) = \sum_j w_j \frac{d_j - x_t}{1 - t}, \qquad w_j = \operatorname*{softmax}_j \left(-\frac{\lVert x_t - t\,d_j\rVert^2}{2\,(1 - t)^2}\right)$$
# >
# > with finite numbers close to $t = 1$ too.
# >
# > *Worked example.* `data = [[1], [-1]]`: at `x_t = [[0]]` both weigh ½ at every time, and the velocity is 0.

# %% [markdown] key="cross" lang="zh"
# ## 3 · 路的交汇处
#
# 每一份噪声到每一个数字都有一条路，同一个点 $x_t$ 上有许多条路经过，速度各不相同。用平方误差训练的网络，被问到从 $x_t$ 该往哪里走，回答又是一个平均：这一次是
# **经过这一点**的所有路的速度的平均。（这些平均构成一个*场*（field）：Lipman 等的定理 1 证明，顺着它走，终点的分布就和数据一样。）
#
# 数据只有有限个 $d_1 \dots d_m$、噪声又取标准正态噪声（standard normal noise）时，平均写得出来。经过 $x_t$、通向 $d_j$ 的路，速度是 $(d_j - x_t)/(1 - t)$；
# 这条路有多可能，看它的噪声 $(x_t - t\,d_j)/(1 - t)$ 离 0 有多远：
#
# > **练习 `best_velocity(x_t, t, data)`。** 点 `x_t` (n, d)，全体共用一个时刻 $0 \le t < 1$，`data` (m, d)。返回 (n, d)，每个点的速度是
# >
# > $$v(x_t, t) = \sum_j w_j \frac{d_j - x_t}{1 - t}, \qquad w_j = \operatorname*{softmax}_j \left(-\frac{\lVert x_t - t\,d_j\rVert^2}{2\,(1 - t)^2}\right)$$
# >
# > $t$ 接近 1 时也要是有限的数。
# >
# > *例子。* `data = [[1], [-1]]`：在 `x_t = [[0]]` 处，两个数据点在任何时刻的权重都是 ½，速度是 0。


# %% key="exercise-best-velocity" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def best_velocity(x_t, t, data):
    """The mean velocity of all roads through each point.

    x_t (n, d), a number 0 <= t < 1, data (m, d) → (n, d), finite.
    """
    # BEGIN SOLUTION
    squares = ((x_t[:, None] - t * data) ** 2).sum(axis=-1)  # (n, m)
    logits = -squares / (2 * (1 - t) ** 2)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return (weights @ data - x_t) / (1 - t)
    # END SOLUTION


best_velocity = use("best_velocity", best_velocity)

# %% [markdown] question="best-ends" lang="en"
# Start at fresh noise and follow this best field for our digits in small steps to $t = 1$. What stands there?
#
# - [ ] A new digit, like those of the data
#   The field knows these digits only, and at its end a single one of them weighs everything.
# - [x] One of the training digits, to the pixel
#   Close to $t = 1$ the nearest datum gets all the weight, and the road ends in it.
# - [ ] The grey mean of section 1
#   That is where the field points at $t = 0$; later it can tell the digits apart.

# %% [markdown] question="best-ends" lang="zh"
# 从一份新的噪声出发，顺着这个最佳的场小步走到 $t = 1$。终点上是什么？
#
# - [ ] 一个新的数字，和数据里的相像
#   这个场只认得这些数字，到最后全部权重都落在其中一个上。
# - [x] 某个训练数字，一个像素都不差
#   $t$ 接近 1 时，最近的那个数据占去全部权重，路就通到它那里。
# - [ ] 第 1 节那团灰色的平均
#   $t = 0$ 时场指向的是它；往后就分得清各个数字了。

# %% key="copies"
known = real.reshape(-1, 784)[:1000]
x = rng.normal(size=(7, 784)).astype("float32")
for k in range(50):
    x = x + np.asarray(best_velocity(x, k / 50, known)) / 50
apart = np.sqrt(((x[:, None] - known) ** 2).mean(axis=-1))  # RMS, (7, 1000)
print(f"distance to the nearest training digit: at most {apart.min(axis=1).max():.3f}")
rows = np.concatenate([x, known[apart.argmin(axis=1)]]).reshape(2, 7, 28, 28)
rows = rows.transpose(0, 2, 1, 3).reshape(56, 196)
show(((rows + 1) / 2).clip(0, 1).repeat(3, axis=0).repeat(3, axis=1), "copies")

# %% [markdown] alt="copies" lang="en"
# Two rows of seven digits: above where the walks end, below each one's nearest training digit; every pair is the same picture.

# %% [markdown] alt="copies" lang="zh"
# 两行各七个数字：上排是走到终点的样子，下排是各自最近的训练数字；每一对都是同一张图。

# %% key="two-data"
# NBVAL_CHECK_OUTPUT
two = np.array([[1.0], [-1.0]], "float32")
for t in (0.0, 0.5, 0.9):
    v = np.asarray(best_velocity(np.array([[0.1]], "float32"), t, two))[0, 0]
    print(f"at 0.1, t = {t:g}: velocity {v:.2f}, so the guess is {0.1 + (1 - t) * v:.2f}")

# %% [markdown] key="copies-meaning" lang="en"
# The perfect solution of the training problem is a copying machine. If our network draws new digits, that is because it *misses* this optimum: it has few weights
# for the velocity at all points, and most are small kernels, the same at every place. Why that misses in such a useful way is being studied (Kamb and Ganguli, 2024; Bertrand et al., 2025).
# What to take along: measure copies (section 8), don't assume there are none.

# %% [markdown] key="copies-meaning" lang="zh"
# 训练问题的完美解是一台复印机。如果我们的网络画得出新数字，那是因为它*没有达到*这个最优：它要用不多的权重说出每一点的速度，又大多用各处相同的小卷积核。
# 为何恰好偏得有用，学界还在研究（Kamb 和 Ganguli，2024；Bertrand 等，2025）。该记住的是：有没有照抄要去测（第 8 节），不能想当然。

# %% [markdown] key="loss" lang="en"
# ## 4 · Eight clouds again
#
# A network learns the field from the roads themselves: pick a digit, a noise and a time at random, and move its answer at $x_t$ towards the velocity of this one road. The mean comes by itself.
#
# $$L = \mathbb{E}_{x,\,z,\,t}\,\big\lVert v(x_t, t) - (x - z)\big\rVert^2$$
#
# > **Exercise `flow_loss(velocity, x, z, t)`.** Ask `velocity(x_t, t)` at the points of the roads; return one number: $L$ as a mean over all
# > numbers (not a sum over pixels). The gradient has to reach the weights inside `velocity`.
# >
# > *Worked example.* From 0 to 4, and an answer that is always 3: (3 − 4)² = 1.

# %% [markdown] key="loss" lang="zh"
# ## 4 · 又是八团点
#
# 网络从一条条路上学这个场：随机取一个数字、一份噪声、一个时刻，让它在 $x_t$ 处的回答朝这一条路的速度靠近。平均会自己出现。
#
# $$L = \mathbb{E}_{x,\,z,\,t}\,\big\lVert v(x_t, t) - (x - z)\big\rVert^2$$
#
# > **练习 `flow_loss(velocity, x, z, t)`。** 在各条路的点上问 `velocity(x_t, t)`；回答与 $x - z$ 之差的平方，对所有元素取平均后返回。梯度要能传到 `velocity` 里面的权重。
# >
# > *例子。* 从 0 到 4，而回答总是 3：(3 − 4)² = 1。


# %% key="exercise-flow-loss" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def flow_loss(velocity, x, z, t):
    """Mean squared error of velocity(x_t, t) against x - z.

    x, z: float32 tensors (n, …), t (n,); velocity gives tensors like x → float32 ().
    """
    # BEGIN SOLUTION
    x_t, wanted = mix(x, z, t)
    return tf.reduce_mean((velocity(x_t, t) - wanted) ** 2)
    # END SOLUTION


flow_loss = use("flow_loss", flow_loss)

# %% [markdown] key="walk" lang="en"
# To draw, start at noise and follow the velocity. The simplest way is Euler's: straight on for a little while, then ask again.
#
# > **Exercise `euler(velocity, z, steps)`.** Start at `z` (n, …) and take `steps` equal steps from $t = 0$ to 1, each along `velocity(x, t)` where it begins, `t` being
# > a tensor (n,) filled with $k/\text{steps}$. Return the whole path, (steps + 1, n, …), `z` first.
# >
# > *Worked example.* `velocity = lambda x, t: x`, `z = [[1]]`, two steps: `[[[1]], [[1.5]], [[2.25]]]`.

# %% [markdown] key="walk" lang="zh"
# 要画图，就从噪声出发，顺着速度走。最简单的是欧拉法（Euler's method）：笔直走一小段，再问一次。
#
# > **练习 `euler(velocity, z, steps)`。** 从 `z` (n, …) 出发，从 $t = 0$ 到 1 走 `steps` 个等长的步，每一步都沿着起点处的 `velocity(x, t)`；`t` 是形状为 (n,)、值全为
# > $k/\text{steps}$ 的张量。返回整条路径 (steps + 1, n, …)，第一个是 `z`。
# >
# > *例子。* `velocity = lambda x, t: x`，`z = [[1]]`，两步：`[[[1]], [[1.5]], [[2.25]]]`。


# %% key="exercise-euler" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def euler(velocity, z, steps):
    """The path from z along a velocity, in equal steps of time.

    z: float32 tensor (n, …); velocity(x, t) of a tensor like z and t (n,) gives one like z.
    → float32 (steps + 1, n, …), z first.
    """
    # BEGIN SOLUTION
    path = [z]
    for k in range(steps):
        t = tf.fill([len(z)], k / steps)
        path.append(path[-1] + velocity(path[-1], t) / steps)
    return tf.stack(path)
    # END SOLUTION


euler = use("euler", euler)

# %% key="euler-example"
# NBVAL_CHECK_OUTPUT
for steps in (1, 2, 5, 20, 100):
    path = euler(lambda x, t: tf.cast(x, tf.float32), tf.ones((1, 1)), steps)
    end = np.asarray(path)[-1, 0, 0]
    print(f"velocity x, from 1, {steps} steps: {end:.3f}   (without steps: e = {np.e:.3f})")

# %% [markdown] key="plane" lang="en"
# Lesson 03's eight clouds were too much for a forger in a hurry. Here the same number of steps, a net that gets point and time, and no opponent:

# %% [markdown] key="plane" lang="zh"
# 第 03 课的八团点，心急的造假者应付不来。这里步数一样，网络得到的是点和时刻，没有对手：


# %% key="plane-flow" tags=["export"]
def plane_net(width=128):
    """Point (2,) and time → velocity (2,)."""
    x, t = keras.Input((2,)), keras.Input(())
    h = layers.Concatenate()([x, layers.Reshape((1,))(t)])
    for _ in range(3):
        h = layers.Dense(width, "relu")(h)
    return keras.Model([x, t], layers.Dense(2)(h))


def plane_flow(seed, steps=1200, rate=0.005):
    """A net that has learned the field of the eight clouds in so many steps of 128 roads."""
    keras.utils.set_random_seed(seed)
    points, net = ring(5120, np.random.default_rng(0)), plane_net()
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps))

    @tf.function
    def step():
        x = tf.gather(points, tf.random.uniform([128], 0, len(points), tf.int32))
        with tf.GradientTape() as tape:
            roads = x, tf.random.normal([128, 2]), tf.random.uniform([128])
            loss = flow_loss(lambda x_t, t: net([x_t, t]), *roads)
        variables = net.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)

    optimizer.build(net.trainable_variables)
    for _ in range(steps):
        step()
    return net


# %% key="plane-run"
steps = profile.pick(smoke=20, quick=1200, full=1200)
net = plane_flow(0, steps)


def learned(x, t):
    return net([tf.convert_to_tensor(x), tf.convert_to_tensor(t)])


start_at = tf.constant(np.random.default_rng(9).normal(size=(1000, 2)), tf.float32)
path = np.asarray(euler(learned, start_at, 20))
figure, axes = new_figure(1, 4, (10, 2.8))
for axis, k in zip(axes, (0, 10, 15, 20), strict=True):
    axis.scatter(*path[k].T, s=3, color="#D55E00")
    axis.set(title=f"t = {k / 20:g}", xlim=(-2.2, 2.2), ylim=(-2.2, 2.2), aspect="equal")
    axis.set(xticks=[], yticks=[])
show(figure, "plane-run")
clouds, inside = covered(path[-1])
print(f"{clouds} of 8 clouds covered, {inside:.0%} of the points in a cloud")

# %% [markdown] alt="plane-run" lang="en"
# A thousand points at four times: a round heap of noise, a ring that forms, eight arcs, at last eight clouds, and strays between them.

# %% [markdown] alt="plane-run" lang="zh"
# 一千个点在四个时刻的样子：圆圆的一堆噪声，渐渐成环，分成八段弧，最后成为八团，团外还散着一些点。

# %% key="plane-table"
rows = []
for name, runs in measured_results("flow_plane").items():
    modes, inside = np.array(runs).T
    row = {
        "after 1,200 steps": name,
        "clouds of 8, five seeds": "  ".join(f"{m:g}" for m in modes),
    }
    row["points in a cloud"] = f"{inside.min():.0%} to {inside.max():.0%}"
    rows.append(row)
table(rows, "the GAN: lesson 03's rates 0.001 and 0.003")

# %% [markdown] key="plane-meaning" lang="en"
# All eight, whatever the seed, and no two rates that have to fit each other. There is no game to lose: the loss is an ordinary mean over roads, and every datum sends its share of them, so a cloud that is
# missing costs something at once, and gradient descent goes where it is cheaper. But more points stray from the clouds than with
# lesson 03's good rates: near $t = 1$ the field is steep.

# %% [markdown] key="plane-meaning" lang="zh"
# 不管哪个种子，八团都在，也没有两个要配合的学习率。这里没有会输的博弈：损失是对各条路的普通平均，每个数据都派出自己那一份路，所以少了哪一团，损失马上就大，梯度下降自然往小的方向走。
# 但落在团外的点，比第 03 课学习率合适的 GAN 要多：$t$ 接近 1 时场很陡。

# %% key="plane-demo" tags=["demo"]
sources = ring(64, np.random.default_rng(1))


def exact(x, t):
    return best_velocity(np.asarray(x, "float32"), float(t[0]), sources)


demos.plane(lambda x, t: np.asarray(learned(x, t)), exact, sources)

# %% [markdown] key="net" lang="en"
# ## 5 · The U-Net, told the time
#
# For digits the velocity is a picture of the size of the picture that it is asked about: a task for the **U-Net** of lesson 02, here 28 → 14 → 7 and up again with the same
# `decoder_block` (yours fits: paste it in the cell below). But it needs to know two things more than the picture:
#
# - **The time.** At $t = 0.1$ nearly all is noise and the answer is "towards the mean"; at $t = 0.9$ it is "off with this grain". As one number time would drown; its sines and cosines
#   of eight frequencies don't (the same waves tell a transformer the places of words).
# - **The label**, the digit to be drawn: ten digits and "none" (10), which takes the place of the label for a tenth of the training digits. For each of the eleven a vector is
#   learned, and a picture, which the net sees beside $x_t$.
#
# Time and label make one vector, and each block is *told* it: dense layers turn it into a stretch and a shift for each map, after the maps are normalised.

# %% [markdown] key="net" lang="zh"
# ## 5 · 知道时刻的 U-Net
#
# 对数字来说，速度也是一张图，和被问到的图一样大：正是第 02 课的 **U-Net** 的任务，这里是 28 → 14 → 7 再回来，用的还是那个 `decoder_block`（你自己写的也能用，写进下面的单元格即可）。
# 不过除了图，它还得知道两件事：
#
# - **时刻**。$t = 0.1$ 时几乎全是噪声，回答是“往平均走”；$t = 0.9$ 时是“擦掉这点颗粒”。只给一个数，时刻会被淹没；给它在八种频率上的正弦和余弦就不会（Transformer 也用这样的波来告诉网络词的位置）。
# - **标签**，也就是要画哪个数字：十个数字加上“不指定”（10）；训练时有十分之一的数字，标签换成“不指定”。这十一种各学一个向量，再各学一张图，和 $x_t$ 一起给网络看。
#
# 时刻和标签合成一个向量，*告诉*每一个模块：特征图归一化（normalise）之后，全连接层由它算出每张特征图的缩放和平移。


# %% key="told" tags=["export"]
class Waves(layers.Layer):
    """Times (n,) → (n, 16): sines and cosines of eight frequencies, each twice the last."""

    def call(self, t):
        angles = t[:, None] * 2.0 ** tf.range(8.0)
        return tf.concat([tf.sin(angles), tf.cos(angles)], axis=1)


def context(t, label, width=64):
    """Time and label as one vector (width,), which every block is told."""
    loud = keras.initializers.RandomNormal(stddev=1.0)  # as loud as the waves
    vector = layers.Embedding(11, width, embeddings_initializer=loud)(label)
    both = layers.Activation("silu")(layers.Dense(width)(Waves()(t)) + vector)
    return layers.Dense(width, activation="silu")(both)


def picture_for(label):
    """A picture for each label, to be learned (28, 28, 1); it starts half as loud as x_t."""
    start = keras.initializers.RandomNormal(stddev=0.5)
    learned = layers.Embedding(11, 28 * 28, embeddings_initializer=start)(label)
    return layers.Reshape((28, 28, 1))(learned)


# %% key="told-context" tags=["export"]
def told(x, known):
    """Maps, normalised in eight groups, then stretched and shifted as the context says."""
    maps, parts = x.shape[-1], []
    for _ in range(2):
        parts.append(layers.Dense(maps, kernel_initializer="zeros")(known))
    stretch, shift = (layers.Reshape((1, 1, maps))(part) for part in parts)
    return layers.GroupNormalization(8, center=False, scale=False)(x) * (1 + stretch) + shift


# %% [markdown] key="blocks" lang="en"
# A block adds to its maps what two convolutions find in them. At 7×7 it is followed by two dense layers that see the whole sheet at once: strokes are local, but which strokes belong to one
# digit is not. The net's answer is a picture plus a multiple of $x_t$, since the noise in $x_t$ has to come out of it pixel by pixel.

# %% [markdown] key="blocks" lang="zh"
# 一个模块（block）在特征图上加上两个卷积找到的东西。7×7 那一层后面还有两个全连接层，一眼看到整张纸：笔画是局部的，哪些笔画同属一个数字却不是。
# 网络的回答是一张图加上 $x_t$ 的若干倍，因为 $x_t$ 里的噪声要一个像素一个像素地减掉。


# %% key="build-net" tags=["export"]
def block(x, known):
    """Two convolutions, told the context in between; what they find is added to x."""
    filters = x.shape[-1]
    h = told(layers.Conv2D(filters, 3, padding="same")(x), known)
    h = layers.Activation("relu")(h)
    return x + layers.Conv2D(filters, 3, padding="same", kernel_initializer="zeros")(h)


def overview(x, known, maps=16, units=512):
    """Dense layers that see all of x at once; what they find is added to x."""
    side = x.shape[1]
    h = layers.Flatten()(layers.Conv2D(maps, 1)(x))
    h = layers.Dense(units, activation="silu")(layers.Concatenate()([h, known]))
    h = layers.Reshape((side, side, maps))(layers.Dense(side * side * maps)(h))
    return x + layers.Conv2D(x.shape[-1], 1, kernel_initializer="zeros")(h)


# %% key="flow-net" tags=["export"]
# NBVAL_CHECK_OUTPUT
def build_net(filters=(32, 64)):
    """x_t (28, 28, 1), time, label (0 to 9, or 10: none) → velocity (28, 28, 1)."""
    x_t, t, label = keras.Input((28, 28, 1)), keras.Input(()), keras.Input((), dtype="int32")
    known = context(t, label)
    seen = layers.Concatenate()([x_t, picture_for(label)])
    fine = layers.Conv2D(filters[0], 4, strides=2, padding="same")(seen)
    fine = block(fine, known)  # 14×14
    x = layers.Conv2D(filters[1], 4, strides=2, padding="same")(fine)
    x = overview(block(x, known), known)  # 7×7
    x = told(decoder_block(x, fine, filters[0]), known)  # 14×14
    x = layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="silu")(x)
    drawn = layers.Conv2D(1, 3, padding="same")(layers.Concatenate()([x, seen]))  # 28×28
    share = layers.Reshape((1, 1, 1))(layers.Dense(1)(known))
    return keras.Model([x_t, t, label], drawn + share * x_t)


print(f"{build_net().count_params():,} weights")

# %% [markdown] key="training" lang="en"
# ## 6 · Training
#
# The training step is short: nobody moves in turn, nobody is held still. As in lesson 03 the average of the weights draws.

# %% [markdown] key="training" lang="zh"
# ## 6 · 训练
#
# 训练的一步很短：不用轮流，也不用把谁按住。和第 03 课一样，画图用的是权重的平均。


# %% key="road-loss" tags=["export"]
def road_loss(net, x, label):
    """The loss on one road to each picture; its time is seldom close to 0 or 1."""

    def velocity(x_t, t):
        return net([x_t, t, label])

    t = tf.sigmoid(tf.random.normal(tf.shape(label)) - 0.5)  # rather early than late
    return flow_loss(velocity, x, tf.random.normal(tf.shape(x)), t)


def with_gaps(label):
    """Labels, a tenth of them exchanged for 10, "none"."""
    dropped = tf.random.uniform(tf.shape(label)) < 0.1
    return tf.where(dropped, 10, tf.cast(label, tf.int32))


def as_graph(net):
    """The net as a graph, for whatever arrays it is asked with."""
    graph = tf.function(net)
    return lambda parts, training=False: graph([tf.convert_to_tensor(part) for part in parts])


# %% key="flow-class" tags=["export"]
class Flow(keras.Model):
    """A net that learns velocities, and the moving average of its weights, which draws."""

    def __init__(self, filters=(32, 64)):
        super().__init__()
        self.net, self.average = build_net(filters), build_net(filters)
        self.average.set_weights(self.net.get_weights())
        self.ask = as_graph(self.average)
        self.built = True

    def compile(self, steps, rate=0.003, memory=0.998):
        falling = keras.optimizers.schedules.CosineDecay(rate, steps)
        super().compile(keras.optimizers.AdamW(falling, weight_decay=0.004))
        self.memory = memory

    def train_step(self, batch):
        with tf.GradientTape() as tape:
            loss = road_loss(self.net, batch[0], with_gaps(batch[1]))
        variables = self.net.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        step = tf.cast(self.optimizer.iterations, tf.float32)
        follow(self.average, self.net, tf.minimum(self.memory, step / (step + 10)))
        self.metrics[0].update_state(loss)  # Keras' mean over the epoch
        return {"loss": self.metrics[0].result()}

    def test_step(self, batch):
        self.metrics[0].update_state(road_loss(self.average, *batch))
        return {"loss": self.metrics[0].result()}


# %% [markdown] key="floor" lang="en"
# Section 3 wrote the best field down, so for digits its loss can be computed: on roads to the digits that it is made of, and on roads to held-out ones.

# %% [markdown] key="floor" lang="zh"
# 第 3 节里最佳的场是写得出来的，所以对数字也能算出它的损失：一种是通向构成它的那些数字的路，一种是通向留出的数字的路。

# %% [markdown] question="loss-floor" lang="en"
# The best field for our training digits: how large is its loss, on roads to these digits and on roads to held-out ones?
#
# - [ ] 0 on both: it is the best there is
#   At an early time many digits are possible, and the mean of their velocities is wrong for each of them.
# - [ ] Above 0, and the same on both
#   It knows the training digits only: late on a road it leads to one of them, whoever's road it is.
# - [x] Above 0, and larger on roads to held-out digits
#   Where many roads cross, a mean is off by their spread. And on a road to a digit that it doesn't know, it is off once more.
# - [ ] 0 on training roads, above 0 on the others
#   Copying shows in the end of a walk, not in the loss: early on the road the digit can't be known.

# %% [markdown] question="loss-floor" lang="zh"
# 由训练数字得到的最佳的场，在通向这些数字的路上、在通向留出数字的路上，损失各有多大？
#
# - [ ] 都是 0：没有比它更好的了
#   时刻还早时，许多数字都有可能，它们速度的平均对哪一个都不准。
# - [ ] 都大于 0，而且一样大
#   它只认得训练数字：路快走完时，不管原本通向谁，它都把你带到其中一个。
# - [x] 都大于 0，通向留出数字的更大
#   许多路交汇的地方，平均值差多少，要看这些路有多分散；再加上路的尽头是它不认得的数字，就又差一截。
# - [ ] 训练数字的路上是 0，另一种大于 0
#   照抄表现在走到的终点上，不表现在损失里：路刚开始时，谁也不知道会是哪个数字。


# %% key="best-loss"
def best_loss(pictures, roads):
    """The best field's loss on roads to these pictures, one each, at times as in training."""
    rng, errors, known = np.random.default_rng(0), [], real.reshape(-1, 784)
    for x in pictures[:roads].reshape(-1, 784):
        t = float(1 / (1 + np.exp(0.5 - rng.normal())))  # np.float64 would turn all to float64
        z = rng.normal(size=784).astype("float32")
        v = np.asarray(best_velocity(((1 - t) * z + t * x)[None], t, known))
        errors.append(np.mean((v[0] - (x - z)) ** 2))
    return float(np.mean(errors))


held_out = digits.held_out
roads = profile.pick(smoke=5, quick=200, full=50)
best = {"training": best_loss(real, roads), "held out": best_loss(held_out.scaled(), roads)}
for name, value in best.items():
    print(f"the best field's loss on roads to {name} digits: {value:.3f}")

# %% [markdown] key="train" lang="en"
# Now the net, with its losses beside these two. Forty digits, four of each in turn, are drawn while it trains. Stop with ■ whenever you like; `RESUME = True` goes on later.

# %% [markdown] key="train" lang="zh"
# 现在训练网络，把它的损失和这两个数放在一起看。训练时，图中始终画着四十个数字，从 0 到 9 轮四遍。随时可以按 ■ 停下；以后用 `RESUME = True` 接着训练。


# %% key="draw" tags=["export"]
def draw(net, z, labels, w=1.0, steps=10, walk=euler):
    """Pictures of these digits, uint8 (n, 28, 28), out of noise z (n, 28, 28, 1)."""
    drawn = []
    for k in range(0, len(z), 250):
        label = tf.constant(labels[k : k + 250], tf.int32)

        def velocity(x, t, label=label):
            if w == 1:  # half the work: see section 9
                return net([x, t, label])
            return guided_velocity(net, x, t, label, w)

        path = walk(velocity, tf.constant(z[k : k + 250]), steps)
        drawn.append(unscaled(path[-1]))
    return np.concatenate(drawn)


# %% key="preview"
shown_noise = np.random.default_rng(3).normal(size=(40, 28, 28, 1)).astype("float32")
in_turn = np.tile(np.arange(10), 4)
walk_steps = profile.pick(smoke=2, quick=10, full=50)


def preview():
    return sheet(draw(flow.ask, shown_noise, in_turn, steps=6), columns=10, enlarge=2)


# %% key="training-run"
RESUME = False
epochs = profile.pick(smoke=1, quick=26, full=40)
keras.utils.set_random_seed(0)
with all_gpus() as gpus:  # each of several takes its share of a larger batch
    flow = Flow(profile.pick(smoke=(8, 16), quick=(32, 64), full=(64, 128)))
    batch = 32 * gpus
    flow.compile(steps=epochs * -(-len(real) // batch), rate=0.003 * gpus**0.5)
watched = held_out.scaled()[:250], held_out.labels[:250]
with live_training("flow", preview, resume=RESUME) as progress:
    options = {"batch_size": batch, "epochs": epochs, "validation_data": watched, "verbose": 0}
    flow.fit(real, labels, callbacks=[progress], **options)

# %% key="losses"
past = getattr(flow, "history", None)  # none before an epoch has ended
losses, first = (past.history, past.epoch[0] + 1) if past and past.epoch else ({}, 1)
figure, axis = new_figure(size=(9, 3))
for name, key, colour in (("training", "loss", "#0072B2"), ("held out", "val_loss", "#D55E00")):
    values = losses.get(key, [])
    axis.plot(first + np.arange(len(values)), values, color=colour, label=f"net, {name} digits")
    axis.axhline(best[name], color=colour, ls="--", lw=1, label=f"best field, {name} digits")
axis.set(xlabel="epoch", ylabel="loss", ylim=(0, 0.8))
axis.legend(fontsize=9, ncol=2)
show(figure, "losses")

# %% [markdown] alt="losses" lang="en"
# The net's loss on training and on held-out digits over the epochs: both fall and stay close together; dashed lines mark the best field's two losses, the one on training digits below the net's, the one on held-out digits above it.

# %% [markdown] alt="losses" lang="zh"
# 网络在训练数字和留出数字上的损失随轮数的变化：两条都在下降，挨得很近；虚线是最佳的场的两个损失，训练数字上的在网络之下，留出数字上的在网络之上。

# %% [markdown] key="losses-meaning" lang="en"
# On its own digits the net stays far above the best field, which knows each of them; on held-out ones it is far below. (It is told the label; the field is not.) It learned what digits are like.
# The loss itself says little about pictures; the judge will.

# %% [markdown] key="losses-meaning" lang="zh"
# 在自己的训练数字上，网络远不如最佳的场，因为那个场每个数字都认得；在留出的数字上，它却好得多。（标签只告诉了网络。）它学到了数字的样子。图画得怎样，损失本身说明不了，要等裁判来说。

# %% [markdown] key="steps" lang="en"
# ## 7 · How many steps?
#
# A GAN draws in one pass. A flow asks its net once for every step.

# %% [markdown] key="steps" lang="zh"
# ## 7 · 走多少步？
#
# GAN 一遍就画完。流每走一步都要问一次网络。

# %% [markdown] question="one-step" lang="en"
# One Euler step from $t = 0$ to 1, label 7. What would a perfect net draw?
#
# - [ ] A sharp seven: the roads are straight
#   Each road is, but the field at $t = 0$ is the mean of all roads that start there, and walks along it bend.
# - [x] The mean of all sevens, blurred
#   At $t = 0$ the best answer is that mean less the noise, and the step adds the noise again: one leap, as in section 1.
# - [ ] Noise with a hint of seven
#   The noise is taken away whole: the velocity is the goal less all of the noise.
# - [ ] Some other digit
#   The label is known from the start.

# %% [markdown] question="one-step" lang="zh"
# 从 $t = 0$ 一个欧拉步直接到 1，标签是 7，最佳的网络会画出什么？
#
# - [ ] 一个清晰的 7：路都是直的
#   每条路是直的，但 $t = 0$ 处的场是从那里出发的所有路的平均，顺着场走的路线会拐弯。
# - [x] 所有 7 的平均，一片模糊
#   在 $t = 0$，最好的回答是这个平均减去噪声，走一步又加上了噪声：和第 1 节的一步到位一样。
# - [ ] 带一点 7 的影子的噪声
#   噪声会被整个拿掉：速度就是终点减去全部噪声。
# - [ ] 别的某个数字
#   标签一开始就知道。


# %% key="heun" tags=["export"]
def heun(velocity, z, steps):
    """Like `euler`, along the mean of the velocities at both ends of each step."""
    path = [z]
    for k in range(steps):
        t, later = (tf.fill([len(z)], (k + j) / steps) for j in (0, 1))
        v = velocity(path[-1], t)
        v_there = velocity(path[-1] + v / steps, later)
        path.append(path[-1] + (v + v_there) / (2 * steps))
    return tf.stack(path)


# %% key="steps-picture"
panels, ten = {}, tf.range(10)


def towards_ten(x, t):
    """The average's velocities for the ten digits in turn."""
    return flow.ask([x, t, ten])


for steps in (1, 2, 5, 20, 100):
    path = euler(towards_ten, tf.constant(shown_noise[:10]), steps)
    panels[f"{steps} step{'s' * (steps > 1)}"] = sheet(unscaled(path[-1]), columns=2)
show(image_row(panels), "steps")

# %% [markdown] alt="steps" lang="en"
# The ten digits from the same noise with 1, 2, 5, 20 and 100 Euler steps: blurred shadows, smeared digits, thin clear ones, and from 20 to 100 hardly a change.

# %% [markdown] alt="steps" lang="zh"
# 同样的噪声，用 1、2、5、20、100 个欧拉步画出的十个数字：先是模糊的影子，再是涂开的数字，然后笔画清楚；从 20 步到 100 步几乎不变。

# %% key="steps-table"
rows = []
for solver, runs in measured_results("flow_steps").items():
    for steps, values in runs.items():
        row = {"solver": solver, "steps": steps, "evaluations": values["evaluations"]}
        row["frechet, by seed"] = "  ".join(f"{v:.0f}" for v in values["frechet"])
        rows.append(row)
table(rows, "1,000 digits each, by the judge of section 8")

# %% [markdown] key="steps-meaning" lang="en"
# **Heun's method** (`heun` above) tries an Euler step, asks again at its end, and takes the mean of both answers: two evaluations a step. One or two of its steps go further than as many of Euler's. But from
# five steps on the judge prefers Euler's ends, at half the evaluations: following the learned field more closely does not pay here. From ten to twenty steps nothing is gained. We draw with ten of Euler's.

# %% [markdown] key="steps-meaning" lang="zh"
# **Heun 法**（上面的 `heun`）先试走一个欧拉步，到终点再问一次，取两次回答的平均：一步要问两次。只走一两步时，它比同样步数的欧拉法走得好；从五步起，裁判却更喜欢欧拉法的终点，
# 而且只问一半的次数：在这里，把学来的场跟得更紧并不划算。从十步到二十步，没有什么好处。我们用十个欧拉步来画。


# %% key="unnoising-demo" tags=["demo"]
def as_digit(x, t):
    """The velocity without a label: at first nothing says which digit it will be."""
    none = tf.fill([len(x)], 10)
    return np.asarray(flow.ask([x, t, none]))


demos.unnoising(as_digit, shown_noise[:10])

# %% [markdown] key="judge" lang="en"
# ## 8 · The judge decides
#
# The same judge as in lesson 03, with the same three numbers: confident share, rarest digit, Fréchet distance of a thousand from the thousand held-out digits. With labels one can ask more: is the digit read that was asked for?
# And after section 3: how near does each sample come to a training digit, compared with held-out real ones?

# %% [markdown] key="judge" lang="zh"
# ## 8 · 请裁判裁定
#
# 裁判就是第 03 课那一位，三个数也一样：有把握的占多少，最少的数字占多少，一千张与留出的一千张之间的 Fréchet 距离。有了标签还能多问一句：读出来的是不是要画的那个？
# 有了第 3 节的教训还要问：每个样本离训练数字有多近？和留出的真数字比一比。

# %% key="judged"
judge, asked = load_judge(), np.repeat(np.arange(10), 100)
judged_noise = np.random.default_rng(4).normal(size=(1000, 28, 28, 1)).astype("float32")
began = time.perf_counter()
samples = draw(flow.ask, judged_noise, asked, steps=walk_steps)
sample_seconds = time.perf_counter() - began


def distances(pictures):
    """RMS distance of each (n, 28, 28) from its nearest training digit."""
    flat = scaled(pictures).reshape(-1, 784)
    return cdist(flat, real.reshape(-1, 784)).min(axis=1) / 28


far = distances(held_out.images)
near = np.array([np.quantile(far[held_out.labels == d], 0.05) for d in range(10)])


def all_scores(pictures, labels):
    """The judge's three numbers, how many are read as asked, how many lie near."""
    read = judge.probabilities(pictures).argmax(axis=1)
    return scores(judge, pictures, held_out.images) | {
        "label_accuracy": float(np.mean(read == labels)),
        "copies_share": float(np.mean(distances(pictures) < near[read])),
    }


# %% key="judged-table"
reached = all_scores(samples, asked)
ceiling = all_scores(digits.training.images[:1000], digits.training.labels[:1000])
compared = {"real, learned from": ceiling, "drawn by the flow": reached}


def compare():
    """The table of all that has been judged."""
    rows = [
        {"pictures": name} | {k: f"{v:.3g}" for k, v in values.items()}
        for name, values in compared.items()
    ]
    table(rows)


compare()

# %% [markdown] key="copies-share" lang="en"
# `copies_share` counts samples nearer to a training digit than 95 % of held-out ones read alike; new digits: about 0.05, training ones: 1. Here are a few with their nearest:

# %% [markdown] key="copies-share" lang="zh"
# `copies_share` 数的是离训练数字比 95% 的同类留出数字还近的样本：新写的约 0.05，训练数字本身是 1。下面是几个样本和离它们最近的训练数字：

# %% key="nearest"
some = samples[::72]
index = cdist(scaled(some).reshape(-1, 784), real.reshape(-1, 784)).argmin(axis=1)
twins = digits.training.images[index]
show(sheet(np.concatenate([some, twins]), columns=len(some), enlarge=2), "nearest")

# %% [markdown] alt="nearest" lang="en"
# Two rows of fourteen digits: above drawn by the flow, below each one's nearest training digit; they resemble each other, without being the same.

# %% [markdown] alt="nearest" lang="zh"
# 两行各十四个数字：上排由流画出，下排是各自最近的训练数字；相像，但不是同一个。

# %% [markdown] key="four" lang="en"
# **GAN against flow, fairly.** Labels balance classes, so each is trained both ways (the conditional GAN gets the label as ten more numbers of its noise, and its policeman a second plane made of it);
# the same 3,000 digits, the same judge, five seeds: 60 epochs of the GAN, 18 of the flow, and 26, which take about as long as the GAN's (*longer*; `benchmarks/flow.py`).

# %% [markdown] key="four" lang="zh"
# **GAN 对流，要比得公平。** 标签会让十类数量均等，所以两种都各训练带和不带标签的（带标签的 GAN：噪声里多十个数表示标签，警察多看一个由标签生成的平面）；
# 同样的 3,000 个数字，同一位裁判，五个种子：GAN 练 60 轮；流练 18 轮，以及和 GAN 用时差不多的 26 轮（*longer*；`benchmarks/flow.py`）。

# %% key="four-table"
all_runs, took = measured_results("flow_seeds"), measured_results("flow_pace")


def row_of(name):
    """A way of training: the smallest to the largest of its seeds, and what it takes."""
    row = {"trained": name, "seeds": len(all_runs[name])}
    for key in ("confident_share", "smallest_class_share", "frechet", "copies_share"):
        values = [run[key] for run in all_runs[name]]
        row[key] = f"{min(values):.3g} to {max(values):.3g}"
    row |= {
        f"{part} [s]": f"{took[name][f'{part}_seconds']:.3g}" for part in ("train", "sample")
    }
    return row


in_turns = "smallest to largest of the seeds; seconds measured in turns on one machine"
tried = ("GAN", "GAN, labels", "flow", "flow, labels", "flow, labels, longer")
table([row_of(name) for name in tried], in_turns)


# %% [markdown] key="four-meaning" lang="en"
# Without labels the GAN is far nearer to real digits; with them it is ahead of the shorter flow and level with the longer; and it draws in one pass. Labels help the flow a great deal, since a label settles at
# the start what the walk would have to find out. They make the GAN legible, but take its samples closer to training digits. The flow's strong points are others: no rates to balance, one loss that can be trusted
# to fall, and a net that can be steered afterwards. That comes next.

# %% [markdown] key="four-meaning" lang="zh"
# 不带标签，GAN 离真数字近得多；带上标签，它比练得短的流好，和练得长的不相上下；而且它一遍就画完。标签对流帮助很大，因为一开始就定下了路上要摸索的事。对 GAN，标签让字更好认，样本却也离训练数字更近。
# 流的长处在别处：不用平衡学习率，损失老老实实往下降，训练完了还能引导它。引导就是下一节。

# %% [markdown] key="guide" lang="en"
# ## 9 · A seven, please
#
# One and the same net knows what to do with a label and without one. The difference of its two answers points to *more of the label*, and one may exaggerate it: **classifier-free guidance** (Ho and Salimans, 2022).
#
# > **Exercise `guided_velocity(net, x_t, t, labels, w)`.** `net([x_t, t, labels])` gives a velocity; `labels` (n,) are whole numbers, 10 means "none". With $v_0$ for
# > label 10 everywhere, return $v_0 + w\,(v_\text{label} - v_0)$: $w = 0$ ignores the labels, 1 follows them, above 1 exaggerates. (Their paper counts otherwise: its $w$ is ours less 1.)
# >
# > *Worked example.* If the net answers 2 with the label and 1 without, $w = 3$ gives $1 + 3\,(2 - 1) = 4$.

# %% [markdown] key="guide" lang="zh"
# ## 9 · 请画一个 7
#
# 同一个网络，给不给标签它都会走。两个回答之差指向“*更像所要的数字*”，还可以把它放大：**无分类器引导**（classifier-free guidance；Ho 和 Salimans，2022）。
#
# > **练习 `guided_velocity(net, x_t, t, labels, w)`。** `net([x_t, t, labels])` 给出速度；`labels` (n,) 是整数，10 表示“不指定”。记标签全为 10 时的速度为 $v_0$，
# > 返回 $v_0 + w\,(v_\text{label} - v_0)$：$w = 0$ 不理会标签，1 照着标签走，大于 1 则加以夸大。（那篇论文的记法不同：它的 $w$ 是我们的减 1。）
# >
# > *例子。* 网络带标签时回答 2，不带时回答 1，则 $w = 3$ 给出 $1 + 3\,(2 - 1) = 4$。


# %% key="exercise-guided-velocity" tags=["exercise", "export"]
# NBVAL_CHECK_OUTPUT
def guided_velocity(net, x_t, t, labels, w):
    """Classifier-free guidance: v0 + w (v_label - v0), with v0 for the label 10, "none".

    x_t float32 (n, …), t (n,), labels int (n,), w a number → float32, like x_t.
    """
    # BEGIN SOLUTION
    nothing = net([x_t, t, tf.fill(tf.shape(labels), 10)])
    return nothing + w * (net([x_t, t, labels]) - nothing)
    # END SOLUTION


guided_velocity = use("guided_velocity", guided_velocity)


# %% key="guided-example"
# NBVAL_CHECK_OUTPUT
def says(parts, training=False):
    """A net that answers 2 with a label, and 1 without."""
    answers = tf.where(tf.convert_to_tensor(parts[2]) == 10, 1.0, 2.0)
    return tf.reshape(answers, [-1, 1]) * tf.ones_like(parts[0])


for w in (0.0, 1.0, 3.0):
    v = guided_velocity(says, tf.zeros((1, 1)), tf.zeros(1), tf.constant([7]), w)
    print(f"w = {w:g}: {np.asarray(v)[0, 0]:g}")

# %% [markdown] question="dial" lang="en"
# Turn $w$ up from 1 to 5. What happens to a hundred sevens?
#
# - [x] They become more legible, and more alike
#   What all sevens have in common is exaggerated, and rare ways of writing one are left behind.
# - [ ] They become more legible, and as varied as before
#   The push is towards what tells sevens from other digits, and the usual seven does that best.
# - [ ] They become more varied
#   The noise is the same; the push makes the walks agree more, not less.
# - [ ] They become bolder, nothing else
#   Strokes may become bolder too, but shapes change: compare the same noise at different $w$.

# %% [markdown] question="dial" lang="zh"
# 把 $w$ 从 1 调到 5，一百个 7 会怎样？
#
# - [x] 更好认，也更雷同
#   所有 7 共有的特点被夸大，少见的写法就落下了。
# - [ ] 更好认，和原来一样多样
#   推的方向是“和别的数字区别开”，最普通的 7 最符合。
# - [ ] 更多样
#   噪声没变；这一推让各条路线更一致，而不是更分散。
# - [ ] 只是笔画变粗
#   笔画也许会变粗，但形状也在变：拿同一份噪声在不同 $w$ 下比一比。

# %% key="guided"
weights, told_apart = (0.0, 1.0, 1.5, 2.0, 3.0, 5.0), []
some = np.repeat(np.arange(10), 10)
for w in weights:
    told_apart.append(draw(flow.ask, judged_noise[:100], some, w, walk_steps))
panels = {
    f"w = {w:g}": sheet(d[70:80], columns=2) for w, d in zip(weights, told_apart, strict=True)
}
show(image_row(panels), "guided")

# %% [markdown] alt="guided" lang="en"
# Ten pictures at each of six weights, all asked to be sevens, from the same noise: at w = 0 any digits, at 1 sevens of many kinds, at 5 ten bold sevens nearly alike.

# %% [markdown] alt="guided" lang="zh"
# 六种 w，各十张，都要求画 7，噪声相同：w = 0 时什么数字都有，w = 1 时是各式各样的 7，w = 5 时是十个几乎一样的粗笔画 7。

# %% key="dial-demo" tags=["demo"]
pictures = np.stack(told_apart).reshape(len(weights), 10, 10, 28, 28)
readings = np.stack([judge.probabilities(d) for d in told_apart]).reshape(
    len(weights), 10, 10, 10
)
demos.guidance_dial(pictures, np.arange(10), weights, readings)

# %% key="curve"
figure, axis = new_figure(size=(6.5, 3.2))
for seed, runs in enumerate(measured_results("flow_guidance")):
    shares, far = ([run[k] for run in runs] for k in ("confident_share", "frechet"))
    axis.plot(shares, far, "o-", ms=4, lw=1, label=f"seed {seed}")
for run in runs:
    axis.annotate(f"w = {run['w']:g}", (run["confident_share"], run["frechet"]), fontsize=9)
axis.set(xlabel="confident share: legible", ylabel="Fréchet distance: less is closer")
axis.legend(fontsize=9)
show(figure, "curve")

# %% [markdown] alt="curve" lang="en"
# Fréchet distance against the confident share, a line for each seed; w, from 1 to 5, marked on the last.

# %% [markdown] alt="curve" lang="zh"
# Fréchet 距离随有把握的份额的变化，每个种子一条线，最后一条标着 w，1 到 5。


# %% [markdown] key="curve-meaning" lang="en"
# A little guidance helps twice: the walks make up their mind. With more of it legibility still grows, but the pictures move away from the real ones, whose variety they lose. Judged at $w = 1.5$:

# %% [markdown] key="curve-meaning" lang="zh"
# 稍加引导，两样都好：路线更快打定主意。再加大，认得出的还在变多，图却离真数字越来越远，因为多样性丢了。下面按 $w = 1.5$ 来评判：

# %% key="guided-scores"
guided = draw(flow.ask, judged_noise, asked, 1.5, walk_steps)
guided_reached = all_scores(guided, asked)
compared["guided, w = 1.5"] = guided_reached
compare()

# %% key="guided-table"
tried = ("GAN, labels", "flow, labels, longer", "flow, labels, longer, w = 1.5")
table([row_of(name) for name in tried], in_turns)

# %% [markdown] key="guided-meaning" lang="en"
# Our flow (*longer*) beside the labelled GAN: as near to real digits without guidance; with it nearer, every seed, for twenty evaluations a picture against one.
# (The weight was chosen by this same judge.)

# %% [markdown] key="guided-meaning" lang="zh"
# 本课的流（*longer*）和带标签的 GAN：不加引导，离真数字一样近；加了引导，每个种子都更近；代价是每张图问二十次网络，GAN 只问一次。
# （$w$ 就是由这位裁判选出来的。）

# %% [markdown] key="experiment" lang="en"
# ### Your experiment
#
# Does more training bring more points into a cloud? Write down what you expect, then run. Worth trying: 100 to 3,000 steps; fewer steps of the walk in `measure`; `rate=0.001`.

# %% [markdown] key="experiment" lang="zh"
# ### 你的实验
#
# 多练，团里的点会更多吗？先写下你的预测，再运行。值得一试：训练 100 到 3,000 步；`measure` 里走得更少；`rate=0.001`。

# %% key="experiment-run"
hypothesis = ""  # what will come out, in your words


def measure(steps, seed):
    """How many percent of the points end in a cloud."""
    own = plane_flow(seed, profile.pick(smoke=2, quick=steps, full=steps))

    def velocity(x, t):
        return own([tf.convert_to_tensor(x), tf.convert_to_tensor(t)])

    end = euler(velocity, start_at, 20)[-1]
    return 100 * covered(np.asarray(end))[1]


outcome = open_experiment(
    hypothesis, measure, {"300 steps": 300, "1,200 steps": 1200}, unit="%"
)

# %% [markdown] key="where" lang="en"
# ## 10 · Where it went
#
# **Half a digit given, the rest drawn.** No new training: at every step put the known pixels back on their own road.

# %% [markdown] key="where" lang="zh"
# ## 10 · 后来呢
#
# **给半个数字，其余由它来画。** 不用重新训练：每走一步，就把已知的像素放回它们自己的路上。


# %% key="inpaint"
def complete(net, picture, keep, noise, steps=20):
    """Pictures (n, 28, 28, 1) whose pixels outside `keep` are drawn anew, no label given."""
    x, none = noise, tf.fill([len(noise)], 10)
    for k in range(steps):
        x = x + net([x, tf.fill([len(x)], k / steps), none]) / steps
        on_the_road, _ = mix(picture, noise, tf.fill([len(x)], (k + 1) / steps))
        x = tf.where(keep, on_the_road, x)
    return x


keep = np.arange(28)[:, None, None] < 14  # the upper half
given = np.repeat(held_out.scaled()[[3, 5, 8]], 7, axis=0)
completed = complete(flow.ask, tf.constant(given), keep, tf.constant(shown_noise[:21]))
rows_of = unscaled(completed).reshape(3, 7, 28, 28)
halves = np.where(keep[..., 0], held_out.images[[3, 5, 8]], 128)[:, None]
show(sheet(np.concatenate([halves, rows_of], axis=1).reshape(-1, 28, 28), 8, 2), "inpaint")

# %% [markdown] alt="inpaint" lang="en"
# Three rows: left the upper half of a digit over grey, then seven completions of it, which differ from one another below and agree above.

# %% [markdown] alt="inpaint" lang="zh"
# 三行：最左边是一个数字的上半部分，下半部分是灰色；后面是七种补全，上半都一样，下半各不相同。

# %% [markdown] key="today" lang="en"
# - **Latent spaces.** Large models don't walk through pixels: an autoencoder shrinks the picture eightfold a side, and the flow lives there (Rombach et al., 2022; Stable Diffusion 3 is a flow with straight roads: Esser et al., 2024).
# - **Text.** In place of our eleven vectors stands a language model's reading of a sentence, and guidance works as it does here.
# - **Few steps.** A student network learns to do in one to four steps what its teacher does in fifty (Liu et al., 2022; Song et al., 2023): the GAN's single pass comes back, often with a GAN's loss helping.
# - **Provenance.** The eye often takes such pictures for photographs. Standards such as C2PA sign where a picture comes from; and what a model has learned from, and whether it gives it back, is a question
#   of rights and of privacy: large diffusion models have been made to return training pictures (Carlini et al., 2023).

# %% [markdown] key="today" lang="zh"
# - **潜空间**（latent space）。大模型不在像素里走：自编码器（autoencoder）先把图的每边缩小八倍，流就在那里面走（Rombach 等，2022；Stable Diffusion 3 就是走直路的流：Esser 等，2024）。
# - **文字**。我们的十一个向量，换成语言模型读一句话得到的结果；引导的做法和这里一样。
# - **少走几步**。学生网络学着用一到四步做老师五十步的事（Liu 等，2022；Song 等，2023）：GAN 的“一遍画完”又回来了，常常还要 GAN 的损失帮忙。
# - **来源**（provenance）。这样的图，肉眼常常当成照片。C2PA 一类的标准给图片的来历签名；模型学过什么、会不会原样吐出来，则关系到版权和隐私：已经有人让大型扩散模型吐出了训练图片（Carlini 等，2023）。

# %% [markdown] key="recap" lang="en"
# ## Recap
#
# - Squared error answers with a mean. One leap gives the mean of all digits; small steps ask for the mean *from here on*, and that one leads to data.
# - The best field for finite data only copies, and its loss isn't 0. A net that misses it may invent: measure copies.
# - No opponent, no rates to balance: all eight clouds with every seed. The price is paid at drawing, in steps.
# - Guidance makes pictures more legible and more alike.

# %% [markdown] key="recap" lang="zh"
# ## 小结
#
# - 平方误差的回答是平均。一步到位得到所有数字的平均；小步走，每步问的是*从这里往后*的平均，它才通向数据。
# - 对有限的数据，最佳的场只会照抄，它的损失也不是 0。达不到它的网络才可能有新意：有没有照抄要测。
# - 没有对手，不用平衡学习率：不管哪个种子，八团都在。代价在画的时候付：要走许多步。
# - 引导让图更好认，也更雷同。

# %% key="report"
metrics = {k: v for k, v in reached.items() if k != "smallest_class_share"}
metrics |= {
    "frechet_real": ceiling["frechet"],
    "guided_confident_share": guided_reached["confident_share"],
    "guided_frechet": guided_reached["frechet"],
    "train_seconds": (progress.seconds, "s"),
    "sample_seconds": (sample_seconds, "s"),
}
drawn = {"samples": samples, "labels": asked, "guided": guided}
report(
    "05_flow_matching",
    metrics,
    {"digits.npz": drawn, "digits.png": sheet(samples[::10])},
)

# %% [markdown] key="reading" lang="en"
# ## Reading
#
# - Y. Lipman et al., *Flow matching for generative modeling*, ICLR 2023 (arXiv 2210.02747); X. Liu et al., *Flow straight and fast*, ICLR 2023 (arXiv 2209.03003).
# - J. Ho et al., *Denoising diffusion probabilistic models*, NeurIPS 2020 (arXiv 2006.11239); Y. Song et al., *Score-based generative modeling
#   through stochastic differential equations*, ICLR 2021 (arXiv 2011.13456).
# - J. Ho and T. Salimans, *Classifier-free diffusion guidance*, 2022 (arXiv 2207.12598).
# - M. Kamb and S. Ganguli, *An analytic theory of creativity in convolutional diffusion models*, ICML 2025 (arXiv 2412.20292); Q. Bertrand et al., *On the closed-form of flow
#   matching*, NeurIPS 2025 (arXiv 2506.03719).
# - R. Rombach et al., *High-resolution image synthesis with latent diffusion models*, CVPR 2022 (arXiv 2112.10752); P. Esser et al., *Scaling rectified flow transformers*, ICML 2024 (arXiv 2403.03206).
# - Y. Song et al., *Consistency models*, ICML 2023 (arXiv 2303.01469); N. Carlini et al., *Extracting training data from diffusion models*, 2023 (arXiv 2301.13188).

# %% [markdown] key="reading" lang="zh"
# ## 延伸阅读
#
# - Y. Lipman 等，*Flow matching for generative modeling*，ICLR 2023（arXiv 2210.02747）；X. Liu 等，*Flow straight and fast*，ICLR 2023（arXiv 2209.03003）。
# - J. Ho 等，*Denoising diffusion probabilistic models*，NeurIPS 2020（arXiv 2006.11239）；Y. Song 等，*Score-based generative modeling
#   through stochastic differential equations*，ICLR 2021（arXiv 2011.13456）。
# - J. Ho、T. Salimans，*Classifier-free diffusion guidance*，2022（arXiv 2207.12598）。
# - M. Kamb、S. Ganguli，*An analytic theory of creativity in convolutional diffusion models*，ICML 2025（arXiv 2412.20292）；Q. Bertrand 等，*On the closed-form of flow
#   matching*，NeurIPS 2025（arXiv 2506.03719）。
# - R. Rombach 等，*High-resolution image synthesis with latent diffusion models*，CVPR 2022（arXiv 2112.10752）；P. Esser 等，*Scaling rectified flow transformers*，ICML 2024（arXiv 2403.03206）。
# - Y. Song 等，*Consistency models*，ICML 2023（arXiv 2303.01469）；N. Carlini 等，*Extracting training data from diffusion models*，2023（arXiv 2301.13188）。
