#!lua flags=allow-oom
-- Forgets the failed guesses in a row of a number.
--
-- KEYS 1 the number's failures in a row   2 event log
-- ARGV 1 now in ms, or '' for the server's clock   2 the event as JSON, without its time, what is decided here, and its last brace
-- Returns {'not_found'}   {'released', failures}

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local failures = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
local reply = failures and {'released', failures} or {'not_found'}
redis.call('XADD', KEYS[2], '*', 'event', ARGV[2] .. ',"at":' .. string.format('%.0f', now) .. ',"outcome":"' .. reply[1] .. '"}')
return reply
