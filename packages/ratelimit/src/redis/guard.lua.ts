import { epochMs } from '../policy.ts';

// What both scripts begin with. A batch runs once, however often a client sends it: a second copy finds the mark, and
// a copy that comes when the mark may be gone finds itself too late.

/**
 * Reads the server's clock, and answers `late` unless the batch may still run. ARGV: the instant after which it is too
 * old to run (0: no matter when), how far ahead of the server's clock that may be.
 */
export const timeLua: string = `
local time = redis.call('TIME')
local now = (time[1] - ${epochMs / 1_000}) * 1000000 + time[2]
local notAfter, reach = tonumber(ARGV[1]), tonumber(ARGV[2])
if notAfter > 0 and (now > notAfter or now < notAfter - reach) then return {now, 'late'} end
`;

/** Leaves the batch's mark at the first key, or answers `repeated`. Comes before anything is changed. */
export const markLua = `
local markMs = notAfter > 0 and math.ceil((notAfter - now) / 1000) + 1 or math.ceil(reach / 1000)
if not redis.call('SET', KEYS[1], 1, 'NX', 'PX', markMs) then return {now, 'repeated'} end
`;
