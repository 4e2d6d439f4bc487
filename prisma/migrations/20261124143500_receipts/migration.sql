-- AlterTable
ALTER TABLE "opt_out" ADD COLUMN     "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "ended_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "callback_token" (
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "sealed_token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "callback_token_pkey" PRIMARY KEY ("tenant_id","account_id","token_hash")
);

-- CreateTable
CREATE TABLE "conversion" (
    "tenant_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_message_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversion_pkey" PRIMARY KEY ("tenant_id","delivery_id")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "callback_token_token_hash_key" ON "callback_token"("token_hash");

-- CreateIndex
CREATE INDEX "conversion_next_at_idx" ON "conversion"("next_at");

-- CreateIndex
CREATE INDEX "opt_out_changed_at_idx" ON "opt_out"("changed_at");

-- AddForeignKey
ALTER TABLE "callback_token" ADD CONSTRAINT "callback_token_tenant_id_account_id_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "provider_account"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "opt_out" ADD CONSTRAINT "opt_out_ended_check" CHECK ("ended_at" >= "created_at");

-- Processes poll for opt-outs that changed lately, whoever changed them.
CREATE FUNCTION "stamp_opt_out"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Not now(): that is when the transaction began.
    NEW."changed_at" := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER "opt_out_changed" BEFORE INSERT OR UPDATE ON "opt_out"
    FOR EACH ROW EXECUTE FUNCTION "stamp_opt_out"();

SELECT latchkey_wall('callback_token');
SELECT latchkey_wall('conversion');
