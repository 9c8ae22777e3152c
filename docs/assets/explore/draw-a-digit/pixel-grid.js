/** The pixels as a grid that can be painted with the keyboard (WAI-ARIA Authoring Practices, pattern "grid"). */
// @ts-check

/** Ink of a cell that is painted, and of the four around it when edges are soft. */
const INK = 255;
const EDGE = 128;
/** From here on a cell counts as painted, so that a press takes its ink away. */
const PAINTED = 200;

/** @type {Record<string, (row: number, column: number, last: number, all: boolean) => [number, number]>} */
const MOVES = {
  ArrowUp: (row, column) => [row - 1, column],
  ArrowDown: (row, column) => [row + 1, column],
  ArrowLeft: (row, column) => [row, column - 1],
  ArrowRight: (row, column) => [row, column + 1],
  Home: (row, column, last, all) => [all ? 0 : row, 0],
  End: (row, column, last, all) => [all ? last : row, last],
  PageUp: (row, column) => [row - 5, column],
  PageDown: (row, column) => [row + 5, column],
};

/** Show pixels as cells: one of them takes the focus, arrow keys move it, Space or a click paints. */
export class PixelGrid {
  /** @type {HTMLTableCellElement[]} */
  #cells = [];
  #current = 0;
  /** @type {Uint8Array} */
  #pixels = new Uint8Array();

  /**
   * @param {HTMLTableElement} table Empty; it has a label.
   * @param {number} side Cells along the side.
   * @param {() => boolean} soft Whether painting touches the cells around.
   * @param {(pixels: Uint8Array) => void} onPaint Gets the new pixels.
   */
  constructor(table, side, soft, onPaint) {
    this.side = side;
    this.soft = soft;
    this.onPaint = onPaint;
    this.#pixels = new Uint8Array(side * side);
    this.#build(table);
    table.addEventListener("click", (event) => this.#onClick(event));
    table.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /**
   * Show other pixels from now on.
   * @param {Uint8Array} pixels
   */
  show(pixels) {
    const before = this.#pixels;
    this.#pixels = pixels;
    pixels.forEach((pixel, index) => {
      if (pixel !== before[index]) this.#label(index);
    });
  }

  /** @param {HTMLTableElement} table */
  #build(table) {
    table.setAttribute("role", "grid");
    const body = table.createTBody();
    for (let row = 0; row < this.side; row += 1) {
      const line = body.insertRow();
      for (let column = 0; column < this.side; column += 1) this.#cells.push(line.insertCell());
    }
    this.#cells.forEach((cell, index) => {
      cell.tabIndex = -1;
      this.#label(index);
    });
    // The first arrow key should not have to cross the margin: drawing starts near the upper middle.
    this.#current = Math.floor(this.side / 4) * this.side + Math.floor(this.side / 2);
    this.#cells[this.#current].tabIndex = 0;
  }

  /** @param {number} index */
  #label(index) {
    const pixel = this.#pixels[index];
    const [row, column] = [Math.floor(index / this.side) + 1, (index % this.side) + 1];
    const ink = pixel === 0 ? "blank" : `${Math.max(1, Math.round(pixel / 2.55))} % ink`;
    this.#cells[index].setAttribute("aria-label", `row ${row}, column ${column}: ${ink}`);
    this.#cells[index].style.setProperty("--pixel", String(pixel));
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    if (!cell) return;
    this.#focus(this.#cells.indexOf(cell));
    this.#press(this.#current);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.metaKey) return;
    const act = this.#action(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {(() => void) | undefined}
   */
  #action(event) {
    const { key, ctrlKey, shiftKey } = event;
    if (key in MOVES) return () => this.#move(MOVES[key], ctrlKey, shiftKey);
    if (ctrlKey) return undefined;
    if (key === " " || key === "Enter") return () => this.#press(this.#current);
    if (key === "Delete" || key === "Backspace") return () => this.#paint(this.#current, 0);
    return undefined;
  }

  /**
   * @param {(row: number, column: number, last: number, all: boolean) => [number, number]} move
   * @param {boolean} all
   * @param {boolean} painting
   */
  #move(move, all, painting) {
    const last = this.side - 1;
    const moved = move(Math.floor(this.#current / this.side), this.#current % this.side, last, all);
    const [row, column] = moved.map((at) => Math.min(Math.max(at, 0), last));
    this.#focus(row * this.side + column);
    if (painting) this.#paint(this.#current, INK);
  }

  /** @param {number} index */
  #focus(index) {
    this.#cells[this.#current].tabIndex = -1;
    this.#current = index;
    this.#cells[index].tabIndex = 0;
    this.#cells[index].focus();
  }

  /** @param {number} index */
  #press(index) {
    this.#paint(index, this.#pixels[index] >= PAINTED ? 0 : INK);
  }

  /**
   * @param {number} index
   * @param {number} ink
   */
  #paint(index, ink) {
    const painted = this.#pixels.slice();
    painted[index] = ink;
    if (ink && this.soft()) for (const beside of this.#around(index)) painted[beside] = Math.max(painted[beside], EDGE);
    if (painted.some((pixel, at) => pixel !== this.#pixels[at])) this.onPaint(painted);
  }

  /**
   * @param {number} index
   * @returns {number[]} The cells above, below, left and right, as far as there are any.
   */
  #around(index) {
    const [row, column] = [Math.floor(index / this.side), index % this.side];
    const places = [[row - 1, column], [row + 1, column], [row, column - 1], [row, column + 1]];
    return places.filter((place) => place.every((at) => at >= 0 && at < this.side)).map(([y, x]) => y * this.side + x);
  }
}
