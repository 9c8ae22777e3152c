// What a press has changed must be in sight: on a phone it may lie below, or above, what was pressed.
// @ts-check

/**
 * Goes to `whole` unless all of `seen` is in sight already; at once, as no reader minds.
 * @param {Element} seen
 * @param {Element} whole What holds it, and begins at the top of the window then.
 * @returns {boolean} Whether it scrolled.
 */
export function bringIntoSight(seen, whole) {
  const { top, bottom } = seen.getBoundingClientRect();
  const header = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  if (top >= header && bottom <= innerHeight) return false;
  whole.scrollIntoView({ block: "start", behavior: "instant" });
  return true;
}
