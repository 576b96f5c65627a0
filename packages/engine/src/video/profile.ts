/** Redness in the profile's own space (X and Y of the red colorant, PCS D50) of the primaries that pictures have. */
const reds: readonly { readonly code: number; readonly x: number; readonly y: number }[] = [
  { code: 1, x: 0.4361, y: 0.2225 },
  { code: 12, x: 0.5151, y: 0.2412 },
  { code: 9, x: 0.6734, y: 0.279 },
];

/** Code point (ITU-T H.273) of the primaries of an ICC profile by its red colorant (ICC.1, 9.2.46); 2 where it is another. */
export function primariesOfProfile(profile: Buffer): number {
  const count = profile.length < 132 ? 0 : Math.min(profile.readUInt32BE(128), 100);
  for (let tag = 0; tag < count && 144 + tag * 12 <= profile.length; tag++) {
    const at = 132 + tag * 12;
    if (profile.toString('latin1', at, at + 4) !== 'rXYZ') continue;
    const from = profile.readUInt32BE(at + 4);
    if (from + 20 > profile.length) return 2;
    const [x, y] = [profile.readInt32BE(from + 8) / 65536, profile.readInt32BE(from + 12) / 65536];
    return reds.find((red) => Math.hypot(red.x - x, red.y - y) < 0.01)?.code ?? 2;
  }
  return 2;
}
