// Keys that mean something on a whole page leave alone who is typing.
// @ts-check

const FIELDS = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";

/**
 * Whether a key goes to a field, which has a use of its own for it.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isTyping({ target }) {
  return target instanceof Element && target.matches(FIELDS);
}
