import type { ClipDetail } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { charactersQuery } from '../../api/queries.ts';
import { Button, IconButton } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';
import { toastError } from '../library/actions.ts';

/** Names a subject of the clip, and lists the names there are. */
export function Characters({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const words = t.tools.characters;
  const client = useQueryClient();
  const characters = useQuery(charactersQuery);
  const refresh = () => client.invalidateQueries({ queryKey: charactersQuery.queryKey });
  return (
    <Panel side="bottom" label={words.title} trigger={<IconButton icon="user" label={words.add} />}>
      <p className="small">{words.text}</p>
      <form
        className="seed-row"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const name = String(new FormData(form).get('name') ?? '').trim();
          void api.call('createCharacter', { body: { name, clipId: clip.id } }).then(() => {
            form.reset();
            toast(t.shell.saved);
            return refresh();
          }, toastError);
        }}
      >
        <label className="field">
          <span className="label">{words.name}</span>
          <input type="text" name="name" required pattern="[\p{L}\p{N}_\-]{1,40}" title={words.hint} />
        </label>
        <Button kind="strong" type="submit">
          {t.shell.create}
        </Button>
      </form>
      {characters.data !== undefined && characters.data.length > 0 && (
        <ul>
          {characters.data.map(({ id, name }) => (
            <li key={id} className="own-preset">
              <span>@{name}</span>
              <IconButton
                icon="close"
                size={15}
                label={t.compose.remove(name)}
                onClick={() => void api.call('deleteCharacter', { params: { id } }).then(refresh, toastError)}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
