-- Counts a reader once in a day, exactly while they are few, and by an estimate of the rest.
--
-- KEYS  the readers of this day as a set, those beyond it as a HyperLogLog, and perhaps a hash of what was counted.
-- ARGV  the reader, the most that the set may hold, seconds until both are forgotten, and the field of the hash.
-- Returns by how much the count has grown: 0 for a reader who was here before.

local grown = 0
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then
    return 0
elseif redis.call('SCARD', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('SADD', KEYS[1], ARGV[1])
    redis.call('EXPIRE', KEYS[1], ARGV[3])
    grown = 1
else
    local before = redis.call('PFCOUNT', KEYS[2])
    if redis.call('PFADD', KEYS[2], ARGV[1]) == 1 then
        redis.call('EXPIRE', KEYS[2], ARGV[3])
        grown = redis.call('PFCOUNT', KEYS[2]) - before
    end
end
if grown > 0 and KEYS[3] then
    redis.call('HINCRBY', KEYS[3], ARGV[4], grown)
end
return grown
