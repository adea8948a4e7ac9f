-- Begins the workshop anew: nothing was seen.
--
-- KEYS[1]  room:seen             hash: since, and of each check that was seen, when (ms since 1970)
-- Reply    all fields: {since, <ms>}; another time than before, always
-- Lives    until it is begun anew, or everything is reset

local now = redis.call('TIME')
local before = tonumber(redis.call('HGET', KEYS[1], 'since') or 0)
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'since', math.max(before + 1, now[1] * 1000 + math.floor(now[2] / 1000)))
return redis.call('HGETALL', KEYS[1])
