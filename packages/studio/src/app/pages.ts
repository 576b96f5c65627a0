import { useQuery } from '@tanstack/react-query';
import { usePermissions } from '../api/permissions.ts';
import { sessionQuery } from '../api/queries.ts';
import type { IconName } from '../components/icon.tsx';
import type { Messages } from '../i18n/index.ts';

/** The pages of the studio, in the order of its navigation. */
const pages = [
  { to: '/', icon: 'sun', key: 'home' },
  { to: '/library', icon: 'grid', key: 'library' },
  { to: '/cast', icon: 'user', key: 'cast' },
  { to: '/storyboards', icon: 'board', key: 'storyboards' },
  { to: '/models', icon: 'cube', key: 'models' },
  { to: '/activity', icon: 'pulse', key: 'activity' },
  { to: '/settings', icon: 'gear', key: 'settings' },
  { to: '/gallery', icon: 'globe', key: 'gallery' },
] as const satisfies readonly {
  to: string;
  icon: IconName;
  key: keyof Messages['shell']['nav'];
}[];

/** A page that the navigation leads to. */
export type Page = (typeof pages)[number];

/** Pages that a view-only account does not see in the navigation. */
const makingPages: readonly string[] = ['home', 'cast', 'storyboards'];

/** The pages that this account is shown. */
export function usePages(): readonly Page[] {
  const { make } = usePermissions();
  const gallery = useQuery(sessionQuery).data?.features.gallery === true;
  return pages.filter(({ key }) => (make || !makingPages.includes(key)) && (gallery || key !== 'gallery'));
}
