-- Notes that the room has seen something of the workshop, where no drill may have brought it about.
--
-- KEYS[1]  room:seen             hash: since, and of each check that was seen, when (ms since 1970)
-- KEYS[2]  lab:drill             hash: the drill that goes on, or was last. While it is neither found nor told, what is seen
--                                may be its doing, and to note it would give it away
-- ARGV[1]  the check
-- Reply    all fields: {since, <ms>, check, <ms>, …}
-- Lives    until it is begun anew, or everything is reset

local now = redis.call('TIME')
local time = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('HSETNX', KEYS[1], 'since', time)
local drill = redis.call('HMGET', KEYS[2], 'startedAt', 'foundAt', 'revealed')
if not drill[1] or drill[2] or drill[3] then redis.call('HSETNX', KEYS[1], ARGV[1], time) end
return redis.call('HGETALL', KEYS[1])
