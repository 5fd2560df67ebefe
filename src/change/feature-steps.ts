/** The last step of an upgrade: the cluster works with the levels of its new version, from where no older one can go on. */
import type { FeatureLevels } from '../client/wire/features/finalized-features.ts';

/** Raises feature levels of the cluster. */
export interface RaiseStep {
  readonly kind: 'raise';
  readonly levels: FeatureLevels;
  /** What they were; a feature that is absent had none. */
  readonly before: FeatureLevels;
  readonly reason: string;
}

/** From the levels that are in force to those of a version; undefined where none of them is higher. */
export function raiseStep(before: FeatureLevels, of: FeatureLevels, version: string): RaiseStep | undefined {
  const higher = Object.entries(of).filter(([name, level]) => level > (before[name] ?? 0));
  if (higher.length === 0) return undefined;
  const names = higher.map(([name]) => name);
  return {
    kind: 'raise',
    levels: Object.fromEntries(higher),
    before: Object.fromEntries(names.flatMap((name) => (name in before ? [[name, before[name]!]] : []))),
    reason: `what Kafka ${version} brings is used from then on, and no older one can go on with it`,
  };
}

/** A step in words, such as `raise metadata.version 25 → 33`. */
export function raiseInWords({ levels, before }: RaiseStep): string {
  const each = Object.entries(levels).map(([name, level]) => `${name} ${before[name] ?? 0} → ${level}`);
  return `raise ${each.join(', ')}`;
}
