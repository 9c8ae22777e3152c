/** Inside: one test image on its way through the network, from its pixels to its probabilities. */
// @ts-check

import { argmax } from "../shared/argmax.js";
import { make } from "../shared/elements.js";
import { makeNeuronGrid } from "../shared/neuron-grid.js";
import { makeOutputTable } from "../shared/output-table.js";
import { showPixels } from "../shared/pixels.js";
import { capital, percent } from "../shared/wording.js";

/**
 * @typedef {import("./inside-weights.js").Picture} Picture
 */

const CHOOSE = "Choose a neuron to see its weights and its connections. Arrow keys move within a layer.";

/**
 * Fill the part with the image of `data.pass`, whose activations it has (mnist_report/results/passes.py). The weights come
 * when the reader chooses a neuron or another image.
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, load, data }) {
  const [side, names] = [Number(data.shape), JSON.parse(data.classNames ?? "[]")];
  let picture = pictureOf(JSON.parse(data.pass ?? "{}"));
  /** @type {Promise<import("./inside-weights.js").Weights> | undefined} */
  let loading;
  const weights = () => (loading ??= load("inside-weights").then(({ loadWeights }) => loadWeights(failure, { over, input, layers, outputs })));

  const input = make("canvas", { className: "pixels", width: side, height: side, role: "img" });
  const looked = make("canvas", { className: "pixels", hidden: true, role: "img", ariaLabel: "Weights" });
  const answer = make("p");
  const about = make("p", {}, CHOOSE);
  const another = make("button", { type: "button" }, "Another test image");

  const choose = async (/** @type {number} */ layer, /** @type {number} */ unit) => {
    grids.forEach((grid, index) => grid.choose(index === layer ? unit : -1));
    table.choose(layer === grids.length ? unit : -1);
    const loaded = await weights();
    about.textContent = `${loaded.explain(looked, picture.pass, layer, unit)} Solid curves push up, dashed ones down.`;
  };
  const hidden = picture.pass.layers.slice(1, -1);
  const layers = hidden.map(({ length }, layer) => make("div", { className: "neurons", role: "group", ariaLabel: `Layer ${layer + 1}: ${length} activations` }));
  const grids = hidden.map(({ length }, layer) => makeNeuronGrid(layers[layer], length, (unit) => void choose(layer, unit)));
  const outputs = make("tbody");
  const table = makeOutputTable(outputs, names, (unit) => void choose(grids.length, unit));

  const show = () => {
    const { index, true: label, pass } = picture;
    const read = argmax(pass.probabilities);
    showPixels(input, picture.pixels);
    input.ariaLabel = `Test image ${index}`;
    answer.textContent = `Test image ${index}, label ${names[label]}. The network says ${names[read]}, ${percent(pass.probabilities[read])} confident.`;
    grids.forEach((grid, layer) => grid.show(pass.layers[layer + 1]));
    table.show(pass, read);
  };
  another.addEventListener("click", async () => {
    const loaded = await weights();
    picture = await loaded.next();
    show();
    Object.assign(looked, { hidden: true });
    about.textContent = CHOOSE;
    loaded.say(answer.textContent ?? "");
  });

  const head = make("tr", {}, ...[capital(data.kind ?? "class"), "Logit", "Probability"].map((text) => make("th", { scope: "col" }, text)));
  const over = make("div", { className: "inside-way" },
    make("div", {}, ...layers.flatMap((box, layer) => [make("p", {}, `Layer ${layer + 1}: ${hidden[layer].length} activations`), box])),
    make("table", { className: "inside-outputs", ariaLabel: "The outputs" }, make("thead", {}, head), outputs));
  live.append(
    make("div", { className: "inside-top" }, input, make("div", {}, answer, another)),
    make("div", { className: "inside-about" }, looked, about),
    over,
  );
  show();
}

/**
 * @param {{index: number, true: number, pixels: string, layers: number[][], logits: number[], probabilities: number[]}} told
 * @returns {Picture}
 */
function pictureOf({ index, true: label, pixels: text, layers, logits, probabilities }) {
  const pixels = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const input = Float32Array.from(pixels, (pixel) => pixel / 255);
  const all = [input, ...layers.map((layer) => Float32Array.from(layer)), Float32Array.from(probabilities)];
  return { index, true: label, pixels, pass: { layers: all, logits: Float32Array.from(logits), probabilities } };
}
