/** Any incident, for recordings that must come back from a file as they were. */
import * as fc from 'fast-check';
import type { IncidentEvent } from '../../../src/drills/record/history.ts';

/** @param ms a time */
export function anyIncident(ms: fc.Arbitrary<number>): fc.Arbitrary<IncidentEvent> {
  return fc.record({
    type: fc.constant('incident'),
    atMs: ms,
    sinceMs: ms,
    what: fc.constantFrom('ended', 'restarted', 'paused', 'back'),
    nodeId: fc.string(),
    node: fc.nat(),
    ofCluster: fc.boolean(),
    because: fc.string(),
  });
}
