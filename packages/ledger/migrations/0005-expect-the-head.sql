-- Locks a chain head that is expected, in a transaction that does not wait for an answer: when another
-- writer came before, everything after it fails. A new function only: takes no lock.
CREATE FUNCTION expect_chain(book text, expected uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM chain_head WHERE book_id = book AND version = expected FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the chain head has moved' USING ERRCODE = 'TC007';
  END IF;
END $$;

REVOKE ALL ON FUNCTION expect_chain FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expect_chain TO :"runtime_role";
