// The fixed ids that the demo, the tests and the issuer's demo people agree on.

/** The gym of the demo. */
export const DEMO_MERCHANT_ID = 'mer_00000000000000000000000001'
/** A second merchant that must never see the first one's figures. */
export const RIVAL_MERCHANT_ID = 'mer_00000000000000000000000002'
/** A third one, for stories of several merchants. */
export const POOL_MERCHANT_ID = 'mer_00000000000000000000000003'
/** The notary office's escrow account that the demo gym's money rests in. */
export const DEMO_BOOK_ID = 'bok_00000000000000000000000001'
/** Password of every demo person; the log-in page says it openly. */
export const DEMO_PASSWORD = 'ticun'
/** The audience of every access token: the four processes' HTTP APIs. */
export const API_AUDIENCE = 'urn:ticun:api'
