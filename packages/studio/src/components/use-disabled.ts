import { type ButtonHTMLAttributes, useState } from 'react';

type Given = Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'onClick' | 'onFocus' | 'onBlur'>;

/**
 * Attributes of a button that may not be pressed at times. Browsers take the focus from a button that becomes disabled, and whoever uses
 * keys is at the top of the page again; so as long as it has the focus, it only says that it is disabled, and does nothing.
 */
export function useDisabled({ disabled = false, onClick, onFocus, onBlur }: Given): Given & {
  readonly 'aria-disabled'?: true;
} {
  const [focused, setFocused] = useState(false);
  const silent = disabled && focused;
  return {
    disabled: disabled && !focused,
    ...(silent && { 'aria-disabled': true as const }),
    onClick: (event) => {
      if (silent) event.preventDefault();
      else onClick?.(event);
    },
    onFocus: (event) => {
      setFocused(true);
      onFocus?.(event);
    },
    onBlur: (event) => {
      setFocused(false);
      onBlur?.(event);
    },
  };
}
