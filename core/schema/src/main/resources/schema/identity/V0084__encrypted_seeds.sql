-- The seeds of authenticator apps are encrypted like other columns (docs/security/encryption.md), so that a rotation renews them.
-- A row of before has key_version 0: the next start encrypts it anew.

alter table totp_factors add column if not exists key_version integer not null default 0;

create index if not exists totp_factors_key_version on totp_factors (key_version);
