// The figures in which a network runs. Its weights are a script too, so that a page from disk works; a figure wakes
// when it is near. One that can't live keeps its still picture and the sentence that says why.
"use strict";

const NetFigures = (() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const breath = () => new Promise((done) => setTimeout(done));
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // --- pictures ---------------------------------------------------------------------------------

  // A canvas whose pixels `colour(k)` gives as [red, green, blue], 0 to 255.
  function painted(width, height, colour) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d"), pixels = context.createImageData(width, height);
    for (let k = 0; k < width * height; k++) pixels.data.set([...colour(k), 255], 4 * k);
    context.putImageData(pixels, 0, 0);
    return canvas;
  }

  // A tensor with values from -1, paper, to 1, ink.
  const digit = ({ data }) => painted(28, 28, (k) => Array(3).fill(127.5 * (data[k] + 1)));

  function show(figure, canvas, words) {
    const picture = figure.querySelector("img");
    picture.src = canvas.toDataURL();
    [picture.width, picture.height] = [canvas.width, canvas.height];
    picture.alt = words;
  }

  // The pixels of a picture at an address: at most `most` along a side, which is cut to a multiple of `unit`.
  async function pixels(address, most, unit = 4) {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const share = Math.min(1, most / Math.max(picture.naturalWidth, picture.naturalHeight));
    const [width, height] = [picture.naturalWidth, picture.naturalHeight].map(
      (side) => Math.max(4 * unit, unit * Math.floor((share * side) / unit)),
    );
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0, width, height);
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  }

  // Same numbers for the same seed (mulberry32), from 0 to 1.
  function randomness(seed) {
    return () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
  }
  const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const many = (count, value) => Float32Array.from({ length: count }, value);

  // Calls `use(x, y, first)` with a pointer's place on a surface, each from 0 to 1, while it is down.
  function drag(surface, use) {
    const at = (event, first) => {
      const box = surface.getBoundingClientRect();
      const inside = (value) => Math.min(1, Math.max(0, value));
      use(inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height), first);
    };
    surface.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      surface.setPointerCapture(event.pointerId);
      at(event, true);
    });
    surface.addEventListener("pointermove", (event) => {
      if (surface.hasPointerCapture(event.pointerId)) at(event, false);
    });
  }

  // --- lesson 03: a plane through the generator's noise ---------------------------------------------

  const MAP = 8; // digits along a side of the map

  function latent(figure, net, words) {
    const [across, down] = figure.querySelectorAll("input[type=range]");
    const pad = figure.querySelector(".pad"), map = pad.querySelector("canvas"), point = pad.querySelector("i");
    let corners = [0, 1, 2].map((k) => net.start.corners.slice(100 * k, 100 * (k + 1)));

    // The plane through three vectors: from the first a way towards the second, and a way towards the third.
    function generated(x, y) {
      const [origin, right, below] = corners;
      const noise = origin.map((value, k) => value + x * (right[k] - value) + y * (below[k] - value));
      return digit(Nets.run(net, { [net.inputs[0]]: Nets.tensor([100], noise) }));
    }
    function draw() {
      const [x, y] = [across, down].map((range) => range.value / 100);
      [point.style.left, point.style.top] = [`${100 * x}%`, `${100 * y}%`];
      show(figure, generated(x, y), filled(words.alt, { x: across.value, y: down.value }));
    }
    function drawMap() {
      const context = map.getContext("2d");
      for (let row = 0; row < MAP; row++)
        for (let column = 0; column < MAP; column++)
          context.drawImage(generated((column + 0.5) / MAP, (row + 0.5) / MAP), 28 * column, 28 * row);
    }
    for (const range of [across, down]) range.addEventListener("input", draw);
    drag(pad, (x, y) => {
      [across.value, down.value] = [100 * x, 100 * y];
      draw();
    });
    figure.querySelector("button").addEventListener("click", () => {
      corners = corners.map((corner) => corner.map(() => 2 * Math.random() - 1));
      drawMap();
      draw();
    });
    drawMap();
    draw();
  }

  // --- lesson 05: a digit out of noise --------------------------------------------------------------

  // Classifier-free guidance, then lesson 05's Euler: the picture after each step.
  function* euler(net, noise, label, weight, steps) {
    const velocity = (x, time, which) => {
      const inputs = [x, Nets.tensor([], [time]), Nets.tensor([], [which])];
      return Nets.run(net, Object.fromEntries(net.inputs.map((name, k) => [name, inputs[k]]))).data;
    };
    let x = Nets.tensor([28, 28, 1], noise);
    for (let k = 0; k < steps; k++) {
      const asked = velocity(x, k / steps, label);
      const none = weight === 1 ? asked : velocity(x, k / steps, 10);
      x = Nets.tensor(x.shape, x.data.map((v, p) => v + (none[p] + weight * (asked[p] - none[p])) / steps));
      yield x;
    }
  }

  function digits(figure, net, words) {
    const step = figure.querySelector("[name$=step]"), dial = figure.querySelector("[name$=guidance]");
    const bar = figure.querySelector("progress"), status = figure.querySelector("[role=status]");
    const steps = Number(step.max);
    let noise = net.start.noise, frames = [], latest = 0, following = true;

    const asked = () => Number(figure.querySelector("input[type=radio]:checked").value);
    const weight = () => (dial ? Number(dial.value) : 2);
    function look() {
      const values = { digit: asked(), step: step.value, steps, w: weight() };
      step.nextElementSibling.value = step.value;
      if (dial) dial.nextElementSibling.value = dial.value;
      if (frames[step.value]) show(figure, digit(frames[step.value]), filled(words.alt, values));
    }
    async function draw() {
      const mine = ++latest, began = performance.now();
      [frames, following] = [[Nets.tensor([28, 28, 1], noise)], true];
      status.textContent = "";
      for (const x of euler(net, noise, asked(), weight(), steps)) {
        frames.push(x);
        bar.value = (frames.length - 1) / steps;
        if (following) step.value = frames.length - 1;
        if (following && (!calm.matches || frames.length > steps)) look();
        await breath();
        if (mine !== latest) return; // somebody asked for another one meanwhile
      }
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      status.textContent = filled(words.done, { digit: asked(), steps, seconds });
    }
    for (const input of figure.querySelectorAll("input[type=radio]")) input.addEventListener("change", draw);
    dial?.addEventListener("input", draw);
    step.addEventListener("input", () => {
      following = false; // whoever looks back is not carried on
      step.value = Math.min(step.value, frames.length - 1);
      look();
    });
    figure.querySelector("button").addEventListener("click", () => {
      noise = many(784, () => normal(Math.random));
      draw();
    });
    return draw();
  }

  // --- the first page: lesson 04's painting on its way -----------------------------------------------

  function repaint(figure, frames, words) {
    const range = figure.querySelector("input"), picture = figure.querySelector("img");
    range.addEventListener("input", () => {
      picture.src = frames[range.value];
      picture.alt = filled(words.alt, { number: Number(range.value) + 1, count: frames.length });
    });
  }

  // --- waking up ------------------------------------------------------------------------------------

  const FIGURES = { latent, digits, repaint };
  const woken = new WeakSet();

  // A network's script says `(window.netFiles ??= {}).NAME = …`, before this one or after.
  async function fetched(name) {
    const script = [...document.scripts].find(({ src }) => src.endsWith(`/${name}.js`));
    if (!window.netFiles?.[name] && document.readyState !== "complete")
      await new Promise((done) => {
        script.addEventListener("load", done);
        addEventListener("load", done); // by then every script has come, or never will
      });
    if (!window.netFiles?.[name]) throw new Error(`${name}.js is missing`);
    return window.netFiles[name];
  }

  function alive(figure, yes) {
    figure.querySelector(".controls").hidden = !yes;
    figure.querySelector(".still").hidden = yes;
    for (const part of figure.querySelectorAll(".only-alive")) part.hidden = !yes;
  }

  async function wake(figure) {
    if (woken.has(figure)) return;
    woken.add(figure);
    try {
      const file = await fetched(figure.dataset.net);
      const net = typeof file === "string" ? Nets.read(Nets.bytes(file)) : file;
      const words = JSON.parse(figure.dataset.words);
      await FIGURES[figure.dataset.kind](figure, net, words);
      figure.dataset.ready = "yes";
    } catch (fault) {
      alive(figure, false);
      console.error(fault);
    }
  }

  function start() {
    const watcher = new IntersectionObserver(
      (seen) => seen.filter((one) => one.isIntersecting).forEach((one) => wake(one.target)),
      { rootMargin: "600px" },
    );
    for (const figure of document.querySelectorAll("figure[data-kind]")) {
      alive(figure, true);
      watcher.observe(figure);
    }
  }

  addEventListener("DOMContentLoaded", start);
  return { FIGURES, euler, painted, show, pixels, randomness, normal, many, drag, filled, breath };
})();
