/** Fields of forms, each with its label. */
import type { ComponentChildren } from 'preact';

/** Asks klab for an action. */
export type Run = (action: string, fields: object) => void;

/** A line of text. */
export function TextField({
  label,
  value,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): ComponentChildren {
  return (
    <label>
      {label}{' '}
      <input
        value={value}
        required
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </label>
  );
}

/** A whole number from 1 on. */
export function NumberField({
  label,
  value,
  max,
  onValue,
}: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onValue: (value: number) => void;
}): ComponentChildren {
  return (
    <label>
      {label}{' '}
      <input
        type="number"
        min={1}
        max={max}
        value={value}
        required
        onInput={({ currentTarget }) => onValue(Number(currentTarget.value))}
      />
    </label>
  );
}

/** One of a few. */
export function Choice({
  label,
  value,
  among,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly among: readonly string[];
  readonly onValue: (value: string) => void;
}): ComponentChildren {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        {among.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Yes or no. */
export function Check({
  label,
  value,
  onValue,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onValue: (value: boolean) => void;
}): ComponentChildren {
  return (
    <label>
      <input
        type="checkbox"
        checked={value}
        onChange={({ currentTarget }) => onValue(currentTarget.checked)}
      />{' '}
      {label}
    </label>
  );
}
