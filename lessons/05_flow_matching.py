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

# %% [markdown] key="title" lang="zh"
# # 05 · 从噪声到数字

# %% key="setup" tags=["setup"]
from course_utils import start

profile = start("05_flow_matching")

# %% key="imports" tags=["export"]
import keras
import numpy as np
import tensorflow as tf
from keras import layers

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

# %% [markdown] key="road" lang="en"
# > **Exercise `mix(x, z, t)`.** `x` and `z` are tensors (n, …) of one shape, `t` (n,) a time in [0, 1] for each of them. Return two tensors
# > of the shape of `x`: the points $x_t = (1 - t)\,z + t\,x$, and the velocities $x - z$.
# >
# > *Worked example.* From `z = [[0, 0]]` to `x = [[4, 8]]`, at `t = [0.25]`: the point `[[1, 2]]`, the velocity `[[4, 8]]`.

# %% [markdown] key="road" lang="zh"
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

# %% [markdown] key="best" lang="en"
# > **Exercise `best_velocity(x_t, t, data)`.** Points `x_t` (n, d), one time $0 \le t < 1$ for all of them, `data` (m, d). Return (n, d): for each point
# >
# > $$v(x_t, t) = \sum_j w_j \frac{d_j - x_t}{1 - t}, \qquad w_j = \operatorname*{softmax}_j \left(-\frac{\lVert x_t - t\,d_j\rVert^2}{2\,(1 - t)^2}\right)$$
# >
# > with finite numbers close to $t = 1$ too.
# >
# > *Worked example.* `data = [[1], [-1]]`: at `x_t = [[0]]` both weigh ½ at every time, and the velocity is 0.

# %% [markdown] key="best" lang="zh"
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

# %% [markdown] key="loss" lang="en"
# > **Exercise `flow_loss(velocity, x, z, t)`.** Ask `velocity(x_t, t)` at the points of the roads; return one number, the mean over all their numbers of its
# > squared difference from $x - z$. The gradient has to reach the weights inside `velocity`.
# >
# > *Worked example.* From 0 to 4, and an answer that is always 3: (3 − 4)² = 1.

# %% [markdown] key="loss" lang="zh"
# > **练习 `flow_loss(velocity, x, z, t)`。** 在各条路的点上问 `velocity(x_t, t)`；返回一个数：它与 $x - z$ 之差的平方，对所有数取平均。梯度要能传到 `velocity` 里面的权重。
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
# > **Exercise `euler(velocity, z, steps)`.** Start at `z` (n, …) and take `steps` equal steps from $t = 0$ to 1, each along `velocity(x, t)` where it begins, `t` being
# > a tensor (n,) filled with $k/\text{steps}$. Return the whole path, (steps + 1, n, …), `z` first.
# >
# > *Worked example.* `velocity = lambda x, t: x`, `z = [[1]]`, two steps: `[[[1]], [[1.5]], [[2.25]]]`.

# %% [markdown] key="walk" lang="zh"
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

# %% [markdown] key="guide" lang="en"
# > **Exercise `guided_velocity(net, x_t, t, labels, w)`.** `net([x_t, t, labels])` gives a velocity; `labels` (n,) are whole numbers, 10 means "none". With $v_0$ for
# > label 10 everywhere, return $v_0 + w\,(v_\text{label} - v_0)$: $w = 0$ ignores the labels, 1 follows them, above 1 exaggerates.

# %% [markdown] key="guide" lang="zh"
# > **练习 `guided_velocity(net, x_t, t, labels, w)`。** `net([x_t, t, labels])` 给出速度；`labels` (n,) 是整数，10 表示“不指定”。记标签全为 10 时的速度为 $v_0$，
# > 返回 $v_0 + w\,(v_\text{label} - v_0)$：$w = 0$ 不理会标签，1 照着标签走，大于 1 则加以夸大。


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
