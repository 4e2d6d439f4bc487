-- AlterTable
ALTER TABLE "operator_session" ADD COLUMN     "address" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "operator_id" TEXT,
ADD COLUMN     "pending_secret" TEXT,
ADD COLUMN     "proven_at" TIMESTAMPTZ(3),
ADD COLUMN     "tenant_id" TEXT,
ADD COLUMN     "user_agent" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "operator" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sign_in_name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "tenant_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'invited',
    "password_hash" TEXT,
    "totp_secret" TEXT,
    "totp_step" BIGINT NOT NULL DEFAULT 0,
    "recovery_codes" BYTEA[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_failure" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "retry_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "operator_log" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "operator_id" TEXT NOT NULL,
    "operator_name" TEXT NOT NULL,
    "tenant_id" TEXT,
    "action" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "address" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "operator_log_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "operator_log_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "operator_log_head_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "operator_sign_in_name_key" ON "operator"("sign_in_name");

-- CreateIndex
CREATE INDEX "operator_tenant_id_idx" ON "operator"("tenant_id");

-- CreateIndex
CREATE INDEX "sign_in_failure_last_at_idx" ON "sign_in_failure"("last_at");

-- CreateIndex
CREATE INDEX "operator_log_tenant_id_seq_idx" ON "operator_log"("tenant_id", "seq");

-- CreateIndex
CREATE INDEX "operator_log_operator_id_seq_idx" ON "operator_log"("operator_id", "seq");

-- CreateIndex
CREATE INDEX "operator_log_at_idx" ON "operator_log"("at");

-- CreateIndex
CREATE INDEX "operator_session_operator_id_idx" ON "operator_session"("operator_id");

-- AddForeignKey
ALTER TABLE "operator" ADD CONSTRAINT "operator_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operator_session" ADD CONSTRAINT "operator_session_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "operator"
    ADD CONSTRAINT "operator_role_check" CHECK ("role" IN ('owner', 'admin', 'support', 'auditor')),
    ADD CONSTRAINT "operator_status_check" CHECK ("status" IN ('invited', 'active', 'disabled')),
    ADD CONSTRAINT "operator_sign_in_name_check" CHECK ("sign_in_name" = lower("sign_in_name"));

-- Sessions of before nobody was named: whoever held one opens a new link.
DELETE FROM "operator_session" WHERE "kind" = 'session';
ALTER TABLE "operator_session"
    ADD CONSTRAINT "operator_session_operator_check" CHECK ("kind" = 'setup' OR "operator_id" IS NOT NULL);

ALTER TABLE "operator_log"
    ADD CONSTRAINT "operator_log_seq_check" CHECK ("seq" > 0),
    ADD CONSTRAINT "operator_log_hash_check" CHECK (octet_length("hash") = 32);

-- A mistake cannot change what operators did. On purpose one can, and the chain of hashes tells.
CREATE FUNCTION "refuse_change_of_operator_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the operator log is only added to';
END $$;

CREATE TRIGGER "operator_log_is_only_added_to" BEFORE UPDATE OR DELETE OR TRUNCATE ON "operator_log"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_operator_log"();

ALTER TABLE "operator_log_head"
    ADD CONSTRAINT "operator_log_head_one_row_check" CHECK ("id" = 1),
    ADD CONSTRAINT "operator_log_head_hash_check" CHECK (octet_length("hash") = 32);

-- The hash before the first entry.
INSERT INTO "operator_log_head" ("seq", "hash") VALUES (0, decode(repeat('00', 32), 'hex'));
