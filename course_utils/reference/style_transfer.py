"""Built from lesson 04_style_transfer: change the lesson, not this file."""

import keras
import numpy as np
import tensorflow as tf
from scipy.fft import idct
from scipy.optimize import minimize

from course_utils.painting import live_canvas


def content_loss(F, P):
    """½ Σ (F − P)² over features of one shape; a scalar."""
    return tf.reduce_sum((F - P) ** 2) / 2


def slope_of(objective):
    """picture → (loss, parts, slope of the loss with respect to each pixel), compiled."""

    @tf.function
    def look(picture):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            loss, parts = objective(picture)
        return loss, parts, tape.gradient(loss, picture)

    return look


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


def wave_picture(amounts):
    """A picture (S, S, 3) in (0, 1) from amounts of cosine waves; broad waves weigh more."""
    size = amounts.shape[0]
    waves = idct(np.eye(size), axis=0, norm="ortho").astype("float32")
    weights = np.maximum(np.hypot(*np.indices((size, size))), 1) ** -0.75
    weighted = amounts * weights[..., None].astype("float32")
    return tf.sigmoid(tf.einsum("iu,uvc,jv->ijc", waves, weighted, waves))


def rebuild(vgg, picture, layer, evaluations):
    """What `layer` kept of a square picture: noise that learned to give its features there."""
    net = vgg.features([layer])
    P = net(picture[None])[layer][0]

    def objective(amounts):
        loss = content_loss(net(wave_picture(amounts)[None])[layer][0], P)
        return loss, {"content": loss}

    noise = np.random.default_rng(0).normal(0, 0.3, picture.shape).astype("float32")
    return np.asarray(wave_picture(paint(objective, noise, evaluations, quiet=True).best))


def gram_matrix(F):
    """(N, N) from features (H, W, N): G_ij = Σ_k F_ik F_jk over positions k, not normalised."""
    positions = tf.reshape(F, (-1, F.shape[-1]))
    return tf.matmul(positions, positions, transpose_a=True)


def style_layer_loss(F, A):
    """Σ (G(F) − A)² / (4 N² M²): features (H, W, N), a style's Gram matrix (N, N); a scalar."""
    height, width, channels = F.shape
    difference = gram_matrix(F) - A
    return tf.reduce_sum(difference**2) / (4 * channels**2 * (height * width) ** 2)


STYLE_LAYERS = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]


def style_loss(features, targets):
    """Σ w_l E_l, equal weights; `targets`: layer → the Gram matrix of the style there."""
    losses = [style_layer_loss(features[layer][0], A) for layer, A in targets.items()]
    return tf.add_n(losses) / len(losses)


def broad_noise(picture, seed=0):
    """Noise as a texture starts from: of all waves, broad ones too; (S, S, 3) as `picture`."""
    amounts = np.random.default_rng(seed).normal(0, 1, picture.shape).astype("float32")
    return np.asarray(wave_picture(amounts))


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


def statistics_loss(F, mean, std):
    """Mean over maps of (μ(F) − mean)² + (σ(F) − std)²; F (H, W, N), mean, std (N,); scalar.

    σ is the population's; with at most 1e-5 added under the root, every slope is finite.
    """
    average, variance = tf.nn.moments(F, axes=[0, 1])
    spread = tf.sqrt(variance + 1e-8)
    return tf.reduce_mean((average - mean) ** 2 + (spread - std) ** 2)


def variation_loss(image, exponent=1.0):
    """Σ |difference of neighbours|^exponent, downwards and to the right; image (H, W, 3)."""
    down, right = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
    return tf.reduce_sum(tf.abs(down) ** exponent) + tf.reduce_sum(tf.abs(right) ** exponent)


def smooth(picture, strength, exponent, evaluations):
    """The picture that stays near `picture` and varies little."""

    def objective(other):
        variation = strength * variation_loss(other, exponent)
        return content_loss(other, picture) + variation, {"variation": variation}

    return paint(objective, picture, evaluations, quiet=True).picture


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


def noise_like(picture, seed=0):
    """Faint white noise on grey, (H, W, 3) as `picture`; what no layer sees stays as faint."""
    return np.random.default_rng(seed).uniform(0.45, 0.55, picture.shape).astype("float32")


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


def keep_colours(painted, photograph):
    """The luminance of one picture with the colours of the other, both (H, W, 3) in [0, 1]."""
    from skimage.color import rgb2yiq, yiq2rgb

    yiq = rgb2yiq(photograph)
    yiq[..., 0] = rgb2yiq(painted)[..., 0]
    return np.clip(yiq2rgb(yiq), 0, 1).astype("float32")
