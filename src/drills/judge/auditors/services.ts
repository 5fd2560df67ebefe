/** Side services are part of a cluster that is whole: those that served when the drill began must serve when it ends. */
import type { ServiceAfter, VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import type { Finding } from '../finding.ts';

/** One finding for those that serve, one for each that does not. */
export const serviceAuditor: Auditor<{ readonly input: Pick<VerdictInput, 'services'> }> = {
  of: 'side services',
  findings: ({ input }) => serviceFindings(input.services ?? []),
};

function serviceFindings(services: readonly ServiceAfter[]): readonly Finding[] {
  const well = services.filter(({ problem }) => problem === undefined);
  const longestMs = Math.max(0, ...well.map(({ waitedMs }) => waitedMs));
  return [
    ...(well.length === 0
      ? []
      : [
          {
            code: 'services' as const,
            ok: true,
            text: `${well.map(({ nodeId }) => nodeId).join(', ')} serve${well.length === 1 ? 's' : ''}, ${longestMs} ms after the drill's end at most`,
          },
        ]),
    ...services.flatMap(({ nodeId, problem, waitedMs, before }): Finding[] => {
      if (problem === undefined) return [];
      // What was so before is not the drill's doing.
      if (before)
        return [
          { code: 'services', ok: true, text: `${nodeId} did not serve before the drill either: ${problem}` },
        ];
      return [
        {
          code: 'services',
          ok: false,
          text: `${nodeId} does not serve, ${waitedMs} ms waited for: ${problem}`,
        },
      ];
    }),
  ];
}
