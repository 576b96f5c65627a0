import type { GenerationRequestInput } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { usePermissions } from '../../api/permissions.ts';
import { clipQuery, modelsQuery } from '../../api/queries.ts';
import { restoreClips, trashClips } from '../../components/clip-actions.ts';
import { ClipPlayer } from '../../components/clip-player.tsx';
import { Button, IconButton } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Broken } from '../../components/faults.tsx';
import { Icon } from '../../components/icon.tsx';
import { Waiting } from '../../components/states.tsx';
import { anotherTake, startFrom } from '../../compose/earlier-request.ts';
import { useSend } from '../../compose/submit.ts';
import { useText } from '../../i18n/index.ts';
import { randomId } from '../../util/random-id.ts';
import { Actors } from './actors.tsx';
import './clip.css';
import { Downloads } from './download.tsx';
import { Facts } from './facts.tsx';
import { Family } from './family.tsx';
import { Organise } from './organise.tsx';
import { Share } from './share.tsx';
import { ToolMenu } from './tool-menu.tsx';
import { useClipPatch } from './use-clip-patch.ts';

/** The page of one clip: player, tools, family, title, actions, folder and tags, metadata. */
export function ClipPage() {
  const { id } = useParams({ from: '/clips/$id' });
  const clip = useQuery(clipQuery(id));
  if (clip.isPending) return <Waiting />;
  if (clip.data === undefined) return <Broken error={clip.error} reset={() => void clip.refetch()} />;
  return <View key={id} clip={clip.data} />;
}

function View({ clip }: { clip: ClipDetail }) {
  const t = useText().library;
  const client = useQueryClient();
  const navigate = useNavigate();
  const sending = useSend();
  const may = usePermissions();
  const models = useQuery(modelsQuery);
  const save = useClipPatch(clip);
  const request = clip.facts?.request as GenerationRequestInput | undefined;
  const able = models.data?.filter((model) => model.installed).map((model) => model.capabilities.controls) ?? [];
  const inBin = clip.deletedAt !== null;
  return (
    <div className="clip-page">
      <div className="clip-main">
        {inBin && (
          <div className="bin-note">
            <Icon name="bin" size={18} />
            <p>{t.clip.inBin}</p>
            {may.make && (
              <Button kind="soft" icon="undo" onClick={() => void restoreClips(client, [clip.id])}>
                {t.restore}
              </Button>
            )}
          </div>
        )}
        <ClipPlayer clip={clip} />
        {may.make && <ToolMenu clip={clip} able={able} />}
        <Family clip={clip} />
      </div>
      <div className="clip-side">
        <TitleBox clip={clip} fixed={!may.make} onSave={(title) => save.mutate({ title })} />
        <div className="clip-actions">
          {may.make && (
            <IconButton
              icon="heart"
              filled={clip.favourite}
              aria-pressed={clip.favourite}
              label={clip.favourite ? t.unfavourite : t.favourite}
              onClick={() => save.mutate({ favourite: !clip.favourite })}
            />
          )}
          <Downloads clip={clip} />
          {may.make && <Share clip={clip} />}
          {may.make && able.some((controls) => controls.actors) && <Actors clip={clip} />}
          {may.make && (
            <IconButton
              icon="bin"
              label={t.trash}
              disabled={inBin}
              onClick={() => void trashClips(client, [clip.id]).then(() => navigate({ to: '/library' }))}
            />
          )}
        </div>
        {may.make && request !== undefined && (
          <div className="again">
            <Button
              kind="strong"
              icon="repeat"
              title={t.clip.againHint}
              disabled={sending.isPending}
              onClick={() =>
                sending.mutate(
                  { request: anotherTake(request), origin: 'prompt', key: randomId() },
                  { onSuccess: () => void navigate({ to: '/' }), onError: toastError },
                )
              }
            >
              {t.clip.again}
            </Button>
            <Button
              icon="pencil"
              onClick={() => void startFrom(request, { prompt: clip.prompt, seed: clip.seed ?? undefined })}
            >
              {t.clip.change}
            </Button>
          </div>
        )}
        {may.make && <Organise clip={clip} />}
        <Facts clip={clip} />
      </div>
    </div>
  );
}

function TitleBox({ clip, fixed, onSave }: { clip: ClipDetail; fixed: boolean; onSave: (title: string) => void }) {
  const t = useText().library.clip;
  const [title, setTitle] = useState(clip.title);
  const save = () => {
    if (title.trim() !== clip.title) onSave(title.trim());
  };
  return (
    <div className="clip-title">
      <h1 className="visually-hidden">{clip.title || clip.prompt || t.untitled}</h1>
      <input
        type="text"
        aria-label={t.title}
        readOnly={fixed}
        placeholder={t.untitled}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur();
        }}
      />
      <p className="clip-prompt">{clip.prompt}</p>
    </div>
  );
}
