-- The event log by the limit that refused. Partial, so that what no limit refused costs nothing; the tenant stands last, so one index
-- serves a look at one tenant and at all.
CREATE INDEX "verification_event_window_name_idx" ON "verification_event" ("window_name", "at", "id", "tenant_id")
    WHERE "window_name" IS NOT NULL;
