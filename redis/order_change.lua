-- Creates, updates or deletes one order, and owes Kafka the two events of it: all of it or nothing.
--
-- KEYS[1]  order:<id>            hash, state of the order; of a deleted one id and version, for the horizon
-- KEYS[2]  orders:by-created     sorted set, id by creation time in ms
-- KEYS[3]  orders:deleted        sorted set, id by version: deleted, and the event not in Kafka yet
-- KEYS[4]  outbox                stream, one entry for each event owed: its topic, and the event as a list of MessagePack:
--                                action, id, customerName, item, quantity, price, status, createdAt, version, time,
--                                correlation id, traceparent, gateway, 1 where the services were called already
-- KEYS[5]  idempotency:<caller>:<key>, or '' without one: string, hash of the request and the answer to it
-- KEYS[6]  room:orders           hash, orders placed by person
-- KEYS[7]  room:names            hash, what each person calls themselves
-- ARGV[1]  created | updated | deleted
-- ARGV[2]  id
-- ARGV[3]  the version that the caller saw, or ''
-- ARGV[4..7]  customerName, item, quantity, price ('' for deleted)
-- ARGV[8..9]  topics of the two events: orders, audit
-- ARGV[10..11]  correlation id, traceparent
-- ARGV[12] entries of the outbox at which changes are refused
-- ARGV[13] horizon in seconds
-- ARGV[14..15]  hash of the request, lifetime of its answer in seconds
-- ARGV[16] the gateway that takes the change
-- ARGV[17] 1 where the services were called without Kafka already, else ''
-- ARGV[18..19]  who places the order and what they call themselves; '' where that is not known
-- Reply    {'done' | 'replayed', id, customerName, item, quantity, price, status, createdAt, version},
--          {'unknown'}, {'conflict'}, {'full'} or {'mismatch'}

local action, id = ARGV[1], ARGV[2]

if KEYS[5] ~= '' then
    local given = redis.call('GET', KEYS[5])
    if given then
        local answer = cjson.decode(given)
        if answer[1] ~= ARGV[14] then return {'mismatch'} end
        answer[1] = 'replayed'
        return answer
    end
end

local held = redis.call('HMGET', KEYS[1],
    'customerName', 'item', 'quantity', 'price', 'status', 'createdAt', 'version', 'deleted')
if action ~= 'created' then
    if not held[7] or held[8] then return {'unknown'} end
    if ARGV[3] ~= '' and ARGV[3] ~= held[7] then return {'conflict'} end
end
-- What is there under a name of ours and is no set of ours fails here, before anything was written: Redis takes nothing
-- back of a script that fails halfway.
redis.call('ZCARD', KEYS[2])
redis.call('ZCARD', KEYS[3])
if redis.call('XLEN', KEYS[4]) + 2 > tonumber(ARGV[12]) then return {'full'} end

-- Milliseconds; tostring() would write them with an exponent.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
-- Never one that was given out before, even by a Redis that lost its last second or whose clock went back.
local version = now
if held[7] and tonumber(held[7]) >= tonumber(now) then version = string.format('%.0f', held[7] + 1) end

local order = {ARGV[4], ARGV[5], ARGV[6], ARGV[7], 'created', now, version}
if action == 'updated' then order[5], order[6] = held[5], held[6] end
if action == 'deleted' then order = {held[1], held[2], held[3], held[4], held[5], held[6], version} end

-- One text for both: it is written, read and parsed for less than its parts.
local event = cmsgpack.pack({action, id, order[1], order[2], order[3], order[4], order[5], order[6], version, now,
    ARGV[10], ARGV[11], ARGV[16], ARGV[17]})
-- First a command that a full Redis refuses, so that it refuses before anything was written.
local first = redis.call('XADD', KEYS[4], '*', 'topic', ARGV[8], 'event', event)
local second = redis.call('XADD', KEYS[4], '*', 'topic', ARGV[9], 'event', event)
if action == 'deleted' then
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'id', id, 'version', version, 'deleted', '1')
    redis.call('EXPIRE', KEYS[1], ARGV[13])
    redis.call('ZREM', KEYS[2], id)
    redis.call('ZADD', KEYS[3], version, id)
else
    if held[8] then redis.call('DEL', KEYS[1]) end  -- what was kept of a deleted order, with the end of its time
    redis.call('HSET', KEYS[1], 'customerName', order[1], 'item', order[2], 'quantity', order[3],
        'price', order[4], 'status', order[5], 'createdAt', order[6], 'version', version)
    redis.call('ZADD', KEYS[2], order[6], id)
end

if action == 'created' and ARGV[18] ~= '' then
    redis.call('HINCRBY', KEYS[6], ARGV[18], 1)
    -- Somebody who says no name now may have said one before.
    redis.call(ARGV[19] == '' and 'HSETNX' or 'HSET', KEYS[7], ARGV[18], ARGV[19])
    redis.call('EXPIRE', KEYS[6], ARGV[13])
    redis.call('EXPIRE', KEYS[7], ARGV[13])
end

local answer = {'done', id, order[1], order[2], order[3], order[4], order[5], order[6], version}
if KEYS[5] ~= '' then
    local kept = {ARGV[14], unpack(answer, 2)}
    redis.call('SET', KEYS[5], cjson.encode(kept), 'EX', ARGV[15])
end
-- The first of a millisecond tells for all of it: whoever is told reads until there is nothing more, and rests for more
-- than that in between.
if string.sub(first, -2) == '-0' or string.sub(second, -2) == '-0' then redis.call('PUBLISH', KEYS[4], '') end
return answer
