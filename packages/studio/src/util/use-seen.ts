import { type RefObject, useEffect, useState } from 'react';

/**
 * Whether an element is in view.
 * @param before What is taken for true until the browser has said so. Default false.
 */
export function useSeen(element: RefObject<Element | null>, before = false): boolean {
  const [seen, setSeen] = useState(before);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}
