-- Says what is to run and how, tells those who see to it, and writes down who said it.
--
-- KEYS[1]  lab:desired   hash: count:<service>, instance:<id>, restart:<id>, broker; also the channel that is told
-- KEYS[2]  lab:log       stream of what was done: by, action, target, detail; capped at 1,000
-- ARGV[1..4]  by, action, target, detail; by '' writes nothing down
-- ARGV[5…] field and value of each change; value '' forgets the field, '+' raises its number. There may be none
-- Reply    id of the entry in the log, or nothing
-- Lives    for good

for index = 5, #ARGV, 2 do
    local field, value = ARGV[index], ARGV[index + 1]
    if value == '' then
        redis.call('HDEL', KEYS[1], field)
    elseif value == '+' then
        redis.call('HINCRBY', KEYS[1], field, 1)
    else
        redis.call('HSET', KEYS[1], field, value)
    end
end
if #ARGV > 4 then redis.call('PUBLISH', KEYS[1], ARGV[2]) end
if ARGV[1] == '' then return false end
return redis.call(
    'XADD', KEYS[2], 'MAXLEN', '~', 1000, '*',
    'by', ARGV[1], 'action', ARGV[2], 'target', ARGV[3], 'detail', ARGV[4])
