-- Takes it on oneself to send dead letters back to where they came from. Of one that somebody took on and did not finish
-- within the lease the same attempt goes on: it writes the same record again, with the same id.
--
-- KEYS[n]  deadletter:<event id>    hash: state (redriving | redriven | discarded), count (how often it was redriven, or is
--                                   being redriven), at (when, ms), until (end of the lease, ms), place (where the redriven
--                                   record is: <topic>/<partition>/<offset>); none: nobody has done anything about it
-- ARGV[1]  lease in ms
-- ARGV[2]  lifetime in ms (the dedupe horizon)
-- ARGV[3]  1: also those that were redriven or discarded already
-- Reply    for each {count, at}, or {} where it is not to be redriven now
-- Lives    for the horizon from the last change on

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local reply = {}
for n, key in ipairs(KEYS) do
    local held = redis.call('HMGET', key, 'state', 'count', 'at', 'until')
    local count, at
    if held[1] == 'redriving' then
        if now >= tonumber(held[4]) then count, at = held[2], held[3] end
    elseif not held[1] or ARGV[3] == '1' then
        count, at = string.format('%d', (tonumber(held[2]) or 0) + 1), string.format('%.0f', now)
    end
    if count then
        redis.call('HSET', key, 'state', 'redriving', 'count', count, 'at', at,
            'until', string.format('%.0f', now + ARGV[1]))
        redis.call('PEXPIRE', key, ARGV[2])
        reply[n] = {count, at}
    else
        reply[n] = {}
    end
end
return reply
