-- The second wall between tenants: whatever a query asks, the rows of another tenant are not there.
--
-- A session says in "latchkey.tenant" for whom it works: '*' for the platform, an id for that tenant alone. Saying nothing shows
-- nothing, and so does the empty text that a setting local to a transaction leaves behind.
CREATE FUNCTION "latchkey_may_see"("tenant" text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(NULLIF(current_setting('latchkey.tenant', true), '') IN ('*', "tenant"), false)
$$;

-- Walls a table in. Every table with tenants' rows gets it in the migration that makes it: SELECT latchkey_wall('delivery');
-- FORCE, for Latchkey's role owns its tables. A partition needs its own: it can be read by its name.
CREATE FUNCTION "latchkey_wall"("walled" regclass, "tenant_column" name DEFAULT 'tenant_id') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', "walled");
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', "walled");
    EXECUTE format('DROP POLICY IF EXISTS tenant_isolation ON %s', "walled");
    EXECUTE format('CREATE POLICY tenant_isolation ON %s USING (latchkey_may_see(%2$I)) WITH CHECK (latchkey_may_see(%2$I))',
        "walled", "tenant_column");
END $$;

SELECT latchkey_wall('tenant', 'id');
SELECT latchkey_wall('api_key');
SELECT latchkey_wall('provider_account');
SELECT latchkey_wall('signature');
SELECT latchkey_wall('template');
SELECT latchkey_wall('policy');
SELECT latchkey_wall('verification_event');
SELECT latchkey_wall(inhrelid) FROM pg_inherits WHERE inhparent = 'verification_event'::regclass;
SELECT latchkey_wall('delivery');
SELECT latchkey_wall('unmatched_receipt');
SELECT latchkey_wall('stats_hour');
SELECT latchkey_wall('stats_part');
SELECT latchkey_wall('dead_letter');
SELECT latchkey_wall('opt_out');
SELECT latchkey_wall('price');
SELECT latchkey_wall('reconciliation');
SELECT latchkey_wall('operator');
SELECT latchkey_wall('operator_session');
SELECT latchkey_wall('operator_log');

-- The embedded database knows one role, a superuser, whom no wall stops: there, work for one tenant takes on this one. A server's
-- role may make no roles and needs none, for walls stop it.
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_app') THEN
        CREATE ROLE latchkey_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO latchkey_app', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO latchkey_app', current_schema());
    EXECUTE format(
        'ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO latchkey_app', current_schema());
END $$;
