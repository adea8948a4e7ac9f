-- Stores what a group decides about each of a batch of events, unless that has been decided before.
--
-- KEYS[n]    decision:<group>:<event id>    string, "0" (open) or "1" (acknowledged), then the text of the decision
-- ARGV[1]    lifetime of a decision in ms (the dedupe horizon)
-- ARGV[1+n]  what would be decided about the n-th
-- Reply      for each, the string that is held: the first decision
-- Lives      for the horizon from when it was made

local reply = {}
for n, key in ipairs(KEYS) do
    local held = redis.call('GET', key)
    if not held then
        held = '0' .. ARGV[1 + n]
        redis.call('SET', key, held, 'PX', ARGV[1])
    end
    reply[n] = held
end
return reply
