#!lua flags=no-writes
-- Reads one verification.
--
-- KEYS 1 pointer of the id
-- ARGV 1 now in ms, or '' for the server's clock   2 verification id
-- Returns {} or {id, purpose, status, masked, createdAt, expiresAt, resendAfter, attemptsLeft, sends, metadata}

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local tag = string.match(KEYS[1], '^{%w+}')
local recordKey = KEYS[1]
local at = redis.call('HGET', KEYS[1], 'at')
if at then recordKey = tag .. ':v:' .. at end
local record = redis.call('HMGET', recordKey, 'id', 'purpose', 'status', 'masked', 'createdAt', 'expiresAt', 'resendAfter', 'attempts',
  'sends', 'metadata', 'maxAttempts', 'guessWindows', 'subject', 'goneAt', 'phoneKey', 'holdAfter')
if record[1] ~= ARGV[2] or now >= tonumber(record[14]) then return {} end

local status, attemptsLeft = record[3], 0
if status == 'pending' and now >= tonumber(record[6]) then
  status = 'expired'
elseif status == 'pending' then
  local failuresKey = tag .. ':h:' .. string.sub(record[13], 1, -#record[2] - #record[15] - 2) .. record[15]
  attemptsLeft = math.max(0, math.min(record[11] - record[8], (record[16] or math.huge) - tonumber(redis.call('GET', failuresKey) or 0)))
  for _, window in ipairs(cjson.decode(record[12])) do
    local failed = redis.call('ZCOUNT', tag .. ':f:' .. record[13], '(' .. string.format('%.0f', now - window[3]), '+inf')
    attemptsLeft = math.max(0, math.min(attemptsLeft, window[2] - failed))
  end
end
return {record[1], record[2], status, record[4], record[5], record[6], record[7], attemptsLeft, record[9], record[10]}
