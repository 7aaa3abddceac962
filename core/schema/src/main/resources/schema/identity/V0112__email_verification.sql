-- When the owner of a user's address showed to read its mail; null while nobody has. Who was let in before there was such a thing stays in.

alter table users add column if not exists email_verified_at timestamp with time zone;

update users set email_verified_at = created_at where email_verified_at is null;
