import { invalidOption } from '@toolwright/core';

import { countedWindowAlgorithm } from './counted-window.ts';
import { partsPerUnit } from '../amount.ts';
import { epochMs, policyBase } from '../policy.ts';
import type { PolicyOptions, RateLimitPolicy, WindowBounds } from '../policy.ts';

/** A stretch of the calendar. Weeks start on Monday. */
export type CalendarPeriod = 'day' | 'week' | 'month' | 'year';

/** What {@link calendarWindow} can be told. */
export interface CalendarWindowOptions extends PolicyOptions {
  readonly period: CalendarPeriod;
  /** The IANA time zone whose midnights bound the windows, such as `Europe/Madrid`. @default 'UTC' */
  readonly timeZone?: string;
}

/**
 * Admits `limit` per day, week, month or year of a time zone's calendar, summer time included. `windowMs` reports the
 * period's longest form (31 days for a month); where the window really ends is in `resetAfterMs`.
 */
export function calendarWindow(options: CalendarWindowOptions): RateLimitPolicy {
  const { period, timeZone = 'UTC' } = options;
  if (!Object.hasOwn(longestDays, period)) {
    throw invalidOption('period', '"day", "week", "month" or "year"', period);
  }
  return {
    ...policyBase(options),
    kind: 'calendar-window',
    windowMs: longestDays[period] * dayMs,
    capacity: options.limit * partsPerUnit,
    algorithm: countedWindowAlgorithm,
    bounds: calendarBounds(period, timeZone),
  };
}

const dayMs = 86_400_000;
const longestDays: Readonly<Record<CalendarPeriod, number>> = { day: 1, week: 7, month: 31, year: 366 };
// No time zone is further from UTC than this.
const widestOffsetMs = 16 * 3_600_000;

function calendarBounds(period: CalendarPeriod, timeZone: string): (now: number) => WindowBounds {
  const localDay = localDayIn(timeZone);
  let known: WindowBounds = { start: 0, end: 0 };
  return (now) => {
    if (now >= known.start && now < known.end) return known;
    const [first, next] = periodAround(localDay(epochMs + now / 1_000), period);
    known = { start: startOfDay(first, localDay), end: startOfDay(next, localDay) };
    return known;
  };
}

// Days are numbered from 1 January 1970, as the zone's own calendar shows them.
type LocalDay = (unixMs: number) => number;

function localDayIn(timeZone: string): LocalDay {
  const format = formatIn(timeZone);
  return (unixMs) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(unixMs)) parts[type] = Number(value);
    return Date.UTC(parts['year'] ?? 0, (parts['month'] ?? 1) - 1, parts['day']) / dayMs;
  };
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  try {
    const fields = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      ...fields,
    });
  } catch {
    throw invalidOption('timeZone', 'an IANA time zone such as "Europe/Madrid"', timeZone);
  }
}

/** The first day of the period that holds `day`, and of the one after it. */
function periodAround(day: number, period: CalendarPeriod): readonly [number, number] {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  if (period === 'day') return [day, day + 1];
  if (period === 'week') return [day - ((day + 3) % 7), day - ((day + 3) % 7) + 7];
  const first = (years: number, months: number): number => Date.UTC(years, months, 1) / dayMs;
  return period === 'month'
    ? [first(year, month), first(year, month + 1)]
    : [first(year, 0), first(year + 1, 0)];
}

// Searched rather than computed from an offset: where summer time starts at midnight, the day's first instant is not 00:00.
function startOfDay(day: number, localDay: LocalDay): number {
  let before = day * dayMs - widestOffsetMs;
  let from = day * dayMs + widestOffsetMs;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (localDay(middle) >= day) from = middle;
    else before = middle;
  }
  return (from - epochMs) * 1_000;
}
