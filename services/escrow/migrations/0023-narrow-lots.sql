-- What a session changes of a lot lies apart from what was agreed and paid, so that recording one
-- rewrites a narrow row. Takes ACCESS EXCLUSIVE on lot while its columns move.

CREATE TABLE lot_use (
  book_id     text   NOT NULL,
  contract_id text   NOT NULL,
  lot_id      text   NOT NULL,
  status      text   NOT NULL,
  slot_states text   NOT NULL,
  code_window bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (book_id, contract_id, lot_id)
-- Every session rewrites its lot's row: room on the page keeps the update away from the index.
) WITH (fillfactor = 50);
INSERT INTO lot_use
SELECT book_id, contract_id, lot_id, status, slot_states, code_window FROM lot;
ALTER TABLE lot DROP COLUMN status, DROP COLUMN slot_states, DROP COLUMN code_window;
ALTER TABLE lot RESET (fillfactor);

-- A lot with its use: for readers.
CREATE VIEW whole_lot AS
SELECT lot.*, u.status, u.slot_states, u.code_window
FROM lot JOIN lot_use u USING (book_id, contract_id, lot_id);

GRANT SELECT, INSERT, UPDATE ON lot_use TO :"runtime_role";
GRANT SELECT ON whole_lot TO :"runtime_role";
