"""The reader's language is found wherever the notebook is opened; every message exists in both languages."""

import json
import re
import string
import sys
import types

import pytest

from course_utils import language as lang
from course_utils.messages import CourseError, all_texts, join_sentences, text


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """No hint of a language anywhere."""
    monkeypatch.delenv("COURSE_LANGUAGE", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(tmp_path)
    lang.set_language(None)
    yield monkeypatch
    lang.set_language(None)


def chinese_notebook(folder):
    path = folder / "copy.ipynb"
    path.write_text(json.dumps({"metadata": {"course": {"language": "zh"}}}), encoding="utf-8")
    return path


def test_english_without_any_hint(nowhere):
    assert lang.current_language() == "en"


def test_environment_variable_wins(nowhere, tmp_path):
    nowhere.setenv("JPY_SESSION_NAME", str(chinese_notebook(tmp_path)))
    nowhere.setenv("COURSE_LANGUAGE", "en")
    assert lang.current_language() == "en"


def test_jupyter_notebook_anywhere_on_disk(nowhere, tmp_path):
    nowhere.setenv("JPY_SESSION_NAME", str(chinese_notebook(tmp_path)))
    assert lang.current_language() == "zh"


def test_jupyter_path_that_cannot_be_read(nowhere):
    nowhere.setenv("JPY_SESSION_NAME", "somewhere/zh/01.ipynb")
    assert lang.current_language() == "zh"


def test_vs_code(nowhere, tmp_path):
    nowhere.setattr(lang, "_user_namespace", lambda: {"__vsc_ipynb_file__": str(chinese_notebook(tmp_path))})
    assert lang.current_language() == "zh"


def test_folder_of_the_chinese_edition(nowhere, tmp_path):
    (tmp_path / "zh").mkdir()
    nowhere.chdir(tmp_path / "zh")
    assert lang.current_language() == "zh"


def fake_colab(monkeypatch, blocking_request):
    message = types.SimpleNamespace(blocking_request=blocking_request)
    colab = types.ModuleType("google.colab")
    colab._message = message
    monkeypatch.setitem(sys.modules, "google.colab", colab)


def test_colab_is_asked_for_the_notebook(nowhere):
    fake_colab(nowhere, lambda *a, **k: {"ipynb": {"metadata": {"course": {"language": "zh"}}}})
    assert lang.current_language() == "zh"


def test_colab_that_does_not_answer(nowhere):
    fake_colab(nowhere, lambda *a, **k: None)
    assert lang.current_language() == "en"


def test_kaggle_has_colabs_package_too_and_is_not_asked(nowhere):
    """Nobody would answer for seconds; its notebooks say their language in their first cell."""
    fake_colab(nowhere, lambda *a, **k: {"ipynb": {"metadata": {"course": {"language": "zh"}}}})
    nowhere.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    assert lang.current_language() == "en"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="language"):
        lang.set_language("fr")


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_message_is_complete_in_every_language():
    for key, sentences in all_texts().items():
        assert len(sentences) == len(lang.LANGUAGES), f"{key} is missing in {lang.LANGUAGES[len(sentences) :]}"
        english, *others = sentences
        assert all(sentence.strip() for sentence in sentences), key
        assert all(placeholders(english) == placeholders(other) for other in others), key
        assert not re.search(r"[\u4e00-\u9fff]", english), key


def test_every_message_that_the_code_names_exists(root):
    named = set()
    for path in (path for house in ("course_utils", "benchmarks") for path in (root / house).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'\b(?:text|CourseError|Mistake)\(\s*"(\w+)"[,)]', source))
    assert len(named) > 40
    assert named <= set(all_texts()), named - set(all_texts())


# Keys that code puts together, by the stem that stands there and the endings it may get.
COMPUTED = {
    "demo_game_key_": "data|grid|samples|surface",
    "demo_game_on_": "data|samples",
    "demo_gram_": "kept|shuffled",
    "demo_gram_maps_": "kept|shuffled",
    "demo_guidance_": "none|plain|strong|weak",
    "demo_guidance_curve_": "share|variety",
    "demo_guidance_key_": "other|sure|unsure",
    "demo_key_": "found|false|missed",
    "demo_layer_": "data|grid|samples|surface",
    "demo_layer_block_": "[1-5]|other",
    "demo_method_": r"\w+",
    "demo_opinion_": r"(real|generated)(_all)?|(caught|trusted)_\w+|given|\w+_first",
    "demo_opinion_title_": "real|generated",
    "demo_order_": "given|worst|best|salt",
    "demo_plane_": "learned|exact",
    "demo_plane_caption_": "learned|exact",
    "demo_plane_share_": "learned|exact",
    "demo_plane_title_": "learned|exact",
    "demo_unet_": "valid|same",
    "demo_unet_breaks_": "down|bottom|up",
    "demo_unet_key_": r"\w+",
    "demo_unnoise_": "state|guess|first|between|last",
    "demo_unnoise_strip_": "state|guess",
    "demo_values_": "ones|count|spot",
    "demo_view_": "(errors|heat|outlines)(_alt)?",
    "demo_weights_": r"\w+",
    "file_is_": r"[a-z]+",
    "jpeg_of_": r"[a-z]+",
    "loss_": "content|style|variation",
    "minutes_": "smoke|quick|full",
    "net_": r"(digits|enlarge|latent|repaint|salt)_(alt|caption|done|front|hidden|mine|still|unread)",
    "net_enlarge_": "astronaut|chelsea|coffee",
    "net_salt_": "bend|paint|scrape",
    "pair_": "channels|turned|up_down|(image|mask)_(shape|dtype|values)",
    "profile_": "smoke|quick|full",
    "source_": r"\w+",
    "status_": r"\w+",
    "style_": r"\w+",
    "verdict_": "passed|failed|error|not_attempted",
}


def test_every_message_is_used(root):
    files = [
        path for folder in ("course_utils", "tools", "benchmarks") for path in (root / folder).rglob("*.py")
    ]
    files += (root / "tools").rglob("*.html")  # the website's templates
    files = [path for path in files if path.parent.name != "messages" or path.name == "__init__.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    unnamed = all_texts().keys() - set(re.findall(r"""["'](\w+)["']""", code))
    for stem, endings in COMPUTED.items():
        assert f'f"{stem}{{' in code or f'"{stem}" +' in code, f"no code puts together {stem}…"
        computed = {key for key in unnamed if re.fullmatch(f"{stem}({endings})", key)}
        assert computed, f"nothing needs {stem}…"
        unnamed -= computed
    assert not unnamed, f"no code uses {sorted(unnamed)}"


def test_text_in_each_language(language):
    assert text("banner_device") == {"en": "Device", "zh": "设备"}[language]
    assert text("banner_device", "zh") == "设备"


def test_course_error_is_one_sentence_with_its_values():
    error = CourseError("photo_unknown", name="dog", names="cat")
    assert isinstance(error, ValueError)
    assert "'dog'" in str(error) and "cat" in str(error)


def test_sentences_are_joined_as_the_language_does_it(language):
    assert join_sentences("A.", "B.") == {"en": "A. B.", "zh": "A.B."}[language]
