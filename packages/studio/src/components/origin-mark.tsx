import type { Origin } from '@akezora/contract/api';
import { useText } from '../i18n/index.ts';
import { Icon, type IconName } from './icon.tsx';

const icons: Readonly<Partial<Record<Origin, IconName>>> = {
  storyboard: 'board',
  recut: 'scissors',
  remix: 'wand',
  blend: 'blend',
  loop: 'repeat',
  extend: 'extend',
  import: 'up',
};

/** The tool that a clip comes from, by its icon and name; nothing for a clip of a prompt alone. */
export function OriginMark({ origin }: { origin: Origin }) {
  const { origins } = useText().library.clip;
  const icon = icons[origin];
  if (icon === undefined) return null;
  return (
    <span className="origin-mark">
      <Icon name={icon} size={14} /> {origins[origin]}
    </span>
  );
}
