// What the theme takes for granted and a browser or a host may refuse, above all within a frame that is denied its origin:
// a storage, for which one in memory stands in, a worker from the site's own file, and the index of the search, without
// which all other parts of the theme would stop, too. Runs before the theme's own scripts.
// @ts-check

/** @returns {Storage} Keeps what it is given until the page is left. */
function makeStorage() {
  const methods = {
    get length() {
      return Object.keys(this).length;
    },
    key(/** @type {number} */ index) {
      return Object.keys(this)[index] ?? null;
    },
    getItem(/** @type {string} */ key) {
      return Object.getOwnPropertyDescriptor(this, key)?.value ?? null;
    },
    setItem(/** @type {string} */ key, /** @type {unknown} */ value) {
      Object.defineProperty(this, key, { value: String(value), enumerable: true, configurable: true, writable: true });
    },
    removeItem(/** @type {string} */ key) {
      delete (/** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this)))[key];
    },
    clear() {
      for (const key of Object.keys(this)) this.removeItem(key);
    },
  };
  return Object.create(methods);
}

/** @param {"localStorage" | "sessionStorage"} name */
function standIn(name) {
  try {
    window[name].getItem("");
  } catch {
    Object.defineProperty(window, name, { value: makeStorage() });
  }
}

standIn("localStorage");
standIn("sessionStorage");

// A page without an origin may start no worker from an address, but one that loads it. From a disk, disk.js does more.
if (window.origin === "null" && location.protocol !== "file:") {
  window.Worker = class extends Worker {
    /** @param {string | URL} address */
    constructor(address) {
      const loads = `importScripts(${JSON.stringify(new URL(address, document.baseURI))})`;
      super(URL.createObjectURL(new Blob([loads], { type: "text/javascript" })));
    }
  };
}

window.XMLHttpRequest = class extends XMLHttpRequest {
  /**
   * @param {string} method
   * @param {string | URL} address
   * @param {boolean} [later]
   */
  open(method, address, later = true) {
    if (String(address).endsWith("/search_index.json")) {
      // The theme listens later, so that it does not hear of it.
      this.addEventListener("error", giveUpSearch);
      this.addEventListener("load", (event) => this.status < 300 || giveUpSearch(event));
    }
    super.open(method, address, later);
  }
};

/** @param {Event} event */
function giveUpSearch(event) {
  event.stopImmediatePropagation();
  const said = document.querySelector(".md-search-result__meta");
  const framed = self === top ? "" : ", or open it outside of its frame";
  if (said) said.textContent = `The search did not get its index. Load the page again${framed}.`;
}
