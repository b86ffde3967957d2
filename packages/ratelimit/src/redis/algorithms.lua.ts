/**
 * The algorithms in Lua: line by line what `algorithms/*.ts` does, on the same whole numbers, so that both decide the
 * same. A policy is a list: kind, limit, windowMs, capacity, shadow, and for calendar windows three borders. `parts`
 * are thousandths of cost, times are microseconds; `retryAfter` answers -1 for never.
 */
export const algorithmsLua = `
local floor, ceil, max, min = math.floor, math.ceil, math.max, math.min
local function tenthOf(at, windowMs) return floor(at / (windowMs * 100)) end

local function drain(state, policy, now)
  if not state then return {now, 0, policy.windowMs, policy.limit} end
  local spent = state[2]
  if state[3] ~= policy.windowMs or state[4] ~= policy.limit then
    local most = max(policy.capacity, policy.limit * 1000 * policy.windowMs)
    spent = min(ceil(spent / state[3] * policy.windowMs), most)
  end
  if now > state[1] then spent = spent - (now - state[1]) * policy.limit end
  return {now, max(0, spent), policy.windowMs, policy.limit}
end

local function fill(state, policy, parts) state[2] = state[2] + parts * policy.windowMs end

local function unfill(state, policy, parts, chargedAt)
  local drained = 0
  if chargedAt >= 0 then drained = max(0, state[1] - chargedAt) * policy.limit end
  state[2] = max(0, state[2] - max(0, parts * policy.windowMs - drained))
end

local function untilDrained(state, policy) return ceil(state[2] / policy.limit) end

local tokenBucket = {
  advance = drain,
  room = function(state, policy) return floor((policy.capacity - state[2]) / policy.windowMs) end,
  charge = fill,
  giveBack = unfill,
  retryAfter = function(state, policy, parts)
    local wanted = parts * policy.windowMs
    if wanted > policy.capacity then return -1 end
    return max(0, ceil((state[2] + wanted - policy.capacity) / policy.limit))
  end,
  resetAfter = untilDrained,
}

local leakyBucket = {
  advance = drain,
  room = function(state, policy) return state[2] == 0 and policy.limit * 1000 or 0 end,
  charge = fill,
  giveBack = function(state, policy, parts) unfill(state, policy, parts, -1) end,
  retryAfter = function(state, policy, parts)
    if parts > policy.limit * 1000 then return -1 end
    return untilDrained(state, policy)
  end,
  resetAfter = untilDrained,
  wait = function(state, policy)
    if state[2] > policy.capacity then return nil end
    return untilDrained(state, policy)
  end,
}

local function total(state)
  local sum = 0
  for place = 3, 13 do sum = sum + state[place] end
  return sum
end

local function untilGone(state, age)
  return (tenthOf(state[1], state[2]) - age + 11) * state[2] * 100 - state[1]
end

local function takeOut(state, age, parts)
  if age >= 0 and age < 11 then state[3 + age] = max(0, state[3 + age] - parts) end
end

local rollingWindow = {
  advance = function(state, policy, now)
    local moved = {now, policy.windowMs, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
    if not state then return moved end
    if state[2] ~= policy.windowMs then
      moved[3] = total(state)
      return moved
    end
    local passed = 0
    if now > state[1] then passed = tenthOf(now, state[2]) - tenthOf(state[1], state[2]) end
    for age = passed, 10 do moved[3 + age] = state[3 + age - passed] end
    return moved
  end,
  room = function(state, policy) return policy.capacity - total(state) end,
  charge = function(state, policy, parts) state[3] = state[3] + parts end,
  giveBack = function(state, policy, parts, chargedAt)
    if chargedAt >= 0 then
      return takeOut(state, tenthOf(state[1], state[2]) - tenthOf(chargedAt, state[2]), parts)
    end
    for age = 10, 0, -1 do
      local count = state[3 + age]
      takeOut(state, age, parts)
      parts = parts - min(count, parts)
    end
  end,
  retryAfter = function(state, policy, parts)
    if parts > policy.capacity then return -1 end
    local room = policy.capacity - total(state)
    if parts <= room then return 0 end
    local age = 11
    while parts > room and age > 0 do
      age = age - 1
      room = room + state[3 + age]
    end
    return untilGone(state, age)
  end,
  resetAfter = function(state)
    for age = 0, 10 do
      if state[3 + age] > 0 then return untilGone(state, age) end
    end
    return 0
  end,
}

local function boundsOf(policy, now)
  if policy.borders then
    if now < policy.borders[2] then return policy.borders[1], policy.borders[2] end
    return policy.borders[2], policy.borders[3]
  end
  local length = policy.windowMs * 1000
  local start = floor(now / length) * length
  return start, start + length
end

local countedWindow = {
  advance = function(state, policy, now)
    local first, last = boundsOf(policy, now)
    return {now, first, last, state and state[2] >= first and state[4] or 0}
  end,
  room = function(state, policy) return policy.capacity - state[4] end,
  charge = function(state, policy, parts) state[4] = state[4] + parts end,
  giveBack = function(state, policy, parts, chargedAt)
    if chargedAt >= 0 and chargedAt < state[2] then return end
    state[4] = max(0, state[4] - parts)
  end,
  retryAfter = function(state, policy, parts)
    if parts > policy.capacity then return -1 end
    if parts <= policy.capacity - state[4] then return 0 end
    return state[3] - state[1]
  end,
  resetAfter = function(state) return state[4] > 0 and state[3] - state[1] or 0 end,
}

local function held(state)
  local sum = 0
  for place = 3, #state, 2 do sum = sum + state[place] end
  return sum
end

local concurrency = {
  advance = function(state, policy, now)
    local moved = {now}
    if not state then return moved end
    local last = now + policy.windowMs * 1000
    for place = 2, #state, 2 do
      if state[place] > now then
        moved[#moved + 1] = min(state[place], last)
        moved[#moved + 1] = state[place + 1]
      end
    end
    return moved
  end,
  room = function(state, policy) return policy.capacity - held(state) end,
  charge = function(state, policy, parts)
    local last = state[1] + policy.windowMs * 1000
    if #state > 1 and state[#state - 1] == last then
      state[#state] = state[#state] + parts
    else
      state[#state + 1] = last
      state[#state + 1] = parts
    end
  end,
  giveBack = function(state, policy, parts, chargedAt)
    local last = chargedAt + policy.windowMs * 1000
    local kept = {state[1]}
    for place = 2, #state, 2 do
      local given = 0
      if chargedAt < 0 or state[place] == last then given = min(parts, state[place + 1]) end
      parts = parts - given
      if state[place + 1] > given then
        kept[#kept + 1] = state[place]
        kept[#kept + 1] = state[place + 1] - given
      end
    end
    for place = 1, #state do state[place] = kept[place] end
  end,
  retryAfter = function(state, policy, parts)
    if parts > policy.capacity then return -1 end
    local room, place = policy.capacity - held(state), 0
    while parts > room do
      place = place + 2
      room = room + state[place + 1]
    end
    return place == 0 and 0 or state[place] - state[1]
  end,
  resetAfter = function(state) return #state > 1 and state[#state - 1] - state[1] or 0 end,
}

local algorithms = {tokenBucket, leakyBucket, rollingWindow, countedWindow, concurrency}
`;
