/** Hears what klab tells, and notices when it tells nothing any more: killed, asleep, or gone. */
import { useEffect, useState } from 'preact/hooks';
import type { PageView } from '../view.ts';

/** What is known now. */
export interface Heard {
  /** The newest that was told; undefined before anything was. */
  readonly view: PageView | undefined;
  /** Whether klab speaks now. */
  readonly isConnected: boolean;
}

/** klab says something every two seconds. */
const silenceMs = 6_000;
const retryMs = 1_000;

/** Follows klab for as long as the page is open. */
export function useLab(): Heard {
  const [heard, setHeard] = useState<Heard>({ view: undefined, isConnected: false });
  useEffect(() => follow(setHeard), []);
  return heard;
}

function follow(set: (next: (before: Heard) => Heard) => void): () => void {
  let source: EventSource | undefined;
  let lastAtMs = 0;
  let isOver = false;
  const lost = (): void => set((before) => (before.isConnected ? { ...before, isConnected: false } : before));
  const connect = (): void => {
    source?.close();
    source = new EventSource('events');
    lastAtMs = Date.now();
    source.addEventListener('message', ({ data }) => {
      lastAtMs = Date.now();
      const view = JSON.parse(String(data)) as PageView;
      set(() => ({ view, isConnected: true }));
    });
    source.addEventListener('beat', () => (lastAtMs = Date.now()));
    source.addEventListener('error', lost);
  };
  connect();
  // The clock goes on while a laptop sleeps, so that this notices it as well.
  const timer = setInterval(() => {
    const isSilent = Date.now() - lastAtMs > silenceMs;
    if (isSilent) lost();
    if (!isOver && (isSilent || source?.readyState === EventSource.CLOSED)) connect();
  }, retryMs);
  return () => {
    isOver = true;
    clearInterval(timer);
    source?.close();
  };
}
