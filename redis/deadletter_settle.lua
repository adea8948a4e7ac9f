-- Notes what became of letters that were taken on: each is in Kafka now, or may be taken on again at once.
--
-- KEYS[1]    deadletters              the channel on which changes are told
-- KEYS[1+n]  deadletter:<event id>    hash, see deadletter_claim.lua
-- ARGV[3n-2], ARGV[3n-1], ARGV[3n]  of the n-th: id, count, and where it is, '' where it is not known to be anywhere
-- Reply      how many are redriven now
-- Lives      as long as before

local changes = {}
for n = 1, #KEYS - 1 do
    local key, id, count, place = KEYS[1 + n], ARGV[3 * n - 2], ARGV[3 * n - 1], ARGV[3 * n]
    local held = redis.call('HMGET', key, 'state', 'count')
    if held[1] == 'redriving' and held[2] == count then
        if place == '' then
            redis.call('HSET', key, 'until', '0')
        else
            redis.call('HSET', key, 'state', 'redriven', 'place', place)
            changes[#changes + 1] = {id = id, state = 'redriven', redriveCount = tonumber(count)}
        end
    end
end
if #changes > 0 then redis.call('PUBLISH', KEYS[1], cjson.encode(changes)) end
return #changes
