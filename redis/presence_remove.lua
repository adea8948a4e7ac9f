-- Says that some have left.
--
-- KEYS[1]  presence:<kind>       sorted set, id by last heartbeat in ms
-- KEYS[2…] presence:<kind>:<id>  hash, details; one key for each of them
-- ARGV     their ids, in the order of the keys
-- Reply    how many of them were there

local count = 0
for index = 2, #KEYS do
    redis.call('DEL', KEYS[index])
    count = count + redis.call('ZREM', KEYS[1], ARGV[index - 1])
end
return count
