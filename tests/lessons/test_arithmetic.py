"""The arithmetic that lesson 01 teaches against TensorFlow's and Keras' own layers."""

from itertools import product

import numpy as np
import pytest

from course_utils.measurements import measured_rows
from course_utils.reference import transposed_convolution as lesson

CONFIGURATIONS = [
    (size, kernel, stride, padding, extra)
    for size, kernel, stride, padding, extra in product(
        [(1, 1), (4, 4), (3, 5), (2, 7)],
        [(1, 1), (3, 3), (2, 4), (5, 3)],
        (1, 2, 3),
        (0, 1, 2),
        (0, 1, 2),
    )
    if extra < stride
    and all(
        (n - 1) * stride - 2 * padding + k + extra >= 1 and padding < k
        for n, k in zip(size, kernel, strict=True)
    )
]


def arrays(size, kernel):
    rng = np.random.default_rng([*size, *kernel])
    return rng.normal(size=size), rng.normal(size=kernel)


def test_there_are_enough_configurations():
    assert len(CONFIGURATIONS) >= 200
    assert any(size[0] != size[1] and kernel[0] != kernel[1] for size, kernel, *_ in CONFIGURATIONS)


def test_tensorflow_agrees():
    """tf.nn.conv2d_transpose, given the output shape that the lesson's formula predicts."""
    import tensorflow as tf

    for size, kernel, stride, padding, extra in CONFIGURATIONS:
        x, weights = arrays(size, kernel)
        sides = zip(size, kernel, strict=True)
        shape = [lesson.output_size(*side, stride, padding, extra) for side in sides]
        theirs = tf.nn.conv2d_transpose(
            x[None, :, :, None],
            weights[:, :, None, None],
            (1, *shape, 1),
            strides=stride,
            padding=[(0, 0), (padding, padding), (padding, padding), (0, 0)],
        )
        ours = lesson.transposed_convolution(x, weights, stride, padding, extra)
        where = f"{size=} {kernel=} {stride=} {padding=} {extra=}"
        np.testing.assert_allclose(ours, theirs[0, :, :, 0], atol=1e-10, err_msg=where)


def test_keras_layer_agrees():
    """Keras' layer without padding, output padding included; the shapes are Keras' own."""
    import keras

    unpadded = [c for c in CONFIGURATIONS if c[3] == 0]
    assert len(unpadded) >= 60
    for size, kernel, stride, _, extra in unpadded:
        x, weights = arrays(size, kernel)
        layer = keras.layers.Conv2DTranspose(1, kernel, stride, "valid", output_padding=extra, use_bias=False)
        layer.build((None, *size, 1))
        layer.set_weights([weights[:, :, None, None]])
        theirs = np.array(layer(x[None, :, :, None]))[0, :, :, 0]
        ours = lesson.transposed_convolution(x, weights, stride, 0, extra)
        np.testing.assert_allclose(ours, theirs, atol=1e-5, err_msg=f"{size=} {kernel=} {stride=} {extra=}")


def test_without_output_padding_it_is_the_first_function():
    for size, kernel, stride, padding, extra in CONFIGURATIONS:
        if extra == 0:
            x, weights = arrays(size, kernel)
            general = lesson.transposed_convolution(x, weights, stride, padding)
            np.testing.assert_allclose(lesson.conv_transpose2d(x, weights, stride, padding), general)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_adjoint(stride):
    """<Cx, y> = <x, C'y>, with the convolution computed by SciPy."""
    from scipy.signal import correlate2d

    rng = np.random.default_rng(stride)
    kernel = rng.normal(size=(3, 2))
    y = rng.normal(size=(4, 3))
    x = rng.normal(size=lesson.conv_transpose2d(y, kernel, stride).shape)
    forward = correlate2d(x, kernel, mode="valid")[::stride, ::stride]
    C = lesson.convolution_matrix(kernel, x.shape, stride)
    np.testing.assert_allclose((C @ x.ravel()).reshape(forward.shape), forward)
    np.testing.assert_allclose(C.T @ y.ravel(), lesson.conv_transpose2d(y, kernel, stride).ravel())


@pytest.mark.parametrize(
    ("settings", "argument"),
    [
        ((0, 3, 1, 0, 0), "n"),
        ((4, 0, 1, 0, 0), "kernel"),
        ((4, 3, 0, 0, 0), "stride"),
        ((4, 3, 1.5, 0, 0), "stride"),
        ((4, 3, 2, -1, 0), "padding"),
        ((4, 3, 2, 0, -1), "output_padding"),
        ((4, 3, 2, 0, 2), "output_padding"),
    ],
)
def test_nonsense_is_refused_by_name(settings, argument):
    with pytest.raises(ValueError, match=rf"^{argument}\b"):
        lesson.output_size(*settings)
    n, kernel, *rest = settings
    with pytest.raises(ValueError, match=rf"^{argument}\b"):
        lesson.transposed_convolution(np.ones((n, n)), np.ones((kernel, kernel)), *rest)


def test_where_nothing_is_left_there_is_nothing():
    for settings in ((1, 3, 1, 2, 0), (2, 3, 2, 3, 1)):
        assert lesson.output_size(*settings) == 0
        n, kernel, *rest = settings
        assert lesson.transposed_convolution(np.ones((n, n)), np.ones((kernel, kernel)), *rest).shape == (0, 0)


def test_half_of_the_lead_over_bicubic_is_linear():
    """As the lesson says of its stored table: behind bicubic, about half of the lead, all of it."""
    alone, without_relu, network = (float(row["mean"]) for row in measured_rows("upsampler_seeds"))
    assert alone < 0 and 0.4 < without_relu / network < 0.6


def test_overlaps_are_what_stamping_ones_gives():
    for n, kernel, stride in product((1, 3, 6), (1, 3, 4), (1, 2, 5)):
        stamped = lesson.conv_transpose2d(np.ones((1, n)), np.ones((1, kernel)), stride)[0]
        np.testing.assert_array_equal(lesson.overlap_count(n, kernel, stride), stamped)


@pytest.mark.parametrize("factor", [2, 3, 4, 5])
def test_bilinear_kernel_is_tensorflows_bilinear_resize(factor):
    import tensorflow as tf

    x = np.random.default_rng(0).random((5, 6))
    size = tuple(n * factor for n in x.shape)
    wanted = tf.image.resize(x[:, :, None], size, "bilinear").numpy()[:, :, 0]
    padding = (factor - factor % 2) // 2
    ours = lesson.conv_transpose2d(x, lesson.bilinear_kernel(factor), factor, padding)
    inside = np.s_[factor:-factor, factor:-factor]  # at the edge neighbours are missing
    np.testing.assert_allclose(ours[: size[0], : size[1]][inside], wanted[inside], atol=1e-6)
