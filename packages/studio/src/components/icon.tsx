import { base } from '../api/base.ts';

const paths = {
  sun: 'M3 18h18M6 21.5h12M12 4v2M4.9 7.6l1.4 1.4M19.1 7.6l-1.4 1.4M6.5 18a5.5 5.5 0 0 1 11 0',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  board: 'M3 6h5v12H3zM10 6h5v12h-5zM17 6h4v12h-4z',
  globe:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c2.5 2.6 3.6 5.6 3.6 9S14.5 18.4 12 21c-2.5-2.6-3.6-5.6-3.6-9S9.5 5.6 12 3Z',
  cube: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.5 8-4.500M12 12v9',
  pulse: 'M3 12h4l2.5-6 5 12 2.5-6h4',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 2.800v2.700M12 18.500v2.700M2.8 12h2.700M18.5 12h2.700M5.5 5.500l1.9 1.900M16.6 16.600l1.9 1.900M5.5 18.500l1.9-1.900M16.6 7.400l1.9-1.9',
  up: 'M12 19V5.500M6 11.500l6-6 6 6',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  play: 'M8 5.500v13l10.5-6.500z',
  pause: 'M8 5v14M16 5v14',
  heart: 'M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10Z',
  bin: 'M4.5 7h15M9.5 7V4.500h5V7M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
  down: 'M12 4.500V17M6.5 11.500L12 17l5.5-5.500M5 20.500h14',
  share:
    'M8.5 13.500l7 4M15.5 6.500l-7 4M6 9.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM18 3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM18 16a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.500L20.5 20.5',
  sliders:
    'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 14.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  dots: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  folder: 'M3.5 6.500h6l2 2.500h9v10h-17z',
  stage: 'M3 5h18v11H3zM7.5 16L6 20.500M16.5 16l1.5 4.500M8 12.500c1.5-4 4-4 5.5-1.500s2 1 2.5-1',
  undo: 'M9 6L4.5 10.5 9 15M5 10.500h9a5 5 0 0 1 0 10h-3',
  redo: 'M15 6l4.500 4.500L15 15M19 10.500h-9a5 5 0 0 0 0 10h3',
  repeat: 'M17 3.500l3 3-3 3M20 6.500H8a4 4 0 0 0-4 4v1M7 20.500l-3-3 3-3M4 17.500h12a4 4 0 0 0 4-4v-1',
  scissors: 'M6 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM6 15a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 8l12 10M8 16L20 6',
  wand: 'M5 19L15 9M17 3v3M15.5 4.500h3M19.5 9v2.500M18.2 10.200h2.600M10 4.500V7M8.8 5.700h2.5',
  blend: 'M9.5 5.500a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM14.5 5.500a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z',
  extend: 'M4 5v14M8 12h12M15.5 7.500L20 12l-4.5 4.5',
  back: 'M14.5 5l-7 7 7 7',
  on: 'M9.5 5l7 7-7 7',
  stepBack: 'M6 5v14M18 5.500v13L8.5 12z',
  stepOn: 'M18 5v14M6 5.500v13l9.5-6.500z',
  markIn: 'M11 5H7v14h4M20 12h-8M15 9l-3 3 3 3',
  markOut: 'M13 5h4v14h-4M4 12h8M9 9l3 3-3 3',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  sound: 'M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM15.5 9a4 4 0 0 1 0 6M18 6.500a7.5 7.5 0 0 1 0 11',
  mute: 'M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM16 9.500l5 5M21 9.500l-5 5',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.500L20 17.500M15 8.500h.01',
  film: 'M4 5h16v14H4zM8 5v14M16 5v14M4 9.500h4M4 14.500h4M16 9.500h4M16 14.500h4',
  text: 'M5 6h14M12 6v13',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.500c.500-4 3.5-6 7.5-6s7 2 7.5 6',
  warn: 'M12 4l9 16H3zM12 10v4.500M12 17.500h.01',
  info: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5M12 8h.01',
  die: 'M5 5h14v14H5zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01',
  copy: 'M8.5 8.500h11v11h-11zM15.5 8.500v-4h-11v11h4',
  pencil: 'M4.5 19.500l1-4.500L16 4.500l3.5 3.500L9 18.500z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10Z',
  flip: 'M12 4v16M9 7.500L4 17h5zM15 7.500L20 17h-5z',
  tag: 'M4 4.500h8l8 8-7.5 7.5-8.5-8zM8 8.500h.01',
  chart: 'M4 18c5 0 6-12 16-12',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof paths;

/** A decorative icon. What it stands for must be named by a text or label beside it. */
export function Icon({ name, size = 20, filled = false }: { name: IconName; size?: number; filled?: boolean }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'dots' || name === 'die' ? 2.4 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** Akezora's logo: a sun half over the horizon. */
export function Mark({ size = 32 }: { size?: number }) {
  return <img className="mark" src={`${base}/akezora.svg`} width={size} height={size} alt="" />;
}
