// The id of a replay: the delivery's id and a number of its own. SQS would drop an id that it had in the last 5 minutes,
// and the log and the statistics can tell the two apart.

export const replayId = (deliveryId: string, number: number): string => `${deliveryId}#r${number}`;

export const isReplay = (deliveryId: string): boolean => /#r\d+$/.test(deliveryId);
