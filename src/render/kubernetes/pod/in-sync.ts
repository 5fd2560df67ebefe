/**
 * The question whether a broker has caught up, asked by bash and `od` as part of readiness: until then, the disruption
 * budget must not count it as one that another can be spared for (docs/decisions/0011-ready-means-in-sync.md).
 */

/** Which broker is asked, and how. */
export interface InSyncQuestion {
  /** Kafka's number of the broker. */
  readonly number: number;
  /** Of a listener that nobody needs a password for. */
  readonly port: number;
  /** What the broker shows of itself where that listener has TLS: files, which it shows to itself. @default plain text */
  readonly tls?: { readonly keystore: string; readonly authority: string };
  /** Shell command that succeeds when the broker answers at all; it alone is asked once the broker has caught up. */
  readonly answers: string;
}

/**
 * Says that all copies were in sync once: a follower that is slow later stays ready. It lies in the container's own files,
 * so that the next container begins anew; an `emptyDir` and `/dev/shm` would outlive it with the pod.
 */
const caughtUpMark = '/tmp/klab-caught-up';

/** Holds when the broker answered for the first time, in seconds of the epoch. */
const answersSinceFile = '/tmp/klab-answers-since';

/** What cannot catch up, since a disk is gone, must not stay unready for ever: after so many seconds it counts all the same. */
export const catchUpPatienceSeconds = 600;

/** Bash holds each byte of an answer in some 200 of its own, in the broker's container: 12,000 partitions take 100 MB. */
export const maxAnswerBytes = 512 * 1024;

/** One probe asks again for so many seconds, so that nobody waits for the next probe. */
const askAgainSeconds = 3;

/** After so many seconds no answer is waited for any more, which is long: on a busy machine bash itself takes seconds. */
const answerSeconds = 8;

/** How long one probe may take, in seconds: longer than the script, which ends by itself and leaves nothing behind. */
export const inSyncTimeoutSeconds = answerSeconds + 2;

/**
 * A Metadata request, version 1, correlation id 2, client `klab`, for all topics (Kafka protocol guide); every Kafka since
 * 0.10 answers it. The answer of a broker that is still fenced, or that its controller has told nothing yet, does not
 * name the broker itself.
 */
const request = String.raw`\0\0\0\022\0\003\0\001\0\0\0\002\0\004klab\377\377\377\377`;

/**
 * A script that succeeds when the broker answers and every copy that it has is in sync, for the first time; a copy whose
 * partition has no leader cannot catch up, and is waited for only once it has one.
 * Bytes come as numbers through `od`, since bash drops zeros; `timeout` ends an `od` whose broker falls silent.
 */
export function inSyncScript({ number, port, tls, answers }: InSyncQuestion): string {
  const [connect, send, before] = tls === undefined ? plainly(port) : encrypted(port, tls);
  return `export LC_ALL=C
answers() { ${answers}; }${before}
[ -e ${caughtUpMark} ] && { answers; exit; }
bytes() {
  ((SECONDS < ${answerSeconds})) && b=($(timeout $((${answerSeconds} - SECONDS)) od -An -v -tu1 -N$1 <&4)) && ((i = 0, \${#b[@]} == $1))
}
int() { ((n = b[i] << 24 | b[i + 1] << 16 | b[i + 2] << 8 | b[i + 3], i += 4)); }
text() { ((i += 2 + (b[i] > 127 ? 0 : b[i] << 8 | b[i + 1]))); }
among() { int; for ((k = n, own = 0; k > 0; k--)); do int; ((own |= n == ${number})); done; }
look() {
  ${connect} && printf '${request}' >&${send} && bytes 4 || return
  int; ((size = n, size > ${maxAnswerBytes})) && return
  bytes $size || return
  ((i = 4)); int
  for ((a = n; a > 0; a--)); do int; ((member |= n == ${number})); text; ((i += 4)); text; done
  ((i += 4)); int
  for ((t = n; t > 0; t--)); do
    ((i += 2)); text; ((i += 1)); int
    for ((p = n; p > 0; p--)); do
      ((i += 6, led = b[i] < 128, i += 4)); among; copy=$own; among
      ((copies += copy, copy && !own && (led ? ++behind : ++leaderless)))
    done
  done
  told=1
}
while :; do
  answers || exit
  [ -e ${answersSinceFile} ] || printf '%(%s)T' -1 >${answersSinceFile}
  size=0 told=0 member=0 copies=0 behind=0 leaderless=0
  look
  printf -v now '%(%s)T' -1
  ((size > ${maxAnswerBytes} || now - $(<${answersSinceFile}) > ${catchUpPatienceSeconds})) && : >${caughtUpMark} && exit
  ((told && member && !behind)) && { ((leaderless)) || : >${caughtUpMark}; exit 0; }
  ((SECONDS < ${askAgainSeconds})) || break
  sleep 0.3
done
((told)) || { echo 'it does not tell what copies are in sync'; exit 1; }
((member)) || { echo 'the cluster does not count it as one of its brokers yet'; exit 1; }
echo "$behind of its $copies copies are not in sync yet"
exit 1
`;
}

/** How it connects, to which descriptor it writes, and what is said before. */
type Connection = readonly [connect: string, send: number, before: string];

function plainly(port: number): Connection {
  return [`exec 4<>/dev/tcp/127.0.0.1/${port}`, 4, ''];
}

/**
 * Bash speaks no TLS, and `openssl` does; it is ended before it is begun again, and with the script. In an image that has
 * none a broker is ready once it answers.
 */
function encrypted(port: number, { keystore, authority }: NonNullable<InSyncQuestion['tls']>): Connection {
  const client = `openssl s_client -quiet -connect 127.0.0.1:${port} -CAfile ${authority} -cert ${keystore} -key ${keystore}`;
  return [
    `leave; coproc TLS { exec ${client} 2>/dev/null; } && exec 4<&\${TLS[0]} 5>&\${TLS[1]}`,
    5,
    `
hash openssl 2>/dev/null || { answers; exit; }
leave() { [ -z "$TLS_PID" ] || { kill $TLS_PID && wait $TLS_PID; } 2>/dev/null; }
trap leave EXIT`,
  ];
}
