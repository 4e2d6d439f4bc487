-- CreateTable
CREATE TABLE "erasure" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "phone_key" TEXT,
    "tombstone" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "erasure_tenant_id_at_idx" ON "erasure"("tenant_id", "at");
SELECT latchkey_wall('erasure');
