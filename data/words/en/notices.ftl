### What genuine mails tell, their sums, and their parts.

## notice-kind-<kind> in lists and pages
notice-kind-order-confirmed = order confirmed
notice-kind-gift-card-bought = gift card bought
notice-kind-gift-card-received = gift card received
notice-kind-gift-card-opened = gift card opened or registered
notice-kind-shipped = shipped
notice-kind-delivered = delivered
notice-kind-cancelled = cancelled
notice-kind-refunded = refund
notice-kind-payment-problem = payment problem
notice-kind-order-held = order on hold
notice-kind-charge = charge
notice-kind-charge-reversed = charge reversed
notice-kind-charge-declined = declined charge
notice-kind-statement = bill announced
notice-kind-signed-in = sign-in
notice-kind-sign-in-attempt = attempt to sign in
notice-kind-account-access-attempt = attempt to open account data
notice-kind-password-reset-asked = password reset requested
notice-kind-password-changed = password changed
notice-kind-email-changed = e-mail address changed
notice-kind-phone-changed = phone number changed
notice-kind-two-step-changed = two-step verification changed
notice-kind-account-kind-changed = kind of account changed
notice-kind-address-added = delivery address added
notice-kind-account-held = account on hold
notice-kind-account-secured = account secured by support
notice-kind-advertising = advertising or mail to many

## amount-role
amount-role-total = order total
amount-role-charged = amount charged
amount-role-refunded = amount refunded
amount-role-gift = gift card value
amount-role-fee = fee
amount-role-declined = amount declined

## The same inside the sentence of a gap
fact-notice-order-confirmed = order confirmed
fact-notice-gift-card-bought = gift card bought
fact-notice-gift-card-received = gift card received
fact-notice-gift-card-opened = gift card opened or registered
fact-notice-shipped = shipped
fact-notice-delivered = delivered
fact-notice-cancelled = cancelled
fact-notice-refunded = refund
fact-notice-payment-problem = payment problem
fact-notice-order-held = order on hold
fact-notice-charge = charge
fact-notice-charge-reversed = charge reversed
fact-notice-charge-declined = declined charge
fact-notice-statement = bill announced
fact-notice-signed-in = sign-in
fact-notice-sign-in-attempt = attempt to sign in
fact-notice-account-access-attempt = attempt to open account data
fact-notice-password-reset-asked = password reset requested
fact-notice-password-changed = password changed
fact-notice-email-changed = e-mail address changed
fact-notice-phone-changed = phone number changed
fact-notice-two-step-changed = two-step verification changed
fact-notice-account-kind-changed = kind of account changed
fact-notice-address-added = delivery address added
fact-notice-account-held = account on hold
fact-notice-account-secured = account secured by support
fact-notice-advertising = advertising or mail to many

fact-part-order = the order number
fact-part-items = the list of items
fact-part-total = the total
fact-part-charged = the amount charged
fact-part-refunded = the amount refunded
fact-part-gift = the value of the gift card
fact-part-fee = the fee
fact-part-declined = the amount declined
fact-part-recipient = the recipient
fact-part-moment = the date and time
fact-part-merchant = the shop
fact-part-card = the end of the card number
fact-part-place = the place
fact-part-device = the device
fact-part-ip = the IP address
fact-part-code = the gift code or claim link
fact-part-kind = the kind of notice
fact-part-number = how many orders or charges there are
