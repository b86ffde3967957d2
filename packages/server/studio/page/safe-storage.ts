/** Keeps texts in the browser where it lets pages do so, else for as long as the page is open. */
export function safeStorage(open: () => Storage): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  const attempt = <T>(ask: (storage: Storage) => T, otherwise: () => T): T => {
    try {
      return ask(open());
    } catch {
      return otherwise();
    }
  };
  return {
    getItem: (key) =>
      kept.get(key) ??
      attempt(
        (storage) => storage.getItem(key),
        () => null,
      ),
    setItem: (key, text) =>
      attempt(
        (storage) => storage.setItem(key, text),
        () => void kept.set(key, text),
      ),
    removeItem(key) {
      kept.delete(key);
      attempt(
        (storage) => storage.removeItem(key),
        () => undefined,
      );
    },
  };
}
