import { isMac, keysStore } from '../preferences/keys.ts';
import { isTextField } from '../util/text-field.ts';
import { takersOf } from './registry.ts';
import { entriesOf, type KeyId } from './table.ts';

/** Keys that a focused control moves or works by. */
const moving = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' ']);

const isEditable = (target: EventTarget | null): boolean =>
  isTextField(target) || (target instanceof HTMLElement && target.isContentEditable);

/** Whether a key belongs to the control that holds the focus. */
function isOfControl(event: KeyboardEvent, within: Element | null): boolean {
  const { target, key } = event;
  if (!(target instanceof Element)) return false;
  if (key === ' ' && target.matches('button, a, summary, input, [role=button], [role=switch], [role=tab]')) return true;
  const control = target.closest('[role=slider], [role=radiogroup], [role=tablist], input, video[controls]');
  // What belongs to the part that takes the key moves by that part's own keys.
  return control !== null && moving.has(key) && !(within?.contains(control) ?? false);
}

/** Whether something is open over the page that keys belong to. */
const isCovered = (target: EventTarget | null): boolean =>
  document.querySelector('dialog[open], [role=menu]') !== null ||
  (target instanceof Element && target.closest('[role=dialog]') !== null);

/** Gives a key press to the part of the page that takes it; never while somebody types, composes, or has a dialog open. */
export function takePageKey(event: KeyboardEvent): void {
  // Escape leaves the full screen first.
  if (event.key === 'Escape' && document.fullscreenElement !== null) return;
  // 229 is what browsers send for keys that an input method takes.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || isCovered(event.target)) return;
  for (const id of entriesOf(event, isMac())) if (takeEntry(id, event)) return;
}

function takeEntry(id: KeyId, event: KeyboardEvent): boolean {
  const { target } = event;
  if (isEditable(target) && id !== 'palette') return false;
  const command = event.ctrlKey || event.metaKey;
  for (const { run, element, holds } of takersOf(id, target)) {
    if (!keysStore.get().on && !command && !holds) continue;
    if (isOfControl(event, element) || run(event) === false) continue;
    event.preventDefault();
    return true;
  }
  return false;
}
