#!lua
-- Reserves one send to a number: windows, guess budget, the new verification, its event. Not run when Redis is full.
--
-- KEYS 1 record of the subject   2 its sends   3 the number's sends over all tenants   4 its failed guesses
--      5 pointer of the new id   6 event log   7 answer under the Idempotency-Key (optional)
-- ARGV 1 now in ms, or '' for the server's clock   2 the event as JSON, without its time, outcome, window and last brace
--      3 tenant   4 country   5 purpose   6 phone key
--      7 verification id   8 delivery id   9 code hash   10 code hash bound to the id   11 masked number
--      12 code life ms   13 grace ms   14 max attempts   15 resend after ms   16 day start ms   17 day end ms
--      18 send windows   19 platform windows ('[]' for test traffic)   20 guess windows: JSON [[name, limit, ms or 0 for the day]]
--      21 metadata JSON   22 backlog limit   23 window memory ms   24 answer life ms   25 replaced hashes kept
--      26 failures in a row at which the number is on hold
-- Returns {'replayed', delivery, id, purpose, status, masked, createdAt, expiresAt, resendAfter, attemptsLeft, sends, metadata}
--         {'full'}   {'blocked'}   {'held'}   {'limited', window, retryAfterMs}   {'started', createdAt, sends, attemptsLeft}

local function integer(n) return string.format('%.0f', n) end

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

if KEYS[7] then
  local answer = redis.call('HMGET', KEYS[7], 'delivery', 'id', 'purpose', 'masked', 'createdAt', 'expiresAt',
    'resendAfter', 'attemptsLeft', 'sends', 'metadata', 'goneAt')
  if answer[1] and now < tonumber(answer[11]) then
    return {'replayed', answer[1], answer[2], answer[3], 'pending', answer[4], answer[5], answer[6], answer[7],
      answer[8], answer[9], answer[10]}
  end
end

if redis.call('XLEN', KEYS[6]) >= tonumber(ARGV[22]) then return {'full'} end

-- The event is written as text: the caller's part of it, then what was decided here.
local function log(outcome, window)
  local text = ARGV[2] .. ',"at":' .. integer(now) .. ',"outcome":"' .. outcome .. '"'
  if window then text = text .. ',"window":' .. cjson.encode(window) end
  redis.call('XADD', KEYS[6], '*', 'event', text .. '}')
end

local tag, subject = string.match(KEYS[1], '^({%w+}):v:(.*)$')
if redis.call('EXISTS', tag .. ':o:' .. ARGV[3] .. ':' .. ARGV[6]) == 1 then
  log('blocked')
  return {'blocked'}
end

-- A subject is tenant, mode, purpose and phone key; failures in a row are the number's, whatever the purpose.
local failuresKey = tag .. ':h:' .. string.sub(subject, 1, -#ARGV[5] - #ARGV[6] - 2) .. ARGV[6]
local failures = tonumber(redis.call('GET', failuresKey) or 0)
if failures >= tonumber(ARGV[26]) then
  log('held')
  return {'held'}
end

local dayStart, dayEnd = tonumber(ARGV[16]), tonumber(ARGV[17])
if now >= dayEnd then
  dayStart, dayEnd = dayEnd, dayEnd + 86400000
elseif now < dayStart then
  dayStart, dayEnd = dayStart - 86400000, dayStart
end

local function times(key)
  local flat = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  local at = {}
  for i = 2, #flat, 2 do at[#at + 1] = tonumber(flat[i]) end
  return at
end

local function countAfter(at, from)
  local counted = 0
  while counted < #at and at[#at - counted] > from do counted = counted + 1 end
  return counted
end

local fullest, retryAfter
local function look(at, windows)
  for _, window in ipairs(windows) do
    local name, limit, size = window[1], window[2], window[3]
    local from = size == 0 and dayStart - 1 or now - size
    if #at >= limit and countAfter(at, from) >= limit then
      local freeAt = size == 0 and dayEnd or at[#at - limit + 1] + size
      if not retryAfter or freeAt - now > retryAfter then fullest, retryAfter = name, freeAt - now end
    end
  end
end

local guessWindows = cjson.decode(ARGV[20])
local guesses = times(KEYS[4])
look(times(KEYS[2]), cjson.decode(ARGV[18]))
if ARGV[19] ~= '[]' then look(times(KEYS[3]), cjson.decode(ARGV[19])) end
look(guesses, guessWindows)
if fullest then
  log('limited', fullest)
  return {'limited', fullest, retryAfter}
end

-- The subject's record makes way. It stays readable under its own id, and comes back if this message is rejected.
local previous = redis.call('HMGET', KEYS[1], 'id', 'status', 'expiresAt', 'goneAt', 'sends', 'codeHash', 'replaced')
local previousId, replaced, sends = '', '', 1
if previous[1] and now < tonumber(previous[4]) then
  previousId = previous[1]
  replaced = string.sub(previous[6] .. ' ' .. previous[7], 1, ARGV[25] * (#previous[6] + 1))
  if previous[2] == 'pending' and now < tonumber(previous[3]) then
    sends = previous[5] + 1
    redis.call('HSET', KEYS[1], 'status', 'canceled', 'replacedBy', ARGV[7])
  end
  redis.call('RENAME', KEYS[1], string.match(KEYS[5], '^(.*:)[^:]+$') .. previousId)
elseif previous[1] then
  redis.call('DEL', KEYS[1])
end

local expiresAt = now + ARGV[12]
local resendAfter = now + ARGV[15]
local life = ARGV[12] + ARGV[13]
redis.call('HSET', KEYS[1], 'id', ARGV[7], 'subject', subject, 'purpose', ARGV[5], 'phoneKey', ARGV[6],
  'masked', ARGV[11], 'country', ARGV[4], 'codeHash', ARGV[9], 'idCodeHash', ARGV[10], 'replaced', replaced, 'status', 'pending', 'attempts', 0,
  'maxAttempts', ARGV[14], 'guessWindows', ARGV[20], 'holdAfter', ARGV[26], 'createdAt', integer(now), 'expiresAt', integer(expiresAt),
  'goneAt', integer(now + life), 'resendAfter', integer(resendAfter), 'sends', sends, 'metadata', ARGV[21],
  'previousId', previousId)
redis.call('PEXPIRE', KEYS[1], life)
redis.call('HSET', KEYS[5], 'at', subject)
redis.call('PEXPIRE', KEYS[5], life)

local function remember(key)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', integer(now - ARGV[23]))
  redis.call('ZADD', key, integer(now), ARGV[8])
  redis.call('PEXPIRE', key, ARGV[23])
end
remember(KEYS[2])
if ARGV[19] ~= '[]' then remember(KEYS[3]) end

local attemptsLeft = math.min(ARGV[14], ARGV[26] - failures)
for _, window in ipairs(guessWindows) do
  attemptsLeft = math.min(attemptsLeft, window[2] - countAfter(guesses, now - window[3]))
end

if KEYS[7] then
  redis.call('HSET', KEYS[7], 'delivery', 'sending', 'id', ARGV[7], 'purpose', ARGV[5], 'masked', ARGV[11],
    'createdAt', integer(now), 'expiresAt', integer(expiresAt), 'resendAfter', integer(resendAfter),
    'attemptsLeft', attemptsLeft, 'sends', sends, 'metadata', ARGV[21], 'goneAt', integer(now + ARGV[24]))
  redis.call('PEXPIRE', KEYS[7], ARGV[24])
end

log('started')
return {'started', now, sends, attemptsLeft}
