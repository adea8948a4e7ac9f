-- Notes how far chaos has come, where it still goes on: one that was stopped, or another, is left as it is.
--
-- KEYS[1]  lab:chaos             hash: seed, everySeconds, startedAt, nextAt, done
-- ARGV[1]  startedAt of the one that is meant
-- ARGV[2]  nextAt
-- ARGV[3]  done
-- Reply    1, or 0 where it has ended
-- Lives    until it is stopped

if redis.call('HGET', KEYS[1], 'startedAt') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'nextAt', ARGV[2], 'done', ARGV[3])
return 1
