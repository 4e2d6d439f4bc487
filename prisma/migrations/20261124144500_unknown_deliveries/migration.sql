-- Providers are asked first about messages of which nobody knows whether they went out: few, beside many that wait for a receipt.
CREATE INDEX "delivery_unknown_ask_idx" ON "delivery"("ask_at") WHERE "state" = 'unknown';
