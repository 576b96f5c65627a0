/** Ref of the composer: publishes its height as the CSS variable `--dock`, the lower margin of every page. */
export function dockHeight(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return;
  const observer = new ResizeObserver(() =>
    document.documentElement.style.setProperty('--dock', `${Math.ceil(element.getBoundingClientRect().height)}px`),
  );
  observer.observe(element);
  return () => observer.disconnect();
}
