import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { markedParts } from './marked-parts.ts';
import { NearestMenu } from './nearest-menu.tsx';
import { borrowPromptField, setPromptField } from './prompt-focus.ts';
import { sentPrompts } from './prompt-history.ts';
import { markAt, type UnknownMark, withName } from './unknown-word.ts';
import { useComposing } from './use-composing.ts';

/** Makes a text field as high as its text. */
function fitHeight(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.height = '0';
  area.style.height = `${area.scrollHeight}px`;
}

/**
 * The prompt's text field: grows with its text; Enter submits, but never while an input method is converting. Where the cursor is put into a
 * word that the model does not know, the nearest names that it does know are offered.
 */
export function PromptBox({
  value,
  marks,
  onChange,
  onSubmit,
  onFiles,
  onAllKnown,
  placeholder,
  own = true,
}: {
  value: string;
  marks: readonly UnknownMark[];
  onChange: (value: string) => void;
  onSubmit: () => void;
  /** Default: pasted files are left alone. */
  onFiles?: (files: readonly File[]) => void;
  /** Shows all that the model knows in place of an unknown word. Default: the nearest names alone are offered. */
  onAllKnown?: (mark: UnknownMark) => void;
  /** What it asks for. Default: what to make. */
  placeholder?: string;
  /** It is the composer's own: it takes the focus when the page opens, and ↑ brings earlier prompts back. Default true. */
  own?: boolean;
}) {
  const t = useText().compose;
  const box = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const composing = useComposing();
  const [back, setBack] = useState(-1);
  const [cursor, setCursor] = useState<number | null>(null);
  const mark = cursor === null ? undefined : markAt(value, marks, cursor);
  const offered = onAllKnown !== undefined || (mark?.nearest?.length ?? 0) > 0 ? mark : undefined;
  const put = (name: string) => {
    if (offered === undefined) return;
    const next = withName(value, offered, name);
    setCursor(null);
    onChange(next.prompt);
    // After the field shows the new text.
    setTimeout(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.at, next.at);
    }, 0);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => fitHeight(box.current), [value]);
  // And the width, and the font once it has come: another one breaks its lines elsewhere.
  useEffect(() => {
    const area = box.current;
    if (area === null) return undefined;
    let width = area.clientWidth;
    const watch = new ResizeObserver(() => {
      if (area.clientWidth !== width) fitHeight(area);
      width = area.clientWidth;
    });
    watch.observe(area);
    const fit = () => fitHeight(area);
    document.fonts.addEventListener('loadingdone', fit);
    return () => {
      watch.disconnect();
      document.fonts.removeEventListener('loadingdone', fit);
    };
  }, []);
  useEffect(() => {
    if (!own) return borrowPromptField(box.current);
    setPromptField(box.current);
    // On a touch screen the keyboard would cover the page.
    if (matchMedia('(hover: hover)').matches) box.current?.focus({ preventScroll: true });
    return () => setPromptField(null);
  }, [own]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (composing.takes(event)) return;
    if (event.key === 'Escape' && offered !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setCursor(null);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onSubmit();
    } else if (own && event.key === 'ArrowUp' && (value === '' || (back >= 0 && sentPrompts()[back] === value))) {
      const old = sentPrompts()[back + 1];
      if (old === undefined) return;
      event.preventDefault();
      setBack(back + 1);
      onChange(old);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notices that the focus leaves the field and what it offers
    <div
      className="prompt"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setCursor(null);
      }}
    >
      <div className="prompt-mirror" ref={mirror} aria-hidden="true">
        <Underlined text={value} marks={marks} />
      </div>
      <textarea
        ref={box}
        className="prompt-box"
        rows={1}
        value={value}
        aria-label={placeholder ?? t.placeholder}
        placeholder={placeholder ?? t.placeholder}
        enterKeyHint="send"
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onClick={(event) => setCursor(caretOf(event.currentTarget))}
        onKeyUp={(event) => {
          if (/^(Arrow|Home|End)/.test(event.key)) setCursor(caretOf(event.currentTarget));
        }}
        onChange={(event) => {
          setBack(-1);
          setCursor(null);
          onChange(event.target.value);
        }}
        {...composing.handlers}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length === 0 || onFiles === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          onFiles(files);
        }}
        onKeyDown={onKeyDown}
      />
      {offered !== undefined && (
        <NearestMenu
          key={offered.start}
          mark={offered}
          mirror={mirror}
          onPick={put}
          onAll={onAllKnown}
          onClose={() => {
            setCursor(null);
            box.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** Where the cursor is; null while text is selected. */
const caretOf = ({ selectionStart, selectionEnd }: HTMLTextAreaElement): number | null =>
  selectionStart === selectionEnd ? selectionStart : null;

function Underlined({ text, marks }: { text: string; marks: readonly UnknownMark[] }): ReactNode {
  return [
    ...markedParts(text, marks).map((part) =>
      part.marked ? (
        <mark key={part.at} data-at={part.at}>
          {part.text}
        </mark>
      ) : (
        part.text
      ),
    ),
    // Gives the last line its height where the text ends in a line break.
    '\n',
  ];
}
