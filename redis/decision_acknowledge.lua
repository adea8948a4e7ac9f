-- Marks decisions and verdicts as done: what was to be told of them is in Kafka.
--
-- KEYS[n]  decision:<group>:<event id> or verdict:<order id>    string, begins with 0 (open) or 1 (acknowledged)
-- Reply    how many there were
-- Lives    as long as before; what has expired is not brought back

local found = 0
for _, key in ipairs(KEYS) do
    if redis.call('EXISTS', key) == 1 then
        redis.call('SETRANGE', key, 0, '1')
        found = found + 1
    end
end
return found
