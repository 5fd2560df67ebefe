/** All rules in one table: what can be wrong with a file, and where that is written. */
import type { LintRule } from '../finding.ts';
import { addressRules } from './address-rules.ts';
import { listenerRules } from './listener-rules.ts';
import { manifestRules } from './manifest-rules.ts';
import { quorumRules } from './quorum-rules.ts';
import { safetyRules } from './safety-rules.ts';
import { securityRules } from './security-rules.ts';

/** Every rule of these that has something to say says it. */
export const lintRules: readonly LintRule[] = [
  ...addressRules,
  ...listenerRules,
  ...manifestRules,
  ...quorumRules,
  ...safetyRules,
  ...securityRules,
];
