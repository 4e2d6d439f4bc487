/**
 * What is known of one message. sending: reserved, on its way to the provider · unknown: it may have gone out · accepted and
 * rejected: the provider's answer · delivered and undelivered: its receipt · expired: nothing more was learnt in time.
 */
export type DeliveryStatus = 'sending' | 'unknown' | 'accepted' | 'rejected' | 'delivered' | 'undelivered' | 'expired';

/** The order of knowledge. Later knowledge never falls back to earlier, in whatever order it arrives. */
export const DELIVERY_RANKS: Readonly<Record<DeliveryStatus, number>> = {
  sending: 0,
  unknown: 1,
  accepted: 2,
  rejected: 3,
  delivered: 4,
  undelivered: 4,
  expired: 4,
};

/** Whether learning `to` changes a delivery that is `from`. The first receipt counts; a second one changes nothing. */
export function moves(from: DeliveryStatus, to: DeliveryStatus): boolean {
  return DELIVERY_RANKS[to] > DELIVERY_RANKS[from];
}

/** Whether anything can still be learnt. */
export const isOpen = (status: DeliveryStatus): boolean => DELIVERY_RANKS[status] < DELIVERY_RANKS.rejected;

/** A message that is sending for so long has lost its process: every provider call is over long before. */
export const SENDING_LOST_MS = 45_000;

/** After this long without a receipt nothing more will be learnt: Tencent reports within 72 hours. */
export const RECEIPT_AWAITED_MS = 72 * 3_600_000;
