import { useText } from '../i18n/index.ts';

/** Says what a drop on the page does while something is dragged, and then that files are on their way. */
export function DropNote({ shown, waiting, text }: { shown: boolean; waiting: boolean; text: string }) {
  const t = useText().tools;
  if (!shown && !waiting) return null;
  return (
    <p className="drop-note" role="status">
      {shown ? text : t.bringingIn}
    </p>
  );
}
