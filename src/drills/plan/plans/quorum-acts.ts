/** What drills do to a quorum beside breaking its nodes: they ask it, and take and give votes. */
import {
  clusterIdOf,
  giveVoteAgain,
  listenersOf,
  quorumOf,
  takeVote,
  untilQuorum,
} from '../../../client/quorum/voting.ts';
import { describeQuorum, type QuorumMember } from '../../../client/wire/describe-quorum.ts';
import { addVoter, removeVoter } from '../../../client/wire/quorum/change-voters.ts';
import type { RunningCluster } from '../../../cluster/running-cluster.ts';
import { isolatedControllers } from '../../../cluster/changed/with-controllers.ts';
import { messageOf } from '../../../errors.ts';
import { NotYet } from '../../../wait.ts';
import { counted } from '../../../words.ts';
import type { DrillStep, StepContext } from '../plan.ts';

/** A quorum without a majority answers nobody, so that no question to it is waited for longer, in milliseconds. */
const vainMs = 5_000;

type Told = Pick<StepContext, 'cluster' | 'say'>;

/** Asks the quorum who leads it, and writes down what comes of it. */
export const askWhoLeads: DrillStep = {
  kind: 'run',
  text: 'ask the quorum who leads it',
  run: (context) => tryQuorum('who leads it', context, (cluster) => leader(cluster)),
};

const leaveText = 'take the vote of a controller that does not lead';

/** Leaves two voters: a controller that does not lead loses its vote, and follows as an observer. */
export const leaveTwoVoters: DrillStep = {
  kind: 'run',
  text: leaveText,
  async run(context) {
    await takeOneVote(context);
  },
};

/** Leaves two voters, and once one of them is lost tries what would mend it, by the storages that the quorum knew before. */
export function inVain(): { readonly leave: DrillStep; readonly mend: DrillStep } {
  let known: readonly QuorumMember[] = [];
  const leave: DrillStep = {
    kind: 'run',
    text: leaveText,
    async run(context) {
      await takeOneVote(context);
      known = (await quorumOf(context.cluster)).members ?? [];
    },
  };
  const mend: DrillStep = {
    kind: 'run',
    text: 'try what would mend it: take the vote of the lost one, or give the observer one',
    async run(context) {
      const { cluster, lost } = context;
      const controllers = isolatedControllers(cluster.topology);
      await tryQuorum('who leads it', context, (one) => leader(one));
      const dead = known.find(({ id, votes }) => votes && lost.some(({ number }) => number === id));
      const node = controllers.find(({ number }) => known.some(({ id, votes }) => id === number && !votes));
      const observer = known.find(({ id }) => id === node?.number);
      if (dead === undefined || node === undefined || observer === undefined) return;
      const id = clusterIdOf(cluster);
      await tryQuorum(`to take the vote of ${dead.id}`, context, (one) => removeVoter(one, id, dead, vainMs));
      await tryQuorum(`to give ${node.id} a vote`, context, (one) =>
        addVoter(one, id, observer, listenersOf(node, cluster), vainMs),
      );
    },
  };
  return { leave, mend };
}

async function takeOneVote(context: StepContext): Promise<void> {
  const { leaderId } = await quorumOf(context.cluster);
  const [node] = isolatedControllers(context.cluster.topology).filter(({ number }) => number !== leaderId);
  if (node === undefined) return;
  await takeVote(node, context);
  const { voters } = await quorumOf(context.cluster);
  context.say(`${node.id} is an observer now; ${voters.join(' and ')} vote, of whom neither can be spared`);
}

/** Writes down whose votes are counted, and who follows without one, once a controller has come back with other storage. */
export const tellWhoVotes: DrillStep = {
  kind: 'run',
  text: 'ask the quorum who votes',
  async run(context) {
    const { say } = context;
    const isDynamic = context.cluster.topology.dynamicQuorum === true;
    const members = await untilQuorum('every controller to follow', context, ({ members = [], behind }) => {
      const isBack = isDynamic ? strangers(members).length > 0 : behind.length === 0;
      return isBack ? members : new NotYet('one does not follow yet');
    });
    if (!isDynamic) {
      say(
        'the one whose storage is new votes again as if nothing had been: with fixed voters Kafka knows them by number alone, and what it had promised and kept is gone without a word',
      );
    }
    for (const { id, directoryId } of strangers(members)) {
      const votes = members.find((one) => one.id === id && one.votes);
      const counts = members.filter((one) => one.votes).length;
      say(
        `${id} follows as an observer, with storage ${directoryId}; the vote of ${id} is that of storage ${votes?.directoryId}, which is gone, and is still one of ${counted(counts, 'voter')}`,
      );
    }
  },
};

/** Every controller votes again, with the storage that it has. */
export const restoreVotes: DrillStep = {
  kind: 'run',
  text: 'have every controller vote again',
  run: (context) => voteAgain(context),
};

/** What {@link restoreVotes} does, also where a drill has ended before it. */
export async function voteAgain({ cluster, say }: Told): Promise<void> {
  if (cluster.topology.dynamicQuorum !== true) return;
  for (const node of isolatedControllers(cluster.topology)) await giveVoteAgain(node, { cluster, say });
}

/** Those that follow without a vote under a number that has one. */
function strangers(members: readonly QuorumMember[]): readonly QuorumMember[] {
  return members.filter(({ id, votes }) => !votes && members.some((other) => other.votes && other.id === id));
}

async function leader(cluster: RunningCluster): Promise<string> {
  const { leaderId, leaderEpoch } = await describeQuorum(cluster.brokers[0]!, vainMs);
  return leaderId < 0 ? 'nobody' : `${leaderId}, in epoch ${leaderEpoch}`;
}

/** Asks by one broker alone, so that what nobody answers is waited for once. */
async function tryQuorum(
  what: string,
  { cluster, lost, say }: Pick<StepContext, 'cluster' | 'lost' | 'say'>,
  act: (cluster: RunningCluster) => Promise<unknown>,
): Promise<void> {
  const living = cluster.brokers.filter(({ id }) => lost.every((node) => node.id !== id));
  const outcome = await act({ ...cluster, brokers: living.slice(0, 1) }).then(
    (answer) => (typeof answer === 'string' ? answer : 'done'),
    messageOf,
  );
  say(`the quorum is asked ${what}: ${outcome}`);
}
