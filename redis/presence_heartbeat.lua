-- Says that some are there.
--
-- KEYS[1]  presence:<kind>       sorted set, id by last heartbeat in ms
-- KEYS[2…] presence:<kind>:<id>  hash, details; one key for each of them
-- ARGV[1]  how long a heartbeat lasts, in ms
-- ARGV[2…] for each, in the order of the keys: its id, as it stands in the key; how many arguments its details are; the
--          details, name and value in turn: they replace the earlier ones
-- Reply    how many of them were not there before
-- Lives    until the heartbeat has run out

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local score = string.format('%.0f', now)
local argument, new = 2, 0
for index = 2, #KEYS do
    local id, count = ARGV[argument], tonumber(ARGV[argument + 1])
    new = new + redis.call('ZADD', KEYS[1], score, id)
    redis.call('DEL', KEYS[index])
    if count > 0 then
        redis.call('HSET', KEYS[index], unpack(ARGV, argument + 2, argument + 1 + count))
        redis.call('PEXPIRE', KEYS[index], ARGV[1])
    end
    argument = argument + 2 + count
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ARGV[1]))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return new
