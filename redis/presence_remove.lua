-- Says that somebody has left.
--
-- KEYS[1]  presence:<kind>       sorted set, id by last heartbeat in ms
-- KEYS[2]  presence:<kind>:<id>  hash, details
-- ARGV[1]  id, as it stands in the key
-- Reply    1, or 0 if it was not there

redis.call('DEL', KEYS[2])
return redis.call('ZREM', KEYS[1], ARGV[1])
