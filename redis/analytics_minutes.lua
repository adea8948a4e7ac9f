-- Reads the counters of some minutes.
--
-- KEYS[n]  analytics:minute:<minutes since 1970>    hash, see analytics_count.lua
-- Reply    for each {created, NOTIFIED, RETRY, DLQ, sum of latencies in ms, number of latencies, revenue in cents,
--          {item, quantity, …}}, 0 where there is none

local names = {'created', 'NOTIFIED', 'RETRY', 'DLQ', 'latencySum', 'latencyCount', 'revenue'}

local reply = {}
for n, key in ipairs(KEYS) do
    local counts, items = {0, 0, 0, 0, 0, 0, 0}, {}
    local fields = redis.call('HGETALL', key)
    for index = 1, #fields, 2 do
        local item = string.match(fields[index], '^item:(.*)$')
        if item then
            items[#items + 1] = item
            items[#items + 1] = fields[index + 1]
        end
        for place, name in ipairs(names) do
            -- As text: a number of Lua loses what lies beyond 2^53.
            if fields[index] == name then counts[place] = fields[index + 1] end
        end
    end
    counts[8] = items
    reply[n] = counts
end
return reply
