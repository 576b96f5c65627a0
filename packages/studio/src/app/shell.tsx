import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { base } from '../api/base.ts';
import { errorOf } from '../api/client.ts';
import { onJobEnd, useLive } from '../api/live.ts';
import { useConnection } from '../api/live-store.ts';
import { usePermissions } from '../api/permissions.ts';
import { sessionQuery } from '../api/queries.ts';
import { chooseLanguage } from '../components/choose-language.ts';
import { clipMenuStore } from '../components/clip-menu.tsx';
import { IconButton } from '../components/controls.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import { isInView } from '../components/jobs-in-view.ts';
import { contentId } from '../components/landmark.ts';
import { Menu, type MenuItem } from '../components/menu.tsx';
import { SignOut } from '../components/sign-out.tsx';
import { ErrorNote, Waiting } from '../components/states.tsx';
import { Toasts, toast } from '../components/toast.tsx';
import { useWatchedDrags } from '../components/use-drop-zone.ts';
import { Composer } from '../compose/composer.tsx';
import { messagesNow, useLanguage, useText } from '../i18n/index.ts';
import { notify } from '../preferences/notices.ts';
import { useStore } from '../util/store.ts';
import { isForMaking, ViewOnly } from './view-only.tsx';
import './shell.css';
import { setTheme, themeStore, themes } from '../preferences/theme.ts';
import { composerPlace } from './composer-place.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { handsStore } from './hands.ts';
import { PageKeys } from './page-keys.tsx';
import { type Page as PageLink, usePages } from './pages.ts';

const OwnAccountSettings = lazy(async () => ({
  default: (await import('../routes/settings/own-account.tsx')).OwnAccountSettings,
}));

const SignIn = lazy(async () => ({ default: (await import('./sign-in.tsx')).SignIn }));
const ClipMenus = lazy(async () => ({ default: (await import('./clip-menus.tsx')).ClipMenus }));

/** The frame of every page: navigation, the page itself, and the composer below it. */
export function Shell() {
  const t = useText();
  const session = useQuery(sessionQuery);
  const pages = usePages();
  const stranger = session.data !== undefined && !session.data.signedIn && session.data.access === 'accounts';
  const mustEnrol = session.data?.secondFactorRequired === true;
  const [unkept, setUnkept] = useState(false);
  useLive(!stranger && !mustEnrol);
  useEndNotices();
  useWatchedDrags();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (session.error !== null && isRefusal(session.error)) return <Refused error={session.error} />;
  if (stranger && isPublic(path)) return <PublicFrame />;
  if (stranger)
    return (
      <>
        <Suspense fallback={<Waiting />}>
          <SignIn session={session.data} />
        </Suspense>
        <Toasts />
      </>
    );
  // The session is free before the person has kept the recovery codes, which are shown only once.
  if (mustEnrol || unkept) return <MustEnrol onUnkept={setUnkept} />;
  return (
    <div className="shell">
      <a className="skip" href={`#${contentId}`}>
        {t.shell.skip}
      </a>
      <header className="rail">
        <Link to="/" className="brand" aria-label={t.shell.name}>
          <Mark size={34} />
          <span className="brand-word" aria-hidden="true">
            Akezora
          </span>
        </Link>
        <nav aria-label={t.shell.nav.label}>
          {pages.map(({ to, icon, key }) => (
            <Link
              key={to}
              to={to}
              className={`rail-link rail-${key}`}
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ exact: to === '/' }}
            >
              <Icon name={icon} size={21} />
              <span>{t.shell.nav[key]}</span>
            </Link>
          ))}
        </nav>
        <div className="rail-foot">
          <LookMenu />
        </div>
      </header>
      <LinkLine />
      <main id={contentId} tabIndex={-1}>
        <Page path={path} ready={!session.isPending} />
      </main>
      <Composer place={composerPlace(path)} />
      <PageKeys />
      <LazyClipMenus />
      <ConfirmDialog />
      <Toasts />
    </div>
  );
}

/** The menus of clips; loaded when the first one is opened. */
function LazyClipMenus() {
  const { open } = useStore(clipMenuStore);
  const wanted = useRef(false);
  if (open !== undefined) wanted.current = true;
  return (
    wanted.current && (
      <Suspense>
        <ClipMenus />
      </Suspense>
    )
  );
}

/** The page, or a notice in its place where a view-only account may not use it. */
function Page({ path, ready }: { path: string /** The session is loaded. */; ready: boolean }) {
  const { make } = usePermissions();
  if (!make && isForMaking(path)) return <ViewOnly />;
  // A tool asks for a plan as soon as it opens, which a view-only account may not.
  // So it waits until the role is known; and a public page, until its frame is: in another it would lose a file that was chosen.
  const waits = isPublic(path) || (isForMaking(path) && path !== '/');
  return ready || !waits ? <Outlet /> : <Waiting whole />;
}

/** Whether a server without accounts refuses whoever asks: nothing else on the page would work. */
const isRefusal = (error: unknown): boolean => ['proxy_unexpected', 'start_token_needed'].includes(errorOf(error).code);

/** The page of a server that does not serve its visitor: why, and what its owner can do. */
function Refused({ error }: { error: unknown }) {
  return (
    <main className="sign-in" id={contentId}>
      <div className="refused">
        <Mark size={52} />
        <h1>{useText().shell.name}</h1>
        <ErrorNote error={error} />
      </div>
    </main>
  );
}

/** What an owner sees before they have set up the second factor that this server wants of them. */
function MustEnrol({ onUnkept }: { onUnkept: (unkept: boolean) => void }) {
  return (
    <div className="public-frame">
      <main id={contentId} tabIndex={-1}>
        <div className="page settings">
          <header className="page-head">
            <h1>{useText().account.stepTitle}</h1>
          </header>
          <Suspense fallback={<Waiting />}>
            <OwnAccountSettings onUnkept={onUnkept} />
          </Suspense>
          <SignOut />
        </div>
      </main>
      <ConfirmDialog />
      <Toasts />
    </div>
  );
}

/** Pages that need no sign-in where the owner allows them. */
const isPublic = (path: string) => path === '/gallery' || path === '/verify' || path.startsWith('/s/');

/** The frame of public pages for visitors who are not signed in: a link to sign in, no navigation, no composer. */
function PublicFrame() {
  const t = useText().shell;
  return (
    <div className="public-frame">
      <header>
        <Link to="/" className="brand" aria-label={t.name}>
          <Mark size={34} />
          <span className="brand-word" aria-hidden="true">
            Akezora
          </span>
        </Link>
        <Link to="/" className="button button-soft">
          <span>{t.signIn.go}</span>
        </Link>
      </header>
      <main id={contentId} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

/** Pages that stand in the menu before its commands: phones have no other way to them. */
const menuPages: readonly string[] = ['cast', 'models', 'activity', 'settings'];

function LookMenu() {
  const words = useText();
  const t = words.shell;
  const language = useLanguage();
  const { theme } = useStore(themeStore);
  const navigate = useNavigate();
  const pages = usePages();
  const item = ({ to, icon, key }: PageLink): MenuItem => ({
    text: t.nav[key],
    icon,
    run: () => void navigate({ to }),
  });
  return (
    <Menu
      label={t.nav.more}
      trigger={<IconButton icon="menu" label={t.nav.more} />}
      items={[
        ...pages.filter(({ key }) => menuPages.includes(key)).map(item),
        {
          text: words.keys.palette.title,
          icon: 'search',
          keyId: 'palette',
          run: () => handsStore.set({ shown: 'palette' }),
        },
        {
          text: words.keys.title,
          icon: 'info',
          keyId: 'sheet',
          run: () => handsStore.set({ shown: 'sheet' }),
        },
        ...pages.filter(({ key }) => key === 'gallery').map(item),
        'line',
        ...themes.map((value) => ({ text: t.theme[value], checked: value === theme, run: () => setTheme(value) })),
        'line',
        { text: '日本語', checked: language === 'ja', run: () => chooseLanguage('ja') },
        { text: 'English', checked: language === 'en', run: () => chooseLanguage('en') },
      ]}
    />
  );
}

function LinkLine() {
  const link = useConnection();
  const t = useText().shell;
  const lost = link === 'lost';
  return (
    <div className={lost ? 'link-line lost' : 'link-line'} role="status">
      {lost && t.offline}
    </div>
  );
}

/** Reports jobs that end: by a toast; while the page is hidden also in its title and by a desktop notification. */
function useEndNotices(): void {
  const navigate = useNavigate();
  const title = useRef(document.title);
  useEffect(() => {
    let unseen = 0;
    const seen = () => {
      if (document.hidden) return;
      unseen = 0;
      document.title = title.current;
    };
    document.addEventListener('visibilitychange', seen);
    const stop = onJobEnd((job) => {
      const t = messagesNow();
      if (job.state !== 'completed' && job.state !== 'failed') return;
      const text = job.state === 'completed' ? t.shell.clipDone(job.prompt) : t.shell.clipFailed(job.prompt);
      const { clipId } = job;
      const open = clipId === null ? undefined : () => void navigate({ to: '/clips/$id', params: { id: clipId } });
      if (document.hidden) {
        unseen += 1;
        document.title = `(${unseen}) ${title.current}`;
        notify(text, open);
      }
      if (location.pathname !== `${base}/` && !isInView(job.id))
        toast(text, {
          kind: job.state === 'failed' ? 'error' : 'plain',
          ...(open ? { action: { text: t.shell.open, run: open } } : {}),
        });
    });
    return () => {
      stop();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [navigate]);
}
