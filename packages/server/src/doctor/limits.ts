import type { Text } from '@akezora/contract';
import type { ConfinementFacts } from '../inference/confinement.ts';
import { probeConfinement } from '../inference/probe-confinement.ts';
import { type Finding, findingOf } from './findings.ts';

const about: Text = { en: 'limits of child processes', ja: '子プロセスの制限' };

/** One limit: whether it is in force, its name, and what to do where it is missing. */
interface Limit {
  readonly isThere: boolean;
  readonly name: Text;
  readonly remedy: Text;
}

const utilLinux: Text = {
  en: 'install util-linux (`unshare`, `setpriv`, `prlimit`)',
  ja: 'util-linux（`unshare`・`setpriv`・`prlimit`）をインストールしてください',
};

/** The limits of processes that read foreign files, as a machine offers them. */
const limitsOf = (facts: ConfinementFacts, platform: NodeJS.Platform): readonly Limit[] => {
  const onlyLinux: Text = {
    en: 'only Linux offers this; run the server in a container or virtual machine if strangers send files',
    ja: 'Linux だけの機能です。他人がファイルを送れる場合は、コンテナーか仮想マシンで動かしてください',
  };
  const remedyOf = (remedy: Text) => (platform === 'linux' ? remedy : onlyLinux);
  return [
    { isThere: true, name: { en: 'time', ja: '時間' }, remedy: utilLinux },
    {
      isThere: facts.memory,
      name: { en: 'memory', ja: 'メモリ' },
      remedy: remedyOf({ en: 'mount /proc', ja: '/proc をマウントしてください' }),
    },
    {
      isThere: facts.permission,
      name: { en: 'own folders only, no other programs', ja: '専用フォルダーのみ、ほかのプログラムは起動不可' },
      remedy: { en: 'use Node 24', ja: 'Node 24 を使ってください' },
    },
    {
      isThere: facts.network !== 'none',
      name: { en: 'no network', ja: 'ネットワークなし' },
      remedy: remedyOf({
        en: 'install util-linux and allow user namespaces (sysctl user.max_user_namespaces and, on Ubuntu, kernel.apparmor_restrict_unprivileged_userns=0; in a container, its seccomp profile)',
        ja: 'util-linux をインストールし、ユーザー名前空間を許可してください（sysctl user.max_user_namespaces、Ubuntu では kernel.apparmor_restrict_unprivileged_userns=0、コンテナーでは seccomp プロファイル）',
      }),
    },
    {
      isThere: facts.setpriv !== 'none',
      name: { en: 'no privileges', ja: '特権なし' },
      remedy: remedyOf(utilLinux),
    },
    {
      isThere: facts.prlimit,
      name: { en: 'open files and sizes', ja: '開くファイルの数とサイズ' },
      remedy: remedyOf(utilLinux),
    },
  ];
};

/** What a machine limits in the processes that read foreign files, and what is missing there. */
export function describeLimits(facts: ConfinementFacts, platform: NodeJS.Platform): Omit<Finding, 'about'> {
  const limits = limitsOf(facts, platform);
  const namesOf = (isThere: boolean, language: 'en' | 'ja') =>
    limits.filter((limit) => limit.isThere === isThere).map(({ name }) => name[language]);
  const missing = limits.filter(({ isThere }) => !isThere);
  if (missing.length === 0) {
    return { state: 'well', found: { en: namesOf(true, 'en').join(', '), ja: namesOf(true, 'ja').join('、') } };
  }
  const remedies = (language: 'en' | 'ja') => [...new Set(missing.map(({ remedy }) => remedy[language]))];
  return {
    state: 'note',
    found: {
      en: `${namesOf(true, 'en').join(', ')}; missing: ${namesOf(false, 'en').join(', ')}`,
      ja: `${namesOf(true, 'ja').join('、')}（不足: ${namesOf(false, 'ja').join('、')}）`,
    },
    remedy: { en: `${remedies('en').join('; ')}.`, ja: `${remedies('ja').join('。')}。` },
  };
}

/** Checks which limits the processes have that read foreign files and make clips. */
export const checkLimits = (): Promise<Finding> =>
  findingOf(about, async () => describeLimits(probeConfinement(), process.platform));
