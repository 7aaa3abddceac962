-- What clients disclose of themselves, and where they pay taxes.
-- names of disclosures with commas between them, encrypted; of an empty text when there is none, null while nothing was said
alter table kyc_cases add column if not exists disclosures varchar(400);
alter table kyc_cases add column if not exists disclosure_details varchar(4000);
alter table kyc_cases add column if not exists trusted_contact varchar(1200);
-- ISO 3166, two letters
alter table kyc_cases add column if not exists citizenship varchar(2);
alter table kyc_cases add column if not exists tax_country varchar(2);
alter table kyc_cases add column if not exists tax_number varchar(300);
alter table kyc_cases add column if not exists us_person boolean;
