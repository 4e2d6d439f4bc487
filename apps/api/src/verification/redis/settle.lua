#!lua flags=allow-oom
-- Records how a send ended. A rejected one gives its windows back and revives the verification it had replaced.
-- May run when Redis is full: the send has happened, and its event must not be lost.
--
-- KEYS 1 record of the subject   2 its sends   3 the number's sends over all tenants   4 pointer of the id   5 event log
--      6 answer under the Idempotency-Key (optional)
-- ARGV 1 now in ms, or '' for the server's clock   2 event id   3 tenant   4 mode   5 purpose   6 phone key
--      7 verification id   8 delivery id   9 accepted, rejected or unknown   10 event details JSON
--      11 country   12 account or ''   13 template or ''   14 when the verification was started, ms
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

if ARGV[9] == 'rejected' then
  redis.call('ZREM', KEYS[2], ARGV[8])
  redis.call('ZREM', KEYS[3], ARGV[8])
  local record = redis.call('HMGET', KEYS[1], 'id', 'status', 'previousId')
  if record[1] == ARGV[7] and record[2] == 'pending' then
    redis.call('DEL', KEYS[1], KEYS[4])
    if record[3] ~= '' then revive(record[3], ARGV[7]) end
  end
elseif ARGV[12] ~= '' then
  -- The verification may have been replaced meanwhile: its record then stands in its pointer's place.
  for _, key in ipairs({KEYS[1], KEYS[4]}) do
    if redis.call('HGET', key, 'id') == ARGV[7] then
      redis.call('HSET', key, 'account', ARGV[12], 'template', ARGV[13])
      break
    end
  end
end

if KEYS[6] then
  if ARGV[9] == 'rejected' then
    redis.call('DEL', KEYS[6])
  elseif redis.call('EXISTS', KEYS[6]) == 1 then
    redis.call('HSET', KEYS[6], 'delivery', ARGV[9])
  end
end

local entry = {'id', ARGV[2], 'at', string.format('%.0f', now), 'tenant', ARGV[3], 'mode', ARGV[4], 'type', 'settle',
  'outcome', ARGV[9], 'purpose', ARGV[5], 'phone', ARGV[6], 'verification', ARGV[7], 'delivery', ARGV[8],
  'details', ARGV[10], 'country', ARGV[11], 'started', ARGV[14]}
if ARGV[12] ~= '' then
  entry[#entry + 1], entry[#entry + 2], entry[#entry + 3], entry[#entry + 4] = 'account', ARGV[12], 'template', ARGV[13]
end
redis.call('XADD', KEYS[5], '*', unpack(entry))
return 1
