import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { storyboardsQuery } from '../../api/queries.ts';
import { Button } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { CardPicture } from './card-picture.tsx';
import { inOrder } from './cards.ts';
import { newBoard } from './new-board.ts';
import './storyboard.css';

/** The page of all storyboards. */
export function Storyboards() {
  const t = useText();
  const words = t.tools.board;
  const boards = useQuery(storyboardsQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => newBoard(client),
    onSuccess: ({ id }) => void navigate({ to: '/storyboards/$id', params: { id } }),
    onError: toastError,
  });
  const button = (
    <Button kind="strong" icon="plus" disabled={create.isPending} onClick={() => create.mutate()}>
      {words.create}
    </Button>
  );
  return (
    <div className="page">
      <header className="page-head">
        <h1>{words.title}</h1>
        {boards.data !== undefined && boards.data.length > 0 && button}
      </header>
      {boards.isPending && <Waiting />}
      {boards.isError && <ErrorNote error={boards.error} onRetry={() => void boards.refetch()} />}
      {boards.data?.length === 0 && (
        <Empty title={words.empty.title} text={words.empty.text}>
          {button}
        </Empty>
      )}
      <ul className="boards">
        {boards.data?.map((board) => (
          <li key={board.id}>
            <Link to="/storyboards/$id" params={{ id: board.id }} className="board-link">
              <span className="board-strip" aria-hidden="true">
                {inOrder(board.data.cards)
                  .slice(0, 4)
                  .map((card) => (
                    <CardPicture key={card.id} card={card} />
                  ))}
              </span>
              <strong>{board.name || words.untitled}</strong>
              <span className="quiet small numbers">
                {words.cards(board.data.cards.length)} · {t.shell.units.seconds(board.data.seconds)} ·{' '}
                {moment(board.updatedAt)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
