#!lua
-- Appends an event that no transition makes, unless the log is at its bound. Not run when Redis is full.
--
-- KEYS 1 event log
-- ARGV 1 backlog limit   2… fields and values of the entry
-- Returns 1, or 0 when the log is at its bound

if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
return 1
