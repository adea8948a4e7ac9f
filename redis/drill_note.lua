-- Notes what has come of a drill, where it is still the same: one that was stopped meanwhile does not come back by it.
--
-- KEYS[1]  lab:drill             hash: seed, fault, startedAt; foundAt, repairedAt, revealed as they come
-- KEYS[2]  lab:drill:guesses     list of what was said to be the fault, as JSON; the newest 100
-- ARGV[1]  channel that is told
-- ARGV[2]  startedAt of the one that is meant
-- ARGV[3]  a guess, or ''
-- ARGV[4…] fields and values; what a field has held once, it keeps
-- Reply    1, or 0 where there is no such drill any more
-- Lives    until the next begins

if redis.call('HGET', KEYS[1], 'startedAt') ~= ARGV[2] then return 0 end
if ARGV[3] ~= '' then
    redis.call('RPUSH', KEYS[2], ARGV[3])
    redis.call('LTRIM', KEYS[2], -100, -1)
end
for index = 4, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[index], ARGV[index + 1]) end
redis.call('PUBLISH', ARGV[1], '')
return 1
