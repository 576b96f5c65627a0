const key = 'akezora.notices';

/** Whether the person asked for notices of the browser. */
export const noticesOn = (): boolean =>
  localStorage.getItem(key) === 'on' && 'Notification' in window && Notification.permission === 'granted';

/** Turns notices on (asks the browser) or off; gives what holds afterwards. */
export async function setNotices(on: boolean): Promise<boolean> {
  localStorage.setItem(key, on ? 'on' : 'off');
  if (on && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
  return noticesOn();
}

/** Shows a notice outside the page, where that is wanted and allowed. */
export function tellOutside(text: string, open?: () => void): void {
  if (!noticesOn()) return;
  const notice = new Notification('Akezora', { body: text, icon: '/akezora.svg' });
  notice.onclick = () => {
    window.focus();
    open?.();
  };
}
