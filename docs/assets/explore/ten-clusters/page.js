/** Ten clusters part: test images in one plane of the last hidden layer, from the start of the training to its end. */
// @ts-check

import { keepInAddress, onAddress } from "../shared/address.js";
import { make } from "../shared/elements.js";
import { FilmPlayer } from "../shared/film-player.js";
import { announce } from "../shared/live-region.js";
import { partsOf } from "../shared/parts-of.js";
import { loadOrExplain } from "../shared/retry.js";
import { bringIntoSight } from "../shared/viewport.js";
import { areWords, capital } from "../shared/wording.js";
import { answerOf, makeCard } from "./card.js";
import { loadClusters, misreadAt } from "./clusters.js";
import { hueOf } from "./marks.js";
import { Plane } from "./plane.js";
import { fragmentOf, selectionOf } from "./selection.js";
import { fillClasses, fillMisread } from "./tables.js";

/**
 * @typedef {import("./clusters.js").Clusters} Clusters
 * @typedef {import("./selection.js").Selection} Selection
 */

/** CSS pixels within which a mouse, or a finger, finds an image. */
const [MOUSE, FINGER] = [14, 28];

/**
 * Load the clusters and begin.
 * @param {HTMLElement} element With `data-base`, and the parts that gen/widgets/ten-clusters.html gives it.
 */
export async function start(element) {
  const part = partsOf(element);
  part("waiting").replaceChildren();
  const clusters = await loadOrExplain(part("failure"), (again) => loadClusters(element.dataset.base ?? "", again));
  new TenClusters(element, clusters).begin();
}

class TenClusters {
  /** @type {Selection} */
  #selection = { moment: 0, kind: null, image: null };
  #begun = false;

  /**
   * @param {HTMLElement} element
   * @param {Clusters} clusters
   */
  constructor(element, clusters) {
    this.part = partsOf(element);
    this.clusters = clusters;
    this.canvas = /** @type {HTMLCanvasElement} */ (this.part("plane"));
    this.plane = new Plane(this.canvas, clusters);
    this.showCard = makeCard(this.part("card"), clusters);
    this.kinds = clusters.class_names.map((name, kind) => this.#makeKind(name, kind));
    this.slider = /** @type {HTMLInputElement} */ (this.part("slider"));
    this.player = new FilmPlayer({
      last: clusters.moments.length - 1,
      arrive: (moment) => this.#go({ moment }),
      flow: (moment) => this.plane.flow(moment),
      playing: (isPlaying) => { this.part("play").textContent = isPlaying ? "Pause" : "Play"; },
    });
  }

  begin() {
    this.part("kinds").append(...this.kinds);
    this.part("kinds").classList.toggle("words", areWords(this.clusters.class_names));
    this.part("ticks").append(...this.clusters.moments.map(({ step }) => make("span", {}, step.toLocaleString("en"))));
    this.part("ready").hidden = false;
    this.slider.max = String(this.clusters.moments.length - 1);
    this.slider.addEventListener("input", () => this.player.go(Number(this.slider.value)));
    this.part("back").addEventListener("click", () => this.player.go(this.player.moment - 1));
    this.part("forward").addEventListener("click", () => this.player.go(this.player.moment + 1));
    this.part("play").addEventListener("click", () => this.#play());
    this.canvas.addEventListener("pointermove", (event) => this.#onMove(event));
    this.canvas.addEventListener("pointerleave", () => this.plane.point(null));
    this.canvas.addEventListener("click", (event) => this.#onClick(event));
    this.canvas.addEventListener("keydown", (event) => this.#onKey(event));
    this.part("more").addEventListener("click", () => this.#listAll());
    this.part("misread").addEventListener("click", () => addEventListener("hashchange", () => this.#bringCard(), { once: true }));
    onAddress((fragment) => this.#read(fragment));
  }

  /** @param {string} fragment */
  #read(fragment) {
    const asked = selectionOf(fragment, this.clusters) ?? (this.#begun ? null : selectionOf("", this.clusters));
    if (!asked) return;
    this.#begun = true;
    this.#selection = asked;
    this.player.go(asked.moment, true);
    keepInAddress(fragment);
  }

  #play() {
    this.player.toggle();
    bringIntoSight(this.canvas, this.part("view"));
  }

  /** @param {Partial<Selection>} change */
  #go(change) {
    this.#selection = { ...this.#selection, ...change };
    this.#draw();
    keepInAddress(fragmentOf(this.#selection, this.clusters));
    announce(this.#words(change));
  }

  #draw() {
    const { moment, kind, image } = this.#selection;
    const { name } = this.clusters.moments[moment];
    this.slider.value = String(moment);
    this.slider.setAttribute("aria-valuetext", name);
    this.part("back").setAttribute("aria-disabled", String(moment === 0));
    this.part("forward").setAttribute("aria-disabled", String(moment === this.clusters.moments.length - 1));
    this.plane.choose(image, kind);
    this.showCard(moment, image);
    this.part("where").textContent = capital(name);
    this.#drawShares();
    this.kinds.forEach((button, index) => button.setAttribute("aria-pressed", String(index === kind)));
    fillClasses(this.part("classes"), this.clusters, moment);
    this.part("table-caption").textContent = capital(name);
    this.#list(false);
  }

  /** @param {boolean} all */
  #list(all) {
    const { kind } = this.#selection;
    const address = (/** @type {number} */ image) => `#${fragmentOf({ ...this.#selection, image }, this.clusters)}`;
    const rest = fillMisread(this.part("misread"), this.clusters, this.#selection, address, all);
    const of = kind === null ? "" : ` of ${this.clusters.class_names[kind]}`;
    this.part("misread-title").textContent = `Misread images${of}, ${this.clusters.moments[this.#selection.moment].name}`;
    this.part("none").hidden = this.part("misread").children.length > 0;
    this.part("more").hidden = rest === 0;
    this.part("more").textContent = `Show ${rest} more`;
  }

  /** The button goes; who pressed it goes on with the first image that it brought. */
  #listAll() {
    const first = this.part("misread").children.length;
    this.#list(true);
    this.part("misread").querySelectorAll("a")[first]?.focus();
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    if (event.pointerType === "touch") return;
    const image = this.plane.imageAt(event, MOUSE);
    this.plane.point(image);
    this.canvas.style.cursor = image === null ? "" : "pointer";
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const isFinger = event instanceof PointerEvent && event.pointerType === "touch";
    this.#go({ image: this.plane.imageAt(event, isFinger ? FINGER : MOUSE) });
    if (this.#selection.image !== null) this.#bringCard();
  }

  /**
   * Left and right go through the images of a class, up and down to another class.
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    const steps = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    })[event.key];
    if (event.key === "Escape") this.#go({ image: null, kind: null });
    if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#walk(...steps);
  }

  /**
   * @param {number} along Images of the class to go on by.
   * @param {number} across Classes to go on by; from the first image of a class.
   */
  #walk(along, across) {
    const { labels } = this.clusters;
    const { image, kind } = this.#selection;
    const from = kind ?? (image === null ? labels[0] : labels[image]);
    const present = [...new Set(labels)].sort((one, other) => one - other);
    const next = present[(present.indexOf(from) + across + present.length) % present.length] ?? from;
    const images = [...labels.keys()].filter((index) => labels[index] === next);
    const place = image === null || across ? -1 : images.indexOf(image);
    const wanted = place < 0 ? 0 : (place + along + images.length) % images.length;
    this.#go({ kind: next, image: images[wanted] ?? null });
  }

  #bringCard() {
    bringIntoSight(this.part("says"), this.part("view"));
  }

  /**
   * @param {string} name
   * @param {number} kind
   * @returns {HTMLButtonElement}
   */
  #makeKind(name, kind) {
    const button = make("button", { type: "button", textContent: name });
    button.style.setProperty("--hue", String(hueOf(kind)));
    button.addEventListener("click", () => this.#choose(this.#selection.kind === kind ? null : kind));
    return button;
  }

  /**
   * An image of another class is faint then, and no longer the chosen one.
   * @param {number | null} kind
   */
  #choose(kind) {
    const { image } = this.#selection;
    const stays = image !== null && (kind === null || this.clusters.labels[image] === kind);
    this.#go({ kind, image: stays ? image : null });
  }

  #drawShares() {
    const { labels, moments } = this.clusters;
    const { near, near_in_plane: inPlane } = moments[this.#selection.moment];
    const counts = { right: this.#countRight(), near: near.reduce((sum, count) => sum + count, 0), "near-in-plane": inPlane };
    for (const [name, count] of Object.entries(counts)) {
      this.part(name).textContent = `${count.toLocaleString("en")} of ${labels.length.toLocaleString("en")}`;
      this.part(name).parentElement?.style.setProperty("--share", String(count / labels.length));
    }
  }

  #countRight() {
    return this.clusters.labels.length - misreadAt(this.clusters, this.#selection.moment).length;
  }

  /**
   * @param {Partial<Selection>} change
   * @returns {string} What has changed, for who does not see it.
   */
  #words({ image, kind }) {
    const { class_names: names, indices, labels, moments } = this.clusters;
    const { moment } = this.#selection;
    if (image != null) return `Test image ${indices[image]}, label ${names[labels[image]]}. ${answerOf(this.clusters, moment, image)}`;
    if (kind != null) return `${names[kind]} stands out.`;
    if (kind === null) return "All stand out.";
    return `${capital(moments[moment].name)}. ${this.#countRight()} of ${labels.length} read right.`;
  }
}
