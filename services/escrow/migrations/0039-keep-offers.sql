-- What a merchant offers a consumer binds nobody until she has accepted it, so it is no contract:
-- it lies apart, and nothing that counts or lists contracts sees it. Takes no lock on existing
-- tables.

CREATE TABLE offer (
  book_id         text NOT NULL,
  -- The id of the contract or the lot that it would become.
  offer_id        text NOT NULL,
  contract_id     text NOT NULL,
  lot_id          text NOT NULL,
  merchant_id     text NOT NULL,
  consumer_id     text NOT NULL,
  product_id      text NOT NULL,
  product_version int NOT NULL,
  reference       text NOT NULL,
  terms           json NOT NULL,
  terms_sha256    text NOT NULL,
  -- The lot whose value an upgrade would take up.
  from_lot_id     text,
  status          text NOT NULL,
  offered_at      timestamptz NOT NULL,
  lapses_at       timestamptz NOT NULL,
  PRIMARY KEY (book_id, offer_id)
);
CREATE UNIQUE INDEX offer_reference ON offer (book_id, reference);
CREATE INDEX offer_lot ON offer (book_id, lot_id);
CREATE INDEX offer_of_merchant ON offer (merchant_id, offer_id) WHERE status = 'OPEN';
CREATE INDEX offer_of_consumer ON offer (consumer_id, offer_id) WHERE status = 'OPEN';

GRANT SELECT, INSERT ON offer TO :"runtime_role";
GRANT UPDATE (status) ON offer TO :"runtime_role";
