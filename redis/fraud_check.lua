-- Gives each order of a batch its verdict: the counts of its customer's and of everybody's orders in the window that
-- ends with it. One after the other: an order is added and counted before the next is added. An order that has a
-- verdict keeps it and is not added again.
--
-- KEYS[1]     fraud:global       sorted set, order id by record time in ms
-- KEYS[2]     fraud:customers    sorted set, customers as they stand in their keys, by the newest record time in ms
-- KEYS[2n+1]  verdict:<order id> of the n-th order: string, "<0 open, 1 acknowledged> <orders of the customer> <orders of
--             everybody> <limits> <time of the verdict> <who gave it>"
-- KEYS[2n+2]  fraud:customer:<name> of the n-th order: sorted set, order id by record time in ms
-- ARGV[1]     length of the window in ms
-- ARGV[2]     how much newer than the order others may be and still count, in ms
-- ARGV[3]     record time before which nothing is needed any more
-- ARGV[4]     lifetime of a verdict in ms (the dedupe horizon)
-- ARGV[5]     limits, kept with the verdict: "<velocity> <burst> <amount in cents> <window in s>"
-- ARGV[6..7]  time of the verdicts in ms, who gives them
-- ARGV[6+2n], ARGV[7+2n]  id and record time of the n-th order
-- Reply       for each, the verdict that is held
-- Lives       verdicts: for the horizon. Windows: by record time; a set that nobody adds to for the horizon of wall time
--             goes as a whole (any sooner, and a service that stood still for a while would count too few)

local global, customers = KEYS[1], KEYS[2]
local window, ahead, horizon = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[4]

local function milliseconds(number)
    return string.format('%.0f', number)
end

-- Adds the order and counts what lies in (time - window, time + ahead].
local function add(key, id, time)
    redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. ARGV[3])
    redis.call('ZADD', key, time, id)
    redis.call('PEXPIRE', key, horizon)
    return redis.call('ZCOUNT', key, '(' .. milliseconds(time - window), milliseconds(time + ahead))
end

local reply = {}
for n = 1, (#KEYS - 2) / 2 do
    local verdict, customer = KEYS[2 * n + 1], KEYS[2 * n + 2]
    local held = redis.call('GET', verdict)
    if not held then
        local id, time = ARGV[6 + 2 * n], tonumber(ARGV[7 + 2 * n])
        held = string.format('0 %d %d %s %s %s',
            add(customer, id, time), add(global, id, time), ARGV[5], ARGV[6], ARGV[7])
        redis.call('SET', verdict, held, 'PX', horizon)
        redis.call('ZADD', customers, 'GT', time, string.sub(customer, #'fraud:customer:' + 1))
    end
    reply[n] = held
end
redis.call('ZREMRANGEBYSCORE', customers, '-inf', '(' .. ARGV[3])
redis.call('PEXPIRE', customers, horizon)
return reply
