import { Button, IconButton } from '../components/controls.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { useStore } from '../util/store.ts';
import type { useAttach } from './attach.tsx';
import { castStore, useCast } from './cast.ts';

/** What a picture in the composer is for, while that is asked; how far an actor's picture is; why it became none. */
export function CastChips({ attach }: { attach: ReturnType<typeof useAttach> }) {
  const t = useText().compose;
  const cast = useCast();
  const { adding, error } = useStore(castStore);
  const file = attach.asking;
  const uses = [
    { icon: 'user' as const, text: t.cast.asActor, use: attach.asActor },
    { icon: 'image' as const, text: t.cast.asStart, use: attach.asStart },
    { icon: 'sun' as const, text: t.backdrop.as, use: attach.asBackdrop },
  ].flatMap(({ use, ...rest }) => (use === undefined ? [] : [{ ...rest, use }]));
  if (file !== null)
    return (
      <fieldset className="chip-large ask-use">
        <legend className="visually-hidden">{t.cast.ask(file.name)}</legend>
        <span aria-hidden="true">{t.cast.ask(file.name)}</span>
        {uses.map(({ icon, text, use }, index) => (
          <Button key={icon} icon={icon} autoFocus={index === 0} onClick={() => use(file)}>
            {text}
          </Button>
        ))}
        <IconButton icon="close" size={15} label={t.remove(file.name)} onClick={attach.dismiss} />
      </fieldset>
    );
  if (adding !== undefined)
    return (
      <span className="chip-large" role="status">
        <span className="numbers">
          {adding.percent < 100 ? t.uploading(adding.name, adding.percent) : t.cast.cutting(adding.name)}
        </span>
        <IconButton icon="close" size={15} label={t.remove(adding.name)} onClick={cast.cancel} />
      </span>
    );
  if (error === undefined) return null;
  return (
    <span className="cast-error">
      <ErrorNote compact error={error} />
      <IconButton icon="close" size={15} label={t.cast.dismiss} onClick={cast.close} />
    </span>
  );
}
