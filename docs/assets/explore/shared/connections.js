/** Connections over the layers of a network: curves from what pushes to what is pushed, as wide as the push is strong. */
// @ts-check

import { node } from "./svg.js";

/**
 * @typedef {{station: number, unit: number}} Cell A pixel of the input (station 0) or a neuron of a layer, from 1.
 * @typedef {{from: Cell, to: Cell, product: number}} Connection What `from` adds to the weighted sum of `to`.
 */

/** Pixels: of the widest curve, and of the narrowest. */
const [WIDEST, NARROWEST] = [4, 1];

/**
 * Return what finds the rectangle of a cell in the window.
 * @param {HTMLCanvasElement} input A pixel of the canvas for each input.
 * @param {HTMLElement[]} layers The grid of each hidden layer.
 * @param {HTMLElement} outputs A row for each class, with a button.
 * @returns {(cell: Cell) => DOMRect}
 */
export function cellsOf(input, layers, outputs) {
  return ({ station, unit }) => {
    if (station === 0) return pixelOf(input, unit);
    const cells = layers[station - 1]?.children ?? outputs.querySelectorAll("button");
    return cells[unit].getBoundingClientRect();
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} index
 * @returns {DOMRect}
 */
function pixelOf(canvas, index) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const [across, down] = [width / canvas.width, height / canvas.height];
  return new DOMRect(left + across * (index % canvas.width), top + down * Math.floor(index / canvas.width), across, down);
}

/** Draw connections over an element; they are for the eye alone, so what they say must stand in words beside them. */
export class Connections {
  /** @type {Connection[]} */
  #shown = [];
  /** @type {Cell | null} */
  #emphasised = null;

  /**
   * @param {HTMLElement} over Holds all cells; what lies in it is placed against it.
   * @param {(cell: Cell) => DOMRect} cell
   */
  constructor(over, cell) {
    this.over = over;
    this.cell = cell;
    this.svg = node("svg", { class: "connections", "aria-hidden": "true" });
    over.append(this.svg);
    new ResizeObserver(() => this.#draw()).observe(over);
  }

  /** @param {Connection[]} connections */
  show(connections) {
    this.#shown = connections;
    this.#draw();
  }

  /**
   * Let those of one cell stand out from the others; null for none.
   * @param {Cell | null} cell
   */
  emphasise(cell) {
    this.#emphasised = cell;
    this.svg.classList.toggle("one", this.#shown.some((connection) => this.#isEmphasised(connection)));
    this.#shown.forEach((each, index) => this.svg.children[index].classList.toggle("emphasised", this.#isEmphasised(each)));
  }

  #draw() {
    const { left, top } = this.over.getBoundingClientRect();
    const strongest = (/** @type {number} */ station) =>
      Math.max(...this.#shown.filter(({ to }) => to.station === station).map(({ product }) => Math.abs(product)));
    this.svg.replaceChildren(...this.#shown.map(({ from, to, product }) => {
      const boxes = [from, to].map((cell) => {
        const { x, y, width, height } = this.cell(cell);
        return new DOMRect(x - left, y - top, width, height);
      });
      return curve(boxes[0], boxes[1], product, Math.abs(product) / strongest(to.station));
    }));
    this.emphasise(this.#emphasised);
  }

  /** @param {Connection} connection */
  #isEmphasised({ from, to }) {
    const cell = this.#emphasised;
    return [from, to].some(({ station, unit }) => station === cell?.station && unit === cell.unit);
  }
}

/**
 * The curve lies on a wider one in the colour of the paper, to be seen on any cell that it crosses.
 * @param {DOMRect} from
 * @param {DOMRect} to
 * @param {number} product
 * @param {number} share 0 to 1, of the strongest.
 */
function curve(from, to, product, share) {
  const group = node("g", { class: product > 0 ? "for" : "against" });
  const way = pathOf(from, to);
  const width = NARROWEST + share * (WIDEST - NARROWEST);
  group.style.setProperty("--share", share.toFixed(3));
  const path = (/** @type {string} */ name, /** @type {number} */ wide) => node("path", { d: way, class: name, "stroke-width": wide.toFixed(2) });
  group.append(path("under", width + 2), path("line", width));
  return group;
}

/**
 * Leave the edge of a cell that faces the other, and bend half-way: down a page, or across.
 * @param {DOMRect} from
 * @param {DOMRect} to
 */
function pathOf(from, to) {
  const [x0, y0, x1, y1] = [from.x + from.width / 2, from.y + from.height / 2, to.x + to.width / 2, to.y + to.height / 2];
  if (from.bottom <= to.top) return `M${x0} ${from.bottom}C${x0} ${(y0 + y1) / 2} ${x1} ${(y0 + y1) / 2} ${x1} ${to.top}`;
  return `M${from.right} ${y0}C${(x0 + x1) / 2} ${y0} ${(x0 + x1) / 2} ${y1} ${to.left} ${y1}`;
}
