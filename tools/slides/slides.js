// Lays each slide out: what does not fit goes on in a slide below, then reveal.js shows them.
// This is done here, and not by the build, since only the browser knows how large its fonts are.

const HEIGHT = 720, BOTTOM = 46;  // of a slide, and its padding, in CSS pixels
const SMALLER = 0.84;  // all of a slide may shrink to this, rather than leave a rest for the next
const SMALLEST = 0.72;  // a picture, table or listing may shrink to this, not more
const FLOOR = 0.65;  // and nothing to less than this, for all reasons together
const LARGEST = 1.35;  // and a picture alone on its slide may grow to this
const reveal = document.querySelector(".reveal");

const blocksOf = slide => [...slide.children].filter(block => !block.matches("aside.notes"));
const isTitle = block => block.matches("h1, h2, h3, .running");
const elastic = block => block.matches("figure, pre, .scroll, .fragment");
const isListing = block => block.matches("pre:not(.printed)");
const leadsOn = block => isTitle(block) || isListing(block) || /[:：]$/.test(block.textContent.trim());
const room = slide => slide.getBoundingClientRect().top + HEIGHT - BOTTOM;
const bottom = block => block.getBoundingClientRect().bottom;

function scale(block, factor) {
    block.style.zoom = factor && Math.max(factor, FLOOR);
}

// A new slide below with some of the blocks, under the same title, with the same notes.
function goOn(slide, blocks) {
    const next = slide.cloneNode(false);
    next.id = `${slide.id.replace(/~\d+$/, "")}~${+(slide.id.match(/~(\d+)$/)?.[1] ?? 1) + 1}`;
    if (slide.dataset.title) {
        const running = document.createElement("p");
        running.className = "running";
        running.textContent = slide.dataset.title;
        next.append(running);
    }
    next.append(...blocks);
    const notes = slide.querySelector("aside.notes");
    if (notes) next.append(notes.cloneNode(true));
    slide.after(next);
    return next;
}

// The part of a list or table that does not fit, as a block of its own; null if nothing can be parted.
function cut(block, limit) {
    const body = block.matches("ul, ol") ? block : block.querySelector("tbody");
    if (!body) return null;
    const late = [...body.children].filter(row => bottom(row) > limit);
    if (!late.length || body.children.length - late.length < 2) return null;
    const rest = block.cloneNode(true);
    const restBody = rest.matches("ul, ol") ? rest : rest.querySelector("tbody");
    restBody.replaceChildren(...late);
    const whole = body.closest(".scroll") ?? body.closest("table");
    while (whole?.nextSibling && block.contains(whole.nextSibling)) whole.nextSibling.remove();
    if (block.matches("ol")) rest.start = block.start + body.children.length;
    return rest;
}

// Make everything on a slide a little smaller, if that is enough.
function squeeze(blocks, limit) {
    const contents = blocks.filter(block => !isTitle(block));
    const before = contents.map(block => block.style.zoom);
    for (let trial = 0.98; trial >= SMALLER; trial -= 0.02) {
        contents.forEach((block, i) => scale(block, trial * (before[i] || 1)));
        if (blocks.every(block => bottom(block) <= limit + 1)) return true;
    }
    contents.forEach((block, i) => scale(block, before[i]));
    return false;
}

// Make the slide fit; what does not is in the slide that is returned.
function fit(slide) {
    const limit = room(slide), blocks = blocksOf(slide);
    const first = blocks.findIndex(block => bottom(block) > limit + 1);
    if (first < 0) return null;
    if (squeeze(blocks, limit)) return null;
    const block = blocks[first];
    const top = block.getBoundingClientRect().top, height = bottom(block) - top;
    const factor = (limit - top) / height;
    const alone = blocks.slice(0, first).every(isTitle);
    if (elastic(block) && factor >= SMALLEST) {  // a little less room than it wants
        const before = +block.style.zoom || 1;
        for (let trial = factor; trial > 0.6 && bottom(block) > limit; trial *= 0.97) scale(block, trial * before);
        if (bottom(block) <= limit) return fit(slide);
        scale(block, before);
    }
    const rest = cut(block, limit);
    if (rest) return goOn(slide, [rest, ...blocks.slice(first + 1)]);
    if (alone) {
        if (blocks.length > first + 1) {
            const next = goOn(slide, blocks.slice(first + 1));
            fit(slide);
            return next;
        }
        scale(block, Math.max(SMALLEST, factor) * (+block.style.zoom || 1));
        if (bottom(block) > limit) {
            roll(block);
            const zoom = +block.style.zoom;
            block.style.maxHeight = `${(limit - block.getBoundingClientRect().top) / zoom}px`;
            block.style.boxSizing = "border-box";
        }
        return null;
    }
    let begin = first;
    const content = blocks.findIndex(other => !isTitle(other));
    while (begin > content + 1 && leadsOn(blocks[begin - 1])) begin -= 1;
    return goOn(slide, blocks.slice(begin));
}

// Listings, tables and formulas that are too wide become smaller; what was printed may break its lines instead.
function narrow(slide) {
    for (const block of slide.querySelectorAll("pre, .scroll, .formula")) {
        const isTooWide = () => block.scrollWidth > block.clientWidth + 1;
        for (let trial = 1; trial >= SMALLEST && isTooWide(); trial -= 0.02) scale(block, trial);
        if (isTooWide() && block.matches(".printed")) {
            scale(block, 1);
            block.style.whiteSpace = "pre-wrap";
        } else if (isTooWide()) {
            roll(block);
        }
    }
}

// The last resort: a box to scroll in.
function roll(block) {
    block.classList.add("roll");
    block.tabIndex = 0;
}

// A picture that has the room becomes larger.
function grow(slide) {
    const figures = [...slide.querySelectorAll(":scope > figure")];
    if (figures.length != 1 || figures[0].style.zoom || !figures[0].querySelector("img")) return;
    const blocks = blocksOf(slide), last = blocks.at(-1);
    for (let trial = LARGEST; trial > 1; trial -= 0.05) {
        scale(figures[0], trial);
        if (bottom(last) <= room(slide)) return;
    }
    scale(figures[0], "");
}

async function start() {
    await document.fonts.ready;
    reveal.classList.add("measuring");
    for (let slide of reveal.querySelectorAll(".slides > section > section")) {
        slide.classList.add("page");
        narrow(slide);
        while (slide) {
            const next = fit(slide);
            grow(slide);
            slide = next;
        }
    }
    reveal.classList.remove("measuring");
    await Reveal.initialize({
        width: 1280,
        height: HEIGHT,
        margin: 0,
        center: false,
        hash: true,
        slideNumber: "c/t",
        controlsTutorial: false,
        transition: "none",
        backgroundTransition: "none",
        keyboardCondition: () => !document.activeElement.matches(".roll, .knob *"),  // there the arrows scroll and move
        plugins: [RevealNotes],
    });
    document.documentElement.dataset.ready = "yes";
}

start();
