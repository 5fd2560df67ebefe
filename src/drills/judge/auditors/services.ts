/** Side services are part of a cluster that is whole: those that served when the drill began must serve when it ends. */
import type { VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import { broken, kept, type Finding } from '../finding.ts';

/** One finding for those that serve, one for each that does not. */
export const serviceAuditor: Auditor<{ readonly input: Pick<VerdictInput, 'services'> }> = {
  of: 'side services',
  findings: ({ input: { services = [] } }) => {
    const well = services.filter(({ problem }) => problem === undefined);
    const names = well.map(({ nodeId }) => nodeId).join(', ');
    const longestMs = Math.max(0, ...well.map(({ waitedMs }) => waitedMs));
    const verb = well.length === 1 ? 'serves' : 'serve';
    return [
      ...(well.length === 0
        ? []
        : [kept('services', `${names} ${verb}, ${longestMs} ms after the drill's end at most`)]),
      ...services.flatMap(({ nodeId, problem, waitedMs, before = false }): readonly Finding[] => {
        if (problem === undefined) return [];
        // What was so before is not the drill's doing.
        return before
          ? [kept('services', `${nodeId} did not serve before the drill either: ${problem}`)]
          : [broken('services', `${nodeId} does not serve, ${waitedMs} ms waited for: ${problem}`)];
      }),
    ];
  },
};
