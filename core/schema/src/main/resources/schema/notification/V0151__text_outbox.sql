-- Text messages that a provider sends: the mailbox becomes an outbox, like that of mail.
alter table text_messages add column if not exists attempts integer default 0 not null;
-- null once it is sent, given up, or laid into the mailbox
alter table text_messages add column if not exists next_attempt_at timestamp with time zone;
alter table text_messages add column if not exists sent_at timestamp with time zone;
-- what the last attempt failed with
alter table text_messages add column if not exists failure varchar(500);
-- how the provider calls it
alter table text_messages add column if not exists provider_id varchar(64);

create index if not exists text_messages_due on text_messages (next_attempt_at);
