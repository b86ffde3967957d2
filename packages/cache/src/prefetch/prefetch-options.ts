/** How much is refreshed before it expires. */
export interface PrefetchOptions {
  /** Refreshes that may run in one `intervalMs`; at least 1. @default 10 */
  readonly budget?: number;
  /** How often the hot keys are looked through; at least 10. @default 1_000 */
  readonly intervalMs?: number;
  /** An entry is hot after so many hits since it was stored; at least 1. @default 3 */
  readonly minHits?: number;
  /** The hot keys that are remembered; beyond, the coldest is forgotten. @default 1_000 */
  readonly maxKeys?: number;
  /** Below this share of refreshes that somebody used, prefetching pauses; from 0 to 1. @default 0.5 */
  readonly minPrecision?: number;
  /** How long it pauses before it tries a single key again. @default 60_000 */
  readonly pauseMs?: number;
}
