// What a press has changed must be in sight: on a phone it may lie below, or above, what was pressed.
// @ts-check

/**
 * Goes to `whole`, at once, unless it is in sight already from its beginning to the end of `seen`.
 * @param {Element} seen
 * @param {Element} whole
 */
export function bringIntoSight(seen, whole) {
  if (whole.getBoundingClientRect().top >= header() && isInSight(seen)) return;
  whole.scrollIntoView({ block: "start", behavior: "instant" });
}

/**
 * @param {Element | null} element
 * @returns {boolean} Whether all of it is in the window, below the header of the page.
 */
export function isInSight(element) {
  if (!element) return false;
  const { top, bottom } = element.getBoundingClientRect();
  return top >= header() && bottom <= innerHeight;
}

function header() {
  return document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
}
