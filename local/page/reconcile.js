/** The version that each element shows. */
const versions = new WeakMap();

/**
 * Makes a list show these items in this order, and changes only what differs. The focus stays on the same control of
 * the same item, even if the item moves or is built again.
 *
 * @param list the element whose children are the items
 * @param items each `{key, version, build}`: `build` makes the element, and is called when `version` has changed
 */
export function reconcile(list, items) {
  const focus = focusIn(list);
  const old = new Map([...list.children].map((element) => [element.dataset.key, element]));
  let next = list.firstElementChild;
  for (const { key, version, build } of items) {
    let element = old.get(key);
    old.delete(key);
    if (!element || versions.get(element) !== version) {
      const built = build();
      built.dataset.key = key;
      versions.set(built, version);
      if (element === next) next = built;
      element?.replaceWith(built);
      element = built;
    }
    if (element === next) next = next.nextElementSibling;
    else list.insertBefore(element, next);
  }
  for (const element of old.values()) element.remove();
  if (focus && !list.contains(document.activeElement)) {
    list.querySelector(`[data-key="${CSS.escape(focus.key)}"] [data-action="${focus.action}"]`)?.focus();
  }
}

function focusIn(list) {
  const { activeElement } = document;
  if (!list.contains(activeElement)) return undefined;
  return { key: activeElement.closest('[data-key]')?.dataset.key ?? '', action: activeElement.dataset.action };
}
