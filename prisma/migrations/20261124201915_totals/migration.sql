-- CreateTable
CREATE TABLE "stats_hour_total" (
    "tenant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "requested" BIGINT NOT NULL,
    "limited" BIGINT NOT NULL,
    "accepted" BIGINT NOT NULL,
    "rejected" BIGINT NOT NULL,
    "unknown" BIGINT NOT NULL,
    "delivered" BIGINT NOT NULL,
    "undelivered" BIGINT NOT NULL,
    "checked" BIGINT NOT NULL,
    "wrong_code" BIGINT NOT NULL,
    "approved" BIGINT NOT NULL,
    "expired" BIGINT NOT NULL,
    "canceled" BIGINT NOT NULL,
    "segments" BIGINT NOT NULL,
    "send_ms" BIGINT NOT NULL,
    "delivery_ms" BIGINT NOT NULL,
    "approval_ms" BIGINT NOT NULL,

    CONSTRAINT "stats_hour_total_pkey" PRIMARY KEY ("tenant_id","mode","hour")
);

-- CreateTable
CREATE TABLE "stats_part_total" (
    "tenant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "day" TIMESTAMPTZ(0) NOT NULL,
    "measure" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "stats_part_total_pkey" PRIMARY KEY ("tenant_id","mode","day","measure","part")
);

-- CreateTable
CREATE TABLE "stats_changed" (
    "id" BIGSERIAL NOT NULL,
    "day" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "stats_changed_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stats_hour_total_hour_idx" ON "stats_hour_total"("hour");

-- CreateIndex
CREATE INDEX "stats_part_total_day_idx" ON "stats_part_total"("day");

SELECT latchkey_wall('stats_hour_total');
SELECT latchkey_wall('stats_part_total');

-- Which past days no longer are what they were added up to. Every change appends rows of its own: marks that were shared would be
-- waited for by workers, and a worker that finds one there already could have it taken away before it commits.
CREATE FUNCTION "latchkey_mark_changed_days"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stats_changed (day)
    SELECT DISTINCT date_trunc('day', hour, 'UTC') FROM changed WHERE hour < date_trunc('day', clock_timestamp(), 'UTC');
    RETURN NULL;
END $$;

CREATE TRIGGER "stats_hour_added" AFTER INSERT ON "stats_hour" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION latchkey_mark_changed_days();
CREATE TRIGGER "stats_hour_changed" AFTER UPDATE ON "stats_hour" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION latchkey_mark_changed_days();
CREATE TRIGGER "stats_part_added" AFTER INSERT ON "stats_part" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION latchkey_mark_changed_days();
CREATE TRIGGER "stats_part_changed" AFTER UPDATE ON "stats_part" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION latchkey_mark_changed_days();

-- Days that were added up before there were totals are read by the hour until the worker has built them anew.
INSERT INTO "stats_changed" ("day") SELECT DISTINCT "day" FROM "stats_day";
