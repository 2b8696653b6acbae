-- What settlement told of the bank, and whether the book has taken it. New table only.

-- Either side may be heard first: a row begins with whichever comes.
CREATE TABLE bank_word (
  book_id  text   NOT NULL,
  fact_id  text   NOT NULL,
  type     text,
  -- Its effect on the bank account, in fen; null until settlement's word is here.
  amount   bigint,
  is_taken boolean NOT NULL DEFAULT false,
  heard_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (book_id, fact_id)
);
CREATE INDEX bank_word_open ON bank_word (book_id, heard_at)
  WHERE amount IS NOT NULL AND NOT is_taken;

GRANT SELECT, INSERT, UPDATE ON bank_word TO :"runtime_role";
