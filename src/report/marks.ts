/** What a mark means, and the one place that turns meanings into a terminal's colours. */
import pc from 'picocolors';

/** Why a piece of text stands out: `doubtful` is what may yet be good or bad, `notable` what is neither. */
export type Meaning = 'good' | 'bad' | 'doubtful' | 'notable' | 'strong' | 'dim';

/** Text as a terminal shows what it means; as it stands, where there are no colours. */
export const mark: Readonly<Record<Meaning, (text: string) => string>> = {
  good: pc.green,
  bad: pc.red,
  doubtful: pc.yellow,
  notable: pc.cyan,
  strong: pc.bold,
  dim: pc.dim,
};
