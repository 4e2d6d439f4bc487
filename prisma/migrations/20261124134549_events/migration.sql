-- AlterTable
ALTER TABLE "tenant" ADD COLUMN     "currency" TEXT NOT NULL DEFAULT 'CNY';

-- AlterTable
ALTER TABLE "verification_event" ADD COLUMN     "account_id" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "country" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "started_at" TIMESTAMPTZ(3),
ADD COLUMN     "template_id" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "delivery" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "verification_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "phone_key" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "sealed_phone" TEXT NOT NULL DEFAULT '',
    "country" TEXT NOT NULL,
    "account_id" TEXT NOT NULL DEFAULT '',
    "provider" TEXT NOT NULL DEFAULT '',
    "template_id" TEXT NOT NULL DEFAULT '',
    "signature_id" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL,
    "segments" INTEGER NOT NULL DEFAULT 0,
    "provider_message_id" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "provider_code" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "latency_ms" INTEGER,
    "received_at" TIMESTAMPTZ(3),
    "receipt_at" TIMESTAMPTZ(3),
    "ask_at" TIMESTAMPTZ(3),
    "asked" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "unmatched_receipt" (
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_message_id" TEXT NOT NULL,
    "phone_key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" JSONB NOT NULL,

    CONSTRAINT "unmatched_receipt_pkey" PRIMARY KEY ("tenant_id","account_id","provider_message_id","phone_key")
);

-- CreateTable
CREATE TABLE "stats_hour" (
    "tenant_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "mode" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "requested" INTEGER NOT NULL DEFAULT 0,
    "limited" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "undelivered" INTEGER NOT NULL DEFAULT 0,
    "checked" INTEGER NOT NULL DEFAULT 0,
    "wrong_code" INTEGER NOT NULL DEFAULT 0,
    "approved" INTEGER NOT NULL DEFAULT 0,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "canceled" INTEGER NOT NULL DEFAULT 0,
    "segments" INTEGER NOT NULL DEFAULT 0,
    "send_ms" BIGINT NOT NULL DEFAULT 0,
    "delivery_ms" BIGINT NOT NULL DEFAULT 0,
    "approval_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stats_hour_pkey" PRIMARY KEY ("tenant_id","hour","mode","purpose","country","template_id","account_id")
);

-- CreateTable
CREATE TABLE "stats_part" (
    "tenant_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "measure" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stats_part_pkey" PRIMARY KEY ("tenant_id","hour","measure","part","mode","purpose","country","template_id","account_id")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "id" UUID NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "retried_at" TIMESTAMPTZ(3),

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opt_out" (
    "tenant_id" TEXT NOT NULL,
    "phone_key" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "opt_out_pkey" PRIMARY KEY ("tenant_id","phone_key")
);

-- CreateTable
CREATE TABLE "price" (
    "tenant_id" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "segment" DECIMAL(12,6) NOT NULL,

    CONSTRAINT "price_pkey" PRIMARY KEY ("tenant_id","country")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "ours" JSONB NOT NULL,
    "theirs" JSONB NOT NULL,
    "difference" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("tenant_id","account_id","day")
);

-- CreateIndex
CREATE INDEX "delivery_tenant_id_at_id_idx" ON "delivery"("tenant_id", "at", "id");

-- CreateIndex
CREATE INDEX "delivery_tenant_id_verification_id_idx" ON "delivery"("tenant_id", "verification_id");

-- CreateIndex
CREATE INDEX "delivery_provider_message_id_idx" ON "delivery"("provider_message_id");

-- CreateIndex
CREATE INDEX "delivery_ask_at_idx" ON "delivery"("ask_at");

-- CreateIndex
CREATE INDEX "unmatched_receipt_at_idx" ON "unmatched_receipt"("at");

-- CreateIndex
CREATE INDEX "stats_hour_hour_idx" ON "stats_hour"("hour");

-- CreateIndex
CREATE INDEX "stats_part_hour_idx" ON "stats_part"("hour");

-- CreateIndex
CREATE INDEX "dead_letter_tenant_id_at_idx" ON "dead_letter"("tenant_id", "at");

-- AddForeignKey
ALTER TABLE "opt_out" ADD CONSTRAINT "opt_out_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price" ADD CONSTRAINT "price_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "delivery"
    ADD CONSTRAINT "delivery_state_check"
        CHECK ("state" IN ('sending', 'accepted', 'rejected', 'unknown', 'delivered', 'undelivered', 'expired')),
    ADD CONSTRAINT "delivery_mode_check" CHECK ("mode" IN ('live', 'test'));

ALTER TABLE "opt_out" ADD CONSTRAINT "opt_out_source_check" CHECK ("source" IN ('reply', 'operator'));

ALTER TABLE "price"
    ADD CONSTRAINT "price_segment_check" CHECK ("segment" >= 0),
    ADD CONSTRAINT "price_country_check" CHECK ("country" ~ '^([A-Z]{2}|\*)$');

ALTER TABLE "tenant" ADD CONSTRAINT "tenant_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');
