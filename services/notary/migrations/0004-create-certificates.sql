-- Certificates of balance as they were issued; found again by their code, for ever.
-- A new table only: takes no lock that anybody waits for.
CREATE TABLE certificate (
  code      text        PRIMARY KEY,
  book_id   text        NOT NULL,
  account   text        NOT NULL,
  -- The whole file: signed words, canonical entry, tlog-proof.
  file      json        NOT NULL,
  issued_by text        NOT NULL,
  issued_at timestamptz NOT NULL
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON certificate TO :"runtime_role";
