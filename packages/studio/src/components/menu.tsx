import * as DropdownMenu from '@radix-ui/react-dropdown-menu';
import * as Popover from '@radix-ui/react-popover';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { type KeyId, writtenKeys } from '../keys/table.ts';
import { isMac } from '../preferences/keys.ts';
import { Icon, type IconName } from './icon.tsx';
import { contentId } from './landmark.ts';
import './menu.css';

/** An action of a menu. */
export interface MenuItem {
  readonly text: string;
  /** Opens another list in place of an action of its own. */
  readonly items?: readonly MenuItem[];
  readonly icon?: IconName;
  /** The key of the page that does the same. */
  readonly keyId?: KeyId;
  readonly kind?: 'plain' | 'danger';
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Default: nothing, for an entry that opens a list. */
  readonly run?: () => void;
}

/** A button that opens a list of actions. The list is placed inside the main landmark, where screen readers look for it. */
export function Menu({
  trigger,
  items,
  label,
}: {
  trigger: ReactNode;
  items: readonly (MenuItem | 'line')[];
  label: string;
}) {
  const [open, setOpen] = useState(false);
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={open ? document.getElementById(contentId) : null}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8} aria-label={label}>
          <MenuItems items={items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The entries of a list of actions. */
function MenuItems({
  items,
  onSelect = (item) => item.run?.(),
}: {
  items: readonly (MenuItem | 'line')[];
  /** Default: the action runs. */
  onSelect?: (item: MenuItem) => void;
}) {
  return items.map((item, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: separators have no other identity
    if (item === 'line') return <DropdownMenu.Separator key={index} className="menu-line" />;
    return item.items === undefined ? (
      <DropdownMenu.Item
        key={item.text}
        className={item.kind === 'danger' ? 'menu-item danger' : 'menu-item'}
        disabled={item.disabled ?? false}
        onSelect={() => onSelect(item)}
      >
        <Entry item={item} />
      </DropdownMenu.Item>
    ) : (
      <DropdownMenu.Sub key={item.text}>
        <DropdownMenu.SubTrigger className="menu-item" disabled={item.disabled ?? false}>
          <Entry item={item} />
          <Icon name="on" size={15} />
        </DropdownMenu.SubTrigger>
        <DropdownMenu.Portal container={document.getElementById(contentId)}>
          <DropdownMenu.SubContent className="menu" collisionPadding={8} aria-label={item.text}>
            <MenuItems items={item.items} onSelect={onSelect} />
          </DropdownMenu.SubContent>
        </DropdownMenu.Portal>
      </DropdownMenu.Sub>
    );
  });
}

function Entry({ item: { icon, text, keyId, checked } }: { item: MenuItem }) {
  const [key] = keyId === undefined ? [] : writtenKeys(keyId, isMac());
  return (
    <>
      {icon && <Icon name={icon} size={17} />}
      <span>{text}</span>
      {key !== undefined && <kbd>{key}</kbd>}
      {checked && <Icon name="check" size={16} />}
    </>
  );
}

/**
 * A list of actions at a point of the window, open from the start. An action runs once the list is closed and the focus back, so that
 * it can open a dialog or move the focus itself.
 */
export function MenuAt({
  at,
  label,
  items,
  returnTo,
  onClose,
}: {
  at: { readonly x: number; readonly y: number };
  label: string;
  items: readonly (MenuItem | 'line')[];
  /** What takes the focus when the list closes. */
  returnTo: Element | null;
  onClose: () => void;
}) {
  const [open, setOpen] = useState(true);
  const chosen = useRef<() => void>(undefined);
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild>
        <span className="menu-point" style={{ left: at.x, top: at.y }} aria-hidden="true" tabIndex={-1} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById(contentId)}>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={label}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (returnTo instanceof HTMLElement) returnTo.focus({ preventScroll: true });
            setTimeout(() => {
              onClose();
              chosen.current?.();
            }, 0);
          }}
        >
          <MenuItems
            items={items}
            onSelect={(item) => {
              chosen.current = item.run;
            }}
          />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Where a panel of the composer stands: above its whole card, so that the prompt being written stays in sight. */
function aboveComposer(button: Element | null): DOMRect | undefined {
  const card = button?.closest('.composer-card');
  if (button == null || card == null) return undefined;
  const { left, width } = button.getBoundingClientRect();
  return new DOMRect(left, card.getBoundingClientRect().top, width, 0);
}

/** A panel that begins with a choice of one is opened at what is chosen, as by Tab; its first radio button would be left by the next arrow. */
function focusChosen(event: Event): void {
  const panel = event.currentTarget;
  if (!(panel instanceof HTMLElement)) return;
  const first = panel.querySelector<HTMLElement>('button, input, select, textarea, a[href]');
  const chosen = first?.closest('fieldset')?.querySelector<HTMLElement>('input[type="radio"]:checked');
  if (!first?.matches('[type="radio"]') || !chosen) return;
  event.preventDefault();
  chosen.focus();
}

/** A button that opens a panel of controls beside it; of the composer, above its card. */
export function Panel({
  trigger,
  label,
  children,
  side = 'top',
  align = 'start',
  open,
  onOpenChange,
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  side?: 'top' | 'bottom';
  align?: 'start' | 'end';
  /** Default: its button alone opens it. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const above = useRef({
    getBoundingClientRect: () => aboveComposer(button.current) ?? new DOMRect(),
  });
  const [anchored, setAnchored] = useState(false);
  useLayoutEffect(() => setAnchored(button.current?.closest('.composer-card') != null), []);
  return (
    <Popover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}>
      {anchored && <Popover.Anchor virtualRef={above} />}
      <Popover.Trigger asChild ref={button}>
        {trigger}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="panel"
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={12}
          // On the screen, also when its chip is scrolled out of its row.
          sticky="always"
          // The composer grows and shrinks with its plan, which the panel would not notice.
          updatePositionStrategy={anchored ? 'always' : 'optimized'}
          aria-label={label}
          onOpenAutoFocus={focusChosen}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
