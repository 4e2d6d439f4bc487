-- CreateTable
CREATE TABLE "tenant" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "time_zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "home_country" TEXT NOT NULL,
    "allowed_countries" TEXT[] NOT NULL,
    "data_key" TEXT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 1,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "publishable" BOOLEAN NOT NULL DEFAULT false,
    "secret_hash" BYTEA NOT NULL,
    "last4" TEXT NOT NULL,
    "permissions" TEXT[] NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "provider_account" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "sealed_credentials" TEXT,

    CONSTRAINT "provider_account_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "signature" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "region" TEXT NOT NULL DEFAULT 'any',

    CONSTRAINT "signature_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "template" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_template_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT '*',
    "locale" TEXT NOT NULL DEFAULT '*',
    "region" TEXT NOT NULL DEFAULT 'any',
    "content" TEXT NOT NULL,
    "params" TEXT[] NOT NULL,

    CONSTRAINT "template_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "policy" (
    "tenant_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "code_length" INTEGER NOT NULL,
    "ttl_seconds" INTEGER NOT NULL,
    "max_attempts" INTEGER NOT NULL,
    "resend_after_seconds" INTEGER NOT NULL,
    "sends_per_hour" INTEGER NOT NULL,
    "sends_per_day" INTEGER NOT NULL,
    "guesses_per_hour" INTEGER NOT NULL,
    "guesses_per_day" INTEGER NOT NULL,
    "require_id" BOOLEAN NOT NULL,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("tenant_id","purpose")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "phone_key" TEXT NOT NULL,
    "partitions" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_session" (
    "id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_event" (
    "tenant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "id" UUID NOT NULL,
    "mode" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "phone_key" TEXT NOT NULL,
    "verification_id" TEXT NOT NULL,
    "delivery_id" TEXT,
    "attempt" INTEGER,
    "window_name" TEXT,
    "details" JSONB NOT NULL,

    CONSTRAINT "verification_event_pkey" PRIMARY KEY ("tenant_id","at","id")
) PARTITION BY RANGE ("at");

-- Rows of a month that has no partition yet: nothing is ever refused for its time.
CREATE TABLE "verification_event_default" PARTITION OF "verification_event" DEFAULT;

-- CreateIndex
CREATE UNIQUE INDEX "tenant_name_key" ON "tenant"("name");

-- CreateIndex
CREATE INDEX "tenant_changed_at_idx" ON "tenant"("changed_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_id_key" ON "api_key"("id");

-- CreateIndex
CREATE UNIQUE INDEX "provider_account_tenant_id_name_key" ON "provider_account"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "signature_tenant_id_account_id_idx" ON "signature"("tenant_id", "account_id");

-- CreateIndex
CREATE INDEX "template_tenant_id_account_id_idx" ON "template"("tenant_id", "account_id");

-- CreateIndex
CREATE UNIQUE INDEX "operator_session_token_hash_key" ON "operator_session"("token_hash");

-- CreateIndex
CREATE INDEX "operator_session_expires_at_idx" ON "operator_session"("expires_at");

-- CreateIndex
CREATE INDEX "verification_event_tenant_id_verification_id_idx" ON "verification_event"("tenant_id", "verification_id");

-- CreateIndex
CREATE INDEX "verification_event_tenant_id_phone_key_at_idx" ON "verification_event"("tenant_id", "phone_key", "at");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "provider_account" ADD CONSTRAINT "provider_account_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_tenant_id_account_id_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "provider_account"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template" ADD CONSTRAINT "template_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template" ADD CONSTRAINT "template_tenant_id_account_id_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "provider_account"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Bounds of packages/core POLICY_BOUNDS: a row that psql wrote must not weaken a limit beyond them.
ALTER TABLE "policy"
    ADD CONSTRAINT "policy_code_length_check" CHECK ("code_length" BETWEEN 6 AND 8),
    ADD CONSTRAINT "policy_ttl_seconds_check" CHECK ("ttl_seconds" BETWEEN 60 AND 600),
    ADD CONSTRAINT "policy_max_attempts_check" CHECK ("max_attempts" BETWEEN 1 AND 10),
    ADD CONSTRAINT "policy_resend_after_seconds_check" CHECK ("resend_after_seconds" BETWEEN 15 AND 600),
    ADD CONSTRAINT "policy_sends_per_hour_check" CHECK ("sends_per_hour" BETWEEN 1 AND 30),
    ADD CONSTRAINT "policy_sends_per_day_check" CHECK ("sends_per_day" BETWEEN 1 AND 50),
    ADD CONSTRAINT "policy_guesses_per_hour_check" CHECK ("guesses_per_hour" BETWEEN 1 AND 30),
    ADD CONSTRAINT "policy_guesses_per_day_check" CHECK ("guesses_per_day" BETWEEN 1 AND 60);

ALTER TABLE "tenant" ADD CONSTRAINT "tenant_status_check" CHECK ("status" IN ('active', 'suspended'));

ALTER TABLE "api_key"
    ADD CONSTRAINT "api_key_mode_check" CHECK ("mode" IN ('live', 'test')),
    ADD CONSTRAINT "api_key_publishable_check" CHECK (NOT "publishable" OR "mode" = 'live'),
    ADD CONSTRAINT "api_key_secret_hash_check" CHECK (octet_length("secret_hash") = 32);

ALTER TABLE "provider_account"
    ADD CONSTRAINT "provider_account_settings_check" CHECK (jsonb_typeof("settings") = 'object');

ALTER TABLE "signature" ADD CONSTRAINT "signature_region_check" CHECK ("region" IN ('any', 'mainland', 'international'));

ALTER TABLE "template" ADD CONSTRAINT "template_region_check" CHECK ("region" IN ('any', 'mainland', 'international'));

ALTER TABLE "installation"
    ADD CONSTRAINT "installation_one_row_check" CHECK ("id" = 1),
    ADD CONSTRAINT "installation_partitions_check" CHECK ("partitions" BETWEEN 1 AND 64);

ALTER TABLE "operator_session" ADD CONSTRAINT "operator_session_kind_check" CHECK ("kind" IN ('setup', 'session'));

-- Every change of what a tenant owns raises the tenant's revision in the same transaction, whoever makes it: the api, the
-- command line or psql. Processes poll for tenants that changed lately and drop what they had cached of them.
CREATE FUNCTION "raise_tenant_revision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."revision" := OLD."revision" + 1;
    -- Not now(): that is when the transaction began.
    NEW."changed_at" := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER "tenant_revision" BEFORE UPDATE ON "tenant"
    FOR EACH ROW EXECUTE FUNCTION "raise_tenant_revision"();

CREATE FUNCTION "touch_tenant"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE "tenant" SET "changed_at" = clock_timestamp() WHERE "id" = OLD."tenant_id";
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW."tenant_id" <> OLD."tenant_id") THEN
        UPDATE "tenant" SET "changed_at" = clock_timestamp() WHERE "id" = NEW."tenant_id";
    END IF;
    RETURN NULL;
END $$;

-- All columns but last_used_at, which changes every minute and matters to nobody's cache.
CREATE TRIGGER "api_key_touches_tenant"
    AFTER INSERT OR DELETE OR UPDATE OF "tenant_id", "id", "name", "mode", "publishable", "secret_hash", "last4",
        "permissions", "expires_at", "revoked_at" ON "api_key"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();

CREATE TRIGGER "provider_account_touches_tenant" AFTER INSERT OR UPDATE OR DELETE ON "provider_account"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();

CREATE TRIGGER "signature_touches_tenant" AFTER INSERT OR UPDATE OR DELETE ON "signature"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();

CREATE TRIGGER "template_touches_tenant" AFTER INSERT OR UPDATE OR DELETE ON "template"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();

CREATE TRIGGER "policy_touches_tenant" AFTER INSERT OR UPDATE OR DELETE ON "policy"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();
