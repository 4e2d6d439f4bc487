-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "sources" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "sending" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "provider_account" ADD COLUMN     "reviews_asked_at" TIMESTAMPTZ(3),
ADD COLUMN     "reviews_problem" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "signature" ADD COLUMN     "review" TEXT,
ADD COLUMN     "review_reply" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "template" ADD COLUMN     "review" TEXT,
ADD COLUMN     "review_reply" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "tenant" ADD COLUMN     "sending" BOOLEAN NOT NULL DEFAULT true;

ALTER TABLE "signature" ADD CONSTRAINT "signature_review_check"
    CHECK ("review" IN ('usable', 'pending', 'approved', 'rejected', 'missing'));

ALTER TABLE "template" ADD CONSTRAINT "template_review_check"
    CHECK ("review" IN ('usable', 'pending', 'approved', 'rejected', 'missing'));

-- A new column of a key concerns every cache of its tenant.
DROP TRIGGER "api_key_touches_tenant" ON "api_key";
CREATE TRIGGER "api_key_touches_tenant"
    AFTER INSERT OR DELETE OR UPDATE OF "tenant_id", "id", "name", "mode", "publishable", "secret_hash", "last4",
        "permissions", "sources", "expires_at", "revoked_at" ON "api_key"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();

-- All columns but those that say when the provider was asked, which change by the clock and matter to nobody's cache.
DROP TRIGGER "provider_account_touches_tenant" ON "provider_account";
CREATE TRIGGER "provider_account_touches_tenant"
    AFTER INSERT OR DELETE OR UPDATE OF "tenant_id", "id", "provider", "name", "priority", "enabled", "settings",
        "sealed_credentials" ON "provider_account"
    FOR EACH ROW EXECUTE FUNCTION "touch_tenant"();
