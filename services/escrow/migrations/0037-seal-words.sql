-- What people write as their reason, sealed with a key of its own; facts and rows carry its token.
-- Without the key row it is noise for ever. Takes no lock on existing tables.

CREATE TABLE words (
  token  text PRIMARY KEY,
  sealed bytea NOT NULL
);
CREATE TABLE words_key (
  token text PRIMARY KEY,
  key   bytea NOT NULL
);

GRANT SELECT, INSERT ON words TO :"runtime_role";
GRANT SELECT, INSERT, DELETE ON words_key TO :"runtime_role";
