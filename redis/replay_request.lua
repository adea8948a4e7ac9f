-- Asks a group to read again from an earlier place; what it was asked before counts no more.
--
-- KEYS[1]  replay:<group>    hash: id, group, from, at (ms); for each partition end:<topic>/<partition> its end now, and
--                            place:<topic>/<partition> = waiting | claimed <instance> | done <instance> <offset>
-- KEYS[2]  replays           set of groups; also the channel that the group is published on
-- ARGV[1..4]  id, group, from (beginning or ms since 1970), lifetime in ms
-- ARGV[3+2n], ARGV[4+2n]  the n-th partition, <topic>/<partition>, and its end
-- Reply    the time in ms
-- Lives    for the lifetime from the request on

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'group', ARGV[2], 'from', ARGV[3], 'at', now)
for index = 5, #ARGV, 2 do
    redis.call('HSET', KEYS[1], 'place:' .. ARGV[index], 'waiting', 'end:' .. ARGV[index], ARGV[index + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('PUBLISH', KEYS[2], ARGV[2])
return now
