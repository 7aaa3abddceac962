-- A journal goes from account_id to to_account_id; a deposit comes from outside and has neither of these.
alter table payment_references add column to_account_id bigint references accounts (account_id);
alter table payment_references add column reason varchar(20);
