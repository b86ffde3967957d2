/** Runs somebody else's function; what it throws, or rejects with, goes to `onError` and no further. */
export function runIsolated(run: () => unknown, onError: (error: unknown) => void): void {
  const report = (error: unknown): void => {
    try {
      onError(error);
    } catch {
      // A listener for errors that fails itself has nobody left to tell.
    }
  };
  try {
    const result = run();
    if (result instanceof Promise) result.catch(report);
  } catch (error) {
    report(error);
  }
}
