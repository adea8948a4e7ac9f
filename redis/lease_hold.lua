-- Takes a right that one at a time has, or holds on to it: to bring the outbox to Kafka, to carry out chaos and drills.
--
-- KEYS[1]  outbox:lease or lab:lease: string, who holds it; lives as long as the lease
-- ARGV[1]  who asks
-- ARGV[2]  lease in ms
-- Reply    1 when the asker holds it now, else 0

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
-- A full Redis refuses SET, unless the script has written before, as DEL does also where there is nothing: what whoever
-- leads does with the lease is what makes room.
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
