-- How the worker hands rows over: one array of a composite type is unfolded at less than an array per column costs. Types of
-- their own and not those of the tables, so that a column more does not stop the worker of the version before.
CREATE TYPE "event_row" AS (
    "tenant_id" TEXT,
    "at" TIMESTAMPTZ,
    "id" UUID,
    "mode" TEXT,
    "type" TEXT,
    "outcome" TEXT,
    "purpose" TEXT,
    "phone_key" TEXT,
    "verification_id" TEXT,
    "delivery_id" TEXT,
    "attempt" INTEGER,
    "window_name" TEXT,
    "country" TEXT,
    "account_id" TEXT,
    "template_id" TEXT,
    "started_at" TIMESTAMPTZ,
    "key_id" TEXT,
    "client_ip" TEXT,
    "provider_code" TEXT,
    "details" JSONB
);

CREATE TYPE "delivery_row" AS (
    "tenant_id" TEXT,
    "id" TEXT,
    "mode" TEXT,
    "verification_id" TEXT,
    "purpose" TEXT,
    "phone_key" TEXT,
    "phone" TEXT,
    "sealed_phone" TEXT,
    "country" TEXT,
    "state" TEXT,
    "at" TIMESTAMPTZ,
    "account_id" TEXT,
    "provider" TEXT,
    "template_id" TEXT,
    "signature_id" TEXT,
    "segments" INTEGER,
    "provider_message_id" TEXT,
    "reason" TEXT,
    "provider_code" TEXT,
    "settled_at" TIMESTAMPTZ,
    "latency_ms" INTEGER,
    "ask_at" TIMESTAMPTZ
);
