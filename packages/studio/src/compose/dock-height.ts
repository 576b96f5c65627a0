/** Ref of the composer: publishes its height as the CSS variable `--dock`, the lower margin of every page. */
export function dockHeight(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return;
  const publish = () =>
    document.documentElement.style.setProperty('--dock', `${Math.ceil(element.getBoundingClientRect().height)}px`);
  // Before the first paint, so that nothing moves.
  if (element.clientHeight > 0) publish();
  const observer = new ResizeObserver(publish);
  observer.observe(element);
  return () => observer.disconnect();
}
