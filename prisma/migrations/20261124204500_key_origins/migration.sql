-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "origins" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "api_key"
    ADD CONSTRAINT "api_key_origins_check" CHECK ("publishable" OR "origins" = '{}');

-- What preflights are judged by.
CREATE INDEX "api_key_origins_idx" ON "api_key" ("id") WHERE "origins" <> '{}' AND "revoked_at" IS NULL;

-- A change of origins is a change of the tenant, so every process hears of it.
DROP TRIGGER "api_key_touches_tenant" ON "api_key";
CREATE TRIGGER "api_key_touches_tenant"
    AFTER INSERT OR DELETE OR UPDATE OF "tenant_id", "id", "name", "mode", "publishable", "secret_hash", "last4",
        "permissions", "sources", "origins", "expires_at", "revoked_at" ON "api_key"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();
