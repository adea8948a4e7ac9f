-- Changes one setting and tells everybody.
--
-- KEYS[1]  settings              hash; also the channel that the setting's name is published on
-- ARGV[1..2]  name and value
-- Reply    how many were listening
-- Lives    for good

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('PUBLISH', KEYS[1], ARGV[1])
