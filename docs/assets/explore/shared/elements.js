// The parts of a page that a script fills: elements that the page marks with `data-part="name"`.
//
//   const part = partsOf(element);
//   part("summary").textContent = "12 images";
// @ts-check

/**
 * Finds the marked parts of an element; a part that the page lacks is a mistake of ours, and an Error.
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
 * A new element.
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
