import type { ClipDetail } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { sessionQuery } from '../../api/queries.ts';
import { Button, IconButton, Segmented } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { ShareOptions } from './share-options.tsx';
import { useClipPatch } from './use-clip-patch.ts';

const isLoopback = (host: string): boolean => /^(localhost|127\..*|\[::1\])$/.test(host);

/** Who may see the clip, and its link. Shows nothing where the server allows neither sharing nor a gallery. */
export function Share({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const session = useQuery(sessionQuery);
  const patch = useClipPatch(clip);
  const words = t.library.clip;
  const { sharing = false, gallery = false } = session.data?.features ?? {};
  if (!sharing && !gallery) return null;
  const link = clip.shareUrl === null ? null : new URL(api.url(clip.shareUrl), location.href).href;
  const choices = (
    ['private', ...(sharing ? ['link'] : []), ...(gallery ? ['public'] : [])] as ClipDetail['visibility'][]
  ).map((value) => ({
    value,
    text: words.visibility[value],
  }));
  return (
    <Panel
      side="bottom"
      label={words.share}
      trigger={
        <Button icon="share" aria-pressed={clip.visibility !== 'private'}>
          {words.share}
        </Button>
      }
    >
      <Segmented
        showLabel
        label={words.share}
        value={(patch.isPending && patch.variables.visibility) || clip.visibility}
        options={choices}
        onChange={(visibility) => patch.mutate({ visibility })}
      />
      {link !== null && (
        <div className="seed-row">
          <label className="field">
            <span className="label">{words.link}</span>
            <input type="text" readOnly value={link} onFocus={(event) => event.target.select()} />
          </label>
          <IconButton
            icon="copy"
            label={t.shell.copy}
            onClick={() => void navigator.clipboard.writeText(link).then(() => toast(t.shell.copied))}
          />
        </div>
      )}
      {link !== null && isLoopback(location.hostname) && <p className="hint">{words.linkLocal}</p>}
      {clip.share !== null && <ShareOptions share={clip.share} onChange={(change) => patch.mutate(change)} />}
    </Panel>
  );
}
