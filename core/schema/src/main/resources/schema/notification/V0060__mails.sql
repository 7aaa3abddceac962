-- The outbox of mail. A mail is written in the transaction that is its reason, and sent afterwards.
create table if not exists mails (
  id uuid primary key,
  recipient varchar(254) not null,
  subject varchar(200) not null,
  -- emptied once an SMTP server has it: it may hold a link that works once
  body varchar(8000) not null,
  created_at timestamp with time zone not null,
  attempts integer not null default 0,
  -- null once it is sent or given up
  next_attempt_at timestamp with time zone,
  sent_at timestamp with time zone,
  -- what the last attempt failed with
  failure varchar(500)
);

create index if not exists mails_due on mails (next_attempt_at);
create index if not exists mails_age on mails (created_at);
