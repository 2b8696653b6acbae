-- Freezes that the notary told, and whose money a refund moves, so that frozen money stays.
-- Adding columns locks payment for an instant. Refunds that were due before have none of them: no
-- freeze of a lot or a consumer is older than this migration.
ALTER TABLE payment ADD COLUMN lot_id text, ADD COLUMN consumer_id text;

CREATE TABLE known_freeze (
  book_id    text        NOT NULL,
  freeze_id  text        NOT NULL,
  scope      text        NOT NULL CHECK (scope IN ('LOT', 'CONSUMER', 'MERCHANT', 'AMOUNT')),
  subject_id text        NOT NULL,
  state      text        NOT NULL CHECK (state IN ('PLACED', 'LIFTED', 'EXPIRED')),
  placed_at  timestamptz NOT NULL,
  ended_at   timestamptz,
  PRIMARY KEY (book_id, freeze_id),
  CHECK ((state = 'PLACED') = (ended_at IS NULL))
);
CREATE INDEX known_freeze_in_force ON known_freeze (book_id, subject_id) WHERE state = 'PLACED';

GRANT SELECT, INSERT ON known_freeze TO :"runtime_role";
GRANT UPDATE (state, ended_at) ON known_freeze TO :"runtime_role";
