// Tells the page around this frame how tall the frame should be, in the words that learning platforms know (Canvas:
// `lti.frameResize`). Reads nothing of that page. `?theme=light` or `?theme=dark` overrides the colours of the system.
// @ts-check

/** Of the element, not of the window: what it holds may become shorter, too. */
function tellHeight() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ subject: "lti.frameResize", height }, "*");
}

/** @param {string | null} theme */
function dress(theme) {
  if (theme !== "light" && theme !== "dark") return;
  document.documentElement.style.colorScheme = theme;
  document.documentElement.dataset.theme = theme;
  const parts = /** @type {NodeListOf<HTMLSourceElement>} */ (document.querySelectorAll("[media]"));
  for (const part of parts) part.media = theme === "dark" ? "screen" : "not all";
}

dress(new URLSearchParams(location.search).get("theme"));
if (parent !== window) new ResizeObserver(tellHeight).observe(document.documentElement);
