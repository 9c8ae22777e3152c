/** Keyboard shortcuts of a whole page, which leave alone who is typing, and the search. */
// @ts-check

const FIELDS = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable], [role=dialog]";

/**
 * Tell whether a key goes to a field or a dialog, which has a use of its own for it.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isTyping({ target }) {
  return target instanceof Element && target.closest(FIELDS) !== null;
}
