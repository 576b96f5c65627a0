import { subjectKinds } from '@akezora/contract';
import type { Actor, ActorPatch } from '@akezora/contract/api';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { Field, Range, Segmented, Select } from '../components/controls.tsx';
import { FormDialog } from '../components/dialog.tsx';
import { toastError } from '../components/error-toast.ts';
import { ErrorNote } from '../components/states.tsx';
import { toast } from '../components/toast.tsx';
import { useText } from '../i18n/index.ts';
import { ActorStage } from './actor-stage.tsx';
import { useCast } from './cast.ts';
import { callInPrompt } from './prompt-focus.ts';

/** Name, feet, side, size and home of an actor. A new one that is not saved goes again. */
export function ActorDialog({ actor, isNew }: { actor: Actor; isNew: boolean }) {
  const t = useText();
  const words = t.compose.cast;
  const cast = useCast();
  const [name, setName] = useState(actor.name);
  const [faces, setFaces] = useState(actor.faces ?? 'front');
  const [feet, setFeet] = useState(actor.feet ?? 1);
  const [scale, setScale] = useState(actor.scale ?? 1);
  const [kind, setKind] = useState<NonNullable<Actor['kind']> | 'any'>(actor.kind ?? 'any');
  const nameField = useRef<HTMLInputElement>(null);
  // On a touch screen the keyboard would cover the picture.
  useEffect(() => {
    if (isNew && matchMedia('(hover: hover)').matches) nameField.current?.select();
  }, [isNew]);
  const looks: ActorPatch = actor.picture === null ? {} : { faces, feet, scale, kind: kind === 'any' ? null : kind };
  const save = useMutation({
    mutationFn: () => api.call('patchActor', { params: { id: actor.id }, body: { name: name.trim(), ...looks } }),
    onSuccess: (saved) => {
      void cast.changed();
      cast.close();
      if (!isNew) return;
      toast(t.tools.actors.named(saved.name));
      callInPrompt(saved.name);
    },
  });
  const close = () => {
    cast.close();
    if (isNew) void cast.remove(actor).catch(toastError);
  };
  return (
    <FormDialog
      title={isNew ? words.newTitle : words.editTitle}
      action={t.shell.save}
      disabled={save.isPending}
      onClose={close}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {actor.picture !== null && (
        <div>
          <ActorStage actor={actor} feet={feet} onFeet={setFeet} />
          <p className="hint" id="feet-hint">
            {words.feetHint}
          </p>
        </div>
      )}
      <Field label={words.name} hint={words.nameHint}>
        <input
          ref={nameField}
          type="text"
          value={name}
          required
          pattern="[\p{L}\p{N}_\-]{1,40}"
          title={t.tools.actors.hint}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      {actor.picture !== null && (
        <>
          <Segmented
            showLabel
            label={words.faces}
            value={faces}
            options={(['left', 'front', 'right'] as const).map((value) => ({ value, text: words.facesNames[value] }))}
            onChange={setFaces}
          />
          <Range
            label={words.size}
            min={0.2}
            max={3}
            step={0.1}
            value={scale}
            format={(value) => words.times(Math.round(value * 10) / 10)}
            onChange={(value) => setScale(Math.round(value * 10) / 10)}
          />
          <Select
            label={words.kind}
            value={kind}
            options={(['any', ...subjectKinds] as const).map((value) => ({ value, text: words.kinds[value] }))}
            onChange={setKind}
          />
        </>
      )}
      {save.error !== null && <ErrorNote compact error={save.error} />}
    </FormDialog>
  );
}
