-- Signatures that came after a checkpoint was signed: cosignatures of witnesses, and those of a
-- key that the office began to use later. The checkpoint's own row never changes.
-- A new table only: takes no lock that anybody waits for.
CREATE TABLE checkpoint_signature (
  book_id    text        NOT NULL,
  size       bigint      NOT NULL,
  name       text        NOT NULL,
  key_hash   bytea       NOT NULL CHECK (octet_length(key_hash) = 4),
  is_witness boolean     NOT NULL,
  -- The whole line, newline included, as it stands under the published note.
  line       text        NOT NULL,
  added_at   timestamptz NOT NULL,
  PRIMARY KEY (book_id, size, name, key_hash),
  FOREIGN KEY (book_id, size) REFERENCES checkpoint (book_id, size)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint_signature
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How far a witness has come is asked for often.
CREATE INDEX checkpoint_signature_by_name ON checkpoint_signature (book_id, name, key_hash, size);

GRANT SELECT, INSERT ON checkpoint_signature TO :"runtime_role";
