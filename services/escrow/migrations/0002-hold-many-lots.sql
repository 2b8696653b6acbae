-- A contract may hold several lots, each with its own snapshot of terms; timers say what comes due.
-- Takes ACCESS EXCLUSIVE on product, contract, lot and session while their columns are added.

ALTER TABLE product ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE contract ADD COLUMN guardian_id text;

ALTER TABLE lot
  ADD COLUMN merchant_id     text,
  ADD COLUMN product_id      text,
  ADD COLUMN product_version int    NOT NULL DEFAULT 1,
  ADD COLUMN reference       text,
  ADD COLUMN terms           json,
  ADD COLUMN terms_sha256    text,
  -- Cash that has to come, and that came.
  ADD COLUMN expected        bigint,
  ADD COLUMN received        bigint NOT NULL DEFAULT 0 CHECK (received >= 0),
  -- Payments that funded it, oldest first, and what of each was given back.
  ADD COLUMN deposits        json   NOT NULL DEFAULT '[]',
  -- Fen that slots do not say, by name; an absent one is 0.
  ADD COLUMN figures         json   NOT NULL DEFAULT '{}',
  ADD COLUMN added_at        timestamptz,
  ADD COLUMN starts_on       date,
  ADD COLUMN valid_until     timestamptz,
  ADD COLUMN suspended_from  date,
  ADD COLUMN suspended_days  int    NOT NULL DEFAULT 0;
UPDATE lot SET merchant_id = c.merchant_id, product_id = c.product_id, reference = c.reference,
  terms = c.terms, terms_sha256 = c.terms_sha256, expected = lot.price, added_at = c.signed_at,
  received = CASE WHEN lot.paid_at IS NULL THEN 0 ELSE lot.price END,
  deposits = CASE WHEN lot.deposit_id IS NULL THEN '[]' ELSE json_build_array(json_build_object(
    'depositId', lot.deposit_id, 'amountFen', lot.price::text,
    'paidAt', to_char(lot.paid_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'refundedFen', '0')) END
FROM contract c WHERE c.book_id = lot.book_id AND c.contract_id = lot.contract_id;
ALTER TABLE lot
  ALTER COLUMN merchant_id SET NOT NULL,
  ALTER COLUMN product_id SET NOT NULL,
  ALTER COLUMN reference SET NOT NULL,
  ALTER COLUMN terms SET NOT NULL,
  ALTER COLUMN terms_sha256 SET NOT NULL,
  ALTER COLUMN expected SET NOT NULL,
  ALTER COLUMN added_at SET NOT NULL,
  DROP COLUMN deposit_id;
CREATE INDEX lot_by_merchant ON lot (book_id, merchant_id, lot_id);

-- Stored value spends a face amount and takes no slot; an unfunded session has none yet.
ALTER TABLE session ALTER COLUMN slot DROP NOT NULL, ADD COLUMN face bigint CHECK (face > 0);

-- What comes due, unless it is cleared before: one timer of a kind for each subject.
CREATE TABLE timer (
  book_id text        NOT NULL,
  kind    text        NOT NULL,
  subject text        NOT NULL,
  due_at  timestamptz NOT NULL,
  PRIMARY KEY (book_id, kind, subject)
);
CREATE INDEX timer_by_time ON timer (book_id, due_at, kind, subject);

GRANT SELECT, INSERT, UPDATE, DELETE ON timer TO :"runtime_role";
GRANT UPDATE (name, terms, version, listed_at) ON product TO :"runtime_role";
