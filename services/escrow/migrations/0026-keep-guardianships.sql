-- Who may act for whom belongs to the two people, not to a contract: what a merchant or a seller once
-- wrote on a contract was nobody's word, and is dropped. Takes ACCESS EXCLUSIVE on contract for a
-- moment: no row is rewritten.

CREATE TABLE guardianship (
  book_id         text NOT NULL,
  guardianship_id text NOT NULL,
  ward_id         text NOT NULL,
  guardian_id     text NOT NULL CHECK (guardian_id <> ward_id),
  kind            text NOT NULL,
  status          text NOT NULL,
  -- First day on which it is over.
  until           date,
  -- WARD, GUARDIAN or OFFICER.
  asked_by        text NOT NULL,
  asked_at        timestamptz NOT NULL,
  -- Two officers decided it.
  decided         boolean NOT NULL,
  -- What one officer wants, until a second one agrees.
  pending         json,
  begun_at        timestamptz,
  ended_at        timestamptz,
  PRIMARY KEY (book_id, guardianship_id)
);
CREATE INDEX guardianship_ward ON guardianship (ward_id);
CREATE INDEX guardianship_guardian ON guardianship (guardian_id);
-- Two people have at most one that is asked for or in force.
CREATE UNIQUE INDEX guardianship_once ON guardianship (book_id, ward_id, guardian_id)
  WHERE status IN ('ASKED', 'IN_FORCE');

GRANT SELECT, INSERT ON guardianship TO :"runtime_role";
GRANT UPDATE (status, decided, pending, begun_at, ended_at) ON guardianship TO :"runtime_role";

ALTER TABLE contract DROP COLUMN guardian_id;
