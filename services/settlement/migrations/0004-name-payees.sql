-- For whom a deposit was made, the account that a consumer wants her refunds on, and to whom a
-- payment goes. Takes ACCESS EXCLUSIVE on payment, deposit and expected_deposit for an instant.

ALTER TABLE expected_deposit ADD COLUMN consumer_id text;
CREATE INDEX expected_deposit_by_lot ON expected_deposit (book_id, lot_id);

-- Money that came back after its payment was settled: of which payment it is.
ALTER TABLE deposit ADD COLUMN returned_payment_id text;

-- Whose lots a deposit has paid for; more than one when an officer parted it.
CREATE TABLE deposit_consumer (
  book_id     text NOT NULL,
  deposit_id  text NOT NULL,
  consumer_id text NOT NULL,
  PRIMARY KEY (book_id, deposit_id, consumer_id)
);

-- A consumer is of the house, not of a book. The newest row holds; older ones say what was before.
CREATE TABLE refund_account (
  consumer_id     text   NOT NULL,
  position        bigint GENERATED ALWAYS AS IDENTITY,
  number          text   NOT NULL CHECK (number <> ''),
  name            text   NOT NULL CHECK (name <> ''),
  recorded_by     text   NOT NULL,
  by_officer      boolean NOT NULL,
  evidence_sha256 text,
  recorded_at     timestamptz NOT NULL,
  PRIMARY KEY (consumer_id, position),
  CHECK (by_officer = (evidence_sha256 IS NOT NULL))
);

-- MERCHANT: its account. PAYER: back where the deposit came from. REGISTERED: the consumer's own
-- account. MISSING: it would be the consumer's own, and nobody knows it yet.
ALTER TABLE payment
  ADD COLUMN payee text NOT NULL DEFAULT 'PAYER'
    CHECK (payee IN ('MERCHANT', 'PAYER', 'REGISTERED', 'MISSING')),
  ADD COLUMN payee_recorded_by text,
  ALTER COLUMN creditor_number DROP NOT NULL,
  ALTER COLUMN creditor_name DROP NOT NULL,
  ADD CHECK ((payee = 'MISSING') = (creditor_number IS NULL)),
  ADD CHECK ((payee = 'MISSING') = (creditor_name IS NULL)),
  ADD CHECK (payee <> 'MISSING' OR status = 'DUE'),
  -- Who said where the money goes does not let it go.
  ADD CHECK (approved_by <> payee_recorded_by);
ALTER TABLE payment ALTER COLUMN payee DROP DEFAULT;
-- The payment that failed and that this one is in place of; a lot's money once only.
ALTER TABLE payment ADD COLUMN retry_of text;
CREATE UNIQUE INDEX payment_retried_once ON payment (book_id, retry_of)
  WHERE lot_id IS NOT NULL;
CREATE INDEX payment_awaiting_account ON payment (consumer_id)
  WHERE status = 'DUE' AND payee IN ('REGISTERED', 'MISSING');

-- A payee follows the consumer's own account until the payment is approved; any other is fixed.
CREATE FUNCTION keep_payee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'DUE' OR OLD.payee NOT IN ('REGISTERED', 'MISSING')
    OR NEW.payee <> 'REGISTERED' THEN
    RAISE EXCEPTION 'the payee of payment % is fixed', OLD.payment_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_payee
  BEFORE UPDATE OF payee, creditor_number, creditor_name, payee_recorded_by ON payment
  FOR EACH ROW EXECUTE FUNCTION keep_payee();

GRANT SELECT, INSERT ON deposit_consumer, refund_account TO :"runtime_role";
GRANT UPDATE (payee, creditor_number, creditor_name, payee_recorded_by) ON payment
  TO :"runtime_role";
