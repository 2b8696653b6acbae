-- What escrow knows of books, merchants, contracts, lots, sessions and refunds, and the replies it gave.
-- Takes no lock on existing tables. book_id leads every key, so that a book can move as a whole.

CREATE TABLE book (
  book_id     text PRIMARY KEY,
  currency    text NOT NULL,
  bank_number text NOT NULL,
  bank_name   text NOT NULL,
  opened_at   timestamptz NOT NULL
);

CREATE TABLE merchant (
  book_id     text NOT NULL,
  merchant_id text NOT NULL,
  name        text NOT NULL,
  industry    text NOT NULL,
  district    text NOT NULL,
  bank_number text NOT NULL,
  bank_name   text NOT NULL,
  enrolled_at timestamptz NOT NULL,
  PRIMARY KEY (book_id, merchant_id)
);
CREATE UNIQUE INDEX merchant_by_id ON merchant (merchant_id);

CREATE TABLE product (
  book_id     text NOT NULL,
  product_id  text NOT NULL,
  merchant_id text NOT NULL,
  name        text NOT NULL,
  terms       json NOT NULL,
  listed_at   timestamptz NOT NULL,
  PRIMARY KEY (book_id, product_id)
);
CREATE UNIQUE INDEX product_by_id ON product (product_id);

-- A contract never changes: it is the snapshot of what was agreed. Its lot carries the state.
CREATE TABLE contract (
  book_id      text NOT NULL,
  contract_id  text NOT NULL,
  merchant_id  text NOT NULL,
  consumer_id  text NOT NULL,
  product_id   text NOT NULL,
  product_name text NOT NULL,
  reference    text NOT NULL,
  terms        json NOT NULL,
  terms_sha256 text NOT NULL,
  signed_at    timestamptz NOT NULL,
  PRIMARY KEY (book_id, contract_id)
);
CREATE INDEX contract_by_id ON contract (contract_id);
CREATE INDEX contract_by_merchant ON contract (merchant_id, contract_id);
CREATE INDEX contract_by_consumer ON contract (consumer_id, contract_id);

-- slot_states has one character per slot: F free, S submitted, C confirmed, R in a refund, X refunded.
CREATE TABLE lot (
  book_id     text   NOT NULL,
  lot_id      text   NOT NULL,
  contract_id text   NOT NULL,
  status      text   NOT NULL,
  price       bigint NOT NULL CHECK (price > 0),
  slot_states text   NOT NULL,
  paid_at     timestamptz,
  deposit_id  text,
  -- The newest code window used, so that a member's code works once.
  code_window bigint NOT NULL,
  PRIMARY KEY (book_id, contract_id, lot_id)
-- Every session rewrites its lot's row: room on the page keeps the update away from the index.
) WITH (fillfactor = 70);

CREATE TABLE session (
  book_id      text   NOT NULL,
  session_id   text   NOT NULL,
  contract_id  text   NOT NULL,
  lot_id       text   NOT NULL,
  merchant_id  text   NOT NULL,
  slot         int    NOT NULL,
  amount       bigint NOT NULL,
  status       text   NOT NULL,
  coach        text,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  confirmed_at timestamptz,
  confirmed_by text,
  PRIMARY KEY (book_id, session_id)
);
CREATE INDEX session_by_contract ON session (contract_id, occurred_at, session_id);

CREATE TABLE refund (
  book_id      text   NOT NULL,
  refund_id    text   NOT NULL,
  contract_id  text   NOT NULL,
  lot_id       text   NOT NULL,
  merchant_id  text   NOT NULL,
  consumer_id  text   NOT NULL,
  status       text   NOT NULL,
  amount       bigint NOT NULL CHECK (amount > 0),
  formula      text   NOT NULL,
  reason       text   NOT NULL,
  basis        text,
  -- Indices of the slots that it gives back.
  slots        int[]  NOT NULL,
  requested_at timestamptz NOT NULL,
  PRIMARY KEY (book_id, refund_id)
);
CREATE INDEX refund_by_id ON refund (refund_id);
CREATE INDEX refund_by_contract ON refund (contract_id);
CREATE INDEX refund_by_merchant ON refund (merchant_id, refund_id);
CREATE INDEX refund_by_consumer ON refund (consumer_id, refund_id);

CREATE TABLE payout (
  book_id     text   NOT NULL,
  payout_id   text   NOT NULL,
  run_id      text   NOT NULL,
  merchant_id text   NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  status      text   NOT NULL,
  due_at      timestamptz NOT NULL,
  PRIMARY KEY (book_id, payout_id)
);
CREATE INDEX payout_by_merchant ON payout (merchant_id, payout_id);

-- Every command that was answered, with its answer: a twin gets the same one. Never expires.
CREATE TABLE command (
  book_id        text  NOT NULL,
  scope          text  NOT NULL,
  key            text  NOT NULL,
  request_sha256 bytea NOT NULL,
  -- JSON text, never searched.
  reply          text  NOT NULL,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (book_id, scope, key)
);
-- Replies to a hundred sessions are long, and squeezing them would cost more than their room.
ALTER TABLE command ALTER COLUMN reply SET STORAGE EXTERNAL;

-- What names a person, sealed with a key of her own: without the key row it is noise for ever.
CREATE TABLE person (
  consumer_id text PRIMARY KEY,
  name_sealed bytea NOT NULL
);
CREATE TABLE person_key (
  consumer_id text PRIMARY KEY,
  key         bytea NOT NULL
);

GRANT SELECT, INSERT ON book, merchant, product, contract, command TO :"runtime_role";
GRANT SELECT, INSERT, UPDATE ON lot, session, refund, payout TO :"runtime_role";
GRANT SELECT, INSERT ON person TO :"runtime_role";
GRANT SELECT, INSERT, DELETE ON person_key TO :"runtime_role";

SELECT make_book_partitions(current_date, 3);
