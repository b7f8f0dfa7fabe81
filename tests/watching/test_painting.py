"""Lesson 04: losses and their slopes by definition, painting downhill, the canvas, the finished picture."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
from scipy.fft import dctn
from threadpoolctl import threadpool_info

from course_utils import painting, panel, session
from course_utils.data.pictures import load_photograph, load_style
from course_utils.measurements import measured_results
from course_utils.messages import CourseError
from course_utils.painting import live_canvas
from course_utils.pretrained import load_vgg
from course_utils.reference import style_transfer as lesson


def features(height=5, width=7, maps=3, seed=0):
    return np.random.default_rng(seed).normal(size=(height, width, maps))


# --- losses --------------------------------------------------------------------------------------


def gram_by_definition(F):
    height, width, maps = F.shape
    G = np.zeros((maps, maps))
    for i in range(maps):
        for j in range(maps):
            for r in range(height):
                for c in range(width):
                    G[i, j] += F[r, c, i] * F[r, c, j]
    return G


def variation_by_definition(x, beta):
    total = 0.0
    for r in range(x.shape[0]):
        for c in range(x.shape[1]):
            for k in range(x.shape[2]):
                if r + 1 < x.shape[0]:
                    total += abs(x[r + 1, c, k] - x[r, c, k]) ** beta
                if c + 1 < x.shape[1]:
                    total += abs(x[r, c + 1, k] - x[r, c, k]) ** beta
    return total


OTHER = features(seed=1)
TARGET = gram_by_definition(OTHER)
STATISTICS = OTHER.mean((0, 1)), OTHER.std((0, 1))
LOSSES = {
    "content": (
        lambda F: lesson.content_loss(F, OTHER),
        lambda F: 0.5 * sum((a - b) ** 2 for a, b in zip(F.ravel(), OTHER.ravel(), strict=True)),
    ),
    "style layer": (
        lambda F: lesson.style_layer_loss(F, TARGET),
        lambda F: np.sum((gram_by_definition(F) - TARGET) ** 2) / (4 * 3**2 * 35**2),
    ),
    "statistics": (
        lambda F: lesson.statistics_loss(F, *STATISTICS),
        lambda F: np.mean((F.mean((0, 1)) - STATISTICS[0]) ** 2 + (F.std((0, 1)) - STATISTICS[1]) ** 2),
    ),
    "variation, exponent 1": (lesson.variation_loss, lambda F: variation_by_definition(F, 1)),
    "variation, exponent 1.25": (
        lambda F: lesson.variation_loss(F, 1.25),
        lambda F: variation_by_definition(F, 1.25),
    ),
    "variation, exponent 2": (lambda F: lesson.variation_loss(F, 2.0), lambda F: variation_by_definition(F, 2)),
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_their_slopes(name):
    """Values from the definition; slopes by central differences of it, in float64."""
    loss, definition = LOSSES[name]
    F = features()
    given = tf.constant(F)
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = loss(given)
    assert float(value) == pytest.approx(definition(F), rel=1e-7)  # an epsilon under a root
    slope = tape.gradient(value, given).numpy()
    step = 1e-5
    for place in [(0, 0, 0), (2, 3, 1), (4, 6, 2), (4, 0, 0), (0, 6, 1)]:
        up, down = F.copy(), F.copy()
        up[place] += step
        down[place] -= step
        numerical = (definition(up) - definition(down)) / (2 * step)
        assert slope[place] == pytest.approx(numerical, rel=1e-4, abs=1e-7)


def test_gram_matrix_is_symmetric_positive_and_forgets_positions():
    F = features(6, 4, 5)
    G = lesson.gram_matrix(tf.constant(F)).numpy()
    assert np.allclose(G, gram_by_definition(F))
    assert np.allclose(G, G.T, rtol=1e-12)
    assert np.linalg.eigvalsh(G).min() > -1e-9
    shuffled = np.random.default_rng(1).permutation(F.reshape(24, 5)).reshape(4, 6, 5)
    assert np.allclose(G, lesson.gram_matrix(tf.constant(shuffled)).numpy())
    mixed = np.random.default_rng(1).permutation(F.ravel()).reshape(F.shape)  # maps mixed as well: not the same
    assert not np.allclose(G, lesson.gram_matrix(tf.constant(mixed)).numpy())


def test_slopes_are_finite_where_a_picture_is_flat():
    flat = tf.ones((4, 4, 3))
    for beta in (1.0, 1.25, 2.0):
        with tf.GradientTape() as tape:
            tape.watch(flat)
            value = lesson.variation_loss(flat, beta)
        assert np.isfinite(tape.gradient(value, flat).numpy()).all()
    with tf.GradientTape() as tape:
        tape.watch(flat)
        value = lesson.statistics_loss(flat, tf.zeros(3), tf.ones(3))
    assert np.isfinite(tape.gradient(value, flat).numpy()).all()


# --- painting ------------------------------------------------------------------------------------


def bowl(picture):
    """Smallest, 0, for a picture of 0.25; bends differently in different directions."""
    weights = tf.reshape(tf.linspace(1.0, 100.0, tf.size(picture)), picture.shape)
    loss = tf.reduce_sum(weights * (picture - 0.25) ** 2)
    return loss, {"content": loss}


START = np.random.default_rng(0).uniform(0, 1, (6, 5, 3)).astype("float32")


@pytest.mark.parametrize("walk", [lesson.paint, lesson.paint_by_descent, lesson.paint_by_adam])
def test_every_optimiser_goes_downhill_and_tells_how(walk):
    canvas = walk(bowl, START, 25)
    assert 20 <= canvas.evaluations <= 30 and len(canvas.history) == canvas.evaluations
    losses = [loss for _, loss, _ in canvas.history]
    assert losses == sorted(losses, reverse=True) and losses[-1] < 0.5 * losses[0]
    seconds = [s for s, _, _ in canvas.history]
    assert seconds == sorted(seconds) and canvas.seconds >= seconds[-1] > 0
    assert canvas.history[0][2]["content"] == pytest.approx(float(bowl(tf.constant(START))[0]), rel=1e-5)
    assert canvas.picture.dtype == np.float32 and canvas.picture.shape == START.shape
    assert float(bowl(tf.constant(canvas.picture))[0]) == pytest.approx(canvas.loss, rel=1e-4, abs=1e-6)


def test_lbfgs_wins_the_race():
    ends = [
        walk(bowl, START, 30).loss for walk in (lesson.paint, lesson.paint_by_descent, lesson.paint_by_adam)
    ]
    assert 10 * ends[0] < min(ends[1:])


def test_the_race_is_run_with_what_tuning_found_best():
    """To within a hundredth: on another pair of pictures, by benchmarks/style.py."""
    measured = measured_results("style_race")
    assert set(measured) == {"paint_by_descent", "paint_by_adam", "paint"}
    for walker, rows in measured.items():
        given = {name: p.default for name, p in inspect.signature(getattr(lesson, walker)).parameters.items()}
        used = {name: given[name] for name in rows[0] if name != "loss"}
        (own,) = (row["loss"] for row in rows if used.items() <= row.items())
        assert own <= 1.01 * min(row["loss"] for row in rows), walker


def test_the_start_is_left_alone():
    start = START.copy()
    for walk in (lesson.paint, lesson.paint_by_descent, lesson.paint_by_adam):
        walk(bowl, start, 3)
    assert np.array_equal(start, START)


# --- the canvas ----------------------------------------------------------------------------------


@pytest.fixture
def lesson_run(monkeypatch):
    run = session.Session("04_style_transfer", session.Profile("smoke"))
    monkeypatch.setattr(session, "current", run)
    return run


def test_stopping_keeps_the_best_picture(lesson_run, language):
    with live_canvas("roofs", START, 10) as canvas:
        canvas.see(START / 2, 5.0, content=5.0)
        canvas.see(START / 4, 7.0, content=7.0)  # worse: not kept
        raise KeyboardInterrupt
    assert canvas.stopped and canvas.evaluations == 2
    assert np.array_equal(canvas.picture, START / 2)
    words = canvas.panel.label.value
    assert {"en": "best picture so far is kept", "zh": "保留"}[language] in words and "roofs" in words
    assert lesson_run.trainings == [{"name": "roofs", "seconds": round(canvas.seconds, 2), "stopped": True}]


def test_stopping_many_small_pictures_stops_the_cell(lesson_run):
    with pytest.raises(KeyboardInterrupt), live_canvas("roofs", START, 10, quiet=True):
        raise KeyboardInterrupt
    assert lesson_run.trainings == []


def test_a_quiet_canvas_makes_no_widgets_and_encodes_no_picture(monkeypatch):
    def never(*arguments):
        raise AssertionError("a widget, or a picture encoded for nobody")

    monkeypatch.setattr("course_utils.painting.Panel", never)
    with live_canvas("roofs", START, 2, quiet=True) as canvas:
        canvas.see(START / 2, 1.0)
    assert np.array_equal(canvas.picture, START / 2) and canvas.evaluations == 1


def test_stopping_one_of_a_series_keeps_what_there_is(lesson_run, language, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_STATIC", "1")
    made = {}
    for name in panel.show_progress(["roofs", "walls", "doors"]):
        with live_canvas(name, START, 10, quiet=True) as canvas:
            canvas.see(START / 2, 1.0)
            if name == "walls":
                raise KeyboardInterrupt
        made[name] = canvas.picture
    assert list(made) == ["roofs", "walls"] and np.array_equal(made["walls"], START / 2)
    assert {"en": "2 of 3", "zh": "3 个里有 2 个"}[language] in capsys.readouterr().out
    with pytest.raises(KeyboardInterrupt), live_canvas("roofs", START, 10, quiet=True):
        raise KeyboardInterrupt  # no series goes on any more


def test_a_bar_counts_many_things(language, monkeypatch):
    shown = []
    monkeypatch.setattr(panel.Panel, "show", lambda self: shown.append(self))
    monkeypatch.setattr(panel, "WORDS_EVERY", 0)
    got, words = [], []
    for thing in panel.show_progress(["a", "b", "c"]):
        got.append(thing)
        words.append((shown[0].bar.value, shown[0].label.value))
    assert got == ["a", "b", "c"] and [value for value, _ in words] == [0, 1, 2]
    assert words[2][1].startswith("2 / 3") and {"en": "left", "zh": "还剩"}[language] in words[2][1]
    assert (shown[0].bar.value, shown[0].bar.max, shown[0].label.value) == (3, 3, "3 / 3")


def test_a_bar_leaves_nothing_in_stored_outputs(monkeypatch, capsys):
    monkeypatch.setattr(session, "is_static", lambda: True)
    assert list(panel.show_progress(range(3))) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


def test_progress_losses_and_picture_are_shown(lesson_run, language, monkeypatch):
    monkeypatch.setattr("course_utils.panel.WORDS_EVERY", 0)
    with live_canvas("roofs", START, 4) as canvas:
        for k in range(4):
            canvas.see(START, 4.0 - k, content=1.0, style=2.5)
            assert {"en": f"look {k + 1} of 4", "zh": f"第 {k + 1} 次"}[language] in canvas.panel.label.value
            assert {"en": "style 2.5", "zh": "风格 2.5"}[language] in canvas.panel.label.value
    assert canvas.panel.bar.value == canvas.panel.bar.max == 4
    assert canvas.panel.picture.value.startswith("<img alt=")


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_is_explained(loss):
    with pytest.raises(CourseError, match="look 2"), live_canvas("roofs", START, 4) as canvas:
        canvas.see(START, 1.0)
        canvas.see(START, loss)


def test_pictures_stay_in_range():
    with live_canvas("roofs", START, 1) as canvas:
        canvas.see(3 * START - 1, 1.0)
    assert canvas.picture.min() == 0 and canvas.picture.max() == 1


# --- the whole picture ---------------------------------------------------------------------------


class Counting:
    """Stands in for a VGG: counts the calls and notes which layers are asked for."""

    def __init__(self, vgg):
        self.vgg, self.calls, self.asked = vgg, 0, []

    def features(self, layers, pooling="max"):
        net = self.vgg.features(layers, pooling)
        self.asked.append((tuple(layers), pooling))

        def counted(picture):
            self.calls += 1
            return net(picture)

        return counted


@pytest.fixture(scope="module")
def vgg():
    return load_vgg()


@pytest.fixture(scope="module")
def pair():
    return load_photograph("china", 64, square=True).image, load_style("night_sky", 64).image


def test_nothing_is_computed_twice(vgg, pair):
    """Targets once, one pass an evaluation, and no layer beyond the deepest that is used."""
    counting = Counting(vgg)
    objective = lesson.gatys(counting, *pair)
    assert counting.calls == 2
    look = lesson.slope_of(objective)
    for _ in range(3):
        look(tf.constant(pair[0]))
    assert counting.calls == 3  # traced once
    (layers, _), *others = counting.asked
    assert set(layers) == {"conv4_2", *lesson.STYLE_LAYERS} and not others


def test_objective_is_the_papers(vgg, pair):
    """Equation 7 put together by hand from the features."""
    content, style = pair
    net = vgg.features(["conv4_2", *lesson.STYLE_LAYERS])
    picture = tf.constant(content[::-1].copy())
    F, P, S = (
        {k: v[0].numpy().astype(float) for k, v in net(x[None]).items()} for x in (picture, content, style)
    )
    expected = 1e-3 * 0.5 * np.sum((F["conv4_2"] - P["conv4_2"]) ** 2)
    for layer in lesson.STYLE_LAYERS:
        maps, positions = F[layer].shape[-1], F[layer].shape[0] * F[layer].shape[1]
        G, A = (np.einsum("rci,rcj->ij", x[layer], x[layer]) for x in (F, S))
        expected += np.sum((G - A) ** 2) / (4 * maps**2 * positions**2) / 5
    assert float(lesson.gatys(vgg, content, style, gamma=0.0)(picture)[0]) == pytest.approx(expected, rel=1e-3)


def test_the_finished_picture(vgg, pair):
    """Far closer in style than the photograph, closer in content than noise; the same each time."""
    content, style = pair
    plan = {32: 20, 64: 50}
    first, again = (lesson.repaint(vgg, content, style, plan) for _ in range(2))
    assert [canvas.picture.shape for canvas in first] == [(32, 32, 3), (64, 64, 3)]
    painted = first[-1].picture
    assert np.array_equal(painted, again[-1].picture)
    objective = lesson.gatys(vgg, content, style)
    losses = [objective(tf.constant(x))[1] for x in (painted, content, lesson.noise_like(content))]
    assert 20 * losses[0]["style"] < losses[1]["style"]
    assert losses[0]["content"] < losses[2]["content"]


def test_the_large_picture_starts_from_the_photograph_and_the_change(vgg, pair):
    """Its fine detail is the photograph's, its coarse look the small picture's."""
    content, style = pair
    small, large = lesson.repaint(vgg, content, style, {32: 20, 64: 1})

    def fine(picture):
        return picture - lesson.resize(lesson.resize(picture, 32), 64)

    def alike(a, b):
        return np.corrcoef(a.ravel(), b.ravel())[0, 1]

    assert alike(lesson.resize(large.picture, 32), small.picture) > 0.95
    assert (
        alike(fine(large.picture), fine(content))
        > 0.8
        > alike(fine(lesson.resize(small.picture, 64)), fine(content))
    )


def test_in_a_texture_all_layers_have_an_equal_say(vgg, pair):
    """Each starts with its share of 1; all of them fall, the deepest too, which equation 5 hardly hears."""
    style, layers = pair[1], ["conv1_1", "conv3_1", "conv5_1"]
    noise, objective = lesson.broad_noise(style), lesson.repeating(vgg, style, layers)
    assert float(objective(tf.constant(noise))[0]) == pytest.approx(1, rel=1e-4)
    texture = lesson.paint(objective, noise, 25).picture
    assert texture.shape == style.shape and texture.min() >= 0 and texture.max() <= 1

    def far(picture):
        found = vgg.features(layers, "average")
        pairs = zip(found(picture[None]).values(), found(style[None]).values(), strict=True)
        return [float(lesson.style_layer_loss(mine[0], lesson.gram_matrix(its[0]))) for mine, its in pairs]

    assert all(end < 0.3 * begin for begin, end in zip(far(noise), far(texture), strict=True))


def test_stopping_at_the_small_size_is_the_end(vgg, pair, monkeypatch):
    def interrupt(self, *args, **parts):
        raise KeyboardInterrupt

    monkeypatch.setattr(painting.Painting, "see", interrupt)
    canvases = lesson.repaint(vgg, *pair, {32: 5, 64: 5})
    assert len(canvases) == 1 and canvases[0].picture.shape == (32, 32, 3)


def test_blas_leaves_the_cores_to_tensorflow_while_painting():
    def threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads()
    assert before  # SciPy brings its own
    with live_canvas("threads", np.zeros((4, 4, 3)), 1, quiet=True):
        assert set(threads()) == {1}
    assert threads() == before


def test_noise_is_seeded_and_covers_the_range():
    noise = lesson.noise_like(np.zeros((40, 50, 3)))
    assert noise.shape == (40, 50, 3) and noise.dtype == np.float32
    assert 0.45 <= noise.min() < 0.451 and 0.549 < noise.max() <= 0.55
    assert np.array_equal(noise, lesson.noise_like(np.zeros((40, 50, 3))))
    assert not np.array_equal(noise, lesson.noise_like(np.zeros((40, 50, 3)), seed=1))


def test_a_picture_is_the_sum_of_its_cosine_waves():
    """Against SciPy's two-dimensional cosine transform: the amounts come back, those of broad waves larger."""
    amounts = np.random.default_rng(2).normal(size=(24, 24, 3)).astype("float32")
    drawn = np.asarray(lesson.wave_picture(tf.constant(amounts)), float)
    assert drawn.shape == amounts.shape and 0 < drawn.min() < drawn.max() < 1
    found = dctn(np.log(drawn / (1 - drawn)), axes=(0, 1), norm="ortho") / amounts
    for (down, right), weight in {(0, 0): 1, (0, 1): 1, (3, 4): 5**-0.75, (20, 0): 20**-0.75}.items():
        assert np.allclose(found[down, right], weight, rtol=2e-3), (down, right)
    assert np.array_equal(lesson.wave_picture(tf.zeros((8, 8, 3))), np.full((8, 8, 3), 0.5, "float32"))


def test_rebuilt_from_noise_with_its_colours(vgg, pair):
    """Not its edges alone, which is what pixels learn first."""
    photograph = pair[0][:48, :48]
    rebuilt = lesson.rebuild(vgg, photograph, "conv2_2", 30)
    assert rebuilt.shape == photograph.shape and rebuilt.dtype == np.float32
    coarse, wanted = (x.reshape(6, 8, 6, 8, 3).mean(axis=(1, 3)) for x in (rebuilt, photograph))
    assert np.corrcoef(coarse.ravel(), wanted.ravel())[0, 1] > 0.8


def test_colours_are_kept(pair):
    """Y of the one, I and Q of the other, wherever RGB can show that."""
    matrix = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])  # NTSC, 1953
    photograph, painted = pair
    kept = lesson.keep_colours(painted, photograph)
    inside = ((kept > 0) & (kept < 1)).all(axis=-1)
    assert inside.mean() > 0.5 and kept.dtype == np.float32
    yiq, colours, strokes = (x @ matrix.T for x in (kept, photograph, painted))
    assert np.allclose(yiq[inside][:, 0], strokes[inside][:, 0], atol=0.01)
    assert np.allclose(yiq[inside][:, 1:], colours[inside][:, 1:], atol=0.01)
