-- Lists who is there, by id.
--
-- KEYS[1]  presence:<kind>       sorted set, id by last heartbeat in ms
-- ARGV[1]  how long a heartbeat lasts, in ms
-- ARGV[2]  prefix of the details' hashes, 'presence:<kind>:' (one Redis, no cluster: these keys are not declared)
-- Reply    {{id, last heartbeat, {name, value, …}}, …}

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ids = redis.call(
    'ZRANGE', KEYS[1], string.format('(%.0f', now - ARGV[1]), '+inf', 'BYSCORE', 'WITHSCORES')
local reply = {}
for index = 1, #ids, 2 do
    reply[#reply + 1] = {ids[index], ids[index + 1], redis.call('HGETALL', ARGV[2] .. ids[index])}
end
return reply
