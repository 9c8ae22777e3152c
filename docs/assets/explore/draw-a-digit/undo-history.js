/** The steps that led to what is there now: each can be undone, and redone until another one is taken. */
// @ts-check

/**
 * Keep what is there now, and what was there before each step.
 * @template T
 */
export class UndoHistory {
  /** @type {T[]} */
  #before = [];
  /** @type {T[]} */
  #after = [];

  /** @param {T} start */
  constructor(start) {
    this.now = start;
  }

  /** @returns {boolean} */
  get canUndo() {
    return this.#before.length > 0;
  }

  /** @returns {boolean} */
  get canRedo() {
    return this.#after.length > 0;
  }

  /**
   * Take a step.
   * @param {T} next
   */
  take(next) {
    this.#before.push(this.now);
    this.#after = [];
    this.now = next;
  }

  /**
   * Undo a step.
   * @returns {boolean} Whether there was one.
   */
  undo() {
    return this.#move(this.#before, this.#after);
  }

  /**
   * Redo a step.
   * @returns {boolean} Whether there was one.
   */
  redo() {
    return this.#move(this.#after, this.#before);
  }

  /**
   * @param {T[]} from
   * @param {T[]} to
   */
  #move(from, to) {
    if (!from.length) return false;
    to.push(this.now);
    this.now = /** @type {T} */ (from.pop());
    return true;
  }
}
