-- Chargebacks: payments that the payer's bank took back. A lot with one stands still.
-- Takes ACCESS EXCLUSIVE on lot while its column is added.
CREATE TABLE chargeback (
  book_id       text   NOT NULL,
  chargeback_id text   NOT NULL,
  contract_id   text   NOT NULL,
  lot_id        text   NOT NULL,
  merchant_id   text   NOT NULL,
  consumer_id   text   NOT NULL,
  deposit_id    text   NOT NULL,
  amount        bigint NOT NULL CHECK (amount > 0),
  debtor        text   NOT NULL,
  status        text   NOT NULL,
  reason        text   NOT NULL,
  evidence_sha256 text NOT NULL,
  bank_serial   text,
  reversed_at   timestamptz NOT NULL,
  reported_at   timestamptz NOT NULL,
  reported_by   text   NOT NULL,
  lot_status    text   NOT NULL,
  -- Who bears it, once it is booked; the three sum to the amount.
  held          bigint NOT NULL DEFAULT 0,
  merchant      bigint NOT NULL DEFAULT 0,
  consumer      bigint NOT NULL DEFAULT 0,
  -- What it took of the lot: slots, face (stored value), the change of the credit.
  slots         int[]  NOT NULL DEFAULT '{}',
  face          bigint NOT NULL DEFAULT 0,
  credit        bigint NOT NULL DEFAULT 0,
  outcome       text,
  outcome_sha256 text,
  answered_by   text,
  PRIMARY KEY (book_id, chargeback_id),
  CHECK (status IN ('REPORTED', 'REJECTED') OR held + merchant + consumer = amount)
);
CREATE UNIQUE INDEX chargeback_by_id ON chargeback (chargeback_id);
CREATE INDEX chargeback_by_contract ON chargeback (book_id, contract_id);

ALTER TABLE lot ADD COLUMN chargeback_id text;

GRANT SELECT, INSERT ON chargeback TO :"runtime_role";
GRANT UPDATE (status, held, merchant, consumer, slots, face, credit, outcome, outcome_sha256,
  answered_by) ON chargeback TO :"runtime_role";
