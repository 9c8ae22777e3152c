// The course from a disk, where a browser runs no ES module, answers no fetch and starts no worker. Every page of the
// archive loads this first; mnist_report/publishing/offline/scripts.py writes the scripts that call `define` and `keep`.
// @ts-check

/** @typedef {{needs: string[], make: (given: object[], load: (name: string) => Promise<object>, here: string) => object}} Definition */

const disk = (() => {
  /** @type {Map<string, Definition>} What the scripts have defined, by address. */
  const defined = new Map();
  /** @type {Map<string, string>} What the scripts have kept, in base64, by address. */
  const kept = new Map();
  /** @type {Map<string, Promise<object>>} What each module exports, by address. */
  const loaded = new Map();

  const own = () => /** @type {HTMLScriptElement} */ (document.currentScript);

  /**
   * @param {string} address
   * @param {Document} [page]
   * @returns {Promise<void>} Done when the script has run.
   */
  const run = (address, page = document) => new Promise((resolve, reject) => {
    const script = page.createElement("script");
    script.onload = () => resolve();
    script.onerror = () => reject(new TypeError(`there is no ${address}`));
    script.src = address;
    page.head.append(script);
  });

  /**
   * @param {string} address
   * @returns {Promise<object>} What the module exports; each runs once.
   */
  const load = (address) => {
    const before = loaded.get(address);
    if (before) return before;
    const made = (defined.has(address) ? Promise.resolve() : run(address)).then(async () => {
      const { needs, make } = /** @type {Definition} */ (defined.get(address));
      const from = (/** @type {string} */ name) => load(new URL(name, address).href);
      return make(await Promise.all(needs.map(from)), from, address);
    });
    loaded.set(address, made);
    return made;
  };

  /**
   * Stands in for `fetch`: a file beside which a script keeps its bytes.
   * @param {string | URL | Request} address
   * @returns {Promise<Response>}
   */
  const answer = async (address) => {
    const url = new URL(address instanceof Request ? address.url : address, document.baseURI).href;
    if (!kept.has(url)) await run(`${url}.js`);
    const bytes = atob(/** @type {string} */ (kept.get(url)));
    return new Response(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  };

  /** Stands in for `Worker`: a frame without a page of its own, in which the script of the worker runs. */
  class Frame extends EventTarget {
    /** @type {HTMLIFrameElement} */
    #frame = document.createElement("iframe");
    /** @type {Promise<void>} */
    #ready;

    /** @param {string | URL} address */
    constructor(address) {
      super();
      this.#frame.hidden = true;
      document.body.append(this.#frame);
      const inside = /** @type {Window} */ (this.#frame.contentWindow);
      inside.postMessage = (/** @type {unknown} */ data) => void this.dispatchEvent(new MessageEvent("message", { data }));
      this.#ready = run(new URL(address, document.baseURI).href, inside.document);
    }

    /** @param {unknown} data */
    postMessage(data) {
      this.#ready.then(() => this.#frame.contentWindow?.dispatchEvent(new MessageEvent("message", { data })));
    }
  }

  if (location.protocol === "file:") Object.assign(window, { fetch: answer, Worker: Frame });

  return {
    /**
     * A module: what it needs, by names relative to itself, and the function that runs it and returns what it exports.
     * @param {string[]} needs
     * @param {Definition["make"]} make
     */
    define(needs, make) {
      const script = own();
      defined.set(script.src, { needs, make });
      if ("begins" in script.dataset) load(script.src);
    },
    /** @param {string} base64 The bytes of the file whose name, and `.js`, is that of the script. */
    keep: (base64) => void kept.set(own().src.replace(/\.js$/, ""), base64),
  };
})();
