/** Texts of a pod that Kubernetes must take as they stand. */

/**
 * Kubernetes completes `$(NAME)` in variables and arguments, and makes one `$` of two (API reference, EnvVar): a topology's
 * own texts mean both literally.
 */
export function literally(text: string): string {
  return text.replaceAll('$', '$$$$');
}
