"""The judge of digits: its weights are what its code gives, and its ruler is straight."""

import numpy as np
import pytest

from benchmarks import gan
from course_utils import judge as room
from course_utils.data.digits import split_digits
from course_utils.measurements import measured_results, reference_results
from course_utils.messages import CourseError
from course_utils.reference import mnist_gan as lesson


@pytest.fixture(scope="module")
def digits():
    return split_digits()


@pytest.fixture(scope="module")
def judge():
    return room.load_judge()


def test_it_is_as_good_as_was_measured(judge, digits):
    measured, now = measured_results("judge"), room.marks(judge, digits.held_out)
    assert now["right"] >= 0.96
    assert now == pytest.approx(
        {name: measured[name] for name in now}, abs=0.002
    )  # rounding of another machine


def test_the_weights_are_what_the_code_gives(judge, digits):
    """A short training of the same net on the same digits already comes to nearly the same answers."""
    again = room.train_judge(digits.judges, epochs=8, seed=1)
    told = [j.probabilities(digits.training.images[:1000]).argmax(axis=1) for j in (again, judge)]
    assert np.mean(told[0] == told[1]) > 0.85
    assert [w.shape for w in again.net.get_weights()] == [w.shape for w in judge.net.get_weights()]


def test_the_file_is_small_and_has_no_pickles(judge):
    assert room.JUDGE_FILE.stat().st_size < 200_000
    with np.load(room.JUDGE_FILE, allow_pickle=False) as stored:
        assert {stored[name].dtype for name in stored.files} == {np.dtype("float16")}


def test_another_file_is_refused(tmp_path, monkeypatch, language):
    for content in (None, b"not a zip", room.JUDGE_FILE.read_bytes()[:-1]):
        monkeypatch.setattr(room, "JUDGE_FILE", tmp_path / "judge.npz")
        if content is not None:
            room.JUDGE_FILE.write_bytes(content)
        with pytest.raises(CourseError) as error:
            room.load_judge()
        assert error.value.key == "judge_damaged"
        monkeypatch.undo()


def test_what_is_stored_is_what_is_measured(judge, digits, tmp_path, monkeypatch):
    written = {}
    monkeypatch.setattr(room, "JUDGE_FILE", tmp_path / "judge.npz")
    monkeypatch.setattr(room, "record_measurement", lambda name, results: written.update({name: results}))
    measured = room.store_judge(room.Judge(room.judge_net()), digits.held_out[:50])
    monkeypatch.setattr(room, "measured_results", written.get)
    assert measured == written["judge"]
    assert room.marks(room.load_judge(), digits.held_out[:50])["right"] == measured["right"]


def test_answers_have_the_promised_form(judge, digits):
    told, features = (look(digits.held_out.images[:7]) for look in (judge.probabilities, judge.features))
    assert told.shape == (7, 10) and told.dtype == np.float32
    np.testing.assert_allclose(told.sum(axis=1), 1, rtol=1e-5)
    assert features.shape == (7, 64) and features.dtype == np.float32 and features.min() < 0


def test_the_distance_is_a_distance(judge, digits):
    real, other = digits.held_out.images[:500], digits.held_out.images[500:]
    noise = np.random.default_rng(0).integers(0, 256, real.shape, np.uint8)
    assert judge.frechet(real, real) == pytest.approx(0, abs=0.01)
    assert judge.frechet(real, other) == pytest.approx(judge.frechet(other, real), rel=1e-3)
    assert judge.frechet(real, 255 - other) > 10 * judge.frechet(real, other) < judge.frechet(real, noise)


PICTURES = np.zeros((2, 28, 28), np.uint8)
FOREIGN = {
    "scaled": PICTURES.astype("float32"),
    "with a channel": PICTURES[..., None],
    "one": PICTURES[0],
    "none": PICTURES[:0],
    "list": PICTURES.tolist(),
    "8 × 8": np.zeros((2, 8, 8), np.uint8),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_pictures_are_refused(judge, name, language):
    with pytest.raises(CourseError) as error:
        judge.probabilities(FOREIGN[name])
    assert error.value.key == "judge_pictures" and "uint8" in str(error.value)


def test_unequal_numbers_are_refused(judge, digits, language):
    for a, b in ((digits.held_out, digits.training), (digits.held_out[:1], digits.training[:1])):
        with pytest.raises(CourseError) as error:
            judge.frechet(a.images, b.images)
        assert error.value.key == "judge_numbers" and str(len(b)) in str(error.value)


def test_lesson_benchmark_and_report_use_one_set_of_names(judge, digits, tmp_path):
    """And one ruler: what the benchmark makes of pictures is what the lesson makes of them."""
    rng, real = np.random.default_rng(0), digits.training.images[:1000]
    answers = {name: rng.uniform(size=1000) for name in ("learned", "held_out", "generated")}
    for seed in (10, 2):
        np.savez(tmp_path / f"seed_{seed}.npz", samples=real, first=255 - real, **answers)
    results = gan.judge_seeds(tmp_path)
    assert list(results) == ["2", "10"]
    shown = lesson.scores(judge, real, digits.held_out.images)
    assert shown == {name: results["2"][name] for name in shown}
    assert shown["frechet"] == judge.frechet(real, digits.held_out.images) < results["2"]["frechet_epoch_1"]
    assert results["2"]["answer_learned"] == pytest.approx(answers["learned"].mean())
    reported = reference_results("quick")["03_mnist_gan"]["metrics"]
    assert {*shown, "frechet_epoch_1"} < reported.keys()
    assert all(run.keys() == results["2"].keys() for run in measured_results("gan_seeds").values())
    assert all(0 < run["smallest_class_share"] <= 0.1 for run in measured_results("gan_seeds").values())


def test_the_stored_runs_say_what_the_lesson_says():
    """For every seed: what D answers to held-out digits goes with the learned ones, not with the generated."""
    for run in measured_results("gan_seeds").values():
        learned, held_out, generated = (run[f"answer_{name}"] for name in ("learned", "held_out", "generated"))
        assert abs(learned - held_out) < (held_out - generated) / 3
        assert run["frechet"] < run["frechet_epoch_1"] / 10
