/** Lights up once what has changed. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

/** Its content, lit up each time the value is another one than before. */
export function Flash({
  value,
  class: given = '',
  children,
}: {
  readonly value: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}): ComponentChildren {
  const last = useRef(value);
  const turn = useRef(0);
  if (last.current !== value) turn.current += 1;
  last.current = value;
  // Another key makes another element, whose animation begins anew.
  return (
    <span key={turn.current} class={`${given} ${turn.current === 0 ? '' : 'flash'}`}>
      {children}
    </span>
  );
}
