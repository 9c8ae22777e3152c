/** Tiles: elements that show one image each of a picture with many (mnist_report/results/browser/png.py, `sprite`). */
// @ts-check

/**
 * Make an element of class `tile` show one image of the sprite that style sheet or `--sprite` names.
 * @template {HTMLElement} T
 * @param {T} element
 * @param {number} position From 0, in the order of the sprite.
 * @param {number} columns Tiles a row.
 * @returns {T}
 */
export function placeTile(element, position, columns) {
  element.style.setProperty("--x", String(position % columns));
  element.style.setProperty("--y", String(Math.floor(position / columns)));
  return element;
}
