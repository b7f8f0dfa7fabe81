"""How fast this machine computes what trainings are made of: the measure of a record's seconds."""

import time

ROUNDS, SECONDS = 10, 8.0  # as many rounds, and for so long at least
WORK = 3 * 2 * 16 * 52**2 * 9 * 32**2 + 2 * 1024**3  # multiplications and additions in a round
LIMITS = 0.1, 10.0  # of what a machine's seconds may be, in the reference machine's


def pace() -> float:
    """Thousand millions of operations a second, in the best of several rounds, float32, on all cores.

    A round: a 3×3 convolution of (16, 52, 52, 32) to as many maps, its slopes by picture and kernel, and the
    product of two matrices 1024×1024.
    """
    from course_utils.machine import import_tensorflow_quietly

    tf = import_tensorflow_quietly()
    picture, kernel, matrix = tf.ones((16, 52, 52, 32)), tf.ones((3, 3, 32, 32)), tf.ones((1024, 1024))

    @tf.function
    def work():
        with tf.GradientTape() as tape:
            tape.watch([picture, kernel])
            maps = tf.nn.conv2d(picture, kernel, 1, "SAME")
        slopes = tape.gradient(maps, [picture, kernel])
        return tf.add_n([tf.reduce_sum(part) for part in (*slopes, matrix @ matrix)])

    work()  # traced
    taken, began = [], time.perf_counter()
    while len(taken) < ROUNDS or time.perf_counter() - began < SECONDS:
        start = time.perf_counter()
        work().numpy()
        taken.append(time.perf_counter() - start)
    return WORK / min(taken) / 1e9


def seconds_here(seconds: float, here: float, reference: float) -> float:
    """What takes the reference machine so many seconds, on a machine of this pace."""
    least, most = LIMITS
    return seconds * min(max(reference / here, least), most)
