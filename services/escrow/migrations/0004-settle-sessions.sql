-- What is to be settled about sessions: unfunded ones and disputes. Takes SHARE on session while the
-- index is built.

-- A payout run leaves out what may still be disputed. Ranges of pages are enough, because sessions
-- are confirmed about in the order in which they are stored, and they cost a confirmation nothing.
CREATE INDEX session_by_confirmation ON session USING brin (confirmed_at)
  WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE session_case (
  book_id          text        NOT NULL,
  session_id       text        NOT NULL,
  contract_id      text        NOT NULL,
  merchant_id      text        NOT NULL,
  consumer_id      text        NOT NULL,
  kind             text        NOT NULL,
  opened_at        timestamptz NOT NULL,
  reason           text,
  -- The merchant's side of a dispute.
  answer           text,
  answer_sha256    text,
  by_code          boolean     NOT NULL,
  -- What a dispute froze, and from which of the merchant's accounts if it had been released.
  amount           bigint      NOT NULL CHECK (amount >= 0),
  taken_payable    bigint,
  taken_reserve    bigint,
  taken_receivable bigint,
  closed_at        timestamptz,
  outcome          text,
  merchant_part    bigint      NOT NULL CHECK (merchant_part BETWEEN 0 AND amount),
  evidence_sha256  text,
  PRIMARY KEY (book_id, session_id)
);
CREATE INDEX session_case_by_contract ON session_case (contract_id, session_id);
CREATE INDEX session_case_by_merchant ON session_case (merchant_id, session_id);
CREATE INDEX session_case_by_consumer ON session_case (consumer_id, session_id);

GRANT SELECT, INSERT, UPDATE ON session_case TO :"runtime_role";
