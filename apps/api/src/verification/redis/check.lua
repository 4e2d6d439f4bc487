#!lua flags=allow-oom
-- Counts one guess, then compares it; closes the verification when the guess is right or the last. May run when Redis is
-- full, so that people who hold a code can use it.
--
-- KEYS 1 record of the subject, or pointer of the id   2 event log   3 answer under the Idempotency-Key (optional)
-- ARGV 1 now in ms, or '' for the server's clock   2 event id
--      3 the event as JSON, without its time, what is looked up and decided here, and its last brace
--      4 'phone' or 'id'   5 purpose or ''   6 phone key or ''   7 verification id or ''
--      8 backlog limit   9 window memory ms   10 answer life ms   11 failures memory ms   12… hashes of the guess
-- Returns {'full'}   {'not_found'}   {'expired'}   {'closed'}   {'held'}   {'limited', window, retryAfterMs}
--         {'wrong_code', attemptsLeft}
--         {'approved', id, purpose, status, masked, createdAt, expiresAt, resendAfter, attemptsLeft, sends, metadata}

local function integer(n) return string.format('%.0f', n) end

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

if KEYS[3] then
  local answer = redis.call('GET', KEYS[3])
  if answer then
    local kept = cjson.decode(answer)
    if now < kept.goneAt then return kept.reply end
  end
end

if redis.call('XLEN', KEYS[2]) >= 2 * ARGV[8] then return {'full'} end

-- A pointer leads to the subject's record, which may meanwhile be another verification's; an archived record stands in
-- the pointer's place.
local recordKey, byId = KEYS[1], ARGV[4] == 'id'
if byId then
  local at = redis.call('HGET', KEYS[1], 'at')
  if at then recordKey = string.match(KEYS[1], '^{%w+}') .. ':v:' .. at end
end
local record = redis.call('HMGET', recordKey, 'id', 'subject', 'purpose', 'phoneKey', 'status', 'expiresAt', 'goneAt', 'attempts',
  'maxAttempts', 'guessWindows', byId and 'idCodeHash' or 'codeHash', 'replaced', 'masked', 'createdAt', 'resendAfter',
  'sends', 'metadata', 'country', 'account', 'template', 'holdAfter')
local found = record[1] and now < tonumber(record[7])
  and (not byId or (record[1] == ARGV[7] and (ARGV[6] == '' or record[4] == ARGV[6])))

-- The event is written as text: the caller's part of it, then what was found and decided here.
local function log(outcome, extra)
  local purpose, phone, id = ARGV[5], ARGV[6], ARGV[7]
  if found then
    purpose, phone, id = record[3], record[4], record[1]
  elseif byId then
    purpose, phone = '', ''
  end
  local text = ARGV[3] .. ',"at":' .. integer(now) .. ',"outcome":"' .. outcome .. '","purpose":' .. cjson.encode(purpose)
    .. ',"phoneKey":' .. cjson.encode(phone) .. ',"verificationId":' .. cjson.encode(id)
  if found then
    if record[18] then text = text .. ',"country":' .. cjson.encode(record[18]) end
    if record[19] then text = text .. ',"accountId":' .. cjson.encode(record[19]) end
    if record[20] then text = text .. ',"templateId":' .. cjson.encode(record[20]) end
    text = text .. ',"startedAt":' .. record[14]
  end
  redis.call('XADD', KEYS[2], '*', 'event', text .. (extra or '') .. '}')
end

local function refuse(outcome)
  log(outcome)
  return {outcome}
end

if not found then return refuse(byId and 'not_found' or 'expired') end
if record[5] ~= 'pending' then return refuse('closed') end
if now >= tonumber(record[6]) then return refuse('expired') end

local tag = string.match(KEYS[1], '^{%w+}')
-- A subject is tenant, mode, purpose and phone key; failures in a row are the number's, whatever the purpose.
local failuresKey = tag .. ':h:' .. string.sub(record[2], 1, -#record[3] - #record[4] - 2) .. record[4]
-- A record that an older version wrote has no limit.
local failures, holdAfter = tonumber(redis.call('GET', failuresKey) or 0), tonumber(record[21]) or math.huge
if failures >= holdAfter then return refuse('held') end

local guessKey = tag .. ':f:' .. record[2]
local flat = redis.call('ZRANGE', guessKey, 0, -1, 'WITHSCORES')
local guesses = {}
for i = 2, #flat, 2 do guesses[#guesses + 1] = tonumber(flat[i]) end

local function countAfter(from)
  local counted = 0
  while counted < #guesses and guesses[#guesses - counted] > from do counted = counted + 1 end
  return counted
end

if #guesses > 0 then
  local fullest, retryAfter
  for _, window in ipairs(cjson.decode(record[10])) do
    local limit, size = window[2], window[3]
    if countAfter(now - size) >= limit then
      local free = guesses[#guesses - limit + 1] + size - now
      if not retryAfter or free > retryAfter then fullest, retryAfter = window[1], free end
    end
  end
  if fullest then
    log('limited', ',"window":' .. cjson.encode(fullest))
    return {'limited', fullest, retryAfter}
  end
end

-- Spending comes before judging: from here on the guess has cost its attempt.
local attempt = redis.call('HINCRBY', recordKey, 'attempts', 1)
local maxAttempts = tonumber(record[9])
local outcome = 'wrong_code'
if attempt > maxAttempts then
  outcome = 'closed'
else
  for i = 12, #ARGV do
    if ARGV[i] == record[11] then outcome = 'approved' end
  end
  if outcome == 'wrong_code' and not byId then
    for i = 12, #ARGV do
      if string.find(record[12], ARGV[i], 1, true) then outcome = 'closed' end
    end
  end
end

local reply = {outcome}
if outcome == 'approved' then
  redis.call('HSET', recordKey, 'status', 'approved')
  if #guesses > 0 then redis.call('DEL', guessKey) end
  if failures > 0 then redis.call('DEL', failuresKey) end
  reply = {outcome, record[1], record[3], 'approved', record[13], record[14], record[6], record[15], 0, record[16], record[17]}
else
  redis.call('ZREMRANGEBYSCORE', guessKey, '-inf', integer(now - ARGV[9]))
  redis.call('ZADD', guessKey, integer(now), ARGV[2])
  redis.call('PEXPIRE', guessKey, ARGV[9])
  redis.call('SET', failuresKey, failures + 1, 'PX', ARGV[11])
  guesses[#guesses + 1] = now
  if attempt >= maxAttempts then redis.call('HSET', recordKey, 'status', 'max_attempts_reached') end
  if outcome == 'wrong_code' then
    local left = math.min(maxAttempts - attempt, holdAfter - failures - 1)
    for _, window in ipairs(cjson.decode(record[10])) do left = math.min(left, window[2] - countAfter(now - window[3])) end
    reply[2] = math.max(0, left)
  end
end

if KEYS[3] then
  redis.call('SET', KEYS[3], cjson.encode({reply = reply, goneAt = now + ARGV[10]}), 'PX', ARGV[10])
end
log(outcome, ',"attempt":' .. integer(attempt))
return reply
