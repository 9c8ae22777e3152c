/** The elements that a page marks with `data-part="name"` for its program to fill. */
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
