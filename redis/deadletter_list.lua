-- What was done about dead letters.
--
-- KEYS[n]  deadletter:<event id>    hash, see deadletter_claim.lua
-- Reply    for each {state, count, place}, '' and 0 where nothing was

local reply = {}
for n, key in ipairs(KEYS) do
    local held = redis.call('HMGET', key, 'state', 'count', 'place')
    reply[n] = {held[1] or '', held[2] or '0', held[3] or ''}
end
return reply
