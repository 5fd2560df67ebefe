/** What has happened, in words, the newest first. */
import type { ComponentChildren } from 'preact';
import type { NewsView } from '../view.ts';

const senders = { hand: 'by hand', cluster: 'seen', lab: 'klab' } as const;

/** The log; a screen reader reads what comes. */
export function NewsLog({ news }: { readonly news: readonly NewsView[] }): ComponentChildren {
  return (
    <section class="news" aria-labelledby="events">
      <h2 id="events">Events</h2>
      {news.length === 0 && <p>Nothing has happened yet. Kill a broker, and watch what the others do.</p>}
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-labelledby="events"
        tabIndex={0}
      >
        <ol>
          {news.toReversed().map(({ number, at, text, from, mark }) => (
            <li key={number} class={mark}>
              <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>{' '}
              <span class="from">{senders[from]}</span> {text}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
