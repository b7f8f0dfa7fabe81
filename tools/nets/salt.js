// Lesson 02's figure: a seismic tile, given or drawn, and what the U-Net takes for salt. Drawn tiles come from a
// small cousin of course_utils/data/salt.py: layers, bent and tilted; salt without them, with a bright surface;
// a Ricker wavelet down each trace; gain.
"use strict";

(() => {
  const { painted, show, pixels, randomness, normal, many, drag, filled } = NetFigures;
  const SIDE = 101, MARGIN = 40, TALL = SIDE + 2 * MARGIN;
  const BRUSH = 7, REACH = 16, PERIOD = 10.5; // pixels
  const [ORANGE, BLUE] = [[230, 159, 0], [0, 114, 178]];

  // What stays while one draws: layers by depth, the noise inside salt and everywhere.
  function geology(seed) {
    const random = randomness(seed), layers = new Float32Array(4 * TALL);
    let step = 0, left = 0, contrast = 1;
    for (let z = 0; z < layers.length; z++, left--) {
      if (left <= 0) {
        left = 4 + 12 * random();
        if (random() < 0.25) contrast = Math.exp(0.5 * normal(random) - 0.2);
        step = contrast * normal(random);
      }
      layers[z] = step;
    }
    const rough = () => smooth(many(TALL * SIDE, () => normal(random)), 2.5);
    return { layers, inside: rough(), everywhere: rough() };
  }

  // Gaussian along the rows, scaled back to the spread that it came with.
  function smooth(field, sigma, keep = true) {
    const weights = many(2 * Math.ceil(3 * sigma) + 1, (_, k) => Math.exp(-(((k - Math.ceil(3 * sigma)) / sigma) ** 2) / 2));
    const total = weights.reduce((a, b) => a + b), half = weights.length >> 1;
    const scale = keep ? Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0)) : total;
    return field.map((_, k) => {
      const x = k % SIDE;
      let sum = 0;
      for (let n = 0; n < weights.length; n++) {
        const at = Math.min(SIDE - 1, Math.max(0, x + n - half));
        sum += weights[n] * field[k - x + at];
      }
      return sum / scale;
    });
  }

  // The tile, 0 to 255: `salt` (SIDE², 0 or 1), `bend`: how far down the layers lie in each column.
  function section({ layers, inside, everywhere }, salt, bend) {
    const isSalt = (z, x) => salt[Math.min(SIDE - 1, Math.max(0, z - MARGIN)) * SIDE + x];
    const depth = (z, x) => Math.min(layers.length - 1, Math.max(0, Math.round(TALL + z - bend[x])));
    let reflectivity = many(TALL * SIDE, (_, k) => {
      const x = k % SIDE, z = Math.floor(k / SIDE);
      const surface = 3.2 * (isSalt(z, x) - isSalt(Math.max(0, z - 1), x));
      const rock = isSalt(z, x) ? 0.35 * inside[k] : 1.2 * (layers[depth(z, x)] - layers[depth(z - 1, x)]);
      return rock + surface * (surface < 0 ? 0.7 : 1) + 0.07 * everywhere[k];
    });
    reflectivity = smooth(reflectivity, 0.9, false);
    const wavelet = many(41, (_, k) => {
      const a = (Math.PI * (k - 20) / PERIOD) ** 2;
      return (1 - 2 * a) * Math.exp(-a);
    });
    const trace = many(SIDE * SIDE, (_, k) => {
      let sum = 0;
      for (let n = 0, at = k + (MARGIN - 20) * SIDE; n < wavelet.length; n++, at += SIDE)
        sum += wavelet[n] * reflectivity[at];
      return sum;
    });
    const gain = loudness(trace);
    const louder = trace.map((v, k) => v * gain[k]);
    const spread = Math.sqrt(louder.reduce((sum, v) => sum + v * v, 0) / louder.length) || 1;
    return louder.map((v) => Math.min(255, Math.max(0, 123 + 40 * Math.min(3, Math.max(-3, v / spread)))));
  }

  // Automatic gain: what is faint around a point is raised (windows of 61 pixels, every fourth row and column).
  function loudness(trace) {
    const coarse = 26, energy = new Float32Array(coarse * coarse);
    for (let row = 0; row < coarse; row++)
      for (let column = 0; column < coarse; column++) {
        let sum = 0, count = 0;
        for (let z = Math.max(0, 4 * row - 30); z <= Math.min(SIDE - 1, 4 * row + 30); z += 3)
          for (let x = Math.max(0, 4 * column - 30); x <= Math.min(SIDE - 1, 4 * column + 30); x += 3, count++)
            sum += trace[z * SIDE + x] ** 2;
        energy[row * coarse + column] = Math.sqrt(sum / count);
      }
    const mean = energy.reduce((a, b) => a + b) / energy.length || 1;
    return trace.map((_, k) => (energy[((k / SIDE) >> 2) * coarse + ((k % SIDE) >> 2)] + 0.05 * mean) ** -0.6);
  }

  function salt(figure, net, words) {
    const part = (name) => figure.querySelector(`[name$=${name}]`);
    const [given, answer] = [part("given"), part("answer")], places = ["across", "depth", "size", "tilt"].map(part);
    const status = figure.querySelector("[role=status]");
    let ground = geology(1), body = new Uint8Array(SIDE * SIDE), pushed = new Float32Array(SIDE);
    let image, truth, found, last, timer;

    const bend = () => pushed.map((v, x) => v + places[3].value * (x / (SIDE - 1) - 0.5));
    function ellipse() {
      const [x0, z0, size] = places.map((range) => Number(range.value));
      body = body.map((_, k) => +(Math.hypot((k % SIDE) - x0, (Math.floor(k / SIDE) - z0) * 1.3) < size));
    }
    const share = (mask) => Math.round(100 * mask.reduce((a, b) => a + b, 0) / mask.length);

    function draw() {
      const edge = (k) => truth[k] && [k - 1, k + 1, k - SIDE, k + SIDE].some((n) => truth[n] === 0);
      const canvas = painted(SIDE, SIDE, (k) => {
        if (edge(k)) return BLUE;
        const grey = image[k];
        return found && answer.checked && found[k] ? ORANGE.map((c) => 0.45 * grey + 0.55 * c) : Array(3).fill(grey);
      });
      const values = { truth: share(truth), found: found ? share(found) : 0 };
      show(figure, canvas, filled(answer.checked && found ? words.alt : words.hidden, values));
      let either = 0, both = 0;
      if (found) truth.forEach((t, k) => ((both += t & found[k]), (either += t | found[k])));
      values.iou = either ? (both / either).toFixed(2) : "1";
      status.textContent = found && answer.checked ? filled(words.done, values) : "";
    }
    function ask() {
      const input = { [net.inputs[0]]: Nets.tensor([SIDE, SIDE, 1], image) };
      found = Uint8Array.from(Nets.run(net, input).data, (logit) => logit > 0);
      draw();
    }
    // The picture follows the hand; the network is asked once the hand rests.
    function renew() {
      image = section(ground, body, bend());
      truth = body;
      found = null;
      draw();
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    }
    async function choose() {
      const own = given.value === "own";
      figure.classList.toggle("drawing", own);
      figure.querySelector(".own").hidden = !own;
      if (own) return renew();
      clearTimeout(timer);
      const tile = net.start.tiles[given.value];
      const [grey, mask] = await Promise.all([pixels(tile.image, SIDE, 1), pixels(tile.salt, SIDE, 1)]);
      image = many(SIDE * SIDE, (_, k) => grey.data[4 * k]);
      truth = Uint8Array.from({ length: SIDE * SIDE }, (_, k) => mask.data[4 * k] > 127);
      ask();
    }
    given.addEventListener("change", choose);
    answer.addEventListener("change", draw);
    places.forEach((range, k) =>
      range.addEventListener("input", () => {
        if (k < 3) ellipse();
        renew();
      }),
    );
    figure.querySelector("button").addEventListener("click", () => {
      ground = geology(Math.floor(1e9 * Math.random()));
      renew();
    });
    drag(figure.querySelector("img"), (x, y, first) => {
      if (given.value !== "own") return;
      const tool = figure.querySelector("input[type=radio]:checked").value;
      const [column, row] = [x * SIDE, y * SIDE];
      if (tool === "bend") {
        if (!first) pushed = pushed.map((v, k) => v + (row - last) * Math.exp(-(((k - column) / REACH) ** 2)));
        last = row;
      } else {
        body = body.map((v, k) =>
          Math.hypot((k % SIDE) + 0.5 - column, Math.floor(k / SIDE) + 0.5 - row) < BRUSH ? +(tool === "paint") : v,
        );
      }
      renew();
    });
    ellipse();
    return choose();
  }

  NetFigures.FIGURES.salt = salt;
})();
