/** The neurons of a hidden layer as a grid of buttons, coloured by their activations. */
// @ts-check

import { divergingText } from "./colour-scale.js";
import { make } from "./elements.js";

/**
 * @typedef {object} NeuronGrid
 * @property {(activations: Float32Array) => void} show
 * @property {(unit: number) => void} choose Mark a neuron as the chosen one; -1 for none.
 */

/**
 * Fill an element with buttons. They are one stop of the Tab key; arrow keys move within.
 * @param {HTMLElement} element
 * @param {number} count
 * @param {(unit: number) => void} onChoose
 * @returns {NeuronGrid}
 */
export function makeNeuronGrid(element, count, onChoose) {
  const buttons = Array.from({ length: count }, () => make("button", { type: "button", tabIndex: -1 }));
  buttons[0].tabIndex = 0;
  buttons.forEach((button, unit) => button.addEventListener("click", () => onChoose(unit)));
  element.addEventListener("keydown", (event) => move(event, buttons));
  element.replaceChildren(...buttons);
  return {
    show: (activations) => {
      const limit = Math.max(...activations.map(Math.abs)) || 1;
      buttons.forEach((button, unit) => {
        button.style.backgroundColor = divergingText(activations[unit] / limit);
        button.ariaLabel = `Neuron ${unit}: ${activations[unit].toFixed(2)}`;
        button.title = button.ariaLabel;
      });
    },
    choose: (unit) => {
      buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === unit)));
      if (unit >= 0) stopAt(buttons, unit);
    },
  };
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLButtonElement[]} buttons
 */
function move(event, buttons) {
  const here = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  // How many fit a row depends on the width of the window.
  const row = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length;
  /** @type {Record<string, number>} */
  const places = {
    ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - row, ArrowDown: here + row, Home: 0, End: buttons.length - 1,
  };
  const place = places[event.key];
  if (here < 0 || place === undefined) return;
  event.preventDefault();
  if (!buttons[place]) return;
  stopAt(buttons, place);
  buttons[place].focus();
}

/**
 * @param {HTMLButtonElement[]} buttons
 * @param {number} place
 */
function stopAt(buttons, place) {
  buttons.forEach((button, index) => { button.tabIndex = index === place ? 0 : -1; });
}
