-- Signatures with a time on a checkpoint that stays the newest: a log in which nothing happens must
-- look different from one that was taken back or stands still.
-- A new table only: takes no lock that anybody waits for.
CREATE TABLE heartbeat (
  book_id    text        NOT NULL,
  size       bigint      NOT NULL,
  name       text        NOT NULL,
  key_hash   bytea       NOT NULL CHECK (octet_length(key_hash) = 4),
  is_witness boolean     NOT NULL,
  -- The whole line (cosignature/v1), newline included, as it stands under the published note.
  line       text        NOT NULL,
  added_at   timestamptz NOT NULL,
  PRIMARY KEY (book_id, size, name, key_hash, added_at),
  FOREIGN KEY (book_id, size) REFERENCES checkpoint (book_id, size)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON heartbeat
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON heartbeat TO :"runtime_role";
