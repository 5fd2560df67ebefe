/** Which refusals of a pod, its claims or its place pass by themselves, and what to do about those that do not; pure. */

/** What is to be thought of a refusal. */
export interface Refusal {
  /**
   * `never`: it cannot pass by itself. `unless-freed`: only something that ends can make room. `if-it-stays`: it passes
   * where machines are still to come. `may-pass`: whoever refuses tries again.
   */
  readonly outlook: 'never' | 'unless-freed' | 'if-it-stays' | 'may-pass';
  /** What a person can do. @default there is nothing that could be named */
  readonly fix?: string;
}

const mayPass: Refusal = { outlook: 'may-pass' };

/** In the order in which they are looked for: a message may hold the words of several. */
const creationRefusals: readonly (readonly [RegExp, (found: RegExpExecArray, message: string) => Refusal])[] =
  [
    // A namespace gets its service account, and a quota its numbers, a moment after they were made.
    [/looking up service account|status unknown for quota|not yet ready|not synchronized/, () => mayPass],
    // Whoever answers for a webhook may be about to start.
    [/failed calling webhook|deadline exceeded|already exists|etcdserver/, () => mayPass],
    [
      /failed quota: (\S+): must specify (\S+)/,
      ([, quota, what]) =>
        never(`klab's pods set no ${what}: a LimitRange with a default for it satisfies quota ${quota}`),
    ],
    [/exceeded quota: ([^\s,]+)/, ([, quota], message) => quotaRefusal(quota ?? '', message)],
    [
      /(minimum|maximum) (\S+) usage per (\S+) is|(\S+) max limit to request ratio per (\S+) is/,
      ([, bound, amount, kind, ratioOf, ratioKind]) => {
        const other = amount === 'memory' || ratioOf === 'memory' ? ', or give the nodes another heapMb' : '';
        return never(
          `a LimitRange of the namespace sets that ${bound ?? 'ratio'} per ${kind ?? ratioKind}: have it changed${other}`,
        );
      },
    ],
    [
      /violates PodSecurity "([^"]+)"/,
      ([, level]) => never(`the namespace enforces ${level}: have its pod-security label changed`),
    ],
    [/no PriorityClass with name (\S+)/, ([, name]) => never(`have PriorityClass ${name} made`)],
    [
      /admission webhook "([^"]+)" denied/,
      ([, name]) => never(`ask whoever runs the admission webhook ${name} for an exception`),
    ],
    [/is forbidden|is invalid|denied/i, () => ({ outlook: 'never' })],
  ];

/** A pod or a claim that may not be made, by the words of the event that says so. */
export function creationRefusal(message: string): Refusal {
  for (const [words, refusal] of creationRefusals) {
    const found = words.exec(message);
    if (found !== null) return refusal(found, message);
  }
  return mayPass;
}

function never(fix: string): Refusal {
  return { outlook: 'never', fix };
}

function quotaRefusal(quota: string, message: string): Refusal {
  const amounts = (word: string): ReadonlyMap<string, number> =>
    new Map(
      (new RegExp(`${word}: ([^ ]+)`).exec(message)?.[1] ?? '').split(',').flatMap((pair) => {
        const [name = '', amount = ''] = pair.split('=');
        return amount === '' ? [] : [[name, quantity(amount)] as const];
      }),
    );
  const limited = amounts('limited');
  const isTooMuch = [...amounts('requested')].some(
    ([name, amount]) => amount > (limited.get(name) ?? Infinity),
  );
  const fix = `have quota ${quota} raised`;
  return isTooMuch ? never(fix) : { outlook: 'unless-freed', fix: `${fix}, or remove what uses it up` };
}

const decimal = 1_000;
const binary = 1_024;

/** A number with one of Kubernetes' suffixes (apimachinery, resource/suffix.go). */
function quantity(text: string): number {
  const [, digits = '', suffix = ''] = /^([\d.]+(?:e[+-]?\d+)?)(m|[kKMGTPE]i?)?$/.exec(text) ?? [];
  if (suffix === 'm') return Number(digits) / decimal;
  const power = suffix === '' ? 0 : 'KMGTPE'.indexOf(suffix[0]!.toUpperCase()) + 1;
  return Number(digits) * (suffix.endsWith('i') ? binary : decimal) ** power;
}

/** What may stand against a pod on one machine and does not pass as long as machines and volumes are the same. */
const lastingOnMachines =
  /^node\(s\) (?:didn't match Pod's node affinity\/selector|had volume node affinity conflict|didn't match PersistentVolume's node affinity|didn't find available persistent volumes to bind|had untolerated taint\(?s?\)? ?\{node-role\.kubernetes\.io\/)/;

/** A pod that no machine is found for, by the scheduler's words: each machine has one reason, or several. */
export function placementRefusal(message: string): Refusal {
  const [, list = ''] =
    /nodes are available: (.*?)(?:\. (?:no new claims|preemption)|\.?$)/.exec(message) ?? [];
  const reasons = list.split(/, (?=\d+ )/).map((reason) => reason.replace(/^\d+ /, ''));
  if (!reasons.every((reason) => lastingOnMachines.test(reason))) return mayPass;
  if (reasons.some((reason) => /volume/i.test(reason))) {
    return {
      outlook: 'if-it-stays',
      fix: 'its volume is on a machine that is not there, or that it may not use: bring that back, or remove its claim',
    };
  }
  return { outlook: 'if-it-stays', fix: 'label a machine as the pod wants it' };
}

/** A claim that gets no volume, by the words of the event that says so. */
export function claimRefusal(message: string): Refusal {
  const [, missing] = /storageclass\.storage\.k8s\.io "([^"]+)" not found/.exec(message) ?? [];
  if (missing !== undefined) return never(`have storage class ${missing} made`);
  if (/no persistent volumes available for this claim and no storage class is set/.test(message)) {
    return never('have a storage class made the default');
  }
  return mayPass;
}
