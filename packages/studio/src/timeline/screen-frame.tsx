import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../i18n/index.ts';
import './screen.css';

/** The place of what a line shows at its playhead, in the shape of its picture. */
export function ScreenFrame({ width, height, children }: { width: number; height: number; children: ReactNode }) {
  const t = useText().tools.line;
  return (
    <div className="screen" style={{ '--shape': width / height } as CSSProperties}>
      <div className="screen-picture" role="img" aria-label={t.screen}>
        {children}
      </div>
    </div>
  );
}
