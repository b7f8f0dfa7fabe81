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


def variation_loss(image, beta=1.0):
    """Σ |difference of neighbours|^beta, downwards and to the right; image (H, W, 3)."""
    down, right = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
    return tf.reduce_sum(tf.abs(down) ** beta) + tf.reduce_sum(tf.abs(right) ** beta)


def smooth(picture, strength, beta, evaluations):
    """The picture that stays near `picture` and varies little."""

    def objective(other):
        variation = strength * variation_loss(other, beta)
        return content_loss(other, picture) + variation, {"variation": variation}

    return paint(objective, picture, evaluations, quiet=True).picture


def total_loss(content, style, variation, alpha, beta, gamma):
    """α · content + β · style + γ · variation."""
    return alpha * content + beta * style + gamma * variation


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


def keep_colours(painted, photograph):
    """The luminance of one picture with the colours of the other, both (H, W, 3) in [0, 1]."""
    from skimage.color import rgb2yiq, yiq2rgb

    yiq = rgb2yiq(photograph)
    yiq[..., 0] = rgb2yiq(painted)[..., 0]
    return np.clip(yiq2rgb(yiq), 0, 1).astype("float32")
