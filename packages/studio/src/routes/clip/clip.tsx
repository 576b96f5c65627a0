import type { GenerationRequestInput } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { usePermissions } from '../../api/permissions.ts';
import { clipQuery, modelsQuery } from '../../api/queries.ts';
import { restoreClips, trashClips } from '../../components/clip-actions.ts';
import { ClipPlayer } from '../../components/clip-player.tsx';
import { Button } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Broken } from '../../components/faults.tsx';
import { Icon } from '../../components/icon.tsx';
import { Waiting } from '../../components/states.tsx';
import { ChangeLine } from '../../compose/change-line.tsx';
import { anotherTake, startFrom } from '../../compose/earlier-request.ts';
import { useSend } from '../../compose/submit.ts';
import { useToPrompt } from '../../compose/use-to-prompt.ts';
import { useText } from '../../i18n/index.ts';
import { randomId } from '../../util/random-id.ts';
import { Actors } from './actors.tsx';
import { Beside } from './beside.tsx';
import './clip.css';
import { Downloads } from './download.tsx';
import { Facts } from './facts.tsx';
import { Family } from './family.tsx';
import { FrameActions } from './frame-actions.tsx';
import { OpenStage } from './open-stage.tsx';
import { Organise } from './organise.tsx';
import { Share } from './share.tsx';
import { Sources } from './sources.tsx';
import { Title } from './title.tsx';
import { ToolMenu } from './tool-menu.tsx';
import { useClipPatch } from './use-clip-patch.ts';

/** The page of one clip: player, tools, family, title, actions, folder and tags, metadata. */
export function ClipPage() {
  const { id } = useParams({ from: '/clips/$id' });
  const clip = useQuery(clipQuery(id));
  if (clip.isPending) return <Waiting whole />;
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
  const toPrompt = useToPrompt();
  const installed = models.data?.filter((model) => model.installed).map((model) => model.capabilities) ?? [];
  const able = installed.map(({ controls }) => controls);
  const startsFromPictures = installed.some(({ conditions }) => conditions.image);
  // A clip of several shots has a scene for each, and the stage shows one.
  const scene = (clip.facts?.shots?.length ?? 0) > 1 ? undefined : clip.facts?.scene;
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
        <ClipPlayer
          clip={clip}
          below={(state) => (
            <FrameActions clip={clip} state={state} starts={may.make && startsFromPictures} cuts={may.make && !inBin} />
          )}
        />
        {may.make && <ToolMenu clip={clip} />}
        <Sources clip={clip} />
        <Family clip={clip} />
      </div>
      <div className="clip-side">
        <Beside clip={clip} />
        <Title clip={clip} fixed={!may.make} />
        <div className="clip-actions">
          {may.make && (
            <Button
              icon="heart"
              className={clip.favourite ? 'filled' : ''}
              aria-pressed={clip.favourite}
              title={clip.favourite ? t.unfavourite : t.favourite}
              onClick={() => save.mutate({ favourite: !clip.favourite })}
            >
              {t.clip.favourite}
            </Button>
          )}
          <Downloads clip={clip} />
          {may.make && <Share clip={clip} />}
          {may.make && able.some((controls) => controls.actors) && <Actors clip={clip} />}
          {may.make && (
            <Button
              icon="bin"
              disabled={inBin}
              onClick={() => void trashClips(client, [clip.id]).then(() => navigate({ to: '/library' }))}
            >
              {t.trash}
            </Button>
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
                sending
                  .mutateAsync(
                    { request: anotherTake(request), origin: 'prompt', key: randomId() },
                    { onSuccess: () => void navigate({ to: '/' }) },
                  )
                  .catch(toastError)
              }
            >
              {t.clip.again}
            </Button>
            <Button
              icon="pencil"
              onClick={() =>
                void startFrom(request, { prompt: clip.prompt, seed: clip.seed ?? undefined }).then(toPrompt)
              }
            >
              {t.clip.change}
            </Button>
            {scene !== undefined && able.some((controls) => controls.scene) && (
              <OpenStage clip={clip} request={request} scene={scene} />
            )}
          </div>
        )}
        {may.make && <Organise clip={clip} />}
        <Facts clip={clip} />
      </div>
      {may.make && !inBin && able.some((controls) => controls.remix) && <ChangeLine clip={clip} />}
    </div>
  );
}
