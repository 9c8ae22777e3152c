/** A film player: goes from moment to moment, and lets the picture flow between them. */
// @ts-check

/** Milliseconds from one moment to the next while the film plays. */
const PACE = 1200;

/** Milliseconds that the picture flows to a moment that the reader chose. */
const FLOW = 300;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @typedef {object} Scenes
 * @property {number} last The number of the last moment; the first is 0.
 * @property {(moment: number) => void} arrive A moment is to be shown, in words too.
 * @property {(place: number) => void} flow The picture is at a moment, or at a place between two.
 * @property {(isPlaying: boolean) => void} playing Tells when the film begins to play and when it stops.
 */

/** Plays a film of moments; what is seen at each is left to its scenes. */
export class FilmPlayer {
  #moment = 0;
  #place = 0;
  #timer = 0;
  #frame = 0;

  /** @param {Scenes} scenes */
  constructor(scenes) {
    this.scenes = scenes;
  }

  get moment() {
    return this.#moment;
  }

  /**
   * Stop, and show the moment of this number, or the nearest.
   * @param {number} moment
   * @param {boolean} [atOnce] Without the way there.
   */
  go(moment, atOnce = false) {
    this.pause();
    this.#show(Math.max(0, Math.min(this.scenes.last, moment)), atOnce ? 0 : FLOW);
  }

  /** Play on, or again from the start; or stop. */
  toggle() {
    if (this.#timer) return this.pause();
    this.scenes.playing(true);
    this.#timer = window.setInterval(() => this.#play(this.#moment + 1), PACE);
    this.#play(this.#moment === this.scenes.last ? 0 : this.#moment + 1);
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.scenes.playing(false);
  }

  /** @param {number} moment */
  #play(moment) {
    this.#show(moment, moment ? PACE : 0);
    if (moment === this.scenes.last) this.pause();
  }

  /**
   * @param {number} moment
   * @param {number} duration Milliseconds of the way there.
   */
  #show(moment, duration) {
    this.#moment = moment;
    this.scenes.arrive(moment);
    cancelAnimationFrame(this.#frame);
    if (!duration || still.matches) return this.#flowTo(moment);
    const [from, begin] = [this.#place, performance.now()];
    const move = (/** @type {number} */ now) => {
      const share = Math.max(0, Math.min(1, (now - begin) / duration));
      this.#flowTo(from + share * (moment - from));
      if (share < 1) this.#frame = requestAnimationFrame(move);
    };
    this.#frame = requestAnimationFrame(move);
  }

  /** @param {number} place */
  #flowTo(place) {
    this.#place = place;
    this.scenes.flow(place);
  }
}
