/** Checks of who is not let in: each asks listeners as somebody who must be refused, and looks at who refuses whom, and as what. */
import type { ClientIdentity, ClientSecurity } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { WireFailure, type Refusal } from '../../../client/wire/wire-failure.ts';
import { listenersOn, type LabNode, type Listener } from '../../../kafka/node.ts';
import type { ListenerSecurity } from '../../../kafka/security/listener.ts';
import { partOfListener, securityOfListener } from '../../../kafka/security/settings.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../../kit/check.ts';
import { listenersIn, thoseToAsk } from '../listeners-to-ask.ts';

/** A part of a cluster that has listeners of Kafka's. */
type Part = NonNullable<ReturnType<typeof partOfListener>>;

/** Somebody who must not be let in. */
export interface Stranger {
  /** As it reads after "lets in": `a client with a wrong password`. */
  readonly who: string;
  /** What it says; `plain` is nothing at all, in plain text. */
  readonly as: ClientSecurity | 'plain';
}

/** What must be refused, and where. */
export interface RefusalClaim extends Pick<SmokeCheck, 'name' | 'claim'> {
  /** What a topology needs for it, as it reads after "needs". */
  readonly needs: string;
  /** Parts of the cluster whose listeners are asked. */
  readonly parts: readonly Part[];
  /** Which of those listeners are asked, by how they are secured. */
  readonly fits: (security: ListenerSecurity) => boolean;
  /** Whether listeners for the host alone are asked: where it is the client that refuses, one way to a broker is as good as another. @default false */
  readonly fromHost?: boolean;
  /** As what one side refuses the other. */
  readonly refusal: Refusal;
  /** Who comes to a listener. @param own what klab says there, as itself or as somebody else */
  strangers(own: (as?: ClientIdentity) => ClientSecurity): readonly Stranger[] | Promise<readonly Stranger[]>;
}

/** One listener of one node. */
interface AskedListener {
  readonly node: LabNode;
  readonly listener: Listener;
}

/**
 * A broker that closes a connection with bytes unread may take along what it has just said: the connection then ends without
 * a word, and the next one shows why.
 */
const triesToHear = 3;

/** The check of a claim. It breaks nothing: whoever is refused has done nothing. */
export function refusalCheck({ name, claim, ...rest }: RefusalClaim): SmokeCheck {
  const { needs, parts, fits } = rest;
  return {
    name,
    claim,
    security: {
      what: needs,
      isThere: ({ mode }, security) =>
        parts.some((part) => (part !== 'controller' || mode === 'kraft') && fits(security[part])),
    },
    run: (context) => prove(context, rest),
  };
}

async function prove(
  context: CheckContext,
  { refusal, strangers, ...where }: Omit<RefusalClaim, 'name' | 'claim' | 'needs'>,
): Promise<string> {
  const { instance } = context.cluster;
  const { asked, notAsked } = await thoseToAsk(context, listenersOf(context, where));
  context.note(`asking ${listenersIn(asked)} as somebody who must be refused`);
  const told = new Set<string>();
  const problems = await Promise.all(
    asked.map(async ({ node, listener }) => {
      const own = (as?: ClientIdentity): ClientSecurity =>
        instance.clientSecurity?.(listener.reach, as) ?? {};
      const found: string[] = [];
      for (const { who, as } of await strangers(own)) {
        told.add(who);
        const problem = await judge(context, { node, listener }, as, refusal);
        if (problem !== undefined) found.push(`${node.id} ${listener.name} and ${who}: ${problem}`);
      }
      return found;
    }),
  );
  failOn(problems.flat());
  const whom = `${[...told].join(' and ')} refused (${refusal})`;
  return `${whom} at ${asked.length} listeners: ${listenersIn(asked)}${notAsked}`;
}

function listenersOf(
  { cluster: { instance } }: CheckContext,
  { parts, fits, fromHost = false }: Pick<RefusalClaim, 'parts' | 'fits' | 'fromHost'>,
): readonly AskedListener[] {
  const { security, nodes } = instance.topology;
  if (security === undefined) return [];
  return nodes.flatMap((node) =>
    listenersOn(node, instance.runtime).flatMap((listener) => {
      const part = partOfListener(listener.name);
      const secured = securityOfListener(listener.name, security);
      const isMeant = part !== undefined && parts.includes(part) && (!fromHost || listener.reach === 'host');
      return isMeant && secured !== undefined && fits(secured) ? [{ node, listener }] : [];
    }),
  );
}

/** What is wrong with how somebody is met; undefined where nothing is. */
async function judge(
  { cluster, signal }: CheckContext,
  { node, listener }: AskedListener,
  as: Stranger['as'],
  refusal: Refusal,
): Promise<string | undefined> {
  for (let tries = triesToHear; ; tries -= 1) {
    const failure = await failureOf(() => cluster.probeListener(node.id, listener.name, as));
    if (failure === undefined) return 'let in';
    const { kind, reason } = failure;
    if (kind === refusal) return undefined;
    if (kind !== 'closed' || tries === 1 || signal.aborted) {
      return `not refused as ${refusal}, but ${kind}: ${reason}`;
    }
  }
}

/** How an exchange went wrong; undefined where it did not, also where what came of it is an error of its own. */
async function failureOf(
  exchange: () => Promise<unknown>,
): Promise<(Pick<WireFailure, 'reason'> & { readonly kind: string }) | undefined> {
  try {
    await exchange();
    return undefined;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const found = error instanceof WireFailure ? error : error.cause;
    if (found instanceof WireFailure) return found;
    // Who is in, and may not have what it asked for, is in.
    return error.code === 'client' && error.cause === undefined
      ? undefined
      : { kind: error.code, reason: error.message };
  }
}
