-- Gives such a right back, so that another need not wait for the lease to end.
--
-- KEYS[1]  outbox:lease or lab:lease: string, who holds it
-- ARGV[1]  who gives it back
-- Reply    1 when it was theirs, else 0

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
