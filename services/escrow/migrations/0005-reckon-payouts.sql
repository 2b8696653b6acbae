-- How each payout run divided what merchants had earned. Takes no lock on existing tables.

CREATE TABLE reckoning (
  book_id     text        NOT NULL,
  run_id      text        NOT NULL,
  merchant_id text        NOT NULL,
  reckoned_at timestamptz NOT NULL,
  -- The first is the sum of the others.
  payable     bigint      NOT NULL,
  netted      bigint      NOT NULL CHECK (netted >= 0),
  withheld    bigint      NOT NULL CHECK (withheld >= 0),
  paid        bigint      NOT NULL CHECK (paid >= 0),
  in_window   bigint      NOT NULL CHECK (in_window >= 0),
  held        bigint      NOT NULL CHECK (held >= 0),
  PRIMARY KEY (book_id, run_id, merchant_id),
  CHECK (payable = netted + withheld + paid + in_window + held)
);
CREATE INDEX reckoning_by_merchant ON reckoning (merchant_id, reckoned_at, run_id);

GRANT SELECT, INSERT ON reckoning TO :"runtime_role";
