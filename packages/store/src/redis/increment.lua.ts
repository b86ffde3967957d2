/**
 * ARGV: the number to add, then what follows the value of a new key in `SET`. Answers the sum, or nothing when the
 * value or the sum is not a safe integer. Lua's numbers are doubles, hence exact up to there; Redis does the sum.
 */
export const incrementLua = `
local stored = redis.call('GET', KEYS[1])
if not stored then
  redis.call('SET', KEYS[1], unpack(ARGV))
  return ARGV[1]
end
local integer = stored == '0' or string.match(stored, '^%-?[1-9]%d*$')
if not integer or #stored > 17 then return false end
local largest = 9007199254740991
local before = tonumber(stored)
if math.abs(before) > largest or math.abs(before + tonumber(ARGV[1])) > largest then return false end
return redis.call('INCRBY', KEYS[1], ARGV[1])
`;
