type Child = Node | string | undefined | readonly Child[];
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  const add = (child: Child): void => {
    if (child === undefined) return;
    if (typeof child === "string" || child instanceof Node) element.append(child);
    else for (const one of child) add(one);
  };
  for (const child of children) add(child);
}

/** An HTML element. Text is text: nothing that an operator wrote is ever read as markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

export function svg(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

/** A button that copies a text, and says that it did. */
export function copyable(text: string, label: string): HTMLElement {
  const button = h("button", { type: "button", class: "copy" }, `Copy ${label}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  });
  return h("div", { class: "copyable" }, h("code", { tabindex: 0 }, text), button);
}
