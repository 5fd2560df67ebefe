/** The lesson that is under way, beside the cluster that it is worked through on. */
import type { ComponentChildren } from 'preact';
import type { LessonsView, LessonStepView, LessonView } from '../../views/lessons.ts';
import { useAsking } from '../ask.ts';
import { Acts, type ActWords } from '../pieces/acts.tsx';
import { Course } from '../pieces/course.tsx';
import { Prediction } from './prediction.tsx';

const acts = ['check-step', 'do-step', 'next-step', 'reset-lesson', 'end-lesson'] as const;
type Act = (typeof acts)[number];

const words: ActWords<Act> = {
  'check-step': { label: 'Check', hint: 'looks at the cluster whether the step is done' },
  'do-step': { label: 'Do it for me', hint: 'does the step, and checks it' },
  'next-step': { label: 'Next step', hint: 'goes on' },
  'reset-lesson': {
    label: 'Begin anew',
    hint: 'brings back what was stopped, and removes what the lesson has made',
  },
  'end-lesson': { label: 'End the lesson', hint: 'tidies up' },
};

/** A step with its prediction, its hint and its buttons; what was done for the learner below it. */
export function LessonPart({
  lesson,
  course,
}: {
  readonly lesson: LessonView;
  readonly course: LessonsView['course'];
}): ComponentChildren {
  const asking = useAsking();
  const { title, step } = lesson;
  return (
    <section class="lesson" aria-labelledby="lesson">
      <h2 id="lesson">Lesson: {title}</h2>
      <div class="card">
        {step === undefined ? <Ending lesson={lesson} /> : <Step key={step.number} step={step} of={lesson} />}
        <Acts
          of="the lesson"
          acts={acts}
          words={words}
          labelOf={(label) => label}
          obstacles={obstaclesOf(lesson, course?.isRunning === true)}
          asking={asking}
          onAct={(act) => asking.run(act, {})}
        />
        {lesson.takesDown && (
          <p class="role">Its end takes {lesson.instance} down, which was brought up for it.</p>
        )}
      </div>
      {course !== undefined && <LessonCourse course={course} />}
    </section>
  );
}

/** What is done for the learner, or was last. */
export function LessonCourse({
  course,
}: {
  readonly course: NonNullable<LessonsView['course']>;
}): ComponentChildren {
  const { run } = useAsking();
  return (
    <Course
      title={course.title}
      runs="goes on…"
      course={course}
      stop="Stop that"
      onStop={() => run('stop-lesson', {})}
    />
  );
}

function Step({ step, of }: { readonly step: LessonStepView; readonly of: LessonView }): ComponentChildren {
  const { number, title, paragraphs, asks, commands, hint, isDone } = step;
  return (
    <>
      <h3>
        Step {number} of {of.steps}: {title} {isDone && <span class="pill good">done</span>}
      </h3>
      {paragraphs.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {asks !== undefined && <Prediction asks={asks} />}
      {commands.length > 0 && (
        <details>
          <summary>As it is typed in a terminal</summary>
          <pre role="region" aria-label="Commands of the step" tabIndex={0}>
            {commands.join('\n')}
          </pre>
        </details>
      )}
      <details>
        <summary>Hint</summary>
        <p>{hint}</p>
      </details>
    </>
  );
}

function Ending({ lesson: { remember } }: { readonly lesson: LessonView }): ComponentChildren {
  return (
    <>
      <h3>Done. What to remember:</h3>
      <ul>
        {remember.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}

function obstaclesOf({ step }: LessonView, isRunning: boolean): Readonly<Record<Act, string | null>> {
  const busy = isRunning ? 'wait for what is being done' : null;
  const over = step === undefined ? 'every step is done' : null;
  const unchecked = step?.isDone === false ? `step ${step.number} is not checked yet` : null;
  return {
    'check-step': busy ?? over,
    'do-step': busy ?? over,
    'next-step': busy ?? over ?? unchecked,
    'reset-lesson': busy,
    'end-lesson': busy,
  };
}
