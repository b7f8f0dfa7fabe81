// The course's networks, without Keras: reads what `python -m tools.nets` wrote and computes layer by layer.
//
//   const net = Nets.read(Nets.bytes(base64));
//   const out = Nets.run(net, { x: Nets.tensor([28, 28, 1], numbers) });   // one example, no batch
//   for (const share of Nets.stages(net, inputs)) …                        // the same, a layer at a time
//
// A tensor is { shape, data }: rows, columns, channels, the channels of a pixel side by side, as in Keras.
// A file is the length of its header (4 bytes, little-endian), the header (JSON), then all weights one after
// the other as Keras lists them, float16 or float32. The header's `steps` say what is computed out of what.
"use strict";

const Nets = (() => {
  const size = (shape) => shape.reduce((product, side) => product * side, 1);

  function tensor(shape, numbers = size(shape)) {
    return { shape, data: numbers instanceof Float32Array ? numbers : new Float32Array(numbers) };
  }

  // --- reading a file ---------------------------------------------------------------------------

  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  // 1 bit sign, 5 bits exponent, 10 bits fraction.
  function ofHalf(bits) {
    const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
  }

  function read(file) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const start = 4 + view.getUint32(0, true);
    const net = JSON.parse(new TextDecoder().decode(file.subarray(4, start)));
    const [width, number] = {
      float16: [2, (at) => ofHalf(view.getUint16(at, true))],
      float32: [4, (at) => view.getFloat32(at, true)],
    }[net.dtype];
    let at = start;
    net.weights = net.shapes.map((shape) => {
      const one = tensor(shape);
      for (let k = 0; k < one.data.length; k++, at += width) one.data[k] = number(at);
      return one;
    });
    if (at !== file.byteLength) throw new Error(`${file.byteLength - at} bytes too many`);
    return net;
  }

  // --- layers that slide ------------------------------------------------------------------------

  // How many places a window has along a side, and how far the first one stands outside ("same" pads).
  function places(side, kernel, stride, same) {
    if (!same) return [Math.floor((side - kernel) / stride) + 1, 0];
    const count = Math.ceil(side / stride);
    return [count, Math.floor(Math.max((count - 1) * stride + kernel - side, 0) / 2)];
  }

  // Kernel (rows, columns, channels, filters): each output pixel gathers from its window.
  function convolution({ stride, same }, [x], [kernel, bias]) {
    const [height, width, channels] = x.shape, [tall, wide, , filters] = kernel.shape;
    const [rows, top] = places(height, tall, stride, same);
    const [columns, left] = places(width, wide, stride, same);
    const out = tensor([rows, columns, filters]);
    const from = x.data, weights = kernel.data, sums = new Float32Array(filters);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (bias) sums.set(bias.data);
        else sums.fill(0);
        for (let i = 0; i < tall; i++) {
          const y = row * stride + i - top;
          if (y < 0 || y >= height) continue;
          for (let j = 0; j < wide; j++) {
            const z = column * stride + j - left;
            if (z < 0 || z >= width) continue;
            const pixel = (y * width + z) * channels;
            let w = (i * wide + j) * channels * filters, c = 0;
            for (; c + 4 <= channels; c += 4, w += 4 * filters) { // four at once: twice as fast
              const v0 = from[pixel + c], v1 = from[pixel + c + 1], v2 = from[pixel + c + 2], v3 = from[pixel + c + 3];
              const w1 = w + filters, w2 = w1 + filters, w3 = w2 + filters;
              for (let f = 0; f < filters; f++)
                sums[f] += v0 * weights[w + f] + v1 * weights[w1 + f] + v2 * weights[w2 + f] + v3 * weights[w3 + f];
            }
            for (; c < channels; c++, w += filters)
              for (let f = 0; f < filters; f++) sums[f] += from[pixel + c] * weights[w + f];
          }
        }
        out.data.set(sums, (row * columns + column) * filters);
      }
    }
    return out;
  }

  // Kernel (rows, columns, filters, channels): each input pixel stamps it; lesson 01 is about this.
  function transposedConvolution({ stride, same }, [x], [kernel, bias]) {
    const [height, width, channels] = x.shape, [tall, wide, filters] = kernel.shape;
    const length = (side, window) => (same ? side * stride : (side - 1) * stride + window);
    const cut = (window) => (same ? Math.floor(Math.max(window - stride, 0) / 2) : 0);
    const rows = length(height, tall), columns = length(width, wide), top = cut(tall), left = cut(wide);
    const out = tensor([rows, columns, filters]), from = x.data, weights = kernel.data;
    if (bias) for (let k = 0; k < out.data.length; k++) out.data[k] = bias.data[k % filters];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const pixel = (row * width + column) * channels;
        for (let i = 0; i < tall; i++) {
          const y = row * stride + i - top;
          if (y < 0 || y >= rows) continue;
          for (let j = 0; j < wide; j++) {
            const z = column * stride + j - left;
            if (z < 0 || z >= columns) continue;
            let w = (i * wide + j) * filters * channels;
            for (let f = 0; f < filters; f++, w += channels) {
              let sum = 0;
              for (let c = 0; c < channels; c++) sum += from[pixel + c] * weights[w + c];
              out.data[(y * columns + z) * filters + f] += sum;
            }
          }
        }
      }
    }
    return out;
  }

  // The largest of each 2 × 2 pixels; an odd last row or column is left out.
  function pooling(_, [x]) {
    const [height, width, channels] = x.shape, rows = height >> 1, columns = width >> 1;
    return picked([rows, columns, channels], (row, column, c) => {
      const at = (2 * row * width + 2 * column) * channels + c, below = at + width * channels;
      return Math.max(x.data[at], x.data[at + channels], x.data[below], x.data[below + channels]);
    });
  }

  // A tensor of this shape, from a function of row, column, channel.
  function picked([rows, columns, channels], value) {
    const out = tensor([rows, columns, channels]);
    for (let row = 0, k = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let c = 0; c < channels; c++, k++) out.data[k] = value(row, column, c);
    return out;
  }

  // Rows and columns more (or fewer: negative) around a picture: zeros, or the picture mirrored.
  function frame({ sides: [[top, bottom], [left, right]], mirrored }, [x]) {
    const [height, width, channels] = x.shape;
    const fold = (k, side) => (k < 0 ? -1 - k : k >= side ? 2 * side - 1 - k : k);
    return picked([height + top + bottom, width + left + right, channels], (row, column, c) => {
      let y = row - top, z = column - left;
      if (mirrored) [y, z] = [fold(y, height), fold(z, width)];
      const inside = y >= 0 && y < height && z >= 0 && z < width;
      return inside ? x.data[(y * width + z) * channels + c] : 0;
    });
  }

  // --- layers that see everything ---------------------------------------------------------------

  function dense(_, [x], [kernel, bias]) {
    const [channels, filters] = kernel.shape;
    const out = tensor([filters], bias?.data.slice());
    for (let c = 0; c < channels; c++)
      for (let f = 0; f < filters; f++) out.data[f] += x.data[c] * kernel.data[c * filters + f];
    return out;
  }

  const embedding = (_, [index], [table]) => {
    const width = table.shape[1];
    return tensor([width], table.data.subarray(index.data[0] * width, (index.data[0] + 1) * width));
  };

  // After training, batch normalisation is one factor and one shift for each channel.
  function batchNormalisation({ epsilon }, [x], [gamma, beta, mean, variance]) {
    const factor = gamma.data.map((g, c) => g / Math.sqrt(variance.data[c] + epsilon));
    const shift = beta.data.map((b, c) => b - factor[c] * mean.data[c]);
    return tensor(x.shape, x.data.map((value, k) => value * factor[k % factor.length] + shift[k % shift.length]));
  }

  // Each group of channels gets mean 0 and variance 1 over all pixels.
  function groupNormalisation({ groups, epsilon }, [x]) {
    const channels = x.shape.at(-1), each = channels / groups, count = x.data.length / groups;
    const group = (k) => Math.floor((k % channels) / each);
    const mean = new Float64Array(groups), variance = new Float64Array(groups);
    x.data.forEach((value, k) => (mean[group(k)] += value / count));
    x.data.forEach((value, k) => (variance[group(k)] += (value - mean[group(k)]) ** 2 / count));
    return tensor(x.shape, x.data.map((v, k) => (v - mean[group(k)]) / Math.sqrt(variance[group(k)] + epsilon)));
  }

  // --- numbers one by one -----------------------------------------------------------------------

  const sigmoid = (value) => 1 / (1 + Math.exp(-value));
  const FUNCTIONS = {
    linear: (value) => value,
    relu: (value) => Math.max(value, 0),
    leaky_relu: (value, slope) => (value < 0 ? slope * value : value),
    silu: (value) => value * sigmoid(value),
    sigmoid,
    tanh: Math.tanh,
  };
  const activation = ({ name, slope }, [x]) => tensor(x.shape, x.data.map((v) => FUNCTIONS[name](v, slope)));

  // Two tensors, the second repeated over pixels where it has channels alone; or a tensor and a number.
  const together = (calculate) => ({ number }, [a, b]) => {
    if (b === undefined) return tensor(a.shape, a.data.map((value) => calculate(value, number)));
    const [large, small] = a.data.length < b.data.length ? [b, a] : [a, b];
    const length = small.data.length;
    return tensor(large.shape, large.data.map((value, k) => calculate(value, small.data[k % length])));
  };

  const LAYERS = {
    convolution,
    transposed_convolution: transposedConvolution,
    pooling,
    frame,
    dense,
    embedding,
    batch_normalisation: batchNormalisation,
    group_normalisation: groupNormalisation,
    activation,
    add: together((a, b) => a + b),
    multiply: together((a, b) => a * b),
    rescale: ({ factor, shift }, [x]) => tensor(x.shape, x.data.map((value) => value * factor + shift)),
    reshape: ({ shape }, [x]) => ({ shape: shape ?? [x.data.length], data: x.data }),
    concatenate(_, parts) {
      const channels = parts.map((part) => part.shape.at(-1)), all = channels.reduce((a, b) => a + b);
      const out = tensor([...parts[0].shape.slice(0, -1), all]);
      let start = 0;
      parts.forEach(({ data }, n) => {
        for (let k = 0; k < data.length; k++)
          out.data[Math.floor(k / channels[n]) * all + start + (k % channels[n])] = data[k];
        start += channels[n];
      });
      return out;
    },
    // Lesson 05's clock: sines and cosines of eight frequencies, each twice the last.
    waves(_, [t]) {
      const angles = Array.from({ length: 8 }, (_, k) => t.data[0] * 2 ** k);
      return tensor([16], [...angles.map(Math.sin), ...angles.map(Math.cos)]);
    },
  };

  // Computes a step at a time; gives the share of steps that are done, and in the end the output.
  function* stages(net, inputs) {
    const known = { ...inputs };
    for (const [number, step] of net.steps.entries()) {
      const from = step.from.map((name) => known[name]);
      known[step.to] = LAYERS[step.layer](step, from, step.weights.map((place) => net.weights[place]));
      yield (number + 1) / net.steps.length;
    }
    return known[net.output];
  }

  function run(net, inputs) {
    const walk = stages(net, inputs);
    for (let stage = walk.next(); ; stage = walk.next()) if (stage.done) return stage.value;
  }

  return { tensor, bytes, read, stages, run, kinds: Object.keys(LAYERS) };
})();
