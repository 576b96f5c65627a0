/** Properties and attributes of an element that is made. */
type Properties = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/** Makes an element: handlers by `on…`, the rest as attributes; `true` is an attribute without value, `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value);
    else if (value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** A labelled choice. */
export function choice<T extends string | number>(
  label: string,
  options: readonly T[],
  chosen: T,
  choose: (value: T) => void,
): HTMLLabelElement {
  const select = element('select', {
    onchange: () => choose(options[select.selectedIndex]!),
  });
  for (const option of options) {
    const isChosen = option === chosen;
    select.append(element('option', { value: option, selected: isChosen }, String(option)));
  }
  return element('label', { class: 'field' }, element('span', {}, label), select);
}
