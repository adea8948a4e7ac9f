-- Says that somebody is there.
--
-- KEYS[1]  presence:<kind>       sorted set, id by last heartbeat in ms
-- KEYS[2]  presence:<kind>:<id>  hash, details
-- ARGV[1]  how long a heartbeat lasts, in ms
-- ARGV[2]  id, as it stands in the key
-- ARGV[3…] details, name and value in turn: they replace the earlier ones
-- Reply    the time of the heartbeat in ms
-- Lives    until the heartbeat has run out

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ARGV[1]))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
for index = 3, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[index], ARGV[index + 1]) end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return now
