/** What a press has changed must be in sight: on a phone it may lie below, or above, what was pressed. */
// @ts-check

/**
 * Scroll to `whole`, at once, unless it is in sight already from its beginning to the end of `seen`.
 * @param {Element} seen
 * @param {Element} whole
 */
export function bringIntoSight(seen, whole) {
  if (whole.getBoundingClientRect().top >= header() && isInSight(seen)) return;
  whole.scrollIntoView({ block: "start", behavior: "instant" });
}

/**
 * Tell whether all of an element is in the window, below the header of the page.
 * @param {Element | null} element
 * @returns {boolean}
 */
export function isInSight(element) {
  if (!element) return false;
  const { top, bottom } = element.getBoundingClientRect();
  return top >= header() && bottom <= innerHeight;
}

/** @returns {number} Pixels from the top of the window to the end of the header. */
function header() {
  return document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
}
