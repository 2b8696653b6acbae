-- Freezes: who placed what, who asked for its end, and how it ended. Rows are added, never changed.
-- New tables only: takes no lock that anybody waits for.
CREATE TABLE placed_freeze (
  book_id         text        NOT NULL,
  freeze_id       text        NOT NULL UNIQUE,
  number          bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
  scope           text        NOT NULL CHECK (scope IN ('LOT', 'CONSUMER', 'MERCHANT', 'AMOUNT')),
  subject_id      text        NOT NULL,
  amount          bigint      CHECK (amount > 0),
  basis           text        NOT NULL,
  reason          text        NOT NULL,
  evidence_sha256 text        NOT NULL,
  expires_at      timestamptz,
  placed_by       text        NOT NULL,
  placed_at       timestamptz NOT NULL,
  correlation_id  text        NOT NULL,
  PRIMARY KEY (book_id, freeze_id),
  CHECK ((scope = 'AMOUNT') = (amount IS NOT NULL)),
  CHECK (expires_at > placed_at)
);
CREATE INDEX freeze_by_subject ON placed_freeze (subject_id, number);
CREATE INDEX freeze_by_expiry ON placed_freeze (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE lift_request (
  book_id      text        NOT NULL,
  freeze_id    text        NOT NULL,
  requested_by text        NOT NULL,
  requested_at timestamptz NOT NULL,
  reason       text        NOT NULL,
  PRIMARY KEY (book_id, freeze_id),
  FOREIGN KEY (book_id, freeze_id) REFERENCES placed_freeze (book_id, freeze_id),
  -- So that the end of a freeze can name the one who asked for it.
  UNIQUE (book_id, freeze_id, requested_by)
);

CREATE TABLE ended_freeze (
  book_id      text        NOT NULL,
  freeze_id    text        NOT NULL,
  state        text        NOT NULL CHECK (state IN ('LIFTED', 'EXPIRED')),
  requested_by text,
  approved_by  text,
  ended_at     timestamptz NOT NULL,
  PRIMARY KEY (book_id, freeze_id),
  FOREIGN KEY (book_id, freeze_id) REFERENCES placed_freeze (book_id, freeze_id),
  -- Lifted only as somebody has asked for, and by somebody else.
  FOREIGN KEY (book_id, freeze_id, requested_by)
    REFERENCES lift_request (book_id, freeze_id, requested_by),
  CHECK ((state = 'LIFTED') = (requested_by IS NOT NULL)),
  CHECK ((state = 'LIFTED') = (approved_by IS NOT NULL)),
  CHECK (approved_by <> requested_by)
);

-- Every command that was answered, with its answer: a twin gets the same one. Never expires.
CREATE TABLE command (
  scope          text        NOT NULL,
  key            text        NOT NULL,
  request_sha256 text        NOT NULL,
  command_id     text        NOT NULL,
  reply          json        NOT NULL,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON placed_freeze
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON lift_request
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ended_freeze
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON command
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON placed_freeze, lift_request, ended_freeze, command TO :"runtime_role";
