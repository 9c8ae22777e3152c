/** One neuron over time: the weights of a neuron of the first layer, after an epoch that the reader chooses. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { make } from "../shared/elements.js";
import { loadFilm } from "../shared/film.js";
import { loadOrExplain } from "../shared/retry.js";

/** @param {import("../start.js").Place} place */
export async function start({ live, failure, data }) {
  const base = new URL("../../../explore/", import.meta.url).href;
  const film = await loadOrExplain(failure, (again) => loadFilm(base, again));
  const last = film.epochs.length - 1;
  const [height, width] = film.image_shape;
  const picture = make("canvas", { width, height, className: "part-picture", role: "img" });
  const choice = make("select", {}, ...Array.from({ length: film.neurons }, (_, neuron) => make("option", { value: String(neuron) }, `Neuron ${neuron}`)));
  const slider = make("input", { type: "range", min: "0", max: String(last), step: "1", value: String(last) });
  const where = make("strong");
  choice.value = /\d+$/.exec(data.state ?? "")?.[0] ?? "0";

  const draw = () => {
    const [epoch, neuron] = [Number(slider.value), Number(choice.value)];
    where.textContent = epoch ? `after epoch ${epoch} of ${last}` : "before training";
    slider.setAttribute("aria-valuetext", where.textContent);
    picture.ariaLabel = `Weights of neuron ${neuron}, ${where.textContent}`;
    paintWeights(picture, film.weightsOf(epoch, neuron), film.weights.limit);
  };
  slider.addEventListener("input", draw);
  choice.addEventListener("change", draw);
  const limit = film.weights.limit.toFixed(2);
  const scale = make("span", { className: "ramp", role: "img", ariaLabel: "Colours from blue over white to red" });
  live.append(
    make("div", { className: "part-columns" }, picture, make("div", {},
      make("label", {}, "Neuron ", choice),
      make("label", {}, "Epoch ", slider),
      make("p", {}, where),
      make("p", { className: "part-scale" }, `−${limit}`, scale, `+${limit}`),
      make("p", {}, "Red speaks for the neuron, blue against it. White is zero."),
    )),
    make("p", {}, make("a", { href: `${base}training-time-machine/#epoch-0`, textContent: "The whole page" }), " has the other neurons beside it."),
  );
  draw();
}
