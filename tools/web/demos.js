// Demos that move without a kernel. Each figure[data-demo] with .knobs has a recording, in the form that
// course_utils/demos/recording.py describes. It comes as a script that pushes [name, data] to courseDemos, since a
// page from disk reads no other file; until then, and where this browser can't unpack it, the still picture stays.

const BEAT = 350; // ms between two pictures of a demo that runs by itself
const hasUnpacker = "DecompressionStream" in window;

async function unpack(data) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const recording = await new Response(plain).json();
  let last = [];
  recording.frames = recording.frames.map((frame) => {
    last = frame.map((words, k) => words.replace(/!+/g, (same, at) => last[k].slice(at, at + same.length)));
    return last;
  });
  return recording;
}

// Each character of `words` stands for a part: those from 35 on, but for the surrogates. (What a frame has in common
// with the one before is "!" in the file, and filled in above.)
function spell(words, parts) {
  let spelled = "";
  for (const letter of words) {
    const code = letter.codePointAt(0);
    spelled += parts[code < 0xd800 ? code - 35 : code - 35 - 0x800];
  }
  return spelled;
}

function revive(figure) {
  const picture = figure.querySelector("img");
  const caption = figure.querySelector("img ~ div");
  const controls = [...figure.querySelectorAll(".knob")];
  const inputs = controls.map((control) => [...control.querySelectorAll("input, select")]);
  let recording, svg, timer;

  const chosen = (k) => (inputs[k][0].type === "radio" ? inputs[k].find((one) => one.checked) : inputs[k][0]).value;
  const state = () => inputs.map((_, k) => Number(chosen(k)));
  const number = (places) =>
    recording.table[places.reduce((index, place, k) => index * recording.controls[k].values.length + place, 0)];

  // A slider ends where the others allow no more; what lay beyond is lowered.
  function limit() {
    const places = state();
    controls.forEach((_, k) => {
      const slider = inputs[k][0];
      if (slider.type !== "range") return;
      const allowed = (place) => number(places.with(k, place)) !== null;
      let most = recording.controls[k].values.length - 1;
      while (most > 0 && !allowed(most)) most -= 1;
      if (!allowed(most)) return; // another slider is at fault
      slider.max = most;
      places[k] = Math.min(places[k], most);
      slider.value = places[k];
    });
    return places;
  }

  function tell() {
    for (const [slider] of inputs) {
      if (slider.type !== "range") continue;
      const words = JSON.parse(slider.dataset.values)[slider.value];
      slider.setAttribute("aria-valuetext", words);
      slider.parentElement.querySelector("output").textContent = words;
    }
  }

  function show() {
    if (recording) {
      const frame = recording.frames[number(limit())].map((words) => spell(words, recording.parts));
      [svg, picture.alt, caption.textContent] = frame;
      picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    }
    tell();
  }

  function stop(button) {
    clearInterval(timer);
    timer = undefined;
    if (button.textContent !== "▶") turn(button, "▶");
    caption.setAttribute("aria-live", "polite");
  }

  function turn(button, sign) {
    const label = button.getAttribute("aria-label");
    button.setAttribute("aria-label", button.dataset.other);
    [button.textContent, button.dataset.other] = [sign, label];
  }

  function play(button, slider) {
    if (timer !== undefined) return stop(button);
    turn(button, "⏸");
    caption.setAttribute("aria-live", "off"); // nobody could listen that fast
    if (slider.value === slider.max) slider.value = 0;
    else slider.stepUp();
    show();
    timer = setInterval(() => {
      if (slider.value === slider.max) return stop(button);
      slider.stepUp();
      show();
    }, BEAT);
  }

  const player = figure.querySelector(".knob button");
  player?.addEventListener("click", () => play(player, player.parentElement.querySelector("input")));
  figure.querySelector(".knobs").addEventListener("input", () => {
    if (timer !== undefined) stop(player);
    show();
  });
  // In slides the arrow keys belong to a control that has the focus, until Escape gives them back.
  figure.addEventListener("keydown", (event) => event.key === "Escape" && document.activeElement.blur());
  // The large picture is the one that is seen.
  figure.querySelector(".enlarge")?.addEventListener("click", (event) => {
    if (svg) event.currentTarget.href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  });

  const start = JSON.stringify(state());
  caption.setAttribute("aria-live", "polite");
  figure.querySelector(".knobs").hidden = false;
  figure.querySelector(".still")?.remove();
  return async (data) => {
    recording = await unpack(data);
    const isSaved = picture.src.startsWith("data:"); // a page that was moved, then saved
    if (isSaved || JSON.stringify(state()) !== start) show();
  };
}

if (hasUnpacker) {
  const revived = new Map();
  for (const knobs of document.querySelectorAll("figure[data-demo] > .knobs"))
    revived.set(knobs.parentElement.dataset.demo, revive(knobs.parentElement));
  const arrive = ([name, data]) => revived.get(name)?.(data);
  const early = window.courseDemos ?? [];
  window.courseDemos = { push: arrive };
  early.forEach(arrive);
}
