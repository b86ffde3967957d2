/** What a function of the application answers, or `otherwise` when it throws: a circuit must not break over it. */
export function answerOr<T>(otherwise: T, ask: () => T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
