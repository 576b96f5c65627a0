import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react';
import type { KeyId } from '../keys/table.ts';
import { keyed } from '../keys/tooltip.ts';
import './controls.css';
import { Icon, type IconName } from './icon.tsx';
import { useDisabled } from './use-disabled.ts';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon?: IconName;
  readonly kind?: 'plain' | 'soft' | 'strong' | 'danger';
}

/** A button with a text, and an icon before it if wanted. */
export function Button({ icon, kind = 'soft', className = '', children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${kind} ${className}`} {...rest} {...useDisabled(rest)}>
      {icon && <Icon name={icon} size={17} />}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** What it does: its name for screen readers, shown on hover. */
  readonly label: string;
  readonly filled?: boolean;
  readonly size?: number;
  /** The key of the page that does the same. */
  readonly keyId?: KeyId;
}

/** A button with an icon and no text. */
export function IconButton({
  icon,
  label,
  filled = false,
  size = 19,
  className = '',
  keyId,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      {...(keyId === undefined ? { 'aria-label': label, title: label } : keyed(label, keyId))}
      {...rest}
      {...useDisabled(rest)}
    >
      <Icon name={icon} size={size} filled={filled} />
    </button>
  );
}

/** A choice of one of a few, in a row (a radio group). */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  showLabel = false,
}: {
  label: string;
  value: T | undefined;
  options: readonly { value: T; text: ReactNode; title?: string }[];
  onChange: (value: T) => void;
  showLabel?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className={showLabel ? 'label' : 'visually-hidden'}>{label}</legend>
      <div className="segmented-row">
        {options.map((option) => (
          <label key={option.value} title={option.title}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              {...(option.title === undefined ? {} : { 'aria-label': option.title })}
            />
            <span>{option.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A control with its label above it. */
export function Field({ label, hint, children }: { label: string; hint?: string | undefined; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="field">
      <span className="label">{label}</span>
      {children}
      {hint !== undefined && <span className="hint">{hint}</span>}
    </label>
  );
}

/** A slider with its value beside its label. */
export function Range({
  label,
  value,
  min,
  max,
  step = 1,
  format = String,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  format?: (value: number) => string;
  onChange: (value: number) => void;
}) {
  return (
    <label className="field range">
      <span className="label">
        {label}
        {/* Not an output: the label would belong to it rather than to the slider. */}
        <span className="numbers value" aria-hidden="true">
          {format(value)}
        </span>
      </span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={format(value)}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </label>
  );
}

/** A switch that is on or off. */
export function Switch({
  label,
  hint,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="switch-track" aria-hidden="true" />
      <span>
        {label}
        {hint !== undefined && <span className="hint">{hint}</span>}
      </span>
    </label>
  );
}

/** A choice of one of many, as the browser's own list. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel = false,
  disabled = false,
}: {
  label: string;
  value: T;
  options: readonly { value: T; text: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  hideLabel?: boolean;
  disabled?: boolean;
}) {
  return (
    <label className="field">
      <span className={hideLabel ? 'visually-hidden' : 'label'}>{label}</span>
      <select value={value} disabled={disabled} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
