/** All rules in one table: what a change costs, and where that is written. */
import { clientRules } from './client-rules.ts';
import { durabilityRules } from './durability-rules.ts';
import { inPlaceRules } from './in-place-rules.ts';
import { liveRules } from './live-rules.ts';
import { placementRules } from './placement-rules.ts';
import { retentionRules } from './retention-rules.ts';
import { nodeRestart, restartRules } from './restart-rules.ts';
import { securityRules } from './security-rules.ts';
import type { Rule } from './rule.ts';
import { topicRules } from './topic-rules.ts';

export { nodeRestart, restartRules };

/** Every rule of these that has something to say says it; of {@link restartRules} the first alone. */
export const effectRules: readonly Rule[] = [
  ...inPlaceRules,
  ...durabilityRules,
  ...retentionRules,
  ...placementRules,
  ...clientRules,
  ...securityRules,
  ...liveRules,
  ...topicRules,
];
