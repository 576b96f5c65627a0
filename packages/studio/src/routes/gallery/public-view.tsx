import type { PublicClip } from '@akezora/contract/api';
import { ClipPlayer } from '../../components/clip-player.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { languageOfText } from '../../util/text-language.ts';

/**
 * A published clip: its player, its prompt and what it was made with.
 * @param prompt Whether the prompt is shown: not where it is the page's title. Default true.
 */
export function PublicView({ clip, prompt = true }: { clip: PublicClip; prompt?: boolean }) {
  const t = useText();
  return (
    <div className="public-view">
      <ClipPlayer clip={clip} />
      {prompt && (
        <p className="public-prompt" lang={languageOfText(clip.prompt)}>
          {clip.prompt}
        </p>
      )}
      <p className="quiet small numbers">
        {t.library.gallery.with(clip.model)} · {clip.width}×{clip.height} ·{' '}
        {t.shell.units.seconds(Number(short(clip.seconds)))}
        {clip.seed !== null && ` · ${t.library.clip.seed} ${clip.seed}`}
      </p>
    </div>
  );
}
