#!/bin/bash
# Runs once, when the database is new: one schema and one role for each service, and no way into another's.
set -eu
: "${ASSAY_DB_PASSWORD:?must be set}"
psql -v ON_ERROR_STOP=1 -v password="$ASSAY_DB_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
for service in data training inference evaluation reporting; do
  psql -v ON_ERROR_STOP=1 -v password="$ASSAY_DB_PASSWORD" -v service="$service" \
    -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE SCHEMA :"service" AUTHORIZATION :"service";
ALTER ROLE :"service" SET search_path = :"service";
SQL
done
