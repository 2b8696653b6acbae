-- Facts that move money, put in the order of the book they lead to. New table: nobody waits for it.
-- Two facts may claim one place: that is for the rebuild to find and to name, not for a key.
CREATE TABLE gathered_fact (
  book_id  text   NOT NULL,
  sequence bigint NOT NULL,
  fact_id  text   NOT NULL,
  payload  text   NOT NULL,
  PRIMARY KEY (book_id, sequence, fact_id)
);
GRANT SELECT, INSERT ON gathered_fact TO :"runtime_role";
