// Lesson 01's figure: a photograph shrunk to a quarter and enlarged again, by bicubic interpolation and by the
// network. A photograph of the reader's own is read by the browser and goes nowhere.
"use strict";

(() => {
  const { painted, show, pixels, filled, breath } = NetFigures;
  const MOST = 384; // pixels along a photograph's longer side

  // Cubic convolution (Keys, 1981, a = -1/2): the weight of a pixel at this distance.
  function cubic(distance) {
    const d = Math.abs(distance);
    if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
    return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
  }

  // Each pixel four times as long along a row: for each place its four neighbours' weights, of those that exist.
  function along(side, factor) {
    return Array.from({ length: side * factor }, (_, k) => {
      const place = (k + 0.5) / factor - 0.5, first = Math.floor(place) - 1;
      const near = [0, 1, 2, 3].map((n) => first + n).filter((n) => n >= 0 && n < side);
      const total = near.reduce((sum, n) => sum + cubic(place - n), 0);
      return near.map((n) => [n, cubic(place - n) / total]);
    });
  }

  function bicubic({ shape: [height, width], data }, factor = 4) {
    const [rows, columns] = [along(height, factor), along(width, factor)];
    const wide = new Float32Array(height * columns.length), out = Nets.tensor([rows.length, columns.length, 1]);
    for (let y = 0; y < height; y++)
      columns.forEach((near, x) => {
        for (const [n, weight] of near) wide[y * columns.length + x] += weight * data[y * width + n];
      });
    rows.forEach((near, y) => {
      for (const [n, weight] of near)
        for (let x = 0; x < columns.length; x++)
          out.data[y * columns.length + x] += weight * wide[n * columns.length + x];
    });
    return out;
  }

  // One colour plane of a photograph, 0 to 1; and the means over blocks of 4 × 4 pixels.
  const plane = ({ width, height, data }, colour) =>
    Nets.tensor([height, width, 1], Float32Array.from({ length: width * height }, (_, k) => data[4 * k + colour] / 255));

  function shrink({ shape: [height, width], data }) {
    const small = Nets.tensor([height / 4, width / 4, 1]);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) small.data[(y >> 2) * (width / 4) + (x >> 2)] += data[y * width + x] / 16;
    return small;
  }

  const clipped = (tensor) => Nets.tensor(tensor.shape, tensor.data.map((v) => Math.min(1, Math.max(0, v))));

  function psnr(truth, made) {
    let sum = 0, count = 0;
    truth.forEach((one, c) => one.data.forEach((v, k) => ((sum += (v - made[c].data[k]) ** 2), count++)));
    return (10 * Math.log10(count / sum)).toFixed(2);
  }

  function enlarge(figure, net, words) {
    const [given, own] = figure.querySelectorAll("select, input[type=file]");
    const bar = figure.querySelector("progress"), status = figure.querySelector("[role=status]");
    let latest = 0;

    async function work(address, what) {
      const mine = ++latest, began = performance.now();
      status.textContent = "";
      const photo = await pixels(address, MOST);
      const truth = [0, 1, 2].map((colour) => plane(photo, colour)), small = truth.map(shrink);
      const plain = small.map((one) => clipped(bicubic(one))), learned = [];
      const { width, height } = photo;
      const [left, right] = [plain, learned];
      for (const [colour, one] of small.entries()) {
        const walk = Nets.stages(net, { [net.inputs[0]]: one });
        let stage = walk.next();
        for (; !stage.done; stage = walk.next()) {
          bar.value = (colour + stage.value) / 3;
          await breath();
          if (mine !== latest) return; // another photograph was chosen meanwhile
        }
        learned.push(clipped(stage.value));
      }
      const gap = 8;
      const both = painted(2 * width + gap, height, (k) => {
        const x = k % (2 * width + gap), y = Math.floor(k / (2 * width + gap));
        if (x >= width && x < width + gap) return [255, 255, 255];
        const planes = x < width ? left : right, at = y * width + (x < width ? x : x - width - gap);
        return planes.map((one) => 255 * one.data[at]);
      });
      show(figure, both, filled(words.alt, { what }));
      status.textContent = filled(words.done, {
        width: width / 4, height: height / 4, seconds: ((performance.now() - began) / 1000).toFixed(1),
        bicubic: psnr(truth, plain), learned: psnr(truth, learned),
      });
    }
    const chosen = () => work(net.start.pictures[given.value], given.selectedOptions[0].textContent);
    async function mine(file) {
      if (!file) return;
      const address = URL.createObjectURL(file);
      try {
        await work(address, words.mine);
      } catch {
        status.textContent = words.unread;
      }
      URL.revokeObjectURL(address);
    }
    given.addEventListener("change", chosen);
    own.addEventListener("change", () => mine(own.files[0]));
    figure.addEventListener("dragover", (event) => event.preventDefault());
    figure.addEventListener("drop", (event) => {
      event.preventDefault();
      mine(event.dataTransfer.files[0]);
    });
    return chosen();
  }

  NetFigures.FIGURES.enlarge = enlarge;
  NetFigures.bicubic = bicubic; // for the test, which knows TensorFlow's
})();
