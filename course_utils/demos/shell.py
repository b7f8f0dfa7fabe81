"""The shell around a demo: controls on top, one picture below, redrawn whenever a control moves.

Core ipywidgets only, through what 7.7.1 and 8 share. A slider has no accessible name, so each is paired
with a labelled number field; everything can be driven from the keyboard.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from html import escape

import numpy as np

from course_utils import session
from course_utils.demos.charts import WIDTH
from course_utils.demos.recording import MIME, record
from course_utils.messages import text
from course_utils.palette import CREAM, ORANGE
from course_utils.svg import Drawing, img_tag, svg_uri, wrap


@dataclass(frozen=True)
class Picture:
    """What a demo shows: a drawing as SVG, its alt text, and a sentence below it (plain text)."""

    svg: str
    alt: str
    caption: str = ""

    def html(self) -> str:
        return (
            f"{img_tag(svg_uri(self.svg), self.alt)}"
            f'<div style="margin:4px 0 10px;line-height:1.4">{escape(self.caption)}</div>'
        )


def refusal(reason: str, width: float = WIDTH, height: float = 400) -> Picture:
    """A picture that says why there is nothing to see at this setting."""
    drawing = Drawing(width, height)
    drawing.rect(140, height / 2 - 50, width - 280, 100, CREAM, ORANGE, 2)
    lines = wrap(reason, 62)
    for row, line in enumerate(lines):
        drawing.text(width / 2, height / 2 + 22 * (row - (len(lines) - 1) / 2), line, 15)
    return Picture(str(drawing), reason, reason)


@dataclass(frozen=True)
class Slider:
    """A whole number between `low` and `high`; with `play` it can also run by itself.

    step: how far an arrow key or a drag moves it; another number can still be typed.
    """

    label: str  # message key
    value: int
    low: int
    high: int
    play: bool = False
    step: int = 1

    def values(self) -> list[int]:
        return list(range(self.low, self.high + 1, self.step))

    def words(self, value: int) -> str:
        return str(value)


def slider_over(steps: list, label: str, fallback: str) -> Slider:
    """A slider over the numbers `steps`, or, where they aren't 1, 2, 3 …, over their places.

    `label` is its label in the first case, `fallback` in the second.
    """
    first, last = steps[0], steps[0] + len(steps) - 1
    if steps == list(range(int(first), int(last) + 1)):
        return Slider(label, last, first, last, play=True)
    return Slider(fallback, len(steps), 1, len(steps), play=True)


def thinned(slider: Slider, most: int, early: bool = False) -> list[int]:
    """At most so many of a slider's values, evenly or, if `early`, closer at the beginning."""
    span = slider.high - slider.low
    steps = np.geomspace(1, span + 1, most) - 1 if early else np.linspace(0, span, most)
    return sorted({slider.low + round(step) for step in steps.tolist()})


@dataclass(frozen=True)
class Choice:
    """One of several options: value -> message key, or None where the value speaks for itself."""

    label: str
    value: object
    options: dict

    def values(self) -> list:
        return list(self.options)

    def words(self, value) -> str:
        return text(self.options[value]) if self.options[value] else str(value)


@dataclass(frozen=True)
class Field:
    """A line of text; a recording has the one that it starts with."""

    label: str
    value: str

    def values(self) -> list[str]:
        return [self.value]

    def words(self, value: str) -> str:
        return value


@dataclass
class Demo:
    """A picture with controls. Show it by making it the last line of a cell.

    render: state -> Picture, pure, never raises for a state the controls allow.
    limits: state -> {control: highest value}, for sliders whose range depends on the others.
    recorded: control -> values that a page without a kernel offers, as far as the control has them; of a
    control that is not named it offers all. All combinations are drawn, and must fit into 300 kB.
    """

    render: Callable[[dict], Picture]
    controls: dict[str, Slider | Choice | Field]
    limits: Callable[[dict], dict[str, int]] = field(default=lambda state: {})
    recorded: dict[str, Iterable] = field(default_factory=dict)

    def __post_init__(self):
        self.state = {name: control.value for name, control in self.controls.items()}

    def set(self, **values) -> Picture:
        """Change some of the state and draw: what a moved control does."""
        unknown = values.keys() - self.state.keys()
        if unknown:
            raise TypeError(f"no such control: {', '.join(sorted(unknown))}")
        self.state |= values
        for name, high in self.limits(self.state).items():
            self.state[name] = min(self.state[name], high)
        return self.render(self.state)

    def widget(self):
        """The controls and the picture as one ipywidgets box."""
        import ipywidgets as widgets

        self._inputs = {}
        rows = [self._row(name, control) for name, control in self.controls.items()]
        self._picture = widgets.HTML(self.set().html())
        columns = 2 if len(rows) > 3 else 1
        grid = widgets.GridBox(
            rows,
            layout={
                "grid_template_columns": f"repeat({columns}, minmax(340px, 460px))",
                "grid_gap": "0 16px",
            },
        )
        self._refresh()
        return widgets.VBox([grid, self._picture])

    def _ipython_display_(self):
        from IPython.display import display

        if session.is_static():
            picture = self.set()
            data = {"text/plain": picture.alt, "text/html": picture.html()}
            if session.is_recording():
                data[MIME] = base64.b64encode(record(self)).decode()
            display(data, raw=True)
        else:
            display(self.widget())

    def _row(self, name: str, control):
        import ipywidgets as widgets

        label, style = text(control.label), {"description_width": "130px"}
        if isinstance(control, Choice):
            options = [(control.words(value), value) for value in control.options]
            # Buttons, not a Dropdown: JupyterLab takes the arrow keys from a focused <select>.
            style["button_width"] = "auto"
            widget = widgets.ToggleButtons(
                options=options,
                value=control.value,
                description=label,
                style=style,
                layout={"width": "auto"},
            )
            row = [widget]
        elif isinstance(control, Field):
            widget = widgets.Text(value=control.value, description=label, style=style)
            row = [widget]
        else:
            bounds = {"min": control.low, "max": control.high, "value": control.value, "step": control.step}
            widget = widgets.BoundedIntText(**bounds, description=label, style=style, layout={"width": "210px"})
            slider = widgets.IntSlider(**bounds, readout=False, layout={"width": "130px"})
            widgets.link((widget, "max"), (slider, "max"))
            widgets.link((widget, "value"), (slider, "value"))
            row = [widget, slider]
            if control.play:
                player = widgets.Play(**bounds, interval=350, show_repeat=False, layout={"width": "110px"})
                widgets.link((widget, "max"), (player, "max"))
                widgets.link((widget, "value"), (player, "value"))
                row.append(player)
        self._inputs[name] = widget
        widget.observe(partial(self._moved, name), "value")
        return widgets.HBox(row) if len(row) > 1 else widget

    def _moved(self, name: str, change) -> None:
        if self.state[name] != change["new"]:
            self.state[name] = change["new"]
            self._refresh()

    def _refresh(self) -> None:
        for name, high in self.limits(self.state).items():
            self._inputs[name].max = high  # ipywidgets lowers the value with it
            self.state[name] = self._inputs[name].value
        self._picture.value = self.set().html()
