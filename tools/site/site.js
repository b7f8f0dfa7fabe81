// A box that scrolls sideways can be reached by keyboard, but only while it does scroll.
function reachScrollers() {
  for (const box of document.querySelectorAll(".scroll, article pre")) {
    box.toggleAttribute("tabindex", false);
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

// A lesson has the same anchors in every language: another language opens at the same section.
function keepPlace() {
  for (const other of document.querySelectorAll("a.language")) other.hash = location.hash;
}

// Every word must occur; a word in the title counts for more. No word boundaries: Chinese has none.
function search(query, sections) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const count = (text, word) => text.toLowerCase().split(word).length - 1;
  return sections
    .map((section) => ({
      ...section,
      score: words.map((word) => 10 * count(section.title, word) + count(section.text, word)),
    }))
    .filter((section) => words.length && section.score.every(Boolean))
    .sort((a, b) => Math.max(...b.score) - Math.max(...a.score));
}

// About two lines around the first place that mentions the word, cut between words.
function excerpt(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const [start, end] = [Math.max(0, at - 60), Math.min(text.length, at + 140)];
  let words = text.slice(start, end);
  if (start) words = `… ${words.replace(/^[\w'-]+\s/, "")}`;
  if (end < text.length) words = `${words.replace(/\s[\w'-]+$/, "")} …`;
  return words;
}

function showResults(status, list) {
  const query = new URLSearchParams(location.search).get("q") ?? "";
  document.querySelector("input[type=search]").value = query;
  if (!query.trim()) return;
  const found = search(query, window.searchIndex);
  const { found: some, empty } = status.dataset;
  status.textContent = found.length ? some.replace("COUNT", found.length).replace("QUERY", () => query) : empty;
  for (const section of found) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.url;
    link.textContent = section.title;
    const page = document.createElement("small");
    page.textContent = section.page === section.title ? "" : section.page;
    const words = document.createElement("p");
    words.textContent = excerpt(section.text, query.toLowerCase().split(/\s+/).filter(Boolean)[0]);
    item.append(link, " ", page, words);
    list.append(item);
  }
}

// Chosen answers stay in this browser, each by itself, the same in every language; nothing is sent. Where the
// browser keeps nothing, or runs no script, questions answer all the same. Slides keep none: there the next class
// would see the last one's.
const ANSWER = "dense-prediction-course/answer/";

function inStore(use) {
  try {
    return use(localStorage);
  } catch {
    return null; // forbidden, or full
  }
}

function keepAnswers() {
  const lesson = location.pathname.split("/").at(-1);
  const options = document.querySelectorAll(".question input");
  const forget = document.querySelector(".forget");
  const kept = () => inStore((store) => Object.keys(store).filter((key) => key.startsWith(ANSWER))) ?? [];
  for (const option of options) {
    const key = `${ANSWER}${lesson}/${option.name}`;
    if (inStore((store) => store.getItem(key)) === option.id) option.checked = true;
    option.addEventListener("change", () => {
      inStore((store) => store.setItem(key, option.id));
      show();
    });
  }
  function show() {
    if (!forget || !kept().length) return;
    forget.hidden = false;
    forget.querySelector("[role=status]").textContent = "";
  }
  forget?.querySelector("button").addEventListener("click", () => {
    for (const key of kept()) inStore((store) => store.removeItem(key));
    for (const option of options) option.checked = false;
    forget.querySelector("[role=status]").textContent = forget.dataset.done;
  });
  show();
}

addEventListener("resize", reachScrollers);
addEventListener("hashchange", keepPlace);
addEventListener("DOMContentLoaded", () => {
  reachScrollers();
  keepPlace();
  keepAnswers();
  document.querySelectorAll("details").forEach((box) => box.addEventListener("toggle", reachScrollers));
  const list = document.getElementById("search-results");
  if (list) showResults(document.getElementById("search-count"), list);
});
