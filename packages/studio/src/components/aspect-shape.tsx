/** A small rectangle of an aspect ratio such as `16:9`. */
export function AspectShape({ aspect }: { aspect: string }) {
  const [w, h] = aspect.split(':').map(Number) as [number, number];
  const scale = 13 / Math.max(w, h);
  return (
    <svg width="15" height="15" viewBox="0 0 15 15" aria-hidden="true">
      <rect
        x={7.5 - (w * scale) / 2}
        y={7.5 - (h * scale) / 2}
        width={w * scale}
        height={h * scale}
        rx="1.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
  );
}
