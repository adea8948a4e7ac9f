-- Puts dead letters aside: those about which nobody has done anything.
--
-- KEYS[1]    deadletters              the channel on which changes are told
-- KEYS[1+n]  deadletter:<event id>    hash, see deadletter_claim.lua
-- ARGV[1]    lifetime in ms (the dedupe horizon)
-- ARGV[1+n]  id of the n-th
-- Reply      how many were put aside
-- Lives      for the horizon

local changes = {}
for n = 1, #KEYS - 1 do
    local key = KEYS[1 + n]
    if redis.call('EXISTS', key) == 0 then
        redis.call('HSET', key, 'state', 'discarded', 'count', '0')
        redis.call('PEXPIRE', key, ARGV[1])
        changes[#changes + 1] = {id = ARGV[1 + n], state = 'discarded', redriveCount = 0}
    end
end
if #changes > 0 then redis.call('PUBLISH', KEYS[1], cjson.encode(changes)) end
return #changes
