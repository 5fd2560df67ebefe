/** Finds the recording that a person means: by a report's folder, or by its file. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrillRecording } from '../drills/record/recording.ts';
import { readRecording } from '../drills/record/recording-file.ts';
import { messageOf, UsageError } from '../errors.ts';

/** The file in a report's folder that holds all that a verdict and a report are made of. */
export const eventsFile = 'events.jsonl';

/** What is recorded at a path. @throws UsageError where there is no whole recording. */
export async function recordingAt(path: string): Promise<{ recording: DrillRecording; isFolder: boolean }> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw new UsageError(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
    },
  );
  return { isFolder, recording: await readRecording(isFolder ? join(path, eventsFile) : path) };
}
