/**
 * What tells the objects that klab's own `up` made from those that anybody applied from the same file: the name under
 * which it applies. The API server notes in each object who set which field, so the note is there from an object's first
 * moment, stands in no file, and is not copied with one (Kubernetes, Server-Side Apply, Field Management).
 */
import type { ObjectMeta } from './objects.ts';
import { managedBy, marks } from '../../../kafka/marks.ts';

/** The name under which `up` applies (kubectl, --field-manager). */
export const fieldManager = managedBy;

/** What commands need that list objects to be told apart by {@link isSigned}: kubectl leaves the notes out of what it shows. */
export const showSignatures = '--show-managed-fields';

/**
 * Whether klab's `up` made the object. Only who made it owns the label that says which instance it belongs to: applying
 * again what is there already gives nobody a field, in whatever order klab and others apply.
 */
export function isSigned({ metadata }: { readonly metadata: Pick<ObjectMeta, 'managedFields'> }): boolean {
  return (metadata.managedFields ?? []).some(
    ({ manager, fieldsV1 }) => manager === fieldManager && ownsInstanceLabel(fieldsV1),
  );
}

function ownsInstanceLabel(fields: unknown): boolean {
  let at: unknown = fields;
  for (const key of ['f:metadata', 'f:labels', `f:${marks.instance}`]) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at !== undefined;
}
