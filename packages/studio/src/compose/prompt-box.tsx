import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { type MarkedWord, markedParts } from './marked-parts.ts';
import { setPromptField } from './prompt-focus.ts';
import { sentPrompts } from './prompt-history.ts';

/** The prompt's text field: grows with its text; Enter submits, but never while an input method is converting. */
export function PromptBox({
  value,
  marks,
  onChange,
  onSubmit,
  onFiles,
}: {
  value: string;
  marks: readonly MarkedWord[];
  onChange: (value: string) => void;
  onSubmit: () => void;
  onFiles: (files: readonly File[]) => void;
}) {
  const t = useText().compose;
  const box = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const composing = useRef(false);
  const [back, setBack] = useState(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = '0';
    area.style.height = `${area.scrollHeight}px`;
  }, [value]);
  useEffect(() => {
    setPromptField(box.current);
    // On a touch screen the keyboard would cover the page.
    if (matchMedia('(hover: hover)').matches) box.current?.focus({ preventScroll: true });
    return () => setPromptField(null);
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229 is what browsers send for keys an input method takes; Safari ends composition before the Enter that ends it.
    if (event.nativeEvent.isComposing || composing.current || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onSubmit();
    } else if (event.key === 'ArrowUp' && (value === '' || (back >= 0 && sentPrompts()[back] === value))) {
      const old = sentPrompts()[back + 1];
      if (old === undefined) return;
      event.preventDefault();
      setBack(back + 1);
      onChange(old);
    }
  };
  return (
    <div className="prompt">
      <div className="prompt-mirror" ref={mirror} aria-hidden="true">
        <Underlined text={value} marks={marks} />
      </div>
      <textarea
        ref={box}
        className="prompt-box"
        rows={1}
        value={value}
        aria-label={t.placeholder}
        placeholder={t.placeholder}
        enterKeyHint="send"
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onChange={(event) => {
          setBack(-1);
          onChange(event.target.value);
        }}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={() => {
          // After the keydown that ends the conversion has passed.
          setTimeout(() => {
            composing.current = false;
          }, 0);
        }}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length === 0) return;
          event.preventDefault();
          event.stopPropagation();
          onFiles(files);
        }}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function Underlined({ text, marks }: { text: string; marks: readonly MarkedWord[] }): ReactNode {
  return [
    ...markedParts(text, marks).map((part) => (part.marked ? <mark key={part.at}>{part.text}</mark> : part.text)),
    // Gives the last line its height where the text ends in a line break.
    '\n',
  ];
}
