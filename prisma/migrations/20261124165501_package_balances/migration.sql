-- CreateTable
CREATE TABLE "package_balance" (
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "problem" TEXT NOT NULL DEFAULT '',
    "answered_at" TIMESTAMPTZ(3),
    "bought" INTEGER NOT NULL DEFAULT 0,
    "remaining" INTEGER NOT NULL DEFAULT 0,
    "empty_since" TIMESTAMPTZ(3),
    "packages" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "package_balance_pkey" PRIMARY KEY ("tenant_id","account_id")
);

-- AddForeignKey
ALTER TABLE "package_balance" ADD CONSTRAINT "package_balance_tenant_id_account_id_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "provider_account"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT latchkey_wall('package_balance');
