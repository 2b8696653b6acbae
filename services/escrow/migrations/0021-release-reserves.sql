-- A merchant's reserve: the release that waits for a second officer, and what was released of it and
-- not paid yet. Takes ACCESS EXCLUSIVE on merchant while its columns are added.
ALTER TABLE merchant
  ADD COLUMN pending_release json,
  ADD COLUMN released        bigint NOT NULL DEFAULT 0 CHECK (released >= 0);

GRANT UPDATE (pending_release, released) ON merchant TO :"runtime_role";
