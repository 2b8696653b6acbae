-- Each wrong code of a member, so that no restart and no flood forgives a guesser.
-- Takes no lock on existing tables.

CREATE TABLE wrong_code (
  wrong_code_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Subject of the token, whom it acts for, and the contract: always one of the desk's own.
  caller        text NOT NULL,
  desk          text NOT NULL,
  contract_id   text NOT NULL,
  -- Real time, whatever time the house has.
  tried_at      timestamptz NOT NULL
);
CREATE INDEX wrong_code_by_time ON wrong_code (tried_at);

GRANT SELECT, INSERT, DELETE ON wrong_code TO :"runtime_role";
