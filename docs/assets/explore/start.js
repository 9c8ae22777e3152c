/**
 * Starts what a page asks for: an element with `data-explore="draw-a-digit"` is handed to `start` of
 * draw-a-digit/page.js. Every page of the site loads this file; only pages that ask load more.
 */
// @ts-check

/**
 * @param {HTMLElement} element
 * @returns {Promise<void>}
 */
async function begin(element) {
  try {
    const module = await import(`./${element.dataset.explore}/page.js`);
    await module.start(element);
  } catch (error) {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = "A part of this page did not load. Try to load the page again.";
    element.prepend(said);
    throw error;
  }
}

for (const element of document.querySelectorAll("[data-explore]")) begin(/** @type {HTMLElement} */ (element));
