-- A refund splits a lot's free balance between both sides, may be contested, and may need several payments.
-- Takes ACCESS EXCLUSIVE on refund while its columns are added.

ALTER TABLE refund
  ADD COLUMN merchant_amount bigint NOT NULL DEFAULT 0 CHECK (merchant_amount >= 0),
  ADD COLUMN credit          bigint NOT NULL DEFAULT 0,
  ADD COLUMN fault           text   NOT NULL DEFAULT 'NEITHER',
  ADD COLUMN face            bigint NOT NULL DEFAULT 0 CHECK (face >= 0),
  -- What was said of it on its way to an approval.
  ADD COLUMN review          json   NOT NULL DEFAULT '{"lotStatus":"ACTIVE"}',
  -- Its payments, once they are due; amounts as text.
  ADD COLUMN parts           json   NOT NULL DEFAULT '[]',
  -- An award may give the consumer nothing.
  DROP CONSTRAINT refund_amount_check,
  ADD CONSTRAINT refund_amount_check CHECK (amount >= 0);
