import type { ClipDetail } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../i18n/index.ts';
import { shortcutOf } from '../../tools/shortcut-keys.ts';
import { useAbleTools } from '../../tools/use-able-tools.ts';
import { useToolShortcuts } from '../../tools/use-shortcuts.ts';

/** The tools that can be opened from a clip. A tool that no installed model can run is left out. */
export function ToolMenu({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const tools = useAbleTools();
  useToolShortcuts(clip.id, tools);
  return (
    <nav className="tools-row" aria-label={t.library.clip.tools}>
      {tools.map((tool) => (
        <Link
          key={tool.id}
          className="tool-link"
          to="/clips/$id/$tool"
          params={{ id: clip.id, tool: tool.id }}
          title={`${tool.name(t)} (${shortcutOf(tool)})`}
          aria-keyshortcuts={shortcutOf(tool)}
        >
          <Icon name={tool.icon} size={20} />
          <span>{tool.name(t)}</span>
        </Link>
      ))}
    </nav>
  );
}
