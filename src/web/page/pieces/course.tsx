/** What is done for a person takes its time: what was said of it so far, what it does now, and how it is stopped. */
import type { ComponentChildren } from 'preact';
import type { CourseView } from '../../views/course.ts';

/** A card with the lines in their order. */
export function Course({
  title,
  runs,
  course: { isRunning, lines, doing = '' },
  stop,
  onStop,
  children,
}: {
  readonly title: string;
  /** Said behind the title while it runs. */
  readonly runs: string;
  readonly course: CourseView;
  /** What the button that stops it says. */
  readonly stop: string;
  readonly onStop: () => void;
  /** Shown below. @default nothing */
  readonly children?: ComponentChildren;
}): ComponentChildren {
  return (
    <div class="card course" role="region" aria-label={title}>
      <h3>
        {title} {isRunning ? <em>{runs}</em> : 'has ended'}
      </h3>
      <div role="log" aria-live="polite" aria-label={`Course of ${title}`}>
        <ol>
          {lines.map(({ text, mark }, index) => (
            <li key={index} class={mark}>
              {text}
            </li>
          ))}
        </ol>
      </div>
      {doing !== '' && <p class="role">now: {doing}</p>}
      {isRunning && (
        <button type="button" onClick={onStop}>
          {stop}
        </button>
      )}
      {children}
    </div>
  );
}
