/** One neuron over time: the weights of a neuron of the first layer at each moment of the training. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { make } from "../shared/elements.js";
import { loadFilm, whereIs } from "../shared/film.js";
import { FilmPlayer } from "../shared/film-player.js";
import { loadOrExplain } from "../shared/retry.js";

const EXPLORE = new URL("../../../explore/", import.meta.url).href;

/**
 * Fill the part; `data.state` may name a neuron, "neuron-3".
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, data }) {
  const chosen = /\d+$/.exec(data.state ?? "")?.[0] ?? "0";
  let film = await loadOrExplain(failure, (again) => loadFilm(EXPLORE, again, Number(chosen) + 1));
  const { moments, neurons, image_shape: [height, width], limit } = film;
  const last = moments.length - 1;
  const picture = make("canvas", { className: "pixels", width, height, role: "img" });
  const names = Array.from({ length: neurons }, (_, neuron) => make("option", { value: String(neuron) }, String(neuron)));
  const choice = make("select", {}, ...names);
  const slider = make("input", { type: "range", min: "0", max: String(last) });
  const where = make("p");
  const scale = make("span", { role: "img", ariaLabel: "Colours from blue over white to red" });
  choice.value = chosen;

  const player = new FilmPlayer({
    last,
    arrive: (moment) => {
      slider.value = String(moment);
      where.textContent = whereIs(film, moments[moment]) + (moment ? "" : ": small random numbers");
      slider.setAttribute("aria-valuetext", where.textContent);
      picture.ariaLabel = `The weights of neuron ${choice.value}. ${where.textContent}`;
    },
    flow: (place) => paintWeights(picture, film.weightsOf(place, Number(choice.value)), limit),
    playing: () => {},
  });
  choice.addEventListener("change", async () => {
    if (Number(choice.value) >= film.loaded) film = await loadOrExplain(failure, (again) => loadFilm(EXPLORE, again));
    player.go(player.moment, true);
  });
  slider.addEventListener("input", () => player.go(Number(slider.value)));
  live.append(make("div", { className: "part-columns" }, picture, make("div", {},
    make("label", {}, "Neuron", choice),
    make("label", {}, "Moment", slider),
    where,
    make("p", { className: "neuron-scale" }, `−${limit.toFixed(2)}`, scale, `+${limit.toFixed(2)}`),
  )));
  player.go(last, true);
}
