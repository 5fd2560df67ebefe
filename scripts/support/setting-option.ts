/** The option `--setting name=value`, which may be given again. */
import { Option } from 'commander';
import { UsageError } from '../../src/index.ts';

/** Collects settings by their upstream names. @param text what the help says */
export function settingOption(text: string): Option {
  return new Option('--setting <name=value>', text)
    .argParser((given: string, before: Readonly<Record<string, string>>) => {
      const at = given.indexOf('=');
      if (at < 1)
        throw new UsageError(
          `--setting "${given}" is not possible; use name=value, such as min.insync.replicas=2`,
        );
      return { ...before, [given.slice(0, at)]: given.slice(at + 1) };
    })
    .default({}, 'none');
}
