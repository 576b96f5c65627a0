import { codecs, type ModelCapabilities } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorOf } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { Button, IconButton, Range, Segmented, Select, Switch } from '../components/controls.tsx';
import { ErrorNote } from '../components/states.tsx';
import { useText } from '../i18n/index.ts';
import { codecNames } from '../util/codec-names.ts';
import { randomSeed } from '../util/random-id.ts';
import { type Draft, editDraft } from './draft.ts';

/** The codecs of videos that a model offers. */
const videoCodecsOf = ({ codecs: offered }: ModelCapabilities) =>
  codecs.filter((codec) => codec !== 'webp' && codec !== 'gif' && (offered?.includes(codec) ?? true));

/** Settings that few models have, each with its step. */
const fineSettings = { guidance: 0.1, perturbation: 0.1, rescale: 0.05, inputCrf: 1 } as const;

/** The advanced choices: seed, quality, steps, guidance, frame rate, format, decoder, negative prompt, priority, prompt help. */
export function Advanced({ draft, model }: { draft: Draft; model: ModelCapabilities }) {
  const t = useText().compose;
  const session = useQuery(sessionQuery);
  const videoCodecs = videoCodecsOf(model);
  return (
    <>
      <div className="seed-row">
        <label className="field">
          <span className="label">{t.seed}</span>
          <input
            type="number"
            min={0}
            max={0xffffffff}
            step={1}
            inputMode="numeric"
            placeholder={t.seedAny}
            value={draft.seed ?? ''}
            onChange={(event) => {
              const seed = event.target.valueAsNumber;
              editDraft({ seed: Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff ? seed : undefined });
            }}
          />
        </label>
        <IconButton icon="die" label={t.seedNew} onClick={() => editDraft({ seed: randomSeed() })} />
      </div>
      {model.qualities.length > 1 && (
        <Segmented
          showLabel
          label={t.quality}
          value={draft.quality ?? model.qualities[0]}
          options={model.qualities.map((value) => ({ value, text: t.qualityNames[value] }))}
          onChange={(quality) => editDraft({ quality })}
        />
      )}
      {model.steps.max > 0 && (
        <Range
          label={t.steps}
          min={model.steps.min}
          max={model.steps.max}
          value={draft.steps ?? model.steps.default}
          onChange={(steps) => editDraft({ steps })}
        />
      )}
      {(Object.keys(fineSettings) as (keyof typeof fineSettings)[]).map((setting) => {
        const range = model[setting];
        return (
          range && (
            <Range
              key={setting}
              label={t[setting]}
              min={range.min}
              max={range.max}
              step={fineSettings[setting]}
              value={draft[setting] ?? range.default}
              onChange={(value) => editDraft({ [setting]: value })}
            />
          )
        );
      })}
      {model.fps.values.length > 1 && (
        <Segmented
          showLabel
          label={t.fps}
          value={String(draft.fps ?? model.fps.default)}
          options={model.fps.values.map((fps) => ({ value: String(fps), text: String(fps) }))}
          onChange={(fps) => editDraft({ fps: Number(fps) })}
        />
      )}
      {videoCodecs.length > 0 && (
        <Select
          label={t.codec}
          value={draft.codec ?? 'h264'}
          options={videoCodecs.map((value) => ({ value, text: codecNames[value] }))}
          onChange={(codec) => editDraft({ codec })}
        />
      )}
      {model.decoders !== undefined && model.decoders.length > 1 && (
        <Segmented
          showLabel
          label={t.decoder}
          value={draft.decoder ?? 'auto'}
          options={(['auto', ...model.decoders] as const).map((value) => ({ value, text: t.decoderNames[value] }))}
          onChange={(decoder) => editDraft({ decoder: decoder === 'auto' ? undefined : decoder })}
        />
      )}
      {model.controls.negativePrompt && (
        <label className="field">
          <span className="label">{t.negative}</span>
          <textarea
            className="area"
            value={draft.negativePrompt ?? ''}
            onChange={(event) => editDraft({ negativePrompt: event.target.value })}
          />
          <span className="hint">{t.negativeHint}</span>
        </label>
      )}
      <Switch
        label={t.relaxed}
        checked={draft.relaxed === true}
        onChange={(relaxed) => editDraft({ relaxed: relaxed ? true : undefined })}
      />
      {session.data?.features.promptHelp === true && <PromptHelp draft={draft} />}
    </>
  );
}

/** Suggests a longer or translated prompt by the owner's chat endpoint; the prompt changes only when it is taken. */
function PromptHelp({ draft }: { draft: Draft }) {
  const t = useText().compose;
  const [answer, setAnswer] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const suggest = async (kind: 'expand' | 'translate') => {
    setBusy(true);
    setError(null);
    try {
      setAnswer((await api.call('promptHelp', { body: { prompt: draft.prompt, kind } })).prompt);
    } catch (thrown) {
      setError(errorOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="prompt-help">
      <span className="label">{t.help}</span>
      <div className="row">
        <Button disabled={busy || draft.prompt.trim() === ''} onClick={() => void suggest('expand')}>
          {t.expand}
        </Button>
        <Button disabled={busy || draft.prompt.trim() === ''} onClick={() => void suggest('translate')}>
          {t.translate}
        </Button>
      </div>
      {error !== null && <ErrorNote compact error={error} />}
      {answer !== null && (
        <blockquote className="suggestion">
          <p>{answer}</p>
          <Button
            kind="strong"
            onClick={() => {
              editDraft({ prompt: answer });
              setAnswer(null);
            }}
          >
            {t.use}
          </Button>
        </blockquote>
      )}
    </div>
  );
}
