import { base } from '../api/base.ts';
import { storedChoice } from '../util/stored.ts';

const stored = storedChoice('notices', ['on', 'off']);

/** Whether desktop notifications are turned on here and permitted by the browser. */
export const noticesOn = (): boolean =>
  stored.get() === 'on' && 'Notification' in window && Notification.permission === 'granted';

/** Turns desktop notifications on (which asks the browser for permission) or off; returns whether they are on now. */
export async function setNotices(on: boolean): Promise<boolean> {
  stored.set(on ? 'on' : 'off');
  if (on && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
  return noticesOn();
}

/**
 * Shows a desktop notification if they are on.
 * @param open Called when the notification is clicked.
 */
export function notify(text: string, open?: () => void): void {
  if (!noticesOn()) return;
  const notice = new Notification('Akezora', { body: text, icon: `${base}/akezora.svg` });
  notice.onclick = () => {
    window.focus();
    open?.();
  };
}
