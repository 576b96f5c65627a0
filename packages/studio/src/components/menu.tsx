import * as DropdownMenu from '@radix-ui/react-dropdown-menu';
import * as Popover from '@radix-ui/react-popover';
import { type ReactNode, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { contentId } from './landmark.ts';
import './menu.css';

/** An action of a menu. */
export interface MenuItem {
  readonly text: string;
  readonly icon?: IconName;
  readonly kind?: 'plain' | 'danger';
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
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
          {items.map((item, index) =>
            item === 'line' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: separators have no other identity
              <DropdownMenu.Separator key={index} className="menu-line" />
            ) : (
              <DropdownMenu.Item
                key={item.text}
                className={item.kind === 'danger' ? 'menu-item danger' : 'menu-item'}
                disabled={item.disabled ?? false}
                onSelect={item.run}
              >
                {item.icon && <Icon name={item.icon} size={17} />}
                <span>{item.text}</span>
                {item.checked && <Icon name="check" size={16} />}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A button that opens a panel of controls beside it. */
export function Panel({
  trigger,
  label,
  children,
  side = 'top',
  align = 'start',
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  side?: 'top' | 'bottom';
  align?: 'start' | 'end';
}) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="panel"
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={12}
          aria-label={label}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
