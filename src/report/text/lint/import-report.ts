/** What `klab import` shows in a terminal: what became of each thing that the file says. */
import type { ImportNote, NoteKind } from '../../../import/notes.ts';
import type { Imported } from '../../../import/import.ts';
import type { ImportProof } from '../../../import/proof.ts';
import { counted } from '../../../words.ts';
import { mark } from '../../marks.ts';

const kinds: Readonly<Record<NoteKind, (text: string) => string>> = {
  'taken over': mark.good,
  changed: mark.notable,
  'not understood': mark.doubtful,
};

/** What is shown. */
type Shown = Pick<Imported, 'plan' | 'notes' | 'problems'> & {
  readonly proof?: ImportProof;
  readonly written?: string;
  readonly next?: string;
};

/** All of it, what was taken over in one line of each node. */
export function importReport({ plan, notes, problems, proof, next, written }: Shown): string {
  const of = (kind: NoteKind): readonly (ImportNote & { readonly file: string; readonly line: number })[] =>
    notes.filter((note) => note.kind === kind);
  const lines = (kind: NoteKind): string[] =>
    of(kind).map(
      ({ file, line, node, text }) =>
        `  ${mark.dim(`${file}:${line}`)}  ${node === undefined ? '' : `${mark.strong(node)} `}${text}`,
    );
  const part = (kind: NoteKind, shown: readonly string[]): string[] =>
    shown.length === 0 ? [] : [[kinds[kind](`${kind}: ${of(kind).length}`), ...shown].join('\n')];
  const added = Object.entries(proof?.added ?? {}).map(([name, value]) => `${name} ${value}`);
  return [
    ...part('taken over', takenByNode(of('taken over'))),
    ...part('changed', lines('changed')),
    ...part('not understood', lines('not understood')),
    ...(added.length === 0 ? [] : [mark.dim(`klab's own settings besides: ${added.join(', ')}`)]),
    ...(problems.length === 0
      ? []
      : [[mark.bad('the topology cannot be as it is:'), ...problems.map((one) => `  ${one}`)].join('\n')]),
    ...(proof === undefined || proof.unlike.length === 0
      ? []
      : [[mark.bad('otherwise than in the file:'), ...proof.unlike.map((one) => `  ${one}`)].join('\n')]),
    summary(),
  ].join('\n\n');

  function summary(): string {
    const name = mark.strong(plan.name);
    const lost = of('not understood').length;
    const proved =
      proof === undefined || proof.unlike.length > 0
        ? mark.bad('not proved')
        : `proved: ${counted(proof.same, 'setting')} the same in what it renders to`;
    const where = written === undefined ? '' : `\nwritten to ${written}; ${next ?? ''}`;
    return `${name}: ${proved}${lost === 0 ? '' : `; ${mark.doubtful(`${lost} not understood`)}`}${where}`;
  }
}

function takenByNode(notes: readonly ImportNote[]): string[] {
  const nodes = [...new Set(notes.map(({ node }) => node))];
  return nodes.map((node) => {
    const texts = notes.filter((note) => note.node === node).map(({ text }) => text);
    return `  ${mark.strong(node ?? 'the file')} ${texts.join(', ')}`;
  });
}
