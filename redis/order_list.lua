-- One page of orders, newest first; among equal creation times by id, descending.
--
-- KEYS[1]  orders:by-created     sorted set, id by creation time in ms
-- ARGV[1]  most orders in the reply
-- ARGV[2..3]  creation time and id of the last order of the page before, or '' and ''
-- ARGV[4]  prefix of the orders' hashes, 'order:' (one Redis, no cluster: these keys are not declared)
-- Reply    {total, {id, customerName, item, quantity, price, status, createdAt, version}, …}

local most = tonumber(ARGV[1])
local ids = {}
local from = '+inf'
if ARGV[2] ~= '' then
    for _, id in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[2], ARGV[2])) do
        if id < ARGV[3] and #ids < most then ids[#ids + 1] = id end
    end
    from = '(' .. ARGV[2]
end
if #ids < most then
    for _, id in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[1], from, '-inf', 'LIMIT', 0, most - #ids)) do
        ids[#ids + 1] = id
    end
end

local reply = {redis.call('ZCARD', KEYS[1])}
for _, id in ipairs(ids) do
    local order = redis.call('HMGET', ARGV[4] .. id,
        'customerName', 'item', 'quantity', 'price', 'status', 'createdAt', 'version')
    if order[7] then reply[#reply + 1] = {id, unpack(order)} end
end
return reply
