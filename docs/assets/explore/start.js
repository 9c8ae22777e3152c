/**
 * Starts what a page asks for: an element with `data-explore="draw-a-digit"` is handed to `start` of
 * draw-a-digit/page.js, one with `data-explore-part="draw"` to that of parts/draw.js once it comes into view. Every page
 * of the site loads this file; only pages that ask load more.
 */
// @ts-check

/**
 * @typedef {object} Place Where a part begins.
 * @property {HTMLElement} live To be filled; it takes the place of what stands there when `start` is done.
 * @property {HTMLElement} failure For a download that failed (shared/retry.js).
 * @property {DOMStringMap} data The values that gen/parts/NAME.html gives its element.
 */

/**
 * @param {HTMLElement} element
 * @returns {Promise<void>}
 */
async function begin(element) {
  const module = await import(`./${element.dataset.explore}/page.js`);
  await module.start(element);
}

/**
 * @param {HTMLElement} element
 * @returns {Promise<void>}
 */
async function beginPart(element) {
  const [live, failure] = ["part-live", "part-failure"].map((name) => {
    const child = document.createElement("div");
    child.className = name;
    return child;
  });
  const [module] = await Promise.all([import(`./parts/${element.dataset.explorePart}.js`), dress()]);
  element.append(failure, live);
  await module.start({ live, failure, data: element.dataset });
  element.dataset.begun = "";
}

/** @type {Promise<void> | undefined} */
let dressed;

/** @returns {Promise<void>} Done when the style sheet of all parts has come. */
function dress() {
  dressed ??= new Promise((resolve, reject) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", onload: resolve, onerror: reject });
    sheet.href = new URL("parts/parts.css", import.meta.url).href;
    document.head.append(sheet);
  });
  return dressed;
}

/**
 * @param {HTMLElement} element
 * @param {(element: HTMLElement) => Promise<void>} start
 * @returns {Promise<void>}
 */
async function orSay(element, start) {
  try {
    await start(element);
  } catch (error) {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = "A part of this page did not load. Try to load the page again.";
    element.prepend(said);
    throw error;
  }
}

const watch = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    void orSay(/** @type {HTMLElement} */ (target), beginPart);
  }
});

for (const element of document.querySelectorAll("[data-explore]")) void orSay(/** @type {HTMLElement} */ (element), begin);
for (const element of document.querySelectorAll("[data-explore-part]")) watch.observe(element);
