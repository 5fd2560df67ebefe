/** Why a node ended, from its log: the first error that it told, since what follows it is the orderly end. */

/** The first error of a log. */
export interface LogCause {
  /** In one line: what failed, and the exception at its root. */
  readonly summary: string;
  /** The lines it was told in, without the frames of a stack. */
  readonly lines: readonly string[];
}

/** A line that begins a record, in the layouts of Kafka, ZooKeeper, Quarkus, PostgreSQL and the local runtime. */
const record = /^\[?\d{4}-\d\d-\d\d[T ]/;
/** Level and message of such a record; whatever stands before the level must name no other level. */
const error =
  /^(?:(?!\b(?:TRACE|DEBUG|INFO|WARN|WARNING|LOG)\b).){0,200}?\b(?:ERROR|FATAL|SEVERE)\b[\]:]?\s+(.*)$/;
/** Prometheus and other programs in Go. */
const goError = /\blevel=(?:error|ERROR|fatal|FATAL)\b\s*(.*)$/;
/** What Java, or a script around it, says where nothing logs yet. */
const bare =
  /^(?:Exception in thread |Error: |Error occurred during |OpenJDK .* failed|.*There is insufficient memory )/;
/** Logging's own trouble is never why a node ends. */
const ofLogging = /StatusLogger|log4j:ERROR|SLF4J|Reconfiguration failed: No configuration found/;
/** The head of an exception: a name with dots, or one that says what it is. */
const exception = /^(?:[a-z][\w$]*(?:\.[\w$]+)+|\w+(?:Exception|Error))(?::\s|$)/;
const frame = /^\s+at |^\s*\.\.\. \d+ more|^\s+Suppressed: /;
/** Longer than what anybody reads in one line. */
const longestPart = 240;
const longestLine = 600;
const mostLines = 8;

/** @param lines of one run of a node, from its beginning. @returns undefined where it tells of no error. */
export function causeIn(lines: readonly string[]): LogCause | undefined {
  const at = lines.findIndex((line) => !ofLogging.test(line) && messageIn(line) !== undefined);
  const message = at < 0 ? undefined : messageIn(lines[at]!);
  if (message === undefined) return undefined;
  const exceptions = exceptionsAfter(lines, at + 1);
  const [first, ...causes] = exceptions.map((line) => short(line.trim().replace(/^Caused by: /, '')));
  const root = causes.at(-1);
  const parts = [short(withoutLogger(message)), first, root && `caused by ${root}`];
  const told = parts.filter((part): part is string => part !== undefined && part !== '');
  const summary = told
    .filter((part, index) => !told.slice(0, index).some((one) => one.includes(part)))
    .join(': ');
  return {
    summary,
    lines: [lines[at]!, ...exceptions].slice(0, mostLines).map((line) => cut(line.trimEnd(), longestLine)),
  };
}

function messageIn(line: string): string | undefined {
  if (record.test(line) || /^(?:ERROR|FATAL)\b/.test(line)) return error.exec(line)?.[1];
  return goError.exec(line)?.[1] ?? (bare.test(line) ? line : undefined);
}

/** The exception that the record tells, and those that caused it. */
function exceptionsAfter(lines: readonly string[], from: number): readonly string[] {
  const found: string[] = [];
  for (const line of lines.slice(from)) {
    if (record.test(line)) break;
    if (frame.test(line)) continue;
    if (line.startsWith('Caused by: ') || (found.length === 0 && exception.test(line))) found.push(line);
  }
  return found;
}

/** `message (a.Logger)` of Kafka's images, `a.Logger - message` of the local runtime. */
function withoutLogger(message: string): string {
  return message.replace(/ \([\w.$-]+\)$/, '').replace(/^[\w.$]+ - /, '');
}

/** Parentheses hold whole requests, and the names of exceptions whole paths. */
function short(text: string): string {
  const kept = text
    .replace(/ with context .*$/, '')
    .replace(/\b(?:[a-z][\w$]*\.)+(?=[A-Z]\w*(?:Exception|Error)\b)/g, '');
  return cut(withoutLongGroups(kept), longestPart);
}

/** Longer than a remark in parentheses is. */
const longestGroup = 40;

function withoutLongGroups(text: string): string {
  let kept = '';
  let depth = 0;
  let from = 0;
  for (const sign of text) {
    if (sign === '(' && depth++ === 0) from = kept.length;
    kept += sign;
    if (sign === ')' && depth > 0 && --depth === 0 && kept.length - from > longestGroup)
      kept = `${kept.slice(0, from)}…`;
  }
  return kept;
}

/** What is said at the end of a long line says more than its middle. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length / 2)} … ${text.slice(-length / 2)}`;
}

/** Whether a broker ended because ZooKeeper still had its session of before (Kafka 3.9, KafkaZkClient.CheckedEphemeral). */
export function endedOverOldSession(lines: readonly string[]): boolean {
  const cause = causeIn(lines);
  return cause !== undefined && isOfOldSession([cause.summary, ...cause.lines].join('\n'));
}

/** Whether a cause says that ZooKeeper had the broker's session of before. */
export function isOfOldSession(words: string): boolean {
  return /NodeExists|node already exists/.test(words);
}

/**
 * Whether waiting does not help against an error, though the node that tells it goes on: it tries again for ever, or for a
 * minute, and is refused each time.
 */
export function isRefusedForGood({ summary, lines }: LogCause): boolean {
  return /ClusterAuthorizationException|CLUSTER_AUTHORIZATION_FAILED|NoAuthException|InconsistentClusterIdException/.test(
    [summary, ...lines].join('\n'),
  );
}
