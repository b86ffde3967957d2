/** Something that several tools use: opened for the first that asks, closed when the last is done with it. */
export interface SharedResource<T> {
  /** For a tool's `setup`. Rejects as opening does; the next to ask then tries again. */
  open(signal: AbortSignal): Promise<T>;
  /** For a tool's `cleanup`. */
  close(): Promise<void>;
}

/** Shares what `open` opens. */
export function sharedResource<T>(
  open: (signal: AbortSignal) => Promise<T>,
  close: (resource: T) => void | Promise<void>,
): SharedResource<T> {
  let users = 0;
  let opened: Promise<T> | undefined;
  return {
    async open(signal) {
      opened ??= open(signal);
      try {
        const resource = await opened;
        users += 1;
        return resource;
      } catch (error) {
        opened = undefined;
        throw error;
      }
    },
    async close() {
      users -= 1;
      if (users > 0 || opened === undefined) return;
      const resource = await opened;
      opened = undefined;
      await close(resource);
    },
  };
}
