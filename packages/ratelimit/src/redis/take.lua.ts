import { markLua, timeLua } from './guard.lua.ts';

/**
 * The script of what is asked most: takes from token buckets that stand alone in their limiter, many keys in one call.
 * Decides as `decide.lua.ts` would, on the same states, without its tables and calls.
 *
 * KEYS: the batch's own mark, then the states' keys. ARGV: two instants, see `guard.lua.ts`; the policy's limit,
 * window and capacity; the requests as one JSON list of `key, parts`, keys from 0.
 *
 * Answers `[now, 'late' | 'repeated']`, or `now` followed by the level of the bucket after each request: what it is,
 * or -1 less it where the request was refused. As text where a whole number of a double is not exact any more.
 *
 * What costs most is to set a key anew with its expiry. So a key may live twice as long as its state matters (at least
 * a second longer) and says in a fifth number until when: within that, only its first two numbers are overwritten.
 */
export const takeLua: string = `${timeLua}${markLua}
local max, min, ceil = math.max, math.min, math.ceil
local pack, unpackState = struct.pack, struct.unpack
local limit, windowMs, capacity = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local stored = redis.call('MGET', unpack(KEYS, 2))
local requests = cjson.decode(ARGV[6])
local levels, spent, livesUntil, reply, said = {}, {}, {}, {now}, 1

local function levelOf(key, text)
  local at, level, ofWindowMs, ofLimit = unpackState('dddd', text)
  if ofWindowMs ~= windowMs or ofLimit ~= limit then
    level = min(ceil(level / ofWindowMs * windowMs), max(capacity, limit * 1000 * windowMs))
  elseif #text == 40 then
    livesUntil[key] = unpackState('d', text, 33)
  end
  if now > at then level = level - (now - at) * limit end
  return max(0, level)
end

for place = 1, #requests, 2 do
  local key = requests[place] + 1
  local level = levels[key]
  if not level then
    local text = stored[key]
    level = text and levelOf(key, text) or 0
  end
  local after = level + requests[place + 1] * windowMs
  said = said + 1
  if after <= capacity then
    level = after
    spent[key] = true
    reply[said] = level
  else
    reply[said] = -1 - level
  end
  levels[key] = level
  if level > 9007199254740990 then reply[said] = string.format('%.17g', reply[said]) end
end

for key in pairs(spent) do
  local level = levels[key]
  local untilNew = ceil(level / limit)
  local lives = livesUntil[key]
  if lives and lives >= now + untilNew then
    redis.call('SETRANGE', KEYS[key + 1], '0', pack('dd', now, level))
  else
    local livesMs = min(ceil(max(untilNew * 2, untilNew + 1000000) / 1000), 1e14)
    lives = now + livesMs * 1000
    redis.call('SET', KEYS[key + 1], pack('ddddd', now, level, windowMs, limit, lives), 'PX', livesMs)
  end
end
return reply
`;
