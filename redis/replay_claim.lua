-- Takes it on oneself to send partitions of a group back. Of one that another has claimed and not done, too: it belongs to
-- whoever asks now, or the asker would not read it.
--
-- KEYS[1]  replay:<group>    hash, see replay_request.lua
-- ARGV[1]  who asks
-- ARGV[2…] partitions that it reads, <topic>/<partition>
-- Reply    {id, from, partition, …}: what is to be sent back; {} where there is nothing
-- Lives    as long as before

local request = redis.call('HMGET', KEYS[1], 'id', 'from')
if not request[1] then return {} end
local reply = {request[1], request[2]}
for index = 2, #ARGV do
    local field = 'place:' .. ARGV[index]
    local held = redis.call('HGET', KEYS[1], field)
    if held and string.sub(held, 1, 4) ~= 'done' then
        redis.call('HSET', KEYS[1], field, 'claimed ' .. ARGV[1])
        reply[#reply + 1] = ARGV[index]
    end
end
return reply
