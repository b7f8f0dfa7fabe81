"""What the machine can do at best: one large matrix product, in float32 and in bfloat16."""

from benchmarks.frame import MORE, Part, Side, Work
from benchmarks.races import rate


def product(dtype: str, side: int) -> Work:
    """A turn multiplies two square matrices for half a second; billions of operations a second."""
    from course_utils import machine

    tf = machine.import_tensorflow_quietly()
    multiply = tf.function(tf.matmul)
    a = tf.cast(tf.random.normal((side, side)), dtype)
    multiply(a, a)

    def once():
        float(multiply(a, a)[0, 0])
        return 2 * side**3

    return Work(lambda seed, target: rate(once, 0.5) / 1e9)


def sides(profile: str) -> dict[str, Side]:
    side = 512 if profile == "smoke" else 2048
    return {dtype: Side(product, {"dtype": dtype, "side": side}) for dtype in ("float32", "bfloat16")}


LIMITS = Part("limits", "", "a matrix product", "GFLOP/s", sides, better=MORE, minutes=0.2)
