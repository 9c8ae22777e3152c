/** One neuron over time: the weights of a neuron of the first layer, before training or after an epoch. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { make } from "../shared/elements.js";
import { loadFilm } from "../shared/film.js";
import { loadOrExplain } from "../shared/retry.js";

const EXPLORE = new URL("../../../explore/", import.meta.url).href;

/**
 * Fill the part; `data.state` may name a neuron, "neuron-3".
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, data }) {
  const film = await loadOrExplain(failure, (again) => loadFilm(EXPLORE, again));
  const { epochs, neurons, image_shape: [height, width], weights: { limit } } = film;
  const last = epochs.length - 1;
  const picture = make("canvas", { className: "pixels", width, height, role: "img" });
  const names = Array.from({ length: neurons }, (_, neuron) => make("option", { value: String(neuron) }, String(neuron)));
  const choice = make("select", {}, ...names);
  const slider = make("input", { type: "range", min: "0", max: String(last), value: String(last) });
  const where = make("p");
  const scale = make("span", { role: "img", ariaLabel: "Colours from blue over white to red" });

  const show = () => {
    const [epoch, neuron] = [Number(slider.value), Number(choice.value)];
    where.textContent = epoch ? `After epoch ${epoch} of ${last}` : "Before training: small random numbers";
    slider.setAttribute("aria-valuetext", where.textContent);
    picture.ariaLabel = `The weights of neuron ${neuron}. ${where.textContent}`;
    paintWeights(picture, film.weightsOf(epoch, neuron), limit);
  };

  choice.value = /\d+$/.exec(data.state ?? "")?.[0] ?? "0";
  choice.addEventListener("change", show);
  slider.addEventListener("input", show);
  live.append(make("div", { className: "part-columns" }, picture, make("div", {},
    make("label", {}, "Neuron", choice),
    make("label", {}, "Epoch", slider),
    where,
    make("p", { className: "neuron-scale" }, `−${limit.toFixed(2)}`, scale, `+${limit.toFixed(2)}`),
  )));
  show();
}
