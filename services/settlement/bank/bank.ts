// Knows what this house asks of any bank: pay, tell what became of a payment, give a statement.

/** The bank's word on one transfer. */
export type TransferReport = {
  endToEndId: string
  status: 'ACCEPTED' | 'REJECTED'
  /**
   * An ISO 20022 reason, such as AM04 (insufficient funds) or AC01 (bad account). DU04 says only
   * that the end-to-end id was used for another transfer: ask `paymentState` before any booking.
   */
  reason?: string
  bankSerial?: string
  /** ISO, UTC. */
  bookedAt?: string
}

export type PaymentReport = { messageId: string; transfers: TransferReport[] }

/** What the bank knows of a payment; UNKNOWN means that it never arrived and may be sent again. */
export type PaymentState =
  | { state: 'UNKNOWN' }
  | { state: 'REJECTED'; reason: string }
  | { state: 'EXECUTED'; bankSerial: string; bookedAt: string; amountFen: bigint }

/**
 * The window to a bank. Refusals of single transfers are values; everything else that goes wrong
 * is a `BankFault`.
 */
export type Bank = {
  /**
   * Sends a pain.001 message. Sending the same end-to-end id again never pays twice.
   * `valueDate` (YYYY-MM-DD or an ISO instant) books it then, where the bank allows that.
   */
  sendPayments: (xml: string, options: { valueDate?: string }) => Promise<PaymentReport>
  paymentState: (endToEndId: string) => Promise<PaymentState>
  /** The camt.053 text of the days [from, to), YYYY-MM-DD in Shanghai. */
  statement: (from: string, to: string) => Promise<string>
}

/** The bank could not be asked, or did not answer as a bank does. */
export class BankFault extends Error {
  override readonly name = 'BankFault'
  /** False only when the bank said that it did nothing; otherwise ask before sending again. */
  readonly mayHaveHappened: boolean

  constructor(message: string, mayHaveHappened: boolean, options?: ErrorOptions) {
    super(message, options)
    this.mayHaveHappened = mayHaveHappened
  }
}
