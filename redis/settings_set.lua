-- Changes settings and tells everybody.
--
-- KEYS[1]  settings              hash; also the channel that the first one's name is published on
-- ARGV     name and value of each; an empty value: it is forgotten, and its default holds
-- Reply    {before, after}: all that were ever set and not forgotten, each {name, value, …}
-- Lives    for good

local before = redis.call('HGETALL', KEYS[1])
for index = 1, #ARGV, 2 do
    if ARGV[index + 1] == '' then
        redis.call('HDEL', KEYS[1], ARGV[index])
    else
        redis.call('HSET', KEYS[1], ARGV[index], ARGV[index + 1])
    end
end
redis.call('PUBLISH', KEYS[1], ARGV[1])
return {before, redis.call('HGETALL', KEYS[1])}
