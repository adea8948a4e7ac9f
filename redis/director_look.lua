-- All that chaos and drills have written down, at one moment.
--
-- KEYS[1]  lab:chaos             hash: the chaos that goes on
-- KEYS[2]  lab:drill             hash: the drill that goes on, or was last
-- KEYS[3]  lab:drill:guesses     list of what was said to be the fault, as JSON
-- KEYS[4]  lab:undo              hash: what was done, and how it is undone, by name
-- Reply    {fields of the chaos, fields of the drill, guesses, undos by name}; what is not there is empty

return {
    redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]), redis.call('LRANGE', KEYS[3], 0, -1),
    redis.call('HGETALL', KEYS[4]),
}
