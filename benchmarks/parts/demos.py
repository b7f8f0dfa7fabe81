"""Demos: milliseconds from a moved control to the new picture, in the kernel and on the website."""

from benchmarks.frame import Contest, Part, Side, Work


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

WAITING = """picture => { window.moved = new Promise(done => {
  let began;
  const before = picture.src;
  addEventListener("keydown", event => { began = event.timeStamp; }, { capture: true, once: true });
  const watching = new MutationObserver(async () => {
    if (picture.src === before) return;
    watching.disconnect();
    await picture.decode();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  watching.observe(picture, { attributes: true, attributeFilter: ["src"] });
  setTimeout(() => done(null), 500);
}); }"""  # the timer runs after the frame has been painted


def website(times: int, most: int) -> Work:
    """A turn moves the controls on the lessons' pages by keys; milliseconds from key to painted picture."""
    import shutil
    import tempfile
    from pathlib import Path

    from playwright.sync_api import sync_playwright

    from tools.places import ROOT
    from tools.site.pages import Site
    from tools.web.publication import place

    folder = tempfile.TemporaryDirectory()
    Site(ROOT).build(Path(folder.name))
    quiet = (
        "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
    )
    chromium = sync_playwright().start().chromium
    browser = chromium.launch(executable_path=shutil.which("chromium"), args=quiet.split())
    opened = []
    for path in sorted((ROOT / "lessons").glob("[0-9]*.py"))[:most]:
        opened.append(browser.new_page())
        opened[-1].goto((Path(folder.name) / place(path.stem, "en")).as_uri())
        opened[-1].wait_for_timeout(1500)  # the recordings come after the page
    folder.cleanup()

    def moved(page):
        page.bring_to_front()
        for figure in page.query_selector_all("figure[data-demo]"):
            picture = figure.query_selector("img")
            for knob in figure.query_selector_all(".knob"):
                knob.query_selector("input:checked, input[type=range], select").focus()
                for k in range(times):
                    picture.evaluate(WAITING)
                    page.keyboard.press("ArrowLeft" if k % 2 else "ArrowRight")
                    yield page.evaluate("() => window.moved")

    return Work(lambda seed, target: [ms for page in opened for ms in moved(page) if ms is not None])


def websites(profile: str) -> dict[str, Side]:
    small = profile == "smoke"
    options = {"times": 2 if small else 6, "most": 2 if small else None}
    return {"website, every demo": Side(website, options, needs=("playwright", "chromium"), apart=True)}


DEMO_WEBSITE = Part(
    "demo_website",
    "",
    "a demo on the website in Chromium, from the key to the painted picture",
    "ms",
    websites,
    rounds={"smoke": 1, "quick": 5},
    minutes=2,
)
