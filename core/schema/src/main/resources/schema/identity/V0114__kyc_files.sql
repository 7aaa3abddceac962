-- Files that clients hand in with a case. s3_url is the key in the object store, where the content lies sealed; status is UPLOADING, STORED
-- or REMOVED, and only what is STORED counts.
alter table kyc_docs add column if not exists case_id uuid;
alter table kyc_docs add column if not exists content_type varchar(40);
alter table kyc_docs add column if not exists bytes bigint;
-- of the content as it is kept, hexadecimal
alter table kyc_docs add column if not exists sha256 varchar(64);

create index if not exists kyc_docs_case on kyc_docs (case_id);
create index if not exists kyc_docs_status on kyc_docs (status, "timestamp");
