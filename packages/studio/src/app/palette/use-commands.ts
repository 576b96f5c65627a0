import { languages } from '@akezora/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { usePermissions } from '../../api/permissions.ts';
import { clipQuery } from '../../api/queries.ts';
import { chooseLanguage } from '../../components/choose-language.ts';
import { trashClips } from '../../components/clip-actions.ts';
import { toastError } from '../../components/error-toast.ts';
import type { IconName } from '../../components/icon.tsx';
import { textsOf } from '../../i18n/every.ts';
import { type Messages, useText } from '../../i18n/index.ts';
import type { KeyId } from '../../keys/table.ts';
import { setTheme, themes } from '../../preferences/theme.ts';
import { newBoard } from '../../routes/storyboards/new-board.ts';
import { useAbleTools } from '../../tools/use-able-tools.ts';
import { handsStore } from '../hands.ts';
import { clipInView } from '../level-up.ts';
import { usePages } from '../pages.ts';
import type { Named } from './match.ts';

/** Parts of the palette, in its order. */
export type CommandGroup = keyof Messages['keys']['palette']['groups'];

/** An entry of the palette. */
export interface Command extends Named {
  readonly group: CommandGroup;
  readonly icon: IconName;
  /** Its name in the language shown. */
  readonly text: string;
  readonly picture?: string;
  readonly keyId?: KeyId;
  readonly run: () => void;
}

/** Everything that the palette can do on this page, except to open clips. */
export function useCommands(): readonly Command[] {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { make, manage, needsToken } = usePermissions();
  const pages = usePages();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const id = clipInView(path);
  const able = useAbleTools();
  const clip = useQuery({ ...clipQuery(id ?? ''), enabled: id !== undefined }).data;
  const entry = (
    group: CommandGroup,
    name: string,
    icon: IconName,
    text: (t: Messages) => string,
    run: () => void,
    keyId?: KeyId,
  ): Command => ({
    id: `${group}:${name}`,
    group,
    icon,
    text: text(t),
    names: languages.map((language) => text(textsOf(language))),
    run,
    ...(keyId === undefined ? {} : { keyId }),
  });
  const setting = (hash: string, text: (t: Messages) => string) =>
    entry('setting', hash, 'gear', text, () => void navigate({ to: '/settings', hash }));
  const tools: Command[] =
    id === undefined || !make || clip === undefined || clip.deletedAt !== null
      ? []
      : [
          ...able.map((tool) =>
            entry(
              'tool',
              tool.id,
              tool.icon,
              tool.name,
              () => void navigate({ to: '/clips/$id/$tool', params: { id, tool: tool.id } }),
            ),
          ),
          entry(
            'tool',
            'bin',
            'bin',
            (words) => words.keys.palette.toBin,
            () => void trashClips(client, [id]).then(() => navigate({ to: '/library' })),
            'bin',
          ),
        ];
  const newStoryboard = () =>
    void newBoard(client).then(({ id }) => navigate({ to: '/storyboards/$id', params: { id } }), toastError);
  return [
    ...tools,
    ...pages.map(({ to, icon, key }) =>
      entry(
        'page',
        key,
        icon,
        (words) => words.shell.nav[key],
        () => void navigate({ to }),
      ),
    ),
    ...(make ? [entry('command', 'board', 'board', (words) => words.keys.palette.newStoryboard, newStoryboard)] : []),
    entry(
      'command',
      'keys',
      'info',
      (words) => words.keys.open,
      () => handsStore.set({ shown: 'sheet' }),
      'sheet',
    ),
    setting('look', (words) => words.settings.look),
    ...(make ? [setting('defaults', (words) => words.settings.defaults)] : []),
    setting('storage', (words) => words.settings.storage),
    ...(manage
      ? [
          setting('sharing', (words) => words.settings.sharing),
          setting('marks', (words) => words.settings.marks),
          setting('prompt-help', (words) => words.settings.promptHelp),
        ]
      : []),
    ...(make && !needsToken
      ? [setting('keys', (words) => words.settings.keys), setting('webhooks', (words) => words.settings.webhooks)]
      : []),
    setting('policy', (words) => words.policy.title),
    setting('about', (words) => words.settings.about),
    ...themes.map((theme) =>
      entry(
        'look',
        theme,
        theme === 'dark' ? 'moon' : 'sun',
        (words) => words.keys.palette.theme(words.shell.theme[theme]),
        () => setTheme(theme),
      ),
    ),
    entry(
      'look',
      'ja',
      'globe',
      (words) => words.keys.palette.language('日本語'),
      () => chooseLanguage('ja'),
    ),
    entry(
      'look',
      'en',
      'globe',
      (words) => words.keys.palette.language('English'),
      () => chooseLanguage('en'),
    ),
  ];
}
