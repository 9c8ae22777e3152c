/** The connections of the chosen neuron, tied to what the page says of them: who points at either sees both. */
// @ts-check

import { Connections, cellsOf } from "../shared/connections.js";

/**
 * @typedef {import("../shared/connections.js").Cell} Cell
 * @typedef {import("../shared/connections.js").Connection} Connection
 */

/** Pixels of the image from the pointer within which one is meant. */
const NEAR = 1.5;

/** Show the connections, and let one stand out while a reader points at its cell, or at what speaks of it. */
export class Lines {
  /** @type {Cell[]} The other ends of the connections. */
  #ends = [];

  /**
   * @param {HTMLElement} way Holds the layers, and what speaks of their cells, marked with `data-cell`.
   * @param {HTMLElement} over The layers.
   * @param {HTMLCanvasElement} input
   * @param {HTMLElement[]} layers
   * @param {HTMLElement} outputs
   */
  constructor(way, over, input, layers, outputs) {
    this.way = way;
    this.input = input;
    this.cells = [...layers.map((layer) => [...layer.children]), [...outputs.querySelectorAll("button")]];
    this.connections = new Connections(over, cellsOf(input, layers, outputs));
    for (const type of ["mouseover", "focusin"]) way.addEventListener(type, ({ target }) => this.#point(this.#cellAt(target)));
    for (const type of ["mouseleave", "focusout"]) way.addEventListener(type, () => this.#point(undefined));
    input.addEventListener("mousemove", (event) => this.#point(this.#pixelAt(event)));
  }

  /** @param {Connection[]} connections */
  show(connections) {
    this.#ends = connections.map(({ from, to }, _, [first]) => (to.station === first.to.station ? from : to));
    this.connections.show(connections);
    this.#point(undefined);
  }

  /** @param {Cell | undefined} cell */
  #point(cell) {
    const end = this.#ends.find(({ station, unit }) => station === cell?.station && unit === cell.unit);
    this.connections.emphasise(end ?? null);
    for (const each of /** @type {NodeListOf<HTMLElement>} */ (this.way.querySelectorAll("[data-cell]"))) {
      each.classList.toggle("emphasised", end !== undefined && each.dataset.cell === `${end.station}-${end.unit}`);
    }
  }

  /**
   * @param {EventTarget | null} target
   * @returns {Cell | undefined}
   */
  #cellAt(target) {
    if (!(target instanceof Element)) return undefined;
    const told = /** @type {HTMLElement | null} */ (target.closest("[data-cell]"))?.dataset.cell?.split("-").map(Number);
    if (told) return { station: told[0], unit: told[1] };
    const layer = this.cells.findIndex((cells) => cells.includes(target));
    return layer < 0 ? undefined : { station: layer + 1, unit: this.cells[layer].indexOf(target) };
  }

  /**
   * The pixel that pushes, nearest to the pointer.
   * @param {MouseEvent} event
   */
  #pixelAt({ offsetX, offsetY }) {
    const { width, height, clientWidth, clientHeight } = this.input;
    const [x, y] = [(offsetX / clientWidth) * width - 0.5, (offsetY / clientHeight) * height - 0.5];
    const far = ({ unit } = { unit: 0 }) => Math.hypot((unit % width) - x, Math.floor(unit / width) - y);
    const [nearest] = this.#ends.filter(({ station }) => station === 0).sort((one, other) => far(one) - far(other));
    return nearest && far(nearest) <= NEAR ? nearest : undefined;
  }
}
