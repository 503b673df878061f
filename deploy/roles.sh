#!/bin/sh
# Runs once, when the database of the containers is created: the owner, who migrates, and the application,
# which may read and write what the owner makes and may change nothing of its shape.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$DATABASE_OWNER_PASSWORD" --set app_password="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE hoaip_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE hoaip_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE hoaip OWNER hoaip_owner;
\connect hoaip
ALTER DEFAULT PRIVILEGES FOR ROLE hoaip_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hoaip_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hoaip_owner GRANT USAGE ON SEQUENCES TO hoaip_app;
SQL
