import type { ClipDetail } from '@akezora/contract/api';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { useKeys } from '../../keys/registry.ts';
import { keyed } from '../../keys/tooltip.ts';
import { endsOf, isWhole, type PlayRange } from '../../util/play-range.ts';
import { keptSettings } from '../kept-settings.ts';
import { type RecutSettings, startRecut } from './compile.ts';
import { withPart } from './pieces.ts';

/** Takes what is marked in a player to Re-cut, while anything is: the first part in place of the whole clip, further ones after it. */
export function MarkedPart({ clip, range }: { clip: ClipDetail; range: PlayRange }) {
  const t = useText().tools.recut;
  const navigate = useNavigate();
  const whole = isWhole(range);
  const take = () => {
    if (whole) return false;
    const kept = keptSettings<RecutSettings>('recut', clip.id);
    const settings = { ...startRecut(clip), ...kept.get() };
    kept.set({ ...settings, pieces: withPart(settings.pieces, clip, endsOf(range, clip.seconds)) });
    void navigate({ to: '/clips/$id/$tool', params: { id: clip.id, tool: 'recut' } });
    return true;
  };
  useKeys({ cut: take });
  if (whole) return null;
  return (
    <Button kind="plain" icon="scissors" {...keyed(t.part, 'cut')} onClick={take}>
      {t.part}
    </Button>
  );
}
