/** Where somebody who may break a cluster of others types its name. */
import type { ComponentChildren } from 'preact';

/** A field for the name, which is sent along with everything that breaks something. */
export function Consent({
  id,
  typed,
  onType,
}: {
  readonly id: string;
  readonly typed: string;
  readonly onType: (text: string) => void;
}): ComponentChildren {
  return (
    <form class="card consent" onSubmit={(event) => event.preventDefault()}>
      <label>
        This cluster is not klab's own. To break or change it, type its name, {id}:{' '}
        <input
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => onType(currentTarget.value)}
        />
      </label>
      <span> {typed === id ? 'You may break it now.' : 'You can only look at it.'}</span>
    </form>
  );
}
