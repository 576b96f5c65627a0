import { useId } from 'react';

interface Look {
  readonly sky: readonly [string, string];
  readonly sun: string;
  readonly hills: readonly [string, string, string];
}

const looks: Readonly<Record<string, Look>> = {
  none: { sky: ['#6d6fae', '#ffcda3'], sun: '#fff0d6', hills: ['#b98aa2', '#7f6591', '#41406f'] },
  archival: { sky: ['#a48c6c', '#e8d6b0'], sun: '#f6ead0', hills: ['#b59f7a', '#8b7552', '#574730'] },
  'film-noir': { sky: ['#17181c', '#8d9096'], sun: '#f4f4f2', hills: ['#5b5d62', '#2b2c30', '#0b0b0d'] },
  papercraft: { sky: ['#f0b98e', '#f9dfc0'], sun: '#e86f4a', hills: ['#d79a6a', '#b8774b', '#8a5433'] },
  'stop-motion': { sky: ['#7cb7c9', '#d8ecd8'], sun: '#ffd45e', hills: ['#a3c47b', '#6fa05c', '#3f7048'] },
  balloon: { sky: ['#9a7fe0', '#ffc5de'], sun: '#fff3a8', hills: ['#ff9fbf', '#f06f9e', '#b8458c'] },
};

/** A small drawing of one landscape in the style of a preset. */
export function PresetPicture({ id }: { id: string }) {
  const key = useId();
  const look = looks[id] ?? looks.none!;
  const [far, mid, near] = look.hills;
  return (
    <svg className="preset-picture" viewBox="0 0 96 54" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
      <defs>
        <linearGradient id={`${key}s`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={look.sky[0]} />
          <stop offset="1" stopColor={look.sky[1]} />
        </linearGradient>
        <filter id={`${key}g`} x="0" y="0" width="100%" height="100%">
          <feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2" seed="4" />
          <feColorMatrix values="0 0 0 0 .2  0 0 0 0 .15  0 0 0 0 .1  0 0 0 .55 -.12" />
          <feComposite in2="SourceGraphic" operator="in" />
        </filter>
        <radialGradient id={`${key}b`} cx=".36" cy=".3" r=".8">
          <stop offset="0" stopColor="#fff" stopOpacity=".8" />
          <stop offset=".35" stopColor="#fff" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width="96" height="54" fill={`url(#${key}s)`} />
      {id === 'balloon' ? (
        <>
          {[
            [30, 24, 11, look.sun],
            [58, 17, 8, near],
            [74, 28, 6, far],
          ].map(([x, y, r, fill]) => (
            <g key={String(x)}>
              <circle cx={x} cy={y} r={r} fill={String(fill)} />
              <circle cx={x} cy={y} r={r} fill={`url(#${key}b)`} />
            </g>
          ))}
          <ellipse cx="22" cy="56" rx="32" ry="14" fill={mid} />
          <ellipse cx="76" cy="58" rx="36" ry="15" fill={near} />
        </>
      ) : (
        <>
          <circle cx="48" cy="30" r="11" fill={look.sun} />
          <path d="M0 36c14-9 26-9 40-2s34 4 56-5v25H0z" fill={far} />
          <path d="M0 43c16-8 30-3 46-1s34-6 50-4v16H0z" fill={mid} />
          <path d="M0 49c20-5 38-3 54-1s28-2 42-4v10H0z" fill={near} />
        </>
      )}
      {id === 'papercraft' && (
        <path
          d="M0 36c14-9 26-9 40-2s34 4 56-5M0 43c16-8 30-3 46-1s34-6 50-4"
          fill="none"
          stroke="#fff"
          strokeOpacity=".55"
          strokeWidth="1.2"
        />
      )}
      {id === 'film-noir' && (
        <path
          d="M0 6h96M0 14h96M0 22h96M0 30h96"
          stroke="#000"
          strokeOpacity=".35"
          strokeWidth="3"
          transform="rotate(-8 48 27)"
        />
      )}
      {(id === 'archival' || id === 'stop-motion') && (
        <rect width="96" height="54" filter={`url(#${key}g)`} opacity=".7" />
      )}
    </svg>
  );
}
