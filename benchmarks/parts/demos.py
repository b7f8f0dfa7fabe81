"""Demos: milliseconds from a moved control to the new picture, in the kernel and on the website."""

from functools import partial

from benchmarks.frame import Contest, Part, Side, Work
from tools.lab import CHROMIUM

PAGES = "playwright", CHROMIUM or "chromium"  # what a page needs


def redraw(demo: str, who: int, times: int) -> Work:
    """A turn moves a control so many times; milliseconds of each. who: 0 is the course, 1 is `interact`."""
    from benchmarks import demos

    demos.prepare()
    *both, states = demos.REDRAWS[demo]()
    redrawn = both[who]
    for state in states[:2]:
        redrawn(**state)
    return Work(
        lambda seed, target: [
            demos.milliseconds(redrawn, **states[(seed + k) % len(states)]) for k in range(times)
        ]
    )


def every_demo(lesson: str, times: int) -> Work:
    """A turn moves every control of the lesson's demos; milliseconds from state to HTML."""
    from benchmarks import demos

    shown = [demo for _, demo in demos.DEMOS[lesson]()]
    for demo in shown:
        demo.set().html()
    return Work(lambda seed, target: [ms for demo in shown for ms in demos.of_controls(demo, times)])


def kernels(profile: str) -> dict[str, Side]:
    times = 2 if profile == "smoke" else 12
    sides = {}
    for demo in ("explorer", "checkerboard", "zoom"):
        for who, name in enumerate((demo, f"{demo}, interact")):
            sides[name] = Side(redraw, {"demo": demo, "who": who, "times": times})
    for lesson in ("03", "04", "05"):
        sides[f"all of lesson {lesson}"] = Side(every_demo, {"lesson": lesson, "times": times})
    return sides


DEMO_REDRAW = Part(
    "demo_redraw",
    "",
    "a demo in the kernel, from the moved control to the encoded picture",
    "ms",
    kernels,
    (
        Contest("explorer", "explorer, interact", None, "bench_demo_explorer"),
        Contest("checkerboard", "checkerboard, interact", None),
        Contest("zoom", "zoom, interact", None),
    ),
    rounds={"smoke": 1, "quick": 5},
    minutes=1,
)

WAITING = """([box, patience]) => { window.moved = new Promise(done => {
  let began;
  const before = box.querySelector("img").src;
  addEventListener("keydown", event => { began = event.timeStamp; }, { capture: true, once: true });
  const watching = new MutationObserver(async () => {
    const picture = box.querySelector("img");
    if (!picture || picture.src === before) return;
    watching.disconnect();
    await picture.decode();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  watching.observe(box, { attributes: true, attributeFilter: ["src"], childList: true, subtree: true });
  setTimeout(() => done(null), patience);
}); }"""  # the timer runs after the frame has been painted


def from_key_to_picture(page, box, key: str, patience: float) -> float | None:
    """Milliseconds until `box` shows another picture, after the key; None if it doesn't for so long."""
    page.evaluate(WAITING, [box, patience])
    page.keyboard.press(key)
    return page.evaluate("() => window.moved")


def until_the_end(manager):
    """What it manages, for as long as this process lives."""
    import atexit
    from contextlib import ExitStack

    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(manager)


def website(times: int, most: int) -> Work:
    """A turn moves the controls on the lessons' pages by keys; milliseconds from key to painted picture."""
    import tempfile
    from pathlib import Path

    from tools.lab import open_chromium
    from tools.places import ROOT
    from tools.site.pages import Site
    from tools.web.publication import place

    folder = tempfile.TemporaryDirectory()
    Site(ROOT).build(Path(folder.name))
    browser = until_the_end(open_chromium())
    opened = []
    for path in sorted((ROOT / "lessons").glob("[0-9]*.py"))[:most]:
        opened.append(browser.new_page())
        opened[-1].goto((Path(folder.name) / place(path.stem, "en")).as_uri())
        opened[-1].wait_for_timeout(1500)  # the recordings come after the page
    folder.cleanup()

    def moved(page):
        page.bring_to_front()
        for figure in page.query_selector_all("figure[data-demo]"):
            for knob in figure.query_selector_all(".knob"):
                knob.query_selector("input:checked, input[type=range], select").focus()
                for k in range(times):
                    yield from_key_to_picture(page, figure, "ArrowLeft" if k % 2 else "ArrowRight", 500)

    return Work(lambda seed, target: [ms for page in opened for ms in moved(page) if ms is not None])


def websites(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    options = {"times": 2 if small else 6, "most": 2 if small else None}
    return {"website, every demo": Side(website, options, needs=PAGES, apart=True)}


DEMO_WEBSITE = Part(
    "demo_website",
    "",
    "a demo on the website in Chromium, from the key to the painted picture",
    "ms",
    websites,
    rounds={"smoke": 1, "quick": 5},
    minutes=2,
)


LAB_CELLS = {
    "checkerboard": "from course_utils.demos import transposed_convolution as demos\ndemos.checkerboard()",
    "checkerboard, interact": """import ipywidgets
from benchmarks import demos
ipywidgets.interact(
    lambda kernel: demos.matplotlib_checkerboard(kernel, 2), kernel=ipywidgets.IntSlider(3, 1, 8)
);""",
}


def lab(cell: str, times: int) -> Work:
    """A turn moves the slider of a cell in JupyterLab by keys; milliseconds from key to painted picture."""
    import tempfile
    from pathlib import Path

    import nbformat

    from tools.lab import RESTORED, open_chromium, running_lab, show_notebook
    from tools.places import ROOT

    home = Path(until_the_end(tempfile.TemporaryDirectory()))
    python = {"kernelspec": {"name": "python3", "display_name": ""}}
    cells = [nbformat.v4.new_code_cell(LAB_CELLS[cell])]
    notebook = nbformat.v4.new_notebook(metadata=python, cells=cells)
    nbformat.write(notebook, home / "demo.ipynb")
    running = until_the_end(running_lab(home, PYTHONPATH=str(ROOT)))
    page = until_the_end(open_chromium()).new_page()
    page.goto(running.at())
    page.wait_for_function(RESTORED, timeout=300_000)
    show_notebook(page, "demo.ipynb")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    output = page.locator(".jp-CodeCell .jp-OutputArea").first
    output.locator("img").first.wait_for(timeout=300_000)
    box = output.element_handle()

    def turn(seed, target):
        output.locator(".noUi-handle").first.focus()
        keys = ("ArrowLeft" if k % 2 else "ArrowRight" for k in range(times))
        return [ms for key in keys if (ms := from_key_to_picture(page, box, key, 3000)) is not None]

    return Work(turn)


def labs(profile: str) -> dict[str, Side]:
    make = partial(Side, lab, needs=(*PAGES, "jupyterlab"), apart=True)
    return {name: make(options={"cell": name, "times": 2 if profile == "smoke" else 20}) for name in LAB_CELLS}


DEMO_LAB = Part(
    "demo_lab",
    "",
    "a demo in JupyterLab in Chromium, from the key to the painted picture",
    "ms",
    labs,
    (Contest("checkerboard", "checkerboard, interact", None, "bench_demo_lab"),),
    rounds={"smoke": 1, "quick": 5},
    minutes=1,
)
