import { base } from '../api/base.ts';

/** Presets of the model in the box, and `none`: `scripts/first-page.ts` makes their pictures. */
const pictured: ReadonlySet<string> = new Set([
  'none',
  'archival',
  'film-noir',
  'papercraft',
  'stop-motion',
  'balloon',
]);

/** What the model in the box makes of one fox in a preset. A preset of another model has no picture: its place stays empty. */
export function PresetPicture({ id }: { id: string }) {
  if (!pictured.has(id)) return <span className="preset-picture" />;
  return <img className="preset-picture" src={`${base}/looks/${id}.webp`} alt="" width={320} height={180} />;
}
