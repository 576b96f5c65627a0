import { Switch } from '../components/controls.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useText } from '../i18n/index.ts';
import { keyGroups, keysOf, writtenKeys } from '../keys/table.ts';
import { isMac, keysStore, setKeys } from '../preferences/keys.ts';
import { clipTools } from '../tools/index.ts';
import { shortcutOf } from '../tools/shortcut-keys.ts';
import { useStore } from '../util/store.ts';
import './key-sheet.css';

/** Every key of the studio, by where it works, and the switch that turns them off. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.keys;
  const { on } = useStore(keysStore);
  const mac = isMac();
  return (
    <Dialog title={words.title} size="large" onClose={onClose}>
      <div className="key-sheet">
        {keyGroups.map((group) => (
          <section key={group}>
            <h3>{words.groups[group]}</h3>
            <dl>
              {keysOf(group).map(({ id }) => (
                <Row key={id} keys={writtenKeys(id, mac)} text={words.names[id]} />
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{words.groups.tools}</h3>
          <dl>
            {clipTools.map((tool) => (
              <Row key={tool.id} keys={[shortcutOf(tool)]} text={tool.name(t)} />
            ))}
          </dl>
        </section>
      </div>
      <Switch label={words.on} hint={words.onHint} checked={on} onChange={setKeys} />
    </Dialog>
  );
}

function Row({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
