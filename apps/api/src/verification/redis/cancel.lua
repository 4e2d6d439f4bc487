#!lua flags=allow-oom
-- Ends a pending verification.
--
-- KEYS 1 pointer of the id   2 event log
-- ARGV 1 now in ms, or '' for the server's clock
--      2 the event as JSON, without its time, what is looked up and decided here, and its last brace   3 verification id
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
if record[1] ~= ARGV[3] or now >= tonumber(record[6]) then
  reply, purpose, phone, found = {'not_found'}, '', '', false
elseif record[4] ~= 'pending' then
  reply = {'closed'}
elseif now >= tonumber(record[5]) then
  reply = {'expired'}
else
  redis.call('HSET', recordKey, 'status', 'canceled')
end

local text = ARGV[2] .. ',"at":' .. string.format('%.0f', now) .. ',"outcome":"' .. reply[1] .. '","purpose":' .. cjson.encode(purpose)
  .. ',"phoneKey":' .. cjson.encode(phone)
if found then
  if record[12] then text = text .. ',"country":' .. cjson.encode(record[12]) end
  if record[13] then text = text .. ',"accountId":' .. cjson.encode(record[13]) end
  if record[14] then text = text .. ',"templateId":' .. cjson.encode(record[14]) end
  text = text .. ',"startedAt":' .. record[8]
end
redis.call('XADD', KEYS[2], '*', 'event', text .. '}')
return reply
