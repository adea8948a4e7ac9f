-- Reads the counters of some minutes.
--
-- KEYS[n]  analytics:minute:<minutes since 1970>    hash, see analytics_count.lua
-- Reply    for each {created, NOTIFIED, RETRY, DLQ, sum of latencies in ms, number of latencies}, 0 where there is none

local reply = {}
for n, key in ipairs(KEYS) do
    local counts = redis.call('HMGET', key, 'created', 'NOTIFIED', 'RETRY', 'DLQ', 'latencySum', 'latencyCount')
    for index = 1, 6 do counts[index] = tonumber(counts[index]) or 0 end
    reply[n] = counts
end
return reply
