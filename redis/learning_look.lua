-- What the room has seen of the workshop.
--
-- KEYS[1]  room:seen             hash: since, and of each check that was seen, when (ms since 1970)
-- Reply    all fields: {since, <ms>, check, <ms>, …}
-- Lives    until it is begun anew, or everything is reset

local now = redis.call('TIME')
redis.call('HSETNX', KEYS[1], 'since', now[1] * 1000 + math.floor(now[2] / 1000))
return redis.call('HGETALL', KEYS[1])
