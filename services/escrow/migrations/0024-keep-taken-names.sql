-- What may be used once in the whole house: ids that callers choose and what is named after them,
-- payment references, and the bank account of a book. Of names that were used twice before, the
-- first keeps it. Takes no lock on existing tables.

CREATE TABLE taken_name (
  name    text PRIMARY KEY,
  book_id text NOT NULL
);

INSERT INTO taken_name
SELECT DISTINCT ON (name) name, book_id FROM (
  SELECT book_id AS name, book_id FROM book
  UNION ALL SELECT 'account ' || upper(regexp_replace(bank_number, '[^[:alnum:]]', '', 'g')), book_id
    FROM book
  UNION ALL SELECT merchant_id, book_id FROM merchant
  UNION ALL SELECT product_id, book_id FROM product
  UNION ALL SELECT contract_id, book_id FROM contract
  UNION ALL SELECT lot_id, book_id FROM lot
  UNION ALL SELECT reference, book_id FROM lot
  UNION ALL SELECT refund_id, book_id FROM refund
  UNION ALL SELECT chargeback_id, book_id FROM chargeback
  UNION ALL SELECT policy_id, book_id FROM policy
  UNION ALL SELECT mass_refund_id, book_id FROM mass_refund
  UNION ALL SELECT run_id, book_id FROM reckoning
  UNION ALL SELECT pending ->> 'changeId', book_id FROM merchant
  UNION ALL SELECT pending_release ->> 'releaseId', book_id FROM merchant
) used
WHERE name IS NOT NULL
ORDER BY name, book_id;

GRANT SELECT, INSERT ON taken_name TO :"runtime_role";
