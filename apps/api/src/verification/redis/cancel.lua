#!lua flags=allow-oom
-- Ends a pending verification.
--
-- KEYS 1 pointer of the id   2 event log
-- ARGV 1 now in ms, or '' for the server's clock   2 event id   3 tenant   4 mode   5 event details JSON   6 verification id
-- Returns {'not_found'}   {'expired'}   {'closed'}
--         {'canceled', id, purpose, status, masked, createdAt, expiresAt, resendAfter, attemptsLeft, sends, metadata}

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local recordKey = KEYS[1]
local at = redis.call('HGET', KEYS[1], 'at')
if at then recordKey = string.match(KEYS[1], '^{%w+}') .. ':v:' .. at end
local record = redis.call('HMGET', recordKey, 'id', 'purpose', 'phoneKey', 'status', 'expiresAt', 'goneAt', 'masked', 'createdAt',
  'resendAfter', 'sends', 'metadata', 'country', 'account', 'template')

local reply = {'canceled', record[1], record[2], 'canceled', record[7], record[8], record[5], record[9], 0, record[10], record[11]}
local purpose, phone, found = record[2], record[3], true
if record[1] ~= ARGV[6] or now >= tonumber(record[6]) then
  reply, purpose, phone, found = {'not_found'}, '', '', false
elseif record[4] ~= 'pending' then
  reply = {'closed'}
elseif now >= tonumber(record[5]) then
  reply = {'expired'}
else
  redis.call('HSET', recordKey, 'status', 'canceled')
end

local entry = {'id', ARGV[2], 'at', string.format('%.0f', now), 'tenant', ARGV[3], 'mode', ARGV[4], 'type', 'cancel',
  'outcome', reply[1], 'purpose', purpose, 'phone', phone, 'verification', ARGV[6], 'details', ARGV[5]}
local function add(name, known)
  if known then entry[#entry + 1], entry[#entry + 2] = name, known end
end
if found then
  add('country', record[12])
  add('account', record[13])
  add('template', record[14])
  add('started', record[8])
end
redis.call('XADD', KEYS[2], '*', unpack(entry))
return reply
