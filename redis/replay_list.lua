-- Lists the replays there are; those that are over by time are forgotten.
--
-- KEYS[1]  replays           set of groups
-- ARGV[1]  prefix of the replays' hashes, 'replay:' (one Redis, no cluster: these keys are not declared)
-- Reply    {{field, value, …}, …} as replay_request.lua wrote them

local reply = {}
for _, group in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    -- As KeyName escapes it.
    local key = ARGV[1] .. string.gsub(group, '[^%w%._%-]', function(byte)
        return string.format('%%%02X', string.byte(byte))
    end)
    local fields = redis.call('HGETALL', key)
    if #fields == 0 then
        redis.call('SREM', KEYS[1], group)
    else
        reply[#reply + 1] = fields
    end
end
return reply
