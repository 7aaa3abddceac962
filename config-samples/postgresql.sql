-- What a superuser of the PostgreSQL does once, before the first start or later; it may be run again.
-- psql --username=postgres --file=postgresql.sql

-- The user that the server logs in as. It owns the tables, brings them to each version's schema, and writes, as the
-- projector, what is projected from the command log. Change the password, also in bourse.yaml.
SELECT 'CREATE ROLE bourse LOGIN PASSWORD ''change this''' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bourse') \gexec
SELECT 'CREATE DATABASE bourse OWNER bourse' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'bourse') \gexec

-- The role that the same user takes on for everything else (database.services-role): at each start the server lets it
-- read the projected tables (orders, trades, wallet, ledger_entries, …) and not write them. Without this role, and
-- where the user may not make it (CREATEROLE), one role does all, and the server's log says so.
SELECT 'CREATE ROLE bourse_services NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bourse_services') \gexec
GRANT bourse_services TO bourse;
