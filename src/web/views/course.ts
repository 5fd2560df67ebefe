/** What the page is told of work that takes its time. */

/** One line of what was said of it. */
export interface CourseLine {
  readonly text: string;
  readonly mark: 'good' | 'bad' | 'dim';
}

/** Work that goes on, or has ended. */
export interface CourseView {
  readonly isRunning: boolean;
  /** What was done, line by line; the last says how it ended. */
  readonly lines: readonly CourseLine[];
  /** What it does or waits for just now; absent or empty where nothing is told of. */
  readonly doing?: string;
}
