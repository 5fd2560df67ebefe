/** Options that a person gives the JVMs of nodes: what they can be, and which would break what the lab knows of a node. */
import { aWord, listOf } from './prop-rules.ts';

/** A list of words. */
export const jvmOptionsRule = listOf(aWord, "'-XX:+UseG1GC'");

/** What the lab decides, and what to use instead. */
const decided: readonly { readonly option: RegExp; readonly fix: string }[] = [
  { option: /^-Xmx|^-XX:MaxHeapSize=|^-XX:MaxRAMPercentage=/, fix: 'use heapMb, which limits follow' },
  {
    option: /^-(cp|classpath|-class-path|jar|m|-module)\b/,
    fix: 'drop it: every target has its own class path',
  },
  { option: /^-Dklab\./, fix: 'drop it: klab finds nodes by it' },
];

/** What is wrong with options, a line each. @param at what they are called. */
export function jvmOptionProblems(options: readonly string[], at = 'jvmOptions'): string[] {
  return options.flatMap((option, index) => {
    const which = `${at}[${index}] "${option}"`;
    if (!option.startsWith('-')) return [`${which} is no option; begin it with -`];
    // The scripts of the images split their variable at each space.
    if (/\s/.test(option)) return [`${which} has a space, at which images split; give each option by itself`];
    const mine = decided.find((one) => one.option.test(option));
    return mine === undefined ? [] : [`${which} is not possible; ${mine.fix}`];
  });
}
