import type { Clip, ClipDetail, Region } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { actorsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { Button, Field, IconButton } from '../../components/controls.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { RegionPicker } from '../../components/region-picker.tsx';
import { ErrorNote } from '../../components/states.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';

/** A button that opens the dialog to add an actor from the clip. */
export function Actors({ clip }: { clip: ClipDetail }) {
  const words = useText().tools.actors;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="user" title={words.add} onClick={() => setOpen(true)}>
        {words.short}
      </Button>
      {open && <AddActor clip={clip} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Makes an actor of the subject inside a drawn region, and lists the actors there are. */
export function AddActor({ clip, onClose }: { clip: Clip; onClose: () => void }) {
  const t = useText();
  const words = t.tools.actors;
  const client = useQueryClient();
  const actors = useQuery(actorsQuery);
  const [region, setRegion] = useState<Region>();
  const create = useMutation({
    mutationFn: (name: string) =>
      api.call('createActor', { body: { name, clipId: clip.id, ...(region === undefined ? {} : { region }) } }),
    onSuccess: ({ name }) => {
      toast(words.named(name));
      void refresh(client, 'actors');
      onClose();
    },
  });
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p className="small">{words.text}</p>
      <RegionPicker region={region} onChange={setRegion}>
        <video
          src={api.url(clip.urls.video)}
          poster={api.url(clip.urls.thumbnail)}
          style={{ aspectRatio: clip.width / clip.height }}
          preload="auto"
          muted
          playsInline
        />
      </RegionPicker>
      <form
        className="seed-row"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(String(new FormData(event.currentTarget).get('name') ?? '').trim());
        }}
      >
        <Field label={words.name}>
          <input type="text" name="name" required pattern="[\p{L}\p{N}_\-]{1,40}" title={words.hint} />
        </Field>
        <Button kind="strong" type="submit" disabled={create.isPending}>
          {t.shell.create}
        </Button>
      </form>
      <p className="hint">{words.hint}</p>
      {create.error !== null && <ErrorNote compact error={create.error} />}
      {actors.data !== undefined && actors.data.length > 0 && (
        <div>
          <p className="label">{words.all}</p>
          <ul>
            {actors.data.map(({ id, name }) => (
              <li key={id} className="own-preset">
                <span>@{name}</span>
                <IconButton
                  icon="close"
                  size={15}
                  label={t.compose.remove(name)}
                  onClick={() =>
                    void api.call('deleteActor', { params: { id } }).then(() => refresh(client, 'actors'), toastError)
                  }
                />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
