#!/bin/sh
# Runs once, when the data volume is empty. The image's own user is a superuser, whom row-level security does not bind;
# Latchkey refuses such roles, so it gets a plain one that owns its database and nothing else.
set -eu
: "${LATCHKEY_DB_PASSWORD:?is not set}"

# psql reads the password from its environment: in an argument every process of the container could see it.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv password LATCHKEY_DB_PASSWORD
-- A statement that fails is logged with its text, and this one holds the password.
SET log_min_error_statement = panic;
CREATE ROLE latchkey LOGIN PASSWORD :'password' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE latchkey OWNER latchkey;
REVOKE ALL ON DATABASE latchkey FROM PUBLIC;
SQL
