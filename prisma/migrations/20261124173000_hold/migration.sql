-- AlterTable
ALTER TABLE "policy" ADD COLUMN     "failures_before_hold" INTEGER NOT NULL DEFAULT 100;

ALTER TABLE "policy" ADD CONSTRAINT "policy_failures_before_hold_check" CHECK ("failures_before_hold" BETWEEN 20 AND 100);
