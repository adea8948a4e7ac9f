-- Notes that a partition was sent back: nobody does it again.
--
-- KEYS[1]  replay:<group>    hash, see replay_request.lua
-- ARGV[1]  id of the replay
-- ARGV[2..4]  the partition, <topic>/<partition>, who sent it back, and to which offset
-- Reply    1, or 0 where the replay is over or another one was asked for meanwhile
-- Lives    as long as before

if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'place:' .. ARGV[2], 'done ' .. ARGV[3] .. ' ' .. ARGV[4])
return 1
