#!/bin/sh
# First start of the database of compose.yaml: two roles and the database. The owner makes tables, the app uses them and is
# never above row-level security. Neither is a superuser.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$DRAGOMAN_OWNER_PASSWORD" --set app_password="$DRAGOMAN_APP_PASSWORD" <<'SQL'
create role dragoman_owner login nosuperuser nobypassrls password :'owner_password';
create role dragoman_app login nosuperuser nobypassrls password :'app_password';
grant dragoman_app to dragoman_owner;
create database dragoman owner dragoman_owner;
SQL
