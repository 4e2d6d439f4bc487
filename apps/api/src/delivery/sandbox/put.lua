#!lua
-- Puts a message in front of a number's others.
--
-- KEYS 1 the number's messages
-- ARGV 1 message JSON   2 how many are kept   3 life in ms
-- Returns 1

redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
