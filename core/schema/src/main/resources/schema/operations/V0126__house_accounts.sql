-- The accounts of the house; see HouseAccount. Why a journal was made is known in payment_references alone for those before.
insert into accounts (account_id, kind, name, created_at) values
  (3, 'SYSTEM', 'suspense', current_timestamp),
  (4, 'SYSTEM', 'firm bank', current_timestamp),
  (5, 'SYSTEM', 'other income', current_timestamp),
  (6, 'SYSTEM', 'goodwill', current_timestamp),
  (7, 'SYSTEM', 'write-offs', current_timestamp),
  (8, 'SYSTEM', 'payment costs', current_timestamp),
  (9, 'SYSTEM', 'opening balances', current_timestamp),
  (100, 'SYSTEM', 'stripe clearing', current_timestamp),
  (101, 'SYSTEM', 'razorpay clearing', current_timestamp),
  (102, 'SYSTEM', 'upi clearing', current_timestamp),
  (200, 'SYSTEM', 'bitcoin hot', current_timestamp),
  (201, 'SYSTEM', 'bitcoin warm', current_timestamp),
  (202, 'SYSTEM', 'bitcoin cold', current_timestamp),
  (203, 'SYSTEM', 'bitcoin deposits', current_timestamp),
  (210, 'SYSTEM', 'ethereum hot', current_timestamp),
  (211, 'SYSTEM', 'ethereum warm', current_timestamp),
  (212, 'SYSTEM', 'ethereum cold', current_timestamp),
  (213, 'SYSTEM', 'ethereum deposits', current_timestamp);

update transfers set reason = (select p.reason from payment_references p where p.reference_id = transfers.id)
  where type = 'JOURNAL';
