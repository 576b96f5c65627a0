/** Oklab, by Björn Ottosson (https://bottosson.github.io/posts/oklab/): colours in which equal steps look equal. */

/** Lightness 0 to 1, green to red, blue to yellow. */
export type Lab = readonly [lightness: number, a: number, b: number];

const linear = Float64Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const steps = 4096;
const encoded = Uint8Array.from({ length: steps + 1 }, (_, i) => {
  const value = i / steps;
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
});

/** The Oklab of an sRGB colour 0xRRGGBB. */
export function labOf(rgb: number): Lab {
  const [r, g, b] = [linear[(rgb >> 16) & 255]!, linear[(rgb >> 8) & 255]!, linear[rgb & 255]!];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The sRGB colour 0xRRGGBB of an Oklab; what sRGB lacks is brought to its edge. */
export function rgbOf([lightness, a, b]: Lab): number {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const byte = (value: number) => encoded[Math.round(steps * Math.min(Math.max(value, 0), 1))]!;
  return (
    (byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16) |
    (byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8) |
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}
