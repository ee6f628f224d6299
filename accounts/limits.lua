-- Counts one request in every window of its subject, or in none if one of them is full.
--
-- A window is a counter that its first request begins and its expiry ends, so that no clock but this server's counts.
--
-- KEYS  the windows to count in; after them, perhaps, a gate: a window that must have room as well while the subject
--       is new, that is while none of its own windows has begun. A gate is looked at, not counted in.
-- ARGV  how many windows are counted in; 1, or 0 to look at them and count nothing; then the limit and the length in
--       seconds of each key.
-- Returns 1 if the request passes, else 0; and of the window with least room, or of these the last to end: its limit,
-- its room, its end in epoch seconds, the seconds until then.

local counted = tonumber(ARGV[1])

local function look(i)
    local limit, seconds = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
    local used = tonumber(redis.call('GET', KEYS[i]) or 0)
    local left = used > 0 and redis.call('PTTL', KEYS[i]) or seconds * 1000
    return {limit = limit, seconds = seconds, room = math.max(limit - used, 0), left = left, begun = used > 0}
end

local is_new, tightest = true, nil
for i = 1, counted do
    local window = look(i)
    is_new = is_new and not window.begun
    if not tightest or window.room < tightest.room
        or window.room == tightest.room and window.left > tightest.left then
        tightest = window
    end
end

if is_new and #KEYS > counted then
    local gate = look(counted + 1)
    if gate.room == 0 then
        tightest = gate
    end
end

local passes = tightest.room > 0 and 1 or 0
if passes == 1 and ARGV[2] == '1' then
    for i = 1, counted do
        if redis.call('INCR', KEYS[i]) == 1 then
            redis.call('EXPIRE', KEYS[i], ARGV[2 * i + 2])
        end
    end
end

local now = redis.call('TIME')
local ends = now[1] + now[2] / 1000000 + tightest.left / 1000
return {passes, tightest.limit, tightest.room - passes, math.ceil(ends), math.max(1, math.ceil(tightest.left / 1000))}
