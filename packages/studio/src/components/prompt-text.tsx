import { calledNames } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { actorsQuery } from '../api/queries.ts';
import { languageOfText } from '../util/text-language.ts';
import './prompt-text.css';

/** A prompt or title that somebody wrote, in its language, each actor that it calls with its picture. */
export function PromptText({ text }: { text: string }) {
  const called = /[@＠]/.test(text);
  return <span lang={languageOfText(text)}>{called ? <WithActors text={text} /> : text}</span>;
}

function WithActors({ text }: { text: string }) {
  const { data: actors = [] } = useQuery(actorsQuery);
  const names = actors.map(({ name }) => name);
  const parts = [];
  let from = 0;
  for (const { name, at } of calledNames(text, names)) {
    const actor = actors.find((one) => one.name === name);
    const picture = actor?.picture ?? actor?.thumbnail ?? null;
    const to = at + 1 + name.length;
    parts.push(
      text.slice(from, at),
      <span key={at} className="called">
        {picture !== null && <img src={api.url(picture)} alt="" width={20} height={20} />}
        {text.slice(at, to)}
      </span>,
    );
    from = to;
  }
  return [...parts, text.slice(from)];
}
