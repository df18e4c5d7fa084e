// A deadline that WhatsApp may not wait for: 24 hours after the customer's last message only templates may be sent,
// and a decision needs some time to get there. Allowed, because not every flow writes to the customer first.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows

const LONG_SECONDS = 20 * 3600;

/** What to say of a deadline of so many seconds; undefined when there is nothing to say. */
export function longDeadlineWarning(seconds: number): string | undefined {
  if (seconds <= LONG_SECONDS) return undefined;
  const hours = Math.round(seconds / 360) / 10;
  return `A deadline of ${hours} h is longer than 20 h: WhatsApp closes its window 24 h after the customer’s last message, so a conversation that is continued this late may have nobody to write to.`;
}
