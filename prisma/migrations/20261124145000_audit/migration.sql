-- What the event log is filtered by. Columns and not members of `details`: `->>` is not leakproof, so under row-level security no
-- index on an expression of it would be used.
-- AlterTable
ALTER TABLE "verification_event" ADD COLUMN     "client_ip" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "key_id" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "provider_code" TEXT NOT NULL DEFAULT '';

UPDATE "verification_event" SET
    "key_id" = coalesce("details" ->> 'keyId', ''),
    "client_ip" = coalesce("details" ->> 'clientIp', ''),
    "provider_code" = coalesce("details" ->> 'providerCode', "details" ->> 'code', '');

-- CreateIndex
CREATE INDEX "verification_event_at_id_idx" ON "verification_event"("at", "id");

-- CreateIndex
CREATE INDEX "verification_event_key_id_at_id_idx" ON "verification_event"("key_id", "at", "id");

-- CreateIndex
CREATE INDEX "delivery_at_id_idx" ON "delivery"("at", "id");

-- CreateIndex
CREATE INDEX "delivery_tenant_id_phone_key_idx" ON "delivery"("tenant_id", "phone_key");

-- Rows that somebody looks for and that are few among the others. The tenant stands last: it is then compared in the index, and
-- the same index serves a look at one tenant and at all. Partial, so that ordinary rows cost nothing.
CREATE INDEX "verification_event_client_ip_idx" ON "verification_event" ("client_ip", "at", "id", "tenant_id")
    WHERE "client_ip" <> '';

CREATE INDEX "verification_event_provider_code_idx" ON "verification_event" ("provider_code", "at", "id", "tenant_id")
    WHERE "provider_code" <> '';

CREATE INDEX "verification_event_uncommon_idx" ON "verification_event" ("outcome", "at", "id", "tenant_id")
    WHERE "outcome" NOT IN ('started', 'accepted', 'approved', 'delivered');

CREATE INDEX "delivery_uncommon_idx" ON "delivery" ("state", "at", "id", "tenant_id")
    WHERE "state" NOT IN ('sending', 'accepted', 'delivered');

CREATE INDEX "delivery_provider_code_idx" ON "delivery" ("provider_code", "at", "id", "tenant_id")
    WHERE "provider_code" <> '';

CREATE INDEX "verification_event_uncommon_type_idx" ON "verification_event" ("type", "at", "id", "tenant_id")
    WHERE "type" IN ('cancel', 'reply');

-- CreateTable
CREATE TABLE "stats_day" (
    "tenant_id" TEXT NOT NULL,
    "day" TIMESTAMPTZ(0) NOT NULL,
    "mode" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
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

    CONSTRAINT "stats_day_pkey" PRIMARY KEY ("tenant_id","day","mode","purpose","country","template_id","account_id")
);

-- CreateTable
CREATE TABLE "stats_part_day" (
    "tenant_id" TEXT NOT NULL,
    "day" TIMESTAMPTZ(0) NOT NULL,
    "measure" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "stats_part_day_pkey" PRIMARY KEY ("tenant_id","day","measure","part","mode","purpose","country","template_id","account_id")
);

-- CreateTable
CREATE TABLE "stats_built" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "until" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "stats_built_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stats_day_day_idx" ON "stats_day"("day");

-- CreateIndex
CREATE INDEX "stats_part_day_day_idx" ON "stats_part_day"("day");

ALTER TABLE "stats_built" ADD CONSTRAINT "stats_built_one_row_check" CHECK ("id" = 1);

SELECT latchkey_wall('stats_day');
SELECT latchkey_wall('stats_part_day');
