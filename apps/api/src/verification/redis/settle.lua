#!lua flags=allow-oom
-- Records how a send ended. A rejected one gives its windows back and revives the verification it had replaced.
-- May run when Redis is full: the send has happened, and its event must not be lost.
--
-- KEYS 1 record of the subject   2 its sends   3 the number's sends over all tenants   4 pointer of the id   5 event log
--      6 answer under the Idempotency-Key (optional)
-- ARGV 1 now in ms, or '' for the server's clock   2 verification id   3 delivery id   4 accepted, rejected or unknown
--      5 the event as JSON, without its time and last brace   6 account or ''   7 template or ''
-- Returns 1

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function revive(previousId, rejectedId)
  local pointer = string.match(KEYS[4], '^(.*:)[^:]+$') .. previousId
  local goneAt = tonumber(redis.call('HGET', pointer, 'goneAt') or 0)
  if now >= goneAt then return end
  redis.call('RENAME', pointer, KEYS[1])
  if redis.call('HGET', KEYS[1], 'replacedBy') == rejectedId then
    redis.call('HSET', KEYS[1], 'status', 'pending')
    redis.call('HDEL', KEYS[1], 'replacedBy')
  end
  redis.call('HSET', pointer, 'at', string.match(KEYS[1], ':v:(.*)$'))
  redis.call('PEXPIRE', pointer, redis.call('PTTL', KEYS[1]))
end

if ARGV[4] == 'rejected' then
  redis.call('ZREM', KEYS[2], ARGV[3])
  redis.call('ZREM', KEYS[3], ARGV[3])
  local record = redis.call('HMGET', KEYS[1], 'id', 'status', 'previousId')
  if record[1] == ARGV[2] and record[2] == 'pending' then
    redis.call('DEL', KEYS[1], KEYS[4])
    if record[3] ~= '' then revive(record[3], ARGV[2]) end
  end
elseif ARGV[6] ~= '' then
  -- The verification may have been replaced meanwhile: its record then stands in its pointer's place.
  for _, key in ipairs({KEYS[1], KEYS[4]}) do
    if redis.call('HGET', key, 'id') == ARGV[2] then
      redis.call('HSET', key, 'account', ARGV[6], 'template', ARGV[7])
      break
    end
  end
end

if KEYS[6] then
  if ARGV[4] == 'rejected' then
    redis.call('DEL', KEYS[6])
  elseif redis.call('EXISTS', KEYS[6]) == 1 then
    redis.call('HSET', KEYS[6], 'delivery', ARGV[4])
  end
end

redis.call('XADD', KEYS[5], '*', 'event', ARGV[5] .. ',"at":' .. string.format('%.0f', now) .. '}')
return 1
