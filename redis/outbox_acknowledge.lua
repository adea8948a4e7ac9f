-- Deletes from the outbox what Kafka has acknowledged.
--
-- KEYS[1]  outbox                stream
-- KEYS[2]  orders:deleted        sorted set, id by version: deleted, and the event not in Kafka yet
-- ARGV[1]  number of entries
-- ARGV[2…] their ids, then the ids of the orders whose deletion is in Kafka now
-- Reply    number of entries that are left

local entries = tonumber(ARGV[1])
for index = 2, #ARGV do
    if index <= entries + 1 then
        redis.call('XDEL', KEYS[1], ARGV[index])
    else
        redis.call('ZREM', KEYS[2], ARGV[index])
    end
end
return redis.call('XLEN', KEYS[1])
