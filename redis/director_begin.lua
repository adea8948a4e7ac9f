-- Begins chaos or a drill, unless one of them is going on, or what an earlier one has done is not undone yet.
--
-- KEYS[1]  lab:chaos or lab:drill: what begins
-- KEYS[2]  lab:chaos             hash: seed, everySeconds, startedAt, nextAt, done
-- KEYS[3]  lab:drill             hash: seed, fault, startedAt; foundAt, repairedAt, revealed as they come
-- KEYS[4]  lab:drill:guesses     list of what was said to be the fault, as JSON
-- KEYS[5]  lab:undo              hash: what was done, and how it is undone, by name
-- ARGV[1]  channel that is told
-- ARGV[2…] fields and values
-- Reply    1, or 0 where it cannot begin
-- Lives    until it is stopped

if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('HLEN', KEYS[5]) > 0 then return 0 end
if redis.call('EXISTS', KEYS[3]) == 1 then
    -- A drill that is over makes room for whatever comes next.
    local held = redis.call('HMGET', KEYS[3], 'foundAt', 'repairedAt', 'revealed')
    if not held[3] and not (held[1] and held[2]) then return 0 end
    redis.call('DEL', KEYS[3], KEYS[4])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PUBLISH', ARGV[1], '')
return 1
