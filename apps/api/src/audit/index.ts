export { type DeadLetter, listDeadLetters, type Retried, retryDeadLetters } from './dead-letters.js';
