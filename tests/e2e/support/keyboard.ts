import type { Page } from 'playwright-core';

/** What the focus is on, for people who use keys alone. */
interface Focus {
  /** Its name for screen readers, or its text. */
  readonly name: string;
  /** Whether it is on anything at all. */
  readonly somewhere: boolean;
  /** Whether it can be seen where it is: an outline, at the element or at what stands for it. */
  readonly seen: boolean;
}

const focusOf = (page: Page) =>
  page.evaluate((): Focus => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body)
      return { name: 'the body of the page', somewhere: false, seen: false };
    const drawn = (one: Element | null, part?: string): boolean => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one, part);
      if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) return true;
      return /0px 0px 0px [1-9.]/.test(boxShadow);
    };
    const text =
      element.ariaLabel ??
      element.closest('label')?.textContent ??
      element.getAttribute('placeholder') ??
      element.textContent;
    const card = element.closest('.composer-card');
    const line = card !== null && element.matches('.prompt-box') && getComputedStyle(card).borderColor;
    const plain = card !== null && getComputedStyle(card.parentElement ?? card).getPropertyValue('--line');
    return {
      name: text?.trim().slice(0, 60) ?? '',
      somewhere: true,
      seen:
        drawn(element) ||
        drawn(element, '::after') ||
        drawn(element.nextElementSibling) ||
        element.matches('[role=option], [role=menuitem], [role=menuitemradio]') ||
        (line !== false && line !== plain),
    };
  });

/** Goes through a page by keys alone, and notes where the focus is lost or cannot be seen. */
export class Keyboard {
  /** What was wrong on the way. */
  readonly faults: string[] = [];
  private readonly page: Page;
  private before = 'the page';

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses keys one after another; the focus must be somewhere after each. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.look(key);
    }
  }

  /** Presses Tab (or Shift+Tab) until the focus is on what has a name. */
  async go(name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const passed: string[] = [];
    for (let n = 0; n < 90; n++) {
      await this.page.keyboard.press(key);
      const focus = await this.look(`${key} on the way to ${name}`, true);
      if (name.test(focus.name)) return;
      passed.push(focus.name);
    }
    throw new Error(`${key} does not come to ${name}: ${passed.join(' | ')}`);
  }

  /** @param round Whether the focus may have left the page at its end, to begin anew. Default false. */
  private async look(after: string, round = false): Promise<Focus> {
    // Two frames: what takes the focus does so once it is drawn.
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    const focus = await focusOf(this.page);
    if (round && !focus.somewhere) return focus;
    const pressed = `${after} on “${this.before}”`;
    this.before = focus.name;
    if (!focus.somewhere) this.faults.push(`${pressed}: the focus is lost`);
    else if (!focus.seen) this.faults.push(`${pressed}: the focus on “${focus.name}” is not seen`);
    return focus;
  }
}
