/** What a controller quorum cannot get over by itself: a lost majority, the second of two voters, and a voter whose disk is new. */
import { isController } from '../../../kafka/node.ts';
import { survivesLossOf } from '../expectation.ts';
import type { DrillPlan } from '../plan.ts';
import { untilHealed } from './break-and-heal.ts';
import { hasDynamicQuorum, hasSpareControllers } from './preconditions.ts';
import { askWhoLeads, inVain, restoreVotes, tellWhoVotes, voteAgain } from './quorum-acts.ts';

/** Leaders lead on, and nobody can be made one: what is broken from then on stays so until a majority is back. */
export const loseQuorum: DrillPlan = {
  name: 'lose-quorum',
  summary: 'kill -9 a majority of the controllers, then a leader that nobody can replace',
  preconditions: hasSpareControllers,
  steps: [
    { kind: 'fault', fault: 'kill', target: 'controller-majority' },
    { kind: 'traffic', durationMs: 3_000 },
    askWhoLeads,
    { kind: 'fault', fault: 'kill', target: 'leader' },
    { kind: 'traffic', durationMs: 5_000 },
    { kind: 'heal' },
    ...untilHealed,
    { kind: 'await', until: 'writes-back' },
  ],
};

/** Of two voters neither can be spared, and the vote of a lost one cannot be taken, since that takes both. */
export const twoVoters: DrillPlan = {
  name: 'two-voters',
  summary: 'take one of three votes, then kill -9 one of the two voters that are left',
  preconditions: (topology) => hasSpareControllers(topology) ?? hasDynamicQuorum(topology),
  expectation: (lost, topology, settings) =>
    lost.some(isController)
      ? { survives: false, because: '1 of 2 voters left, no majority' }
      : survivesLossOf(lost, topology, settings),
  endsInVain: true,
  steps: () => {
    const { leave, mend } = inVain();
    return [
      leave,
      { kind: 'fault', fault: 'kill', target: 'controller' },
      { kind: 'traffic', durationMs: 3_000 },
      mend,
      { kind: 'heal' },
      restoreVotes,
      ...untilHealed,
    ];
  },
  settle: voteAgain,
};

/** A controller that comes back with storage that was formatted anew: to a dynamic quorum a stranger, to a static one itself. */
export const reformattedVoter: DrillPlan = {
  name: 'reformatted-voter',
  summary: 'kill -9 the active controller, take its disk, and start it with storage that is formatted anew',
  preconditions: hasSpareControllers,
  endsInVain: true,
  steps: [
    { kind: 'fault', fault: 'lose-disk', target: 'controller' },
    { kind: 'await', until: 'controller-back' },
    { kind: 'await', until: 'writes-back' },
    { kind: 'traffic', durationMs: 1_000 },
    { kind: 'heal' },
    tellWhoVotes,
    restoreVotes,
    ...untilHealed,
  ],
  settle: voteAgain,
};
