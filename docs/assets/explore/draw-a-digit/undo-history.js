// The steps that led to what is there now: each can be taken back, and done again until another one is taken.
//
//   const steps = new Steps(BLANK);
//   steps.take(drawing);
//   if (steps.undo()) show(steps.now);
// @ts-check

/** @template T */
export class Steps {
  /** @type {T[]} */
  #before = [];
  /** @type {T[]} */
  #after = [];

  /** @param {T} start */
  constructor(start) {
    this.now = start;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  get canRedo() {
    return this.#after.length > 0;
  }

  /** @param {T} next */
  take(next) {
    this.#before.push(this.now);
    this.#after = [];
    this.now = next;
  }

  /** @returns {boolean} Whether there was a step to take back. */
  undo() {
    return this.#move(this.#before, this.#after);
  }

  /** @returns {boolean} Whether there was one to do again. */
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
