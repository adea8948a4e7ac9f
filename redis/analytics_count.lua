-- Counts a batch of events, each once: orders created, and outcomes of notifications. Latency is from an order's creation
-- to its first success or failure for good; the two may come in either order.
--
-- KEYS[1]     analytics:totals   hash: created, NOTIFIED, RETRY, DLQ, latencySum, latencyCount; newest record time
-- KEYS[2]     analytics:created  sorted set, order id by record time in ms; the last minutes
-- KEYS[3n]    analytics:seen:<event id> of the n-th event: string
-- KEYS[3n+1]  analytics:order:<order id>: hash of record times: created, ended
-- KEYS[3n+2]  analytics:minute:<minutes since 1970> of its record time: hash, as the totals; and of the orders created in
--             it revenue in cents, and how much was ordered of each item: item:<name>
-- ARGV[1]     lifetime in ms (the dedupe horizon)
-- ARGV[2]     time now in ms
-- ARGV[6n-3]  created, or the outcome: NOTIFIED | RETRY | DLQ
-- ARGV[6n-2], ARGV[6n-1]  order id and record time of the n-th event
-- ARGV[6n], ARGV[6n+1], ARGV[6n+2]  of an order that was created: cents, item, quantity
-- Reply       {orders created in the 60 s up to the newest record, NOTIFIED, RETRY, DLQ, average latency in ms}
-- Lives       each for the horizon from its last change on
--
-- Latency is counted in the minute of the outcome. Where the creation comes after it, that minute's key is made here
-- (one Redis, no cluster: it is not declared). A minute names at most 200 items: of more, the first that came.

local totals, recent, horizon, now = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2])
local newest = tonumber(redis.call('HGET', totals, 'newest')) or 0

local function add(minute, field, number)
    redis.call('HINCRBY', totals, field, number)
    redis.call('HINCRBY', minute, field, number)
    redis.call('PEXPIRE', minute, horizon)
end

-- People make up names of items: a minute's hash must not grow with them without end.
local function sell(minute, cents, item, quantity)
    add(minute, 'revenue', cents)
    local field = 'item:' .. item
    if redis.call('HEXISTS', minute, field) == 1 or redis.call('HLEN', minute) < 210 then
        redis.call('HINCRBY', minute, field, quantity)
    end
end

local function latency(minute, created, ended)
    add(minute, 'latencySum', math.max(0, ended - created))
    add(minute, 'latencyCount', 1)
end

for n = 1, (#KEYS - 2) / 3 do
    local seen, order, minute = KEYS[3 * n], KEYS[3 * n + 1], KEYS[3 * n + 2]
    local kind, id, time = ARGV[6 * n - 3], ARGV[6 * n - 2], tonumber(ARGV[6 * n - 1])
    if redis.call('SET', seen, 1, 'NX', 'PX', horizon) then
        -- A record that claims to be from the future must not empty the last minute.
        newest = math.max(newest, math.min(time, now))
        if kind == 'created' then
            if redis.call('HSETNX', order, 'created', time) == 1 then
                redis.call('ZADD', recent, time, id)
                add(minute, 'created', 1)
                sell(minute, ARGV[6 * n], ARGV[6 * n + 1], ARGV[6 * n + 2])
                local ended = redis.call('HGET', order, 'ended')
                if ended then
                    latency('analytics:minute:' .. math.floor(ended / 60000), time, tonumber(ended))
                end
            end
        else
            add(minute, kind, 1)
            if kind ~= 'RETRY' and redis.call('HSETNX', order, 'ended', time) == 1 then
                local created = redis.call('HGET', order, 'created')
                if created then latency(minute, tonumber(created), time) end
            end
        end
        redis.call('PEXPIRE', order, horizon)
    end
end

redis.call('HSET', totals, 'newest', string.format('%.0f', newest))
redis.call('PEXPIRE', totals, horizon)
-- Twice the minute, so that a count at a slightly older time than the newest would still be right.
redis.call('ZREMRANGEBYSCORE', recent, '-inf', string.format('%.0f', newest - 120000))
redis.call('PEXPIRE', recent, horizon)

local counts = redis.call('HMGET', totals, 'NOTIFIED', 'RETRY', 'DLQ', 'latencySum', 'latencyCount')
for index = 1, 5 do counts[index] = tonumber(counts[index]) or 0 end
local average = counts[5] > 0 and math.floor(counts[4] / counts[5] + 0.5) or 0
local perMinute = redis.call(
    'ZCOUNT', recent, string.format('(%.0f', newest - 60000), string.format('%.0f', newest))
return { perMinute, counts[1], counts[2], counts[3], average }
