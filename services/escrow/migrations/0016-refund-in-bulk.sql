-- Mass refunds: one schedule for all lots of a merchant, and what became of each of its lines.
-- New tables only: takes no lock that anybody waits for.
CREATE TABLE mass_refund (
  book_id         text   NOT NULL,
  mass_refund_id  text   NOT NULL,
  merchant_id     text   NOT NULL,
  status          text   NOT NULL,
  as_of           timestamptz NOT NULL,
  stopped_on      date,
  lots            int    NOT NULL CHECK (lots > 0),
  held            bigint NOT NULL,
  disputed        bigint NOT NULL,
  refund          bigint NOT NULL,
  kept            bigint NOT NULL,
  shortfall       bigint NOT NULL,
  schedule_sha256 text   NOT NULL,
  author          text   NOT NULL,
  first_approver  text,
  second_approver text,
  PRIMARY KEY (book_id, mass_refund_id),
  CHECK (held + disputed = refund + kept),
  -- Three people: who computed it, and two who approve.
  CHECK (first_approver <> author),
  CHECK (second_approver <> author),
  CHECK (second_approver <> first_approver)
);
CREATE UNIQUE INDEX mass_refund_by_id ON mass_refund (mass_refund_id);
CREATE INDEX mass_refund_by_merchant ON mass_refund (book_id, merchant_id);

CREATE TABLE mass_refund_item (
  book_id        text   NOT NULL,
  mass_refund_id text   NOT NULL,
  lot_id         text   NOT NULL,
  contract_id    text   NOT NULL,
  consumer_id    text   NOT NULL,
  formula        text   NOT NULL,
  held           bigint NOT NULL,
  disputed       bigint NOT NULL,
  refund         bigint NOT NULL,
  kept           bigint NOT NULL,
  shortfall      bigint NOT NULL,
  -- OPEN until its refund is due (PAID_OUT), or why it was left out.
  status         text   NOT NULL,
  refund_id      text,
  PRIMARY KEY (book_id, mass_refund_id, lot_id),
  CHECK (held + disputed = refund + kept)
);
CREATE INDEX mass_refund_item_open ON mass_refund_item (book_id, mass_refund_id, lot_id)
  WHERE status = 'OPEN';

GRANT SELECT, INSERT ON mass_refund, mass_refund_item TO :"runtime_role";
GRANT UPDATE (status, first_approver, second_approver) ON mass_refund TO :"runtime_role";
GRANT UPDATE (status, refund_id) ON mass_refund_item TO :"runtime_role";
