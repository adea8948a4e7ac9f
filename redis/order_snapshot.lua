-- The newest orders, and those whose deletion has not reached Kafka, as of one moment.
--
-- KEYS[1]  orders:by-created     sorted set, id by creation time in ms
-- KEYS[2]  orders:deleted        sorted set, id by version: deleted, and the event not in Kafka yet
-- ARGV[1]  most orders in the reply
-- ARGV[2]  prefix of the orders' hashes, 'order:' (one Redis, no cluster: these keys are not declared)
-- Reply    {total, {order, …} as order_list.lua has them, {id, version, …} of the deleted}

local orders = {}
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1)) do
    local order = redis.call('HMGET', ARGV[2] .. id,
        'customerName', 'item', 'quantity', 'price', 'status', 'createdAt', 'version')
    if order[7] then orders[#orders + 1] = {id, unpack(order)} end
end
return {redis.call('ZCARD', KEYS[1]), orders, redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')}
