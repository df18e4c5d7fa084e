// Warns of a deadline that is too long for WhatsApp: 24 hours after the customer's last message only templates may be sent, and
// sending takes some time. Such a deadline is allowed, because some flows only send templates.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows

const LONG_SECONDS = 20 * 3600;

/** The warning; undefined when there is none. */
export function longDeadlineWarning(seconds: number): string | undefined {
  if (seconds <= LONG_SECONDS) return undefined;
  const hours = Math.round(seconds / 360) / 10;
  return `A deadline of ${hours} h is longer than 20 h: WhatsApp closes its window 24 h after the customer’s last message, so a conversation that is continued this late may have nobody to write to.`;
}
