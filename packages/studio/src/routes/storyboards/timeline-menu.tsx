import type { Storyboard, TimelineQuery } from '@akezora/contract/api';
import { api } from '../../api/client.ts';
import { saveAnswer } from '../../components/clip-actions.ts';
import { IconButton } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Menu } from '../../components/menu.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';

/** Exports the storyboard for editing programs: a timeline in a ZIP with the clips that it shows. */
export function TimelineMenu({ board }: { board: Pick<Storyboard, 'id' | 'name'> }) {
  const t = useText();
  const words = t.tools.board;
  const save = async (format: TimelineQuery['format']) => {
    toast(t.library.exporting);
    try {
      const answer = await api.call('storyboardTimeline', { params: { id: board.id }, query: { format } });
      await saveAnswer(answer, `${board.name || words.untitled}.${format}.zip`);
    } catch (thrown) {
      toastError(thrown);
    }
  };
  return (
    <Menu
      label={words.exportTimeline}
      trigger={<IconButton icon="down" label={words.exportTimeline} />}
      items={[
        { text: words.asOtio, run: () => void save('otio') },
        { text: words.asFcpxml, run: () => void save('fcpxml') },
      ]}
    />
  );
}
