-- The state of a merchant, and the move that waits for a second officer.
-- Takes ACCESS EXCLUSIVE on merchant while its columns are added.
ALTER TABLE merchant
  ADD COLUMN status       text NOT NULL DEFAULT 'ACTIVE',
  ADD COLUMN stopped_on   date,
  ADD COLUMN notice_until timestamptz,
  ADD COLUMN pending      json;

GRANT UPDATE (status, stopped_on, notice_until, pending) ON merchant TO :"runtime_role";
