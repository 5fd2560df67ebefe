/** The only place that runs `helm`, where it is installed: it renders a chart, and asks no cluster. */
import { runCommand, type CommandOutcome } from './process.ts';

/** A chart may have charts of its own to unpack. */
const timeoutMs = 30_000;

/** How `helm template` ends with the folder of a chart. */
export async function helmTemplate(release: string, folder: string): Promise<CommandOutcome> {
  return await runCommand('helm', ['template', release, folder], { timeoutMs });
}
