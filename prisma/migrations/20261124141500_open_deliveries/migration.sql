-- Of what something may still be learnt: for the sweeper, which asks every few seconds. Few rows of many.
CREATE INDEX "delivery_open_idx" ON "delivery"("at") WHERE "state" IN ('sending', 'unknown', 'accepted');
