-- What an account may not do: bits of AccountBlock, and the number of the reason.
alter table account_flags add column blocks integer default 0 not null;
alter table account_flags add column block_reason integer default 0 not null;
