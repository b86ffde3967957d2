/** Says to a person or a model when to come back. */
export function tryAgain(retryAfterMs: number): string {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}
