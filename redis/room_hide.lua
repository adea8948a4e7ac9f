-- Takes a name or an order off the screens, or puts it back, and tells everybody.
--
-- KEYS[1]  room:hidden           hash, what is hidden: name:<as compared> and order:<id>, each with how it was written;
--                                also the channel that tells of a change
-- ARGV[1..2]  the field, and how it was written
-- ARGV[3]  1 to hide, 0 to show
-- ARGV[4]  most that may be hidden
-- Reply    1, or 0 where there is no room for more
-- Lives    until it is shown again, or everything is reset

if ARGV[3] == '1' then
    if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
        return 0
    end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
else
    redis.call('HDEL', KEYS[1], ARGV[1])
end
redis.call('PUBLISH', KEYS[1], ARGV[1])
return 1
