/** All lessons, in the order to learn in; one of them is begun here. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { LessonEntryView, LessonsView } from '../../views/lessons.ts';
import { useAsking } from '../ask.ts';
import { Check } from '../field.tsx';
import { Said } from '../said.tsx';
import { LessonCourse } from './lesson-part.tsx';

/** The list, and how the beginning of one goes. @param isOpen whether it is unfolded at first */
export function LessonsPart({
  lessons: { all, underWay, course },
  isOpen,
}: {
  readonly lessons: LessonsView;
  readonly isOpen: boolean;
}): ComponentChildren {
  const asking = useAsking();
  const [beside, setBeside] = useState(false);
  return (
    <section aria-labelledby="lessons">
      <h2 id="lessons">Lessons</h2>
      <p class="role">
        Kafka step by step, on a real cluster: one of the lesson's topology that is up, or one that it brings
        up. klab lesson in a terminal goes on where this page is, and the other way round.
      </p>
      <Said answer={asking.answer} isBusy={asking.isBusy} />
      {underWay === undefined && course !== undefined && <LessonCourse course={course} />}
      <details open={isOpen}>
        <summary>All {all.length}</summary>
        {underWay === undefined && (
          <Check label="on free ports, if it brings a cluster up" value={beside} onValue={setBeside} />
        )}
        <ol class="instances">
          {all.map((lesson) => (
            <Entry
              key={lesson.name}
              lesson={lesson}
              isUnderWay={lesson.name === underWay?.name}
              isHindered={underWay !== undefined || course?.isRunning === true}
              onStart={() => asking.run('start-lesson', { lesson: lesson.name, beside })}
            />
          ))}
        </ol>
      </details>
    </section>
  );
}

function Entry({
  lesson: { title, shows, topology, minutes, isFinished },
  isUnderWay,
  isHindered,
  onStart,
}: {
  readonly lesson: LessonEntryView;
  readonly isUnderWay: boolean;
  readonly isHindered: boolean;
  readonly onStart: () => void;
}): ComponentChildren {
  return (
    <li class="card">
      <strong>{title}</strong> {isUnderWay && <span class="pill">under way</span>}
      {isFinished && <span class="pill good">finished</span>}
      <p>{shows}</p>
      <p class="role">
        about {minutes} minutes, on {topology}
      </p>
      <button type="button" disabled={isHindered} onClick={onStart}>
        Begin {title}
      </button>
    </li>
  );
}
