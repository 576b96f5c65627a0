import type { Clip } from '@akezora/contract/api';
import { type MouseEvent, type TouchEvent, useRef } from 'react';
import { useText } from '../i18n/index.ts';
import { createStore, useStore } from '../util/store.ts';
import { IconButton } from './controls.tsx';

/** Where on the window a menu opens, in CSS pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The clip whose menu is open. */
export interface OpenClipMenu {
  readonly clip: Clip;
  readonly at: Point;
  /** Takes the clip into the selection of its page; undefined where nothing is selected. */
  readonly onSelect: (() => void) | undefined;
  /** What takes the focus when the menu closes. */
  readonly from: Element | null;
}

/** The menu of a clip: one for the whole page, so that a tile costs nothing until its menu is opened. */
export const clipMenuStore = createStore<{ readonly open?: OpenClipMenu }>({});

/** How long a finger rests before the menu opens, in milliseconds, and how far it may move meanwhile, in CSS pixels. */
const rest = { ms: 500, px: 10 };

/**
 * Opens a clip's menu by right click, the menu key and a finger that rests.
 * @param onSelect Takes the clip into the page's selection. Default: the menu has no such entry.
 * @returns Handlers for the element that stands for the clip.
 */
export function useClipMenu(clip: Clip, onSelect?: () => void) {
  const finger = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly at: Point } | null>(null);
  const opened = useRef(false);
  const open = (at: Point, from: Element | null) => clipMenuStore.set({ open: { clip, at, onSelect, from } });
  const lift = () => {
    if (finger.current !== null) clearTimeout(finger.current.timer);
    finger.current = null;
  };
  return {
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault();
      lift();
      const { currentTarget, clientX, clientY } = event;
      // The menu key has no place of its own.
      const keyed = clientX === 0 && clientY === 0;
      open(keyed ? middleOf(currentTarget) : { x: clientX, y: clientY }, focusIn(currentTarget));
    },
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches.length === 1 ? event.touches[0] : undefined;
      lift();
      opened.current = false;
      if (touch === undefined) return;
      const { currentTarget } = event;
      const at = { x: touch.clientX, y: touch.clientY };
      const timer = setTimeout(() => {
        opened.current = true;
        open(at, focusIn(currentTarget));
      }, rest.ms);
      finger.current = { timer, at };
    },
    onTouchMove: (event: TouchEvent) => {
      const touch = event.touches[0];
      const start = finger.current?.at;
      if (touch === undefined || start === undefined) return;
      if (Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > rest.px) lift();
    },
    onTouchEnd: (event: TouchEvent) => {
      lift();
      if (!opened.current) return;
      opened.current = false;
      // The finger that opened the menu does not also press what is under it.
      event.preventDefault();
    },
    onTouchCancel: lift,
  };
}

/** The button “…” of a clip: the same menu as by right click. */
export function ClipMenuButton({ clip, onSelect, size = 17 }: { clip: Clip; onSelect?: () => void; size?: number }) {
  const t = useText().library;
  const { open } = useStore(clipMenuStore);
  return (
    <IconButton
      icon="dots"
      size={size}
      label={t.menu.of(clip.title || clip.prompt || t.clip.untitled)}
      aria-haspopup="menu"
      aria-expanded={open?.clip.id === clip.id}
      onClick={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        clipMenuStore.set({ open: { clip, at: { x: left, y: bottom }, onSelect, from: currentTarget } });
      }}
    />
  );
}

function middleOf(element: Element): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** What holds the focus inside an element, else the first link or button there. */
const focusIn = (element: Element): Element | null =>
  element.contains(document.activeElement) ? document.activeElement : element.querySelector('a, button');
