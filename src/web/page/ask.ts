/** Asks klab to do something, and keeps what it answers where a person sees it. */
import { useState } from 'preact/hooks';

/** What became of the last that was asked for. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

/** Asks for an action by name. @returns what became of it; it never throws */
async function ask(action: string, fields: object): Promise<Answer> {
  try {
    const response = await fetch(`do/${action}`, { method: 'POST', body: JSON.stringify(fields) });
    const body = (await response.json()) as { said?: string; error?: string; details?: readonly string[] };
    if (response.ok) return { text: body.said ?? '', isError: false };
    return { text: [body.error ?? 'klab refuses', ...(body.details ?? [])].join('\n'), isError: true };
  } catch {
    return { text: 'klab does not answer', isError: true };
  }
}

/** Something that can be asked for, once at a time. */
export interface Asking {
  readonly answer: Answer | undefined;
  readonly isBusy: boolean;
  run(this: void, action: string, fields: object): void;
}

/** The state of asking, for one place of the page. */
export function useAsking(): Asking {
  const [answer, setAnswer] = useState<Answer>();
  const [isBusy, setBusy] = useState(false);
  const begin = async (action: string, fields: object): Promise<void> => {
    setBusy(true);
    setAnswer(undefined);
    setAnswer(await ask(action, fields));
    setBusy(false);
  };
  const run = (action: string, fields: object): void => void begin(action, fields);
  return { answer, isBusy, run };
}
