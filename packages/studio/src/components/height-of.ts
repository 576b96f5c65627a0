/** Bars that lie over the page: each keeps its height in a CSS variable, by which the page makes room for it. */
export type Bar = '--dock' | '--bulk' | '--toasts';

const heightOf =
  (bar: Bar) =>
  (element: HTMLElement | null): (() => void) | undefined => {
    if (element === null) return;
    const { style } = document.documentElement;
    const publish = () => style.setProperty(bar, `${Math.ceil(element.getBoundingClientRect().height)}px`);
    // Before the first paint, so that nothing moves.
    if (element.clientHeight > 0) publish();
    const observer = new ResizeObserver(publish);
    observer.observe(element);
    return () => {
      observer.disconnect();
      // Another composer takes the place of one that goes.
      if (bar !== '--dock') style.removeProperty(bar);
    };
  };

/** Ref of the composer: its height is `--dock`. */
export const dockHeight = heightOf('--dock');
/** Ref of the actions on what is selected: their height is `--bulk`. */
export const bulkHeight = heightOf('--bulk');
/** Ref of the toasts: their height is `--toasts`. */
export const toastsHeight = heightOf('--toasts');
