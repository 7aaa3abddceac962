-- Adjustments, settlements and reversals have a command that they are about, and may count to an earlier day.
alter table payment_references add column about bigint;
alter table payment_references add column business_date date;
