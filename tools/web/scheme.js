// Light or dark. This runs before the page is drawn, so that a reader who chose never sees the other one first.
{
  const KEY = "dense-prediction-course/scheme";
  const root = document.documentElement;
  const darkHere = matchMedia("(prefers-color-scheme: dark)");
  const store = (use) => {
    try {
      return use(localStorage);
    } catch {
      return null; // forbidden: then the choice holds for this page
    }
  };
  const kept = store((s) => s.getItem(KEY));
  if (kept === "light" || kept === "dark") root.dataset.scheme = kept;

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".scheme");
    if (!button || !CSS.supports("color", "light-dark(#000, #fff)")) return;
    const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : darkHere.matches);
    const tell = () => (button.ariaPressed = String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.scheme = isDark() ? "light" : "dark";
      store((s) => s.setItem(KEY, root.dataset.scheme));
      tell();
    });
    darkHere.addEventListener("change", tell);
    tell();
    button.hidden = false;
  });
}
