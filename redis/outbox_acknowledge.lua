-- Deletes from the outbox what Kafka has acknowledged.
--
-- KEYS[1]  outbox                stream
-- KEYS[2]  orders:deleted        sorted set, id by version: deleted, and the event not in Kafka yet
-- ARGV[1]  number of entries
-- ARGV[2…] their ids, then the ids of the orders whose deletion is in Kafka now
-- Reply    number of entries that are left

-- A thousand in one command: Lua's stack holds no more than a few thousand.
local function each(command, key, first, last)
    for from = first, last, 1000 do
        redis.call(command, key, unpack(ARGV, from, math.min(from + 999, last)))
    end
end

local entries = tonumber(ARGV[1])
each('XDEL', KEYS[1], 2, entries + 1)
each('ZREM', KEYS[2], entries + 2, #ARGV)
return redis.call('XLEN', KEYS[1])
