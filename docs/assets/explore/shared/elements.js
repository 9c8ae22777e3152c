/** The elements of a page: those that it marks with `data-part="name"` for its program to fill, and new ones. */
// @ts-check

/**
 * Return a function that finds a marked part of an element by its name, and throws an Error if the page lacks it.
 * @param {HTMLElement} element
 * @returns {(name: string) => HTMLElement}
 */
export function partsOf(element) {
  return (name) => {
    const part = element.querySelector(`[data-part="${name}"]`);
    if (part instanceof HTMLElement) return part;
    throw new Error(`the page has no part called ${name}`);
  };
}

/**
 * Return a new element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties] `className`, `textContent`, `ariaLabel`, …
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
