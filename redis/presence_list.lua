-- Counts who is there, and lists them where they are not too many.
--
-- KEYS[1]  presence:<kind>       sorted set, id by last heartbeat in ms
-- ARGV[1]  how long a heartbeat lasts, in ms
-- ARGV[2]  prefix of the details' hashes, 'presence:<kind>:' (one Redis, no cluster: these keys are not declared)
-- ARGV[3]  how many are listed at most, or '' for all: of more there is only the count
-- Reply    {count, {{id, last heartbeat, {name, value, …}}, …}}

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local since = string.format('(%.0f', now - ARGV[1])
local count = redis.call('ZCOUNT', KEYS[1], since, '+inf')
local members = {}
if ARGV[3] == '' or count <= tonumber(ARGV[3]) then
    local ids = redis.call('ZRANGE', KEYS[1], since, '+inf', 'BYSCORE', 'WITHSCORES')
    for index = 1, #ids, 2 do
        members[#members + 1] = {ids[index], ids[index + 1], redis.call('HGETALL', ARGV[2] .. ids[index])}
    end
end
return {count, members}
