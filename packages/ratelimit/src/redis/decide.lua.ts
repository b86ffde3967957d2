import { algorithmsLua } from './algorithms.lua.ts';
import { markLua, timeLua } from './guard.lua.ts';

/**
 * The one script: decides a batch of requests in one call, by the server's clock. The twin of `decide.ts`.
 *
 * KEYS: the batch's own mark, then the states' keys, all policies of the first key, then of the second, ….
 * ARGV: two instants, see `guard.lua.ts`; the plan and the requests as JSON lists of numbers. A request is `mode, first key, parts, extra`; the
 * modes are {@link requestModes}.
 *
 * Answers `[now, 'late' | 'repeated']` without having changed anything, or `now` followed by, for each request, who
 * refused, the shadow that would have (counted from 1; 0: nobody), the parts taken, the wait for the turn, and three
 * numbers for each policy.
 *
 * States are packed as doubles, bit by bit: `tostring` keeps 14 digits.
 */
export const decideLua: string = `${algorithmsLua}${timeLua}
local policies = {}
for index, numbers in ipairs(cjson.decode(ARGV[3])) do
  local borders = nil
  if numbers[6] then
    if now < numbers[6] or now >= numbers[8] then return {now, 'late'} end
    borders = {numbers[6], numbers[7], numbers[8]}
  end
  policies[index] = {
    algorithm = algorithms[numbers[1]], leases = numbers[1] == 5, limit = numbers[2], windowMs = numbers[3],
    capacity = numbers[4], shadow = numbers[5] == 1, borders = borders,
  }
end
${markLua}
local count = #policies
local codes = {}
local function codeOf(length)
  local known = codes[length] or '<' .. string.rep('d', length)
  codes[length] = known
  return known
end
local stored = redis.call('MGET', unpack(KEYS, 2))
local states, changed = {}, {}

local function stateOf(place, policy)
  local state = states[place]
  if not state then
    local text = stored[place]
    if text then
      state = {struct.unpack(codeOf(#text / 8), text)}
      state[#state] = nil
    end
    state = policy.algorithm.advance(state, policy, now)
    states[place] = state
  end
  return state
end

local function partsThatFit(first, asked)
  local room = asked
  for index, policy in ipairs(policies) do
    if not policy.shadow then
      room = min(room, policy.algorithm.room(stateOf(first + index, policy), policy))
    end
  end
  if room >= asked then return asked end
  local whole = floor(room / 1000) * 1000
  return whole > 0 and whole or min(asked, 1000)
end

local function turnAfter(state, policy, parts, horizon)
  local algorithm = policy.algorithm
  local retryAfter = algorithm.retryAfter(state, policy, parts)
  if retryAfter <= 0 or not algorithm.wait then return retryAfter, 0 end
  local wait = algorithm.wait(state, policy)
  if wait and wait <= horizon then return 0, wait end
  return retryAfter, 0
end

local reply, said = {now}, 1
local function say(first, second, third)
  reply[said + 1], reply[said + 2], reply[said + 3] = first, second, third
  said = said + 3
end
local function sayVerdict(refusedBy, shadowedBy, taken, turn)
  say(refusedBy, shadowedBy, taken)
  said = said + 1
  reply[said] = turn
end
local function sayStanding(state, policy, wait)
  say(policy.algorithm.room(state, policy), wait, policy.algorithm.resetAfter(state, policy))
end

local waits = {}

local function decide(mode, first, parts, horizon)
  if mode == 1 then parts = partsThatFit(first, parts) end
  local refusedBy, shadowedBy, turn, longest, longestShadow = 0, 0, 0, 0, 0
  for index = 1, count do
    local policy = policies[index]
    local retryAfter, wait = turnAfter(stateOf(first + index, policy), policy, parts, mode == 2 and horizon or -1)
    waits[index] = retryAfter
    if wait > turn then turn = wait end
    if retryAfter ~= 0 then
      local rank = retryAfter < 0 and math.huge or retryAfter
      if policy.shadow then
        if rank > longestShadow then shadowedBy, longestShadow = index, rank end
      elseif rank > longest then
        refusedBy, longest = index, rank
      end
    end
  end
  local charges = refusedBy == 0 and mode ~= 3
  sayVerdict(refusedBy, shadowedBy, charges and parts or 0, charges and turn or 0)
  for index = 1, count do
    local policy, place = policies[index], first + index
    local state = states[place]
    if charges then
      if waits[index] == 0 then policy.algorithm.charge(state, policy, parts) end
      changed[place] = policy
    end
    sayStanding(state, policy, waits[index])
  end
end

local function release(first, parts, since)
  for index, policy in ipairs(policies) do
    if policy.leases then
      policy.algorithm.giveBack(stateOf(first + index, policy), policy, parts, since)
      changed[first + index] = policy
    end
  end
end

local function renew(first, parts, since)
  local taken = 0
  for index, policy in ipairs(policies) do
    local state = stateOf(first + index, policy)
    if policy.leases then
      local algorithm, kept = policy.algorithm, {unpack(state)}
      local room = algorithm.room(state, policy)
      algorithm.giveBack(state, policy, parts, since)
      if algorithm.room(state, policy) - room >= parts then
        algorithm.charge(state, policy, parts)
        taken = parts
      else
        states[first + index] = kept
      end
    end
  end
  sayVerdict(0, 0, taken, 0)
  for index, policy in ipairs(policies) do
    local state = states[first + index]
    if taken > 0 then changed[first + index] = policy end
    sayStanding(state, policy, 0)
  end
end

local function change(mode, first, parts, chargedAt)
  for index, policy in ipairs(policies) do
    local state = stateOf(first + index, policy)
    if mode == 5 then policy.algorithm.charge(state, policy, parts) end
    if mode == 6 then policy.algorithm.giveBack(state, policy, parts, chargedAt) end
    if mode == 7 then states[first + index] = policy.algorithm.advance(nil, policy, now) end
    changed[first + index] = policy
  end
end

local requests = cjson.decode(ARGV[4])
for place = 1, #requests, 4 do
  local mode, first = requests[place], requests[place + 1]
  if mode == 4 then
    renew(first, requests[place + 2], requests[place + 3])
  elseif mode == 8 then
    release(first, requests[place + 2], requests[place + 3])
  elseif mode < 4 then
    decide(mode, first, requests[place + 2], requests[place + 3])
  else
    change(mode, first, requests[place + 2], requests[place + 3])
  end
end

for place, policy in pairs(changed) do
  local state = states[place]
  local livesMs = min(ceil(policy.algorithm.resetAfter(state, policy) / 1000), 1e14)
  if livesMs > 0 then
    redis.call('SET', KEYS[place + 1], struct.pack(codeOf(#state), unpack(state)), 'PX', livesMs)
  else
    redis.call('DEL', KEYS[place + 1])
  end
end
return reply
`;

/** What a request of the script does. The first five answer as {@link Question}; the others change, and answer nothing. */
export const requestModes = {
  take: 0,
  'take-up-to': 1,
  book: 2,
  peek: 3,
  renew: 4,
  charge: 5,
  'give-back': 6,
  forget: 7,
  release: 8,
} as const;
