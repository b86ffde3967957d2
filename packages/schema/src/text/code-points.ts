/**
 * Counts characters as JSON Schema does: Unicode code points, where `length` counts UTF-16 units. A lone surrogate
 * counts as one.
 */
export function codePointLength(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}

/** Whether `text` has more than `limit` code points. Counts only where the number of UTF-16 units leaves it open. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  return text.length > 2 * limit || codePointLength(text) > limit;
}

/** Whether `text` has fewer than `limit` code points. Counts only where the number of UTF-16 units leaves it open. */
export function isShorterThan(text: string, limit: number): boolean {
  if (text.length < limit) return true;
  return text.length < 2 * limit && codePointLength(text) < limit;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
