-- How full the windows are at this moment, and whose are the fullest.
--
-- KEYS[1]  fraud:global       sorted set, order id by record time in ms
-- KEYS[2]  fraud:customers    sorted set, customers as they stand in their keys, by the newest record time in ms
-- ARGV[1]  length of the window in ms
-- ARGV[2]  how much newer than now orders may be and still count, in ms
-- ARGV[3]  most customers in the reply
-- ARGV[4]  prefix of the customers' sets, 'fraud:customer:' (one Redis, no cluster: these keys are not declared)
-- Reply    {now in ms, orders of everybody, {customer, orders, …} by number and then by name}
--
-- Looks at the 1,000 customers who ordered last: each costs a count.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local from = string.format('(%.0f', now - ARGV[1])
local to = string.format('%.0f', now + ARGV[2])

local customers = {}
for _, name in ipairs(redis.call('ZRANGE', KEYS[2], '+inf', from, 'BYSCORE', 'REV', 'LIMIT', 0, 1000)) do
    local count = redis.call('ZCOUNT', ARGV[4] .. name, from, to)
    if count > 0 then customers[#customers + 1] = {name, count} end
end
table.sort(customers, function(a, b)
    if a[2] ~= b[2] then return a[2] > b[2] end
    return a[1] < b[1]
end)

local busiest = {}
for index = 1, math.min(#customers, tonumber(ARGV[3])) do
    busiest[#busiest + 1] = customers[index][1]
    busiest[#busiest + 1] = customers[index][2]
end
return {string.format('%.0f', now), redis.call('ZCOUNT', KEYS[1], from, to), busiest}
