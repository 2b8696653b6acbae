// A merchant as callers see it.
import type { Merchant } from '../../world/nouns.ts'

/** As officers see it: with the move that waits for a second one. */
export function viewMerchant(merchant: Merchant, bookId: string) {
  const { merchantId, name, industry, district, bankNumber, bankName } = merchant
  const { status, stoppedOn, noticeUntil, pending, pendingRelease } = merchant
  return {
    merchantId,
    bookId,
    name,
    industry,
    district,
    bankAccount: { number: bankNumber, name: bankName },
    status,
    ...(stoppedOn === undefined ? {} : { stoppedOn }),
    ...(noticeUntil === undefined ? {} : { noticeUntil }),
    ...(pending === undefined ? {} : { pending }),
    ...(pendingRelease === undefined
      ? {}
      : { pendingRelease: { ...pendingRelease, amountFen: pendingRelease.amountFen.toString() } }),
  }
}
